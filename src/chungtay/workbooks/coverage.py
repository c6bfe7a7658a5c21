"""How far each policy has reached its people, as a workbook whose sums are live; and lists of people by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from chungtay.workbooks.papers.book import Book

_PARTS = (
    "Chưa lập danh sách",
    "Chờ duyệt",
    "Chờ trao",
    "Đã trao",
    "Không nhận",
    "Thôi hưởng",
    "Đã trả lại",
    "Phải hỏi trước",
)
_LAST = ("Chưa biết", "Kỳ trước chưa trao")
_FIRST = 2  # column of "due", after policy and part


@dataclass(frozen=True, slots=True)
class Line:
    """One part of a place under one policy. `parts`: unlisted, drafted, approved, delivered, refused, lapsed, returned,
    asked first; `last`: unknown, carried over."""

    name: str
    parts: tuple[int, int, int, int, int, int, int, int]
    last: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Block:
    """One policy with its parts; the sum of the parts is the place."""

    title: str
    lines: Sequence[Line]


def write_coverage(path: Path, title: str, about: Sequence[str], part: str, blocks: Sequence[Block]) -> None:
    """`part` is what the second column holds: residential groups or wards. Every sum, share and check is a formula that
    Excel works out anew; what we worked out stands beside it."""
    book = Book(path)
    sheet = book.sheet("Bao phủ")
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&RTrang &P/&N")
    sheet.write_string(0, 0, title, book.style(bold=True))
    for offset, line in enumerate(about, 1):
        sheet.write_string(offset, 0, line, book.style(font_size=11))
    top = len(about) + 2
    headings = [("Chính sách", 44), (part, 24), ("Được hưởng", 12), *((name, 12) for name in _PARTS)]
    headings += [("Còn thiếu", 12), ("Tỷ lệ đã trao", 12), *((name, 12) for name in _LAST), ("Kiểm tra", 10)]
    row = book.table(sheet, top, headings, [])
    for block in blocks:
        row = _block(book, sheet, row, block)
    sheet.freeze_panes(top + 1, _FIRST)
    book.close()


def _block(book: Book, sheet: Any, row: int, block: Block) -> int:
    """The sum of a policy, then its parts; returns the next free row."""
    first, last = row + 2, row + 1 + len(block.lines)  # rows as Excel counts them
    total = Line("Cộng", _sums([line.parts for line in block.lines]), _sums([line.last for line in block.lines]))
    _row(book, sheet, row, (block.title, total), sums=(first, last))
    for at, line in enumerate(block.lines, row + 1):
        _row(book, sheet, at, (block.title, line), sums=None)
    return row + 1 + len(block.lines)


def _sums(rows: Sequence[tuple[int, ...]]) -> Any:
    return tuple(map(sum, zip(*rows, strict=True)))


def _row(book: Book, sheet: Any, row: int, what: tuple[str, Line], *, sums: tuple[int, int] | None) -> None:
    bold, (title, line) = sums is not None, what
    text = book.style(border=1, bold=bold, text_wrap=True)
    plain = book.style(border=1, bold=bold)
    number = row + 1

    def cell(column: int) -> str:
        return f"{xl_col_to_name(column)}{number}"

    def figure(column: int, value: int) -> None:
        if sums is None:
            sheet.write_number(row, column, value, plain)
        else:
            name = xl_col_to_name(column)
            sheet.write_formula(row, column, f"=SUM({name}{sums[0]}:{name}{sums[1]})", plain, value)

    sheet.write_string(row, 0, title, text)
    sheet.write_string(row, 1, line.name, text)
    start = _FIRST + 1
    end = start + len(_PARTS) - 1
    due, missing = sum(line.parts), sum(line.parts[:3])
    sheet.write_formula(row, _FIRST, f"=SUM({cell(start)}:{cell(end)})", plain, due)
    for column, value in enumerate(line.parts, start):
        figure(column, value)
    sheet.write_formula(row, end + 1, f"=SUM({cell(start)}:{cell(start + 2)})", plain, missing)
    share = book.style(border=1, bold=bold, num_format="0%")
    of = f'=IF({cell(_FIRST)}=0,"",{cell(start + 3)}/{cell(_FIRST)})'
    sheet.write_formula(row, end + 2, of, share, line.parts[3] / due if due else "")
    for column, value in enumerate(line.last, end + 3):
        figure(column, value)
    rest = "+".join(cell(column) for column in (start + 3, end + 1, *range(start + 4, end + 1)))
    sheet.write_formula(row, end + 5, f"={cell(_FIRST)}-({rest})", plain, 0)


def write_people(
    path: Path, title: str, about: Sequence[str], headings: Sequence[tuple[str, int]], rows: Sequence[Sequence[Any]]
) -> None:
    """People by name, numbered, with what is asked in each column; amounts as whole numbers."""
    book = Book(path)
    sheet = book.sheet("Danh sách")
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&RTrang &P/&N")
    sheet.write_string(0, 0, title, book.style(bold=True))
    for offset, line in enumerate(about, 1):
        sheet.write_string(offset, 0, line, book.style(font_size=11))
    numbered = [[number, *row] for number, row in enumerate(rows, 1)]
    book.table(sheet, len(about) + 2, [("STT", 6), *headings], numbered)
    book.close()
