"""School years and terms. A school year goes by the year in which it begins: 2026 is 2026-2027.

No source seen gives one calendar for the whole country; what the policies count is months of study: nine in a school
year at most (TTLT 42/2013 Điều 7), paid for each term. Here the first term is September to January and the second
February to May, ten-month courses to June.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

_FIRST_MONTHS = (9, 10, 11, 12, 1)
_SECOND_MONTHS = (2, 3, 4, 5)


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


@dataclass(frozen=True, slots=True)
class Term:
    """`number` 1 or 2 of a school year; `first` days of its months, oldest first."""

    year: int
    number: int
    months: tuple[datetime.date, ...]

    @property
    def period(self) -> str:
        """As lists of rights name it."""
        return f"{self.year}-K{self.number}"

    @property
    def opens(self) -> datetime.date:
        return self.months[0]

    @property
    def closes(self) -> datetime.date:
        last = self.months[-1]
        following = (
            last.replace(year=last.year + 1, month=1) if last.month == 12 else last.replace(month=last.month + 1)
        )
        return following - datetime.timedelta(days=1)


def term(year: int, number: int, *, ten_months: bool = False) -> Term:
    """Raises ValueError for a term that there is not."""
    if number not in (1, 2):
        raise ValueError(f"a school year has two terms, not {number}")
    months = _FIRST_MONTHS if number == 1 else _SECOND_MONTHS + ((6,) if ten_months else ())
    return Term(year, number, tuple(datetime.date(year + (month < 9), month, 1) for month in months))


def months_of(found: Term, first: datetime.date, last: datetime.date | None) -> int:
    """Months of a term in which a pupil studies who came on a day and left on another: a month counts when some day of
    it lies between the two."""
    return sum(
        month.replace(day=1) >= first.replace(day=1) and (last is None or month <= last) for month in found.months
    )
