"""The rows below the headings of a list of people: who is somebody, and which rows are nobody and why.

A row that holds something is never passed over in silence: it is somebody, read or told as unreadable, or it is set
aside with its reason and counted. A total is only what reads as one with its marks, beside no date and no number of a
person: nobody is set aside for a name such as Tống Công.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from chungtay.workbooks.reading.faults import error_fault, shown
from chungtay.workbooks.reading.grid import CellError, Grid, Row, Value
from chungtay.workbooks.reading.text import letters_of, spelling, words

Line = TypeVar("Line")
Said = tuple[str, str]
Headings = Sequence[tuple[str, re.Pattern[str]]]

TOTAL: Said = ("Dòng cộng, không phải người.", "A total, nobody.")
REPEATED: Said = ("Dòng tiêu đề, không phải người.", "Headings, nobody.")
SECTION: Said = ("Tên nhóm, không phải người.", "The title of a section, nobody.")
FOOT: Said = ("Chữ ký, ghi chú, không phải người.", "A signature or a note, nobody.")

_TOTAL = re.compile(
    r"(?:(?:[ivx]+|\d+)[.)]?\s+)?(?:tổng cộng|tổng số|tổng|cộng)"
    r"(?:[\s:=.,()\d+\-–đ]|(?<!\w)(?:cộng|số|tiền|người|đối tượng|học sinh|thẻ|kinh phí|chi|trang|danh sách|hộ|nhóm"
    r"|mức|hưởng|trợ cấp|tháng|đồng|toàn|phường|xã|trường|lớp|khối|chung|các|của|này|[ivx]+)(?!\w))*"
)
_TOTAL_BARE = re.compile(
    r"(?:tong cong|tong so|cong)\s*[:=].*|(?:tong cong|tong so) \d+.*|(?:tong so|cong) (?:nguoi|tien)"
)
_SECTION = re.compile(r"(?:[IVX]+|[A-D])[.)]\s*\S.*")
_CLOSING = re.compile(
    r"(?:nguoi lap|lap bieu|nguoi ghi|ky (?:va )?(?:ho ten|ghi ro|ten|dong dau)|xac nhan|tm ubnd|kt chu tich|chu tich|"
    r"pho chu tich|giam doc|pho giam doc|hieu truong|pho hieu truong|ke toan|thu quy|thu truong|truong phong|can bo|"
    r"cong chuc|noi nhan|ghi chu|luu y|bang chu|so tien bang chu|tong so tien bang chu|danh sach (?:nay )?(?:co|gom)|"
    r"an dinh danh sach|.{0,40}ngay \d{0,2} ?thang \d{0,2} ?nam|trang \d|uy ban nhan dan|ubnd)(?!\w)"
)
# Words of a signature that are names of people without their marks: Chu Tích, Trương Phong, Thu Quý.
_WITH_MARKS = {
    "chu tich": "chủ tịch", "thu quy": "thủ quỹ", "thu truong": "thủ trưởng", "truong phong": "trưởng phòng",
    "hieu truong": "hiệu trưởng", "bang chu": "bằng chữ", "can bo": "cán bộ", "ke toan": "kế toán",
    "giam doc": "giám đốc", "cong chuc": "công chức",
}  # fmt: skip
_COLUMN_NUMBER = re.compile(r"\(?(?:\d{1,2}|[A-Za-z])\)?")


@dataclass(frozen=True, slots=True)
class Passed:
    """A row that is nobody: its number in the file, the first thing it says, why it was set aside."""

    line: int
    text: str
    why: Said


class Lines(list[Line]):
    """The people of a list, in its order; `passed`: the rows set aside."""

    passed: tuple[Passed, ...] = ()


def kept_of(passed: Sequence[Passed]) -> list[list[int | str]]:
    """As an office keeps them: [line, what it says]."""
    return [[each.line, each.text] for each in passed]


def rows_below(
    grid: Grid, heading: int, columns: Mapping[str, int], headings: Headings, *, names: Collection[str],
    tell: Collection[str],
) -> tuple[list[tuple[int, Row]], tuple[Passed, ...]]:  # fmt: skip
    """Every row below the headings that holds something: those of somebody (number, cells), and those set aside.
    `names`: the columns of the name; `tell`: those that tell a person by a date or a number. A row with nothing but its
    running number is blank."""
    closing, somebody, passed = False, [], []
    for number, row in grid.rows():
        if number <= heading:
            continue
        filled = [shown(value) for value in row if value is not None]
        inside = {kind for kind in columns if cell(row, columns, kind) is not None}
        if not filled or (not inside and all(_COLUMN_NUMBER.fullmatch(text) or text.isdecimal() for text in filled)):
            continue
        aside = _aside(row, columns, headings, names, tell, inside, filled, closing)
        closing = aside is FOOT or (closing and aside is not None)
        if aside is None:
            somebody.append((number, row))
        else:
            text = next((text for text in filled if not text.isdecimal()), filled[0])
            passed.append(Passed(number, text[:60], aside))
    return somebody, tuple(passed)


def _aside(
    row: Row, columns: Mapping[str, int], headings: Headings, names: Collection[str], tell: Collection[str],
    inside: set[str], filled: list[str], closing: bool,
) -> Said | None:  # fmt: skip
    named = [shown(cell(row, columns, kind)) for kind in names if kind in inside]
    if named and all(_COLUMN_NUMBER.fullmatch(text) for text in filled):
        return REPEATED  # (1) (2) (3) below the headings
    if len(filled) == 1 and _is_closing(filled[0]):
        return FOOT  # the place and the day below the table, under whatever column
    if any(_tells(cell(row, columns, kind)) for kind in tell if kind in inside):
        return None
    forms = dict(headings)
    if sum(bool(forms[kind].match(words(shown(cell(row, columns, kind))))) for kind in inside) >= 2:
        return REPEATED
    said = named or filled
    if any(is_total(text) for text in said):
        return TOTAL
    if any(_is_closing(text) for text in said):
        return FOOT
    if any(_SECTION.fullmatch(text) for text in said):
        return SECTION
    if not inside or (closing and inside <= set(names)):
        return FOOT
    return None


def _tells(value: Value) -> bool:
    return isinstance(value, CellError) or any(sign.isdecimal() for sign in shown(value))


def is_total(text: str) -> bool:
    """Whether a text is the word of a total, and nothing that could be a name."""
    lower = " ".join(text.lower().split())
    return bool(_TOTAL.fullmatch(lower) or (text.isascii() and _TOTAL_BARE.fullmatch(lower)))


def _is_closing(text: str) -> bool:
    """Whether a text is the word of a signature or a note; what may be a name (Lưu Ý) is one."""
    found = _CLOSING.match(words(text))
    if found is None or (found[0] == "luu y" and ":" not in text):
        return False
    wanted = _WITH_MARKS.get(found[0])
    return wanted is None or spelling(text).startswith(spelling(wanted))


def cell(row: Row, columns: Mapping[str, int], kind: str) -> Value:
    """What the row holds of a kind; a failed formula is something, and is told."""
    index = columns.get(kind)
    value = row[index] if index is not None and index < len(row) else None
    return None if value == "" else value


def text_of(value: Value) -> str:
    """The text of a cell; "" for a failed formula, which `broken` tells."""
    return "" if isinstance(value, CellError) else shown(value).strip()


def broken(value: Value, vi: str, en: str) -> Said | None:
    """What to say of a formula that failed or was never calculated; None of anything else."""
    if not isinstance(value, CellError):
        return None
    fault = error_fault(value)
    return f"{vi} “{shown(value)}” {fault.vi}", f'{en} "{shown(value)}" {fault.en}'


def lacking(grid: Grid, number: int, columns: Mapping[str, int], kind: str, vi: str, en: str) -> Said:
    """What to say of a cell that is blank and must not be: which, and whether it was merged with the one above."""
    index = columns.get(kind)
    if index is None:
        return f"Thiếu {vi}.", f"The {en} is missing."
    where = f"{letters_of(index)}{number}"
    if any(top < number <= end and left <= index <= right for top, left, end, right in grid.merged):
        return (
            f"Thiếu {vi}: ô {where} gộp với ô trên. Bỏ gộp, ghi lại cho từng người.",
            f"The {en} is missing: cell {where} is merged with the one above. Split it and write each person's own.",
        )
    return f"Thiếu {vi}: ghi vào ô {where}.", f"The {en} is missing: write it in cell {where}."
