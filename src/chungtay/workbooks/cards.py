"""The list of health-insurance cards that the insurer sends, as it comes: titles above, headings somewhere below, one
person a line. What is unreadable is told cell by cell."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from chungtay.workbooks.reading.dates import read_date
from chungtay.workbooks.reading.faults import Fault, shown
from chungtay.workbooks.reading.grid import Grid, Row
from chungtay.workbooks.reading.grids import grids_of
from chungtay.workbooks.reading.identity import Identity, read_identity
from chungtay.workbooks.reading.limits import FileRefused
from chungtay.workbooks.reading.lines import Lines, broken, cell, lacking, rows_below, text_of
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
    ("city", re.compile(r"\bthanh pho\b|\btp\b|\bdia phuong\b")),
    ("state", re.compile(r"\bnha nuoc\b|\bngan sach\b|\bnsnn\b|\bnstw\b|\btrung uong\b")),
    ("donor", re.compile(r"\btai tro\b|\bung ho\b|\bquy (?!bhxh|bao hiem|dinh)|\bquy$|\bxa hoi hoa\b|\bnha hao tam\b")),
    ("work", re.compile(r"\bdoanh nghiep\b|\bcong ty\b|\bdon vi\b|\bnguoi lao dong\b|\bnoi lam viec\b|\bbhxh\b"
                        r"|\bbao hiem xa hoi\b|\bhuu\b")),
    ("household", re.compile(r"\bho gia dinh\b|\btu dong\b|\bca nhan\b|\btu nguyen\b")),
)  # fmt: skip
_CITY_MONEY = re.compile(r"\b(?:ngan sach|ns)(?: nha nuoc)?(?: cua| cap)? (?:thanh pho|tp|dia phuong)\b")
# what denies, and what says that somebody pays a part
_UNCLEAR = re.compile(r"\b(?:khong|ko|chua|ngoai|ho tro|mot phan|mot nua|phan con lai|cung dong|dong dong)\b")
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


def read_cards(path: Path) -> Lines[CardLine]:
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


def _lines(grid: Grid, heading: int, columns: dict[str, int]) -> Lines[CardLine]:
    rows, passed = rows_below(
        grid, heading, columns, _HEADINGS, names=("name",), tell=("born", "identity", "card", "first", "last")
    )
    found = Lines(_card(grid, number, row, columns) for number, row in rows)
    found.passed = passed
    _one_number_one_person(found, columns)
    if not found:
        raise FileRefused("Danh sách không có người nào.", "The list has nobody.")
    if len(found) > MOST:
        raise FileRefused(
            f"Danh sách có hơn {MOST} người. Chia theo tổ dân phố rồi đưa từng tệp vào.",
            f"The list has more than {MOST} people. Split it by residential group.",
        )
    return found


def _one_number_one_person(lines: Sequence[CardLine], columns: dict[str, int]) -> None:
    """A number belongs to one person, by its last ten digits: lines that give it to two are not taken in, for which of
    them is right is not known here. One person may have it on two lines, of two terms."""
    by_number: dict[str, list[CardLine]] = {}
    for line in lines:
        if line.number:
            by_number.setdefault(line.number[-10:] if looks_right(line.number) else line.number, []).append(line)
    for alike in by_number.values():
        for line in alike:
            other = next((each for each in alike if _others(line, each)), None)
            if other is not None:
                vi = f"Dòng {other.line} ghi cùng mã thẻ này cho người khác. Xem lại thẻ, sửa tệp rồi đưa vào lại."
                en = f"Line {other.line} gives this card number to somebody else. Look at the cards and mend the file."
                _fault(line, columns, "card", vi, en)


def _others(one: CardLine, other: CardLine) -> bool:
    """Whether two lines name two people: another name, or another date of birth or identity number where both tell."""
    if words(one.name) != words(other.name):
        return True
    told = ((one.born, other.born), (one.identity, other.identity))
    return any(mine and theirs and mine != theirs for mine, theirs in told)


def _card(grid: Grid, number: int, row: Row, columns: dict[str, int]) -> CardLine:
    name = text_of(cell(row, columns, "name"))
    one = CardLine(number, name[:100] or "–")
    if not name:
        lacks = lacking(grid, number, columns, "name", "họ và tên", "name")
        _fault(one, columns, "name", *(broken(cell(row, columns, "name"), "Họ và tên", "The name") or lacks))
    _born(grid, one, row, columns)
    identity = cell(row, columns, "identity")
    if identity is not None:
        found = read_identity(identity, typed=grid.typed)
        if isinstance(found, Identity):
            one.identity = found.digits
        else:
            failed = broken(identity, "Số định danh", "The identity number")
            said = failed or (f"Số định danh {found.vi}", f"The identity number {found.en}")
            one.warnings.append((f"{letters_of(columns['identity'])}{number}", *said))
    _number(one, row, columns)
    one.first = _day(grid, one, row, columns, "first", "Từ ngày", "From")
    one.last = _day(grid, one, row, columns, "last", "Đến ngày", "Until")
    if cell(row, columns, "first") is None:
        _fault(one, columns, "first", *lacking(grid, number, columns, "first", "“Từ ngày”", "first day"))
    if one.first and one.last and one.last < one.first:
        _fault(one, columns, "last", "“Đến ngày” trước “Từ ngày”.", "The card ends before it begins.")
    _payer(one, row, columns)
    return one


def _born(grid: Grid, one: CardLine, row: Row, columns: dict[str, int]) -> None:
    born = cell(row, columns, "born")
    if born is None:
        return
    said = broken(born, "Ngày sinh", "Date of birth")
    read = read_date(born, days_1904=grid.day_zero_1904)
    text = shown(born)[:20]
    if said is None and isinstance(read, Fault):
        said = f"Ngày sinh “{text}” {read.vi}", f'Date of birth "{text}" {read.en}'
    if said is not None:
        one.born = text
        _fault(one, columns, "born", *said)
    elif not isinstance(read, Fault):
        one.born, one.day = read.text, _whole_day(read.text)


def who_pays(text: str) -> str:
    """Who pays by the words of a list: one of `_WHO_PAYS`; "" where nothing is said, where it is denied, where two
    pay or one pays a part, and where the words are not known. Nothing is guessed."""
    plain = words(text)
    if _UNCLEAR.search(plain) or any(int(part) != 100 for part in re.findall(r"(\d+)(?:[.,]\d+)?\s*%", text)):
        return ""
    rest = _CITY_MONEY.sub("thanh pho", plain)
    said = [kind for kind, form in _WHO_PAYS if form.search(rest)]
    return said[0] if len(said) == 1 else ""


def _payer(one: CardLine, row: Row, columns: dict[str, int]) -> None:
    value = cell(row, columns, "payer")
    text = text_of(value)
    one.payer = who_pays(text)
    failed = broken(value, "Nguồn đóng", "Who pays")
    if (text and not one.payer) or failed:
        where = f"{letters_of(columns['payer'])}{one.line}"
        said = failed or (f"Nguồn đóng “{text[:60]}” chưa rõ ai đóng.", f'"{text[:60]}" does not say clearly who pays.')
        ask = (
            f"Ghi vào ô {where} một trong: Nhà nước, Thành phố, Hộ gia đình, Nhà tài trợ, Nơi làm việc; đưa vào lại.",
            f"Write one of Nhà nước, Thành phố, Hộ gia đình, Nhà tài trợ, Nơi làm việc in {where}; bring it in again.",
        )
        _fault(one, columns, "payer", f"{said[0]} {ask[0]}", f"{said[1]} {ask[1]}")


def _number(one: CardLine, row: Row, columns: dict[str, int]) -> None:
    card = cell(row, columns, "card")
    failed = broken(card, "Mã thẻ", "The card number")
    if failed:
        one.warnings.append((f"{letters_of(columns['card'])}{one.line}", *failed))
    one.number = plain_number(text_of(card))[:20]
    if one.number and not looks_right(one.number):
        where = f"{letters_of(columns['card'])}{one.line}"
        one.warnings.append(
            (where, "Mã thẻ không đúng dạng 15 ký tự hoặc 10 số.", "The card number has not 15 signs or 10 digits.")
        )


def _day(
    grid: Grid, one: CardLine, row: Row, columns: dict[str, int], kind: str, vi: str, en: str
) -> datetime.date | None:
    value = cell(row, columns, kind)
    if value is None:
        return None
    failed = broken(value, vi, en)
    if failed:
        _fault(one, columns, kind, *failed)
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


def _whole_day(text: str) -> datetime.date | None:
    parts = text.split("/")
    return datetime.date(int(parts[2]), int(parts[1]), int(parts[0])) if len(parts) == 3 else None
