"""One way to make a workbook: no formulas, no links, no macros come out of anybody's text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import xlsxwriter

PAPER_FONT = "Times New Roman"
SCREEN_FONT = "Calibri"


class Book:
    """A workbook being written; text is always written as text, so "=1+1" in a name stays a name."""

    def __init__(self, path: Path, font: str = SCREEN_FONT, *, streamed: bool = False) -> None:
        options = {
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "constant_memory": streamed,  # rows must then be written from top to bottom
            "tmpdir": str(path.parent),  # rows that wait lie beside the workbook, and are gone with its folder
        }
        self.book = xlsxwriter.Workbook(str(path), options)
        self.font = font
        self.formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def style(self, **properties: Any) -> Any:
        """A format, made once."""
        key = tuple(sorted(properties.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format(
                {"font_name": self.font, "font_size": 12, "valign": "top"} | properties
            )
        return self.formats[key]

    def sheet(self, name: str) -> Any:
        return self.book.add_worksheet(name)

    def table(self, sheet: Any, row: int, headings: list[tuple[str, int]], rows: list[list[Any]]) -> int:
        """Headings (text, width) at `row`, then the rows; returns the next free row. The head stays in sight."""
        head = self.style(bold=True, text_wrap=True, border=1, bg_color="#e7f0ef")
        cell = self.style(text_wrap=True, border=1)
        for column, (text, width) in enumerate(headings):
            sheet.write_string(row, column, text, head)
            sheet.set_column(column, column, width)
        sheet.freeze_panes(row + 1, 0)
        sheet.repeat_rows(row)
        for offset, values in enumerate(rows, 1):
            for column, value in enumerate(values):
                if isinstance(value, str):
                    sheet.write_string(row + offset, column, value, cell)
                elif value is None:
                    sheet.write_blank(row + offset, column, None, cell)
                else:
                    sheet.write_number(row + offset, column, value, cell)
        if rows:
            sheet.autofilter(row, 0, row + len(rows), len(headings) - 1)
        return row + len(rows) + 1

    def close(self) -> None:
        self.book.close()
