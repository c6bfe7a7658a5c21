"""Dates as offices write them: true dates, text in day order, a year alone, a month and year, an Excel day number."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from chungtay.workbooks.reading.faults import Fault, shown
from chungtay.workbooks.reading.grid import Value
from chungtay.workbooks.reading.text import fold

OLDEST, NEWEST = 1900, 2100
# Two digits from 30 on are 1930 to 1999; below 30 they are this century unless the person is plainly old.
CENTURY_TURNS = 30
_DAY_ZERO = datetime.date(1899, 12, 30)
_SEPARATED = re.compile(r"(\d{1,2})\s*[/.\- ]\s*(\d{1,2})\s*[/.\- ]\s*(\d{4}|\d{2})", re.ASCII)
_MONTH = re.compile(r"(?:thang\s*)?(\d{1,2})\s*[/.\-]\s*(\d{4})|thang\s*(\d{1,2})\s*(?:nam)?\s*(\d{4})", re.ASCII)
_YEAR = re.compile(r"(?:nam\s*|sinh nam\s*)?(\d{4})", re.ASCII)
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[t ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?z?)?", re.ASCII)
_TIME_BEHIND = re.compile(r"\s+\d{1,2}:\d{2}(:\d{2})?$", re.ASCII)

NOT_IN_CALENDAR = Fault("không có trong lịch.", "is not in the calendar.")
NOT_A_DATE = Fault(
    "không phải ngày. Ghi ngày/tháng/năm (31/12/1985), tháng/năm hoặc năm.",
    "is no date. Write day/month/year (31/12/1985), month/year or the year.",
)
YEAR_IN_DATE_CELL = Fault(
    "có lẽ là năm sinh gõ vào ô định dạng ngày. Đổi định dạng ô thành Văn bản rồi gõ lại.",
    "is perhaps a year typed into a cell formatted as a date. Format the cell as text and type it again.",
)


@dataclass(frozen=True, slots=True)
class Day:
    """A date as the rule book reads it: "31/12/1985", "12/1985" or "1985". `short_year`: only two digits were given."""

    text: str
    short_year: bool = False


def read_date(value: Value, *, days_1904: bool = False) -> Day | Fault:
    """One date; never swaps day and month, never guesses between two readings."""
    if isinstance(value, datetime.date):
        # a year such as 1985 in a cell formatted as a date becomes a day of 1905
        if (
            datetime.date(1905, 3, 14)
            <= datetime.date(value.year, value.month, value.day)
            <= datetime.date(1905, 9, 30)
        ):
            return YEAR_IN_DATE_CELL
        return _day(value.day, value.month, value.year)
    if isinstance(value, bool | datetime.time | datetime.timedelta):
        return NOT_A_DATE
    if isinstance(value, int | float):
        return _from_number(float(value), days_1904)
    return _from_text(shown(value))


def _from_number(number: float, days_1904: bool) -> Day | Fault:
    if not number.is_integer() and not 2100 < number < 80_000:
        return NOT_A_DATE
    whole = int(number)
    if OLDEST <= whole <= NEWEST:
        return Day(str(whole))
    if NEWEST < whole < 80_000:
        if days_1904:
            return NOT_A_DATE
        day = _DAY_ZERO + datetime.timedelta(days=whole)
        return _day(day.day, day.month, day.year)
    return _from_digits(str(whole))


def _from_text(text: str) -> Day | Fault:
    plain = _TIME_BEHIND.sub("", fold(text).strip(" '")).strip()
    # "00/00/1985", "--/--/1985": only the year is known
    if match := re.fullmatch(r"(?:00|-+|\.+|\?+)/(?:00|-+|\.+|\?+)/(\d{4})", plain):
        return _from_text(match[1])
    if match := re.fullmatch(r"(?:00|-+|\.+|\?+)/(\d{1,2}/\d{4})", plain):
        return _from_text(match[1])
    if match := _ISO.fullmatch(plain):
        return _day(int(match[3]), int(match[2]), int(match[1]))
    if match := _SEPARATED.fullmatch(plain):
        return _day(int(match[1]), int(match[2]), *_full_year(match[3]))
    if match := re.fullmatch(r"ngay\s*(\d{1,2})\s*thang\s*(\d{1,2})\s*nam\s*(\d{4})", plain):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _MONTH.fullmatch(plain):
        month, year = int(match[1] or match[3]), int(match[2] or match[4])
        return Day(f"{month:02}/{year}") if 1 <= month <= 12 and OLDEST <= year <= NEWEST else NOT_IN_CALENDAR
    if match := _YEAR.fullmatch(plain):
        return Day(match[1]) if OLDEST <= int(match[1]) <= NEWEST else NOT_IN_CALENDAR
    if plain.isascii() and plain.isdecimal():
        return _from_digits(plain)
    return NOT_A_DATE


def _from_digits(digits: str) -> Day | Fault:
    """Eight digits without signs, only when they can be read one way."""
    if len(digits) != 8:
        return NOT_A_DATE
    day_first = _day(int(digits[:2]), int(digits[2:4]), int(digits[4:]))
    year_first = _day(int(digits[6:]), int(digits[4:6]), int(digits[:4]))
    if isinstance(day_first, Day) != isinstance(year_first, Day):
        return day_first if isinstance(day_first, Day) else year_first
    return NOT_A_DATE


def _full_year(digits: str) -> tuple[int, bool]:
    year = int(digits)
    if len(digits) == 4:
        return year, False
    return (year + 1900, False) if year >= CENTURY_TURNS else (year + 2000, True)


def _day(day: int, month: int, year: int, short_year: bool = False) -> Day | Fault:
    try:
        datetime.date(year, month, day)
    except ValueError:
        return NOT_IN_CALENDAR
    if not OLDEST <= year <= NEWEST:
        return NOT_IN_CALENDAR
    return Day(f"{day:02}/{month:02}/{year}", short_year)
