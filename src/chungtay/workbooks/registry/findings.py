"""What is wrong in a large file, as a list to work through: sheet, cell, sentence."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from chungtay.workbooks.contents import CellProblem
from chungtay.workbooks.papers.book import Book

_HEADINGS = (("Trang", 22), ("Dòng", 8), ("Ô", 9), ("Chỗ cần sửa", 90))


def write_findings(path: Path, problems: Iterable[CellProblem]) -> None:
    """Row by row in constant memory."""
    book = Book(path, streamed=True)
    sheet = book.sheet("Chỗ cần sửa")
    head, cell = book.style(bold=True, border=1), book.style(text_wrap=True, border=1)
    for column, (_text, width) in enumerate(_HEADINGS):
        sheet.set_column(column, column, width)
    for column, (text, _width) in enumerate(_HEADINGS):
        sheet.write_string(0, column, text, head)
    sheet.freeze_panes(1, 0)
    for row, problem in enumerate(problems, 1):
        sheet.write_string(row, 0, problem.sheet, cell)
        sheet.write_number(row, 1, problem.row, cell)
        sheet.write_string(row, 2, f"{problem.column}{problem.row}" if problem.column else "", cell)
        sheet.write_string(row, 3, problem.message_vi, cell)
    book.close()
