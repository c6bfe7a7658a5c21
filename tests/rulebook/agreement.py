"""The browser's evaluator against the reference one, letter by letter, on many random households.

    tally = compare_part(score, rule_set, "million 7", 4000)
    tally.differences == []

Everything is compared that the two say: points of every item, indicators, scores, class, reasons in both languages,
problems, what would change the class. `Tally` also counts what was met, so that a comparison of nothing shows.
"""

from __future__ import annotations

import dataclasses
import datetime
import functools
import json
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from chungtay.rulebook.classes import classify_by_income
from chungtay.rulebook.errors import ChungTayError
from chungtay.rulebook.evaluate import evaluate
from chungtay.rulebook.model import RuleSet
from chungtay.rulebook.result import Result
from tests.rulebook.javascript import Score, whole_program
from tests.rulebook.random_households import household

DIFFERENCES_SHOWN = 3


@dataclass(slots=True)
class Tally:
    """What was compared: results by status and class, rows of the table by column of points, the first differences."""

    households: int = 0
    by_status: Counter[str] = field(default_factory=Counter)
    by_class: Counter[str] = field(default_factory=Counter)
    rows: Counter[tuple[str, str, str]] = field(default_factory=Counter)  # (sheet, item, row of the item)
    flags: Counter[tuple[str, bool | None]] = field(default_factory=Counter)
    differing: int = 0
    differences: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        self.households += other.households
        self.by_status += other.by_status
        self.by_class += other.by_class
        self.rows += other.rows
        self.flags += other.flags
        self.differing += other.differing
        self.differences = (self.differences + other.differences)[:DIFFERENCES_SHOWN]


def compare_part(score: Score, rule_set: RuleSet, seed: str, count: int) -> Tally:
    """Draw `count` households from a seed and compare what both evaluators say of each."""
    draw = random.Random(seed)
    requests = [household(draw, rule_set) for _ in range(count)]
    tally = Tally()
    for request, found in zip(requests, score(whole_program(rule_set), requests), strict=True):
        result = answer(rule_set, request)
        _count(tally, result)
        expected = as_text(result)
        if found != expected:
            tally.differing += 1
            tally.differences += [described(request, expected, found)]
    tally.differences = tally.differences[:DIFFERENCES_SHOWN]
    return tally


def disagreements(score: Score, rule_set: RuleSet, requests: Sequence[dict[str, Any]]) -> list[str]:
    """The first differences between both on the requests given."""
    found = []
    for request, theirs in zip(requests, score(whole_program(rule_set), requests), strict=True):
        ours = reference(rule_set, request)
        if theirs != ours:
            found.append(described(request, ours, theirs))
    return found[:DIFFERENCES_SHOWN]


def reference(rule_set: RuleSet, request: dict[str, Any]) -> str:
    """What the reference evaluator says, as compact JSON in its own order."""
    return as_text(answer(rule_set, request))


def answer(rule_set: RuleSet, request: dict[str, Any]) -> Result | dict[str, str]:
    try:
        if "income" in request:
            return classify_by_income(rule_set, **request["income"])
        on = datetime.date.fromisoformat(request["on"])
        return evaluate(rule_set, request["raw"], on=on, missing=request["missing"])
    except ChungTayError as error:
        return {"error": type(error).__name__, "vi": error.vi, "en": error.en}


def as_text(result: Result | dict[str, str]) -> str:
    """`Result.as_json()` as compact text; twice as fast, because nothing is copied (a test compares the two)."""
    return json.dumps(result, ensure_ascii=False, separators=(",", ":"), default=_plain)


def _plain(value: Any) -> dict[str, Any]:
    return {name: getattr(value, name) for name in _fields(type(value))}


@functools.cache
def _fields(kind: type) -> tuple[str, ...]:
    return tuple(entry.name for entry in dataclasses.fields(kind))


def described(request: dict[str, Any], ours: str, theirs: str) -> str:
    return f"{json.dumps(request, ensure_ascii=False)}\n  {first_difference(ours, theirs)}"


def first_difference(one: str, other: str) -> str:
    place = next((i for i, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), -1)
    start = max(0, place - 120)
    return f"{one[start : place + 60]}\n  {other[start : place + 60]}"


def _count(tally: Tally, result: Result | dict[str, str]) -> None:
    tally.households += 1
    if isinstance(result, dict):
        tally.by_status["error"] += 1
        return
    tally.by_status[result.status] += 1
    if result.class_id:
        tally.by_class[result.class_id] += 1
    tally.rows.update((item.source.form, item.id, item.option) for item in result.items)
    tally.flags.update((entry.id, entry.deprived) for entry in result.indicators)
