"""Identity numbers that passed through a spreadsheet: leading zeros lost, digits lost, scientific notation."""

from __future__ import annotations

import re
from dataclasses import dataclass

from chungtay.workbooks.reading.faults import Fault, shown
from chungtay.workbooks.reading.grid import Value

_DIGITS_LOST = Fault(
    "đã mất chữ số vì Excel lưu như số. Định dạng cột thành Văn bản và gõ lại đủ 12 số.",
    "lost digits because Excel kept it as a number. Format the column as text and type all 12 digits.",
)
_WRONG_LENGTH = Fault(
    "không đủ 12 số (CCCD) hoặc 9 số (CMND). Gõ lại theo giấy tờ.",
    "has neither 12 digits (citizen card) nor 9 (old card). Type it from the document.",
)
_NOT_DIGITS = Fault("phải chỉ gồm chữ số. Gõ lại theo giấy tờ.", "must have digits only. Type it from the document.")


@dataclass(frozen=True, slots=True)
class Identity:
    """12 digits, or 9 of the old card. `padded`: zeros that the spreadsheet dropped were put back."""

    digits: str
    padded: bool = False


def read_identity(value: Value, *, typed: bool = True) -> Identity | Fault:
    """One identity number. Zeros are put back only where a number format dropped them (a number cell, or a CSV)."""
    as_number = isinstance(value, float | int) and not isinstance(value, bool)
    if isinstance(value, float):
        if not value.is_integer() or abs(value) >= 1e15 or value < 0:
            return _DIGITS_LOST
        text = str(int(value))
    else:
        text = re.sub(r"[\s.'’`-]", "", shown(value))
    if re.fullmatch(r"\d+[.,]?\d*[eE][+]?\d+", shown(value).replace(" ", "")):
        return _DIGITS_LOST
    if not text.isdecimal() or not text.isascii():
        return _NOT_DIGITS
    if len(text) in (9, 12):
        return Identity(text)
    if as_number or not typed:
        # every citizen card begins with 0 (provinces 001 to 096)
        if len(text) in (10, 11):
            return Identity(text.zfill(12), padded=True)
        if len(text) == 8:
            return Identity(text.zfill(9), padded=True)
    return _WRONG_LENGTH
