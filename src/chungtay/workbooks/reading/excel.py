"""Grids out of Excel files: values by calamine (.xlsx) or xlrd (.xls), the rest by our own scan."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterator
from typing import Any

import python_calamine
import xlrd

from chungtay.rulebook.errors import ChungTayError
from chungtay.workbooks.reading import limits, package
from chungtay.workbooks.reading.grid import CellError, Grid, Row, Value
from chungtay.workbooks.reading.limits import too_many_columns, too_many_rows
from chungtay.workbooks.reading.opening import damaged, password_refused
from chungtay.workbooks.reading.text import letters_of

_WORKSHEET = python_calamine.SheetTypeEnum.WorkSheet
_VISIBLE = python_calamine.SheetVisibleEnum.Visible


def grids_of_xlsx(data: bytes) -> list[Grid]:
    """Every worksheet, hidden ones too; raises FileRefused."""
    scans = package.scan(data)
    try:
        book = python_calamine.load_workbook(io.BytesIO(data))
        sheets = [entry for entry in book.sheets_metadata if entry.typ == _WORKSHEET]
        return [_grid_of_xlsx(book, entry, scans.get(entry.name, package.SheetScan())) for entry in sheets]
    except ChungTayError:
        raise
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # a panic of the Rust reader is no Exception
        raise damaged(
            "Excel không đọc được nội dung trang.",
            "the content of a sheet cannot be read.",
        ) from error


def _grid_of_xlsx(book: Any, entry: Any, scan: package.SheetScan) -> Grid:
    sheet = book.get_sheet_by_name(entry.name)
    start, end = sheet.start, sheet.end
    height = end[0] + 1 if end else 0
    last = max(height, max((row for row, _ in scan.errors), default=0))
    _within(entry.name, last, end[1] + 1 if end else 0)
    errors: dict[int, dict[int, str]] = {}
    for (row, column), code in scan.errors.items():
        if column < limits.MAX_COLUMNS:
            errors.setdefault(row, {})[column] = code
    left = start[1] if start else 0

    def raw_rows() -> Iterator[tuple[int, Row]]:
        number = 0
        for values in sheet.iter_rows():
            number += 1
            row: Row = [None] * left + [None if value == "" else value for value in values]
            yield number, _with_errors(row, errors.get(number))
        for below in range(number + 1, last + 1):
            yield below, _with_errors([], errors.get(below))

    grid = Grid(
        entry.name,
        raw_rows,
        last,
        visible=entry.visible == _VISIBLE,
        merged=[(first[0] + 1, first[1], final[0] + 1, final[1]) for first, final in sheet.merged_cell_ranges or []],
        hidden_rows=scan.hidden_rows,
        hidden_columns=scan.hidden_columns,
        fonts=scan.fonts,
    )
    grid.decide_encodings()
    return grid


def _with_errors(row: Row, errors: dict[int, str] | None) -> Row:
    for column, code in (errors or {}).items():
        row.extend([None] * (column + 1 - len(row)))
        row[column] = CellError(code)
    return row


def _within(name: str, rows: int, columns: int) -> None:
    if rows > limits.MAX_ROWS:
        raise too_many_rows(name, rows)
    if columns > limits.MAX_COLUMNS:
        raise too_many_columns(name, letters_of(columns - 1))


def grids_of_xls(data: bytes) -> list[Grid]:
    """Every worksheet of an old binary workbook; raises FileRefused."""
    try:
        book = xlrd.open_workbook(
            file_contents=data,
            formatting_info=True,
            logfile=io.StringIO(),
            ragged_rows=True,
        )
        return [_grid_of_xls(book, sheet) for sheet in book.sheets()]
    except ChungTayError:
        raise
    except MemoryError:
        raise
    except xlrd.XLRDError as error:
        if "encrypt" in str(error).lower() or "password" in str(error).lower():
            raise password_refused() from error
        raise damaged("nội dung .xls không đọc được.", "the .xls content cannot be read.") from error
    except Exception as error:  # xlrd meets broken records with any kind of exception
        raise damaged("nội dung .xls không đọc được.", "the .xls content cannot be read.") from error


def _grid_of_xls(book: Any, sheet: Any) -> Grid:
    _within(sheet.name, sheet.nrows, sheet.ncols)
    codes = [package.font_code(font.name) for font in book.font_list]
    fonts: dict[int, bytearray] = {}
    if any(codes):
        for row in range(sheet.nrows):
            marks = bytearray(
                codes[book.xf_list[sheet.cell_xf_index(row, column)].font_index] for column in range(sheet.row_len(row))
            )
            if any(marks):
                fonts[row + 1] = marks
    rows = [[_value_of_xls(cell, book.datemode) for cell in sheet.row(row)] for row in range(sheet.nrows)]
    while rows and not any(value is not None for value in rows[-1]):
        rows.pop()

    def raw_rows() -> Iterator[tuple[int, Row]]:
        for index, row in enumerate(rows, 1):
            yield index, list(row)

    grid = Grid(
        sheet.name,
        raw_rows,
        len(rows),
        visible=sheet.visibility == 0,
        merged=[(top + 1, left, bottom, right - 1) for top, bottom, left, right in sheet.merged_cells],
        hidden_rows={row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden},
        hidden_columns={column for column, info in sheet.colinfo_map.items() if info.hidden and column < sheet.ncols},
        fonts=fonts,
        day_zero_1904=book.datemode == 1,
    )
    grid.decide_encodings()
    return grid


def _value_of_xls(cell: Any, datemode: int) -> Value:
    if cell.ctype == xlrd.XL_CELL_TEXT:
        return str(cell.value) or None
    if cell.ctype == xlrd.XL_CELL_NUMBER:
        return float(cell.value)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return CellError(xlrd.error_text_from_code.get(cell.value, "#ERROR!"))
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            day: datetime.datetime = xlrd.xldate_as_datetime(cell.value, datemode)
        except (ValueError, OverflowError, xlrd.xldate.XLDateError):
            return float(cell.value)
        return day.time() if 0 <= cell.value < 1 else day
    return None
