"""A file of the 2016 period that says which indicators are lacking: one column each, counted by the program."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from chungtay.rulebook import rule_sets
from chungtay.rulebook.questionnaire import declared_name
from chungtay.workbooks.reading import read_file
from chungtay.workbooks.scoring import score_households

RULES = rule_sets.load("vn-2016")
NAMES = [declared_name(entry.id) for entry in RULES.indicators]
URBAN = {"area_type": 1}


def written(path: Path, rows: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as target:
        csv.writer(target).writerows(rows)
    return path


def read(path: Path, rows: list[list[str]]):
    found = read_file(written(path, rows), RULES)
    return score_households(found, RULES, area=URBAN, on=None)


def row(code: str, income: str, lacking: set[int], *rest: str) -> list[str]:
    return [code, "Vũ Thị Mơ", income, *("1" if number in lacking else "2" for number in range(1, 11)), *rest]


@pytest.mark.parametrize("before", ["", "household-", "household/"])
def test_an_export_of_odk_collect(tmp_path, before):
    """By QĐ 59/2015, urban: 1.300.000 is not above the near-poor line; three lacking make it poor."""
    heading = [f"{before}{name}" for name in ("household_code", "head_name", "income", *NAMES)]
    rows = [
        heading,
        row("1", "1300000", {1, 2, 3}),
        row("2", "1300000", {1, 2}),
        row("3", "1300001", set(range(1, 11))),
    ]
    found = read(tmp_path / "a.csv", rows)
    assert [each.result.class_id if each.result else each.problems for each in found] == [
        "poor",
        "near_poor",
        "average",
    ]
    assert [each.result.scores["deprivations"].low for each in found] == [3, 2, 10]


def test_the_words_of_an_office(tmp_path):
    heading = [
        "Mã hộ",
        "Họ và tên chủ hộ",
        "Thu nhập bình quân",
        *(f"Thiếu hụt {e.short.vi}" for e in RULES.indicators),
    ]
    words = [["1", "Tạ Văn Nghĩ", "900.000", *["Thiếu hụt"] * 3, *["Không thiếu hụt"] * 7]]
    (found,) = read(tmp_path / "a.csv", [heading, *words])
    assert found.result is not None, found.problems
    assert (found.result.class_id, found.result.scores["deprivations"].low) == ("poor", 3)


def test_a_column_without_the_word_lacking_declares_nothing(tmp_path):
    """A column "Bảo hiểm y tế" may hold the number of a card."""
    heading = ["Mã hộ", "Họ và tên chủ hộ", "Thu nhập bình quân", "Số chỉ số thiếu hụt", "Bảo hiểm y tế"]
    (found,) = read(tmp_path / "a.csv", [heading, ["1", "Tạ Văn Nghĩ", "1000000", "2", "HN4010112345678"]])
    assert found.result is not None, found.problems
    assert found.result.class_id == "near_poor"


def test_an_empty_box_and_a_number_that_does_not_add_up(tmp_path):
    heading = ["household_code", "head_name", "income", *NAMES, "Số chỉ số thiếu hụt"]
    gap = row("1", "1000000", {1}, "1")
    gap[4] = ""
    found = read(tmp_path / "a.csv", [heading, gap, row("2", "1000000", {1, 2}, "3"), row("3", "1000000", {1, 2}, "2")])
    first, second, third = found
    assert first.result is None
    assert [(problem.input, problem.column) for problem in first.problems] == [("declared_2", "E")]
    assert [problem.message_vi for problem in second.problems] == [
        "Số chỉ số thiếu hụt ghi “3”, các cột cộng lại là 2."
    ]
    assert third.result is not None
