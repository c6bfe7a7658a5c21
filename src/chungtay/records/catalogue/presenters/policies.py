"""A line for each policy of the catalogue, shipped or own, with its mark and what it stands at."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from chungtay.foundation.core.templatetags.words import words as told
from chungtay.records.catalogue.models import DecisionKind
from chungtay.records.catalogue.queries.policies import read
from chungtay.records.catalogue.queries.preview import Preview
from chungtay.records.catalogue.queries.reading import uneven_from
from chungtay.records.entitlements.presenters.policies import ISSUERS, MARKS, PERIODS, mark_words
from chungtay.rulebook import policy_book
from chungtay.rulebook.named import ToVerify, worth
from chungtay.rulebook.norms import NormOn
from chungtay.rulebook.rights import Policy, Value

FILTERS = ("in_force", "own", "waiting", "all")


@dataclass(frozen=True, slots=True)
class Line:
    """`own`: number of the version of an office's own policy, None for a shipped one; `kind` sorts it to a filter."""

    label: str
    who: str
    issuer: str | Promise
    instrument: str
    article: str
    valid_from: datetime.date
    valid_to: datetime.date | None
    mark: str
    mark_words: str | Promise
    period: str | Promise
    place: str
    state: str
    kind: str
    own: int | None
    version: int
    uneven: datetime.date | None = None  # from when an amount leaves a part of a đồng, if nobody proposes another


def shipped(policies: Sequence[Policy], day: datetime.date, places: Sequence[str]) -> list[Line]:
    """The policies of the book that concern the place; `kind` tells whether they hold on the day."""
    numbers = numbers_on(day, places)
    return [
        Line(
            told(policy.label),
            told(policy.who_words),
            ISSUERS[policy.issuer],
            policy.instrument,
            policy.article,
            policy.valid_from,
            policy.valid_to,
            policy.mark,
            mark_words(policy, numbers),
            PERIODS[policy.period],
            "",
            _("In force") if policy.holds(day, places) else _("Not on this day"),
            "in_force" if policy.holds(day, places) else "other",
            None,
            1,
        )
        for policy in policies
        if not policy.territory or policy.territory in places
    ]


def numbers_on(day: datetime.date, places: Sequence[str]) -> dict[str, Value]:
    """The numbers of law that count in a place on a day, by name."""
    found = ((name, number.on(day, places)) for name, number in policy_book.load().parameters.items())
    return {name: value for name, value in found if value is not None}


def own(rows: Sequence[Any], day: datetime.date, places: Sequence[str]) -> list[Line]:
    """The versions of offices' own policies, with what was decided on each."""
    newest, numbers = newest_in_force(rows, day), numbers_on(day, places)
    return [_own(row, day, newest, numbers) for row in rows]


def newest_in_force(rows: Sequence[Any], day: datetime.date) -> set[int]:
    """Numbers of the versions that count on a day."""
    begun = [row for row in rows if row.decided == DecisionKind.APPROVED and row.valid_from <= day]
    newest = {row.code: row for row in sorted(begun, key=lambda row: row.version)}
    return {row.pk for row in newest.values() if all(end is None or day <= end for end in (row.valid_to, row.last_day))}


def state_words(row: Any, day: datetime.date, newest: set[int]) -> tuple[str, str]:
    """(what it stands at, kind)."""
    if row.decided is None:
        return _("Waits for approval"), "waiting"
    if row.decided != DecisionKind.APPROVED:
        return str(DecisionKind(row.decided).label), "other"
    if row.pk in newest:
        return _("In force"), "in_force"
    if row.last_day and row.last_day < day:
        return _("Ended"), "other"
    return (_("Approved, begins later") if row.valid_from > day else _("Not on this day")), "other"


def _own(row: Any, day: datetime.date, newest: set[int], numbers: Mapping[str, Value]) -> Line:
    state, kind = state_words(row, day, newest)
    ends = [end for end in (row.valid_to, row.last_day) if end is not None]
    policy, last = read(row), min(ends, default=None)
    stands = row.decided is None or (row.decided == DecisionKind.APPROVED and (last is None or last >= day))
    uneven = uneven_from(policy, max(day, row.valid_from)) if stands else None
    return Line(
        row.title,
        row.who_words,
        ISSUERS.get(row.issuer, row.issuer),
        row.instrument,
        row.article,
        row.valid_from,
        last,
        "own",
        mark_words(policy, numbers),
        PERIODS.get(row.period, row.period),
        row.unit.name,
        state,
        kind,
        row.pk,
        row.version,
        uneven if uneven and (last is None or uneven <= last) else None,
    )


def chosen(lines: Sequence[Line], wanted: str) -> list[Line]:
    if wanted == "own":
        return [line for line in lines if line.own is not None]
    if wanted in ("in_force", "waiting"):
        return [line for line in lines if line.kind == wanted]
    return list(lines)


@dataclass(frozen=True, slots=True)
class Chip:
    id: str
    label: str
    count: int
    chosen: bool


def chips(lines: Sequence[Line], wanted: str) -> list[Chip]:
    labels = {
        "in_force": _("In force"),
        "waiting": _("Waits for approval"),
        "own": _("The office's own"),
        "all": _("Everything"),
    }
    return [Chip(name, labels[name], len(chosen(lines, name)), name == wanted) for name in labels]


@dataclass(frozen=True, slots=True)
class Asked:
    question: str
    count: int


@dataclass(frozen=True, slots=True)
class Told:
    """A preview in words."""

    seen: Preview
    unit: str
    period: str | Promise
    asked: list[Asked]
    lacking: list[str]


def preview_words(seen: Preview, policy: Policy) -> Told:
    book = policy_book.load()
    return Told(
        seen,
        _("households") if policy.of == "household" else _("people"),
        PERIODS[policy.period],
        [Asked(told(book.facts[name].question), count) for name, count in seen.asked.items()],
        [told(book.parameters[name].label).lower() for name in seen.lacking],
    )


@dataclass(frozen=True, slots=True)
class NormLine:
    label: str
    who: str
    amount: int | None
    unit: str
    each: str
    least: bool
    source: str
    mark: str | Promise


def norm_lines(found: Sequence[NormOn]) -> list[NormLine]:
    units = {"dong": "đ", "kg": _("kg of rice")}
    each = {
        "person": _("a person"), "household": _("a household"), "person_month": _("a person and month"),
        "person_day": _("a person and day"),
    }  # fmt: skip
    return [
        NormLine(
            told(line.norm.label), told(line.norm.who), line.amount, units[line.norm.unit], each[line.norm.each],
            line.norm.least, f"{line.norm.instrument}, {line.norm.article}", MARKS[line.norm.mark],
        )
        for line in found
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class NamedLine:
    """A policy of which the register cannot tell whom it is for. `amounts`: (words, đồng or None where no source gives
    the number)."""

    label: str
    who: str
    amounts: list[tuple[str, int | None]]
    period: str | Promise
    source: str
    valid_from: datetime.date
    valid_to: datetime.date | None
    mark: str | Promise
    why: str


def named_lines(day: datetime.date, places: Sequence[str]) -> list[NamedLine]:
    """Those that hold on a day in a place."""
    book = policy_book.load()
    return [
        NamedLine(
            told(entry.label), told(entry.who),
            [(told(text), amount) for text, amount in worth(entry, book.parameters, day, places)],
            PERIODS[entry.period], f"{entry.instrument}, {entry.article}", entry.valid_from, entry.valid_to,
            MARKS[entry.mark], told(entry.why),
        )
        for entry in book.named
        if entry.holds(day, places)
    ]  # fmt: skip


def concerns(entry: ToVerify, day: datetime.date) -> bool:
    """Whether something that waits to be verified is about the day."""
    return entry.valid_from <= day and (entry.valid_to is None or day <= entry.valid_to)
