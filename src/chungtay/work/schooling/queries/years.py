"""School years and terms. A school year goes by the year in which it begins: 2026 is 2026-2027. Its terms are those
that lists of rights know (`entitlements.queries.periods`).
"""

from __future__ import annotations

import datetime


def opens(year: int) -> datetime.date:
    return datetime.date(year, 9, 1)


def closes(year: int) -> datetime.date:
    return datetime.date(year + 1, 5, 31)


def earliest(year: int) -> datetime.date:
    """Schools enrol for the coming year from June on."""
    return datetime.date(year, 6, 1)


def latest(year: int) -> datetime.date:
    return datetime.date(year + 1, 8, 31)


def running(today: datetime.date) -> int:
    """The school year that a day lies in; the summer belongs to the year that ends."""
    return today.year if today.month >= 9 else today.year - 1


def words(year: int) -> str:
    return f"{year}–{year + 1}"
