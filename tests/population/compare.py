"""What the reference evaluator says of a household, in the columns of a scored table."""

from __future__ import annotations

import datetime
from typing import Any

from chungtay.population.plan import plan
from chungtay.rulebook.evaluate import evaluate
from chungtay.rulebook.model import RuleSet

ON = datetime.date(2026, 9, 15)


def expected(rule_set: RuleSet, raw: dict[str, Any]) -> dict[str, Any]:
    """One row with every output column; all empty but `refused` when the reference refuses."""
    result = evaluate(rule_set, raw, on=ON, missing="refuse")
    if result.status == "refused":
        return dict.fromkeys(plan(rule_set).outputs) | {"refused": True}
    flags = {"b2_" + entry.id.replace(".", "_"): entry.deprived for entry in result.indicators}
    points = {entry.id: entry.points.low for entry in result.items}
    area = raw["household"]
    column = "urban" if int(area["area_type"]) == 1 else f"nt{int(area['rural_sheet'])}"
    scores = {"b1": result.scores["b1"].low, "b2": result.scores["b2"].low}
    return points | flags | scores | {"points_column": column, "class": result.class_id, "refused": False}
