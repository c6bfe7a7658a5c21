"""The browser's evaluator against the reference one, letter by letter: points, reasons, problems, what would change."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

import chungtay
from chungtay.rulebook import answers, rule_sets
from tests.rulebook.agreement import answer, as_text, compare_part, disagreements, reference
from tests.rulebook.households import urban
from tests.rulebook.javascript import JAVASCRIPT, STATIC, javascript, whole_program
from tests.rulebook.random_households import household

RULES = rule_sets.load("vn-2022")


@pytest.mark.parametrize(("engine", "count"), [(engine, 2000 if engine == "node" else 500) for engine in JAVASCRIPT])
def test_random_households(engine: str, count: int, tmp_path: Path) -> None:
    draw = random.Random(2022)
    with javascript(engine, tmp_path) as score:
        assert disagreements(score, RULES, [household(draw, RULES) for _ in range(count)]) == []


def test_the_random_households_are_worth_comparing() -> None:
    draw = random.Random(2022)
    results = [json.loads(reference(RULES, household(draw, RULES))) for _ in range(2000)]
    for status in ("classified", "bounded", "refused"):
        assert sum(result["status"] == status for result in results) > 100
    for name in ("poor", "near_poor", "not_poor"):
        assert sum(result["class_id"] == name for result in results) > 5
    rows = {(item["id"], item["option"]) for result in results for item in result["items"]}
    assert {(item.id, option.id) for item in RULES.items for option in item.options} - rows == set()
    told = {(entry["id"], entry["deprived"]) for result in results for entry in result["indicators"]}
    assert {(entry.id, held) for entry in RULES.indicators for held in (True, False, None)} - told == set()
    assert sum(bool(result["changes"]) for result in results) > 100
    fixed = {entry.id for entry in (*RULES.items, *RULES.indicators) if not entry.can_change}
    assert not fixed & {change["item"] for result in results for change in result["changes"]}


@pytest.mark.parametrize("reading", [f"{r.id}={c.id}" for r in RULES.readings.values() for c in r.choices])
def test_every_reading_of_an_open_question(reading: str, tmp_path: Path) -> None:
    chosen = rule_sets.load("vn-2022", dict([reading.split("=")]))
    draw = random.Random(reading)
    with javascript(JAVASCRIPT[0], tmp_path) as score:
        assert disagreements(score, chosen, [household(draw, chosen) for _ in range(40)]) == []


def test_the_text_compared_is_the_result_as_it_is_given_out() -> None:
    draw = random.Random(2022)
    for request in [household(draw, RULES) for _ in range(300)]:
        result = answer(RULES, request)
        whole = result if isinstance(result, dict) else result.as_json()
        assert as_text(result) == json.dumps(whole, ensure_ascii=False, separators=(",", ":"))


def test_a_difference_is_counted_and_shown(tmp_path: Path) -> None:
    """One letter of one reason is planted: exactly the households whose reasons hold it differ."""
    with javascript(JAVASCRIPT[0], tmp_path) as score:
        tally = compare_part(
            lambda *asked: [text.replace("Ô tô", "Ô-tô") for text in score(*asked)], RULES, "planted", 60
        )
    assert 0 < tally.differing < tally.households == 60
    assert len(tally.differences) == 3
    assert "Ô-tô" in tally.differences[0]


@pytest.mark.slow
@pytest.mark.parametrize("part", range(50))
def test_a_million_random_households(part: int, tmp_path: Path) -> None:
    """The same seeds as `./run bench browser_evaluator`, which also tells the time and what was met."""
    with javascript(JAVASCRIPT[0], tmp_path) as score:
        for number in range(5 * part, 5 * part + 5):
            tally = compare_part(score, RULES, f"million {number}", 4000)
            assert (tally.households, tally.differences) == (4000, [])


def test_declared_income(tmp_path: Path) -> None:
    for name in rule_sets.names():
        rule_set = rule_sets.load(name)
        lines = {value for line in rule_set.lines.values() for value in (line.urban, line.rural) if value}
        incomes = [*sorted({max(0, line + step) for line in lines for step in (-1, 0, 1)}), -1, 10**12]
        requests = [
            {"income": {"area": area, "income": income, "deprivations": count}}
            for area in ("urban", "rural", "forest")
            for income in incomes
            for count in (-1, 0, 1, 2, 3, 4, len(rule_set.indicators), len(rule_set.indicators) + 1)
        ]
        with javascript(JAVASCRIPT[0], tmp_path / name) as score:
            assert disagreements(score, rule_set, requests) == [], name


@pytest.mark.parametrize("name", [name for name in rule_sets.names() if name != "vn-2022"])
def test_a_period_without_its_table_refuses_to_score(name: str, tmp_path: Path) -> None:
    rule_set = rule_sets.load(name)
    request = {"raw": {"household": {}, "members": []}, "on": "2026-09-15", "missing": "bound"}
    with javascript(JAVASCRIPT[0], tmp_path) as score:
        assert disagreements(score, rule_set, [request]) == []
        assert json.loads(score(whole_program(rule_set), [request])[0])["error"] == "RuleSetIncomplete"


WRONG_SHAPES: list[Any] = [
    {},
    {"household": [], "members": []},
    {"household": {}, "members": {}},
    {"household": {}, "members": ["Mai"]},
    {"household": {"colour": 1}, "members": []},
    {"household": {}, "members": [{"colour": 1}]},
    urban() | {"overrides": {"9.9": {"deprived": True, "reason": "x"}}},
    urban() | {"overrides": {"1.1": {"deprived": 1, "reason": "x"}}},
    urban() | {"overrides": {"1.1": {"deprived": True, "reason": " "}}},
]


@pytest.mark.parametrize("raw", WRONG_SHAPES)
def test_answers_of_the_wrong_shape_are_refused_in_the_same_words(raw: Any, tmp_path: Path) -> None:
    request = {"raw": raw, "on": "2026-09-15", "missing": "bound"}
    with javascript(JAVASCRIPT[0], tmp_path) as score:
        assert disagreements(score, RULES, [request]) == []
        assert json.loads(score(whole_program(RULES), [request])[0])["error"] == "AnswersError"


def test_both_know_what_may_stand_beside_the_answers(tmp_path: Path) -> None:
    beside = {
        "household": dict.fromkeys(answers.HOUSEHOLD_FACTS, "x"),
        "members": [urban()["members"][0] | dict.fromkeys(answers.MEMBER_FACTS, "1950")],
    }
    raw = {"household": urban()["household"] | beside["household"], "members": beside["members"]}
    request = {"raw": raw, "on": "2026-09-15", "missing": "refuse"}
    with javascript(JAVASCRIPT[0], tmp_path) as score:
        assert json.loads(score(whole_program(RULES), [request])[0])["status"] == "classified"
    text = (STATIC / "chungtay" / "rulebook" / "answers.js").read_text(encoding="utf-8")
    listed = text[text.index("BESIDE") : text.index("};")]
    assert listed.count('"') // 2 == len(answers.HOUSEHOLD_FACTS) + len(answers.MEMBER_FACTS)


def test_no_eval_and_nothing_from_elsewhere() -> None:
    for path in Path(chungtay.__file__).parent.rglob("static/**/*.js"):
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")  # a name, not an address
        for word in ("eval(", "new Function", "innerHTML", "document.write", "http://", "https://"):
            assert word not in text, (path.name, word)


@pytest.mark.parametrize("number", ["1e9999999", "1e-9999999", "19." + "0" * 40 + "1", "9" * 400, "-" + "9" * 400])
def test_a_number_beyond_every_limit_is_named_and_never_rounded(number: str, tmp_path: Path) -> None:
    request = {"raw": urban(floor_area_m2=number), "on": "2026-09-15", "missing": "refuse"}
    with javascript(JAVASCRIPT[0], tmp_path) as score:
        result = json.loads(score(whole_program(RULES), [request])[0])
    assert [(problem["kind"], problem["input"]) for problem in result["problems"]] == [("invalid", "floor_area_m2")]


@pytest.mark.parametrize("missing", ["refuse", "bound"])
def test_nobody_cannot_be_scored_either_way(missing: str, tmp_path: Path) -> None:
    request = {"raw": urban() | {"members": []}, "on": "2026-09-15", "missing": missing}
    with javascript(JAVASCRIPT[0], tmp_path) as score:
        result = json.loads(score(whole_program(RULES), [request])[0])
    assert (result["status"], [problem["input"] for problem in result["problems"]]) == ("refused", ["persons"])
