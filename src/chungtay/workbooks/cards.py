"""The list of health-insurance cards that the insurer sends, as it comes: titles above, headings somewhere below, one
person a line. What is unreadable is told cell by cell."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from chungtay.workbooks.reading.dates import read_date
from chungtay.workbooks.reading.faults import Fault, shown
from chungtay.workbooks.reading.grid import CellError, Grid, Row, Value
from chungtay.workbooks.reading.grids import grids_of
from chungtay.workbooks.reading.identity import Identity, read_identity
from chungtay.workbooks.reading.limits import FileRefused
from chungtay.workbooks.reading.text import letters_of, words

MOST = 60_000  # a ward of Hà Nội has fewer people
_LOOKED_AT = 40  # rows above the headings
# Headings as lists write them, without marks. The first that a column fits is taken.
_HEADINGS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("card", re.compile(r"(so |ma )(so )?(the|bhyt|the bhyt|bao hiem y te|the bao hiem y te)")),
    ("identity", re.compile(r"(so |ma )?(dinh danh|cccd|can cuoc|so cmnd|cmnd)")),
    ("born", re.compile(r"(ngay (thang nam )?sinh|nam sinh|sinh ngay)")),
    ("name", re.compile(r"ho (va )?ten")),
    ("first", re.compile(r"(tu ngay|ngay bat dau|co gia tri tu|gia tri tu|han the tu|hieu luc tu)")),
    ("last", re.compile(r"(den ngay|ngay het han|gia tri den|han the den|den het|het han|han su dung)")),
    ("payer", re.compile(r"(nguon dong|nguon kinh phi|ai dong|nguon)")),
)
_WHO_PAYS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("city", re.compile(r"thanh pho|tp\b|dia phuong|ns dia phuong")),
    ("state", re.compile(r"nha nuoc|ngan sach|nsnn|nstw|trung uong")),
    ("donor", re.compile(r"tai tro|ung ho|quy|xa hoi hoa|ho tro khac|nha hao tam")),
    ("work", re.compile(r"doanh nghiep|cong ty|don vi|nguoi lao dong|bhxh|huu")),
    ("household", re.compile(r"ho gia dinh|tu dong|ca nhan|tu nguyen")),
)
# Two letters, one digit, two digits of the province, ten of the person; since 2021 the last ten alone are printed.
_NUMBER = re.compile(r"(?:[A-Z]{2}\d{3})?\d{10}")


@dataclass(slots=True)
class CardLine:
    """One line. `day` is the whole date of birth, None when less is written; `payer` is "" where the list does not say.
    `faults` stop the line, `warnings` do not: (cell, vi, en)."""

    line: int
    name: str
    born: str = ""
    day: datetime.date | None = None
    identity: str = ""
    number: str = ""
    payer: str = ""
    first: datetime.date | None = None
    last: datetime.date | None = None
    faults: list[tuple[str, str, str]] = field(default_factory=list)
    warnings: list[tuple[str, str, str]] = field(default_factory=list)


def plain_number(text: str) -> str:
    """A card number as it is kept: capitals and digits."""
    return re.sub(r"[\s.\-]", "", text).upper()


def looks_right(number: str) -> bool:
    """Whether a card number has the form of one: 15 signs, or the ten digits of the person."""
    return _NUMBER.fullmatch(number) is not None


def read_cards(path: Path) -> list[CardLine]:
    """The lines of the first sheet that has columns of names and of first days. Raises FileRefused."""
    grids, _notes = grids_of(path)
    for grid in grids:
        found = _headings(grid)
        if found is not None:
            return _lines(grid, *found)
    raise FileRefused(
        "Không thấy dòng tiêu đề có cột “Họ và tên” và “Từ ngày”. Thêm một dòng tiêu đề có hai cột đó (và “Ngày sinh”, "
        "“Số định danh”, “Mã thẻ”, “Đến ngày”, “Nguồn đóng” nếu có) rồi đưa tệp vào lại.",
        'There is no heading row with "Họ và tên" and "Từ ngày". Add one (and the other columns where known).',
    )


def _headings(grid: Grid) -> tuple[int, dict[str, int]] | None:
    """The row of the headings and the column of each thing that it names."""
    for number, row in grid.rows():
        if number > _LOOKED_AT:
            return None
        columns: dict[str, int] = {}
        for index, value in enumerate(row):
            text = words(value) if isinstance(value, str) else ""
            kind = next((kind for kind, form in _HEADINGS if form.match(text)), None)
            if kind:
                columns.setdefault(kind, index)
        if {"name", "first"} <= columns.keys():
            return number, columns
    return None


def _lines(grid: Grid, heading: int, columns: dict[str, int]) -> list[CardLine]:
    found = list(_read(grid, heading, columns))
    if not found:
        raise FileRefused("Danh sách không có người nào.", "The list has nobody.")
    if len(found) > MOST:
        raise FileRefused(
            f"Danh sách có hơn {MOST} người. Chia theo tổ dân phố rồi đưa từng tệp vào.",
            f"The list has more than {MOST} people. Split it by residential group.",
        )
    return found


def _read(grid: Grid, heading: int, columns: dict[str, int]) -> Iterator[CardLine]:
    for number, row in grid.rows():
        if number <= heading:
            continue
        name = _cell(row, columns, "name")
        told = [_cell(row, columns, kind) for kind in ("born", "identity", "card", "first", "last")]
        if not isinstance(name, str) or all(value is None for value in told):
            continue  # a blank line, a total or a signature below the list
        yield _card(grid, number, row, columns, name.strip())


def _card(grid: Grid, number: int, row: Row, columns: dict[str, int], name: str) -> CardLine:
    one = CardLine(number, name[:100])
    born = _cell(row, columns, "born")
    if born is not None:
        read = read_date(born, days_1904=grid.day_zero_1904)
        if isinstance(read, Fault):
            one.born = shown(born)[:20]
            _fault(one, columns, "born", f"Ngày sinh “{one.born}” {read.vi}", f'Date of birth "{one.born}" {read.en}')
        else:
            one.born, one.day = read.text, _whole_day(read.text)
    identity = _cell(row, columns, "identity")
    if identity is not None:
        found = read_identity(identity, typed=grid.typed)
        if isinstance(found, Identity):
            one.identity = found.digits
        else:
            where = f"{letters_of(columns['identity'])}{number}"
            one.warnings.append((where, f"Số định danh {found.vi}", f"The identity number {found.en}"))
    _number(one, row, columns)
    one.first = _day(grid, one, row, columns, "first", "Từ ngày", "From")
    one.last = _day(grid, one, row, columns, "last", "Đến ngày", "Until")
    if one.first is None and not any(cell.startswith(letters_of(columns["first"])) for cell, _v, _e in one.faults):
        _fault(one, columns, "first", "Thiếu “Từ ngày”.", "The first day is missing.")
    if one.first and one.last and one.last < one.first:
        _fault(one, columns, "last", "“Đến ngày” trước “Từ ngày”.", "The card ends before it begins.")
    payer = words(_text(_cell(row, columns, "payer")))
    one.payer = next((kind for kind, form in _WHO_PAYS if payer and form.search(payer)), "")
    if payer and not one.payer:
        where = f"{letters_of(columns['payer'])}{number}"
        one.warnings.append((where, "Chưa hiểu nguồn đóng.", "Who pays was not understood."))
    return one


def _number(one: CardLine, row: Row, columns: dict[str, int]) -> None:
    one.number = plain_number(_text(_cell(row, columns, "card")))[:20]
    if one.number and not looks_right(one.number):
        where = f"{letters_of(columns['card'])}{one.line}"
        one.warnings.append(
            (where, "Mã thẻ không đúng dạng 15 ký tự hoặc 10 số.", "The card number has not 15 signs or 10 digits.")
        )


def _day(
    grid: Grid, one: CardLine, row: Row, columns: dict[str, int], kind: str, vi: str, en: str
) -> datetime.date | None:
    value = _cell(row, columns, kind)
    if value is None:
        return None
    read = read_date(value, days_1904=grid.day_zero_1904)
    if isinstance(read, Fault):
        _fault(one, columns, kind, f"{vi} “{shown(value)[:20]}” {read.vi}", f'{en} "{shown(value)[:20]}" {read.en}')
        return None
    day = _whole_day(read.text)
    if day is None:
        _fault(one, columns, kind, f"{vi} phải đủ ngày, tháng, năm.", f"{en}: day, month and year are needed.")
    return day


def _fault(one: CardLine, columns: dict[str, int], kind: str, vi: str, en: str) -> None:
    one.faults.append((f"{letters_of(columns[kind])}{one.line}", vi, en))


def _cell(row: Row, columns: dict[str, int], kind: str) -> Value:
    index = columns.get(kind)
    value = row[index] if index is not None and index < len(row) else None
    return None if value == "" or isinstance(value, CellError) else value


def _text(value: Value) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()


def _whole_day(text: str) -> datetime.date | None:
    parts = text.split("/")
    return datetime.date(int(parts[2]), int(parts[1]), int(parts[0])) if len(parts) == 3 else None
