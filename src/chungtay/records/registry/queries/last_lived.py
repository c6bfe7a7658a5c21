"""Where somebody lived last, as far as the register knows, and whether that is the ground of a ward. For apps above the
register. Unscoped: the caller has asked who may."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from chungtay.foundation.places.models import Succession, Unit
from chungtay.records.registry.models import Membership, Person, Residence
from chungtay.records.registry.queries.households import groups_within
from chungtay.records.registry.queries.parts import in_parts

_PART = 2_000


@dataclass(frozen=True, slots=True)
class Last:
    """The household that a person belonged to last, where it lived then, and the person's day of death."""

    household: int
    key: str
    group: int | None
    died: datetime.date | None


def ground_of(ward: Unit) -> set[int]:
    """The residential groups of a ward, of any day, and those that became them. One statement for each border."""
    found = set(groups_within([ward.path]).values_list("pk", flat=True))
    front = found
    while front:
        before = set(Succession.objects.filter(new__in=front).values_list("old", flat=True))
        front = before - found
        found = found | front
    return found


def deaths(first: datetime.date, last: datetime.date) -> QuerySet[Person]:
    """Whoever died between two days, both included, wherever they lived."""
    return Person.objects.filter(death_date__gte=first, death_date__lte=last, withdrawn=False).order_by()


def died_between(first: datetime.date, last: datetime.date, ward: Unit) -> dict[int, datetime.date]:
    """Person -> day of death, of those who died between two days, both included, and lived last on the ground of a
    ward."""
    lived = last_lived(deaths(first, last).values_list("pk", flat=True))
    ground = ground_of(ward) if lived else set()
    return {number: each.died for number, each in lived.items() if each.died is not None and each.group in ground}


def last_lived(persons: Iterable[int]) -> dict[int, Last]:
    """Person -> where they belonged last, of those whose record nobody took back."""
    members: dict[int, tuple[int, datetime.date | None, str, datetime.date | None]] = {}
    for part in in_parts(sorted(set(persons)), _PART):
        rows = Membership.objects.live().filter(person__in=part, person__withdrawn=False).order_by("valid_from", "pk")
        told = rows.values_list("person", "household", "valid_to", "person__name_key", "person__death_date")
        members.update((person, (home, until, key, died)) for person, home, until, key, died in told)
    stays: dict[int, list[tuple[datetime.date, int]]] = defaultdict(list)
    for part in in_parts(sorted({home for home, _until, _key, _died in members.values()}), _PART):
        lived = Residence.objects.live().filter(household__in=part).order_by("valid_from")
        for home, first, group in lived.values_list("household", "valid_from", "group"):
            stays[home].append((first, group))
    found = {}
    for person, (home, until, key, died) in members.items():
        there = [group for first, group in stays[home] if until is None or first <= until]
        found[person] = Last(home, key, there[-1] if there else None, died)
    return found
