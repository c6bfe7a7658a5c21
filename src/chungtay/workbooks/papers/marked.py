"""The officer's own workbook back, with a comment and a fill on every cell that is wrong; no value is touched."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import openpyxl
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from chungtay.workbooks.contents import CellProblem
from chungtay.workbooks.papers.sheets import read_sheets
from chungtay.workbooks.reading.grid import CellError

_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\]")
_LONGEST_NAME = 28  # Excel allows 31; a second one of the same name gets a number
_YELLOW = PatternFill("solid", start_color="FFFFE08A", end_color="FFFFE08A")


def write_marked(source: Path, path: Path, problems: list[CellProblem], *, members: Path | None = None) -> None:
    """Write the marked copy (.xlsx). An .xls, .csv, .parquet or a pair comes back as .xlsx with the same cells."""
    book, sheets = _copy(source, members)
    by_cell: dict[tuple[str, str], list[str]] = defaultdict(list)
    for problem in problems:
        by_cell[problem.sheet, f"{problem.column or 'A'}{problem.row}"].append(problem.message_vi)
    for (name, cell), messages in by_cell.items():
        if name not in sheets:
            continue
        sheet = sheets[name]
        place = _anchor(sheet, cell)
        comment = Comment("\n".join(messages), "Chung Tay", height=40 + 34 * len(messages), width=320)
        sheet[place].comment = comment
        sheet[place].fill = _YELLOW
        sheet.cell(sheet[place].row, 1).fill = _YELLOW  # seen without scrolling to the right
    book.save(path)


def sheet_name(name: str) -> str:
    """The name of a sheet, of a file too, as Excel takes it."""
    return _NOT_IN_A_NAME.sub("_", name)[:_LONGEST_NAME]


def _anchor(sheet: Worksheet, cell: str) -> str:
    """A comment on a merged range goes to its first cell."""
    for merged in sheet.merged_cells.ranges:
        if cell in merged:
            return f"{get_column_letter(merged.min_col)}{merged.min_row}"
    return cell


def _copy(source: Path, members: Path | None) -> tuple[Workbook, dict[str, Worksheet]]:
    """The workbook, and its sheets by the names in problems; one that was a file's name may be too long for Excel."""
    if members is None and source.read_bytes()[:2] == b"PK":
        book = openpyxl.load_workbook(source, keep_links=False)
        return book, {name: book[name] for name in book.sheetnames}
    book = Workbook()
    book.remove(book.worksheets[0])
    pages = {}
    for sheet in read_sheets(source, members)[0]:
        page = book.create_sheet(sheet_name(sheet.name))
        pages[sheet.name] = page
        for row, cells in enumerate(sheet.rows, 1):
            for column, value in enumerate(cells, 1):
                if value is not None:
                    cell = page.cell(row, column)
                    text = value.code if isinstance(value, CellError) else value
                    cell.value = ILLEGAL_CHARACTERS_RE.sub("?", text) if isinstance(text, str) else text
                    if isinstance(value, str | CellError):
                        cell.data_type = "s"  # a text that begins with "=" stays a text
    return book, pages
