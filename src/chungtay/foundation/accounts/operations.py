"""Giving accounts and duties, and ending them."""

from __future__ import annotations

import datetime
import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from chungtay.foundation.accounts.models import Assignment, Role, User
from chungtay.foundation.core.operations import record_event
from chungtay.foundation.places.models import Unit

# No letters that look alike on paper (o/0, l/1/i).
_LETTERS = "abcdefghkmnpqrstuvwxyz23456789"


def new_password() -> str:
    """A random password that can be read out: three groups of five, 73 bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _letter in range(5)) for _group in range(3))


@transaction.atomic
def add_account(
    *, username: str, full_name: str, password: str, must_change_password: bool = True, by: Any, at: datetime.datetime
) -> User:
    """An account without any duty yet. Raises ValidationError when the name is taken or has the wrong form."""
    username = username.strip().lower()
    if not username or not all(letter.isascii() and (letter.isalnum() or letter in "._-") for letter in username):
        raise ValidationError(_("An account name has only letters without marks, digits, dots and dashes."))
    if User.objects.filter(username=username).exists():
        raise ValidationError(_("The account name “%(name)s” is taken.") % {"name": username})
    user = User(username=username, full_name=full_name.strip(), must_change_password=must_change_password)
    user.set_password(password)
    user.save()
    record_event("accounts.account_added", user, by=by, at=at)
    return user


@transaction.atomic
def assign(
    user: User, *, role: str, area: Unit, starts_on: datetime.date, by: Any, at: datetime.datetime
) -> Assignment:
    """The user holds the role in the area from a day on; doing it twice changes nothing."""
    row, created = Assignment.objects.get_or_create(
        user=user, role=Role(role), area=area, ends_on=None, defaults={"starts_on": starts_on, "given_by": by}
    )
    if created:
        record_event("accounts.duty_given", user, by=by, at=at, detail={"role": role, "area": area.code})
    return row


@transaction.atomic
def end_assignment(row: Assignment, *, last_day: datetime.date, by: Any, at: datetime.datetime) -> None:
    """The duty is held for the last time on `last_day`."""
    row.ends_on = last_day
    row.save(update_fields=["ends_on"])
    record_event("accounts.duty_ended", row.user, by=by, at=at, detail={"role": row.role, "area": row.area.code})


@transaction.atomic
def change_password(user: User, *, password: str, by: Any, at: datetime.datetime) -> None:
    """Set a new password; other sessions of the account end, because they are signed with the old one."""
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    record_event("accounts.password_changed", user, by=by, at=at)
