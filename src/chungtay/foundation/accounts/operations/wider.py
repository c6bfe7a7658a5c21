"""A wider view: begun with a reason, every page of it recorded, ended by hand or by the clock."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.accounts.models import Assignment, Role, User, WiderView
from chungtay.foundation.accounts.permissions import Permission, scope_of
from chungtay.foundation.core.operations import record_event

MINUTES = (15, 30, 60)
SHORTEST_REASON = 15


@transaction.atomic
def begin_wider(user: User, *, reason: str, minutes: int, with_factor: bool, at: datetime.datetime) -> WiderView:
    """The administrator reads the own area until the time is over. What was open before and has run out is ended first.

    Raises PermissionDenied for anybody who keeps no accounts, ValidationError without a reason in words, for another
    length than MINUTES, or while one is open.
    """
    if not scope_of(user, Permission.ACCOUNT_MANAGE, timezone.localdate(at)):
        raise PermissionDenied(_("Only an administrator asks for a wider view."))
    if len(reason.strip()) < SHORTEST_REASON:
        raise ValidationError(_("Say in a sentence what it is needed for; whoever audits the area reads it."))
    if minutes not in MINUTES:
        raise ValidationError(_("A wider view lasts 15, 30 or 60 minutes."))
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    for open_one in WiderView.objects.filter(user=user, ended_at=None):
        if open_one.until > at:
            raise ValidationError(_("A wider view is open already. End it first."))
        end_wider(open_one, at=at)
    row = WiderView.objects.create(
        user=user,
        reason=reason,
        began_at=at,
        until=at + datetime.timedelta(minutes=minutes),
        with_factor=with_factor,
    )
    record_event("accounts.wider_begun", row, by=user, at=at, area=user.office, detail={"minutes": minutes})
    transaction.on_commit(lambda: _end_when_over(row))
    return row


@transaction.atomic
def end_wider(row: WiderView, *, at: datetime.datetime) -> None:
    """It is over, by hand or by the clock; the second time nothing happens."""
    held = WiderView.objects.select_for_update(of=("self",), no_key=True).select_related("user__office").get(pk=row.pk)
    if held.ended_at is not None:
        return
    held.ended_at = min(at, held.until)
    held.save(update_fields=["ended_at"])
    by_clock = at >= held.until
    detail = {"by_clock": by_clock}
    by = None if by_clock else held.user
    record_event("accounts.wider_ended", held, by=by, at=at, area=held.user.office, detail=detail)


def record_wider_request(row: WiderView, *, page: str, named: dict[str, Any], by: User, at: datetime.datetime) -> None:
    """One page asked for under it, by name and what its address names: codes and numbers, never what was typed."""
    detail = {"page": page, **{name: str(value) for name, value in named.items()}}
    record_event("accounts.wider_request", row, by=by, at=at, area=by.office, detail=detail)


def lend_auditor(user: User, on: datetime.date) -> None:
    """For this request alone the person also holds the auditor's role in the areas whose accounts he keeps: reads all
    of it and its trail, changes nothing. No row is written."""
    rows = user.assignments_on(on)
    lent = [
        Assignment(user=user, role=Role.AUDITOR, area=row.area, starts_on=on, ends_on=on)
        for row in rows
        if row.role == Role.ADMINISTRATOR
    ]
    user.remember_assignments([*user.assignments_from(on), *lent])


def _end_when_over(row: WiderView) -> None:
    """The end is recorded even when nobody comes back to see it."""
    from chungtay.foundation.accounts.tasks import end_when_over

    if end_when_over.get_backend().supports_defer:
        end_when_over.using(run_after=row.until).enqueue(row.pk)
