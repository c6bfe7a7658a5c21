"""Giving duties, ending them, and handing all of them over when staff change."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.accounts.models import Assignment, Role, User
from chungtay.foundation.accounts.permissions import (
    ROLES,
    Permission,
    check_may,
    check_may_manage,
    may_meet,
)
from chungtay.foundation.core.operations import record_event
from chungtay.foundation.places.models import Level, Unit

ONE_DAY = datetime.timedelta(days=1)


@transaction.atomic
def assign(
    user: User,
    *,
    role: str,
    area: Unit,
    starts_on: datetime.date,
    ends_on: datetime.date | None = None,
    by: Any,
    at: datetime.datetime,
) -> Assignment:
    """The user holds the role in the area from a day on; doing it twice changes nothing.

    Raises ValidationError when the role does not belong to that level, may not meet another duty of the person, or is
    held in part of that time already; PermissionDenied when `by` gives it to himself or outside his area.
    """
    _hold(user)
    held = _overlapping(user, starts_on, ends_on).filter(role=role, area=area).first()
    if held and held.ends_on is None and ends_on is None:
        return held
    check_duty(user, role, area, starts_on, ends_on, by=by, at=at)
    row = create_duty(user, role, area, starts_on, ends_on, by=by)
    record_event("accounts.duty_given", user, by=by, at=at, area=area, detail=_words(row))
    return row


def check_duty(
    user: User,
    role: str,
    area: Unit,
    starts_on: datetime.date,
    ends_on: datetime.date | None,
    *,
    by: Any,
    at: datetime.datetime,
    handed_over: bool = False,
) -> None:
    """Everything that may stand against a duty, as a sentence. A duty in a unit that has ended goes on for that unit's
    years: it is not given anew, but `handed_over` with the others."""
    if by is not None:
        today = timezone.localdate(at)
        check_may(by, Permission.ACCOUNT_MANAGE, area, today)
        check_may_manage(by, user, today)
    if not user.is_active:
        raise ValidationError(_("The account of %(name)s is closed. Open it again first.") % {"name": user.full_name})
    if ends_on and ends_on < starts_on:
        raise ValidationError(_("The last day lies before the first."))
    role = Role(role)
    levels = ROLES[role].levels
    if area.level not in levels:
        sentence = _("“%(role)s” is given for: %(levels)s. %(area)s is none of these.")
        named = ", ".join(str(Level(level).label).lower() for level in levels)
        raise ValidationError(sentence % {"role": role.label, "levels": named, "area": area.name})
    if area.valid_to and area.valid_to < starts_on and not handed_over:
        sentence = _("%(area)s existed until %(day)s only. Choose the unit that took its place.")
        raise ValidationError(sentence % {"area": area.name, "day": f"{area.valid_to:%d/%m/%Y}"})
    _check_meets(user, role, area, _overlapping(user, starts_on, ends_on))


def _check_meets(user: User, role: Role, area: Unit, others: QuerySet[Assignment]) -> None:
    for row in others:
        if row.role == role and row.area_id == area.pk:
            sentence = _("%(name)s holds this duty already from %(first)s.")
            raise ValidationError(sentence % {"name": user.full_name, "first": f"{row.starts_on:%d/%m/%Y}"})
        nested = row.area.path.startswith(area.path) or area.path.startswith(row.area.path)
        if nested and not may_meet(role, row.role):
            sentence = _("“%(one)s” and “%(other)s” are never held by one person in one area. %(name)s is %(held)s.")
            held = f"{row.get_role_display()} · {row.area.name}"
            words = {"one": role.label, "other": row.get_role_display(), "name": user.full_name, "held": held}
            raise ValidationError(sentence % words)


def create_duty(
    user: User, role: str, area: Unit, starts_on: datetime.date, ends_on: datetime.date | None, *, by: Any
) -> Assignment:
    """The row, and the office of an account that had none."""
    row = Assignment.objects.create(
        user=user, role=Role(role), area=area, starts_on=starts_on, ends_on=ends_on, given_by=by
    )
    if user.office_id is None:
        user.office = area
        user.save(update_fields=["office"])
    user.forget_assignments()
    return row


@transaction.atomic
def end_assignment(row: Assignment, *, last_day: datetime.date, by: Any, at: datetime.datetime) -> None:
    """The duty is held for the last time on `last_day`. One that has not begun by then is called off: its row goes, the
    trail keeps it. Raises ValidationError when it has ended already."""
    _hold(row.user)
    today = timezone.localdate(at)
    row = Assignment.objects.select_related("user", "area").get(pk=row.pk)
    if by is not None:
        check_may_manage(by, row.user, today)
        if row.ends_on and row.ends_on < today:
            raise ValidationError(_("This duty has ended on %(day)s.") % {"day": f"{row.ends_on:%d/%m/%Y}"})
    if last_day < row.starts_on <= today:
        sentence = _("The duty began on %(day)s. The last day cannot lie before.")
        raise ValidationError(sentence % {"day": f"{row.starts_on:%d/%m/%Y}"})
    _end(row, last_day)
    action = "accounts.duty_ended" if last_day >= row.starts_on else "accounts.duty_called_off"
    detail = _words(row) | {"last_day": last_day.isoformat()}
    record_event(action, row.user, by=by, at=at, area=row.area, detail=detail)


@transaction.atomic
def hand_over(
    giver: User, taker: User, *, first_day: datetime.date, by: Any, at: datetime.datetime
) -> list[Assignment]:
    """Every duty of one person goes to another: held by the first until the day before `first_day`, by the second from
    then on, until the same end. What the second holds already stays as it is. One event; all or nothing.

    Returns the taker's new duties. Raises ValidationError when there is nothing to hand over, when a duty may not meet
    what the taker holds, or when the day has passed.
    """
    today = timezone.localdate(at)
    if giver.pk == taker.pk:
        raise ValidationError(_("Choose two different people."))
    for person in sorted((giver, taker), key=lambda user: user.pk):  # one order: no deadlock
        _hold(person)
        if by is not None and person.pk != by.pk:  # an administrator who leaves hands his own duties over, too
            check_may_manage(by, person, today)
    if by is not None and first_day < today:
        raise ValidationError(_("The first day may be today or later."))
    rows = giver.assignments_from(first_day)
    if not rows:
        raise ValidationError(_("%(name)s has no duty to hand over on that day.") % {"name": giver.full_name})
    new = []
    for row in rows:
        starts_on = max(row.starts_on, first_day)
        if not _overlapping(taker, starts_on, row.ends_on).filter(role=row.role, area=row.area).exists():
            check_duty(taker, row.role, row.area, starts_on, row.ends_on, by=by, at=at, handed_over=True)
            new.append((row.role, row.area, starts_on, row.ends_on))
    for row in rows:
        _end(row, first_day - ONE_DAY)
    given = [create_duty(taker, *each, by=by) for each in new]
    giver.forget_assignments()
    detail = {
        "to": taker.pk,
        "from": first_day.isoformat(),
        "duties": [{"role": row.role, "area": row.area.code} for row in rows],
    }
    record_event("accounts.handed_over", giver, by=by, at=at, area=giver.office, detail=detail)
    return given


def _hold(user: User) -> None:
    """One change of a person's duties at a time, so that two that may not meet cannot slip in side by side."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    user.forget_assignments()


def _end(row: Assignment, last_day: datetime.date) -> None:
    if last_day < row.starts_on:
        Assignment.objects.filter(pk=row.pk).delete()
    else:
        row.ends_on = last_day
        row.save(update_fields=["ends_on"])
    row.user.forget_assignments()


def _overlapping(user: User, first: datetime.date, last: datetime.date | None) -> QuerySet[Assignment]:
    """Duties held on some day between two; no last day means for good."""
    rows = user.assignments.select_related("area").filter(Q(ends_on=None) | Q(ends_on__gte=first))
    return rows.filter(starts_on__lte=last) if last else rows


def _words(row: Assignment) -> dict[str, Any]:
    ends = {"until": row.ends_on.isoformat()} if row.ends_on else {}
    return {"role": row.role, "area": row.area.code, "from": row.starts_on.isoformat()} | ends
