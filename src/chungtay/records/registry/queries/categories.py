"""What makes somebody one of those whom support goes to, as the register has it on a day, each with its evidence: no
support, disability, a misfortune of the past year, the household's class, newly out of poverty.

For apps above the register. Unscoped: the caller has asked. Six statements for any number of people.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from chungtay.records.registry.models import (
    Circumstance,
    CircumstanceKind,
    Evidence,
    HardshipEvent,
    HouseholdStatus,
    StatusClass,
)
from chungtay.records.registry.queries.parts import in_parts

_PART = 2_000
_NEWLY = 36  # months after the month of recognition, as policies count (rulebook/assistance)
NO_SUPPORT, DISABLED, POOR, NEAR_POOR, ESCAPED = "no_support", "disabled", "poor", "near_poor", "escaped"
HARDSHIPS = ("accident", "illness", "disaster", "fire", "epidemic")
ALL = (NO_SUPPORT, DISABLED, *HARDSHIPS, ESCAPED, POOR, NEAR_POOR)


@dataclass(frozen=True, slots=True)
class Category:
    """`since`: the day of the fact. `papers`: how many documents of the register prove a misfortune; a fact that the
    register itself keeps needs none (None)."""

    id: str
    since: datetime.date
    papers: int | None = None


def categories_of(homes: dict[int, int], day: datetime.date) -> dict[int, list[Category]]:
    """Person -> categories on the day. `homes`: person -> household."""
    found: dict[int, list[Category]] = defaultdict(list)
    for part in in_parts(sorted(homes), _PART):
        rows = Circumstance.objects.on(day).filter(person__in=part)
        told = rows.filter(kind__in=(CircumstanceKind.CARE, CircumstanceKind.DISABILITY))
        for person, kind, code, since in told.values_list("person", "kind", "code", "valid_from"):
            if kind == CircumstanceKind.DISABILITY:
                found[person].append(Category(DISABLED, since))
            elif code in ("1", "5"):  # child without support, taken in or not: rulebook/assistance/facts.toml
                found[person].append(Category(NO_SUPPORT, since))
    of_home = _of_households(set(homes.values()), day)
    for person, home in homes.items():
        for whose, category in of_home.get(home, ()):
            if whose in (None, person):
                found[person].append(category)
    return dict(found)


def listed_on(household: int, day: datetime.date) -> bool:
    """Whether a decision has the household as poor or near-poor on the day. One statement."""
    return any(category.id in (POOR, NEAR_POOR) for _home, category in classes_of([household], day))


def _of_households(homes: Iterable[int], day: datetime.date) -> dict[int, list[tuple[int | None, Category]]]:
    """Household -> (the one person it concerns or None for all, category)."""
    found: dict[int, list[tuple[int | None, Category]]] = defaultdict(list)
    before = day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)
    for part in in_parts(sorted(homes), _PART):
        events = HardshipEvent.objects.live().filter(household__in=part, happened_on__gt=before, happened_on__lte=day)
        proofs: dict[int, int] = defaultdict(int)
        for shown in Evidence.objects.live().filter(hardship__in=events).values_list("hardship", flat=True):
            if shown is not None:
                proofs[shown] += 1
        for event in events:
            if event.kind in HARDSHIPS:
                category = Category(event.kind, event.happened_on, proofs[event.pk])
                found[event.household_id].append((event.person_id, category))
        for home, category in classes_of(part, day):
            found[home].append((None, category))
    return found


def classes_of(homes: list[int], day: datetime.date) -> Iterable[tuple[int, Category]]:
    """The class of the day, or that the household left the list of poor or near-poor within 36 months."""
    rows = HouseholdStatus.objects.live().filter(household__in=homes, valid_from__lte=day)
    spells: dict[int, list[tuple[str, datetime.date, datetime.date | None]]] = defaultdict(list)
    ordered = rows.order_by("household", "valid_from", "pk")
    for home, class_id, first, last in ordered.values_list("household", "class_id", "valid_from", "valid_to"):
        spells[home].append((class_id, first, last))
    listed = (StatusClass.POOR, StatusClass.NEAR_POOR)
    for home, rows_of_home in spells.items():
        class_id, first, last = rows_of_home[-1]
        if last is not None and last < day:
            continue  # it ended, and no decision says what followed
        if class_id in listed:
            yield home, Category(POOR if class_id == StatusClass.POOR else NEAR_POOR, first)
        before = next(
            (index for index in range(len(rows_of_home) - 1, -1, -1) if rows_of_home[index][0] in listed), None
        )
        if class_id in listed or before is None:
            continue
        out = rows_of_home[before + 1][1]
        if (day.year - out.year) * 12 + day.month - out.month < _NEWLY:
            yield home, Category(ESCAPED, out)
