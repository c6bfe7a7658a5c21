"""A list of people on monthly allowances as an office keeps it: titles above, headings somewhere below, one a line."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field
from pathlib import Path

from chungtay.rulebook.birth import birth_range
from chungtay.workbooks.reading.dates import read_date
from chungtay.workbooks.reading.faults import Fault, shown
from chungtay.workbooks.reading.grid import Grid, Row, Value
from chungtay.workbooks.reading.grids import grids_of
from chungtay.workbooks.reading.identity import Identity, read_identity
from chungtay.workbooks.reading.limits import FileRefused
from chungtay.workbooks.reading.lines import Lines, broken, cell, lacking, rows_below, text_of
from chungtay.workbooks.reading.text import words

MOST = 5_000  # people of one ward on allowances
_LOOKED_AT = 40  # rows above the headings
# Headings as offices write them, without marks. The first that a column fits is taken.
_HEADINGS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("for_born", re.compile(r"(ngay (thang nam )?sinh|nam sinh|sinh ngay) (cua )?(nguoi|tre|con)")),
    ("for_number", re.compile(r"(so |ma )?(dinh danh|cccd|can cuoc) (cua )?(nguoi|tre|con)")),
    (
        "for_name",
        re.compile(r"(ho (va )?ten |ten )?(nguoi|tre em|tre|con|doi tuong) duoc (cham soc|nuoi|nhan)|(tra |huong )cho"),
    ),
    ("number", re.compile(r"(so |ma )?(dinh danh|cccd|can cuoc|so cmnd)")),
    ("born", re.compile(r"(ngay (thang nam )?sinh|nam sinh|sinh ngay)")),
    ("decision", re.compile(r"(so )?quyet dinh|so qd")),
    ("valid_to", re.compile(r"(huong )?den (ngay|thang)|thoi huong")),
    ("valid_from", re.compile(r"(huong |duoc huong )?tu (ngay|thang)|thang huong|ngay huong")),
    ("amount", re.compile(r"(so tien|muc (huong|tro cap)|tro cap hang thang \(dong\)|tien)")),
    ("title", re.compile(r"(loai|che do|chinh sach|doi tuong|dien huong)")),
    ("name", re.compile(r"ho (va )?ten")),
)
_NEEDED = ("name", "amount", "valid_from", "decision")
_TELL = ("born", "number", "decision", "valid_from", "valid_to", "for_born", "for_number")
_LABELS = {
    "name": ("Họ và tên", "The name"), "title": ("Chế độ", "The allowance"),
    "decision": ("Số quyết định", "The decision"),
    "for_name": ("Tên người được chăm sóc", "The name of the person looked after"),
}  # fmt: skip


@dataclass(slots=True)
class AllowanceLine:
    """One person. `born` is the whole date of birth, None when less is written, `born_in` its year; `amount` whole
    đồng; the days are the first day and the last of what is written; `for_name`, `for_born`, `for_number`: for whose
    care it is paid, "" and None where it is the person's own; `faults`: what is unreadable (vi, en)."""

    line: int
    name: str
    born: datetime.date | None = None
    number: str = ""
    title: str = ""
    amount: int = 0
    valid_from: datetime.date | None = None
    valid_to: datetime.date | None = None
    decision: str = ""
    for_name: str = ""
    for_born: datetime.date | None = None
    for_number: str = ""
    born_in: int | None = None
    faults: list[tuple[str, str]] = field(default_factory=list)


def read_allowances(path: Path) -> Lines[AllowanceLine]:
    """The people of the first sheet that has the columns. Raises FileRefused."""
    grids, _notes = grids_of(path)
    for grid in grids:
        found = _headings(grid)
        if found is not None:
            lines = _read(grid, *found)
            if not lines:
                raise FileRefused("Danh sách không có người nào.", "The list has nobody.")
            if len(lines) > MOST:
                raise FileRefused(f"Danh sách có hơn {MOST} người.", f"The list has more than {MOST} people.")
            return lines
    raise FileRefused(
        "Không thấy dòng tiêu đề có các cột “Họ và tên”, “Số tiền”, “Từ ngày”, “Số quyết định”. Thêm dòng tiêu đề đó "
        "(và “Ngày sinh”, “Số định danh”, “Chế độ”, “Đến ngày” nếu có) rồi đưa tệp vào lại.",
        'There is no heading row with "Họ và tên", "Số tiền", "Từ ngày" and "Số quyết định". Add one.',
    )


def _headings(grid: Grid) -> tuple[int, dict[str, int]] | None:
    for number, row in grid.rows():
        if number > _LOOKED_AT:
            return None
        columns: dict[str, int] = {}
        for index, value in enumerate(row):
            text = words(value) if isinstance(value, str) else ""
            kind = next((kind for kind, form in _HEADINGS if form.match(text)), None)
            if kind:
                columns.setdefault(kind, index)
        if all(name in columns for name in _NEEDED):
            return number, columns
    return None


def _read(grid: Grid, heading: int, columns: dict[str, int]) -> Lines[AllowanceLine]:
    rows, passed = rows_below(grid, heading, columns, _HEADINGS, names=("name",), tell=_TELL)
    lines = Lines(_line(grid, number, row, columns) for number, row in rows)
    lines.passed = passed
    return lines


def _line(grid: Grid, number: int, row: Row, columns: dict[str, int]) -> AllowanceLine:
    name = text_of(cell(row, columns, "name"))
    one = AllowanceLine(number, name[:100] or "–")
    said = [broken(cell(row, columns, kind), *label) for kind, label in _LABELS.items()]
    one.faults += [each for each in said if each]
    if cell(row, columns, "name") is None:
        one.faults.append(lacking(grid, number, columns, "name", "họ và tên", "name"))
    one.title = text_of(cell(row, columns, "title"))[:200] or "Trợ cấp xã hội hằng tháng"
    one.decision = text_of(cell(row, columns, "decision"))[:60]
    if cell(row, columns, "decision") is None:
        one.faults.append(lacking(grid, number, columns, "decision", "số quyết định", "number of the decision"))
    birth = _days(grid, cell(row, columns, "born"), "Ngày sinh", "Date of birth", one)
    one.born, one.born_in = _whole_day(birth), birth[0].year if birth else None
    one.for_name = text_of(cell(row, columns, "for_name"))[:100]
    born = cell(row, columns, "for_born")
    one.for_born = _whole_day(_days(grid, born, "Ngày sinh người được chăm sóc", "Their date of birth", one))
    begins = _days(grid, cell(row, columns, "valid_from"), "Từ ngày", "From", one)
    if begins:
        one.valid_from = begins[0]
    elif cell(row, columns, "valid_from") is None:
        one.faults.append(lacking(grid, number, columns, "valid_from", "ngày bắt đầu", "first day"))
    ends = _days(grid, cell(row, columns, "valid_to"), "Đến ngày", "Until", one)
    one.valid_to = ends[1] if ends else None
    one.number = _identity(grid, cell(row, columns, "number"), one)
    one.for_number = _identity(grid, cell(row, columns, "for_number"), one)
    if not one.for_name and (one.for_born or one.for_number):
        one.faults.append(("Thiếu tên người được chăm sóc.", "The name of the person looked after is missing."))
    amount = cell(row, columns, "amount")
    one.amount = _amount(amount)
    if amount is None:
        one.faults.append(lacking(grid, number, columns, "amount", "số tiền", "amount"))
    elif one.amount <= 0:
        unread = ("Số tiền không đọc được.", "The amount cannot be read.")
        one.faults.append(broken(amount, "Số tiền", "The amount") or unread)
    return one


def _days(grid: Grid, value: Value, vi: str, en: str, one: AllowanceLine) -> tuple[datetime.date, datetime.date] | None:
    """First and last day of what is written: a day, a month or a year."""
    if value is None:
        return None
    failed = broken(value, vi, en)
    if failed:
        one.faults.append(failed)
        return None
    read = read_date(value, days_1904=grid.day_zero_1904)
    if isinstance(read, Fault):
        text = shown(value)[:20]
        one.faults.append((f"{vi} “{text}” {read.vi}", f'{en} "{text}" {read.en}'))
        return None
    return birth_range(read.text)


def _whole_day(days: tuple[datetime.date, datetime.date] | None) -> datetime.date | None:
    return days[0] if days and days[0] == days[1] else None


def _identity(grid: Grid, value: Value, one: AllowanceLine) -> str:
    if value is None:
        return ""
    failed = broken(value, "Số định danh", "The identity number")
    if failed:
        one.faults.append(failed)
        return ""
    found = read_identity(value, typed=grid.typed)
    if isinstance(found, Identity):
        return found.digits
    one.faults.append((f"Số định danh {found.vi}", f"The identity number {found.en}"))
    return ""


def _amount(value: Value) -> int:
    """Whole đồng of 975000, 975.000 or "975.000 đ"; 0 for anything else."""
    if isinstance(value, bool):
        return 0
    if isinstance(value, int | float):
        return int(value) if value == int(value) else 0
    text = re.sub(r"(đồng|đ|vnđ|vnd)\.?$", "", text_of(value).lower()).strip()
    digits = re.sub(r"[ .,](?=\d{3}(\D|$))", "", text)
    return int(digits) if digits.isascii() and digits.isdecimal() else 0
