"""Mẫu số 6.1 and 6.2 as workbooks: one sheet for each residential group, columns and order as printed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from chungtay.workbooks.outcome import Outcome
from chungtay.workbooks.papers.book import PAPER_FONT, Book
from chungtay.workbooks.writing.lists import GroupList, escaped_lists, poor_lists

_COLUMNS = (
    ("STT", 7), ("Họ và tên chủ hộ", 34), ("Giới tính (1: Nam, 2: Nữ)", 16),
    ("Ngày, tháng năm sinh", 18), ("Địa chỉ", 40),
)  # fmt: skip


def write_poor_list(path: Path, outcome: Outcome) -> None:
    """Mẫu số 6.1. Danh sách hộ nghèo, hộ cận nghèo sau khi rà soát (gazette page 73)."""
    write_lists(path, "Mẫu số 6.1", ["DANH SÁCH HỘ NGHÈO, HỘ CẬN NGHÈO SAU KHI RÀ SOÁT"], poor_lists(outcome))


def write_escaped_list(path: Path, outcome: Outcome) -> None:
    """Mẫu số 6.2. Danh sách hộ thoát nghèo, hộ thoát cận nghèo sau khi rà soát (gazette page 74)."""
    write_lists(
        path, "Mẫu số 6.2", ["DANH SÁCH HỘ THOÁT NGHÈO, HỘ THOÁT CẬN NGHÈO", "SAU KHI RÀ SOÁT"], escaped_lists(outcome)
    )


def write_lists(path: Path, form: str, title: list[str], lists: list[GroupList]) -> None:
    """Lists as printed, wherever they come from."""
    book = Book(path, PAPER_FONT)
    taken: set[str] = set()
    for one in lists:
        _sheet(book, book.sheet(_sheet_name(one, form, taken)), form, title, one)
    book.close()


def _sheet_name(one: GroupList, form: str, taken: set[str]) -> str:
    """A name that Excel takes: at most 31 signs, none of []:*?/\\, no name twice."""
    base = re.sub(r"[\[\]:*?/\\']", " ", one.place.group or one.place.ward or form).strip()[:27] or form
    name, number = base, 1
    while name.lower() in taken:
        number += 1
        name = f"{base} {number}"
    taken.add(name.lower())
    return name


def _sheet(book: Book, sheet: Any, form: str, title: list[str], one: GroupList) -> None:
    sheet.set_paper(9)
    sheet.set_margins(left=1.18, right=0.59, top=0.79, bottom=0.79)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L{form}&RTrang &P/&N")
    centre = book.style(align="center", bold=True)
    sheet.merge_range(
        0, 0, 0, 1, f"UBND {one.place.ward or 'xã/phường/thị trấn ................'}", book.style(bold=True)
    )
    sheet.merge_range(1, 0, 1, 1, one.place.group or "Thôn/tổ dân phố ................", book.style(bold=True))
    sheet.merge_range(0, 2, 0, 4, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", centre)
    sheet.merge_range(1, 2, 1, 4, "Độc lập - Tự do - Hạnh phúc", book.style(align="center", bold=True, underline=1))
    # the day of signing is written by hand: it is not the day of the review
    sheet.merge_range(3, 2, 3, 4, "......, ngày ... tháng ... năm ......", book.style(align="center", italic=True))
    for offset, line in enumerate(title):
        sheet.merge_range(5 + offset, 0, 5 + offset, 4, line, book.style(align="center", bold=True, font_size=14))
    row = 6 + len(title)
    head = book.style(align="center", bold=True, border=1, text_wrap=True)
    for column, (text, width) in enumerate(_COLUMNS):
        sheet.write_string(row, column, text, head)
        sheet.set_column(column, column, width)
    sheet.repeat_rows(row)
    row = _parts(book, sheet, row + 1, one)
    for note in one.notes:
        sheet.merge_range(row, 0, row, 4, note, book.style(italic=True, text_wrap=True))
        row += 1
    sheet.merge_range(row + 1, 0, row + 1, 1, "NGƯỜI LẬP BIỂU", centre)
    sheet.merge_range(row + 1, 2, row + 1, 4, "XÁC NHẬN CỦA TRƯỞNG THÔN", centre)
    signed = book.style(align="center", italic=True)
    sheet.merge_range(row + 2, 0, row + 2, 1, "(Ký, họ tên)", signed)
    sheet.merge_range(row + 2, 2, row + 2, 4, "(Ký, họ tên)", signed)


def _parts(book: Book, sheet: Any, row: int, one: GroupList) -> int:
    bold, cell = book.style(bold=True, border=1), book.style(border=1, text_wrap=True)
    number = book.style(border=1, align="center")
    for part in one.parts:
        _line(sheet, row, [part.numeral, f"{part.label} ({len(part.entries)} hộ)", "", "", ""], bold)
        row += 1
        if not part.entries:
            _line(sheet, row, ["", "Không có hộ", "", "", ""], cell)
            row += 1
        for place, entry in enumerate(part.entries, 1):
            _line(sheet, row, ["", entry.name, entry.sex, entry.born, entry.address], cell)
            sheet.write_number(row, 0, place, number)
            row += 1
    _line(sheet, row, ["III.", f"Tổng cộng (I + II): {one.total} hộ", "", "", ""], bold)
    return row + 1


def _line(sheet: Any, row: int, texts: list[str], style: Any) -> None:
    for column, text in enumerate(texts):
        sheet.write_string(row, column, text, style)
