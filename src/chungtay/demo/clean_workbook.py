"""The district in the answer workbook of `./run template`, filled in as an office would that chose from every list."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from chungtay.demo.district import SEED, District, generate
from chungtay.rulebook import rule_sets
from chungtay.rulebook.model import Input, RuleSet
from chungtay.rulebook.units import written
from chungtay.workbooks.template import HOUSEHOLDS, IDS_ROW, MEMBERS

_HOUSEHOLD_FACTS = {
    "household_code": "Mã hộ",
    "head_name": "Họ và tên chủ hộ",
    "ward_name": "Xã/phường",
    "group": "Tổ/thôn",
    "address": "Địa chỉ",
    "previous_class": "Kết quả năm trước",
}
_MEMBER_FACTS = {
    "household_code": "Mã hộ",
    "name": "Họ và tên",
    "birth_date": "Ngày, tháng, năm sinh",
    "id_number": "Số CCCD/định danh",
}
CLASSES = {"poor": "Hộ nghèo", "near_poor": "Hộ cận nghèo", "not_poor": "Hộ không nghèo"}
MADE_ON = datetime(2024, 9, 15, tzinfo=UTC)  # a fixed day, so that the same district gives the same bytes


def clean_workbook(
    path: Path,
    district: District | None = None,
    *,
    seed: int = SEED,
    households: int = 300,
    rule_set: RuleSet | None = None,
) -> District:
    """Write the district (or a new one of this seed and size) to `path` and return it. Codes are written as the
    drop-down lists have them ("1. Thành thị"), dates and identity numbers as text.
    """
    district = district or generate(seed=seed, households=households)
    rule_set = rule_set or rule_sets.load("vn-2022")
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_formulas": False})
    book.set_properties({"title": "Quận mẫu, người hư cấu", "created": MADE_ON})
    homes = (home["household"] for home in district.households)
    _sheet(book, HOUSEHOLDS, _HOUSEHOLD_FACTS, rule_set.inputs_of("household"), homes)
    people = (
        {"household_code": home["household"]["household_code"], **member}
        for home in district.households
        for member in home["members"]
    )
    asked = [entry for entry in rule_set.inputs_of("member") if entry.id != "age_months"]
    _sheet(book, MEMBERS, _MEMBER_FACTS, asked, people)
    book.close()
    return district


def _sheet(book: xlsxwriter.Workbook, name: str, facts: dict[str, str], inputs: list[Input], rows: Any) -> None:
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True, "text_wrap": True, "border": 1})
    ids = [*facts, *(entry.id for entry in inputs)]
    asked = (entry.label.vi + (f" ({written(entry.unit)})" if entry.unit else "") for entry in inputs)
    labels = [*facts.values(), *asked]
    for column, entry in enumerate(inputs, len(facts)):
        sheet.write_string(0, column, entry.place)
    for column, label in enumerate(labels):
        sheet.write_string(IDS_ROW - 1, column, label, bold)
    for column, each in enumerate(ids):
        sheet.write_string(IDS_ROW, column, each)
    options = {entry.id: {code: f"{code}. {text.vi}"[:250] for code, text in entry.codes} for entry in inputs}
    for number, row in enumerate(rows, IDS_ROW + 1):
        for column, each in enumerate(ids):
            value = row.get(each)
            if value is None:
                continue
            if options.get(each):
                sheet.write_string(number, column, options[each][value])
            elif each in facts:
                sheet.write_string(number, column, CLASSES[value] if each == "previous_class" else value)
            else:
                sheet.write_number(number, column, float(value))
    sheet.freeze_panes(IDS_ROW + 1, 2)
