"""The form of ODK Collect works out what the rule book does: JavaRosa, the engine inside ODK Collect, fills it in."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
from pyxform.xls2xform import convert

from chungtay.population.plan import plan
from chungtay.rulebook import rule_sets
from chungtay.rulebook.classes import classify_by_income
from chungtay.rulebook.evaluate import evaluate
from chungtay.rulebook.model import RuleSet
from chungtay.rulebook.questionnaire import declared_name
from chungtay.workbooks.xlsform import write_list, write_xlsform
from tests.javarosa import Filled, fill, needs_java
from tests.population.compare import ON, expected
from tests.population.random_households import households
from tests.population.test_polars_engine import OTHER_READINGS

RULES = rule_sets.load("vn-2022")
pytestmark = needs_java


def made(folder: Path, rule_set: RuleSet, **options: Any) -> Path:
    write_xlsform(folder / "form.xlsx", rule_set, **options)
    (folder / "form.xml").write_text(convert(str(folder / "form.xlsx")).xform, "utf-8")
    return folder / "form.xml"


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("score"), RULES)


def born(months: int, on: datetime.date) -> str:
    """A day of birth of which that many months are over on the day of the review."""
    year, month = divmod(on.year * 12 + on.month - 1 - months, 12)
    return datetime.date(year, month + 1, on.day).isoformat()


def typed(raw: dict[str, Any], on: datetime.date = ON) -> dict[str, str]:
    """A household as somebody taps it in."""
    paths = {"=review_date": on.isoformat(), "household/household_code": "1", "household/head_name": "Tạ Thị Mận"}
    paths |= {f"household/{key}": str(value) for key, value in raw["household"].items() if value is not None}
    for number, member in enumerate(raw["members"], 1):
        row = {"name": f"Người {number}", "birth_date": born(member["age_months"], on)} | {
            key: str(value) for key, value in member.items() if key != "age_months" and value is not None
        }
        paths |= {f"members[{number}]/{key}": value for key, value in row.items()}
    return paths


def written(rule_set: RuleSet, raw: dict[str, Any]) -> dict[str, str]:
    """What the reference evaluator says, as the form writes it."""
    row = expected(rule_set, raw)
    column = plan(rule_set).column_ids.index(row.pop("points_column"))
    assert row.pop("refused") is False
    numbers = {name: "" if value is None else str(int(value)) for name, value in row.items() if name != "class"}
    return numbers | {"points_column": str(column), "preliminary_class": row["class"] or ""}


def same(rule_set: RuleSet, raws: list[dict[str, Any]], results: list[Filled]) -> None:
    assert len(raws) == len(results)
    for raw, result in zip(raws, results, strict=True):
        told = written(rule_set, raw)
        assert (result.refused, {name: result.values[name] for name in told}) == ({}, told), raw


def cover(rule_set: RuleSet, raws: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A few of the households that together take every row of every item, every column of points, every indicator
    lacking and not, and every class."""
    seen = [(marks(rule_set, raw), raw) for raw in raws]
    left = set().union(*(found for found, _raw in seen))
    chosen = []
    while left:
        best, raw = max(seen, key=lambda each: len(each[0] & left))
        chosen.append(raw)
        left -= best
    return chosen


def marks(rule_set: RuleSet, raw: dict[str, Any]) -> set[tuple[str, str]]:
    result = evaluate(rule_set, raw, on=ON)
    area = raw["household"]
    column = "urban" if area["area_type"] == 1 else f"nt{area['rural_sheet']}"
    found = {(item.id, item.option) for item in result.items}
    found |= {(entry.id, str(entry.deprived)) for entry in result.indicators}
    return found | {("column", column), ("class", result.class_id), ("region", str(area["region"]))}


def test_every_row_of_every_item_every_column_indicator_and_class(form: Path) -> None:
    raws = households(RULES, 1_500, 7, faulty=0)
    chosen = cover(RULES, raws)
    taken = set().union(*(marks(RULES, raw) for raw in chosen))
    rows = {(item.id, option.id) for item in RULES.items for option in item.options}
    assert not rows - taken
    assert {column for kind, column in taken if kind == "column"} == {"urban", "nt1", "nt2", "nt3", "nt4", "nt5", "nt6"}
    assert {name for kind, name in taken if kind == "class"} == {"poor", "near_poor", "not_poor"}
    for entry in RULES.indicators:
        assert {said for kind, said in taken if kind == entry.id} == {"True", "False"}
    same(RULES, chosen, fill(form, [typed(raw) for raw in chosen]))


def test_other_readings_of_the_law_are_worked_out_as_they_are_read(tmp_path: Path) -> None:
    rule_set = rule_sets.load("vn-2022", OTHER_READINGS)
    raws = households(rule_set, 8, 11, faulty=0)
    same(rule_set, raws, fill(made(tmp_path, rule_set), [typed(raw) for raw in raws]))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_hundreds_of_random_households(form: Path, seed: int) -> None:
    raws = households(RULES, 250, 1_000 + seed, faulty=0)
    same(RULES, raws, fill(form, [typed(raw) for raw in raws]))


def test_nothing_is_worked_out_before_the_last_answer(form: Path) -> None:
    (raw,) = households(RULES, 1, 3, faulty=0)
    whole = typed(raw)
    asked = [path for path in whole if path.endswith(("/toilet", "/floor_area_m2", "]/internet"))]
    assert len(asked) >= 3
    gaps = fill(form, [{key: value for key, value in whole.items() if key != path} for path in asked])
    for result in gaps:
        assert result.values["answers_complete"] == "0"
        assert {result.values[name] for name in ("b1", "b2", "b1_01", "b2_5_2", "preliminary_class")} == {""}


def test_a_number_with_more_decimals_than_are_kept_is_not_taken(form: Path) -> None:
    (raw,) = households(RULES, 1, 3, faulty=0)
    answers = typed(raw) | {"household/floor_area_m2": "45.125"}
    (result,) = fill(form, [answers])
    assert "household/floor_area_m2" in result.refused
    taken = fill(form, [typed(raw) | {"household/floor_area_m2": size} for size in ("1.15", "4.35", "9999", "0.07")])
    assert [each.refused for each in taken] == [{}, {}, {}, {}]


@pytest.mark.parametrize("name", ["vn-2016", "vn-2016-hanoi"])
def test_declared_income_on_both_sides_of_every_line(tmp_path: Path, name: str) -> None:
    rule_set = rule_sets.load(name)
    form = made(tmp_path, rule_set, method="income")
    names = [declared_name(entry.id) for entry in rule_set.indicators]
    cases = []
    for kind, area in (("1", "urban"), ("2", "rural")):
        edges = {getattr(line, area) for line in rule_set.lines.values() if line.unit == "đồng"} - {None}
        cases += [
            (kind, area, income, lacking)
            for edge in sorted(edges)
            for income in (edge, edge + 1)
            for lacking in (0, 2, 3, 10)
        ]
    answers = [
        {"=review_date": "2019-09-05", "household/household_code": "1", "household/head_name": "Tạ Thị Mận",
         "household/area_type": kind, "household/income": str(income),
         "members[1]/name": "Tạ Thị Mận", "members[1]/birth_date": "1960-02-03"}
        | {f"household/{each}": "1" if number < lacking else "2" for number, each in enumerate(names)}
        for kind, _area, income, lacking in cases
    ]  # fmt: skip
    results = fill(form, answers)
    for (_kind, area, income, lacking), result in zip(cases, results, strict=True):
        told = classify_by_income(rule_set, area=area, income=income, deprivations=lacking)
        worked_out = result.values["preliminary_class"], result.values["deprivations"]
        assert worked_out == (told.class_id, str(lacking)), (area, income, lacking)


def test_the_enumerator_sees_no_score_unless_the_review_shows_it(tmp_path: Path) -> None:
    hidden = made(tmp_path, RULES).read_text("utf-8")
    body = hidden.split("<h:body>")[1]
    assert not any(f"/{name}" in body for name in ("b1", "b2", "b1_01", "preliminary_class", "told"))
    assert '"/data/b1"' in hidden  # worked out, and sent with the form
    shown = made(tmp_path, RULES, show_score=True).read_text("utf-8")
    assert "/data/told" in shown.split("<h:body>")[1]


def test_what_the_office_knows_of_a_household_follows_the_choice(tmp_path: Path) -> None:
    form = made(tmp_path, RULES, listed=True)
    place = {"area_type": "2", "region": "3", "rural_sheet": "4", "case_version": "7", "address": "số 1 ngõ 12"}
    write_list(tmp_path / "households.csv", [
        {"name": "00016-000001", "label": "Vũ Thị Mơ", "head_name": "Vũ Thị Mơ", **place},
        {"name": "00016-000002", "label": "Tạ Văn Nghĩ", "head_name": "Tạ Văn Nghĩ", **place, "rural_sheet": "5"},
    ])  # fmt: skip
    (raw,) = households(RULES, 1, 21, faulty=0)
    raw["household"] |= {"area_type": 2, "region": 3, "rural_sheet": 5}
    answers = typed(raw) | {"household/household_code": "00016-000002"}
    del answers["household/head_name"]
    (result,) = fill(form, [answers], keep=True)
    same(RULES, [raw], [result])
    text = result.xml.decode()
    assert "<head_name>Tạ Văn Nghĩ</head_name>" in text
    assert "<case_version>7</case_version>" in text
    assert "<rural_sheet>5</rural_sheet>" in text
