"""On which later days what `rights_facts` tells of households changes by itself, nothing more being recorded: something
on record begins then, or ended the day before. Ages are not looked at here: they turn where somebody asks for them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

from django.db.models import Q

from chungtay.records.registry.models import Circumstance, HardshipEvent, HouseholdStatus, Membership
from chungtay.records.registry.queries.dwelling import people_on
from chungtay.records.registry.queries.rights_facts import Columns, living_in, of_these, year_before

DAY = datetime.timedelta(days=1)
Turn = tuple[int, datetime.date]


def turning_days(
    columns: Columns, paths: Sequence[str], day: datetime.date, *, only: Sequence[int] | None = None
) -> list[Turn]:
    """(household, a day after `day`). `columns`: the facts of the same households on the day. Five statements.

    Where a household lives is not among them: whoever asks reads that anew.
    """
    living = living_in(paths, day, only)
    homes = of_these([row[0] for row in columns.homes], living.values("household"))
    members = people_on(day, homes)
    persons = of_these([row[0] for row in columns.people], members.values("person"))
    of_person = {row[0]: row[1] for row in columns.people}
    turning = Q(valid_from__gt=day) | Q(valid_to__gte=day)
    here = Membership.objects.live().filter(turning, household__in=homes)
    classes = HouseholdStatus.objects.live().filter(turning, household__in=homes)
    told = Circumstance.objects.live().filter(turning, person__in=persons)
    deaths = members.filter(person__death_date__gt=day)
    hit = HardshipEvent.objects.live().filter(household__in=homes, happened_on__gt=year_before(day))
    of_told = first_turns(told.order_by().values_list("person", "valid_from", "valid_to"), day)
    return [
        *first_turns(here.order_by().values_list("household", "valid_from", "valid_to"), day),
        *first_turns(classes.order_by().values_list("household", "valid_from", "valid_to"), day),
        *((of_person[person], turn) for person, turn in of_told),
        *((home, died) for home, died in deaths.order_by().values_list("household", "person__death_date") if died),
        *((home, _forgotten(on, day)) for home, on in hit.order_by().values_list("household", "happened_on")),
    ]


def first_turns(rows: Iterable[tuple[int, datetime.date, datetime.date | None]], day: datetime.date) -> list[Turn]:
    """(number, first day, last day or None) of what begins later or has an end -> (number, next day it changes)."""
    found = []
    for number, first, last in rows:
        if first > day:
            found.append((number, first))
        elif last is not None and day <= last < datetime.date.max:
            found.append((number, last + DAY))
    return found


def _forgotten(happened: datetime.date, day: datetime.date) -> datetime.date:
    """The day it happens, else the first day that it lies more than a year back."""
    if happened > day:
        return happened
    if (happened.month, happened.day) == (2, 29):
        return datetime.date(happened.year + 1, 3, 1)
    return happened.replace(year=happened.year + 1)
