"""The lists of the ministry's program after a review: poor and near-poor households, those that escaped poverty, those
that rose above near-poverty. One row a person, the household's own facts in the row of its head.

    with MinistryBook(path, ward="Phường Ngọc Hà", on=day, everybody=True) as book:
        for home in homes:
            book.write(home)

Our source for the layout is the program text of an importer that reads these lists (columns A to AA from row 8, A to P
from row 10), not the circular itself; where it names 25 of 27 columns, household code and number of the member are the
other two. The program is read by its headings, so another order of columns is read as well.
"""

from __future__ import annotations

import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from chungtay.workbooks.papers.book import PAPER_FONT, Book
from chungtay.workbooks.registry.entries import CLASSES, SEXES, Home, Person, reasons_in_words
from chungtay.workbooks.registry.relations import relation_in_words

LISTED, ESCAPED_POOR, ESCAPED_NEAR_POOR = "Hộ nghèo, cận nghèo", "Hộ thoát nghèo", "Hộ thoát cận nghèo"
OTHERS = "Các hộ khác"
TITLES = {
    LISTED: "DANH SÁCH HỘ NGHÈO, HỘ CẬN NGHÈO SAU KHI RÀ SOÁT",
    ESCAPED_POOR: "DANH SÁCH HỘ THOÁT NGHÈO SAU KHI RÀ SOÁT",
    ESCAPED_NEAR_POOR: "DANH SÁCH HỘ THOÁT CẬN NGHÈO SAU KHI RÀ SOÁT",
    OTHERS: "DANH SÁCH CÁC HỘ KHÁC TRÊN ĐỊA BÀN",
}
LISTED_FIRST, ESCAPED_FIRST = 7, 9  # first row of data, from 0

_WIDE = (  # A to AA
    ("STT hộ", 7), ("Mã hộ", 16), ("Họ và tên chủ hộ", 26), ("STT thành viên", 8), ("Họ và tên thành viên", 26),
    ("Quan hệ với chủ hộ", 18), ("Ngày, tháng, năm sinh", 13), ("Giới tính", 8), ("Số CCCD", 15),
    ("Tỉnh/thành phố", 18), ("Quận/huyện", 16), ("Mã quận/huyện", 10), ("Xã/phường", 18), ("Mã xã/phường", 10),
    ("Thôn/tổ dân phố", 16), ("Dân tộc", 10), ("Phân loại hộ", 18), ("Số QĐ công nhận", 18), ("Ngày QĐ", 12),
    ("B1", 7), ("B2", 7), ("Hộ DTTS", 8), ("Hộ không KNLĐ", 9), ("Hộ có TV có công", 9), ("Nguyên nhân nghèo", 34),
    ("Tuổi", 6), ("Số nhân khẩu", 8),
)  # fmt: skip
_NARROW = (  # A to P
    ("STT hộ", 7), ("Mã hộ", 16), ("Họ và tên chủ hộ", 26), ("STT thành viên", 8), ("Họ và tên thành viên", 26),
    ("Quan hệ với chủ hộ", 18), ("Giới tính", 8), ("Ngày, tháng, năm sinh", 13), ("Số CCCD", 15), ("Dân tộc", 10),
    ("Địa chỉ", 44), ("B1", 7), ("B2", 7), ("Ghi chú", 30), ("Tuổi", 6), ("Số nhân khẩu", 8),
)  # fmt: skip


class MinistryBook:
    """Written row by row, memory constant. `everybody` adds a sheet for households that stand on none of the lists."""

    # what of Home and Person no column tells
    LEAVES_OUT = frozenset(
        {
            *("home.code", "home.since", "home.latitude", "home.longitude", "home.signed_by", "person.phone"),
            *("person.id_issued_on", "person.id_issued_by", "person.old_card", "person.certificate_of_birth"),
            *("person.bank", "person.bank_account", "person.bank_holder", "person.circumstances"),
        }
    )

    def __init__(self, path: Path, *, ward: str, on: datetime.date, everybody: bool) -> None:
        self._book = Book(path, PAPER_FONT, streamed=True)
        names = [LISTED, ESCAPED_POOR, ESCAPED_NEAR_POOR, *([OTHERS] if everybody else [])]
        self._pages = {name: _Page(self._book, name, ward, on) for name in names}
        self.written = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_rest: BaseException | TracebackType | None) -> None:
        if kind is None:
            self._book.close()

    def write(self, home: Home) -> None:
        """Put the household on every list that it belongs to."""
        for name in lists_of(home):
            if page := self._pages.get(name):
                page.write(home)
                self.written += 1


def lists_of(home: Home) -> list[str]:
    """Who was poor and is near-poor now stands on two lists: among the near-poor, and among those who escaped."""
    found = [LISTED] if home.class_id in ("poor", "near_poor") else []
    if home.previous_class == "poor" and home.class_id in ("near_poor", "not_poor", "average"):
        found.append(ESCAPED_POOR)
    elif home.previous_class == "near_poor" and home.class_id in ("not_poor", "average"):
        found.append(ESCAPED_NEAR_POOR)
    return found or [OTHERS]


class _Page:
    def __init__(self, book: Book, name: str, ward: str, on: datetime.date) -> None:
        self.sheet: Any = book.sheet(name)
        self.wide = name in (LISTED, OTHERS)
        self.columns = _WIDE if self.wide else _NARROW
        self.row = LISTED_FIRST if self.wide else ESCAPED_FIRST
        self.number = 0
        self.text = book.style(border=1, text_wrap=True, num_format="@")
        self.count = book.style(border=1)
        self._head(book, name, ward, on)

    def _head(self, book: Book, name: str, ward: str, on: datetime.date) -> None:
        sheet, last = self.sheet, len(self.columns) - 1
        bold, centre = book.style(bold=True), book.style(bold=True, align="center")
        for column, (_text, width) in enumerate(self.columns):
            sheet.set_column(column, column, width)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.merge_range(0, 0, 0, 4, f"UBND {ward}", bold)
        sheet.merge_range(0, 5, 0, last, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", centre)
        sheet.merge_range(1, 5, 1, last, "Độc lập - Tự do - Hạnh phúc", book.style(align="center", underline=1))
        sheet.merge_range(3, 0, 3, last, TITLES[name], book.style(bold=True, align="center", font_size=14))
        sheet.merge_range(4, 0, 4, last, f"(Tính đến ngày {on:%d/%m/%Y})", book.style(align="center", italic=True))
        head = book.style(bold=True, border=1, align="center", text_wrap=True)
        for column, (text, _width) in enumerate(self.columns):
            sheet.write_string(self.row - 2, column, text, head)
        for column in range(len(self.columns)):
            sheet.write_string(self.row - 1, column, f"({column + 1})", head)
        sheet.repeat_rows(self.row - 2, self.row - 1)
        sheet.freeze_panes(self.row, 0)

    def write(self, home: Home) -> None:
        self.number += 1
        for place, person in enumerate(home.members, 1):
            values = self._wide(home, place, person) if self.wide else self._narrow(home, place, person)
            for column, value in enumerate(values):
                if value is None or value == "":
                    self.sheet.write_blank(self.row, column, None, self.text)
                elif isinstance(value, int):
                    self.sheet.write_number(self.row, column, value, self.count)
                else:
                    self.sheet.write_string(self.row, column, value, self.text)
            self.row += 1

    def _begin(self, home: Home, place: int, person: Person) -> list[str | int | None]:
        """The code stands in every row: a sheet that somebody sorted still says who belongs where."""
        code = home.official_code or home.code
        return [self.number, code, home.head, place, person.name, relation_in_words(person)]

    def _wide(self, home: Home, place: int, person: Person) -> list[str | int | None]:
        where = home.place
        first = place == 1
        return [
            *self._begin(home, place, person),
            person.born,
            SEXES.get(person.sex, ""),
            person.id_number,
            where.province,
            where.district,
            where.district_code,
            where.ward,
            where.ward_code,
            where.group,
            person.ethnicity,
            CLASSES.get(home.class_id, "") if first else None,
            home.decision_number if first else None,
            home.decision_date if first else None,
            home.b1 if first else None,
            home.b2 if first else None,
            _mark(home.ethnic_minority and first),
            _mark(home.no_labour and first),
            _mark(home.merit and first),
            reasons_in_words(home.reasons) if first else None,
            person.age,
            len(home.members) if first else None,
        ]

    def _narrow(self, home: Home, place: int, person: Person) -> list[str | int | None]:
        where = home.place
        first = place == 1
        return [
            *self._begin(home, place, person),
            SEXES.get(person.sex, ""),
            person.born,
            person.id_number,
            person.ethnicity,
            ", ".join(part for part in (home.address, where.group, where.ward) if part),
            home.b1 if first else None,
            home.b2 if first else None,
            home.note if first else None,
            person.age,
            len(home.members) if first else None,
        ]


def _mark(yes: bool) -> str:
    return "x" if yes else ""
