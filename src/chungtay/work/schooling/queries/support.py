"""Who of a school gets what in a term: worked out from the rights of each month, or chosen by category.

A month counts when the right holds on its last day, with the facts of that day; of months still to come with the facts
of the day that is asked for. So a pupil who leaves gets nothing for the month of leaving and later, and a household
that is poor no more nothing from the month of the change.
"""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from chungtay.foundation.places.models import Unit
from chungtay.population.rights import HOUSEHOLD, PERSON
from chungtay.records.entitlements.queries.lists import held_in, months_given
from chungtay.records.entitlements.queries.periods import by_school_year, is_term, months_of, term_period
from chungtay.records.entitlements.queries.rights import Found, rules_on_days
from chungtay.records.entitlements.queries.rights_on_days import rights_on_days
from chungtay.records.registry.queries.categories import Category, categories_of
from chungtay.records.registry.queries.dwelling import homes_of_people
from chungtay.records.registry.queries.pupils import people
from chungtay.rulebook.language import names_in
from chungtay.rulebook.result import Text
from chungtay.rulebook.rights import InForce, Policy
from chungtay.work.schooling.models import Enrolment, EnrolmentState, Level, School
from chungtay.work.schooling.queries.pupils import live

ORIGIN = "schooling:school:"
TUITION, LEARNING, SCHOLARSHIP, SUPPLIES = (
    f"schooling:{name}" for name in ("tuition", "learning", "scholarship", "books")
)
# What a list gives that follows no policy of the book. Books and supplies have no norm in law: a campaign sets them.
CHOSEN: dict[str, Text] = {
    TUITION: Text("Giảm học phí", "Tuition reduction"),
    LEARNING: Text("Hỗ trợ chi phí học tập", "Support of learning costs"),
    SCHOLARSHIP: Text("Học bổng", "Scholarship"),
    SUPPLIES: Text("Sách vở, đồ dùng học tập", "Books and supplies"),
}
KINDS = {TUITION: "fee", LEARNING: "cash", SCHOLARSHIP: "cash", SUPPLIES: "in_kind"}
_TEN_MONTHS = (Level.COLLEGE, Level.UNIVERSITY)
_JUNE = 6


@dataclass(slots=True)
class Due:
    """What one pupil gets in the period: whole đồng for so many months, by the rate of the last."""

    person: int
    household: int
    amount: int
    months: int
    rate: str


def _of_schools(rules: InForce) -> list[Policy]:
    """The policies in force for people at school that give money by the month of school, or by the year."""
    found = []
    for policy in rules.policies:
        at_school = policy.of == "person" and "schooling" in names_in(policy.who)
        if at_school and policy.gives != "card" and (policy.period == "school_month" or by_school_year(policy)):
            found.append(policy)
    return found


def policies_of_term(ward: Unit, period: str, today: datetime.date) -> list[Policy]:
    """As they stand on some day of the term that has come."""
    found: dict[str, Policy] = {}
    days = sorted({min(month, today) for month in months_of(period)})
    for rules in rules_on_days(ward, days).values():
        found |= {policy.id: policy for policy in _of_schools(rules)}
    return sorted(found.values(), key=lambda policy: policy.id)


def period_for(policy: Policy, year: int, term: int) -> str:
    """The term, or the school year for what is given once in it."""
    return term_period(year, term) if policy.period == "school_month" else str(year)


def due_in_term(
    school: School, policy: str, period: str, *, by: Any, today: datetime.date, pupil: int | None = None,
    ward: Unit | None = None,
) -> dict[int, Due]:  # fmt: skip
    """Pupil -> what the policy gives in the term ("2026-K1") or, once, in the school year ("2026"), known today; by the
    households alone in which one pupil lived on those days, where a pupil is told. `ward`: where the pupils live now,
    of a list that went along with them into it; a month counts in the ward in which they lived on its day."""
    days = sorted({min(last, today) for last in _last_days(period, today)})
    wards = [school.ward] if ward is None or ward == school.ward else [school.ward, ward]
    answers: dict[datetime.date, dict[int, tuple[int, int, str]]] = {day: {} for day in days}
    for each in wards:
        for day, found in _rights(each, days, by, today, pupil).items():
            found.check_whole(policy)
            answers[day] |= _due_on(found, policy)
    return _summed(_pupils(school, int(period[:4])), answers, period, today)


def _rights(
    ward: Unit, days: Sequence[datetime.date], by: Any, today: datetime.date, pupil: int | None
) -> dict[datetime.date, Found]:
    if pupil is None:
        return rights_on_days(by, ward, days, today)
    # 0: lived nowhere then, which is a household that nobody has
    homes = {day: homes_of_people([pupil], day).get(pupil, 0) for day in days}
    rights: dict[datetime.date, Found] = {}
    for home in sorted(set(homes.values())):
        there = [day for day in days if homes[day] == home]
        rights |= rights_on_days(by, ward, there, today, household=home)
    return rights


def _last_days(period: str, day: datetime.date) -> list[datetime.date]:
    return [_last(month) for month in months_of(period)] if is_term(period) else [day]


def _sums(
    levels: dict[int, str], rights: dict[datetime.date, Found], policy: str, period: str, day: datetime.date
) -> dict[int, Due]:
    return _summed(levels, {each: _due_on(found, policy) for each, found in rights.items()}, period, day)


def _summed(
    levels: dict[int, str],
    answers: dict[datetime.date, dict[int, tuple[int, int, str]]],
    period: str,
    day: datetime.date,
) -> dict[int, Due]:
    once, last_days = not is_term(period), _last_days(period, day)
    found: dict[int, Due] = {}
    for last in last_days:
        for person, (household, amount, rate) in answers[min(last, day)].items():
            level = levels.get(person)
            if level is None or (not once and last.month == _JUNE and level not in _TEN_MONTHS):
                continue
            row = found.setdefault(person, Due(person, household, 0, 0, rate))
            row.amount, row.months, row.rate = row.amount + amount, row.months + 1, rate
    return found


@dataclass(frozen=True, slots=True)
class Offer:
    """One policy in a term at a school: how many pupils it is due to, how much in all, how many are listed already."""

    policy: Policy
    period: str
    pupils: int
    amount: int
    listed: int


def offers(school: School, year: int, term: int, *, by: Any, today: datetime.date) -> list[Offer]:
    """Every policy of the term with its pupils. As many statements for a term as for a month, and two a policy."""
    period = term_period(year, term)
    levels = _pupils(school, year)
    if months_of(period)[0] > today or not levels:
        return []
    asked = {min(last, today) for last in _last_days(period, today)} | {today}
    rights = rights_on_days(by, school.ward, sorted(asked), today)
    here = {number for number, one in people(levels, [school.ward.path]).items() if not one.died}
    found = []
    for policy in policies_of_term(school.ward, period, today):
        own = period_for(policy, year, term)
        due = {number: row for number, row in _sums(levels, rights, policy.id, own, today).items() if number in here}
        standing = held_in(policy.id, own, list(due))
        due = within_limit(due, policy) if not standing else due
        found.append(Offer(policy, own, len(due), sum(row.amount for row in due.values()), len(standing)))
    return found


def within_limit(found: dict[int, Due], policy: Policy, *, besides: Sequence[int] = ()) -> dict[int, Due]:
    """Cut to the months that the policy gives at most in a life, those of other lists counted. `besides`: lines that
    are not to be counted, as they are looked at again."""
    if policy.months_at_most is None:
        return found
    given = months_given(policy.id, list(found), besides=besides)
    kept: dict[int, Due] = {}
    for person, row in found.items():
        months = min(row.months, policy.months_at_most - given.get(person, 0))
        if months > 0:
            kept[person] = Due(person, row.household, row.amount * months // row.months, months, row.rate)
    return kept


def _due_on(found: Found, policy: str) -> dict[int, tuple[int, int, str]]:
    about = found.policy(policy)
    if about is None:
        return {}
    rows = found.of_policy(policy, "due").filter(pl.col("amount").is_not_null())
    return {
        person: (household, amount, about.rates[rate].label.vi)
        for person, household, amount, rate in rows.select(PERSON, HOUSEHOLD, "amount", "rate").iter_rows()
    }


def _pupils(school: School, year: int) -> dict[int, str]:
    """Who is or was at the school in the year and did not move to another, with the level."""
    rows = live(year).filter(school=school).exclude(state=EnrolmentState.MOVED)
    return dict(rows.values_list("person", "level"))


def _last(month: datetime.date) -> datetime.date:
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


@dataclass(frozen=True, slots=True)
class Candidate:
    """A pupil with the categories that the register has of them."""

    row: Enrolment
    name: str
    born: datetime.date | None
    known: str
    household: int
    code: str
    categories: list[Category]


def candidates(
    school: School, year: int, day: datetime.date, *, category: str = "", only: Iterable[int] | None = None
) -> list[Candidate]:
    """The pupils of a school who live in the ward today, by class and name; of one category, or of some persons."""
    rows = live(year).filter(school=school, state__in=(EnrolmentState.STUDYING, EnrolmentState.FINISHED))
    rows = rows.order_by("grade", "class_name", "person__name_key", "pk")
    if only is not None:
        rows = rows.filter(person__in=list(only))
    pupils = list(rows)
    here = {
        number: one
        for number, one in people([row.person_id for row in pupils], [school.ward.path]).items()
        if not one.died
    }
    told = categories_of({number: one.household for number, one in here.items()}, day)
    found = []
    for row in pupils:
        one = here.get(row.person_id)
        mine = told.get(row.person_id, [])
        if one is not None and (not category or any(each.id == category for each in mine)):
            found.append(Candidate(row, one.name, one.born, one.known, one.household, one.code, mine))
    return found
