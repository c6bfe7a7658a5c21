"""Through which day the rights of a household stay what they are, if nothing more is recorded and no rule changes."""

from __future__ import annotations

import bisect
import calendar
import datetime
from collections.abc import Iterable, Iterator, Sequence

import polars as pl

from chungtay.population.rights import HOUSEHOLD
from chungtay.records.entitlements.queries.facts import Facts, edges
from chungtay.records.registry.queries.rights_facts import Columns
from chungtay.records.registry.queries.turning import DAY, Turn
from chungtay.rulebook.birth import child_card_ends, completed_months
from chungtay.rulebook.language import Node
from chungtay.rulebook.rights import InForce

_AGE = "age_months"
_COMPARED = ("<", "<=", ">", ">=", "==", "!=")


def until(
    columns: Columns, facts: Facts, rules: InForce, day: datetime.date, turns: Iterable[Turn], of_cards: Iterable[Turn]
) -> dict[int, datetime.date]:
    """Household -> last day, of those that have one. `turns`: (household, day on which something on record changes);
    `of_cards`: the same by person.

    Ages turn where a policy compares them with a number of months; where one reads an age in any other way, or the time
    since a household left a list, they turn every day or every month.
    """
    if not all(_plain(node) for node in _nodes(rules)):
        return dict.fromkeys(facts.homes[HOUSEHOLD], day)
    of_person = {row[0]: row[1] for row in columns.people}
    out = pl.any_horizontal(pl.col("escaped", "left_poverty", "left_near_poverty") > 0)
    escaped = facts.homes.filter(out)[HOUSEHOLD]
    found: dict[int, datetime.date] = dict.fromkeys(escaped, _month_after(day.year, day.month))
    of_people = ((of_person[person], turn) for person, turn in of_cards if person in of_person)
    for home, turn in (
        *turns,
        *of_people,
        *_turning_ages(columns, day, sorted({0, *edges(rules)})),
        *_card_terms(columns, day),
    ):
        found[home] = min(turn, found.get(home, turn))
    return {home: turn - DAY for home, turn in found.items()}


def _turning_ages(columns: Columns, day: datetime.date, months: Sequence[int]) -> Iterator[Turn]:
    """The next day on which somebody may have completed one of these numbers of months: counted from the first and from
    the last day that a birthday known by month or year alone can be."""
    for _person, home, born, known, *_about in columns.people:
        if born is None:
            continue
        for first in {born, _last(born, known)}:
            place = bisect.bisect_right(months, completed_months(first, day))
            if place < len(months):
                yield home, _completed(first, months[place])


def _card_terms(columns: Columns, day: datetime.date) -> Iterator[Turn]:
    """The day after the last one of the card of a child."""
    for _person, home, born, known, *_about in columns.people:
        if born is not None:
            ends = {child_card_ends(born), child_card_ends(_last(born, known))}
            yield from ((home, last + DAY) for last in ends if last >= day)


def _last(born: datetime.date, known: str) -> datetime.date:
    if known == "year":
        return born.replace(month=12, day=31)
    return born.replace(day=calendar.monthrange(born.year, born.month)[1]) if known == "month" else born


def _completed(born: datetime.date, months: int) -> datetime.date:
    """The day on which so many months are completed (`rulebook.birth.completed_months`): the same day of a later month,
    or the first of the next where that month is too short."""
    count = born.year * 12 + born.month - 1 + months
    year, month = count // 12, count % 12 + 1
    if born.day > calendar.monthrange(year, month)[1]:
        return _month_after(year, month)
    return datetime.date(year, month, born.day)


def _month_after(year: int, month: int) -> datetime.date:
    return datetime.date(year + month // 12, month % 12 + 1, 1)


def _nodes(rules: InForce) -> Iterator[Node]:
    for policy in rules.policies:
        yield policy.who
        for rate in policy.rates:
            yield rate.when
            yield rate.times


def _plain(node: Node) -> bool:
    """Whether an age is only ever compared with a number."""
    if node == ["get", _AGE]:
        return False
    if node[0] in _COMPARED and node[1] == ["get", _AGE] and node[2][0] == "n":
        return True
    return all(_plain(part) for part in node[1:] if isinstance(part, list) and part and isinstance(part[0], str))
