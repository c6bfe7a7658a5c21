"""Telephones that take households along: registered, loaded, heard of, wiped when lost."""

from __future__ import annotations

import datetime
import secrets
import uuid
from collections.abc import Collection, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from chungtay.foundation.core.operations import record_event, record_export
from chungtay.foundation.core.text import tidy
from chungtay.work.review.models import Case, Device
from chungtay.work.review.queries import phone as queries
from chungtay.work.review.queries.phone_package import package_of
from chungtay.work.review.queries.second_visits import cases_of, second_visits

MOST_PHONES = 5  # in use by one person
_EXPORTED = ("head_name", "address", "was", "household", "survey")


@transaction.atomic
def register_device(user: Any, *, name: str, by: Any, at: datetime.datetime) -> tuple[Device, str]:
    """A telephone of somebody who surveys; it and the token that only it keeps. Raises PermissionDenied,
    ValidationError."""
    if by is None or by.pk != user.pk or not queries.surveys_today(user):
        raise PermissionDenied(_("Telephones are registered by those who visit households, each for themselves."))
    name = tidy(name)[:80]
    if not name:
        raise ValidationError(_("Give the telephone a name, so that it is known when it is lost."), code="name")
    if Device.objects.select_for_update(no_key=True).filter(user=user, wipe_asked_at=None).count() >= MOST_PHONES:
        raise ValidationError(
            _("You have %(count)s telephones already. Ask your officer to wipe those that you no longer use.")
            % {"count": MOST_PHONES},
            code="too_many",
        )
    token = secrets.token_urlsafe(32)
    device = Device.objects.create(
        user=user, key=uuid.uuid4(), secret=queries.digest_of_token(token), name=name, added_at=at, seen_at=at
    )
    record_event("review.phone_registered", device, by=by, at=at)
    return device, token


def heard_of(device: Device, *, waiting: int, at: datetime.datetime) -> None:
    """A telephone called: when, and how many forms it says are not safe yet. No event: it calls all day."""
    Device.objects.filter(pk=device.pk).update(seen_at=at, waiting=min(max(waiting, 0), 100_000))


@transaction.atomic
def take_along(
    device: Device,
    *,
    cases: Sequence[int] | None,
    again: Collection[str] | None = None,
    have: Collection[str],
    by: Any,
    at: datetime.datetime,
) -> dict[str, Any]:
    """The households that the telephone may hold (all, or those of `cases` and the second visits of `again` among
    them), recorded as an export."""
    check_in_use(device, by)
    found = queries.cases_to_take(by)
    if cases is not None:
        found = found.filter(pk__in=list(cases)[: queries.MOST_HOUSEHOLDS])
    visits = [each for each in second_visits(by) if again is None or each.key in again][: queries.MOST_HOUSEHOLDS]
    needed = ("campaign", "group__group", "household")
    rows = list(found.select_related(*needed)[: queries.MOST_HOUSEHOLDS])
    known = {case.pk: case for case in cases_of(visits).select_related(*needed)} if visits else {}
    allowed = queries.surveys_today(by)
    record_export(
        Case, _EXPORTED, subject=device, rows=len(rows) + len(visits), sensitive_allowed=allowed, by=by, at=at
    )
    return package_of(rows, have=have, again=[(known[each.case], each) for each in visits])


def check_in_use(device: Device, by: Any) -> None:
    """Raise PermissionDenied for a telephone that is to be wiped, or is not the person's."""
    if by is None or by.pk != device.user_id or device.wipe_asked_at is not None or not by.is_active:
        raise PermissionDenied(_("This telephone is not in use any more."))


@transaction.atomic
def ask_for_wipe(device: Device, *, by: Any, at: datetime.datetime) -> Device:
    """A telephone is lost, or changes hands: from now on it gets nothing, and erases what it holds when it calls.
    Asked twice, the first time counts. By whoever prepares the review there, or by its own user."""
    device = Device.objects.select_for_update(no_key=True).get(pk=device.pk)
    own = by is not None and by.pk == device.user_id
    if by is not None and not own and not queries.prepares_where_it_surveys(by, device):
        raise PermissionDenied(_("This telephone belongs to somebody outside your area."))
    if device.wipe_asked_at is None:
        device.wipe_asked_by, device.wipe_asked_at = by, at
        device.save(update_fields=["wipe_asked_by", "wipe_asked_at"])
        detail = {"of": device.user_id, "waiting": device.waiting}
        record_event("review.phone_wipe_asked", device, by=by, at=at, detail=detail)
    return device


@transaction.atomic
def confirm_wiped(device: Device, *, at: datetime.datetime) -> None:
    """The telephone says that nothing is left on it. Raises PermissionDenied where nobody asked for that."""
    device = Device.objects.select_for_update(no_key=True).select_related("user").get(pk=device.pk)
    if device.wipe_asked_at is None:
        raise PermissionDenied(_("Nobody asked for this telephone to be wiped."))
    if device.wiped_at is None:
        device.wiped_at, device.seen_at = at, at
        device.save(update_fields=["wiped_at", "seen_at"])
        record_event("review.phone_wiped", device, by=None, at=at, detail={"waiting": device.waiting})
