"""The answer workbook round trip: made, filled as an office would, read, scored; and the XLSForm as ODK takes it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pyxform.xls2xform import convert

from chungtay.rulebook import rule_sets
from chungtay.workbooks.reading import read_file
from chungtay.workbooks.scoring import score_households
from chungtay.workbooks.template import HOUSEHOLDS, IDS_ROW, MEMBERS, write_template
from chungtay.workbooks.xlsform import write_xlsform
from tests.rulebook.households import ADULT, CHILD, REVIEW_DATE, urban

RULES = rule_sets.load("vn-2022")


def fill(path: Path, households: list[dict[str, Any]], *, words: bool = False) -> Path:
    """Fill the template with households of tests/rulebook/households.py; `words` uses the drop-down texts."""
    write_template(path, RULES, rows=20)
    book = openpyxl.load_workbook(path)
    for number, raw in enumerate(households, 1):
        _row(
            book[HOUSEHOLDS], {"household_code": f"{number:03d}", "head_name": "Trần Văn Sơn"} | raw["household"], words
        )
        for member in raw["members"]:
            _row(book[MEMBERS], {"household_code": f"{number:03d}", "name": "Trần Văn Sơn"} | member, words)
    book.save(path)
    return path


def _row(sheet: Any, cells: dict[str, Any], words: bool) -> None:
    ids = {cell.value: cell.column for cell in sheet[IDS_ROW + 1]}
    row = max(IDS_ROW + 2, 1 + max((cell.row for cell in sheet["A"] if cell.value), default=0))
    for name, value in cells.items():
        entry = RULES.inputs.get(name)
        if words and entry and entry.codes:
            value = f"{value}. {entry.code_label(int(value)).vi}"
        sheet.cell(row, ids[name], value)


@pytest.mark.parametrize("words", [False, True])
def test_a_filled_template_is_scored(tmp_path: Path, words: bool) -> None:
    path = fill(tmp_path / "phieu.xlsx", [urban(), urban(ADULT, CHILD, toilet=2)], words=words)
    read = read_file(path, RULES)
    rows = score_households(read, RULES, area={}, on=REVIEW_DATE)
    # 185 alone; two persons: 110 + 5 + 5 + 10 + 0 (toilet) + 25 = 155
    assert [row.result and row.result.scores["b1"].low for row in rows] == [185, 155]
    assert [row.household.facts["household_code"] for row in rows] == ["001", "002"]
    assert not any(row.problems for row in rows)


def test_every_question_has_a_column_and_the_untouched_template_holds_no_household(tmp_path: Path) -> None:
    path = tmp_path / "phieu.xlsx"
    write_template(path, RULES, rows=20)
    book = openpyxl.load_workbook(path)
    ids = {cell.value for name in (HOUSEHOLDS, MEMBERS) for cell in book[name][IDS_ROW + 1]}
    assert set(RULES.inputs) - {"age_months"} <= ids
    assert read_file(path, RULES).households == []


def test_a_member_without_a_household_is_named(tmp_path: Path) -> None:
    path = fill(tmp_path / "phieu.xlsx", [urban()])
    book = openpyxl.load_workbook(path)
    _row(book[MEMBERS], {"household_code": "009", "name": "Lê Thị Na", "birth_date": "1980"}, False)
    book.save(path)
    read = read_file(path, RULES)
    assert [(problem.sheet, problem.row) for problem in read.problems] == [(MEMBERS, 5)]
    assert "009" in read.problems[0].message_vi


def test_two_households_with_one_code_are_both_kept(tmp_path: Path) -> None:
    path = fill(tmp_path / "phieu.xlsx", [urban(), urban()])
    book = openpyxl.load_workbook(path)
    book[HOUSEHOLDS].cell(5, 1, "001")
    book.save(path)
    read = read_file(path, RULES)
    assert len(read.households) == 2
    assert "trùng với dòng 4" in read.households[1].problems[0].message_vi


def test_the_xlsform_becomes_an_odk_form(tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    write_xlsform(path, RULES)
    form = convert(str(path)).xform
    assert "<repeat" in form
    for entry in RULES.inputs.values():
        assert f"{entry.id}" in form


def test_a_kobo_export_is_read_as_a_pair(tmp_path: Path) -> None:
    household = dict(urban()["household"])
    households = tmp_path / "households.csv"
    columns = ["household/household_code", "household/head_name", *(f"household/{key}" for key in household), "_index"]
    values = ["H1", "Trần Văn Sơn", *(str(value) for value in household.values()), "1"]
    households.write_text(";".join(columns) + "\n" + ";".join(values) + "\n", "utf-8")
    members = tmp_path / "members.csv"
    member = ADULT | {"birth_date": "1960-01-02"}
    columns = ["members/name", *(f"members/{key}" for key in member), "_parent_index"]
    values = ["Trần Văn Sơn", *(str(value) for value in member.values()), "1"]
    members.write_text(";".join(columns) + "\n" + ";".join(values) + "\n", "utf-8")
    rows = score_households(read_file(households, RULES, members=members), RULES, area={}, on=REVIEW_DATE)
    assert [row.result and row.result.scores["b1"].low for row in rows] == [185]
