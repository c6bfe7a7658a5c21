"""Households that somebody should look after, as the register tells: who lives alone, whom a misfortune met within a
year, who left the list within 36 months, who is on it. Unscoped: the caller has asked.

That a household is "at risk" is nobody's finding here; these are facts of the register, each by its name.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q

from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import HardshipEvent, HouseholdEntry, HouseholdStatus, StatusClass
from chungtay.records.registry.queries.categories import ESCAPED, NEAR_POOR, POOR, classes_of
from chungtay.records.registry.queries.households import groups_within
from chungtay.records.registry.queries.parts import in_parts
from chungtay.records.registry.queries.rights_facts import year_before

ALONE, MISFORTUNE = "alone", "misfortune"
REASONS = (ALONE, MISFORTUNE, POOR, NEAR_POOR, ESCAPED)
_PART = 2_000


@dataclass(frozen=True, slots=True)
class InNeed:
    """`reasons` in the order of REASONS, one at least."""

    household: int
    reasons: tuple[str, ...]


def in_need(ward: Unit, day: datetime.date) -> list[InNeed]:
    """Of the households that live in a ward now, those with a reason on the day; the most reasons first, then in the
    order of the heads' names. Four statements, and one more for each two thousand households ever on a list."""
    living = HouseholdEntry.objects.filter(ward=ward.pk, living=True)
    here = Q(household__group__in=groups_within([ward.path]), household__withdrawn=False, household__ended_on=None)
    found: dict[int, set[str]] = {}

    def told(households: Iterable[int], reason: str) -> None:
        for number in households:
            found.setdefault(number, set()).add(reason)

    told(living.filter(members=1).values_list("pk", flat=True), ALONE)
    hit = HardshipEvent.objects.live().filter(here, happened_on__gt=year_before(day), happened_on__lte=day)
    told(hit.order_by().values_list("household", flat=True).distinct(), MISFORTUNE)
    listed = HouseholdStatus.objects.live().filter(here, class_id__in=(StatusClass.POOR, StatusClass.NEAR_POOR))
    ever = sorted(listed.order_by().values_list("household", flat=True).distinct())
    for part in in_parts(ever, _PART):
        for number, category in classes_of(part, day):
            told([number], category.id)
    names = _name_keys(sorted(found))
    rows = [InNeed(number, tuple(each for each in REASONS if each in found[number])) for number in names]
    return sorted(rows, key=lambda row: (-len(row.reasons), names[row.household], row.household))


def _name_keys(numbers: Sequence[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for part in in_parts(numbers, _PART):
        rows = HouseholdEntry.objects.filter(pk__in=part, living=True)
        found.update(rows.values_list("pk", "name_key"))
    return found
