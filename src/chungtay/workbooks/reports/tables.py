"""A report table: columns as printed, rows of units, cells that are counts. Shares and balances are worked out from the
counts; a cell that cannot be known is empty and says why."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any

from chungtay.workbooks.writing.number_format import percent, whole

COUNT, RATE, BALANCE, AT_LEAST = "count", "rate", "balance", "at_least"
UNIT, SECTION, TOTAL = "unit", "section", "total"


@dataclass(frozen=True, slots=True)
class Column:
    """`id` is the printed number, or the place from 1. A rate is column `of[0]` in a hundred of `of[1]`; it may name
    itself, then its own cell holds the part. A balance is the sum of `of` minus the sum of `less`: a check column, 0
    when the row is right, or not below 0 with AT_LEAST. All name places of columns from 0."""

    id: str
    heading: tuple[str, ...]
    kind: str = COUNT
    of: tuple[int, ...] = ()
    less: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """`unknown` is how many households nobody could count; then there is no value, and `why` says what was not told."""

    value: int | None
    why: str = ""
    unknown: int = 0

    @property
    def reason(self) -> str:
        return f"{self.why} Chưa rõ: {whole(self.unknown)} hộ." if self.unknown else self.why


@dataclass(frozen=True, slots=True)
class Row:
    """`split` says what of the unit is counted ("Hộ", "Nhân khẩu"); `parts` are the rows (from 0) that it is the sum
    of; `unit` finds the households again."""

    number: str
    label: str
    split: str
    kind: str
    unit: str
    cells: tuple[Cell, ...]
    parts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """A check of the officers: what does not hold, where, and which households to look at. `blocks`: a report with it
    cannot be finalised."""

    id: str
    form: str
    row: str
    column: str
    vi: str
    en: str
    households: tuple[int, ...] = ()
    blocks: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """`split_head` is the heading of the column of splits, "" where the form has none."""

    form: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    split_head: str = ""
    notes: tuple[str, ...] = ()
    page: int = 0

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def shown(self, row: Row, place: int) -> str:
        """A cell as it is printed: 1.234, 12,50% or nothing."""
        column, value = self.columns[place], self.value(row, place)
        if column.kind == RATE:
            part, whole_of = (row.cells[each].value for each in column.of)
            if part is None or not whole_of or not 0 <= part <= whole_of:
                return ""
            return percent(part, whole_of)
        return "" if value is None else whole(value)

    def value(self, row: Row, place: int) -> int | None:
        """The count of a cell, or what a balance comes to; None for a rate."""
        column = self.columns[place]
        if column.kind == COUNT:
            return row.cells[place].value
        if column.kind == RATE:
            return None
        plus = [row.cells[each].value for each in column.of]
        minus = [row.cells[each].value for each in column.less]
        if any(each is None for each in (*plus, *minus)):
            return None
        return sum(each for each in plus if each) - sum(each for each in minus if each)

    def broken(self, row: Row, place: int) -> bool:
        """Is this the cell of a check column that does not hold?"""
        kind = self.columns[place].kind
        value = self.value(row, place) if kind in (BALANCE, AT_LEAST) else None
        return value is not None and (value < 0 or (kind == BALANCE and value != 0))

    def of_nothing(self, row: Row, place: int) -> bool:
        """Is this the share of something that is not there, as of the poor where nobody is poor?"""
        column = self.columns[place]
        return column.kind == RATE and row.cells[column.of[1]].value == 0

    def why_empty(self, row: Row, place: int) -> str:
        """Why a cell shows nothing; "" for one that shows something."""
        column = self.columns[place]
        if column.kind == RATE and not self.shown(row, place):
            part, of = (row.cells[each] for each in column.of)
            if self.of_nothing(row, place):
                return "Không có hộ nào nên không có tỷ lệ."
            if not of.value:
                return of.reason or "Chưa biết số hộ dân cư nên không tính tỷ lệ."
            return part.reason or "Tỷ lệ trên 100%: số hộ dân cư ít hơn số hộ được đếm. Xem lại số hộ dân cư."
        if column.kind == COUNT and row.cells[place].value is None:
            return row.cells[place].reason
        return ""

    def unknowns(self) -> list[str]:
        """Which columns stay empty and why, with the number of households, of the last row (everything together)."""
        found: dict[str, list[str]] = {}
        for row in self.rows:
            if row.kind != TOTAL:
                continue
            for place, column in enumerate(self.columns):
                why = self.why_empty(row, place)
                if why and row.cells[place].unknown:
                    name = f"cột {column.id}" if column.id else f"“{column.heading[-1]}”"
                    names = found.setdefault(why, [])
                    if name not in names:
                        names.append(name)
        return [f"Để trống {', '.join(names)}: {why}" for why, names in found.items()]


def seal_of(table: Table) -> str:
    """What a paper prints to be held against the system: 16 signs of the SHA-256 over the whole table."""
    told = json.dumps(table.as_json(), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def table_of(told: dict[str, Any]) -> Table:
    """The way back from `as_json`."""
    columns = tuple(
        Column(each["id"], tuple(each["heading"]), each["kind"], tuple(each["of"]), tuple(each["less"]))
        for each in told["columns"]
    )
    rows = tuple(
        Row(
            each["number"],
            each["label"],
            each["split"],
            each["kind"],
            each["unit"],
            tuple(Cell(cell["value"], cell["why"], cell.get("unknown", 0)) for cell in each["cells"]),
            tuple(each["parts"]),
        )
        for each in told["rows"]
    )
    return Table(
        told["form"], told["title"], columns, rows, told["split_head"], tuple(told["notes"]), told.get("page", 0)
    )
