"""Keeping what lists of past years look in: how a household stood on the last day of each year, out of its dated
records. `operations.finding` has it made anew for whatever was written, in the same transaction."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef

from chungtay.records.registry.models import (
    Household,
    HouseholdStretch,
    IdentityPaper,
    Membership,
    PaperKind,
    Relation,
    Residence,
)
from chungtay.records.registry.models.years import OPEN
from chungtay.records.registry.operations.rows import insert_rows

_PART = 2_000
_NAMES = ("household_id", "first_year", "last_year", "group_id", "ward", "name_key", "members")
Stood = tuple[int, int, str, int]  # group, ward, sorting key of the head, members
Row = tuple[int, int, int, int, int, str, int]  # household, first and last year, as it stood


@dataclass(frozen=True, slots=True)
class _Dated:
    """A residence (`group`, `ward`) or a membership (`head_key` of a head) between two days."""

    begins: datetime.date
    ends: datetime.date | None
    group: int = 0
    ward: int = 0
    head_key: str | None = None

    def on(self, day: datetime.date) -> bool:
        return self.begins <= day and (self.ends is None or self.ends >= day)

    def changes(self) -> Iterator[int]:
        """The years whose last day differs by this record from the last day of the year before."""
        yield self.begins.year
        if self.ends:
            yield self.ends.year + (self.ends == _last_day(self.ends.year))


@dataclass(slots=True)
class _Life:
    residences: list[_Dated] = field(default_factory=list)
    memberships: list[_Dated] = field(default_factory=list)


class Belonged(NamedTuple):
    """A membership of a household, ended or not; whether the person's citizen number is on record."""

    household: int
    begins: datetime.date
    ends: datetime.date | None
    relation: str
    name: str
    name_key: str
    numbered: bool


def belonged_to(households: Sequence[int]) -> list[Belonged]:
    """All memberships of these households, in the order in which they were entered."""
    paper = IdentityPaper.objects.live().filter(person=OuterRef("person"), kind=PaperKind.CITIZEN)
    rows = Membership.objects.live().filter(household__in=households, household__withdrawn=False).order_by("pk")
    told = rows.values_list("household", "valid_from", "valid_to", "relation", "person__full_name", "person__name_key")
    return [Belonged(*row) for row in told.annotate(numbered=Exists(paper))]


def refresh_stretches(
    households: Sequence[int], belonged: Iterable[Belonged], counted_anew: Collection[int] = ()
) -> set[int]:
    """Make the stretches of these households anew; what is right already is not written. The groups whose lists of past
    years now count something else; all that `counted_anew` lived in, of whom something else is counted anyway."""
    wanted = {row for household, life in _lives(households, belonged).items() for row in stretches_of(household, life)}
    stored = {row[1:]: row[0] for row in _stored(households)}
    gone = [number for row, number in stored.items() if row not in wanted]
    if gone:
        HouseholdStretch.objects.filter(pk__in=gone).delete()
    new = sorted(wanted - stored.keys())
    insert_rows(HouseholdStretch, [HouseholdStretch(**dict(zip(_NAMES, row, strict=True))) for row in new])
    counts, counted = {_without_name(row) for row in wanted}, {_without_name(row) for row in stored}
    groups = {row[3] for row in (*wanted, *stored) if row[0] in counted_anew} if counted_anew else set()
    return groups | {row[3] for row in counts ^ counted}


def _without_name(row: Row) -> tuple[Any, ...]:
    """What lists count of a stretch."""
    return (*row[:5], row[6])


def stretch_all() -> None:
    """Make all of them anew. In bounded memory; the statements grow with batches."""
    last = 0
    while part := list(Household.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:_PART]):
        refresh_stretches(part, belonged_to(part))
        last = part[-1]


def stretches_of(household: int, life: _Life) -> Iterator[Row]:
    """Years that end alike, joined."""
    years = sorted({year for each in (*life.residences, *life.memberships) for year in each.changes()})
    first, before = 0, None
    for year in years:
        stood = _stood(life, _last_day(year))
        if stood != before:
            if before:
                yield (household, first, year - 1, *before)
            first, before = year, stood
    if before:
        yield (household, first, OPEN, *before)


def _stood(life: _Life, day: datetime.date) -> Stood | None:
    """None when the household lived nowhere on the day or nobody headed it."""
    there = [each for each in life.residences if each.on(day)]
    members = [each for each in life.memberships if each.on(day)]
    heads = [each.head_key for each in members if each.head_key is not None]
    return (there[-1].group, there[-1].ward, heads[-1], len(members)) if there and heads else None


def _last_day(year: int) -> datetime.date:
    return datetime.date(year, 12, 31)


def _lives(households: Sequence[int], belonged: Iterable[Belonged]) -> dict[int, _Life]:
    lives: dict[int, _Life] = defaultdict(_Life)
    lived = Residence.objects.live().filter(household__in=households, household__withdrawn=False).order_by("pk")
    for home, begins, ends, group, path in lived.values_list(
        "household", "valid_from", "valid_to", "group", "group__path"
    ):
        lives[home].residences.append(_Dated(begins, ends, group, int(path.strip("/").split("/")[-2])))
    for row in belonged:
        key = row.name_key if row.relation == Relation.HEAD else None
        lives[row.household].memberships.append(_Dated(row.begins, row.ends, head_key=key))
    return lives


def _stored(households: Sequence[int]) -> list[tuple[int, int, int, int, int, int, str, int]]:
    return list(HouseholdStretch.objects.filter(household__in=households).values_list("pk", *_NAMES))
