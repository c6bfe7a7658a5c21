"""Mẫu số 7.1 as a workbook. The number of residents is not in a review file, so it is asked, not guessed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from chungtay.workbooks.outcome import Outcome
from chungtay.workbooks.papers.book import PAPER_FONT, Book
from chungtay.workbooks.writing.report import RESIDENTS_NOTE, report_lines


def write_report(path: Path, outcome: Outcome, residents: Mapping[str, tuple[int, int]] | None = None) -> None:
    """Write Mẫu số 7.1 (gazette page 77). `residents` maps `Place.label` -> (households, persons)."""
    book = Book(path, PAPER_FONT)
    sheet = book.sheet("Mẫu số 7.1")
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.write_string(0, 0, "Mẫu số 7.1. TỔNG HỢP KẾT QUẢ RÀ SOÁT HỘ NGHÈO, HỘ CẬN NGHÈO", book.style(bold=True))
    sheet.write_string(1, 0, f"Địa bàn: {outcome.meta.area}", book.style(bold=True))
    sheet.write_string(1, 4, f"Năm rà soát: {outcome.meta.on:%Y}", book.style(bold=True))
    head = book.style(bold=True, border=1, align="center", text_wrap=True)
    sheet.merge_range(3, 0, 5, 0, "TT", head)
    sheet.merge_range(3, 1, 5, 1, "Khu vực/Địa bàn", head)
    sheet.merge_range(3, 2, 4, 3, "Tổng số hộ dân cư (tại thời điểm rà soát)", head)
    sheet.merge_range(3, 4, 3, 7, "Kết quả rà soát (sơ bộ/chính thức)", head)
    sheet.merge_range(4, 4, 4, 5, "Tổng số hộ nghèo", head)
    sheet.merge_range(4, 6, 4, 7, "Tổng số hộ cận nghèo", head)
    for column, text in enumerate(("Số hộ", "Nhân khẩu", "Số hộ", "Tỷ lệ", "Số hộ", "Tỷ lệ"), 2):
        sheet.write_string(5, column, text, head)
    for column, text in enumerate(("A", "B", "1", "2", "3", "4", "5", "6")):
        sheet.write_string(6, column, text, head)
        sheet.set_column(column, column, 32 if column == 1 else 11)
    row = 7
    for line in report_lines(outcome, residents or {}):
        style = book.style(border=1, bold=line.total, text_wrap=True)
        sheet.write_string(row, 0, line.number, style)
        sheet.write_string(row, 1, line.label, style)
        figures = [line.households, line.persons, line.poor, line.figures()[3], line.near_poor, line.figures()[5]]
        for column, value in enumerate(figures, 2):
            if isinstance(value, int):
                sheet.write_number(row, column, value, style)
            else:
                sheet.write_string(row, column, value or "", style)
        row += 1
    sheet.merge_range(row + 1, 0, row + 1, 7, RESIDENTS_NOTE, book.style(italic=True, text_wrap=True))
    sheet.set_row(row + 1, 32)
    book.close()
