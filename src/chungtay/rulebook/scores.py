"""The scores of one household by the reference rules, without a word of reasons: for checking other evaluators.

    scores = reference_scores(rule_set, answers)        # None where an answer is missing or wrong

It walks the same tables as `evaluate`, a few times faster; tests hold the two together.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chungtay.rulebook.answers import Answers, normalise
from chungtay.rulebook.classes import choose
from chungtay.rulebook.evaluate import column_of, count_facts, points_of
from chungtay.rulebook.intervals import truth
from chungtay.rulebook.model import RuleSet


@dataclass(frozen=True, slots=True)
class Scores:
    """Points by item id, deprivations by indicator id, both sums, the id of the column of points, the class."""

    items: dict[str, int]
    flags: dict[str, bool]
    b1: int
    b2: int
    column: str
    class_id: str


def reference_scores(
    rule_set: RuleSet, raw: Mapping[str, Any], on: datetime.date, facts: Mapping[str, int] | None = None
) -> Scores | None:
    """Score exact answers, None where one is missing or wrong. `facts` stand for members that were counted before."""
    answers = normalise(rule_set, raw, on)
    # without members nobody can say how many persons there are; the facts do
    open_ones = [problem for problem in answers.problems if facts is None or problem.input != "persons"]
    if open_ones or (facts is None and not answers.members):
        return None
    return _scores(rule_set, answers, facts)


def _scores(rule_set: RuleSet, answers: Answers, facts: Mapping[str, int] | None) -> Scores | None:
    column = column_of(rule_set, answers)
    if column is None:
        return None
    place = rule_set.columns.index(column)
    counted = count_facts(rule_set, answers) if facts is None else {key: (n, n) for key, n in facts.items()}
    values = answers.household | counted
    items = {}
    for item in rule_set.items:
        truths = [truth(option.when, values) for option in item.options]
        items[item.id] = points_of(item, truths, [option.points[place] for option in item.options]).low
    flags = {entry.id: entry.when is not None and bool(truth(entry.when, values)) for entry in rule_set.indicators}
    b1, b2 = sum(items.values()), rule_set.indicator_points * sum(flags.values())
    area = "urban" if answers.household["area_type"] == (1, 1) else "rural"
    choice = choose(rule_set, "points", area, {"b1": (b1, b1), "b2": (b2, b2)})
    return Scores(items, flags, b1, b2, column.id, choice.class_id)
