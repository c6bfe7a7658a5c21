"""Months handed over at an amount that turned out too low, because a rule applies from a day before it was in effect.

Each month is worked out again by the facts of its list's own day, in the ward of then, and by what is known today. A
month that comes out lower is left alone: the sources name no taking back. The difference is owed by the ward where the
person (or household) lives now, whichever ward gave the month: one that ended in a reorganisation, or that they left.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, Sum

from chungtay.foundation.places.models import Unit
from chungtay.population.rights import HOUSEHOLD, PERSON
from chungtay.records.entitlements.models import BackPaid, LineState, SupportLine, SupportList
from chungtay.records.entitlements.models.lists import HELD
from chungtay.records.entitlements.queries.lists import ward_of_day
from chungtay.records.entitlements.queries.rights import Found
from chungtay.records.entitlements.queries.rights_on_days import rights_on_days
from chungtay.records.registry.queries.dwelling import groups_of_homes, homes_of_people, homes_on, people_on
from chungtay.records.registry.queries.parts import in_parts

_PART = 5_000


@dataclass(frozen=True, slots=True)
class Month:
    """One month of one person (or household): the line handed over, what was given in all, what is due."""

    line: int
    household: int
    person: int | None
    period: str
    given: int
    due: int

    @property
    def difference(self) -> int:
        return self.due - self.given


@dataclass(frozen=True, slots=True)
class Owed:
    """Everything one person (or household) is owed, oldest month first."""

    household: int
    person: int | None
    months: tuple[Month, ...]

    @property
    def total(self) -> int:
        return sum(month.difference for month in self.months)

    @property
    def words(self) -> str:
        """3 tháng x 40.000 đồng: 07/2026, 08/2026, 09/2026"""
        by_difference: dict[int, list[str]] = {}
        for month in self.months:
            year, _dash, number = month.period.partition("-")
            by_difference.setdefault(month.difference, []).append(f"{number}/{year}")
        return "; ".join(
            f"{len(periods)} tháng × {_dong(difference)} đồng: {', '.join(periods)}"
            for difference, periods in by_difference.items()
        )


def owed(user: Any, ward: Unit, policy: str, today: datetime.date) -> list[Owed]:
    """To whom of a ward the policy owes a difference. The rights of the days on which lists were drawn up are worked
    out together for each ward of then, whatever number of people they had."""
    rows = _given(ward, policy, today)
    added = _added([row[0] for row in rows])
    lists = _lists_of(rows)
    amounts: dict[tuple[int, datetime.date], dict[int, int]] = {}
    for then, days in _wards_then(rows, lists).items():
        asking = user if then == ward else None  # where they lived before, the program itself looks
        for day, found_then in rights_on_days(asking, then, sorted(days), today).items():
            amounts[then.pk, day] = _amounts(found_then, policy)
    found: dict[tuple[int, int | None], list[Month]] = {}
    for line, household, person, period, number, amount in rows:
        made, lived = lists[number]
        due = amounts[lived.pk, made.day].get(person if person is not None else -household)
        given = amount + added.get(line, 0)
        if due is not None and due > given:
            whose = (household if person is None else 0, person)
            found.setdefault(whose, []).append(Month(line, household, person, period, given, due))
    return [Owed(months[-1].household, person, tuple(months)) for (_home, person), months in found.items()]


def wards_paying(ward: Unit, policy: str, today: datetime.date) -> list[int]:
    """The wards whose lists gave what the people of a ward were given by the policy, the ward itself among them."""
    rows = _given(ward, policy, today)
    wards = SupportList.objects.filter(pk__in={row[4] for row in rows}).order_by().values_list("ward", flat=True)
    return sorted({ward.pk, *wards})


def _given(ward: Unit, policy: str, today: datetime.date) -> list[Any]:
    """(line, household, person, month, list, đồng) handed over to whoever lives in the ward today, by whichever ward,
    and by this ward to people who live nowhere by now; oldest month first."""
    homes = homes_on(today, [ward.path]).values("household")
    living = people_on(today, homes).values("person")
    here = Q(person__in=living) | Q(person=None, household__in=homes)
    lines = SupportLine.objects.filter(
        here | Q(list__ward=ward), policy=policy, state=LineState.DELIVERED, list__back_pay=False, list__origin="",
        amount__isnull=False, period__contains="-",
    )  # fmt: skip
    about = ("pk", "household", "person", "period", "list", "amount")
    rows: list[Any] = list(lines.order_by("period", "pk").values_list(*about))
    home_of: dict[int, int] = {}
    for part in in_parts(sorted({row[2] for row in rows if row[2] is not None}), _PART):
        home_of |= homes_of_people(part, today)
    groups: dict[int, int] = {}
    for part in in_parts(sorted({*home_of.values(), *(row[1] for row in rows if row[2] is None)}), _PART):
        groups |= groups_of_homes(part, today)
    ward_of = dict(Unit.objects.filter(pk__in=set(groups.values())).values_list("pk", "parent"))

    def elsewhere(household: int, person: int | None) -> bool:
        home = household if person is None else home_of.get(person)
        return home in groups and ward_of.get(groups[home]) != ward.pk

    return [row for row in rows if not elsewhere(row[1], row[2])]


def _lists_of(rows: Sequence[Any]) -> dict[int, tuple[SupportList, Unit]]:
    """List -> it, and the ward in which its people lived on its day."""
    homes: dict[int, set[int]] = {}
    for row in rows:
        homes.setdefault(row[4], set()).add(row[1])
    made = SupportList.objects.filter(pk__in=homes).select_related("ward", "continues__ward")
    return {each.pk: (each, ward_of_day(each, each.day, homes[each.pk])) for each in made}


def _wards_then(rows: Sequence[Any], lists: dict[int, tuple[SupportList, Unit]]) -> dict[Unit, set[datetime.date]]:
    found: dict[Unit, set[datetime.date]] = {}
    for number in {row[4] for row in rows}:
        made, lived = lists[number]
        found.setdefault(lived, set()).add(made.day)
    return found


def _added(lines: Sequence[int]) -> dict[int, int]:
    """Line -> what back pay added to it, that which still waits for its hand-over included."""
    rows = BackPaid.objects.filter(of__in=lines, line__state__in=HELD).values_list("of")
    return dict(rows.annotate(added=Sum(F("due") - F("given"))).order_by())


def _amounts(found: Found, policy: str) -> dict[int, int]:
    """Person (or -household) -> whole đồng due."""
    rows = found.of_policy(policy, "due").select(HOUSEHOLD, PERSON, "amount").iter_rows()
    return {person if person is not None else -home: amount for home, person, amount in rows if amount is not None}


def _dong(amount: int) -> str:
    return f"{amount:,}".replace(",", ".")
