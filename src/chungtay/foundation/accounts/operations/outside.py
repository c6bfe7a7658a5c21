"""Linking an account with the office's own sign-in service, and finding it again when somebody comes from there."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.accounts.models import OutsideName, User
from chungtay.foundation.accounts.permissions import check_may_manage
from chungtay.foundation.core.operations import record_event


@transaction.atomic
def link_outside(user: User, *, name: str, by: Any, at: datetime.datetime) -> None:
    """The person may sign in through the service under this name; an empty name ends that."""
    if by is not None:
        check_may_manage(by, user, timezone.localdate(at))
    name = name.strip().lower()
    if name and OutsideName.objects.filter(name=name).exclude(user=user).exists():
        raise ValidationError(_("“%(name)s” belongs to another account already.") % {"name": name})
    held = OutsideName.objects.filter(user=user).first()
    if held and held.name == name:
        return
    if held:
        held.delete()
    if name:
        OutsideName.objects.create(user=user, name=name, linked_by=by, linked_at=at)
    action = "accounts.outside_linked" if name else "accounts.outside_unlinked"
    record_event(action, user, by=by, at=at, area=user.office)


@transaction.atomic
def arrive(*, name: str, subject: str, at: datetime.datetime) -> User | None:
    """The account of somebody whom the service vouches for; None when nobody linked one, when it is closed, or when the
    name belongs to another person of the service by now. No account is ever made here."""
    row = (
        OutsideName.objects.select_for_update(of=("self",), no_key=True)
        .select_related("user")
        .filter(name=name.strip().lower())
        .first()
    )
    if not name or not subject or row is None or not row.user.is_active or row.subject not in ("", subject):
        return None
    if not row.subject:
        if OutsideName.objects.filter(subject=subject).exists():
            return None
        row.subject = subject
        row.save(update_fields=["subject"])
        record_event("accounts.outside_recognised", row.user, by=row.user, at=at, area=row.user.office)
    return row.user
