"""The list of households to review as a workbook: classes may be typed, and their numbers are formulas that count."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from chungtay.workbooks.papers.book import PAPER_FONT, Book

_WIDTHS = (6, 28, 10, 9, 36, 9, 9, 10)


def write_list_workbook(
    path: Path,
    *,
    title: str,
    place: Sequence[str],
    headings: Sequence[str],
    rows: Sequence[list[Any]],
    classes: Sequence[tuple[str, str]],
    note: str,
) -> None:
    """`rows` have as many cells as `headings`, the class last; `classes` are (letter, words of its count)."""
    book = Book(path, PAPER_FONT)
    sheet = book.sheet("Danh sách rà soát")
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.write_string(0, 0, title, book.style(bold=True))
    for row, text in enumerate(place, 1):
        sheet.write_string(row, 0, text, book.style())
    first = len(place) + 2
    after = book.table(sheet, first, list(zip(headings, _WIDTHS, strict=True)), list(rows))
    last = len(headings) - 1
    letters = [letter for letter, _words in classes]
    if rows:
        sheet.data_validation(first + 1, last, after - 1, last, {"validate": "list", "source": letters})
    column = chr(ord("A") + last)
    for row, (letter, words) in enumerate(classes, after + 1):
        counted = sum(each[last] == letter for each in rows)
        cells = f"{column}{first + 2}:{column}{max(after, first + 2)}"
        sheet.write_string(row, 1, words, book.style(bold=True))
        sheet.write_formula(row, 2, f'=COUNTIF({cells},"{letter}")', book.style(bold=True), counted)
    sheet.write_string(after + len(classes) + 2, 0, note, book.style(italic=True))
    book.close()
