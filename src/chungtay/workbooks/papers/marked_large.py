"""A large workbook back, row by row in bounded memory: the same sheets, cells, merged and hidden rows, a comment and a
fill on every cell that is wrong. Colours, widths and formulas of the original are not kept; `marked` keeps them, and
holds the whole workbook in memory for it."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.worksheet.cell_range import CellRange

from chungtay.workbooks.contents import CellProblem
from chungtay.workbooks.papers.marked import sheet_name
from chungtay.workbooks.reading.grid import CellError, Grid
from chungtay.workbooks.reading.grids import grids_of

MOST_COMMENTS = 20_000  # what a table program opens in seconds; beyond it a cell is filled, and its sentence listed
LISTED = "Chỗ cần sửa"
_YELLOW = PatternFill("solid", start_color="FFFFE08A", end_color="FFFFE08A")
_WIDTH = 16
_TALLEST = 200  # rows and columns of a merged range
# Row from 1 -> column from 0 -> sentences
_Said = Mapping[int, Mapping[int, list[str]]]


def write_marked_large(source: Path, path: Path, problems: Iterable[CellProblem]) -> None:
    """Write the marked copy (.xlsx). Past MOST_COMMENTS cells their sentences stand on a sheet of their own."""
    book = Workbook(write_only=True)
    grids, _notes = grids_of(source)
    said, late = _by_cell(problems, {grid.name: grid.merged for grid in grids})
    for grid in grids:
        _write(book, grid, said[grid.name], late)
    if late:
        _list(book, [(name, place, said[name]) for name, place in sorted(late)])
    book.save(path)


def _by_cell(
    problems: Iterable[CellProblem], merged: Mapping[str, list[tuple[int, int, int, int]]]
) -> tuple[dict[str, dict[int, dict[int, list[str]]]], set[tuple[str, tuple[int, int]]]]:
    """Sheet -> row -> column -> sentences; and the (sheet, (row, column)) past those that get a comment. What is said
    of a merged range stands in its first cell."""
    said: dict[str, dict[int, dict[int, list[str]]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    late: set[tuple[str, tuple[int, int]]] = set()
    cells, firsts = 0, {name: _firsts(ranges) for name, ranges in merged.items()}
    for problem in problems:
        place = problem.row, column_index_from_string(problem.column or "A") - 1
        row, column = firsts.get(problem.sheet, {}).get(place, place)
        sentences = said[problem.sheet][row][column]
        cells += not sentences
        sentences.append(problem.message_vi)
        if cells > MOST_COMMENTS and len(sentences) == 1:
            late.add((problem.sheet, (row, column)))
    return said, late


def _firsts(ranges: Iterable[tuple[int, int, int, int]]) -> dict[tuple[int, int], tuple[int, int]]:
    """(row, column) inside a merged range -> its first cell. A range is as tall as the head of a table or a household;
    one that was drawn over a whole sheet is looked at as far as a household can reach."""
    found: dict[tuple[int, int], tuple[int, int]] = {}
    for top, left, bottom, right in ranges:
        for row in range(top, min(bottom, top + _TALLEST) + 1):
            for column in range(left, min(right, left + _TALLEST) + 1):
                found[row, column] = (top, left)
    return found


def _write(book: Any, grid: Grid, said: _Said, late: set[tuple[str, tuple[int, int]]]) -> None:
    grid.decide_encodings()
    sheet = book.create_sheet(sheet_name(grid.name))
    sheet.sheet_state = "visible" if grid.visible else "hidden"
    wide = max((len(row) for _number, row in grid.rows()), default=0)
    for column in range(1, wide + 1):
        sheet.column_dimensions[get_column_letter(column)].width = _WIDTH
    for top, left, bottom, right in grid.merged:
        sheet.merged_cells.ranges.add(CellRange(min_row=top, min_col=left + 1, max_row=bottom, max_col=right + 1))
    for number in grid.hidden_rows:
        sheet.row_dimensions[number].hidden = True
    last = 0
    for number, row in grid.rows():
        for empty in range(last + 1, number):
            sheet.append(_row(sheet, [], said.get(empty, {}), (grid.name, empty), late))
        sheet.append(_row(sheet, row, said.get(number, {}), (grid.name, number), late))
        last = number
    for empty in range(last + 1, max(said, default=0) + 1):
        sheet.append(_row(sheet, [], said.get(empty, {}), (grid.name, empty), late))


def _row(
    sheet: Any,
    row: list[Any],
    said: Mapping[int, list[str]],
    where: tuple[str, int],
    late: set[tuple[str, tuple[int, int]]],
) -> list[Any]:
    cells = [_cell(sheet, value) for value in row]
    if not said:
        return cells
    cells += [None] * (max(said) + 1 - len(cells))
    for column in {0, *said}:  # the first cell too: seen without scrolling to the right
        cell = cells[column]
        if not isinstance(cell, Cell):
            cell = cells[column] = WriteOnlyCell(sheet, cell)
        cell.fill = _YELLOW
        if column in said and (where[0], (where[1], column)) not in late:
            sentences = said[column]
            cell.comment = Comment("\n".join(sentences), "Chung Tay", height=40 + 34 * len(sentences), width=320)
    return cells


def _cell(sheet: Any, value: Any) -> Any:
    """A value as it goes into the sheet; a text that begins with "=" stays a text, a day is written as one."""
    if isinstance(value, CellError):
        value = value.code
    if isinstance(value, str):
        value = ILLEGAL_CHARACTERS_RE.sub("?", value)
        if not value.startswith("="):
            return value
        cell = WriteOnlyCell(sheet, value)
        cell.data_type = "s"
        return cell
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        cell = WriteOnlyCell(sheet)
        cell.value = value
        cell.number_format = "dd/mm/yyyy"
        return cell
    return value


def _list(book: Any, rows: list[tuple[str, tuple[int, int], _Said]]) -> None:
    sheet = book.create_sheet(LISTED)
    for letter, width in zip("ABC", (22, 9, 90), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.append(["Trang", "Ô", LISTED])
    for name, (row, column), said in rows:
        for sentence in said[row][column]:
            sheet.append([name, f"{get_column_letter(column + 1)}{row}", _cell(sheet, sentence)])
