"""Periods of lists: a month ("2026-09"), a year ("2026"), a term of a school year ("2026-K1"). Which of them lie over
one another: nobody gets for a month what a list of the term gave for it.

No source seen gives one calendar of terms; policies count nine months of study (TTLT 42/2013 Điều 7). The first term
is September to January, the second February to May, for courses of ten months to June.
"""

from __future__ import annotations

import datetime

from django.utils.translation import gettext as _

from chungtay.rulebook.language import names_in
from chungtay.rulebook.rights import Policy

TERMS: dict[int, tuple[int, ...]] = {1: (9, 10, 11, 12, 1), 2: (2, 3, 4, 5, 6)}
_TURN = 9  # the month in which a school year begins


def term_period(year: int, term: int) -> str:
    """The school year goes by the year in which it begins. Raises KeyError for a term that there is not."""
    if term not in TERMS:
        raise KeyError(term)
    return f"{year}-K{term}"


def is_term(period: str) -> bool:
    return "-K" in period


def months_of(period: str) -> list[datetime.date]:
    """First days of the months of a term, in order."""
    year, _mark, term = period.partition("-K")
    return [datetime.date(int(year) + (month < _TURN), month, 1) for month in TERMS[int(term)]]


def term_of(month: str) -> str:
    """The term that a month ("2027-01") lies in, "" in the summer."""
    year, number = int(month[:4]), int(month[5:])
    term = next((term for term, months in TERMS.items() if number in months), 0)
    return term_period(year - (number < _TURN), term) if term else ""


def overlapping(period: str) -> list[str]:
    """The periods that give for the same time: itself, and terms with their months. Years stand alone: what is given by
    the year is given by no month."""
    if is_term(period):
        return [period, *(f"{month:%Y-%m}" for month in months_of(period))]
    return [period, *filter(None, [term_of(period)])] if "-" in period else [period]


def by_term(policy: Policy) -> bool:
    """Whether it is given by the months of study: its lists are those of a school and term."""
    return policy.period == "school_month" and policy.gives != "card"


def by_school_year(policy: Policy) -> bool:
    """Whether pupils get it once in a school year, wherever the list of it is drawn up."""
    pupils = policy.of == "person" and "schooling" in names_in(policy.who)
    return pupils and policy.period == "year" and policy.gives != "card"


def school_year(day: datetime.date) -> str:
    """The school year of a day as a period: the year in which it begins."""
    return str(day.year - (day.month < _TURN))


def period_of(policy: Policy, day: datetime.date) -> str:
    """The period that a day lies in: a month, or a year for what is given by the year, once or as a card; the school
    year for what pupils get by the year."""
    if by_school_year(policy):
        return school_year(day)
    monthly = policy.period in ("month", "school_month") and policy.gives != "card"
    return f"{day:%Y-%m}" if monthly else f"{day:%Y}"


def holding(day: datetime.date) -> list[str]:
    """The periods that a day lies in."""
    return [*overlapping(f"{day:%Y-%m}"), f"{day:%Y}"]


def period_words(period: str) -> str:
    """2026-09 -> 09/2026; 2026-K1 -> the term; 2026T01 -> the first back pay of 2026; a year as it is."""
    if is_term(period):
        begins = int(period[:4])
        return _("term %(term)s of %(year)s") % {"term": period[6:], "year": f"{begins}–{begins + 1}"}
    if period[4:5] == "T":
        return _("back pay %(number)s of %(year)s") % {"number": int(period[5:]), "year": period[:4]}
    year, _dash, month = period.partition("-")
    return f"{month}/{year}" if month else year
