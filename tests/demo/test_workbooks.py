"""Workbooks of the district: the clean one classifies as the households themselves do; the dirty one is as it says."""

from __future__ import annotations

import hashlib
import unicodedata
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from chungtay.demo.clean_workbook import clean_workbook
from chungtay.demo.dirty_workbook import Truth, dirty_workbook
from chungtay.demo.district import generate
from chungtay.demo.faults import FAULTS
from chungtay.demo.places import WARDS
from chungtay.demo.tcvn3 import to_tcvn3
from chungtay.rulebook.evaluate import evaluate
from chungtay.rulebook.model import RuleSet
from chungtay.rulebook.result import Result
from chungtay.workbooks.classify import classify_file
from chungtay.workbooks.reading.legacy import decode
from chungtay.workbooks.template import write_template

AREA = "Hà Nội, thành thị"


@pytest.fixture(scope="module")
def dirty(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Truth]:
    path = tmp_path_factory.mktemp("ward") / "so-phuong.xlsx"
    return path, dirty_workbook(path)


@pytest.fixture(scope="module")
def book(dirty: tuple[Path, Truth]) -> openpyxl.Workbook:
    return openpyxl.load_workbook(dirty[0], data_only=True)


def scored(result: Result | None) -> Any:
    return result and (
        result.status,
        result.class_id,
        result.scores,
        [(i.id, i.option, i.points) for i in result.items],
    )


# --- the clean workbook --------------------------------------------------------------------------------------------


def test_the_clean_workbook_has_the_columns_of_the_template(tmp_path: Path, rule_set: RuleSet) -> None:
    clean_workbook(tmp_path / "clean.xlsx", households=20)
    write_template(tmp_path / "template.xlsx", rule_set, rows=1)
    ours, theirs = (openpyxl.load_workbook(tmp_path / name) for name in ("clean.xlsx", "template.xlsx"))
    for sheet in ("Hộ gia đình", "Thành viên"):
        for row in (2, 3):  # headings and ids
            assert [cell.value for cell in ours[sheet][row]] == [cell.value for cell in theirs[sheet][row]]


def test_the_clean_workbook_classifies_as_the_households_do(tmp_path: Path, rule_set: RuleSet) -> None:
    district = clean_workbook(tmp_path / "clean.xlsx", generate("small"))
    outcome = classify_file(tmp_path / "clean.xlsx", rule_set_id="vn-2022", area=AREA, on=district.on, out_dir=None)
    expected = [scored(evaluate(rule_set, home, on=district.on)) for home in district.households]
    assert [scored(row.result) for row in outcome.rows] == expected
    assert Counter(status for status, *_ in expected)["refused"] >= 3


def test_the_same_district_gives_the_same_workbooks(dirty: tuple[Path, Truth], tmp_path: Path) -> None:
    again = dirty_workbook(tmp_path / "dirty.xlsx")
    assert again == dirty[1]
    assert (
        hashlib.sha256((tmp_path / "dirty.xlsx").read_bytes()).digest()
        == hashlib.sha256(dirty[0].read_bytes()).digest()
    )


# --- the dirty workbook --------------------------------------------------------------------------------------------


def test_there_is_a_sheet_for_each_ward_a_cover_and_a_hidden_one(book: openpyxl.Workbook) -> None:
    assert book.sheetnames == ["Bìa", *(ward.name for ward in WARDS), "Năm 2023 (cũ)"]
    assert book["Năm 2023 (cũ)"].sheet_state == "hidden"


def test_every_kind_of_mistake_is_planted_each_in_another_household(dirty: tuple[Path, Truth]) -> None:
    faults = dirty[1].faults
    assert Counter((each.kind, each.input) for each in faults) == Counter((each.kind, each.input) for each in FAULTS)
    assert len({each.household_code for each in faults}) == len(faults)


def test_mistakes_stand_where_the_truth_says(dirty: tuple[Path, Truth], book: openpyxl.Workbook) -> None:
    expected: dict[str, Any] = {
        "missing": None,
        "not_a_number": "chưa đo",
        "out_of_range": -1,
        "formula_error": "#DIV/0!",
        "two_readings": "1.250",
        "date_for_number": datetime(2024, 2, 1),
        "impossible_date": "31/02/1980",
        "date_in_future": "15/08/2062",
        "two_digit_year": "12/05/15",
    }
    for fault in dirty[1].faults:
        value = book[fault.sheet][f"{fault.column}{fault.row}"].value
        if fault.kind == "not_a_code":
            assert value == {"toilet": 7, "employment": 9}[fault.input]
        elif fault.kind == "child_year_only":
            assert 2018 <= value <= 2021
        elif isinstance(value, str):
            assert unicodedata.normalize("NFC", value) in (expected[fault.kind], to_tcvn3(str(expected[fault.kind]))), (
                fault
            )
        else:
            assert value == expected[fault.kind], fault


def test_every_household_and_member_stands_in_its_row(dirty: tuple[Path, Truth], book: openpyxl.Workbook) -> None:
    truth = dirty[1]
    assert len(truth.households) == len(truth.rows) == 300
    for home in truth.households:
        sheet, row = truth.rows[home["household"]["household_code"]]
        texts = [[cell.value for cell in line] for line in book[sheet].iter_rows(min_row=row, max_row=row + 8)]
        for place, member in enumerate(home["members"]):
            name = member["name"]
            written = {unicodedata.normalize("NFC", text) for text in texts[place] if isinstance(text, str)}
            assert name in written or to_tcvn3(name) in written
        assert isinstance(texts[0][0], float | int)  # STT in the row of the head only
        assert all(line[0] is None for line in texts[1 : len(home["members"])])


def test_the_mess_of_ward_offices_is_there(dirty: tuple[Path, Truth], book: openpyxl.Workbook) -> None:
    kinds = Counter(each.kind for each in dirty[1].oddities)
    assert kinds["total_row"] > 100
    assert min(kinds["hidden_row"], kinds["year_only"]) >= 3
    assert {each.sheet for each in dirty[1].oddities if each.kind == "NFD"} == {"Cống Vị", "Đội Cấn"}
    for each in dirty[1].oddities:
        if each.kind == "hidden_row":
            assert book[each.sheet].row_dimensions[each.row].hidden
        if each.kind == "year_only":
            assert 1900 < book[each.sheet][f"{each.column}{each.row}"].value < 1950
    fonts = {sheet.title: {cell.font.name for row in sheet.iter_rows() for cell in row if cell.value} for sheet in book}
    assert [name for name, used in fonts.items() if used == {".VnTime"}] == ["Nguyễn Trung Trực", "Giảng Võ"]
    numbers = [cell.value for row in book["Phúc Xá"].iter_rows() for cell in row if isinstance(cell.value, int | float)]
    assert any(99_000_000_000 <= value < 100_000_000_000 for value in numbers)  # identity numbers without their zero
    assert not unicodedata.is_normalized("NFC", book["Cống Vị"]["A2"].value)


def test_the_dirty_workbook_is_read_as_it_is(dirty: tuple[Path, Truth], rule_set: RuleSet) -> None:
    path, truth = dirty
    outcome = classify_file(path, rule_set_id="vn-2022", area=AREA, on=truth.on, out_dir=None)
    rows = {(row.household.sheet, row.household.row): row for row in outcome.rows}
    assert set(rows) == set(truth.rows.values())
    spoiled = {fault.household_code: fault for fault in truth.faults}
    for home in truth.households:
        code = home["household"]["household_code"]
        row = rows[truth.rows[code]]
        if code in spoiled:
            places = [(problem.sheet, problem.row, problem.column) for problem in row.problems]
            assert (spoiled[code].sheet, spoiled[code].row, spoiled[code].column) in places
            assert row.result is None or row.result.status != "classified"
        else:
            assert scored(row.result) == scored(evaluate(rule_set, home, on=truth.on))


# --- old fonts -----------------------------------------------------------------------------------------------------


def test_words_in_vntime_look_as_everybody_remembers_them() -> None:
    assert to_tcvn3("Nguyễn Việt Đống Đa") == "NguyÔn ViÖt §èng §a"
    assert to_tcvn3("phường, hộ nghèo") == "ph\u00adêng, hé nghÌo"
    assert to_tcvn3("Ánh") == "¸nh"  # the plain font has no capital with a tone mark
    with pytest.raises(ValueError, match="no letter"):
        to_tcvn3("日")


def test_the_reader_decodes_what_the_generator_encodes() -> None:
    letters = "aàảãáạăằẳẵắặâầẩẫấậđeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵĂÂÊÔƠƯĐ"
    assert decode(to_tcvn3(letters), "tcvn3") == letters
