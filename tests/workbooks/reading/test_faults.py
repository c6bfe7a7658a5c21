"""Planted faults, one by one: the message names sheet, row and column, and says what to do in both languages."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from chungtay.rulebook import rule_sets
from chungtay.workbooks.contents import CellProblem, ReadFile
from chungtay.workbooks.reading import read_file
from tests.workbooks.reading.files import (
    HEAD,
    HOUSE,
    HOUSEHOLD_COLUMNS,
    MEMBER_COLUMNS,
    answer_rows,
    write_csv,
    write_xlsx,
)

RULES = rule_sets.load("vn-2022")
HOUSEHOLD_LETTERS = dict(zip(HOUSEHOLD_COLUMNS, "ABCDEFGHIJKLMN", strict=True))
MEMBER_LETTERS = dict(zip(MEMBER_COLUMNS, "ABCDEFGHIJ", strict=True))
REF = {"formula": "=Z9", "value": "#REF!"}
DIVIDED = {"formula": "=1/0", "value": "#DIV/0!"}

HOUSEHOLD_FAULTS = [
    ("column_material", 9, "không có trong các mã"),
    ("column_material", "tre nứa lá", "không có trong các mã"),
    ("column_material", "1. Gạch/đá", "ghi số và chữ khác nhau"),
    ("column_material", 1.5, "không có trong các mã"),
    ("column_material", True, "không có trong các mã"),
    ("column_material", datetime.date(2025, 2, 1), "là ngày giờ"),
    ("column_material", REF, "lỗi công thức"),
    ("roof_material", 0, "không có trong các mã"),
    ("floor_area_m2", "1.500", "đọc được hai cách"),
    ("floor_area_m2", "mười chín", "không phải là số"),
    ("floor_area_m2", "45 kg", "đơn vị “kg”"),
    ("floor_area_m2", "12,345", "đọc được hai cách"),
    ("floor_area_m2", "12,3456", "chữ số lẻ"),
    ("floor_area_m2", 33.333333, "chữ số lẻ"),
    ("floor_area_m2", -4, "phải từ 0 đến 9999"),
    ("floor_area_m2", 10000, "phải từ 0 đến 9999"),
    ("floor_area_m2", "x", "không phải là số"),
    ("floor_area_m2", DIVIDED, "lỗi công thức"),
    ("floor_area_m2", "4 5,5,5", "không phải là số"),
    ("toilet", "?", "không có trong các mã"),
    ("electricity_kwh", datetime.date(2025, 6, 1), "đã đổi thành ngày"),
    ("electricity_kwh", "1.234.56", "không phải là số"),
    ("electricity_kwh", True, "không phải là số"),
    ("water", "nước trời", "không có trong các mã"),
    ("water", "mua/khoan", "không có trong các mã"),
    ("cars", "x", "không phải là số"),
    ("cars", 1.5, "phải là số nguyên"),
    ("cars", 1e20, "quá lớn"),
    ("cars", 100, "phải từ 0 đến 99"),
    ("poultry_tens", "120 con", "đơn vị “con”"),
    ("aquaculture", 0, "không có trong các mã"),
    ("aquaculture", "có lẽ", "không có trong các mã"),
    ("land_garden_m2", "2 sào", "đơn vị “sao”"),
    ("land_garden_m2", "1,234", "đọc được hai cách"),
]
MEMBER_FAULTS = [
    ("birth_date", "31/02/1950", "không có trong lịch"),
    ("birth_date", "12/31/1985", "không có trong lịch"),
    ("birth_date", "13/1985", "không có trong lịch"),
    ("birth_date", "1785", "không có trong lịch"),
    ("birth_date", "khoảng 1950", "không phải ngày"),
    ("birth_date", "195", "không phải ngày"),
    ("birth_date", 1051985, "không phải ngày"),
    ("birth_date", datetime.date(1905, 6, 7), "năm sinh gõ vào ô định dạng ngày"),  # a typed 1985
    ("birth_date", "5/3/20", "chỉ hai chữ số"),  # the head of a household
    ("birth_date", REF, "lỗi công thức"),
    ("id_number", "00106000011", "không đủ 12 số"),
    ("id_number", 1.06e15, "đã mất chữ số"),
    ("id_number", "1.06E+09", "đã mất chữ số"),
    ("id_number", 12345.5, "đã mất chữ số"),
    ("id_number", "00106000011A", "chỉ gồm chữ số"),
    ("id_number", 123, "không đủ 12 số"),
    ("sex", 3, "không có trong các mã"),
    ("height_cm", "1m6", "đơn vị"),
    ("height_cm", 14, "phải từ 20 đến 250"),
    ("health_insurance", 0, "không có trong các mã"),
    ("health_insurance", "hết hạn", "không có trong các mã"),
    ("social_benefit", "x", "không có trong các mã"),
    ("social_benefit", 4, "không có trong các mã"),
    ("school_level", "Trung", "không có trong các mã"),
    ("relationship", "hàng xóm", "không có trong các mã"),
]


def only_problem(read: ReadFile) -> CellProblem:
    assert read.balanced()
    problems = [*read.problems, *(problem for one in read.households for problem in one.problems)]
    assert len(problems) == 1, problems
    return problems[0]


@pytest.mark.parametrize(("target", "value", "words"), HOUSEHOLD_FAULTS)
def test_a_fault_in_a_household_cell(tmp_path: Path, target: str, value: Any, words: str) -> None:
    good = HOUSE | {"household_code": "H2"}
    sheets = answer_rows([good, HOUSE | {target: date_cell(value)}], [HEAD, HEAD | {"household_code": "H2"}])
    read = read_file(write_xlsx(tmp_path / "a.xlsx", sheets), RULES)
    problem = only_problem(read)
    letter = HOUSEHOLD_LETTERS[target]
    assert (problem.sheet, problem.row, problem.column, problem.input) == ("Hộ gia đình", 4, letter, target)
    assert words in problem.message_vi
    assert f"Sửa ở ô {letter}4." in problem.message_vi
    assert f"Correct it in cell {letter}4." in problem.message_en
    assert target not in read.households[1].answers
    assert len(read.households[0].answers) == 10  # the other household is whole
    assert not read.households[0].problems


@pytest.mark.parametrize(("target", "value", "words"), MEMBER_FAULTS)
def test_a_fault_in_a_member_cell(tmp_path: Path, target: str, value: Any, words: str) -> None:
    sheets = answer_rows([HOUSE], [HEAD | {target: date_cell(value)}])
    read = read_file(write_xlsx(tmp_path / "a.xlsx", sheets), RULES)
    problem = only_problem(read)
    letter = MEMBER_LETTERS[target]
    assert (problem.sheet, problem.row, problem.column, problem.input) == ("Thành viên", 3, letter, target)
    assert words in problem.message_vi
    assert f"Sửa ở ô {letter}3." in problem.message_vi
    assert f"Correct it in cell {letter}3." in problem.message_en
    member = read.households[0].members[0]
    assert target not in member.answers
    assert target not in member.facts


def date_cell(value: Any) -> Any:
    if isinstance(value, datetime.date):
        return {"text": datetime.datetime(value.year, value.month, value.day), "format": {"num_format": "dd/mm/yyyy"}}
    return value


def test_the_sentence_of_a_wrong_birth_date(tmp_path: Path) -> None:
    read = read_file(
        write_xlsx(tmp_path / "a.xlsx", answer_rows([HOUSE], [HEAD | {"birth_date": "31/02/1950"}])), RULES
    )
    problem = only_problem(read)
    assert problem.message_vi == "Ngày sinh “31/02/1950” không có trong lịch. Sửa ở ô D3."
    assert problem.message_en == 'Date of birth "31/02/1950" is not in the calendar. Correct it in cell D3.'
    assert problem.value == "31/02/1950"


@pytest.mark.parametrize(
    ("member", "born"),
    [
        ({"relationship": 3, "height_cm": 110, "birth_date": "5/3/20"}, "05/03/2020"),
        ({"relationship": 5, "school_level": 2, "birth_date": "5/3/15"}, "05/03/2015"),
        ({"relationship": 5, "birth_date": "5/3/15"}, None),
        ({"relationship": 1, "birth_date": "5/3/15"}, None),
        ({"relationship": 1, "birth_date": "5/3/50"}, "05/03/1950"),
    ],
)
def test_a_year_of_two_digits_is_a_child_only_where_the_row_shows_one(
    tmp_path: Path, member: dict[str, Any], born: str | None
) -> None:
    sheets = answer_rows([HOUSE], [HEAD | {"sex": 1, "health_insurance": None} | member])
    read = read_file(write_xlsx(tmp_path / "a.xlsx", sheets), RULES)
    assert read.households[0].members[0].facts.get("birth_date") == born
    if born is None:
        assert (only_problem(read).column, only_problem(read).value) == ("D", "05/03/15")


def test_a_formula_that_was_never_calculated(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "S"
    sheet.append(["Mã hộ", "Họ và tên chủ hộ", "Diện tích nhà ở", "Ô tô"])
    sheet.append(["1", "An", "=5*6", 0])
    book.save(path)
    problem = only_problem(read_file(path, RULES))
    assert (problem.row, problem.column) == (2, "C")
    assert "công thức chưa được tính" in problem.message_vi


def test_a_calculated_formula_is_its_value(tmp_path: Path) -> None:
    sheets = answer_rows([HOUSE | {"floor_area_m2": {"formula": "=5*6", "value": 30}}], [HEAD])
    read = read_file(write_xlsx(tmp_path / "a.xlsx", sheets), RULES)
    assert read.households[0].answers["floor_area_m2"] == 30


def test_error_texts_in_csv(tmp_path: Path) -> None:
    rows = [["Mã hộ", "Họ và tên chủ hộ", "Diện tích nhà ở", "Ô tô"], ["1", "An", "#REF!", "0"]]
    problem = only_problem(read_file(write_csv(tmp_path / "a.csv", rows), RULES))
    assert (problem.sheet, problem.row, problem.column) == ("a", 2, "C")
    assert "lỗi công thức" in problem.message_vi


@pytest.mark.parametrize(
    ("households", "members", "place", "words"),
    [
        ([HOUSE], [HEAD, HEAD | {"household_code": "H9"}], ("Thành viên", 4, "A"), "không có trong bảng hộ"),
        ([HOUSE], [HEAD, HEAD | {"household_code": None}], ("Thành viên", 4, "A"), "còn trống; thành viên này"),
        ([HOUSE, HOUSE | {"household_code": "H2"}], [HEAD], ("Hộ gia đình", 4, "A"), "chưa có thành viên nào"),
    ],
)
def test_members_and_households_that_do_not_meet(
    tmp_path: Path, households: list[Any], members: list[Any], place: tuple[str, int, str], words: str
) -> None:
    read = read_file(write_xlsx(tmp_path / "a.xlsx", answer_rows(households, members)), RULES)
    problem = only_problem(read)
    assert (problem.sheet, problem.row, problem.column) == place
    assert words in problem.message_vi
    assert not read.households[0].problems


def test_two_households_of_one_code_are_both_refused(tmp_path: Path) -> None:
    read = read_file(write_xlsx(tmp_path / "a.xlsx", answer_rows([HOUSE, HOUSE | {"head_name": "B"}], [HEAD])), RULES)
    assert read.balanced()
    assert ["trùng với dòng 4" in one.problems[0].message_vi for one in read.households[:1]] == [True]
    assert any("trùng với dòng 3" in problem.message_vi for problem in read.households[1].problems)


BLOCK_HEAD = ["Mã hộ", "Họ và tên", "Quan hệ với chủ hộ", "Ngày sinh", "Diện tích nhà ở", "Nước sinh hoạt"]


def test_answers_of_one_household_that_differ_between_rows(tmp_path: Path) -> None:
    rows = [BLOCK_HEAD, ["1", "An", 1, "1960", 30, 1], ["1", "Bình", 3, "1990", 31, 1]]
    problem = only_problem(read_file(write_xlsx(tmp_path / "a.xlsx", {"S": rows}), RULES))
    assert (problem.row, problem.column) == (3, "E")
    assert "khác với dòng 2 của cùng hộ" in problem.message_vi


def test_two_heads_in_one_household(tmp_path: Path) -> None:
    rows = [BLOCK_HEAD, ["1", "An", 1, "1960", 30, 1], ["1", "Bình", 1, "1990", 30, 1]]
    problem = only_problem(read_file(write_xlsx(tmp_path / "a.xlsx", {"S": rows}), RULES))
    assert (problem.row, problem.column) == (3, "C")
    assert "Một hộ chỉ có một chủ hộ" in problem.message_vi


def test_a_code_used_again_for_another_household(tmp_path: Path) -> None:
    rows = [BLOCK_HEAD, ["1", "An", 1, "1960", 30, 1], ["2", "Bình", 1, "1990", 20, 1], ["1", "Chi", 1, "1970", 10, 1]]
    read = read_file(write_xlsx(tmp_path / "a.xlsx", {"S": rows}), RULES)
    assert [len(one.problems) for one in read.households] == [1, 0, 1]
    assert "trùng với hộ ở dòng 2" in read.households[2].problems[0].message_vi
    assert read.balanced()


def test_a_late_member_goes_to_his_household(tmp_path: Path) -> None:
    rows = [BLOCK_HEAD, ["1", "An", 1, "1960", 30, 1], ["2", "Bình", 1, "1990", 20, 1], ["1", "Chi", 3, "1995"]]
    read = read_file(write_xlsx(tmp_path / "a.xlsx", {"S": rows}), RULES)
    assert [[m.facts["name"] for m in one.members] for one in read.households] == [["An", "Chi"], ["Bình"]]


TICKS = [
    ["Mã hộ", "Họ và tên chủ hộ", {"text": "Loại nhà tiêu đang sử dụng", "merge": 3}, None, None, "Ô tô"],
    [None, None, "1", "2", "3", None],
]


@pytest.mark.parametrize(
    ("marks", "answer", "place", "words"),
    [
        (["x", None, None], 1, None, ""),
        ([None, "✓", None], 2, None, ""),
        ([None, None, 1], 3, None, ""),
        ([0, 0, True], 3, None, ""),
        ([None, None, None], None, None, ""),
        (["x", "x", None], None, "D", "đánh dấu nhiều ô (cột C, D)"),
        (["x", None, "có thể"], None, "E", "không phải dấu X"),
    ],
)
def test_one_column_per_option(
    tmp_path: Path, marks: list[Any], answer: int | None, place: str | None, words: str
) -> None:
    read = read_file(write_xlsx(tmp_path / "a.xlsx", {"S": [*TICKS, ["1", "An", *marks, 0]]}), RULES)
    assert read.households[0].answers.get("toilet") == answer
    if place:
        problem = only_problem(read)
        assert (problem.row, problem.column) == (3, place)
        assert words in problem.message_vi
    else:
        assert not read.households[0].problems


def test_forty_faults_in_a_file_of_five_thousand_rows(tmp_path: Path) -> None:
    """Each of the planted faults is named with its place; every other household is whole; nothing is lost."""
    faults = [fault for fault in HOUSEHOLD_FAULTS if not isinstance(fault[1], dict)]
    faults = (faults * 2)[:40]
    households, members, planted = [], [], {}
    for number in range(2_500):
        house = HOUSE | {"household_code": f"H{number}"}
        if number % 60 == 7 and len(planted) < 40:
            target, value, words = faults[len(planted)]
            house[target] = date_cell(value)
            planted[number + 3] = (HOUSEHOLD_LETTERS[target], words)
        households.append(house)
        members.append(HEAD | {"household_code": f"H{number}"})
    path = write_xlsx(tmp_path / "a.xlsx", answer_rows(households, members))
    read = read_file(path, RULES)
    found = [problem for one in read.households for problem in one.problems]
    assert len(planted) == 40
    assert {problem.row: problem.column for problem in found} == {row: letter for row, (letter, _) in planted.items()}
    assert all(planted[problem.row][1] in problem.message_vi for problem in found)
    assert len(found) == 40
    assert len(read.households) == 2_500
    assert all(len(one.members) == 1 for one in read.households)
    assert sum(len(one.answers) for one in read.households) == 2_500 * 10 - 40
    assert read.balanced()
