"""Records that were joined: what stands under the number of one that went belongs to the one that stands.

Unscoped: the caller has asked who may."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Q, QuerySet

from chungtay.records.registry.models import Household, Person
from chungtay.records.registry.models.household import Ending
from chungtay.records.registry.queries.parts import in_parts

_PART = 5_000


def records_of_people(persons: Iterable[int]) -> dict[int, int]:
    """Number of a record -> the person of these whose record it is: its own, and those that went over into it, directly
    or by way of others. One statement for some thousands of people, and one more for each step of the way."""
    return _joined(persons, lambda part: Person.objects.filter(merged_into__in=part))


def records_of_homes(homes: Iterable[int]) -> dict[int, int]:
    """The same of households, which end in another as well as being one record of two."""
    gone = Household.objects.filter(Q(withdrawn=True) | Q(ended_by=Ending.MERGED))
    return _joined(homes, lambda part: gone.filter(merged_into__in=part))


def standing_people(persons: Iterable[int]) -> dict[int, int]:
    """Number of a record that went -> the record that stands for it now. One statement, and one more for each step."""
    return _standing(persons, lambda part: Person.objects.filter(pk__in=part))


def standing_homes(homes: Iterable[int]) -> dict[int, int]:
    """The same of households, as `records_of_homes` tells them."""
    gone = Household.objects.filter(Q(withdrawn=True) | Q(ended_by=Ending.MERGED))
    return _standing(homes, lambda part: gone.filter(pk__in=part))


def _standing(numbers: Iterable[int], went: Callable[[list[int]], QuerySet[Any]]) -> dict[int, int]:
    found: dict[int, int] = {}
    front = set(numbers)
    while front:
        rows: dict[int, int] = {}
        for part in in_parts(sorted(front), _PART):
            gone = went(part).filter(merged_into__isnull=False).values_list("pk", "merged_into")
            rows |= {number: into for number, into in gone if into is not None}
        found = {number: rows.get(stands, stands) for number, stands in found.items()} | rows
        front = set(rows.values()) - set(found)
    return found


def _joined(numbers: Iterable[int], went: Callable[[list[int]], QuerySet[Any]]) -> dict[int, int]:
    found = {number: number for number in numbers}
    front = sorted(found)
    while front:
        new: dict[int, int] = {}
        for part in in_parts(front, _PART):
            for number, into in went(part).order_by("pk").values_list("pk", "merged_into"):
                if number not in found:
                    new[number] = found[into]
        found |= new
        front = sorted(new)
    return found
