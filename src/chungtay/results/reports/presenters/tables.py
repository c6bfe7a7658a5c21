"""A report table as the screen shows it: cells with their address, checks with their households."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from chungtay.results.reports.queries.facts import Wanted
from chungtay.results.reports.queries.figures import RESIDENTS, Form
from chungtay.results.reports.queries.tables import figure_of
from chungtay.workbooks.reports.headings import HeadCell, heading_cells
from chungtay.workbooks.reports.tables import COUNT, TOTAL, UNIT, Check, Column, Row, Table
from chungtay.workbooks.writing.number_format import percent

NO_SHARE = "–"
NIL = ("0", percent(0, 1), NO_SHARE)


@dataclass(frozen=True, slots=True)
class ShownCell:
    """`label` is the heading above the cell, for a screen on which the rows are cards."""

    label: str
    text: str
    why: str = ""
    address: str = ""
    broken: bool = False

    @property
    def nil(self) -> bool:
        """Nothing to tell: a card on a telephone leaves it out."""
        return self.text in NIL and not self.broken


@dataclass(frozen=True, slots=True)
class ShownRow:
    row: Row
    cells: tuple[ShownCell, ...]

    @property
    def heavy(self) -> bool:
        return self.row.kind != UNIT

    @property
    def nothing(self) -> bool:
        return all(cell.nil for cell in self.cells)


@dataclass(frozen=True, slots=True)
class ShownTable:
    """`group` is the heading above all columns that have one above them, "" where they have several: cards say it
    once."""

    table: Table
    head: tuple[tuple[HeadCell, ...], ...]
    rows: tuple[ShownRow, ...]
    group: str = ""

    @property
    def total(self) -> ShownRow | None:
        """The first of the rows that count everything, to go to at once."""
        return next((each for each in self.rows if each.row.kind == TOTAL), None)


def heads(table: Table) -> tuple[tuple[HeadCell, ...], ...]:
    """The rows of the heading."""
    cells = heading_cells(table)
    depth = max(cell.level for cell in cells)
    if not any(column.id for column in table.columns):
        depth -= 1  # a table of our own has no printed numbers
    return tuple(tuple(cell for cell in cells if cell.level == level) for level in range(depth + 1))


def shown(
    table: Table, form: Form | None = None, wanted: Wanted | None = None, query: str = "", *, sensitive: bool = False
) -> ShownTable:
    """With `form` and `wanted` every count leads to its households, those of sensitive figures only with
    `sensitive`."""
    group = only_group(table)
    rows = []
    for row in table.rows:
        cells = []
        for place, column in enumerate(table.columns):
            address = ""
            if form is not None and wanted is not None and column.kind == COUNT and _leads(form, place, sensitive):
                address = _address(form, wanted, row, place, query) if row.cells[place].value != 0 else ""
            text = table.shown(row, place)
            why = table.why_empty(row, place)
            if table.of_nothing(row, place):
                text, why = NO_SHARE, ""
            broken = table.broken(row, place)
            cells.append(ShownCell(label_of(column, group), text, why, address, broken))
        rows.append(ShownRow(row, tuple(cells)))
    return ShownTable(table, heads(table), tuple(rows), group)


def name_of(table: Table) -> str:
    """What an officer calls a form: its printed number, or the title of one that has none."""
    return table.form if table.page else table.title.capitalize()


def only_group(table: Table) -> str:
    groups = {column.heading[0] for column in table.columns if len(column.heading) > 1}
    return groups.pop() if len(groups) == 1 else ""


def label_of(column: Column, group: str = "") -> str:
    """The whole heading of a column in one line, with its printed number; without the group that is said already."""
    told = " · ".join(column.heading[1:] if group and len(column.heading) > 1 else column.heading)
    return f"({column.id}) {told}" if column.id else told


def _leads(form: Form, place: int, sensitive: bool) -> bool:
    figure = figure_of(form.columns[place])
    return figure is not None and figure.source != RESIDENTS and (sensitive or not figure.sensitive)


def _address(form: Form, wanted: Wanted, row: Row, place: int, query: str) -> str:
    base = reverse("reports:households", args=[wanted.place.code, wanted.year, wanted.basis, form.id])
    unit, _sign, split = row.unit.partition("/")
    told = urlencode({"cot": place, "dong": unit, "phan": split})
    return f"{base}?{told}{'&' + query if query else ''}"


@dataclass(frozen=True, slots=True)
class ShownCheck:
    check: Check
    address: str


def shown_checks(checks: Iterable[Check], wanted: Wanted, query: str = "") -> list[ShownCheck]:
    """Each with the page that names its households."""
    found = []
    for at, check in enumerate(checks):
        base = reverse("reports:households", args=[wanted.place.code, wanted.year, wanted.basis, "kiem-tra"])
        told = f"{base}?kiem={at}{'&' + query if query else ''}" if check.households else ""
        found.append(ShownCheck(check, told))
    return found
