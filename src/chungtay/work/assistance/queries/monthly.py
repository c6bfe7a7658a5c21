"""What a month owes on monthly allowances: the month itself and what was not paid of the months before."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from chungtay.foundation.places.models import Unit
from chungtay.records.entitlements.queries.allowances import held_amounts, payable
from chungtay.records.registry.queries.pupils import people

POLICY = "monthly-allowances"


@dataclass(frozen=True, slots=True)
class Owed:
    """`amount` = `month` + `arrears`, whole đồng; arrears below zero: paid too much before."""

    person: int
    household: int
    month: int
    arrears: int

    @property
    def amount(self) -> int:
        return self.month + self.arrears


def owed(ward: Unit, month: datetime.date) -> list[Owed]:
    """Everybody of the ward to whom something is owed by the end of a month (its first day): the living who still are
    there. Nothing is owed after the month in which a decision ends. Statements do not grow with people."""
    last = _next(month) - datetime.timedelta(days=1)
    rows = payable(ward, month, last)
    here = people({row.person_id for row in rows}, [ward.path])
    held = held_amounts(POLICY, here)
    now: dict[int, int] = defaultdict(int)
    total: dict[int, int] = defaultdict(int)
    for row in rows:
        total[row.person_id] += row.amount * months_of(row, month)
        if row.valid_to is None or row.valid_to >= month:
            now[row.person_id] += row.amount
    found = []
    for person, someone in sorted(here.items(), key=lambda pair: (pair[1].key, pair[0])):
        rest = total[person] - held.get(person, 0)
        if rest > 0 and not someone.died:
            found.append(Owed(person, someone.household, now[person], rest - now[person]))
    return found


def months_of(row: Any, month: datetime.date) -> int:
    """How many months of an allowance are paid here up to a month, that month included."""
    first = max(row.paid_from, row.valid_from.replace(day=1))
    until = min(month, row.valid_to.replace(day=1)) if row.valid_to else month
    return max(0, (until.year - first.year) * 12 + until.month - first.month + 1)


def still_receiving(ward: Unit, month: datetime.date, persons: Sequence[int]) -> set[tuple[int, int]]:
    """(household, person) of those of these people who live in the ward and to whom something stands on record."""
    last = _next(month) - datetime.timedelta(days=1)
    entitled = {row.person_id for row in payable(ward, month, last) if months_of(row, month) > 0}
    here = people(set(persons) & entitled, [ward.path])
    return {(someone.household, person) for person, someone in here.items() if not someone.died}


def _next(month: datetime.date) -> datetime.date:
    return (month.replace(day=28) + datetime.timedelta(days=7)).replace(day=1)
