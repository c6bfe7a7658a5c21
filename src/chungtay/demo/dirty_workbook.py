"""The district in one workbook as ward offices would really have it, with a list of what was done to it.

One sheet for each ward: title rows, a merged two-row header, a row of column numbers, a row for each household that is
its head's row too, then its other members; a total after each residential group, a repeated header, hidden rows,
signatures. Dates as text, as dates or as years, identity numbers as floats, decomposed Unicode, two sheets in .VnTime.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from pathlib import Path
from random import Random
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from chungtay.demo.clean_workbook import CLASSES, MADE_ON
from chungtay.demo.district import REVIEW_DATE, SEED, District, Household, generate
from chungtay.demo.faults import Cells, Fault, Formula, Planted, choose, spoil
from chungtay.demo.places import WARDS, Ward
from chungtay.demo.tcvn3 import to_tcvn3
from chungtay.demo.ward_layouts import Layout, layout_of
from chungtay.rulebook import rule_sets
from chungtay.rulebook.model import RuleSet

_NUMBERED_IN_FULL = ("motorbikes", "televisions", "refrigerators")


@dataclass(slots=True)
class Truth:
    """What the workbook really says. `faults` must be found, at their cells; `oddities` must be understood.

    `households` are the true households in the order of the file (a year of birth alone where the file has no more),
    `rows` maps household_code to (sheet, row of the head).
    """

    on: date
    faults: list[Planted] = field(default_factory=list)
    oddities: list[Planted] = field(default_factory=list)
    households: list[Household] = field(default_factory=list)
    rows: dict[str, tuple[str, int]] = field(default_factory=dict)


def dirty_workbook(
    path: Path, seed: int = SEED, *, households: int = 300, faults: int = 16, on: date = REVIEW_DATE
) -> Truth:
    """Write the workbook to `path` and return the truth about it. The same arguments give the same bytes."""
    district = generate(seed=seed, households=households, missing=0, on=on)
    random = Random(f"{seed} ward offices")
    rule_set = rule_sets.load("vn-2022")
    chosen = choose(district.households, faults, random)
    truth = Truth(on)
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_numbers": False})
    book.set_properties({"title": "Sổ mẫu, người hư cấu", "created": MADE_ON})
    _cover(book, district)
    for position, ward in enumerate(WARDS):
        of_ward = [home for home in district.households if home["household"]["ward_code"] == ward.code]
        if of_ward:
            _Sheet(book, ward, layout_of(position, rule_set), rule_set, truth, random).write(of_ward, chosen)
    book.add_worksheet("Năm 2023 (cũ)").hide()
    book.close()
    return truth


def _cover(book: xlsxwriter.Workbook, district: District) -> None:
    sheet = book.add_worksheet("Bìa")
    sheet.write_string(1, 1, "UBND QUẬN BA ĐÌNH")
    sheet.write_string(3, 1, f"SỔ RÀ SOÁT HỘ NGHÈO, HỘ CẬN NGHÈO NĂM {district.on.year}")
    sheet.write_string(5, 1, "Dữ liệu mẫu: mọi người trong sổ đều là hư cấu.")


class _Sheet:
    """One ward's sheet while it is being written; `row` is the next free row, from 0."""

    def __init__(
        self, book: xlsxwriter.Workbook, ward: Ward, layout: Layout, rule_set: RuleSet, truth: Truth, random: Random
    ) -> None:
        self.name = ward.name
        self.ward, self.layout, self.rule_set, self.truth, self.random = ward, layout, rule_set, truth, random
        font = ".VnTime" if layout.unicode == "TCVN3" else "Times New Roman"
        self.plain = book.add_format({"font_name": font})
        self.bold = book.add_format({"font_name": font, "bold": True, "align": "center", "text_wrap": True})
        self.day = book.add_format({"font_name": font, "num_format": "dd/mm/yyyy"})
        self.sheet = book.add_worksheet(ward.name)
        self.row = 0

    def write(self, households: list[Household], chosen: dict[str, tuple[Fault, int]]) -> None:
        self._title()
        self._header()
        by_group = sorted(households, key=lambda home: int(home["household"]["group"].rsplit(" ", 1)[1]))
        number = 0
        for group, homes in groupby(by_group, key=lambda home: home["household"]["group"]):
            of_group = list(homes)
            for home in of_group:
                number += 1
                if number == 12 and self.layout.codes == "number":
                    self._header()  # typed again where a new printed page begins
                self._household(number, home, chosen.get(home["household"]["household_code"]))
            self._total(f"Cộng {group[0].lower()}{group[1:]}", of_group)
        self._total("Tổng cộng", by_group)
        self.row += 1
        self._text(self.row, 1, f"Phường {self.ward.name}, ngày 30 tháng 9 năm {self.truth.on.year}")
        self._text(self.row + 1, 1, "Người lập biểu")
        self._text(self.row + 1, 6, "TM. UBND phường")
        if self.layout.unicode != "NFC":
            self._remember(self.truth.oddities, 1, 0, "", self.layout.unicode, "")

    # --- parts of the sheet ------------------------------------------------------------------------------------

    def _title(self) -> None:
        self._text(0, 0, "UBND quận Ba Đình")
        self._text(1, 0, f"UBND phường {self.ward.name}")
        title = self._encoded(f"Danh sách hộ gia đình rà soát năm {self.truth.on.year}")
        self.sheet.merge_range(3, 0, 3, 12, title, self.bold)
        self.row = 5

    def _header(self) -> None:
        column = 0
        for group, run in groupby(self.layout.columns, key=lambda entry: entry[0]):
            headings = [heading for _, heading, _ in run]
            for place, heading in enumerate(headings, column):
                if group:
                    self.sheet.write_string(self.row + 1, place, self._encoded(heading), self.bold)
                else:
                    self.sheet.merge_range(self.row, place, self.row + 1, place, self._encoded(heading), self.bold)
            if group and len(headings) > 1:
                self.sheet.merge_range(
                    self.row, column, self.row, column + len(headings) - 1, self._encoded(group), self.bold
                )
            column += len(headings)
        self.row += 2
        if self.row < 10:  # the printed form numbers its columns under the first header
            for place in range(len(self.layout.columns)):
                self.sheet.write_number(self.row, place, place + 1, self.bold)
            self.row += 1

    def _household(self, number: int, home: Household, planted: tuple[Fault, int] | None) -> None:
        facts = home["household"]
        code = facts["household_code"]
        self.truth.rows[code] = (self.name, self.row + 1)
        true: Household = {"household": facts, "members": []}
        self.truth.households.append(true)
        for place, member in enumerate(home["members"]):
            cells: Cells = dict(self._person(member, code))
            known = dict(member)
            if isinstance(cells["birth_date"], int):
                known["birth_date"] = str(cells["birth_date"])
            true["members"].append(known)
            if place == 0:
                cells |= {"stt": number, **{name: self._fact(name, facts) for name in ("household_code", "group")}}
                cells |= {name: self._fact(name, facts) for name in ("address", "previous_class")}
                cells |= self._answers(facts, "household")
            if planted and planted[1] == place:
                fault = planted[0]
                spoil(cells, fault)
                self._remember(
                    self.truth.faults, self.row + 1, self.layout.place(fault.input), fault.input, fault.kind, code
                )
            for column, (_, _, name) in enumerate(self.layout.columns):
                self._cell(column, cells.get(name))
            if place and self.random.random() < 0.02:
                self.sheet.set_row(self.row, None, None, {"hidden": True})
                self._remember(self.truth.oddities, self.row + 1, 0, "", "hidden_row", code)
            self.row += 1

    def _total(self, label: str, homes: list[Household]) -> None:
        self._text(self.row, self.layout.place("name"), label)
        sums: Counter[str] = Counter()
        for home in homes:
            sums.update({name: home["household"][name] for name in _NUMBERED_IN_FULL})
        for name, value in sums.items():
            self.sheet.write_number(self.row, self.layout.place(name), value, self.bold)
        self._remember(self.truth.oddities, self.row + 1, self.layout.place("name"), "", "total_row", "")
        self.row += 1

    # --- cells -------------------------------------------------------------------------------------------------

    def _person(self, member: dict[str, Any], code: str) -> Cells:
        born = member["birth_date"]
        cells: Cells = {"name": member["name"], "id_number": member["id_number"], **self._answers(member, "member")}
        day, month, year = (int(part) for part in born.split("/"))
        chance = self.random.random()
        if self.truth.on.year - year > 75 and chance < 0.5:
            cells["birth_date"] = year
            self._remember(
                self.truth.oddities, self.row + 1, self.layout.place("birth_date"), "birth_date", "year_only", code
            )
        elif chance < 0.3:
            cells["birth_date"] = date(year, month, day)
        else:
            cells["birth_date"] = f"{day}/{month}/{year}" if chance < 0.6 else born
        if self.layout.id_as_number:
            cells["id_number"] = float(member["id_number"])
        elif chance < 0.15:
            cells["id_number"] = f"{member['id_number'][:3]} {member['id_number'][3:6]} {member['id_number'][6:]}"
        return cells

    def _answers(self, given: dict[str, Any], of: str) -> Cells:
        cells: Cells = {}
        for entry in self.rule_set.inputs_of(of):
            value = given.get(entry.id)
            if value is None or entry.id in ("area_type", "region", "rural_sheet", "age_months"):
                continue
            if entry.codes:
                if value == entry.blank and self.layout.codes != "numbered":
                    continue  # the official form leaves this box empty
                label = dict(entry.codes)[value].vi
                written = {"number": value, "numbered": f"{value}. {label}", "words": label}[self.layout.codes]
                cells[entry.id] = written
            elif entry.decimals and self.layout.comma:
                unit = f" {entry.unit}" if entry.unit in ("m2", "cm", "kg") and self.random.random() < 0.2 else ""
                cells[entry.id] = str(value).replace(".", ",") + unit
            else:
                cells[entry.id] = float(value)
        return cells

    def _fact(self, name: str, facts: dict[str, Any]) -> str:
        if name == "previous_class":
            return CLASSES.get(facts.get(name, ""), "")
        text = str(facts[name])
        return text.removeprefix("Tổ dân phố ") if name == "group" else text

    def _cell(self, column: int, value: Any) -> None:
        if value is None or value == "":
            return
        if isinstance(value, Formula):
            self.sheet.write_formula(self.row, column, value.text, self.plain, value.value)
        elif isinstance(value, date):
            self.sheet.write_datetime(self.row, column, value, self.day)
        elif isinstance(value, str):
            self._text(self.row, column, value)
        else:
            self.sheet.write_number(self.row, column, value, self.plain)

    def _text(self, row: int, column: int, text: str) -> None:
        self.sheet.write_string(row, column, self._encoded(text), self.plain)

    def _encoded(self, text: str) -> str:
        if self.layout.unicode == "TCVN3":
            return to_tcvn3(text)
        return unicodedata.normalize("NFD" if self.layout.unicode == "NFD" else "NFC", text)

    def _remember(self, where: list[Planted], row: int, column: int, name: str, kind: str, code: str) -> None:
        letter = xl_col_to_name(column) if name else ""
        where.append(Planted(self.name, row, letter, name, kind, code))
