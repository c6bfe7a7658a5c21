"""Who died in a month and is paid for it all the same: money that a policy gives by the month stops with the month
after a death (20/2021/NĐ-CP Điều 8 khoản 2). What is due is worked out on the eve of the death, as lists do
(`operations.month_of_death`). Unscoped: the caller has asked who may.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from chungtay.foundation.places.queries.units import groups_ever
from chungtay.population.rights import HOUSEHOLD, PERSON
from chungtay.records.entitlements.queries.cards import insured_on_days
from chungtay.records.entitlements.queries.cards_known import insured_known
from chungtay.records.entitlements.queries.facts import facts_from
from chungtay.records.entitlements.queries.listed_benefits import told_on_days, told_then
from chungtay.records.entitlements.queries.rights import worked_out
from chungtay.records.entitlements.queries.wards import (
    by_ward,
    rules_of_wards,
    rules_of_wards_on_days,
    ward_of_groups,
    wards_within,
)
from chungtay.records.registry.queries.dwelling import homes_between, people_between
from chungtay.records.registry.queries.dwelling_known import died_known
from chungtay.records.registry.queries.known import rights_facts_known, wards_with_class_known
from chungtay.records.registry.queries.rights_facts import Columns, wards_with_class
from chungtay.records.registry.queries.rights_facts_between import rights_facts_between
from chungtay.rulebook.rights import InForce, Policy

_DAY = datetime.timedelta(days=1)
_MONTHLY = ("month", "school_month")
ROWS = {
    "ward": pl.Int64,
    "group": pl.Int64,
    HOUSEHOLD: pl.Int64,
    PERSON: pl.Int64,
    "policy": pl.String,
    "state": pl.String,
    "amount": pl.Int64,
    "rate": pl.Int8,
    "missing": pl.String,
    "instead_of": pl.String,
    "died": pl.Date,
}


@dataclass(frozen=True, slots=True)
class AfterDeath:
    """`rows`: what is due for the month of the death, with the day of it, in the columns of ROWS; `policies`: those
    that held on the eves."""

    rows: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=ROWS))
    policies: Mapping[str, Policy] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Eve:
    """What was so on the eve of a death: `told`: wards in which a class was decided by then."""

    day: datetime.date
    columns: Columns
    told: set[int]
    insured: Mapping[int, bool]
    rules: Mapping[int, InForce]


def pays_it(policy: Policy | None) -> bool:
    """Whether a policy gives money by the month."""
    return policy is not None and policy.gives == "cash" and policy.period in _MONTHLY


def paid_after_death(
    paths: Sequence[str], first: datetime.date, last: datetime.date, today: datetime.date
) -> AfterDeath:
    """Of those who lived in the places and died between two days, both included. One statement where nobody died,
    else the same number however many did."""
    eve = first - _DAY
    lived = people_between(eve, last, homes_between(eve, last, paths).values("household")).order_by()
    died = lived.filter(person__death_date__gte=first, person__death_date__lte=last)
    found = list(died.values_list("person", "household", "person__death_date"))
    deaths = {person: on for person, _home, on in found if on is not None}
    if not deaths:
        return AfterDeath()
    homes, days = sorted({home for _person, home, _on in found}), sorted({on - _DAY for on in deaths.values()})
    read = rights_facts_between(paths, days[0], days[-1], only=homes)
    insured = insured_on_days(paths, days, read.persons, only=homes)
    columns = told_on_days(read, days, paths, homes)
    rules = rules_of_wards_on_days(wards_within(paths), days, today)
    told = wards_with_class(paths, days[-1])
    eves = [_Eve(day, columns[day], told if read.told(day) else set(), insured[day], rules[day]) for day in days]
    return _due(eves, deaths, ward_of_groups(paths))


def paid_after_death_known(
    paths: Sequence[str], first: datetime.date, last: datetime.date, known_on: datetime.date
) -> AfterDeath:
    """The same as it was told at the end of the day `known_on`. Raises CardUnknown. The statements grow with the days
    on which somebody died, a month's at most."""
    deaths, homes = died_known(first, last, known_on)
    eves = []
    for day in sorted({on - _DAY for on in deaths.values()}):
        columns = rights_facts_known(paths, day, known_on, only=sorted(homes))
        if not columns.people:
            continue
        insured = insured_known(columns.persons, day, known_on)
        told = wards_with_class_known(paths, day, known_on)
        rules = rules_of_wards(wards_within(paths), day, known_on)
        eves.append(_Eve(day, told_then(columns, day, known_on), told, insured, rules))
    return _due(eves, deaths, groups_ever(list(paths))) if eves else AfterDeath()


def _due(eves: Sequence[_Eve], deaths: Mapping[int, datetime.date], ward_of: dict[int, int]) -> AfterDeath:
    parts = []
    policies: dict[str, Policy] = {}
    for eve in eves:
        died = [person for person, on in deaths.items() if on - _DAY == eve.day]
        for ward, part in by_ward(eve.columns, ward_of).items():
            rules = eve.rules[ward]
            told = bool(part.classes) or ward in eve.told
            found = worked_out(rules, facts_from(part, eve.day, rules, told=told, insured=eve.insured))
            paid = {policy.id: policy for policy in rules.policies if pays_it(policy)}
            policies |= paid
            due = found.rows.filter(
                (pl.col("state") == "due") & pl.col(PERSON).is_in(died) & pl.col("policy").is_in(list(paid))
            )
            parts.append(
                due.join(found.homes.select(HOUSEHOLD, "group"), HOUSEHOLD)
                .with_columns(pl.lit(ward, pl.Int64).alias("ward"), pl.lit(eve.day + _DAY, pl.Date).alias("died"))
                .select(*ROWS)
            )
    return AfterDeath(pl.concat([pl.DataFrame(schema=ROWS), *parts]), policies)
