"""Months handed over at an amount that turned out too low, because a rule applies from a day before it was in effect.

Each month is worked out again by the facts of its list's own day and by what is known today. A month that comes out
lower is left alone: the sources name no taking back.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Sum

from chungtay.foundation.places.models import Unit
from chungtay.population.rights import HOUSEHOLD, PERSON
from chungtay.records.entitlements.models import BackPaid, LineState, SupportLine
from chungtay.records.entitlements.models.lists import HELD
from chungtay.records.entitlements.queries.rights import Found
from chungtay.records.entitlements.queries.rights_on_days import rights_on_days


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
    out together, whatever number of people they had."""
    lines = SupportLine.objects.filter(
        list__ward=ward, policy=policy, state=LineState.DELIVERED, list__back_pay=False, list__origin="",
        amount__isnull=False, period__contains="-",
    )  # fmt: skip
    about = ("pk", "household", "person", "period", "list__day", "amount")
    rows: list[Any] = list(lines.order_by("period", "pk").values_list(*about))
    added = _added([row[0] for row in rows])
    rights = rights_on_days(user, ward, sorted({row[4] for row in rows}), today)
    amounts = {day: _amounts(then, policy) for day, then in rights.items()}
    found: dict[tuple[int, int | None], list[Month]] = {}
    for line, household, person, period, day, amount in rows:
        due = amounts[day].get(person if person is not None else -household)
        given = amount + added.get(line, 0)
        if due is not None and due > given:
            whose = (household if person is None else 0, person)
            found.setdefault(whose, []).append(Month(line, household, person, period, given, due))
    return [Owed(months[-1].household, person, tuple(months)) for (_home, person), months in found.items()]


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
