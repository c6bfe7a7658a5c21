"""Polars against the language-neutral conformance file: the same households, points and refusals as everywhere."""

from __future__ import annotations

import datetime
from typing import Any

import polars as pl

from chungtay.population.polars_engine import members_to_facts, score
from chungtay.rulebook import rule_sets
from tests.rulebook.conformance.compare import BOOK, CASES, request

RULES = rule_sets.load("vn-2022")
ON = datetime.date.fromisoformat(BOOK["on"])
# a table has no reviewer's changes, no bounds, and no household without members
SCORED = [
    case
    for case in CASES
    if "overrides" not in case and case.get("missing", "refuse") == "refuse" and case.get("members", True)
]


def table(of: str, rows: list[dict[str, Any]]) -> pl.LazyFrame:
    names = [entry.id for entry in RULES.inputs_of(of)] + (["birth_date"] if of == "member" else [])
    columns = {
        name: pl.Series([None if row.get(name) is None else str(row[name]) for row in rows], dtype=pl.String)
        for name in names
    }
    return pl.DataFrame({"household_code": [row["household_code"] for row in rows], **columns}).lazy()


def test_polars_says_what_the_conformance_file_says() -> None:
    raws = [request(case)["raw"] for case in SCORED]
    homes = [{"household_code": place, **raw["household"]} for place, raw in enumerate(raws)]
    members = [{"household_code": place, **member} for place, raw in enumerate(raws) for member in raw["members"]]
    facts = members_to_facts(RULES, table("member", members), on=ON)
    joined = table("household", homes).join(facts, on="household_code", how="left", maintain_order="left")
    rows = score(RULES, joined).sort("household_code").collect().to_dicts()
    assert len(rows) == len(SCORED) > 2000
    found = []
    for case, row in zip(SCORED, rows, strict=True):
        told, stated = readable(row), case["expected"]
        found += [f"{case['name']}: {key} {told[key]}" for key in told if stated.get(key, told[key]) != told[key]]
    assert found == []


def readable(row: dict[str, Any]) -> dict[str, Any]:
    """A scored row in the words of the conformance file."""
    if row["refused"]:
        return {"status": "refused"}
    return {
        "status": "classified",
        "class_id": row["class"],
        "b1": row["b1"],
        "b2": row["b2"],
        "points": {item.id: row[item.id] for item in sorted(RULES.items, key=lambda item: item.id) if row[item.id]},
        "deprived": [entry.id for entry in RULES.indicators if row[f"b2_{entry.id.replace('.', '_')}"]],
    }
