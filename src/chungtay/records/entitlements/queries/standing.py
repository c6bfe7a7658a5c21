"""Rights that are kept, and of whom they no longer count: those whose facts changed, for whom a day has come on which
something changes by itself, who live elsewhere now, or whose rules are others. Nothing here writes.
"""

from __future__ import annotations

import datetime
import functools
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from django.db import connection

import chungtay
from chungtay.foundation.places.models import Unit
from chungtay.population.rights import HOUSEHOLD, SCHEMA
from chungtay.records.entitlements.models import FactsChanged, StandingHome, StandingRight
from chungtay.records.entitlements.queries.rights import Rights
from chungtay.records.entitlements.queries.wards import rules_of_wards, ward_of_groups, wards_within
from chungtay.records.registry.queries.dwelling import homes_on
from chungtay.records.registry.queries.households import groups_within
from chungtay.records.registry.queries.rights_facts import wards_told
from chungtay.rulebook.rights import InForce

# What rights are worked out by, beside the policies and numbers themselves: where any of it changes, all is stale.
_PROGRAM = (
    "rulebook",
    "population/rights.py",
    "population/polars_conditions.py",
    "records/registry/queries",
    "records/entitlements/queries",
)
_READ = ("home_id", "person_id", "policy", "state", "amount", "rate", "instead_of", "missing")


@dataclass(frozen=True, slots=True)
class Ward:
    """`told`: "on no list" is known of those without a class. `living`: household -> group on the day. `persons`: of
    each household that is kept. `stale`: those that must be worked out before what is kept may be shown."""

    unit: Unit
    rules: InForce
    told: bool
    print: str
    living: Mapping[int, int]
    persons: Mapping[int, int]
    stale: tuple[int, ...]


def wards_kept(paths: Sequence[str], today: datetime.date) -> dict[int, Ward]:
    """The wards that lie in these places as a whole, and how what is kept of them stands. The same number of statements
    for one ward and for a district. Unscoped: the caller has asked."""
    inside = {ward: unit for ward, unit in wards_within(paths).items() if any(unit.path.startswith(p) for p in paths)}
    if not inside:
        return {}
    within = [unit.path for unit in inside.values()]
    rules, told, ward_of = rules_of_wards(inside, today), wards_told(within, today), ward_of_groups(within)
    living: dict[int, dict[int, int]] = {ward: {} for ward in inside}
    for home, group in homes_on(today, within).values_list("household", "group"):
        living[ward_of[group]][home] = group
    kept_here = StandingHome.objects.filter(group__in=groups_within(within))
    kept = {row[0]: row[1:] for row in kept_here.values_list("pk", "group", "day", "until", "rules", "persons")}
    changed = FactsChanged.objects.filter(household__in=kept_here.values("pk")).order_by()
    marked = set(changed.values_list("household", flat=True))
    found = {}
    for ward, unit in inside.items():
        known, mark = ward in told, print_of(rules[ward], told=ward in told)
        stale = [
            home
            for home, group in living[ward].items()
            if home in marked or not _counts(kept.get(home), group, mark, today)
        ]
        persons = {home: kept[home][4] for home in living[ward] if home in kept}
        found[ward] = Ward(unit, rules[ward], known, mark, living[ward], persons, tuple(stale))
    return found


def _counts(row: Sequence[object] | None, group: int, rules: str, today: datetime.date) -> bool:
    if row is None:
        return False
    at, day, until, by, _persons = row
    inside = isinstance(day, datetime.date) and isinstance(until, datetime.date) and day <= today <= until
    return at == group and by == rules and inside


def kept_rights(wards: Sequence[Ward]) -> dict[int, Rights]:
    """Ward -> what is kept of it, of wards of which nothing is stale. One statement. Raises ValueError for others."""
    if any(ward.stale for ward in wards):
        raise ValueError("a ward with stale rights: nothing of it is shown as current")
    rows = _rows([group for ward in wards for group in set(ward.living.values())])
    found = {}
    for ward in wards:
        homes = pl.DataFrame(
            list(ward.living.items()), schema={HOUSEHOLD: pl.Int64, "group": pl.Int64}, orient="row"
        )  # fmt: skip
        of_ward = rows.join(homes, HOUSEHOLD, "semi")
        found[ward.unit.pk] = Rights(ward.rules, of_ward, homes, sum(ward.persons.values()))
    return found


def _rows(groups: Sequence[int]) -> pl.DataFrame:
    """Plain rows of the connection: models of tens of thousands of rows would cost more than working them out."""
    if not groups:
        return pl.DataFrame(schema=SCHEMA)
    about = StandingRight.objects.filter(home__group__in=groups).order_by().values_list(*_READ)
    sql, values = about.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return pl.DataFrame(cursor.fetchall(), schema=SCHEMA, orient="row")


def print_of(rules: InForce, *, told: bool) -> str:
    """Changes with every policy, every number they read, and the program itself."""
    said = repr((program(), told, rules.policies, rules.parameters, rules.refused))
    return hashlib.sha256(said.encode()).hexdigest()[:32]


@functools.cache
def program() -> str:
    """Of what works rights out, as it lies here."""
    top, found = Path(chungtay.__file__).parent, hashlib.sha256()
    for name in _PROGRAM:
        path = top / name
        for file in [path] if path.is_file() else sorted(path.rglob("*")):
            if file.suffix in (".py", ".toml"):
                found.update(file.relative_to(top).as_posix().encode() + b"\0" + file.read_bytes())
    return found.hexdigest()
