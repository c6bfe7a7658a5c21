"""One sheet as a table: what each column holds, what kind of rows it has, and which rows are no data and why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from chungtay.workbooks.reading.faults import shown
from chungtay.workbooks.reading.grid import Grid, Row, Value
from chungtay.workbooks.reading.headers import Header, is_number_row, repeats_header
from chungtay.workbooks.reading.questions import Question, Questions
from chungtay.workbooks.reading.text import letters_of, words
from chungtay.workbooks.reading.values import is_nothing

Shape = Literal["households", "people"]
Reason = tuple[str, str]

ABOVE: Reason = ("tiêu đề, đầu bảng", "title or headings")
BLANK: Reason = ("dòng trống", "blank row")
REPEATED: Reason = ("đầu bảng lặp lại", "headings repeated")
NUMBERS: Reason = ("dòng số thứ tự của cột", "row of column numbers")
TOTAL: Reason = ("dòng tổng cộng", "row of totals")
SECTION: Reason = ("dòng tên nhóm", "title of a section")
FOOT: Reason = ("chữ ký, ghi chú cuối bảng", "signatures and notes")
ONLY_NUMBER: Reason = ("dòng chỉ có số thứ tự", "row with a number only")
NOTHING_KNOWN: Reason = (
    "dòng không có họ tên, mã hộ hay câu trả lời nào đọc được",
    "row without a name, code or any answer that is read",
)

_TOTAL = re.compile(r"^(?:[ivx]+[.)]?\s+|\d+[.)]\s*)?(?:tổng cộng|tổng số|tổng|cộng)(?![\w])(?!\s+h[òo]a)")
_TOTAL_ASCII = re.compile(r"^(?:[ivx]+[.)]?\s+)?(?:tong cong|tong so|tong\s*[:=]?$|cong\s*[:=]?$|total)")
_GROUP = re.compile(r"^(?:tổ dân phố|tổ|thôn|xóm|ấp|buôn|bản|làng|khu phố|khu|tdp|phum|sóc)\s+\S")
_GROUP_ASCII = re.compile(r"^(?:to dan pho|thon|xom|ap|khu pho|tdp)\s+\S")
_CLASS_SECTION = re.compile(
    r"(?:(?:[ivx]{1,4}|[a-d]|\d{1,2}) )?(?:danh sach )?(?:so )?ho (?:gia dinh )?"
    r"((?:thoat )?(?:can )?ngheo|khong ngheo)"
)
_CLOSING = re.compile(
    r"^(?:nguoi lap|nguoi ghi|ky (?:va )?(?:ho ten|ghi ro|ten|dong dau)|xac nhan|t m |tm ubnd|kt |chu tich|"
    r"pho chu tich|"
    r"truong thon|to truong|ra soat vien|dieu tra vien|dai dien|thu truong|can bo|noi nhan|ghi chu|luu y|chu thich|"
    r"ngay thang nam|.{0,40}ngay \d{0,2} ?thang \d{0,2} ?nam|trang \d|uy ban nhan dan|ubnd|cong hoa xa hoi|"
    r"doc lap tu do|"
    r"danh sach ho |mau so |bieu (?:so|mau)|phu luc |ban chi dao)"
)
_IDENTITIES = ("name", "head_name", "household_code", "parent_index", "index", "id_number")
_COUNTERS = ("row_no", "household_no")


@dataclass(frozen=True, slots=True)
class Bound:
    """A column and what it holds in this table; `option` where the column is the tick box of one code."""

    index: int
    question: Question
    option: int | None
    target: str
    of: Literal["household", "member"]


@dataclass(slots=True)
class Table:
    """A sheet with its header. "households": one row each; "people": one row a person, perhaps with household cells."""

    grid: Grid
    header: Header
    shape: Shape
    bound: list[Bound]
    places: dict[str, list[int]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.grid.name

    def has(self, target: str) -> bool:
        return target in self.places

    def value(self, row: Row, target: str) -> Value:
        """The first cell of the row that holds something for this target."""
        for index in self.places.get(target, ()):
            if index < len(row) and not is_nothing(row[index]):
                return row[index]
        return None

    def where(self) -> dict[str, str]:
        return {target: letters_of(indexes[0]) for target, indexes in self.places.items()}


def make_table(grid: Grid, header: Header, questions: Questions) -> Table:
    """Settle whether rows are households or people, and what general headings such as "Họ và tên" then mean."""
    targets = [column.match.target for column in header.columns if column.match]
    people = any(questions.of_member_only(target) for target in targets) or {"name", "head_name"} <= set(targets)
    counters = targets.count("row_no")
    bound: list[Bound] = []
    for column in header.columns:
        if column.match is None:
            continue
        question = questions.by_id[column.match.target]
        target = question.id
        if target == "row_no" and people and counters > 1:
            target, counters = "household_no", 0
        if target == "name" and not people:
            target = "head_name"
        if target == "index" and "parent_index" in targets:
            continue
        of = _of(question, target, people)
        bound.append(Bound(column.index, question, column.match.option, target, of))
    table = Table(grid, header, "people" if people else "households", bound)
    for entry in bound:
        table.places.setdefault(entry.target, []).append(entry.index)
    return table


def _of(question: Question, target: str, people: bool) -> Literal["household", "member"]:
    if not people or target in ("head_name", "household_no"):
        return "household"
    return "household" if question.of == "household" else "member"


@dataclass(frozen=True, slots=True)
class Sorted:
    """A row with why it is no data (`aside`), or None; `class_text`, `group`: what the section above it says."""

    number: int
    row: Row
    aside: Reason | None
    class_text: str = ""
    group: str = ""


def sorted_rows(table: Table) -> Iterator[Sorted]:
    """Every row of the sheet, in order, data or set aside."""
    closing = False
    class_text = group = ""
    for number, row in table.grid.rows():
        if number <= table.header.last:
            yield Sorted(number, row, ABOVE if any(not is_nothing(value) for value in row) else BLANK)
            continue
        filled = [value for value in row if not is_nothing(value)]
        if not filled:
            yield Sorted(number, row, BLANK)
            continue
        texts = ["" if is_nothing(value) else shown(value) for value in row]
        reason = _reason(table, row, texts, closing)
        if reason is FOOT:
            closing = True
        elif reason is SECTION:
            said = next((found for text in texts if (found := _class_section(text))), "")
            if said:
                class_text = said
            else:
                group = next((text for text in texts if _is_group(text)), group)
        elif reason is None:
            closing = False
        yield Sorted(number, row, reason, class_text, group)


def _reason(table: Table, row: Row, texts: list[str], closing: bool) -> Reason | None:
    filled = [text for text in texts if text]
    # a word such as "XÁC NHẬN" below the column of identity numbers makes no person, nor the line of place and date
    person = any(
        any(sign.isdecimal() for sign in text) and len(text.split()) <= 2
        for target in ("id_number", "birth_date", "household_code")
        for text in [shown(table.value(row, target))]
    )
    named = any(table.value(row, target) is not None for target in _IDENTITIES)
    if repeats_header(texts, table.header):
        return REPEATED
    if is_number_row(texts):
        return None if _is_plain_data(table, row) else NUMBERS
    if any(_is_total(text) for text in filled[:3]) and not person:
        return TOTAL
    if len(filled) <= 3 and not person and any(_class_section(text) for text in filled[:2]) and _section_like(filled):
        return SECTION
    if len(filled) <= 2 and not person and any(_is_group(text) for text in filled) and _section_like(filled):
        return SECTION
    if len(filled) <= 4 and not person and any(_CLOSING.match(words(text)) for text in filled):
        return FOOT
    answered = sum(
        1
        for entry in table.bound
        if entry.target not in _COUNTERS and entry.index < len(row) and not is_nothing(row[entry.index])
    )
    if closing and len(filled) <= 2 and not person and answered <= 2:
        return FOOT
    if named or answered >= 2:
        return None
    if answered == 0 and any(table.value(row, target) is not None for target in _COUNTERS) and len(filled) <= 2:
        return ONLY_NUMBER
    return NOTHING_KNOWN


def _is_plain_data(table: Table, row: Row) -> bool:
    """Rows of bare numbers are data where codes are numbers: a household sheet keyed by code, without names."""
    if table.has("name") or table.has("head_name"):
        named = table.value(row, "name" if table.has("name") else "head_name")
        return isinstance(named, str) and len(named) > 2 and not named.strip("() ").isdecimal()
    return any(table.value(row, target) is not None for target in ("household_code", "index", "parent_index"))


def _section_like(filled: list[str]) -> bool:
    """Besides the title only a numeral such as "I." or "A"."""
    return sum(len(text.strip(" .)(")) > 4 for text in filled) <= 1 or len(filled) == 1


def _is_total(text: str) -> bool:
    lower = text.lower()
    return bool(_TOTAL.match(lower) or (text.isascii() and _TOTAL_ASCII.match(lower)))


def _is_group(text: str) -> bool:
    lower = text.lower()
    return bool(_GROUP.match(lower) or (text.isascii() and _GROUP_ASCII.match(lower)))


def _class_section(text: str) -> str:
    match = _CLASS_SECTION.fullmatch(words(text))
    if match is None:
        return ""
    return {
        "ngheo": "Hộ nghèo",
        "can ngheo": "Hộ cận nghèo",
        "khong ngheo": "Hộ không nghèo",
        "thoat ngheo": "Hộ thoát nghèo",
        "thoat can ngheo": "Hộ thoát cận nghèo",
    }[match[1]]
