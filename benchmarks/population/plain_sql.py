"""The score tables as somebody would write them in SQL by hand: one CASE per item, one branch per column of points.

It shares nothing with the engine's own SQL but the numbers; like most hand-written SQL it checks no answer.
"""

from __future__ import annotations

from typing import Any

from chungtay.rulebook.model import RuleSet
from chungtay.rulebook.program import program

_SCALED = {
    "floor_area_m2": 100, "electricity_kwh": 10, "land_garden_m2": 10, "land_annual_m2": 10, "land_perennial_m2": 10,
    "land_water_m2": 10, "land_forest_m2": 10, "poultry_tens": 10,
}  # fmt: skip


def text(node: Any) -> str:
    """A condition in SQL, on the columns as they are stored."""
    kind = node[0]
    if kind == "n":
        return str(node[1])
    if kind == "get":
        return f"({node[1]} * {_SCALED[node[1]]})" if node[1] in _SCALED else f"{node[1]}::int"
    if kind == "not":
        return f"(not {text(node[1])})"
    if kind in ("and", "or"):
        return "(" + f" {kind} ".join(text(part) for part in node[1:]) + ")"
    if kind == "in":
        return f"{text(node[1])} in ({', '.join(map(str, node[2]))})"
    return f"{text(node[1])} {'=' if kind == '==' else kind} {text(node[2])}"


def counts(rule_set: RuleSet, source: str) -> str:
    """One statement: households, sum of b1 and sum of b2 for each class."""
    rules = program(rule_set)
    columns = " ".join(f"when {text(entry['when'])} then {place}" for place, entry in enumerate(rules["columns"]))
    items = ", ".join(f"{_item(entry)} as {entry['id']}" for entry in rules["items"])
    points = " + ".join(entry["id"] for entry in rules["items"])
    flags = " + ".join(f"case when {text(entry['when'])} then 10 else 0 end" for entry in rules["indicators"])
    return f"""
        with placed as (select *, case {columns} end as col from '{source}'),
             scored as (select area_type, {items}, {flags} as b2 from placed),
             summed as (select area_type, {points} as b1, b2 from scored)
        select case when b1 > case area_type when 1 then 175 else 140 end then 'not_poor'
                    when b2 >= 30 then 'poor' else 'near_poor' end as class, count(*), sum(b1), sum(b2)
        from summed group by 1 order by 1"""


def _item(entry: dict[str, Any]) -> str:
    branches = []
    for place in range(len(entry["options"][0]["points"])):
        rows = [(text(option["when"]), option["points"][place]) for option in entry["options"]]
        if entry["hit"] == "highest":
            rows.sort(key=lambda row: -row[1])
        branches.append(f"when {place} then case " + " ".join(f"when {w} then {p}" for w, p in rows) + " end")
    return f"case col {' '.join(branches)} end"
