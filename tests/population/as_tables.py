"""The same households as a household table and a member table, stored in one of the ways that files store numbers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import polars as pl

from chungtay.rulebook.model import RuleSet
from tests.population.random_households import Household

WAYS = ("decimal", "float", "text")


def stored(households: list[Household], way: str) -> list[Household]:
    """The answers as Python values of that way, for the reference evaluator."""
    return [
        {
            "household": {key: _as(value, way) for key, value in entry["household"].items()},
            "members": [{key: _as(value, way) for key, value in member.items()} for member in entry["members"]],
        }
        for entry in households
    ]


def tables(rule_set: RuleSet, households: list[Household], way: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Household table and member table with "household_code" 0, 1, 2 …"""
    rows = [{"household_code": place, **entry["household"]} for place, entry in enumerate(households)]
    members = [
        {"household_code": place, **member} for place, entry in enumerate(households) for member in entry["members"]
    ]
    return _frame(rule_set, "household", rows, way), _frame(rule_set, "member", members, way)


def _as(value: Any, way: str) -> Any:
    if value is None or way == "decimal":
        return value
    return float(value) if way == "float" else str(value)


def _frame(rule_set: RuleSet, of: str, rows: list[dict[str, Any]], way: str) -> pl.DataFrame:
    columns: dict[str, pl.Series] = {
        "household_code": pl.Series([row["household_code"] for row in rows], dtype=pl.Int64)
    }
    for entry in rule_set.inputs_of(of):
        values = [_as(row.get(entry.id), way) for row in rows]
        if way == "decimal" and all(value is None or value == int(value) for value in values):
            columns[entry.id] = pl.Series([None if v is None else int(v) for v in values], dtype=pl.Int64)
        elif way == "decimal":
            columns[entry.id] = pl.Series([None if v is None else Decimal(v) for v in values], dtype=pl.Decimal(38, 3))
        else:
            columns[entry.id] = pl.Series(values, dtype=pl.Float64 if way == "float" else pl.String)
    if any("birth_date" in row for row in rows):
        columns["birth_date"] = pl.Series([row.get("birth_date") for row in rows], dtype=pl.String)
    return pl.DataFrame(columns)
