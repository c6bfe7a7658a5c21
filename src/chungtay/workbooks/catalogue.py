"""The catalogue of policies as a workbook: a sheet for each kind of entry, text and whole numbers alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chungtay.workbooks.papers.book import Book


@dataclass(frozen=True, slots=True)
class Sheet:
    """`headings`: (text, width)."""

    name: str
    headings: Sequence[tuple[str, int]]
    rows: Sequence[Sequence[Any]]


def write_catalogue(path: Path, title: str, about: Sequence[str], sheets: Sequence[Sheet]) -> None:
    book = Book(path)
    for each in sheets:
        sheet = book.sheet(each.name)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&RTrang &P/&N")
        sheet.write_string(0, 0, f"{title}: {each.name}", book.style(bold=True))
        for offset, line in enumerate(about, 1):
            sheet.write_string(offset, 0, line, book.style(font_size=11))
        book.table(sheet, len(about) + 2, list(each.headings), [list(row) for row in each.rows])
    book.close()
