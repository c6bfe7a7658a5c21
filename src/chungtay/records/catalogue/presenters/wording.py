"""A policy in the words of officers: whom it is for, how much it gives on a day, in full."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from chungtay.foundation.core.templatetags.words import words as told
from chungtay.records.entitlements.presenters.policies import MARKS
from chungtay.rulebook import policy_book
from chungtay.rulebook.in_words import condition_words, formula_words
from chungtay.rulebook.intervals import number
from chungtay.rulebook.language import names_in
from chungtay.rulebook.rights import Policy


@dataclass(frozen=True, slots=True)
class AmountLine:
    """One row of amounts. `when`: "" for everybody whom no row above is for; `amount`: whole đồng on the day, None
    where it hangs on the person or on a number that no source gives."""

    words: str
    when: str
    formula: str
    amount: int | None


def condition(policy: Policy) -> str:
    book = policy_book.load()
    return told(condition_words(policy.who, book.facts, book.parameters))


def amount_lines(policy: Policy, day: datetime.date, places: Sequence[str]) -> list[AmountLine]:
    """Every row of amounts of a policy as it stands on a day in a place (codes of its units)."""
    book = policy_book.load()
    values = {name: entry.on(day, places) for name, entry in book.parameters.items()}
    spans = {name: (value.amount, value.amount) for name, value in values.items() if value is not None}
    found = []
    for rate in policy.rates:
        amount, rest = None, 0
        if names_in(rate.times) <= spans.keys():
            amount, rest = divmod(number(rate.times, spans)[0], policy.per)
        found.append(
            AmountLine(
                told(rate.label),
                "" if rate.when == ["true"] else told(condition_words(rate.when, book.facts, book.parameters)),
                told(formula_words(rate.times, policy.per, book.facts, book.parameters)),
                None if rest else amount,
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class NumberLine:
    """One dated number of law; `counts`: it is the one that counts on the day in the place."""

    label: str
    amount: int
    valid_from: datetime.date
    valid_to: datetime.date | None
    city: bool
    source: str
    mark: str | Promise
    note: str
    counts: bool


def number_lines(day: datetime.date, places: Sequence[str]) -> list[NumberLine]:
    """Every number that concerns the place, with its source and the reading it follows."""
    return [
        NumberLine(
            told(entry.label), value.amount, value.valid_from, value.valid_to, bool(value.territory),
            f"{value.instrument}, {value.article}", MARKS[value.mark], told(value.note), value == entry.on(day, places),
        )
        for entry in policy_book.load().parameters.values()
        for value in entry.values
        if not value.territory or value.territory in places
    ]  # fmt: skip
