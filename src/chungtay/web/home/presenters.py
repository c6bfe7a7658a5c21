"""What waits for a hand, the most urgent first, each with the one thing to do."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chungtay.foundation.accounts.permissions import Permission, may
from chungtay.foundation.core.presenters.waiting import Waiting, from_apps
from chungtay.foundation.places.models import Unit
from chungtay.foundation.places.queries import waiting_days
from chungtay.records.registry.queries.households import Year, waiting_for_class
from chungtay.records.registry.queries.kinds import DUE
from chungtay.records.registry.queries.pairs import waiting
from chungtay.records.registry.queries.requests import told_in
from chungtay.work.review.models import Campaign, ReviewFile, State
from chungtay.work.review.permissions import can_classify
from chungtay.work.review.presenters.waiting import waiting_for
from chungtay.work.review.queries.files import REFUSED


def tasks_of(
    user: Any,
    place: Unit,
    year: int,
    files: list[ReviewFile],
    counts: dict[int, dict[str, int]],
    running: Sequence[Campaign] = (),
) -> list[Waiting]:
    today = timezone.localdate()
    found: list[Waiting] = []
    for file in files:
        mine = can_classify(user, file.area, today)
        where = f"{file.name} · {file.area.name}"
        address = reverse("review:file", args=[place.code, year, file.pk])
        refused = counts[file.pk].get(REFUSED, 0)
        if file.state == State.UPLOADED and mine:
            found.append(Waiting(_("Columns to confirm"), where, _("Confirm the columns"), address))
        elif file.state in (State.FAILED, State.UNREADABLE) and mine:
            found.append(Waiting(_("A file was not taken"), where, _("See why"), address))
        elif file.state in (State.QUEUED, State.RUNNING):
            found.append(Waiting(_("Being classified"), where, _("See progress"), address))
        elif file.state == State.DONE and refused:
            title = ngettext(
                "%(count)s household waits for a correction", "%(count)s households wait for a correction", refused
            )
            where_to = reverse("review:mistakes", args=[place.code, year, file.pk])
            found.append(Waiting(title % {"count": refused}, where, _("See what to correct"), where_to))
    of_reviews = waiting_for(user, place, year, today, list(running))
    elsewhere = _in_the_register(user, place, year, today)
    last = _units_that_wait(user, place, year, today)
    return [*of_reviews, *from_apps(user, place, year, today), *elsewhere, *found, *last]


def _in_the_register(user: Any, place: Unit, year: int, today: datetime.date) -> list[Waiting]:
    """Proposals to decide, own ones that came back, households of last year's list without a class."""
    found = []
    address = reverse("registry:requests", args=[place.code, year])
    to_decide, came_back = told_in(user, place)
    if to_decide:
        title = ngettext(
            "%(count)s proposal waits for a decision", "%(count)s proposals wait for a decision", to_decide
        )
        found.append(Waiting(title % {"count": to_decide}, place.name, _("Look at it"), f"{address}?o=submitted"))
    if came_back:
        title = ngettext("%(count)s proposal came back to you", "%(count)s proposals came back to you", came_back)
        found.append(Waiting(title % {"count": came_back}, place.name, _("Look at it"), f"{address}?o=returned"))
    if count := waiting(user, place, today).count():
        title = ngettext(
            "%(count)s pair of records may be one person", "%(count)s pairs of records may be one person", count
        )
        where = reverse("registry:pairs", args=[place.code, year])
        found.append(Waiting(title % {"count": count}, place.name, _("Compare them"), where))
    if may(user, Permission.REVIEW_CLASSIFY, place, today):
        count = waiting_for_class(Year(user, place, year, today))
        if count:
            title = ngettext(
                "%(count)s household of last year's list has no class yet",
                "%(count)s households of last year's list have no class yet",
                count,
            )
            where = reverse("registry:households", args=[place.code, year]) + f"?con={DUE}"
            found.append(Waiting(title % {"count": count}, place.name, _("See which"), where))
    return found


def _units_that_wait(user: Any, place: Unit, year: int, today: datetime.date) -> list[Waiting]:
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
        found.append(Waiting(title % words, place.name, _("Reorganisations"), address))
    return found
