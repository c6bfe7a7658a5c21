"""Where households and people live on a day, as conditions and columns for apps above the register. Unscoped: the
caller has asked who may."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q, QuerySet

from chungtay.records.registry.models import Membership, Residence
from chungtay.records.registry.queries.households import groups_within
from chungtay.records.registry.queries.parts import in_parts

_PART = 5_000


def homes_on(day: datetime.date, paths: Sequence[str] | None = None) -> QuerySet[Residence, Any]:
    """The dwelling of each household that exists on a day; in these places alone, where they are told."""
    return homes_between(day, day, paths)


def homes_between(
    first: datetime.date, last: datetime.date, paths: Sequence[str] | None = None
) -> QuerySet[Residence, Any]:
    """The dwellings of households that exist on some day between two, both included."""
    found = Residence.objects.between(first, last).filter(household__withdrawn=False)
    found = found.filter(Q(household__ended_on=None) | Q(household__ended_on__gte=first))
    return found if paths is None else found.filter(group__in=groups_within(paths))


def people_on(day: datetime.date, homes: QuerySet[Any, Any]) -> QuerySet[Membership, Any]:
    """The membership of each living person of these households on a day."""
    return people_between(day, day, homes)


def people_between(
    first: datetime.date, last: datetime.date, homes: QuerySet[Any, Any] | list[int]
) -> QuerySet[Membership, Any]:
    """The memberships in these households of whoever lives on some day between two, both included."""
    found = Membership.objects.between(first, last).filter(household__in=homes, person__withdrawn=False)
    return found.filter(Q(person__death_date=None) | Q(person__death_date__gt=first))


def homes_of_people(persons: QuerySet[Any, Any] | list[int], day: datetime.date) -> dict[int, int]:
    """Person -> household on the day, of those who live somewhere then. One statement."""
    here = people_on(day, homes_on(day).values("household")).filter(person__in=persons)
    return dict(here.values_list("person", "household"))


def groups_of_homes(households: QuerySet[Any, Any] | list[int], day: datetime.date) -> dict[int, int]:
    """Household -> residential group on the day, of those that exist then. One statement."""
    return dict(homes_on(day).filter(household__in=households).values_list("household", "group"))


def homes_ever(persons: Iterable[int]) -> set[int]:
    """Every household that one of these persons belongs, belonged or will belong to."""
    found: set[int] = set()
    for part in in_parts(sorted(set(persons)), _PART):
        rows = Membership.objects.live().filter(person__in=part).order_by()
        found.update(rows.values_list("household", flat=True).distinct())
    return found
