"""Where a person works, and the people whose accounts an administrator keeps."""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass
from itertools import count

from axes.models import AccessLog
from django.conf import settings
from django.db.models import Q, QuerySet

from chungtay.foundation.accounts.models import (
    Assignment,
    NameTries,
    OutsideName,
    SecondFactor,
    SignIn,
    User,
    WiderView,
)
from chungtay.foundation.accounts.permissions import Permission, inside, may_manage, scope_of
from chungtay.foundation.core.words import fold, given_name_key
from chungtay.foundation.places.models import Unit
from chungtay.foundation.places.queries import below, units_of_year


def places_of(user: User, on: datetime.date, year: int | None = None) -> list[Unit]:
    """Every unit down to the wards, from the top, that an address of the year (usually this one) can mean in the areas
    of the duties that the person holds on a day."""
    return units_of_year([row.area.path for row in user.assignments_on(on)], year or on.year, on)


def first_place_of(user: User, on: datetime.date, year: int | None = None) -> Unit | None:
    """Where the person's day begins: the area of the widest duty that exists in the year; where none does, the widest
    of those that have ended or not begun."""
    areas = [row.area for row in user.assignments_on(on)]
    there = [unit for unit in areas if unit.nearest_year(year or on.year) == (year or on.year)]
    return min(there or areas, key=lambda unit: len(unit.path), default=None)


def has_factor(user: User) -> bool:
    """Is a second factor asked for when the person signs in?"""
    return SecondFactor.objects.filter(user=user, confirmed_at__isnull=False).exists()


def factor_of(user: User) -> SecondFactor | None:
    return SecondFactor.objects.filter(user=user).first()


def outside_name_of(user: User) -> str:
    """The name by which the office's sign-in service knows the person; empty when nobody linked one."""
    row = OutsideName.objects.filter(user=user).first()
    return row.name if row else ""


def is_own_address(name: str, address: str | None, *, at: datetime.datetime) -> bool:
    """Somebody signed in with the name from there in the last KNOWN_ADDRESS_DAYS."""
    since = at - datetime.timedelta(days=settings.KNOWN_ADDRESS_DAYS)
    return bool(AccessLog.objects.filter(username=name, ip_address=address, attempt_time__gte=since).exists())


def name_waits(name: str, address: str | None, *, at: datetime.datetime) -> datetime.timedelta | None:
    """How long nobody may try this name from there, after wrong tries from everywhere; None when anybody may."""
    row = NameTries.objects.filter(name=name, owed_until__gt=at).first()
    if row is None:
        return None
    free = datetime.timedelta(minutes=settings.NAME_TRY_MINUTES * (settings.NAME_TRIES - 1))
    waits = row.owed_until - at - free
    return waits if waits > datetime.timedelta(0) and not is_own_address(name, address, at=at) else None


def open_sign_in(user: User, number: int | None) -> SignIn | None:
    """The session of that number, if it is the person's and has not ended."""
    return SignIn.objects.filter(pk=number, user=user, ended_at=None).first() if number else None


def open_sign_ins(user: User, since: datetime.datetime) -> list[SignIn]:
    """Where the person is signed in, the last used first; sessions not used since then have run out by themselves."""
    return list(SignIn.objects.filter(user=user, ended_at=None, began_at__gte=since)[:100])


def open_wider_view(user: User, number: int | None) -> WiderView | None:
    """The wider view of that number, if it is the person's and nobody ended it; its time may be over."""
    return WiderView.objects.filter(pk=number, user=user, ended_at=None).first() if number else None


def wider_views_seen(user: User, on: datetime.date) -> list[WiderView]:
    """The latest wider views of administrators of the area, for whoever may read its trail."""
    inside_office = Q(pk__in=[])
    for path in scope_of(user, Permission.AUDIT_READ, on):
        inside_office |= Q(user__office__path__startswith=path)
    return list(WiderView.objects.filter(inside_office).select_related("user")[:200])


def free_username(full_name: str) -> str:
    """An account name that nobody has: given name and initials of the others, "Trần Thị Hòa" -> hoatt, hoatt2, ..."""
    names = fold(full_name).split()
    plain = ["".join(letter for letter in name if letter.isascii() and letter.isalnum()) for name in names]
    plain = [name for name in plain if name]
    if not plain:
        return ""
    wanted = (plain[-1] + "".join(name[0] for name in plain[:-1]))[:50]
    taken = set(User.objects.filter(username__startswith=wanted).values_list("username", flat=True))
    return next(name for number in count(1) if (name := f"{wanted}{number if number > 1 else ''}") not in taken)


# --- the people of an administrator's area ----------------------------------------------------------------------


def units_managed(user: User, on: datetime.date) -> QuerySet[Unit]:
    """Offices and areas that an administrator may give duties in, from the top."""
    return below(scope_of(user, Permission.ACCOUNT_MANAGE, on), on)


def accounts_seen(user: User, on: datetime.date) -> QuerySet[User]:
    """Accounts of the administrator's area: kept by an office in it, or with a duty in it at any time."""
    scope = scope_of(user, Permission.ACCOUNT_MANAGE, on)
    inside_office, inside_duty = Q(pk__in=[]), Q(pk__in=[])
    for path in scope:
        inside_office |= Q(office__path__startswith=path)
        inside_duty |= Q(area__path__startswith=path)
    duties = (
        Assignment.objects.filter(inside_duty).values("user") if scope else Assignment.objects.none().values("user")
    )
    return User.objects.filter(inside_office | Q(pk__in=duties)).select_related("office")


@dataclass(frozen=True, slots=True)
class Person:
    """An account as the list of an administrator shows it. `duties` are those of today and later, in the area alone."""

    account: User
    duties: list[Assignment]
    elsewhere: bool  # also works outside the area
    managed: bool  # this administrator may change it


def people_of(user: User, on: datetime.date, *, text: str = "", which: str = "") -> list[Person]:
    """People of the area, sorted by given name. `text` looks in names without marks, `which` is "", "idle" (in use, no
    duty today), or "closed"; a fixed number of statements whatever their number."""
    scope = scope_of(user, Permission.ACCOUNT_MANAGE, on)
    rows = accounts_seen(user, on).filter(is_active=which != "closed")
    duties: dict[int, list[Assignment]] = defaultdict(list)
    for row in Assignment.objects.filter(user__in=rows).select_related("area").order_by("starts_on", "pk"):
        duties[row.user_id].append(row)
    found = []
    for account in rows:
        account.remember_assignments(duties[account.pk])
        found.append(_person(user, account, scope, on))
    if which == "idle":
        found = [person for person in found if not person.duties and not person.elsewhere]
    wanted = fold(text).split()
    if wanted:
        found = [each for each in found if all(word in _words(each.account) for word in wanted)]
    return sorted(found, key=lambda each: (given_name_key(each.account.full_name), each.account.username))


def person_seen(user: User, number: int, on: datetime.date) -> Person | None:
    """One person of the area; None when there is none of that number in it."""
    account = accounts_seen(user, on).filter(pk=number).first()
    return _person(user, account, scope_of(user, Permission.ACCOUNT_MANAGE, on), on) if account else None


def past_duties(user: User, account: User, on: datetime.date) -> list[Assignment]:
    """What the person did in the administrator's area and no longer does, the latest first."""
    scope = scope_of(user, Permission.ACCOUNT_MANAGE, on)
    ended = account.assignments.filter(ends_on__lt=on).select_related("area").order_by("-ends_on", "-pk")
    return [row for row in ended if inside(row.area.path, scope)]


def _person(user: User, account: User, scope: list[str], on: datetime.date) -> Person:
    open_duties = account.assignments_from(on)
    here = [row for row in open_duties if inside(row.area.path, scope)]
    elsewhere = len(here) < len(open_duties)
    return Person(account, here, elsewhere, managed=may_manage(user, account, on))


def _words(account: User) -> str:
    return f"{fold(account.full_name)} {account.username}"
