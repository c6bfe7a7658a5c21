"""Patterns in hand-overs that reported abuses have in common: one name for many, one person everywhere at once.

What is looked for is chosen by us, not by law: a pattern asks somebody to look, and says nothing by itself.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from chungtay.foundation.accounts.permissions import Permission, scope_of
from chungtay.foundation.core.words import fold
from chungtay.foundation.places.models import Unit
from chungtay.records.entitlements.models import LineState, SupportLine
from chungtay.records.entitlements.models.flags import FlagKind, HandOverFlag
from chungtay.records.entitlements.queries.proofs import Shown, shown_in
from chungtay.records.registry.queries.listed import rosters

SAME_RECEIVER = 3  # households that one name outside them receives for
SAME_PICTURE = 2  # households that one and the same signature or photograph is to prove
MOST_A_DAY = 120  # households that one person visits in a day of eight hours, four minutes each


@dataclass(frozen=True, slots=True)
class Pattern:
    """`key` is the same whenever the same pattern is found again."""

    kind: str
    key: str
    receiver: str
    giver: int | None
    on: datetime.date | None
    households: int
    lines: tuple[int, ...]
    elsewhere: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Handed:
    line: int
    household: int
    receiver: str
    giver: int
    on: datetime.date
    picture: str


def patterns(ward: Unit, year: int) -> list[Pattern]:
    """What stands out among the hand-overs of a ward and year. Two statements, however many,
    and one for each app that keeps proofs of its own."""
    given = SupportLine.objects.filter(list__ward=ward, state__in=(LineState.DELIVERED, LineState.RETURNED))
    fields = ("pk", "household", "received_by", "handed_by", "handed_on", "proof_sha256")
    rows = [_Handed(*row) for row in given.filter(handed_on__year=year).order_by("pk").values_list(*fields)]
    return [*_receivers(rows), *_pictures(rows, shown_in(ward, year)), *_speeds(rows)]


def _receivers(rows: Iterable[_Handed]) -> Iterable[Pattern]:
    by_name: dict[str, list[_Handed]] = defaultdict(list)
    for row in rows:
        by_name[fold(row.receiver)].append(row)
    many = {name: mine for name, mine in by_name.items() if _homes(mine) >= SAME_RECEIVER}
    asked = {row.household for mine in many.values() for row in mine}
    last = max((row.on for mine in many.values() for row in mine), default=datetime.date.min)
    members = rosters(asked, last) if asked else {}
    known = {home: {fold(member.name) for member in own} for home, own in members.items()}
    for name, mine in sorted(many.items()):
        strange = [row for row in mine if name not in known.get(row.household, set())]
        if _homes(strange) >= SAME_RECEIVER:
            numbers = tuple(row.line for row in strange)
            yield Pattern(FlagKind.RECEIVER, name, strange[0].receiver, None, None, _homes(strange), numbers)


def _pictures(rows: Iterable[_Handed], others: Iterable[Shown]) -> Iterable[Pattern]:
    """The same drawing on lists, gifts and assistance. One sheet signed by several households is photographed once, and
    is found here too: somebody looks."""
    by_picture: dict[str, list[_Handed]] = defaultdict(list)
    elsewhere: dict[str, list[Shown]] = defaultdict(list)
    for row in rows:
        if row.picture:
            by_picture[row.picture].append(row)
    for each in others:
        elsewhere[each.digest].append(each)
    for digest in sorted(by_picture.keys() | elsewhere.keys()):
        mine, foreign = by_picture.get(digest, []), elsewhere.get(digest, [])
        homes = len({row.household for row in mine} | {each.household for each in foreign})
        if homes >= SAME_PICTURE:
            lines, origins = tuple(row.line for row in mine), tuple(each.origin for each in foreign)
            yield Pattern(FlagKind.PICTURE, digest, "", None, None, homes, lines, origins)


def _speeds(rows: Iterable[_Handed]) -> Iterable[Pattern]:
    by_day: dict[tuple[int, datetime.date], list[_Handed]] = defaultdict(list)
    for row in rows:
        by_day[row.giver, row.on].append(row)
    for (giver, day), mine in sorted(by_day.items()):
        if _homes(mine) > MOST_A_DAY:
            numbers = tuple(row.line for row in mine)
            yield Pattern(FlagKind.SPEED, f"{giver}:{day}", "", giver, day, _homes(mine), numbers)


def _homes(rows: Iterable[_Handed]) -> int:
    return len({row.household for row in rows})


def flags_seen(user: Any, place: Unit, year: int, today: datetime.date) -> QuerySet[HandOverFlag]:
    inside = Q(pk__in=[])
    for path in scope_of(user, Permission.REGISTRY_READ, today):
        inside |= Q(ward__path__startswith=path)
    found = HandOverFlag.objects.filter(inside, ward__path__startswith=place.path, year=year)
    return found.select_related("ward", "giver", "settled_by")


def lines_of(numbers: Iterable[int]) -> QuerySet[SupportLine]:
    return SupportLine.objects.filter(pk__in=list(numbers)).select_related("handed_by", "list").order_by("pk")
