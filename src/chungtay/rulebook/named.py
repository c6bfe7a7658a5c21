"""Policies that the book names and does not work out: only remembered (M), or read (V, S) but of people about whom the
register does not know enough, or must not ask.

    for entry in load().named: worth(entry, parameters, day, places)      # [(Text, amount or None), ...]

`ToVerify` is switched off and has no number. `Named` has its instrument, article, dates, mark and amounts, and a reason
why an officer looks at each case. Source: the tables `to_verify` and `named` of the files in `assistance/`.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chungtay.rulebook.intervals import number
from chungtay.rulebook.language import LanguageError, Node, names_in, parse_number
from chungtay.rulebook.result import Text
from chungtay.rulebook.rights import Parameter
from chungtay.rulebook.toml_file import Table


@dataclass(frozen=True, slots=True)
class ToVerify:
    """A policy that is only remembered: named, so that somebody looks it up; never worked out."""

    id: str
    label: Text
    instrument: str
    valid_from: datetime.date
    valid_to: datetime.date | None
    why: Text


@dataclass(frozen=True, slots=True)
class Named:
    """A policy with its source, whose people the register cannot tell. `rates`: (formula, words), in parts of `per`."""

    id: str
    label: Text
    issuer: str
    territory: str
    instrument: str
    article: str
    mark: str
    valid_from: datetime.date
    valid_to: datetime.date | None
    who: Text
    period: str
    rates: tuple[tuple[Node, Text], ...]
    per: int
    why: Text

    def holds(self, day: datetime.date, places: Sequence[str]) -> bool:
        inside = not self.territory or self.territory in places
        return inside and self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def worth(
    entry: Named, parameters: Mapping[str, Parameter], day: datetime.date, places: Sequence[str]
) -> list[tuple[Text, int | None]]:
    """What each row comes to on a day in a place, whole đồng; None where no source gives a number that it reads."""
    found: list[tuple[Text, int | None]] = []
    for times, words in entry.rates:
        values = {name: parameters[name].on(day, places) for name in names_in(times)}
        known = {name: (value.amount, value.amount) for name, value in values.items() if value is not None}
        amount, rest = divmod(number(times, known)[0], entry.per) if len(known) == len(values) else (None, 0)
        found.append((words, None if rest else amount))
    return found


def to_verify_from(table: Table) -> ToVerify:
    found = ToVerify(
        table.need("id", str),
        table.text(),
        table.need("instrument", str),
        table.need("valid_from", datetime.date),
        table.optional_date("valid_to"),
        table.text("why"),
    )
    table.done()
    return found


def named_from(
    table: Table, parameters: Mapping[str, Parameter], issuers: tuple[str, ...], periods: tuple[str, ...]
) -> Named:
    """One entry, as strictly as a policy. Raises RuleSetError with the line."""
    found = Named(
        id=table.need("id", str),
        label=table.text(),
        issuer=table.choice("issuer", issuers),
        territory=table.get("territory", str, ""),
        instrument=table.need("instrument", str),
        article=table.need("article", str),
        mark=table.choice("mark", ("V", "S")),
        valid_from=table.need("valid_from", datetime.date),
        valid_to=table.optional_date("valid_to"),
        who=table.text("who"),
        period=table.choice("period", periods),
        rates=tuple(_rate(row, parameters) for row in table.rows("rates")) if table.has("rates") else (),
        per=table.get("per", int, 1),
        why=table.text("why"),
    )
    table.done()
    if found.valid_to is not None and found.valid_to < found.valid_from:
        raise table.error("valid_to", "hết hiệu lực trước khi có hiệu lực.", "it ends before it begins.")
    return found


def _rate(row: Table, parameters: Mapping[str, Parameter]) -> tuple[Node, Text]:
    text = row.need("times", str)
    try:
        times, digits = parse_number(text, dict.fromkeys(parameters, 0))
    except LanguageError as error:
        raise row.error("times", error.vi, error.en) from None
    if digits:
        raise row.error("times", f"“{text}” phải là số nguyên; dùng “per”.", f'"{text}" must be whole; use "per".')
    found = (times, row.text())
    row.done()
    return found
