"""Accounts: opened, given a new password, closed, opened again."""

from __future__ import annotations

import datetime
import secrets
from dataclasses import dataclass
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.accounts.models import User
from chungtay.foundation.accounts.operations.duties import check_duty, create_duty
from chungtay.foundation.accounts.operations.sign_ins import end_all
from chungtay.foundation.accounts.operations.throttling import forget_tries
from chungtay.foundation.accounts.permissions import Permission, check_may, check_may_manage
from chungtay.foundation.accounts.queries import free_username
from chungtay.foundation.core.operations import record_event
from chungtay.foundation.places.models import Unit

# No letters that look alike on paper (o/0, l/1/i).
_LETTERS = "abcdefghkmnpqrstuvwxyz23456789"


def new_password() -> str:
    """A random password that can be read out: three groups of five, 73 bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _letter in range(5)) for _group in range(3))


def one_time_until(at: datetime.datetime) -> datetime.datetime:
    """Until when a password given at `at` opens the account for the first time."""
    return at + datetime.timedelta(hours=settings.ONE_TIME_PASSWORD_HOURS)


@dataclass(frozen=True, slots=True)
class FirstDuty:
    """What a new account is for."""

    role: str
    area: Unit
    starts_on: datetime.date
    ends_on: datetime.date | None = None


@transaction.atomic
def add_account(
    *,
    username: str,
    full_name: str,
    password: str,
    must_change_password: bool = True,
    office: Unit | None = None,
    duty: FirstDuty | None = None,
    by: Any,
    at: datetime.datetime,
) -> User:
    """An account, with its first duty where one is given. An empty account name is made from the full name.

    `office` is the unit whose administrator keeps the account; with a duty and without an office, the duty's area.
    Raises ValidationError when the name is taken or has the wrong form, or when the duty cannot be given.
    """
    office = office or (duty.area if duty else None)
    if by is not None:
        _check_office(by, office, at)
    username = username.strip().lower() or free_username(full_name)
    if not username or not all(letter.isascii() and (letter.isalnum() or letter in "._-") for letter in username):
        raise ValidationError(_("An account name has only letters without marks, digits, dots and dashes."))
    if User.objects.filter(username=username).exists():
        raise ValidationError(_("The account name “%(name)s” is taken.") % {"name": username})
    user = User(username=username, full_name=full_name, office=office, must_change_password=must_change_password)
    user.one_time_until = one_time_until(at) if must_change_password else None
    user.set_password(password)
    user.save()
    detail = {"office": office.code} if office else {}
    if duty:
        check_duty(user, duty.role, duty.area, duty.starts_on, duty.ends_on, by=by, at=at)
        row = create_duty(user, duty.role, duty.area, duty.starts_on, duty.ends_on, by=by)
        detail |= {"role": row.role, "area": duty.area.code, "from": duty.starts_on.isoformat()}
    record_event("accounts.account_added", user, by=by, at=at, area=office, detail=detail)
    return user


def _check_office(by: Any, office: Unit | None, at: datetime.datetime) -> None:
    if office is None:
        raise ValidationError(_("Say for which office the account is."))
    check_may(by, Permission.ACCOUNT_MANAGE, office, timezone.localdate(at))


@transaction.atomic
def change_password(user: User, *, password: str, by: Any, at: datetime.datetime) -> None:
    """Set a new password; other sessions of the account end, because they are signed with the old one."""
    user.set_password(password)
    user.must_change_password, user.one_time_until = False, None
    user.save(update_fields=["password", "must_change_password", "one_time_until"])
    record_event("accounts.password_changed", user, by=by, at=at, area=user.office)


@transaction.atomic
def reset_password(user: User, *, by: Any, at: datetime.datetime) -> str:
    """A random password that the person changes at the next sign-in, before ONE_TIME_PASSWORD_HOURS are over; the only
    place where it is readable is the answer.

    Every session of the account ends, and waiting after wrong tries is over.
    """
    if by is not None:
        check_may_manage(by, user, timezone.localdate(at))
    if not user.is_active:
        raise ValidationError(_("The account of %(name)s is closed. Open it again first.") % {"name": user.full_name})
    word = new_password()
    user.set_password(word)
    user.must_change_password, user.one_time_until = True, one_time_until(at)
    user.save(update_fields=["password", "must_change_password", "one_time_until"])
    AccessAttempt.objects.filter(username=user.username).delete()
    forget_tries(user.username)
    end_all(user, at=at)
    record_event("accounts.password_reset", user, by=by, at=at, area=user.office)
    return word


@transaction.atomic
def close_account(user: User, *, by: Any, at: datetime.datetime) -> None:
    """Nobody signs in with the account any more, sessions end at once, and every duty is held for the last time today;
    duties that have not begun are called off. What the person did keeps the name."""
    today = timezone.localdate(at)
    if by is not None:
        check_may_manage(by, user, today)
    ended = [{"role": row.role, "area": row.area.code} for row in user.assignments_from(today)]
    user.assignments.filter(starts_on__gt=today).delete()
    user.assignments.filter(ends_on=None).update(ends_on=today)
    user.assignments.filter(ends_on__gt=today).update(ends_on=today)
    user.forget_assignments()
    user.is_active = False
    user.set_unusable_password()
    user.save(update_fields=["is_active", "password"])
    end_all(user, at=at)
    record_event("accounts.account_closed", user, by=by, at=at, area=user.office, detail={"ended": ended})


@transaction.atomic
def reopen_account(user: User, *, by: Any, at: datetime.datetime) -> str:
    """The closed account is in use again, with a new one-time password and without any duty yet."""
    if by is not None:
        check_may_manage(by, user, timezone.localdate(at))
    if user.is_active:
        raise ValidationError(_("The account of %(name)s is in use.") % {"name": user.full_name})
    word = new_password()
    user.is_active = True
    user.must_change_password, user.one_time_until = True, one_time_until(at)
    user.set_password(word)
    user.save(update_fields=["is_active", "must_change_password", "one_time_until", "password"])
    record_event("accounts.account_reopened", user, by=by, at=at, area=user.office)
    return word
