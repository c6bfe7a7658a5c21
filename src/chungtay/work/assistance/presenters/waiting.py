"""What of assistance waits for a person, for the page Today: to approve, to pay, to look at, to confirm."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.core.presenters.waiting import Waiting
from chungtay.foundation.places.models import Unit
from chungtay.work.assistance import permissions
from chungtay.work.assistance.models import Case
from chungtay.work.assistance.presenters.cases import rows
from chungtay.work.assistance.queries import cases as queries

SHOWN, READ = 5, 20


def waiting_for(user: Any, place: Unit, _year: int, today: datetime.date) -> Iterator[Waiting]:
    """Of the cases that are due first, those whose next step this person may take. A fixed number of statements."""
    if not _has_a_hand(user, place, today):
        return
    found = queries.open_first(queries.with_steps(queries.unended(queries.cases_seen(user, place, today), user)))
    mine = [case for case in found[:READ] if is_next_of(user, case, today)][:SHOWN]
    for row in rows(mine, timezone.now(), today):
        about = " · ".join(filter(None, (row.case.title, row.head, row.case.ward.name, row.clock)))
        address = reverse("assistance:case", args=[place.code, place.nearest_year(today.year), row.case.pk])
        yield Waiting(_("Assistance: %(next)s") % {"next": row.next}, about, _("Look at it"), address)


def is_next_of(user: Any, case: Case, today: datetime.date) -> bool:
    """Whether the next step of a case (`with_steps`, `unended`) belongs to this person: three hands, never one."""
    step, acted = getattr(case, "step"), {case.proposed_by_id, case.approved_by_id}  # noqa: B009 - annotated
    if step == "paper":
        return case.approved_by_id == user.pk
    if step == "approve":
        return permissions.can_approve(user, case.ward, today) and user.pk != case.proposed_by_id
    if step in ("pay", "recover"):
        return permissions.can_pay(user, case.ward, today) and user.pk not in acted
    looks = permissions.can_pay(user, case.ward, today) or permissions.can_propose(user, case.ward, today)
    return looks and not getattr(case, "i_paid")  # noqa: B009 - annotated


def _has_a_hand(user: Any, place: Unit, today: datetime.date) -> bool:
    return any(
        can(user, place, today) for can in (permissions.can_propose, permissions.can_approve, permissions.can_pay)
    )
