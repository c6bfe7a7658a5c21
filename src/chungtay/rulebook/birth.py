"""Age in completed months from a date of birth that may be known only by month or year."""

from __future__ import annotations

import calendar
import datetime
import re

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")
_MONTH = re.compile(r"(\d{1,2})[/.\-](\d{4})")
_YEAR = re.compile(r"(\d{4})")


def birth_range(text: str) -> tuple[datetime.date, datetime.date] | None:
    """First and last day that the text can mean; None when it is no date of the calendar."""
    text = text.strip()
    try:
        if found := _ISO.fullmatch(text):
            day = datetime.date(int(found[1]), int(found[2]), int(found[3]))
            return day, day
        if found := _DAY.fullmatch(text):
            day = datetime.date(int(found[3]), int(found[2]), int(found[1]))
            return day, day
        if found := _MONTH.fullmatch(text):
            year, month = int(found[2]), int(found[1])
            return datetime.date(year, month, 1), datetime.date(year, month, calendar.monthrange(year, month)[1])
        if found := _YEAR.fullmatch(text):
            return datetime.date(int(found[1]), 1, 1), datetime.date(int(found[1]), 12, 31)
    except ValueError:
        return None
    return None


def completed_months(born: datetime.date, on: datetime.date) -> int:
    """Completed months of age; negative before birth."""
    months = (on.year - born.year) * 12 + on.month - born.month
    return months - 1 if on.day < born.day else months


def age_span(text: str, on: datetime.date) -> tuple[int, int] | None:
    """Youngest and oldest possible age in months on a day; None for a date that is no date or lies after `on`."""
    days = birth_range(text)
    if days is None or days[0] > on:
        return None
    return completed_months(min(days[1], on), on), completed_months(days[0], on)


def child_card_ends(born: datetime.date) -> datetime.date:
    """Last day of the card of a child under 6, paid by the state: 30/9 of the year of the 72nd month for
    whoever is born by 30/9, else the end of that month (146/2018/NĐ-CP Điều 13 khoản 2; law notes 1.6: V)."""
    year = born.year + 6
    if born.month <= 9:
        return datetime.date(year, 9, 30)
    return datetime.date(year, born.month, calendar.monthrange(year, born.month)[1])
