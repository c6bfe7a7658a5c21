"""Every evaluator against the conformance file: the reference in Python, the compiled scorer, the browser's."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest

from chungtay.rulebook import compiled, rule_sets
from chungtay.rulebook.answers import normalise
from chungtay.rulebook.evaluate import evaluate
from tests.rulebook.conformance import make
from tests.rulebook.conformance.compare import CASES, differences, request
from tests.rulebook.javascript import JAVASCRIPT, javascript, whole_program

RULES = rule_sets.load("vn-2022")
ON = datetime.date(2026, 9, 15)
REQUESTS = [request(case) for case in CASES]


def test_the_file_is_what_make_writes() -> None:
    assert make.FILE.read_text(encoding="utf-8") == make.text()


def test_the_file_meets_every_row_column_indicator_and_question() -> None:
    """Every printed cell with points is somewhere expected; every indicator true and false; every question missing."""
    stated = [(case["column"], case["expected"].get("points", {})) for case in CASES]
    cells = {(column, item, points) for column, row in stated for item, points in row.items() if type(points) is int}
    for place, column in enumerate(RULES.columns):
        for item in RULES.items:
            for option in item.options:
                points = option.points[place]
                assert points == 0 or (column.id, item.id, points) in cells, (column.id, item.id, option.id)
    told = [case["expected"]["deprived"] for case in CASES if "deprived" in case["expected"]]
    for entry in RULES.indicators:
        assert {entry.id in deprived for deprived in told} == {True, False}
    asked_for = {problem[1] for case in CASES for problem in case["expected"].get("problems", [])}
    scored = {entry.id for entry in RULES.inputs.values() if entry.scored and entry.blank is None}
    assert scored - asked_for == set()


def test_the_reference_evaluator() -> None:
    found = []
    for case, asked in zip(CASES, REQUESTS, strict=True):
        result = evaluate(RULES, asked["raw"], on=ON, missing=asked["missing"])
        found += differences(case, as_json(result.as_json()))
    assert found == []


def test_the_compiled_scorer() -> None:
    score = compiled.compile_rules(RULES)
    names = sorted(range(len(RULES.items)), key=lambda place: RULES.items[place].id)
    found, seen = [], 0
    for case, asked in zip(CASES, REQUESTS, strict=True):
        expected = case["expected"]
        if expected["status"] != "classified" or "overrides" in case:
            continue
        seen += 1
        class_id, b1, b2, points, flags = score(*normalise(RULES, asked["raw"], ON).exact())
        told = {
            "class_id": class_id,
            "b1": b1,
            "b2": b2,
            "points": {RULES.items[place].id: points[place] for place in names if points[place]},
            "deprived": [entry.id for entry, flag in zip(RULES.indicators, flags, strict=True) if flag],
        }
        found += [f"{case['name']}: {key} {told[key]}" for key in told if expected.get(key, told[key]) != told[key]]
    assert found == []
    assert seen > 1000


@pytest.mark.parametrize("engine", JAVASCRIPT)
def test_the_browser_evaluator(engine: str, tmp_path: Path) -> None:
    with javascript(engine, tmp_path) as score:
        answers = score(whole_program(RULES), REQUESTS)
    assert compare(answers) == []


def compare(answers: list[str]) -> list[str]:
    pairs = zip(CASES, answers, strict=True)
    return [line for case, answer in pairs for line in differences(case, json.loads(answer))]


def as_json(result: dict[str, Any]) -> Any:
    return json.loads(json.dumps(result))
