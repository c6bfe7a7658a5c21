"""By when the insurer answers and issues the cards of a list that was sent: working days, from the day it was sent.

Only what was read (law notes, section 1.5: V) is counted; of the years between nothing is known, so nothing is counted.
Public holidays are not taken off: the office's are not on record here, so a card may be in time a few days later.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from chungtay.rulebook.days_off import fixed_after
from chungtay.rulebook.process import due_day


@dataclass(frozen=True, slots=True)
class Term:
    """Of lists sent between two days. `answer`, `card`: working days, None where no text that was read names any."""

    valid_from: datetime.date
    valid_to: datetime.date | None
    answer: int | None
    card: int
    instrument: str
    article: str
    mark: str


TERMS = (
    # in force from 09/09/2016 on, replaced on 12/02/2020 by 30/2019/TT-BLĐTBXH, whose terms were not read
    Term(datetime.date(2016, 9, 9), datetime.date(2020, 2, 11), 3, 10, "25/2016/TT-BLĐTBXH", "Điều 3, 4", "V"),
    # read in the consolidated text of 2026; since when it holds was not read
    Term(datetime.date(2026, 1, 1), None, None, 5, "40/VBHN-VPQH", "Điều 17 khoản 2", "V"),
)


@dataclass(frozen=True, slots=True)
class Due:
    answer: datetime.date | None
    card: datetime.date
    term: Term


def due_of(sent_on: datetime.date | None) -> Due | None:
    """None for what was not sent, or was sent on a day for which no term is known."""
    if sent_on is None:
        return None
    for term in TERMS:
        if term.valid_from <= sent_on and (term.valid_to is None or sent_on <= term.valid_to):
            off = fixed_after(sent_on)
            answer = due_day(sent_on, term.answer, off) if term.answer is not None else None
            return Due(answer, due_day(sent_on, term.card, off), term)
    return None


def is_late(sent_on: datetime.date | None, today: datetime.date) -> bool:
    """The card should have come: the last day has passed."""
    due = due_of(sent_on)
    return due is not None and today > due.card
