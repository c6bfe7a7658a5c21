"""The list of pupils that a school sends, as it comes: titles above, headings somewhere below, one pupil a line."""

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
from chungtay.workbooks.reading.text import words

MOST = 5_000  # pupils of one school; the largest in the country has fewer
_LOOKED_AT = 40  # rows above the headings
# Headings as schools write them, without marks. The first that a column fits is taken.
_HEADINGS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("number", re.compile(r"(so |ma )?(dinh danh|cccd|can cuoc|so cmnd)")),
    ("born", re.compile(r"(ngay (thang nam )?sinh|ngay sinh|nam sinh|sinh ngay)")),
    ("family", re.compile(r"ho (va )?(ten )?(dem|lot)|ho dem|ho lot")),
    ("name", re.compile(r"ho (va )?ten")),
    ("given", re.compile(r"ten$")),
    ("grade", re.compile(r"khoi( lop)?$")),
    ("class", re.compile(r"(ten )?lop( hoc)?$")),
)
_GRADE = re.compile(r"(?:khoi |lop )?(\d{1,2})(?!\d)")


@dataclass(slots=True)
class PupilLine:
    """One pupil. `day` is the whole date of birth, None when less is written; `faults`: what is unreadable (vi, en)."""

    line: int
    name: str
    born: str = ""
    day: datetime.date | None = None
    number: str = ""
    grade: int | None = None
    class_name: str = ""
    faults: list[tuple[str, str]] = field(default_factory=list)


def read_pupils(path: Path) -> list[PupilLine]:
    """The pupils of the first sheet that has a column of names and one of dates of birth. Raises FileRefused."""
    grids, _notes = grids_of(path)
    for grid in grids:
        found = _headings(grid)
        if found is not None:
            return _lines(grid, *found)
    raise FileRefused(
        "Không thấy dòng tiêu đề có cột “Họ và tên” và “Ngày sinh”. Thêm một dòng tiêu đề có hai cột đó (và “Lớp”, "
        "“Số định danh” nếu có) rồi đưa tệp vào lại.",
        'There is no heading row with "Họ và tên" and "Ngày sinh". Add one (and "Lớp", "Số định danh" where known).',
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
        if "born" in columns and ("name" in columns or {"family", "given"} <= columns.keys()):
            return number, columns
    return None


def _lines(grid: Grid, heading: int, columns: dict[str, int]) -> list[PupilLine]:
    found = list(_read(grid, heading, columns))
    if not found:
        raise FileRefused("Danh sách không có học sinh nào.", "The list has no pupil.")
    if len(found) > MOST:
        raise FileRefused(
            f"Danh sách có hơn {MOST} học sinh. Chia theo khối rồi đưa từng tệp vào.",
            f"The list has more than {MOST} pupils. Split it by grade.",
        )
    return found


def _read(grid: Grid, heading: int, columns: dict[str, int]) -> Iterator[PupilLine]:
    for number, row in grid.rows():
        if number <= heading:
            continue
        name = _name(row, columns)
        born = _cell(row, columns, "born")
        if not name or (born is None and _cell(row, columns, "class") is None):
            continue  # a blank line, a total or a signature below the list
        yield _pupil(grid, number, row, columns, name)


def _pupil(grid: Grid, number: int, row: Row, columns: dict[str, int], name: str) -> PupilLine:
    one = PupilLine(number, name[:100])
    born = _cell(row, columns, "born")
    if born is not None:
        read = read_date(born, days_1904=grid.day_zero_1904)
        if isinstance(read, Fault):
            one.born = shown(born)[:20]
            one.faults.append((f"Ngày sinh “{one.born}” {read.vi}", f'Date of birth "{one.born}" {read.en}'))
        else:
            one.born, one.day = read.text, _whole_day(read.text)
    identity = _cell(row, columns, "number")
    if identity is not None:
        found = read_identity(identity, typed=grid.typed)
        if isinstance(found, Identity):
            one.number = found.digits
        else:
            one.faults.append((f"Số định danh {found.vi}", f"The identity number {found.en}"))
    one.class_name = _text(_cell(row, columns, "class"))[:30]
    grade = _GRADE.match(words(_text(_cell(row, columns, "grade")) or one.class_name))
    one.grade = int(grade[1]) if grade and 1 <= int(grade[1]) <= 12 else None
    return one


def _name(row: Row, columns: dict[str, int]) -> str:
    if "family" in columns and "given" in columns:
        parts = (_text(_cell(row, columns, "family")), _text(_cell(row, columns, "given")))
        return " ".join(part for part in parts if part)
    return _text(_cell(row, columns, "name"))


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
