"""Report tables as a workbook: one sheet a form, totals, shares and check columns as live formulas.

The value that we worked out stands beside each formula, so that the figure is there before Excel recalculates.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from chungtay.workbooks.papers.book import PAPER_FONT, Book
from chungtay.workbooks.reports.tables import AT_LEAST, BALANCE, COUNT, RATE, SECTION, TOTAL, Check, Column, Row, Table

HEAD = 5  # first row of the headings, from 0
# Shares whose parts stand on another sheet of the same workbook.
PARTS = {"7.5": "7.4", "7.7": "7.6"}


def write_tables(
    path: Path,
    tables: Mapping[str, Table],
    about: Sequence[str],
    checks: Sequence[Check] = (),
    codes: Mapping[int, str] | None = None,
) -> None:
    """`about` are the lines under each title: place, year, lists, rule set. Broken checks get a sheet of their own,
    with the codes of their households (`codes`: household -> code), which name nobody to an outsider."""
    book = Book(path, PAPER_FONT)
    names = {form: _name(table) for form, table in tables.items()}
    for table in tables.values():
        _Sheet(book, table, about, names, tables).write()
    if checks:
        _checks(book, checks, codes or {})
    book.close()


def _name(table: Table) -> str:
    return f"Biểu {table.form}" if table.form[0].isdigit() else table.title.capitalize()[:31]


class _Sheet:
    def __init__(
        self, book: Book, table: Table, about: Sequence[str], names: Mapping[str, str], tables: Mapping[str, Table]
    ) -> None:
        self.book, self.table, self.about, self.names, self.tables = book, table, about, names, tables
        self.first = 3 if table.split_head else 2  # column of the first figure
        self.depth = max(len(column.heading) for column in table.columns)
        self.top = HEAD + self.depth + 1  # row of the first unit
        self.sheet: Any = book.sheet(names[table.form])

    def write(self) -> None:
        sheet, table = self.sheet, self.table
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&RTrang &P/&N")
        sheet.write_string(
            0, 0, f"{'Mẫu số ' + table.form + '. ' if table.page else ''}{table.title}", self._style(bold=True)
        )
        for offset, line in enumerate(self.about, 1):
            sheet.write_string(offset, 0, line, self._style(font_size=11))
        self._headings()
        for at, row in enumerate(table.rows):
            self._row(at, row)
        end = self.top + len(table.rows)
        for offset, note in enumerate([*table.unknowns(), *table.notes], 1):
            sheet.write_string(end + offset, 0, note, self._style(italic=True, font_size=11))
        sheet.freeze_panes(self.top, self.first)
        sheet.repeat_rows(HEAD, self.top - 1)

    def _style(self, **more: Any) -> Any:
        return self.book.style(**more)

    def _headings(self) -> None:
        style = self._style(bold=True, border=1, align="center", text_wrap=True)
        labels = ["TT", "Khu vực/Địa bàn", *([self.table.split_head] if self.table.split_head else [])]
        for column, label in enumerate(labels):
            self._merge(HEAD, column, HEAD + self.depth - 1, column, label, style)
            self.sheet.set_column(column, column, (6, 30, 12)[column])
        paths = [column.heading for column in self.table.columns]
        for level in range(self.depth):
            at = 0
            while at < len(paths):
                last = at
                if level < len(paths[at]):
                    same = paths[at][: level + 1]
                    while last + 1 < len(paths) and paths[last + 1][: level + 1] == same and level + 1 < len(paths[at]):
                        last += 1
                    down = HEAD + self.depth - 1 if level + 1 == len(paths[at]) else HEAD + level
                    self._merge(HEAD + level, self.first + at, down, self.first + last, paths[at][level], style)
                at = last + 1
        numbers = ["A", "B", "C"][: self.first] + [column.id for column in self.table.columns]
        for column, number in enumerate(numbers):
            self.sheet.write_string(self.top - 1, column, number, style)
        self.sheet.set_column(self.first, self.first + len(paths) - 1, 12)

    def _merge(self, top: int, left: int, bottom: int, right: int, text: str, style: Any) -> None:
        if (top, left) == (bottom, right):
            self.sheet.write_string(top, left, text, style)
        else:
            self.sheet.merge_range(top, left, bottom, right, text, style)

    def _row(self, at: int, row: Row) -> None:
        bold = row.kind in (SECTION, TOTAL)
        text, line = self._style(border=1, bold=bold, text_wrap=True), self.top + at
        for column, value in enumerate([row.number, row.label, row.split][: self.first]):
            self.sheet.write_string(line, column, value, text)
        for place in range(len(self.table.columns)):
            self._cell(at, row, place, bold)

    def _cell(self, at: int, row: Row, place: int, bold: bool) -> None:
        column, line, left = self.table.columns[place], self.top + at, self.first + place
        if column.kind == COUNT:
            value, style = row.cells[place].value, self._style(border=1, bold=bold, num_format="#,##0")
            if value is None:
                self.sheet.write_blank(line, left, None, style)
                self.sheet.write_comment(line, left, row.cells[place].reason)
            elif row.parts:
                self.sheet.write_formula(line, left, self._sum(row, place), style, value)
            else:
                self.sheet.write_number(line, left, value, style)
        elif column.kind == RATE:
            self._rate(at, row, place, bold)
        elif column.kind in (BALANCE, AT_LEAST):
            value = self.table.value(row, place)
            red = {"bg_color": "#f6c9c5", "font_color": "#8a1c12"} if self.table.broken(row, place) else {}
            style = self._style(border=1, bold=bold, num_format="#,##0", **red)
            self.sheet.write_formula(line, left, self._check(line, column), style, "" if value is None else value)
            bad = self._style(bg_color="#f6c9c5", font_color="#8a1c12")
            here, sign = self._at(line, place), "<>" if column.kind == BALANCE else "<"
            rule = {"type": "formula", "criteria": f"=AND(ISNUMBER({here}),{here}{sign}0)", "format": bad}
            self.sheet.conditional_format(line, left, line, left, rule)

    def _check(self, line: int, column: Column) -> str:
        """Empty while a figure that it needs is: Excel would count what is not known as nought."""
        cells = [self._at(line, each) for each in (*column.of, *column.less)]
        told = "+".join(cells[: len(column.of)]) + "".join("-" + each for each in cells[len(column.of) :])
        needed = sorted(set(cells))
        return f'=IF(COUNT({",".join(needed)})<{len(needed)},"",{told})'

    def _rate(self, at: int, row: Row, place: int, bold: bool) -> None:
        line, left = self.top + at, self.first + place
        style = self._style(border=1, bold=bold, num_format="0.00%")
        why = self.table.why_empty(row, place)
        if why:
            self.sheet.write_blank(line, left, None, style)
            self.sheet.write_comment(line, left, why)
            return
        part, of = self.table.columns[place].of
        counts = row.cells[part].value or 0, row.cells[of].value or 1
        share = float(Decimal(counts[0]) / counts[1])  # what Excel itself would store beside the formula
        if part != place:
            whole_of = self._at(line, of)
            self.sheet.write_formula(line, left, f"={self._at(line, part)}/{whole_of}", style, share)
        elif PARTS.get(self.table.form) in self.tables:
            other = self.names[PARTS[self.table.form]]
            cell = f"'{other}'!{self._at(line, place)}"
            self.sheet.write_formula(line, left, f"={cell}/{self._at(line, of)}", style, share)
        else:
            self.sheet.write_formula(line, left, f"={counts[0]}/{self._at(line, of)}", style, share)

    def _at(self, line: int, place: int) -> str:
        found: str = xl_rowcol_to_cell(line, self.first + place)
        return found

    def _sum(self, row: Row, place: int) -> str:
        """SUM over the rows below; neighbouring rows as one range."""
        name = xl_col_to_name(self.first + place)
        lines = [self.top + part + 1 for part in row.parts]
        if len(lines) > 1 and lines == list(range(lines[0], lines[-1] + 1)):
            return f"=SUM({name}{lines[0]}:{name}{lines[-1]})"
        # a formula holds 8,192 signs and a function 255 arguments: long lists are told by a sum of sums
        groups = [",".join(f"{name}{line}" for line in lines[at : at + 200]) for at in range(0, len(lines), 200)]
        return "=" + "+".join(f"SUM({group})" for group in groups)


NAMED = 50  # codes in one cell; the page of the check shows all


def _checks(book: Book, checks: Sequence[Check], codes: Mapping[int, str]) -> None:
    sheet = book.sheet("Kiểm tra")
    rows = [[check.form, check.row, check.vi, len(check.households) or None, _named(check, codes)] for check in checks]
    sheet.write_string(0, 0, "CHỖ CHƯA KHỚP, PHẢI XEM LẠI", book.style(bold=True))
    headings = [("Biểu", 18), ("Dòng", 26), ("Chưa khớp", 80), ("Số hộ liên quan", 12), ("Mã hộ", 40)]
    book.table(sheet, 2, headings, rows)


def _named(check: Check, codes: Mapping[int, str]) -> str:
    told = ", ".join(codes[home] for home in check.households[:NAMED] if home in codes)
    more = len(check.households) - NAMED
    return f"{told} và {more} hộ khác" if more > 0 else told
