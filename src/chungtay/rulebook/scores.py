"""The scores of one household by the rules one by one, without a word of reasons: for checking other evaluators.

    reference = Reference(rule_set)
    scores = reference.score(raw, on)        # None where an answer is missing or wrong

Answers are read as `evaluate` reads them; the same conditions then run as one Python function (`compiled`). Tests hold
the two together.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chungtay.rulebook.answers import normalise
from chungtay.rulebook.compiled import compile_steps
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


class Reference:
    """Scores households of one rule set, each for itself."""

    def __init__(self, rule_set: RuleSet) -> None:
        self.rule_set, self.steps = rule_set, compile_steps(rule_set)
        self.items = [item.id for item in rule_set.items]
        self.flags = [entry.id for entry in rule_set.indicators]

    def score(self, raw: Mapping[str, Any], on: datetime.date, facts: Mapping[str, int] | None = None) -> Scores | None:
        """Score exact answers, None where one is missing or wrong. `facts` stand for members counted before."""
        answers = normalise(self.rule_set, raw, on)
        # without members nobody can say how many persons there are; the facts do
        open_ones = [problem for problem in answers.problems if facts is None or problem.input != "persons"]
        if open_ones or (facts is None and not answers.members):
            return None
        household, members = answers.lowest()
        values = household | (self.steps.count(members) if facts is None else dict(facts))
        place = self.steps.place(values)
        if place is None:
            return None
        class_id, b1, b2, points, flags = self.steps.rows(values, place)
        return Scores(
            dict(zip(self.items, points, strict=True)),
            dict(zip(self.flags, flags, strict=True)),
            b1,
            b2,
            self.rule_set.columns[place].id,
            class_id,
        )
