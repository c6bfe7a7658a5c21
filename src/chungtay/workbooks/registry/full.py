"""Every field of the register in two sheets, households and members, joined by the household code. The row of ids above
the data is what the reader goes by, so that the copy comes back in unchanged.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from chungtay.workbooks.papers.book import Book
from chungtay.workbooks.registry.entries import (
    CIRCUMSTANCES,
    CLASSES,
    SEXES,
    Home,
    Person,
    circumstance_in_words,
    reasons_in_words,
)
from chungtay.workbooks.registry.relations import label_of

HOUSEHOLDS, MEMBERS = "Hộ", "Thành viên"
Value = str | int | None
_FIRST = 2  # labels, ids, then the data

_OF_HOME: tuple[tuple[str, str, int, Callable[[Home], Value]], ...] = (
    ("household_code", "Mã hộ", 15, lambda home: home.code),
    ("official_code", "Mã hộ trong chương trình của Bộ", 18, lambda home: home.official_code),
    ("head_name", "Họ và tên chủ hộ", 26, lambda home: home.head),
    ("province", "Tỉnh/thành phố", 18, lambda home: home.place.province),
    ("district", "Quận/huyện", 16, lambda home: home.place.district),
    ("ward_code", "Mã xã/phường", 9, lambda home: home.place.ward_code),
    ("ward_name", "Xã/phường", 18, lambda home: home.place.ward),
    ("group", "Thôn/tổ dân phố", 16, lambda home: home.place.group),
    ("address", "Địa chỉ", 34, lambda home: home.address),
    ("since", "Ở đây từ ngày", 12, lambda home: home.since),
    ("latitude", "Vĩ độ", 11, lambda home: home.latitude),
    ("longitude", "Kinh độ", 11, lambda home: home.longitude),
    ("class", "Phân loại hộ", 18, lambda home: CLASSES.get(home.class_id, "")),
    ("b1", "Điểm B1", 7, lambda home: home.b1),
    ("b2", "Điểm B2", 7, lambda home: home.b2),
    ("decision_number", "Số quyết định", 18, lambda home: home.decision_number),
    ("decision_date", "Ngày quyết định", 12, lambda home: home.decision_date),
    ("signed_by", "Người ký quyết định", 24, lambda home: home.signed_by),
    ("reason", "Nguyên nhân nghèo", 34, lambda home: reasons_in_words(home.reasons)),
    ("ethnic_minority", "Hộ dân tộc thiểu số", 9, lambda home: "x" if home.ethnic_minority else ""),
    ("no_labour", "Hộ không có khả năng lao động", 9, lambda home: "x" if home.no_labour else ""),
    ("merit", "Hộ có thành viên là người có công", 9, lambda home: "x" if home.merit else ""),
    ("note", "Ghi chú", 34, lambda home: home.note),
)
_OF_PERSON: tuple[tuple[str, str, int, Callable[[Person], Value]], ...] = (
    ("name", "Họ và tên", 26, lambda person: person.name),
    ("relationship", "Quan hệ với chủ hộ", 18, lambda person: label_of(person.relation)),
    ("relation_words", "Quan hệ cụ thể", 16, lambda person: person.relation_words),
    ("sex", "Giới tính", 8, lambda person: SEXES.get(person.sex, "")),
    ("birth_date", "Ngày, tháng, năm sinh", 13, lambda person: person.born),
    ("ethnicity", "Dân tộc", 10, lambda person: person.ethnicity),
    ("phone", "Số điện thoại liên hệ", 13, lambda person: person.phone),
    ("id_number", "Số CCCD", 15, lambda person: person.id_number),
    ("id_issued_on", "Ngày cấp", 12, lambda person: person.id_issued_on),
    ("id_issued_by", "Nơi cấp", 26, lambda person: person.id_issued_by),
    ("old_card", "Số CMND cũ", 12, lambda person: person.old_card),
    ("certificate_of_birth", "Số giấy khai sinh", 14, lambda person: person.certificate_of_birth),
    ("bank", "Ngân hàng", 18, lambda person: person.bank),
    ("bank_account", "Số tài khoản", 18, lambda person: person.bank_account),
    ("bank_holder", "Chủ tài khoản", 22, lambda person: person.bank_holder),
)


def _circumstance(kind: str) -> Callable[[Person], Value]:
    def text(person: Person) -> str:
        found = person.circumstances.get(kind)
        return circumstance_in_words(*found) if found else ""

    return text


_OF_PERSON += tuple((f"is_{kind}", label, 16, _circumstance(kind)) for kind, label in CIRCUMSTANCES.items())


class FullBook:
    """Written row by row in constant memory."""

    # what of Home and Person no column tells
    LEAVES_OUT = frozenset({"home.previous_class", "person.age"})

    def __init__(self, path: Path) -> None:
        self._book = Book(path, streamed=True)
        self._cell = self._book.style(num_format="@")
        self._homes = self._sheet(HOUSEHOLDS, [entry[:3] for entry in _OF_HOME])
        self._people = self._sheet(MEMBERS, [("household_code", "Mã hộ", 15), *(entry[:3] for entry in _OF_PERSON)])
        self.written = self._person_row = 0

    def _sheet(self, name: str, columns: list[tuple[str, str, int]]) -> Any:
        sheet = self._book.sheet(name)
        head = self._book.style(bold=True, text_wrap=True, border=1, bg_color="#e7f0ef")
        grey = self._book.style(font_color="#6b7280", font_size=8)
        for column, (_identity, _label, width) in enumerate(columns):
            sheet.set_column(column, column, width)
        for column, (_identity, label, _width) in enumerate(columns):
            sheet.write_string(0, column, label, head)
        for column, (identity, _label, _width) in enumerate(columns):
            sheet.write_string(1, column, identity, grey)
        sheet.freeze_panes(_FIRST, 1)
        return sheet

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_rest: BaseException | TracebackType | None) -> None:
        if kind is None:
            self._book.close()

    def write(self, home: Home) -> None:
        self._row(self._homes, self.written + _FIRST, [text(home) for _id, _label, _width, text in _OF_HOME])
        self.written += 1
        for person in home.members:
            values = [home.code, *(text(person) for _id, _label, _width, text in _OF_PERSON)]
            self._row(self._people, self._person_row + _FIRST, values)
            self._person_row += 1

    def _row(self, sheet: Any, row: int, values: list[Value]) -> None:
        for column, value in enumerate(values):
            if isinstance(value, int):
                sheet.write_number(row, column, value)
            elif value:
                sheet.write_string(row, column, value, self._cell)
