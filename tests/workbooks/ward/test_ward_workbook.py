"""A ward's own workbook, read as it is; every fault named with its cell."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from chungtay.rulebook import rule_sets
from chungtay.workbooks.reading import read_file
from chungtay.workbooks.scoring import score_households
from tests.rulebook.households import REVIEW_DATE
from tests.workbooks.ward.books import CHILD, HOUSE, OLD, TARGETS, ward_book

RULES = rule_sets.load("vn-2022")
HANOI = {"area_type": 1, "region": 7}


def letter(target: str) -> str:
    return str(openpyxl.utils.get_column_letter(TARGETS.index(target) + 1))


def score(path: Path) -> Any:
    read = read_file(path, RULES)
    return read, score_households(read, RULES, area=HANOI, on=REVIEW_DATE)


def test_households_with_their_members_are_scored(tmp_path: Path) -> None:
    path = ward_book(tmp_path / "to3.xlsx", [[OLD | HOUSE], [OLD | HOUSE | {"toilet": 2}, CHILD]])
    read, rows = score(path)
    assert [len(household.members) for household in read.households] == [1, 2]
    # alone 185 as worked by hand; with a child: 110 + item 3 one dependant 0 + 5 + 5 + 10 + 25 = 155
    assert [row.result.scores["b1"].low for row in rows] == [185, 155]
    assert [row.result.class_id for row in rows] == ["not_poor", "near_poor"]
    assert read.households[0].members[0].facts["id_number"] == "001160000123"  # a leading zero that Excel dropped
    assert read.unmapped["Tổ 3"] == []


def test_rows_in_are_rows_used_and_rows_set_aside(tmp_path: Path) -> None:
    path = ward_book(tmp_path / "to3.xlsx", [[OLD | HOUSE], [OLD | HOUSE, CHILD]])
    read = read_file(path, RULES)
    sheet = openpyxl.load_workbook(path).active
    assert sheet.max_row == sum(len(h.members) for h in read.households) + len(read.set_aside)
    reasons = [entry.reason_vi for entry in read.set_aside if entry.row > 7]
    assert len(reasons) == 3
    assert reasons[0] == "dòng tổng cộng"


@pytest.mark.parametrize(
    ("target", "value", "word"),
    [
        ("birth_date", "31/02/1950", "không có trong lịch"),
        ("birth_date", "1/2/15", "chữ số"),
        ("water", 9, "các mã"),
        ("water", "nước trời", "các mã"),
        ("floor_area_m2", "1.500", "hai cách"),
        ("floor_area_m2", "mười chín", "không phải là số"),
        ("floor_area_m2", "19,5555", "chữ số lẻ"),
        ("cars", -1, "từ 0"),
        ("cars", "1,5", "số nguyên"),
        ("health_insurance", "?x", "các mã"),
        ("toilet", "#REF!", "lỗi công thức"),
    ],
)
def test_each_fault_names_its_cell_and_what_to_do(tmp_path: Path, target: str, value: object, word: str) -> None:
    path = ward_book(tmp_path / "to3.xlsx", [[OLD | HOUSE], [OLD | HOUSE | {target: value}]])
    _, rows = score(path)
    assert rows[0].classified
    assert not rows[1].classified
    assert len(rows[1].problems) == 1  # one fault, one message
    problem = rows[1].problems[0]
    assert (problem.sheet, problem.row, problem.column) == ("Tổ 3", 9, letter(target))
    assert word in problem.message_vi
    assert f"Sửa ở ô {letter(target)}9." in problem.message_vi


def test_an_empty_answer_names_its_cell(tmp_path: Path) -> None:
    house = {key: value for key, value in HOUSE.items() if key != "water"}
    _, rows = score(ward_book(tmp_path / "to3.xlsx", [[OLD | house]]))
    assert [problem.column for problem in rows[0].problems] == [letter("water")]
    assert f"Ghi ở ô {letter('water')}8." in rows[0].problems[0].message_vi


@pytest.mark.parametrize(
    ("cell", "target", "value"),
    [
        ("2. Gạch/đá", "wall_material", 2),
        ("Gạch/đá", "wall_material", 2),
        ("gach/da", "wall_material", 2),
        (2.0, "wall_material", 2),
        ("19 m2", "floor_area_m2", 19),
        ("1.234,5", "land_garden_m2", "1234.5"),
        ("1,234.5", "land_garden_m2", "1234.5"),
        ("20 kWh", "electricity_kwh", 20),
        ("Có", "health_insurance", 1),
        ("x", "health_insurance", 1),
        ("Không", "internet", 2),
    ],
)
def test_how_people_write_answers(tmp_path: Path, cell: object, target: str, value: object) -> None:
    read = read_file(ward_book(tmp_path / "to3.xlsx", [[OLD | HOUSE | {target: cell}]]), RULES)
    household = read.households[0]
    found = household.answers.get(target, household.members[0].answers.get(target))
    assert (found, household.problems) == (value, [])


def test_decomposed_unicode_is_composed(tmp_path: Path) -> None:
    name = unicodedata.normalize("NFD", "Nguyễn Thị Lụa")
    read = read_file(ward_book(tmp_path / "to3.xlsx", [[OLD | HOUSE | {"name": name}]]), RULES)
    assert read.households[0].facts["head_name"] == "Nguyễn Thị Lụa"


def test_the_old_font_tcvn3_is_read(tmp_path: Path) -> None:
    # "Nguyễn Thị Lụa", "Trần Đức" typed with .VnTime
    row = OLD | HOUSE | {"name": "NguyÔn ThÞ Lôa"}
    read = read_file(ward_book(tmp_path / "to3.xlsx", [[row]], font=".VnTime"), RULES)
    assert read.households[0].facts["head_name"] == "Nguyễn Thị Lụa"


def test_hidden_rows_are_read_and_said(tmp_path: Path) -> None:
    path = ward_book(tmp_path / "to3.xlsx", [[OLD | HOUSE], [OLD | HOUSE]])
    book = openpyxl.load_workbook(path)
    book.active.row_dimensions[9].hidden = True
    book.save(path)
    read = read_file(path, RULES)
    assert len(read.households) == 2
    assert any("1 dòng ẩn" in vi for vi, _ in read.notes)


def test_reading_twice_gives_the_same(tmp_path: Path) -> None:
    path = ward_book(tmp_path / "to3.xlsx", [[OLD | HOUSE, CHILD]])
    assert read_file(path, RULES) == read_file(path, RULES)


def test_a_corrected_mapping_is_remembered(tmp_path: Path) -> None:
    path = ward_book(tmp_path / "to3.xlsx", [[OLD | HOUSE]])
    book = openpyxl.load_workbook(path)
    sheet = book.active
    cell = next(c for c in sheet[5] if c.value == "Nước sinh hoạt")
    cell.value = "Cột 29 của phường"
    book.save(path)
    memory = tmp_path / "memory"
    assert "water" not in read_file(path, RULES, memory=memory).households[0].answers
    read = read_file(path, RULES, mapping={"Cột 29 của phường": "water"}, memory=memory)
    assert read.households[0].answers["water"] == 1
    assert read_file(path, RULES, memory=memory).households[0].answers["water"] == 1
