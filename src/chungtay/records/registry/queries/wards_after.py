"""Into which ward somebody went over by a reorganisation: where the group went in which they live, or lived last, of
the ward that keeps what is open of them. Unscoped: for the acts of apps that move along (`operations.going_along`)."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from chungtay.foundation.places.models import Level, Unit
from chungtay.foundation.places.operations import Move
from chungtay.records.registry.models import Household, Membership, Residence
from chungtay.records.registry.queries.parts import in_parts
from chungtay.records.registry.queries.same import standing_homes, standing_people

_PART = 2_000
_Span = tuple[datetime.date, datetime.date | None, int]  # first day, last day, household or group


@dataclass(frozen=True, slots=True)
class Held:
    """Something open of a ward: its number, the ward's, and whose it is."""

    number: int
    ward: int
    person: int | None
    household: int | None


@dataclass(frozen=True, slots=True)
class Place:
    """A ward, and the residential group in it, by number."""

    ward: int
    group: int


def wards_after(rows: Sequence[Held], moves: Sequence[Move]) -> dict[int, int]:
    """Number of a row -> the ward it goes to; see `places_after`."""
    return {number: place.ward for number, place in places_after(rows, moves).items()}


def places_after(rows: Sequence[Held], moves: Sequence[Move]) -> dict[int, Place]:
    """Number of a row -> where it goes; without those that stay. Whoever died, or left the ward before, goes where the
    group went in which they lived last. As many statements for a ward as for a family."""
    goes = _ways(moves)
    groups = _groups_of({move.old.parent_id for move in moves} - {None}, moves)
    people = standing_people({row.person for row in rows if row.person is not None})
    homes = standing_homes({row.household for row in rows if row.household is not None})
    persons = {people.get(row.person, row.person) for row in rows if row.person is not None}
    members = _memberships(persons)
    own = {homes.get(row.household, row.household) for row in rows if row.household is not None}
    numbers = own | {home for spans in members.values() for _first, _last, home in spans}
    lived, kept = _residences(numbers, groups), _kept(own)
    found = {}
    for row in rows:
        home = homes.get(row.household, row.household) if row.household is not None else None
        person = people.get(row.person, row.person) if row.person is not None else None
        spans = list(_of_person(members.get(person or 0, ()), lived)) or list(lived.get(home or 0, ()))
        there = [(first, group) for first, _last, group in spans if row.ward in groups.get(group, ())]
        group = max(there)[1] if there else kept.get(home or 0, 0)
        place = goes.get((row.ward, group))
        if place is not None and place.ward != row.ward:
            found[row.number] = place
    return found


def _ways(moves: Sequence[Move]) -> dict[tuple[int, int], Place]:
    """(Old ward, group before or after) -> the new place."""
    found = {}
    for move in moves:
        if move.old.parent_id is not None and move.new.parent_id is not None:
            place = Place(move.new.parent_id, move.new.pk)
            found[move.old.parent_id, move.old.pk] = found[move.old.parent_id, move.new.pk] = place
    return found


def _groups_of(wards: Collection[int | None], moves: Sequence[Move]) -> dict[int, set[int | None]]:
    """Group -> the old wards to whose ground it belongs: their own groups, and those that these became now."""
    found: dict[int, set[int | None]] = defaultdict(set)
    for number, ward in Unit.objects.filter(level=Level.GROUP, parent__in=wards).values_list("pk", "parent"):
        found[number].add(ward)
    for move in moves:
        found[move.new.pk].add(move.old.parent_id)
    return dict(found)


def _memberships(persons: Collection[int | None]) -> dict[int, list[_Span]]:
    found: dict[int, list[_Span]] = defaultdict(list)
    for part in in_parts(sorted(each for each in persons if each is not None), _PART):
        rows = Membership.objects.live().filter(person__in=part)
        for person, first, last, home in rows.values_list("person", "valid_from", "valid_to", "household"):
            found[person].append((first, last, home))
    return found


def _residences(homes: Iterable[int | None], groups: Collection[int]) -> dict[int, list[_Span]]:
    found: dict[int, list[_Span]] = defaultdict(list)
    for part in in_parts(sorted(each for each in homes if each is not None), _PART):
        rows = Residence.objects.live().filter(household__in=part)
        for home, first, last, group in rows.values_list("household", "valid_from", "valid_to", "group"):
            if group in groups:
                found[home].append((first, last, group))
    return found


def _kept(homes: Iterable[int | None]) -> dict[int, int]:
    """Household -> the group that keeps its page."""
    found: dict[int, int] = {}
    for part in in_parts(sorted(each for each in homes if each is not None), _PART):
        found.update(Household.objects.filter(pk__in=part).values_list("pk", "group"))
    return found


def _of_person(members: Iterable[_Span], lived: dict[int, list[_Span]]) -> Iterator[_Span]:
    """Where a person lived: with each household, while the person belonged to it."""
    for since, until, home in members:
        for first, last, group in lived.get(home, ()):
            start, end = max(since, first), min(until or datetime.date.max, last or datetime.date.max)
            if start <= end:
                yield start, end, group
