"""A large workbook back, row by row in bounded memory: the same sheets, cells, merged and hidden rows, a comment and a
fill on every cell that is wrong. Colours, widths and formulas of the original are not kept; `marked` keeps them, and
holds the whole workbook in memory for it."""

from __future__ import annotations

import datetime
import heapq
import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from operator import itemgetter
from pathlib import Path
from typing import Any

import xlsxwriter
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils import column_index_from_string, get_column_letter

from chungtay.workbooks.contents import CellProblem
from chungtay.workbooks.papers.marked import sheet_name
from chungtay.workbooks.reading.grid import CellError, Grid, Row, Value
from chungtay.workbooks.reading.grids import grids_of

MOST_COMMENTS = 20_000  # what a table program opens in seconds; beyond it a cell is filled, and its sentence listed
LISTED = "Chỗ cần sửa"
_YELLOW = "#FFE08A"
_LONGEST_TEXT = 32_767  # of a cell
_FIRST_YEAR = 1900  # an older day is no number in Excel
_SHOWN: dict[type, str] = {
    datetime.datetime: "dd/mm/yyyy hh:mm",
    datetime.date: "dd/mm/yyyy",
    datetime.time: "hh:mm:ss",
    datetime.timedelta: "[hh]:mm:ss",
}
_FIRST = itemgetter(0)
_WIDTH = 16
_TALLEST = 200  # rows and columns of a merged range
# Row from 1 -> column from 0 -> sentences
_Said = Mapping[int, Mapping[int, list[str]]]


def write_marked_large(source: Path, path: Path, problems: Iterable[CellProblem]) -> None:
    """Write the marked copy (.xlsx). Past MOST_COMMENTS cells their sentences stand on a sheet of their own."""
    grids, _notes = grids_of(source)
    said, late = _by_cell(problems, {grid.name: grid.merged for grid in grids})
    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "nan_inf_to_errors": True}) as book:
        formats = _Formats(book)
        names: set[str] = set()
        for grid in grids:
            sheet = book.add_worksheet(_own_name(grid.name, names))
            _write(sheet, grid, said[grid.name], late, formats)
            if not grid.visible:
                sheet.hide()
            elif not any(each.visible for each in grids[: grids.index(grid)]):
                sheet.activate()
        if late:
            _list(
                book.add_worksheet(_own_name(LISTED, names)),
                [(name, place, said[name]) for name, place in sorted(late)],
            )


class _Formats:
    """How a cell looks; each look is made once."""

    def __init__(self, book: Any) -> None:
        self.book, self.plain = book, book.add_format()
        self._made: dict[tuple[bool, str], Any] = {}

    def __call__(self, value: Value, *, wrong: bool) -> Any:
        shown = _SHOWN.get(type(value), "")
        if not wrong and not shown:
            return None
        if (wrong, shown) not in self._made:
            look = ({"bg_color": _YELLOW} if wrong else {}) | ({"num_format": shown} if shown else {})
            self._made[wrong, shown] = self.book.add_format(look)
        return self._made[wrong, shown]


def _own_name(name: str, taken: set[str]) -> str:
    """As Excel takes it: no second one of the same letters, whatever their case, and no apostrophe at its ends."""
    plain = sheet_name(name).strip("'") or "_"
    own, number = plain, 1
    while own.casefold() in taken:
        own, number = f"{plain}{number}", number + 1
    taken.add(own.casefold())
    return own


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


def _write(sheet: Any, grid: Grid, said: _Said, late: set[tuple[str, tuple[int, int]]], formats: _Formats) -> None:
    grid.decide_encodings()
    sheet.set_column(0, max((len(row) for _number, row in grid.rows()), default=1), _WIDTH)
    # As it keeps them itself: its own way to merge writes every cell of the range, also of rows that are to come.
    sheet.merge.extend([top - 1, left, bottom - 1, right] for top, left, bottom, right in grid.merged)
    bare: Iterator[tuple[int, Row]] = ((number, []) for number in sorted({*grid.hidden_rows, *said}))
    both = heapq.merge(grid.rows(), bare, key=_FIRST)
    for number, found in itertools.groupby(both, key=_FIRST):
        if number in grid.hidden_rows:
            sheet.set_row(number - 1, None, None, {"hidden": True})
            sheet.write_blank(number - 1, 0, None, formats.plain)  # a row without a cell would not be written at all
        wrong = said.get(number, {})
        row = next(found)[1]
        marks = {0, *wrong} if wrong else set()  # the first cell too: seen without scrolling to the right
        row += [None] * (max(marks, default=0) + 1 - len(row))
        for column, value in enumerate(row):
            if value is not None or column in marks:
                _put(sheet, (number - 1, column), value, formats(value, wrong=column in marks))
        for column, sentences in wrong.items():
            if (grid.name, (number, column)) not in late:
                look = {"author": "Chung Tay", "width": 320, "height": 40 + 34 * len(sentences)}
                sheet.write_comment(number - 1, column, "\n".join(sentences), look)


def _put(sheet: Any, place: tuple[int, int], value: Value, look: Any) -> None:
    """A value as it goes into the sheet; a text that begins with "=" stays a text, a day is written as one."""
    if isinstance(value, CellError):
        value = value.code
    if isinstance(value, str):
        sheet.write_string(*place, ILLEGAL_CHARACTERS_RE.sub("?", value)[:_LONGEST_TEXT], look)
    elif value is None:
        sheet.write_blank(*place, None, look)
    elif isinstance(value, bool):
        sheet.write_boolean(*place, value, look)
    elif isinstance(value, int | float):
        sheet.write_number(*place, value, look)
    elif isinstance(value, datetime.date) and value.year < _FIRST_YEAR:
        sheet.write_string(*place, value.strftime("%d/%m/%Y"), look)
    else:
        sheet.write_datetime(*place, value, look)


def _list(sheet: Any, rows: list[tuple[str, tuple[int, int], _Said]]) -> None:
    for column, width in enumerate((22, 9, 90)):
        sheet.set_column(column, column, width)
    lines = [
        (name, f"{get_column_letter(column + 1)}{row}", sentence)
        for name, (row, column), said in rows
        for sentence in said[row][column]
    ]
    for number, line in enumerate([("Trang", "Ô", LISTED), *lines]):
        for column, text in enumerate(line):
            _put(sheet, (number, column), text, None)
