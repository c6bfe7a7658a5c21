"""The list of pupils that a school sends, as it comes: titles above, headings somewhere below, one pupil a line."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field
from pathlib import Path

from chungtay.workbooks.reading.dates import read_date
from chungtay.workbooks.reading.faults import Fault, shown
from chungtay.workbooks.reading.grid import Grid, Row
from chungtay.workbooks.reading.grids import grids_of
from chungtay.workbooks.reading.identity import Identity, read_identity
from chungtay.workbooks.reading.limits import FileRefused
from chungtay.workbooks.reading.lines import Lines, broken, cell, lacking, rows_below, text_of
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
    """One pupil. `day` is the whole date of birth, None when less is written; `faults`: what is unreadable (vi, en), of
    which `stops` are those that no certain person mends."""

    line: int
    name: str
    born: str = ""
    day: datetime.date | None = None
    number: str = ""
    grade: int | None = None
    class_name: str = ""
    faults: list[tuple[str, str]] = field(default_factory=list)
    stops: list[tuple[str, str]] = field(default_factory=list)


def read_pupils(path: Path) -> Lines[PupilLine]:
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


def _lines(grid: Grid, heading: int, columns: dict[str, int]) -> Lines[PupilLine]:
    names = ("family", "given") if {"family", "given"} <= columns.keys() else ("name",)
    rows, passed = rows_below(grid, heading, columns, _HEADINGS, names=names, tell=("born", "number"))
    found = Lines(_pupil(grid, number, row, columns, names) for number, row in rows)
    found.passed = passed
    if not found:
        raise FileRefused("Danh sách không có học sinh nào.", "The list has no pupil.")
    if len(found) > MOST:
        raise FileRefused(
            f"Danh sách có hơn {MOST} học sinh. Chia theo khối rồi đưa từng tệp vào.",
            f"The list has more than {MOST} pupils. Split it by grade.",
        )
    return found


def _pupil(grid: Grid, number: int, row: Row, columns: dict[str, int], names: tuple[str, ...]) -> PupilLine:
    name = " ".join(text for kind in names if (text := text_of(cell(row, columns, kind))))
    one = PupilLine(number, name[:100] or "–")
    for kind in names:
        failed = broken(cell(row, columns, kind), "Họ và tên", "The name")
        one.stops += [failed] if failed else []
    if not name and not one.stops:
        one.stops.append(lacking(grid, number, columns, names[0], "họ và tên", "name"))
    _told_of(grid, one, row, columns)
    for kind, vi, en in (("grade", "Khối", "The grade"), ("class", "Lớp", "The class")):
        failed = broken(cell(row, columns, kind), vi, en)
        one.stops += [failed] if failed else []
    one.class_name = text_of(cell(row, columns, "class"))[:30]
    grade = _GRADE.match(words(text_of(cell(row, columns, "grade")) or one.class_name))
    one.grade = int(grade[1]) if grade and 1 <= int(grade[1]) <= 12 else None
    return one


def _told_of(grid: Grid, one: PupilLine, row: Row, columns: dict[str, int]) -> None:
    """The date of birth and the identity number of a pupil; a name alone tells nobody."""
    born, identity = cell(row, columns, "born"), cell(row, columns, "number")
    if born is not None:
        read = read_date(born, days_1904=grid.day_zero_1904)
        said = broken(born, "Ngày sinh", "Date of birth")
        text = shown(born)[:20]
        if said is None and isinstance(read, Fault):
            said = f"Ngày sinh “{text}” {read.vi}", f'Date of birth "{text}" {read.en}'
        if said is not None:
            one.born = text
            one.faults.append(said)
        elif not isinstance(read, Fault):
            one.born, one.day = read.text, _whole_day(read.text)
    if identity is not None:
        found = read_identity(identity, typed=grid.typed)
        failed = broken(identity, "Số định danh", "The identity number")
        if isinstance(found, Identity):
            one.number = found.digits
        else:
            one.faults.append(failed or (f"Số định danh {found.vi}", f"The identity number {found.en}"))
    if born is None and identity is None and cell(row, columns, "class") is None and not one.stops:
        one.stops.append(lacking(grid, one.line, columns, "born", "ngày sinh", "date of birth"))


def _whole_day(text: str) -> datetime.date | None:
    parts = text.split("/")
    return datetime.date(int(parts[2]), int(parts[1]), int(parts[0])) if len(parts) == 3 else None
