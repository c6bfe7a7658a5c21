"""The sheets of a file as plain rows of cells, with what is merged and hidden."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from pathlib import Path

from chungtay.workbooks.reading.grid import CellError, Grid
from chungtay.workbooks.reading.grids import Note, grids_of
from chungtay.workbooks.reading.limits import FileRefused

Cell = str | int | float | bool | datetime.date | datetime.time | datetime.timedelta | CellError | None
# first row, first column, last row, last column; from 0, ends included
Merged = tuple[int, int, int, int]


@dataclass(slots=True)
class Sheet:
    """Rows from the first row of the sheet, so that index + 1 is the row number that Excel shows."""

    name: str
    rows: list[list[Cell]]
    merged: list[Merged] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    visible: bool = True


def read_sheets(path: Path, members: Path | None = None) -> tuple[list[Sheet], list[Note]]:
    """Every sheet with something in it, those of a pair's member table last; raises FileRefused."""
    grids, notes = grids_of(path, members)
    sheets = [_sheet(grid) for grid in grids]
    sheets = [sheet for sheet in sheets if sheet.rows]
    if not sheets:
        raise FileRefused(f"Tệp {path.name} không có dữ liệu.", f"The file {path.name} holds no data.")
    return sheets, notes


def _sheet(grid: Grid) -> Sheet:
    grid.decide_encodings()
    rows: list[list[Cell]] = []
    last = 0
    for number, row in grid.rows():
        while len(rows) < number - 1:
            rows.append([])
        rows.append(list(row))
        if any(cell is not None for cell in row):
            last = number
    merged = [(first - 1, left, end - 1, right) for first, left, end, right in grid.merged]
    return Sheet(
        grid.name, rows[:last], merged, {number - 1 for number in grid.hidden_rows if number <= last}, grid.visible
    )
