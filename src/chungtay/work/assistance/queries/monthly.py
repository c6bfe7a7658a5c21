"""What a month owes on monthly allowances: the month itself and what was not paid of the months before."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from chungtay.foundation.core.words import fold
from chungtay.foundation.places.models import Unit
from chungtay.records.entitlements.queries.allowances import held_amounts, payable
from chungtay.records.entitlements.queries.care_money import CARE, is_care
from chungtay.records.entitlements.queries.one_of_a_group import ALLOWANCES, excluding_allowances
from chungtay.records.registry.queries.last_lived import ground_of, last_lived
from chungtay.records.registry.queries.pupils import lives_of, people
from chungtay.records.registry.queries.same import standing_people

POLICY = ALLOWANCES


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


@dataclass(frozen=True, slots=True)
class Left:
    """`rest`: whole đồng unpaid up to the last day of the decisions; None while one has no last day."""

    person: int
    rest: int | None


@dataclass(slots=True)
class _Account:
    """`months`: what each month owes here, by its first day; `paid`: what stands on lists against it. `away`: of
    somebody who died or lives elsewhere now."""

    household: int
    key: str
    months: dict[datetime.date, int]
    paid: int = 0
    away: bool = False

    @property
    def rest(self) -> int:
        return sum(self.months.values()) - self.paid


def owed(ward: Unit, month: datetime.date) -> list[Owed]:
    """Everybody to whom the ward owes something by the end of a month, as `_whose` tells. Nothing is owed after the
    month in which a decision ends. Statements do not grow with people."""
    month = month.replace(day=1)
    rows = payable(ward, _last(month))
    found = []
    for person, one in sorted(_accounts(ward, month, rows).items(), key=lambda pair: (pair[1].key, pair[0])):
        if one.rest > 0:
            now = one.months.get(month, 0)
            found.append(Owed(person, one.household, now, one.rest - now))
    return found


def still_owed(ward: Unit, month: datetime.date, persons: Sequence[int], *, but: int) -> dict[int, int]:
    """Person -> đồng owed by the end of a month to those of these people whom the ward owes, as though
    one list (its number) and those of later months were not there."""
    rows = payable(ward, _last(month), persons)
    accounts = _accounts(ward, month, rows, but=but, until=f"{month:%Y-%m}")
    return {person: one.rest for person, one in accounts.items()}


def left_behind(ward: Unit, month: datetime.date) -> list[Left]:
    """Whoever has died or lives elsewhere now and has an allowance without a last day here, and who died of those for
    whose care one is paid, so that somebody ends it; or months unpaid up to it, which the next list pays. A fixed
    number of statements."""
    month = month.replace(day=1)
    rows = payable(ward, _last(month))
    accounts, lost = _accounts(ward, month, rows), _lost(rows)
    here = {person for person, one in accounts.items() if not one.away}
    endless = {row.person_id for row in rows if row.valid_to is None} - here
    unpaid = [Left(each, one.rest) for each, one in accounts.items() if one.away and one.rest > 0]
    found = [Left(each, None) for each in sorted(endless)]
    found += [each for each in unpaid if each.person not in endless]
    return found + [Left(each, None) for each in sorted(lost) if each not in endless]


def _lost(rows: Sequence[Any]) -> set[int]:
    """Who died of those for whose care an allowance without a last day is paid."""
    return set(_deaths([row for row in rows if row.valid_to is None]))


def _deaths(rows: Sequence[Any]) -> dict[int, datetime.date]:
    """Person for whose care an allowance is paid -> day of death, of those who died; under the number that the
    allowance has, though the record was joined to another. A fixed number of statements."""
    numbers = {row.paid_for_id for row in rows if row.paid_for_id is not None}
    went = standing_people(numbers)
    lives = lives_of(went.get(number, number) for number in numbers)
    found = {number: lives[went.get(number, number)].died for number in numbers if went.get(number, number) in lives}
    return {number: day for number, day in found.items() if day is not None}


def _accounts(
    ward: Unit, month: datetime.date, rows: Sequence[Any], *, but: int | None = None, until: str = ""
) -> dict[int, _Account]:
    """Of those whom `_whose` tells. Against what is owed here stand the lists of this ward since the first month that
    is paid here, and those of other wards for the same months: what was paid before, by another decision or
    elsewhere, is no part of it. What lists of policies gave for a month counts as paid too: those of rights of one's
    own against such an allowance, those of care against what is paid for the care of that person."""
    found = _whose(ward, rows, _due(rows, month))
    for person, where, period, amount in held_amounts([POLICY], found, but=but, until=until):
        one, paid = found[person], datetime.date.fromisoformat(f"{period}-01")
        if paid in one.months or (where == ward.pk and paid >= min(one.months)):
            one.paid += amount
    own, care = _apart(rows)
    _count_lists(found, _due(own, month), held_amounts(excluding_allowances(), found, until=until))
    of_whom = standing_people(row.paid_for_id for row in care if row.paid_for_id is not None)
    carer = {of_whom.get(row.paid_for_id, row.paid_for_id): row.person_id for row in care if row.paid_for_id}
    given = [(carer[person], *told) for person, *told in held_amounts(sorted(CARE), carer, until=until)]
    _count_lists(found, _due(care, month), given)
    return found


def _apart(rows: Sequence[Any]) -> tuple[list[Any], list[Any]]:
    """Allowances of one's own that no other may stand beside, and those for the care of somebody."""
    care = [row for row in rows if is_care(row.title, row.paid_for_id)]
    return [row for row in rows if row.paid_for_id is None and row not in care], care


def _count_lists(
    found: dict[int, _Account], due: dict[int, dict[datetime.date, int]], given: Sequence[Sequence[Any]]
) -> None:
    """What lists of policies gave (person, ward, period, đồng) counts as paid up to what these allowances owe."""
    paid: dict[int, int] = defaultdict(int)
    for person, _where, period, amount in given:
        if person in found and _month_of(period) in due.get(person, {}).keys() & found[person].months.keys():
            paid[person] += amount
    for person, amount in paid.items():
        months = found[person].months
        found[person].paid += min(amount, sum(each for month, each in due[person].items() if month in months))


def _whose(ward: Unit, rows: Sequence[Any], due: dict[int, dict[datetime.date, int]]) -> dict[int, _Account]:
    """Whom the ward owes what: the living who are there; whoever lives elsewhere now, once the allowance here has a
    last day; and of the dead the months up to that of the death, for a benefit stops from the month after it (notes of
    the law, 3.3). An allowance without a last day of somebody who left, then died, is for somebody to end."""
    here = people(due, [ward.path])
    found = {
        person: _Account(someone.household, someone.key, due[person])
        for person, someone in here.items()
        if not someone.died
    }
    away = sorted(set(due) - set(found))
    if not away:
        return found
    endless, lasts = {row.person_id for row in rows if row.valid_to is None}, last_lived(away)
    asked = any(last.died is not None and person in endless for person, last in lasts.items())
    ground = ground_of(ward) if asked else set()
    for person, last in lasts.items():
        if person in endless and (last.died is None or last.group not in ground):
            continue
        until = last.died or datetime.date.max
        months = {each: amount for each, amount in due[person].items() if each <= until}
        if months:
            found[person] = _Account(last.household, last.key, months, away=True)
    return found


def _month_of(period: str) -> datetime.date | None:
    """First day of a month that is a period; None for a year, a term and back pay."""
    month = len(period) == len("2026-09") and period[5:].isdecimal()
    return datetime.date.fromisoformat(f"{period}-01") if month else None


def _due(rows: Sequence[Any], month: datetime.date) -> dict[int, dict[datetime.date, int]]:
    """Person -> first day of a month -> đồng, up to a month, of allowances by the day on which they began. A month in
    which one follows another is paid once, by the later: a change counts from its month (notes of the law, 3.3). So it
    is of those paid beside another, where one of the same name for the same person begins after the other's last day;
    for two children both are paid. After the month in which a child died for whose care one is paid, none is."""
    deaths = _deaths(rows)
    main: dict[int, dict[datetime.date, int]] = defaultdict(dict)
    more: dict[tuple[int, datetime.date], list[Any]] = defaultdict(list)
    for row in rows:
        each = max(row.paid_from, row.valid_from.replace(day=1))
        until = min(month, row.valid_to.replace(day=1)) if row.valid_to else month
        if row.paid_for_id in deaths:
            until = min(until, deaths[row.paid_for_id].replace(day=1))
        while each <= until:
            if row.beside:
                more[row.person_id, each].append(row)
            else:
                main[row.person_id][each] = row.amount
            each = _next(each)
    for (person, each), beside in more.items():
        amount = sum(row.amount for row in beside if not any(_followed(row, other) for other in beside))
        main[person][each] = main[person].get(each, 0) + amount
    return dict(main)


def _followed(row: Any, other: Any) -> bool:
    """Whether another of the same name, for the same person, begins after its last day."""
    if row.valid_to is None or other.paid_for_id != row.paid_for_id:
        return False
    return fold(other.title) == fold(row.title) and bool(other.valid_from > row.valid_to)


def _last(month: datetime.date) -> datetime.date:
    return _next(month) - datetime.timedelta(days=1)


def _next(month: datetime.date) -> datetime.date:
    return (month.replace(day=28) + datetime.timedelta(days=7)).replace(day=1)
