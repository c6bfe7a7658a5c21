"""Public holidays with a fixed day of the calendar, as a suggestion for who plans a review: what is announced year by
year (Tết, the day beside 2 September, days given for a holiday on a weekend) nobody here can know.

    [each.day for each in fixed_days_off(datetime.date(2024, 9, 1), datetime.date(2025, 1, 15))]
"""

from __future__ import annotations

import datetime
import functools
from dataclasses import dataclass
from pathlib import Path

from chungtay.rulebook.toml_file import Table, read_toml

FILE = Path(__file__).parent / "days-off.toml"


@dataclass(frozen=True, slots=True)
class DayOff:
    """`source`: instrument and article."""

    day: datetime.date
    source: str


@dataclass(frozen=True, slots=True)
class _Code:
    source: str
    valid_from: datetime.date
    valid_to: datetime.date
    days: tuple[tuple[int, int], ...]


def fixed_days_off(first: datetime.date, last: datetime.date) -> tuple[DayOff, ...]:
    """Those from `first` up to and including `last`, in order, weekends among them; before 2016 none is known."""
    found = [
        DayOff(day, code.source)
        for code in _codes()
        for year in range(first.year, last.year + 1)
        for month, number in code.days
        if max(first, code.valid_from) <= (day := datetime.date(year, month, number)) <= min(last, code.valid_to)
    ]
    return tuple(sorted(found, key=lambda each: each.day))


def fixed_after(start: datetime.date) -> frozenset[datetime.date]:
    """The fixed ones of the year after a day: what a clock of working days that begins then leaves out."""
    return frozenset(each.day for each in fixed_days_off(start, start + datetime.timedelta(days=365)))


@functools.cache
def _codes() -> tuple[_Code, ...]:
    file = read_toml(FILE, FILE.name)
    found = tuple(_code(table) for table in file.of("code"))
    file.root.done()
    file.done()
    return found


def _code(table: Table) -> _Code:
    table.choice("mark", ("V", "S"))
    days = [tuple(int(part) for part in text.split("-")) for text in table.need("days", list)]
    code = _Code(
        source=f"{table.need('instrument', str)}, {table.need('article', str)}",
        valid_from=table.need("valid_from", datetime.date),
        valid_to=table.optional_date("valid_to") or datetime.date.max,
        days=tuple((month, number) for month, number in days),
    )
    table.done()
    return code
