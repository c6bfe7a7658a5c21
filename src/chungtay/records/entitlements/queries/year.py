"""Rights over a year: each month by the facts and rules of its last day, put together by policy and person; and the
month of a death by those of its eve, for which money of the month is paid (20/2021/NĐ-CP Điều 8 khoản 2)."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from chungtay.foundation.places.models import Unit
from chungtay.population.rights import HOUSEHOLD, PERSON
from chungtay.records.entitlements.queries.paid_after_death import AfterDeath, paid_after_death
from chungtay.records.entitlements.queries.rights import Found, reach
from chungtay.records.entitlements.queries.rights_on_days import rights_on_days
from chungtay.rulebook.rights import Policy

MONTH = "month"
_ONCE = ("year", "once")  # given once in the year, however many months the right stands


@dataclass(frozen=True, slots=True)
class OfYear:
    """`policies`: every policy that held in some month, by name, the newest version. `rows`: household, person, policy,
    month (1-12), amount of those to whom it was due. `open`: the same without amount, where nobody can say.
    `refused`: policies that held in some months and were not worked out then, for want of a number."""

    policies: dict[str, Policy]
    rows: pl.DataFrame
    open: pl.DataFrame
    refused: dict[str, tuple[Policy, list[int]]]

    def total(self, policy: str, rows: pl.DataFrame) -> int | None:
        """What `rows` of one policy come to in the year, in whole đồng; None for school months: the sources do
        not say how many a year has."""
        period = self.policies[policy].period
        if period == "school_month":
            return None
        if period in _ONCE:
            rows = rows.sort(MONTH).unique([HOUSEHOLD, PERSON], keep="first", maintain_order=True)
        return int(rows["amount"].sum())


def days_of(year: int, today: datetime.date) -> list[datetime.date]:
    """The last day of each month that has come; of the present month, today."""
    ends = (datetime.date(year, month, calendar.monthrange(year, month)[1]) for month in range(1, 13))
    return [min(end, today) for end in ends if end.replace(day=1) <= today]


def of_ward(user: Any, place: Unit, year: int, today: datetime.date) -> OfYear:
    """Everybody's rights of a ward or group in a year, of the reader's own area."""
    return _together(rights_on_days(user, place, days_of(year, today), today), _dead(user, place, year, today))


def of_household(user: Any, place: Unit, household: int, year: int, today: datetime.date) -> OfYear:
    """One household's rights in a year, in the months in which it lived in the place."""
    months = rights_on_days(user, place, days_of(year, today), today, household=household)
    dead = _dead(user, place, year, today)
    return _together(months, AfterDeath(dead.rows.filter(pl.col(HOUSEHOLD) == household), dead.policies))


def _dead(user: Any, place: Unit, year: int, today: datetime.date) -> AfterDeath:
    """What is due for the month of a death: at its end the person lives no more."""
    first, last = datetime.date(year, 1, 1), min(datetime.date(year, 12, 31), today)
    return paid_after_death(reach(user, place, today), first, last, today) if first <= last else AfterDeath()


def _together(on_days: Mapping[datetime.date, Found], dead: AfterDeath) -> OfYear:
    paid = set(dead.rows["policy"])
    policies = {name: policy for name, policy in dead.policies.items() if name in paid}
    refused: dict[str, tuple[Policy, list[int]]] = {}
    months = []
    for day, found in on_days.items():
        policies |= {policy.id: policy for policy in found.rules.policies}
        for policy, _numbers in found.rules.refused:
            refused.setdefault(policy.id, (policy, []))[1].append(day.month)
        months.append(found.rows.with_columns(pl.lit(day.month, dtype=pl.Int64).alias(MONTH)))
    keys = [HOUSEHOLD, PERSON, "policy", MONTH]
    if not months:
        nothing = pl.DataFrame(schema={HOUSEHOLD: pl.Int64, PERSON: pl.Int64, "policy": pl.String, MONTH: pl.Int64})
        return OfYear({}, nothing.with_columns(pl.lit(None, dtype=pl.Int64).alias("amount")), nothing, {})
    gone = dead.rows.with_columns(pl.col("died").dt.month().cast(pl.Int64).alias(MONTH))
    rows = pl.concat([*months, gone.select(months[0].columns)]).sort(keys)
    return OfYear(
        policies,
        rows.filter(pl.col("state") == "due").select(*keys, "amount"),
        rows.filter(pl.col("state") == "open").select(keys),
        refused,
    )
