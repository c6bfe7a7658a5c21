"""The facts of `queries.rights_facts` for several days: what held on some day between two is read once, and each day
takes its rows of it. Unscoped: the caller has asked."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Min

from chungtay.records.registry.models import Circumstance, HardshipEvent, Household, HouseholdStatus
from chungtay.records.registry.queries.dwelling import homes_between, people_between
from chungtay.records.registry.queries.households import groups_within
from chungtay.records.registry.queries.rights_facts import Columns, of_these, year_before

_PART = 20_000


@dataclass(frozen=True, slots=True)
class Between:
    """Rows as in `Columns`, and behind each the days that it holds: first, last (None: open) and for homes and people
    the last day of the household and the day of death; for homes whether their class is open since a split."""

    homes: list[tuple[Any, ...]]
    classes: list[tuple[Any, ...]]
    people: list[tuple[Any, ...]]
    circumstances: list[tuple[Any, ...]]
    hardships: list[tuple[int, datetime.date]]
    first_class: datetime.date | None

    @property
    def persons(self) -> list[int]:
        return sorted({row[0] for row in self.people})

    def on(self, day: datetime.date) -> Columns:
        """What `rights_facts` says of the day."""
        standing = [
            (home, group, class_open)
            for home, group, first, last, ended, class_open in self.homes
            if _holds(first, last, day) and (ended is None or ended >= day)
        ]
        homes = [(home, group) for home, group, _open in standing]
        here = {home for home, _group in homes}
        people = [
            row[:6] for row in self.people
            if row[1] in here and _holds(row[6], row[7], day) and (row[8] is None or row[8] > day)
        ]  # fmt: skip
        persons = {row[0] for row in people}
        since = year_before(day)
        return Columns(
            homes,
            [row for row in self.classes if row[0] in here and row[3] <= day],
            people,
            [row[:3] for row in self.circumstances if row[0] in persons and _holds(row[3], row[4], day)],
            [row for row in self.hardships if row[0] in here and since < row[1] <= day],
            [(home,) for home, _group, class_open in standing if class_open],
        )

    def told(self, day: datetime.date) -> bool:
        """Whether a class of a household of the places was decided by then."""
        return self.first_class is not None and self.first_class <= day


def _holds(first: datetime.date, last: datetime.date | None, day: datetime.date) -> bool:
    return first <= day and (last is None or last >= day)


def rights_facts_between(
    paths: Sequence[str], first: datetime.date, last: datetime.date, *, only: Sequence[int] | None = None
) -> Between:
    """The facts of whoever lives in the places on some day between two, both included, or of `only` these of them. Six
    statements, however many days lie between."""
    living = homes_between(first, last, paths)
    living = living if only is None else living.filter(household__in=only)
    dwelt = ("household", "group", "valid_from", "valid_to", "household__ended_on", "household__class_open")
    homes = list(living.values_list(*dwelt).iterator(_PART))
    numbers = of_these(sorted({row[0] for row in homes}), living.values("household"))
    members = people_between(first, last, numbers)
    about = ("person", "household", "person__birth_date", "person__birth_known", "person__ethnicity", "relation")
    people = list(members.values_list(*about, "valid_from", "valid_to", "person__death_date").iterator(_PART))
    persons = of_these(sorted({row[0] for row in people}), members.values("person"))
    classes = HouseholdStatus.objects.live().filter(household__in=numbers, valid_from__lte=last)
    told = Circumstance.objects.between(first, last).filter(person__in=persons)
    hit = HardshipEvent.objects.live().filter(
        household__in=numbers, happened_on__gt=year_before(first), happened_on__lte=last
    )
    belonging = Household.objects.live().filter(group__in=groups_within(paths)).values("pk")
    decided = HouseholdStatus.objects.live().filter(household__in=belonging)
    dated = ("household", "rule_set", "class_id", "valid_from", "valid_to")
    return Between(
        homes,
        list(classes.order_by("household", "valid_from", "pk").values_list(*dated).iterator(_PART)),
        people,
        list(told.values_list("person", "kind", "code", "valid_from", "valid_to").iterator(_PART)),
        list(hit.values_list("household", "happened_on").iterator(_PART)),
        decided.aggregate(first=Min("valid_from"))["first"],
    )
