"""What policies of assistance ask, as it stood on a day: households, their classes, their members and what is true of
them. Columns, not records: a ward in seven statements, a country in the same seven. Unscoped: the caller has asked.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from chungtay.records.registry.models import (
    Circumstance,
    HardshipEvent,
    Household,
    HouseholdStatus,
    Person,
    Residence,
    StatusClass,
)
from chungtay.records.registry.queries.dwelling import homes_on, people_on
from chungtay.records.registry.queries.households import groups_within

_PART = 20_000


@dataclass(frozen=True, slots=True)
class Columns:
    """Rows by table, each a tuple in the order told.

    `homes`: household, group. `classes`: household, rule set, class, first day, last day (None: open), oldest first;
    those begun up to the day. `people`: person, household, born (ISO or None), how much of it is known, ethnicity,
    relationship to the head. `circumstances`: person, kind, code; those of the day.
    `hardships`: household, day, within the year before.
    `class_open`: households founded by a split of one with a class, of whom "on no list" is not known.
    """

    homes: list[tuple[int, int]] = field(default_factory=list)
    classes: list[tuple[int, str, str, datetime.date, datetime.date | None]] = field(default_factory=list)
    people: list[tuple[int, int, datetime.date | None, str, str, str]] = field(default_factory=list)
    circumstances: list[tuple[int, str, str]] = field(default_factory=list)
    hardships: list[tuple[int, datetime.date]] = field(default_factory=list)
    class_open: list[tuple[int]] = field(default_factory=list)

    @property
    def persons(self) -> list[int]:
        return [row[0] for row in self.people]


def rights_facts(paths: Sequence[str], day: datetime.date, *, only: Sequence[int] | None = None) -> Columns:
    """The facts of the households that live in the places on a day, or of `only` these of them."""
    living = living_in(paths, day, only)
    found = list(living.values_list("household", "group", "household__class_open").iterator(_PART))
    numbers = of_these([row[0] for row in found], living.values("household"))
    members = people_on(day, numbers)
    about = ("person", "household", "person__birth_date", "person__birth_known", "person__ethnicity", "relation")
    people = list(members.values_list(*about).iterator(_PART))
    persons = of_these([row[0] for row in people], members.values("person"))
    classes = HouseholdStatus.objects.live().filter(household__in=numbers, valid_from__lte=day)
    told = Circumstance.objects.on(day).filter(person__in=persons)
    since = year_before(day)
    hit = HardshipEvent.objects.live().filter(household__in=numbers, happened_on__gt=since, happened_on__lte=day)
    dated = ("household", "rule_set", "class_id", "valid_from", "valid_to")
    return Columns(
        [(home, group) for home, group, _open in found],
        list(classes.order_by("household", "valid_from", "pk").values_list(*dated).iterator(_PART)),
        people,
        list(told.values_list("person", "kind", "code").iterator(_PART)),
        list(hit.values_list("household", "happened_on").iterator(_PART)),
        [(home,) for home, _group, class_open in found if class_open],
    )


def had_class(household: Household, day: datetime.date) -> bool:
    """Whether a class that gives rights, or that a household escapes from, was decided of it up to a day."""
    begun = HouseholdStatus.objects.live().filter(household=household, valid_from__lte=day)
    return begun.exclude(class_id=StatusClass.NOT_POOR).exists()


def living_in(paths: Sequence[str], day: datetime.date, only: Sequence[int] | None = None) -> QuerySet[Residence, Any]:
    """Where the households of the places live on a day, or `only` these of them: a few hundred at most."""
    living = homes_on(day, paths)
    return living if only is None else living.filter(household__in=only)


def of_these(found: list[int], asked: Any) -> Any:
    """What a condition `in` is given: PostgreSQL the numbers that were read, as one array, because right after many
    households were entered it has no statistics yet and would walk conditions within conditions row by row; SQLite the
    question again, for it takes no list of a country's length."""
    return found if connection.vendor == "postgresql" else asked


def any_class(paths: Sequence[str], day: datetime.date) -> bool:
    """Whether a class of any household of the places was decided by then. Where none ever was, "not on a list" would
    be a guess."""
    homes = Household.objects.live().filter(group__in=groups_within(paths)).values("pk")
    return HouseholdStatus.objects.live().filter(household__in=homes, valid_from__lte=day).exists()


def wards_with_class(paths: Sequence[str], day: datetime.date) -> set[int]:
    """The wards of the places in which `any_class` holds."""
    homes = Household.objects.live().filter(group__in=groups_within(paths))
    wards = homes.filter(pk__in=_decided(day)).order_by().values_list("group__parent", flat=True).distinct()
    return {ward for ward in wards if ward is not None}


def wards_told(paths: Sequence[str], day: datetime.date) -> set[int]:
    """The wards of the places in which a class is on record of a household that belongs there, or lives there on the
    day. Two statements."""
    living = homes_on(day, paths).filter(household__in=_decided(day))
    wards = living.order_by().values_list("group__parent", flat=True).distinct()
    return {ward for ward in wards if ward is not None} | wards_with_class(paths, day)


def _decided(day: datetime.date) -> QuerySet[HouseholdStatus, Any]:
    return HouseholdStatus.objects.live().filter(valid_from__lte=day).values("household")


def names_of(persons: Sequence[int]) -> dict[int, str]:
    """Person -> full name, for a page of a list."""
    return dict(Person.objects.filter(pk__in=persons).values_list("pk", "full_name"))


def year_before(day: datetime.date) -> datetime.date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)
