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
from chungtay.workbooks.reports.tables import COUNT, UNIT, Check, Row, Table


@dataclass(frozen=True, slots=True)
class ShownCell:
    text: str
    why: str = ""
    address: str = ""
    broken: bool = False
    check: bool = False


@dataclass(frozen=True, slots=True)
class ShownRow:
    row: Row
    cells: tuple[ShownCell, ...]

    @property
    def heavy(self) -> bool:
        return self.row.kind != UNIT


@dataclass(frozen=True, slots=True)
class ShownTable:
    table: Table
    head: tuple[tuple[HeadCell, ...], ...]
    rows: tuple[ShownRow, ...]


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
    rows = []
    for row in table.rows:
        cells = []
        for place, column in enumerate(table.columns):
            address = ""
            if form is not None and wanted is not None and column.kind == COUNT and _leads(form, place, sensitive):
                address = _address(form, wanted, row, place, query) if row.cells[place].value != 0 else ""
            text = table.shown(row, place)
            why = table.why_empty(row, place)
            broken = table.broken(row, place)
            cells.append(ShownCell(text, why, address, broken, column.kind not in (COUNT, "rate")))
        rows.append(ShownRow(row, tuple(cells)))
    return ShownTable(table, heads(table), tuple(rows))


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
