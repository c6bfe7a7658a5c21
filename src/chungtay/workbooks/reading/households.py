"""Rows put together to households: one row each, with the rows of a member table joined by the household code."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass

from chungtay.rulebook.result import Text
from chungtay.workbooks.contents import ReadFile, ReadHousehold, ReadMember, SetAside
from chungtay.workbooks.reading.cells import Cells, ReadRow
from chungtay.workbooks.reading.faults import Fault, cell_problem, shown
from chungtay.workbooks.reading.tables import Sorted, Table, sorted_rows
from chungtay.workbooks.reading.text import spelling, words

_HEAD = ("chu ho", spelling("Chủ hộ"), spelling("Chủ"))
Tick = Callable[[int], None]
CODE = Text("Mã hộ", "Household code")
REPEATED = "repeated"


@dataclass(slots=True)
class Tally:
    """What is worth a note at the end."""

    padded: int = 0
    short_years: int = 0


def join_key(code: str) -> str:
    """Codes are the same when they differ only in leading zeros, case or spaces."""
    plain = code.strip().casefold()
    return plain.lstrip("0") or plain if plain.isdecimal() else plain


def set_row_aside(read: ReadFile, table: Table, entry: Sorted) -> None:
    if entry.aside is not None:
        read.set_aside.append(SetAside(table.name, entry.number, *entry.aside))


def make_household(table: Table, entry: Sorted, row: ReadRow) -> ReadHousehold:
    household = ReadHousehold(table.name, row.number, dict(row.household.facts), dict(row.household.answers))
    household.problems.extend(row.problems)
    if entry.class_text and not household.facts.get("class"):
        household.facts["class"] = entry.class_text
    if entry.group and not household.facts.get("group"):
        household.facts["group"] = entry.group
    return household


def read_household_table(table: Table, read: ReadFile, tally: Tally, tick: Tick) -> list[ReadHousehold]:
    """One row, one household."""
    cells = Cells(table)
    found = []
    for entry in sorted_rows(table):
        tick(entry.number)
        if entry.aside is not None:
            set_row_aside(read, table, entry)
            continue
        row = cells.read(entry.number, entry.row)
        count_notes(tally, row)
        household = make_household(table, entry, row)
        read.households.append(household)
        found.append(household)
    return found


def join_members(
    tables: list[Table], households: list[tuple[Table, ReadHousehold]], read: ReadFile, tally: Tally, tick: Tick
) -> None:
    """Give every member row to the household of its code; what belongs to none is set aside with a problem."""
    by_index = any(table.has("parent_index") for table in tables)
    key_fact = "index" if by_index and any(table.has("index") for table, _ in households) else "household_code"
    owners = _owners(households, key_fact)
    for table in tables:
        cells = Cells(table)
        for entry in sorted_rows(table):
            tick(entry.number)
            if entry.aside is not None:
                set_row_aside(read, table, entry)
                continue
            target = "parent_index" if key_fact == "index" else "household_code"
            code = shown(table.value(entry.row, target))
            owner = owners.get(join_key(code)) if code else None
            row = cells.read(entry.number, entry.row)
            if owner is None:
                _orphan(table, entry, target, code, row, read)
                continue
            count_notes(tally, row)
            owner.problems.extend(row.problems)
            owner.members.append(make_member(table, row))
    if not any(household.members for _table, household in households):
        read.notes.append(
            (
                "Không thành viên nào khớp với hộ nào: có lẽ hai bảng thuộc hai lần tải hoặc hai địa bàn khác nhau.",
                "No member belongs to any household: perhaps the two tables are of different exports or places.",
            )
        )
    for table, household in households:
        if not household.members:
            fault = Fault("chưa có thành viên nào trong bảng thành viên.", "has no members in the member table.")
            column = table.places.get("household_code", table.places.get("index", [None]))[0]
            code = household.facts.get("household_code", household.facts.get(key_fact, ""))
            household.problems.append(
                cell_problem(table.name, household.row, column, "household_code", CODE, code, fault)
            )
        name_head(household)


def _owners(households: list[tuple[Table, ReadHousehold]], key_fact: str) -> dict[str, ReadHousehold]:
    owners: dict[str, ReadHousehold] = {}
    for table, household in households:
        code = household.facts.get(key_fact, "")
        column = table.places.get(key_fact, [None])[0]
        if not code:
            fault = Fault("còn trống nên không ghép được thành viên.", "is empty, so members cannot be joined.")
            household.problems.append(cell_problem(table.name, household.row, column, key_fact, CODE, None, fault))
            continue
        first = owners.setdefault(join_key(code), household)
        if first is not household:
            fault = Fault(
                f"trùng với dòng {first.row}, không biết thành viên thuộc hộ nào.",
                f"is also in row {first.row}; whose members they are is unknown.",
            )
            household.problems.append(
                cell_problem(table.name, household.row, column, key_fact, CODE, code, fault, REPEATED)
            )
            again = Fault(f"trùng với dòng {household.row}.", f"is also in row {household.row}.")
            first.problems.append(cell_problem(first.sheet, first.row, column, key_fact, CODE, code, again, REPEATED))
    return owners


def _orphan(table: Table, entry: Sorted, target: str, code: str, row: ReadRow, read: ReadFile) -> None:
    fault = Fault(
        "không có trong bảng hộ; thành viên này chưa được tính."
        if code
        else "còn trống; thành viên này chưa được tính.",
        "is in no household row; this member is not counted." if code else "is empty; this member is not counted.",
    )
    column = table.places.get(target, [None])[0]
    read.problems.append(cell_problem(table.name, entry.number, column, "household_code", CODE, code or None, fault))
    read.problems.extend(row.problems)
    read.set_aside.append(SetAside(table.name, entry.number, "thành viên không thuộc hộ nào", "member of no household"))


def make_member(table: Table, row: ReadRow) -> ReadMember:
    facts = {key: value for key, value in row.member.facts.items() if key != "parent_index"}
    return ReadMember(table.name, row.number, facts, dict(row.member.answers))


def count_notes(tally: Tally, row: ReadRow) -> None:
    tally.padded += row.padded
    tally.short_years += row.short_years


def name_head(household: ReadHousehold) -> None:
    """Where only members have names, the head's is the household's."""
    if not household.facts.get("head_name"):
        heads = [member for member in household.members if is_head(str(member.answers.get("relationship", "")))]
        heads = heads or [member for member in household.members if is_head(member.facts.get("relationship", ""))]
        if heads and heads[0].facts.get("name"):
            household.facts["head_name"] = heads[0].facts["name"]


@functools.lru_cache(maxsize=500)
def is_head(text: str) -> bool:
    """ "1", "1. Chủ hộ", "Chủ hộ"."""
    return words(text).lstrip("0") in ("1", "1 chu ho", "head", "ch", "ma 1") or spelling(text) in _HEAD
