"""The officer's own workbook back, with a comment and a fill on every cell that is wrong; no value is touched."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook

from chungtay.workbooks.contents import CellProblem
from chungtay.workbooks.papers.sheets import read_sheets
from chungtay.workbooks.reading.grid import CellError

_YELLOW = PatternFill("solid", start_color="FFFFE08A", end_color="FFFFE08A")


def write_marked(source: Path, path: Path, problems: list[CellProblem]) -> None:
    """Write the marked copy (.xlsx). An .xls or .csv comes back as .xlsx with the same cells."""
    book = _copy(source)
    by_cell: dict[tuple[str, str], list[str]] = defaultdict(list)
    for problem in problems:
        by_cell[problem.sheet, f"{problem.column or 'A'}{problem.row}"].append(problem.message_vi)
    for (name, cell), messages in by_cell.items():
        if name not in book.sheetnames:
            continue
        sheet = book[name]
        place = _anchor(sheet, cell)
        comment = Comment("\n".join(messages), "Chung Tay", height=40 + 34 * len(messages), width=320)
        sheet[place].comment = comment
        sheet[place].fill = _YELLOW
        sheet.cell(sheet[place].row, 1).fill = _YELLOW  # seen without scrolling to the right
    book.save(path)


def _anchor(sheet: object, cell: str) -> str:
    """A comment on a merged range goes to its first cell."""
    for merged in sheet.merged_cells.ranges:  # type: ignore[attr-defined]
        if cell in merged:
            return f"{get_column_letter(merged.min_col)}{merged.min_row}"
    return cell


def _copy(source: Path) -> Workbook:
    if source.read_bytes()[:2] == b"PK":
        return openpyxl.load_workbook(source, keep_links=False)
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in read_sheets(source)[0]:
        page = book.create_sheet(sheet.name[:31])
        for row, cells in enumerate(sheet.rows, 1):
            for column, value in enumerate(cells, 1):
                if value is not None:
                    cell = page.cell(row, column)
                    cell.value = value.code if isinstance(value, CellError) else value
                    if isinstance(value, str | CellError):
                        cell.data_type = "s"  # a text that begins with "=" stays a text
    return book
