"""A cell that could not be understood, as a sentence: what it says, why that is no answer, where to mend it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from chungtay.rulebook.result import Text
from chungtay.workbooks.contents import CellProblem
from chungtay.workbooks.reading.grid import CellError, Value
from chungtay.workbooks.reading.text import letters_of


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a cell is no answer, without its place; follows "label “value” "."""

    vi: str
    en: str


FORMULA = Fault("là lỗi công thức. Gõ lại giá trị.", "is a formula error. Type the value.")
NOT_CALCULATED = Fault(
    "là công thức chưa được tính. Mở bằng Excel, lưu lại, hoặc gõ giá trị.",
    "is a formula that was never calculated. Open and save it in Excel, or type the value.",
)


def error_fault(error: CellError) -> Fault:
    return NOT_CALCULATED if error.code == "=" else FORMULA


def shown(value: Value) -> str:
    """The value as a person sees it: whole numbers without ".0", dates as dd/mm/yyyy."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime.date):
        return f"{value.day:02}/{value.month:02}/{value.year:04}"
    if isinstance(value, CellError):
        return "công thức" if value.code == "=" else value.code
    return str(value)


def cell_problem(
    sheet: str,
    row: int,
    column: int | None,
    identity: str,
    label: Text,
    value: Value,
    fault: Fault,
    kind: str = "",
) -> CellProblem:
    """The problem of one cell, or of a whole row when `column` is None."""
    letter = "" if column is None else letters_of(column)
    text = shown(value)[:80]
    quoted_vi, quoted_en = (f" “{text}”", f' "{text}"') if text else ("", "")
    place_vi = f"Sửa ở ô {letter}{row}." if letter else f"Sửa ở dòng {row}."
    place_en = f"Correct it in cell {letter}{row}." if letter else f"Correct it in row {row}."
    return CellProblem(
        sheet,
        row,
        letter,
        identity,
        text,
        f"{label.vi}{quoted_vi} {fault.vi} {place_vi}",
        f"{label.en}{quoted_en} {fault.en} {place_en}",
        kind,
    )
