"""How the rights of a year are told: stretches of months with one amount, and what they come to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl
from django.utils.functional import Promise

from chungtay.foundation.core.templatetags.words import words as told
from chungtay.population.rights import HOUSEHOLD, PERSON
from chungtay.records.entitlements.presenters.policies import PERIODS
from chungtay.records.entitlements.queries.year import MONTH, OfYear
from chungtay.rulebook.rights import Policy


@dataclass(frozen=True, slots=True)
class Stretch:
    """Months that follow each other, alike. `amount`: whole đồng of a period, None where it gives no money."""

    first: int
    last: int
    amount: int | None
    people: int


@dataclass(frozen=True, slots=True)
class Line:
    """One policy of a ward, or one policy of one person. `people`: how many had it in some month; `open`: of how many
    nobody could say in some month. `total`: đồng in the year, None where it is not money or not known."""

    policy: Policy
    label: str
    name: str
    period: str | Promise
    stretches: tuple[Stretch, ...]
    people: int
    open: int
    total: int | None


def of_ward(year: OfYear) -> list[Line]:
    """A line for each policy that somebody had or may have, the dearest first."""
    names = set(year.rows["policy"]) | set(year.open["policy"])
    lines = [_line(year, name, _of(year.rows, name), _of(year.open, name), "") for name in names]
    return sorted(lines, key=lambda line: (-(line.total or 0), -line.people, line.policy.id))


def of_household(year: OfYear, names: dict[int, str]) -> list[Line]:
    """A line for each policy and person (or the household itself), by person."""
    who = pl.concat([year.rows.select("policy", PERSON), year.open.select("policy", PERSON)]).unique()
    found = []
    for policy, person in sorted(who.iter_rows(), key=lambda row: (row[1] or 0, row[0])):
        mine = pl.col(PERSON).eq_missing(pl.lit(person, dtype=pl.Int64))
        rows, unknown = _of(year.rows, policy).filter(mine), _of(year.open, policy).filter(mine)
        found.append(_line(year, policy, rows, unknown, names.get(person, "") if person is not None else ""))
    return found


def _of(rows: pl.DataFrame, policy: str) -> pl.DataFrame:
    return rows.filter(pl.col("policy") == policy)


def _line(year: OfYear, name: str, rows: pl.DataFrame, unknown: pl.DataFrame, person: str) -> Line:
    policy = year.policies[name]
    return Line(
        policy,
        told(policy.label),
        person,
        PERIODS[policy.period],
        tuple(_stretches(rows)),
        rows.select(HOUSEHOLD, PERSON).n_unique(),
        unknown.select(HOUSEHOLD, PERSON).n_unique(),
        year.total(name, rows) if policy.rates else None,
    )


def _stretches(rows: pl.DataFrame) -> list[Stretch]:
    """Months next to each other with the same sum for the same number of people, as one."""
    months = rows.group_by(MONTH).agg(
        pl.col("amount").sum(), pl.col("amount").is_not_null().any().alias("money"), pl.len()
    )
    found: list[Stretch] = []
    for month, amount, money, people in months.sort(MONTH).iter_rows():
        this = Stretch(month, month, amount if money else None, people)
        last = found[-1] if found else None
        if last and last.last == month - 1 and (last.amount, last.people) == (this.amount, this.people):
            found[-1] = Stretch(last.first, month, last.amount, last.people)
        else:
            found.append(this)
    return found


def refused(year: OfYear) -> list[tuple[str, str]]:
    """(policy, months as 1-6, 9) of what was not worked out for want of a number."""
    found = []
    for policy, months in year.refused.values():
        spans: list[list[int]] = []
        for month in months:
            if spans and spans[-1][-1] == month - 1:
                spans[-1].append(month)
            else:
                spans.append([month])
        told_months = (f"{span[0]}–{span[-1]}" if len(span) > 1 else str(span[0]) for span in spans)
        found.append((told(policy.label), ", ".join(told_months)))
    return sorted(found)


def sum_of(lines: Sequence[Line]) -> int:
    """Đồng of all lines that are money and known."""
    return sum(line.total or 0 for line in lines)
