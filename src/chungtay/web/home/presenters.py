"""What waits for a hand, the most urgent first, each with the one thing to do."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chungtay.foundation.accounts.permissions import Permission, may
from chungtay.foundation.places.models import Unit
from chungtay.foundation.places.queries import waiting_days
from chungtay.work.review.models import ReviewFile, State
from chungtay.work.review.permissions import can_classify
from chungtay.work.review.queries import REFUSED


@dataclass(frozen=True, slots=True)
class Task:
    """`title` says what waits, `about` where, `button` is a verb, `address` leads to it."""

    title: str
    about: str
    button: str
    address: str


def tasks_of(
    user: Any, place: Unit, year: int, files: list[ReviewFile], counts: dict[int, dict[str, int]]
) -> list[Task]:
    today = timezone.localdate()
    found: list[Task] = []
    for file in files:
        mine = can_classify(user, file.area, today)
        where = f"{file.name} · {file.area.name}"
        address = reverse("review:file", args=[place.code, year, file.pk])
        refused = counts[file.pk].get(REFUSED, 0)
        if file.state == State.UPLOADED and mine:
            found.append(Task(_("Columns to confirm"), where, _("Confirm the columns"), address))
        elif file.state in (State.FAILED, State.UNREADABLE) and mine:
            found.append(Task(_("A file was not taken"), where, _("See why"), address))
        elif file.state in (State.QUEUED, State.RUNNING):
            found.append(Task(_("Being classified"), where, _("See progress"), address))
        elif file.state == State.DONE and refused:
            title = ngettext(
                "%(count)s household waits for a correction", "%(count)s households wait for a correction", refused
            )
            where_to = reverse("review:mistakes", args=[place.code, year, file.pk])
            found.append(Task(title % {"count": refused}, where, _("See what to correct"), where_to))
    return found + _units_that_wait(user, place, year, today)


def _units_that_wait(user: Any, place: Unit, year: int, today: datetime.date) -> list[Task]:
    """Residential groups whose wards have ended, for whoever keeps the units of the place."""
    if not may(user, Permission.PLACE_MANAGE, place, today):
        return []
    found = []
    for day, count in waiting_days([place.path]).items():
        title = ngettext(
            "%(count)s residential group waits for its new ward from %(day)s",
            "%(count)s residential groups wait for their new wards from %(day)s",
            count,
        )
        words = {"count": count, "day": f"{day:%d/%m/%Y}"}
        address = reverse("places:plans", args=[place.code, year])
        found.append(Task(title % words, place.name, _("Reorganisations"), address))
    return found
