"""One cell to one answer of the rule book. What is ambiguous is a fault with a sentence, never a guess."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal

from chungtay.rulebook.model import Input
from chungtay.workbooks.reading import limits
from chungtay.workbooks.reading.faults import Fault, error_fault, shown
from chungtay.workbooks.reading.grid import CellError, Value
from chungtay.workbooks.reading.questions import Question
from chungtay.workbooks.reading.text import fold, words

MARKS = {"x", "✓", "✔", "☑", "☒", "v", "√", "■"}
NOTHING = {"", "-", "–", "—", "...", "…", ".", "/", "\\"}
_YES = {"co", "c", "yes", "y", "true", "dung"}
_NO = {"khong", "ko", "k", "no", "n", "false", "khong co"}
_NONE = {"khong", "khong co", "ko", "chua co", "none"}
_NUMBERED = re.compile(
    r"(?:mã\s*)?(\d{1,3})(?:\.0)?\s*(?:[.):\-–=](?!\d)\s*(.*))?", re.IGNORECASE | re.DOTALL | re.ASCII
)
_UNITED = re.compile(r"([-+]?[\d.,\s]*\d)\s*([^\d\s].*)?", re.DOTALL | re.ASCII)
_METRES = re.compile(r"([012])\s*m\s*(\d{2})", re.IGNORECASE)
_NO_NUMBER = Fault("không phải là số. Ghi bằng chữ số.", "is no number. Write it in digits.")
# units that may follow a number without changing it, by the unit of the question
_SAME_UNIT = {
    "m2": {"m2", "m²", "met vuong", "m vuong"},
    "kWh": {"kwh", "kw", "so", "so dien", "ky", "ki"},
    "cm": {"cm"},
    "kg": {"kg", "ky", "can"},
    "con": {"con"},
    "chục con": {"chuc", "chuc con"},
    "tháng": {"thang"},
    "": {"cai", "chiec", "bo", "dan", "may"},
}


def is_nothing(value: Value) -> bool:
    """An empty cell, or a dash or dots that stand for one."""
    return value is None or (isinstance(value, str) and value.strip() in NOTHING)


def read_code(value: Value, question: Question) -> int | Fault:
    """A code from its number, "1. Bê tông", the label, or a mark where the only answers are yes and no."""
    codes = dict(question.codes)
    if isinstance(value, CellError):
        return error_fault(value)
    if isinstance(value, bool):
        return (1 if value else 2) if question.yes_no else _no_code(question)
    if isinstance(value, int | float):
        return int(value) if float(value).is_integer() and int(value) in codes else _no_code(question)
    if isinstance(value, datetime.date | datetime.time | datetime.timedelta):
        return Fault("là ngày giờ, cần một mã.", "is a date or time; a code is needed.")
    text = shown(value)
    if match := _NUMBERED.fullmatch(text.strip()):
        return _numbered(int(match[1]), match[2] or "", question)
    plain = words(text)
    meant = question.code_meant(text)
    if meant is not None:
        return meant
    if question.yes_no:
        if fold(text) in MARKS or plain in _YES:
            return 1
        if plain in _NO:
            return 2
    # "Khác: tre nứa", "Khác (ghi rõ ...)"
    if plain.startswith("khac ") and "khac" in question.by_words:
        return question.by_words["khac"]
    if len(plain) >= 6:
        near = question.codes_begun(text)
        if len(near) == 1:
            return next(iter(near))
    return _no_code(question)


def _numbered(code: int, label: str, question: Question) -> int | Fault:
    """A number, perhaps with its label behind it; a label that belongs to another code is a contradiction."""
    if code not in dict(question.codes):
        return _no_code(question)
    stated = question.code_meant(label)
    if label.strip() and stated is not None and stated != code:
        return Fault("ghi số và chữ khác nhau. Ghi lại một mã.", "has a number and words that differ. Write one code.")
    return code


def _no_code(question: Question) -> Fault:
    vi = "; ".join(f"{code} = {label.vi}" for code, label in question.codes)
    en = "; ".join(f"{code} = {label.en}" for code, label in question.codes)
    return Fault(f"không có trong các mã: {vi}.", f"is not one of the codes: {en}.")


def own_words(text: str, question: Question, code: int) -> str:
    """What a cell says beyond its code: "con dâu" of "5. con dâu"; "" for a bare number or the printed label."""
    match = _NUMBERED.fullmatch(text.strip())
    said = ((match[2] or "") if match else text).strip()
    label = dict(question.codes)[code]
    return "" if words(said) in ("", words(label.vi), words(label.en)) else said


def is_marked(value: Value, code: int) -> bool | Fault:
    """Whether a column of its own for one option is ticked."""
    if isinstance(value, CellError):
        return error_fault(value)
    if is_nothing(value) or value is False or (isinstance(value, int | float) and value == 0):
        return False
    text = fold(shown(value))
    if value is True or text in MARKS or text in ("1", "co", str(code)):
        return True
    if text in ("0", "khong", "ko"):
        return False
    return Fault("không phải dấu X. Đánh X hoặc để trống.", "is no mark. Write X or leave it empty.")


def read_number(value: Value, entry: Input) -> int | str | Fault:
    """A whole number, or an exact decimal as text; within the bounds and decimals of the question."""
    if isinstance(value, CellError):
        return error_fault(value)
    if isinstance(value, bool | datetime.date | datetime.time | datetime.timedelta):
        return Fault("không phải là số (Excel có thể đã đổi thành ngày). Gõ lại số.", "is no number. Type the number.")
    if isinstance(value, int | float):
        # 45.300000000000004 is the 45.3 that was typed: a cell keeps 15 digits
        number: Decimal | Fault = Decimal(format(value, ".15g"))
    else:
        number = _typed_number(shown(value), entry)
    return number if isinstance(number, Fault) else _within(number, entry)


def _typed_number(text: str, entry: Input) -> Decimal | Fault:
    plain = fold(text)
    if plain in _NONE and entry.minimum == 0:
        return Decimal(0)
    if entry.unit == "cm" and (match := _METRES.fullmatch(plain)):
        return Decimal(int(match[1]) * 100 + int(match[2]))
    match = _UNITED.fullmatch(plain)
    if match is None:
        return _NO_NUMBER
    number = plain_decimal(match[1].strip(), entry.decimals)
    unit = (match[2] or "").strip(" .")
    if isinstance(number, Fault) or not unit or unit in _SAME_UNIT.get(entry.unit, set()) | _SAME_UNIT[""]:
        return number
    if entry.unit == "cm" and unit == "m":
        return number * 100
    if entry.unit == "m2" and unit == "ha":
        return number * 10_000
    return Fault(
        f"có đơn vị “{unit}”, cột này tính bằng {entry.unit or 'số lượng'}. Đổi rồi ghi lại chỉ con số.",
        f'has the unit "{unit}"; this column counts in {entry.unit or "pieces"}. Convert it and write the number only.',
    )


def plain_decimal(text: str, decimals: int) -> Decimal | Fault:
    """1.234,5 and 1,234.5 and 1234,5; one sign before three digits has two readings unless the answer is whole."""
    if not text.isascii():
        return _NO_NUMBER
    sign = -1 if text.startswith("-") else 1
    text = re.sub(r"(?<=\d)\s(?=\d{3})", "", text.lstrip("+-")).strip()
    if re.fullmatch(r"\d{1,20}", text):
        return sign * Decimal(text)
    for thousands, comma in ((".", ","), (",", ".")):
        grouped = re.fullmatch(rf"\d{{1,3}}(?:\{thousands}\d{{3}})+(\{comma}\d+)?", text)
        if grouped and (grouped[1] or text.count(thousands) > 1 or decimals == 0):
            return sign * Decimal(text.replace(thousands, "").replace(comma, "."))
    if re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", text):
        whole = text.replace(".", "").replace(",", "")
        return Fault(
            f"đọc được hai cách. Ghi {whole} nếu là {whole}, hoặc bớt chữ số lẻ.",
            f"can be read in two ways. Write {whole} if that is meant, or fewer decimals.",
        )
    if re.fullmatch(r"\d{1,20}[.,]\d{1,20}", text):
        return sign * Decimal(text.replace(",", "."))
    return _NO_NUMBER


def _within(number: Decimal, entry: Input) -> int | str | Fault:
    if number.copy_abs() > Decimal(10) ** 15:
        return Fault("quá lớn.", "is too large.")
    scaled = number.scaleb(entry.decimals)
    if scaled != scaled.to_integral_value():
        if entry.decimals == 0:
            return Fault("phải là số nguyên.", "must be a whole number.")
        return Fault(
            f"có quá {entry.decimals} chữ số lẻ. Làm tròn theo phiếu rồi ghi lại.",
            f"has more than {entry.decimals} decimals. Round it as on the form and write it again.",
        )
    if not entry.minimum <= int(scaled) <= entry.maximum:
        low, high = (Decimal(bound).scaleb(-entry.decimals).normalize() for bound in (entry.minimum, entry.maximum))
        return Fault(f"phải từ {low:f} đến {high:f}.", f"must be from {low:f} to {high:f}.")
    return int(number) if number == number.to_integral_value() else format(number.normalize(), "f")


def read_whole(value: Value) -> int | Fault:
    """A count or score that somebody typed, zero or more."""
    if isinstance(value, CellError):
        return error_fault(value)
    if isinstance(value, float | int) and not isinstance(value, bool) and float(value).is_integer() and value >= 0:
        return int(value)
    text = shown(value).strip()
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,9}(?:[.,]0)?", text):
        return int(re.split("[.,]", text)[0])
    return Fault("phải là số nguyên từ 0.", "must be a whole number from 0.")


def read_text(value: Value) -> str | Fault:
    """Text as typed; a number keeps its digits."""
    if isinstance(value, CellError):
        return error_fault(value)
    text = shown(value)
    if len(text) > limits.MAX_TEXT:
        return Fault(f"dài quá {limits.MAX_TEXT} chữ.", f"is longer than {limits.MAX_TEXT} letters.")
    return text
