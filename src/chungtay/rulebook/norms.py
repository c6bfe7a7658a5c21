"""Norms of relief, house repair, funeral help and gifts on a day in a place, with the source of each.

    for found in norms_on(datetime.date(2026, 9, 1), ["01", "00004"]):
        found.norm.id, found.amount, found.norm.least

Source: `assistance/norms.toml`, read as strictly as the policies. A norm whose number no source gives for the day has
no amount and names what is lacking; nothing is guessed. Whole đồng, or whole kilograms of rice.
"""

from __future__ import annotations

import datetime
import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from chungtay.rulebook import policy_book
from chungtay.rulebook.errors import ChungTayError
from chungtay.rulebook.intervals import number
from chungtay.rulebook.language import LanguageError, Node, names_in, parse_number
from chungtay.rulebook.named import ToVerify, to_verify_from
from chungtay.rulebook.policy_book import MARKS
from chungtay.rulebook.result import Text
from chungtay.rulebook.rights import Parameter
from chungtay.rulebook.toml_file import Table, read_toml

OCCASIONS = ("hunger", "disaster", "house", "protection", "death", "gift")
EACH = ("person", "household", "person_month", "person_day")
_MEASURED = {"person_month": Text("tháng", "months"), "person_day": Text("ngày", "days")}


class NormNotThere(ChungTayError):
    """No such norm on that day, or its number is not in the sources, or more was asked than it allows."""


@dataclass(frozen=True, slots=True)
class Norm:
    """`each`: what the amount is for. `most`: months or days at most, None where the source names none. `least`: the
    law says "at least". `needy`: it is for poor, near-poor and needy households alone."""

    id: str
    label: Text
    who: Text
    occasion: str
    territory: str
    instrument: str
    article: str
    mark: str
    valid_from: datetime.date
    valid_to: datetime.date | None
    unit: Literal["dong", "kg"]
    each: str
    times: Node
    least: bool
    needy: bool
    most: int | None
    note: Text

    def holds(self, day: datetime.date, territory: Sequence[str]) -> bool:
        inside = not self.territory or self.territory in territory
        return inside and self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class NormOn:
    """A norm on one day. `amount` is None where `lacking` names numbers that no source gives for it."""

    norm: Norm
    amount: int | None
    lacking: tuple[str, ...] = ()

    def worth(self, *, persons: int = 1, units: int = 1) -> int:
        """The amount for so many people and, of what is given by the month or day, so many of them. A norm for a
        household counts once. Raises NormNotThere above what the norm allows."""
        if self.amount is None:
            raise _unknown_amount(self.norm)
        measured = _MEASURED.get(self.norm.each)
        if measured is None:
            return self.amount * (1 if self.norm.each == "household" else persons)
        if units < 1 or (self.norm.most is not None and units > self.norm.most):
            raise NormNotThere(
                f"“{self.norm.label.vi}” từ 1 đến {self.norm.most} {measured.vi}; đã ghi {units}.",
                f'"{self.norm.label.en}" is for 1 to {self.norm.most} {measured.en}; {units} were given.',
            )
        return self.amount * persons * units


def norms_on(day: datetime.date, territory: Sequence[str]) -> tuple[NormOn, ...]:
    """The norms in force on a day in a place (codes of its units, ["01", "00004"]), in the order of the file."""
    parameters = policy_book.load().parameters
    return tuple(_resolved(norm, parameters, day, territory) for norm in _all()[0] if norm.holds(day, territory))


def norm_on(name: str, day: datetime.date, territory: Sequence[str]) -> NormOn:
    """One norm by its name. Raises NormNotThere where none of that name holds, or its amount is not known."""
    found = next((each for each in norms_on(day, territory) if each.norm.id == name), None)
    if found is None:
        raise NormNotThere(
            f"Không có định mức “{name}” vào ngày {day:%d/%m/%Y} ở nơi này.",
            f'There is no norm "{name}" here on {day.isoformat()}.',
        )
    if found.amount is None:
        raise _unknown_amount(found.norm)
    return found


def all_norms() -> tuple[Norm, ...]:
    """The norms of every day and place."""
    return _all()[0]


def to_verify() -> tuple[ToVerify, ...]:
    """Norms that are only remembered, or undated: named, switched off."""
    return _all()[1]


def _unknown_amount(norm: Norm) -> NormNotThere:
    return NormNotThere(
        f"“{norm.label.vi}”: chưa có mức trong nguồn cho ngày này; tìm văn bản rồi nhập.",
        f'"{norm.label.en}": no source gives its amount on this day; find the instrument.',
    )


def _resolved(norm: Norm, parameters: dict[str, Parameter], day: datetime.date, territory: Sequence[str]) -> NormOn:
    values = {name: parameters[name].on(day, territory) for name in sorted(names_in(norm.times))}
    lacking = tuple(name for name, value in values.items() if value is None)
    if lacking:
        return NormOn(norm, None, lacking)
    spans = {name: (value.amount, value.amount) for name, value in values.items() if value is not None}
    return NormOn(norm, number(norm.times, spans)[0])


@functools.cache
def _all() -> tuple[tuple[Norm, ...], tuple[ToVerify, ...]]:
    """The norms that ship. Raises RuleSetError with file and line."""
    file = read_toml(policy_book.FOLDER / "norms.toml", "assistance/norms.toml")
    parameters = policy_book.load().parameters
    norms = tuple(_norm(table, parameters) for table in file.of("norm"))
    remembered = tuple(to_verify_from(table) for table in file.of("to_verify"))
    file.done()
    return norms, remembered


def _norm(table: Table, parameters: dict[str, Parameter]) -> Norm:
    text = table.need("times", str)
    try:
        times, digits = parse_number(text, dict.fromkeys(parameters, 0))
    except LanguageError as error:
        raise table.error("times", error.vi, error.en) from None
    if digits:
        raise table.error("times", f"“{text}” phải là số nguyên.", f'"{text}" must be whole.')
    norm = Norm(
        id=table.need("id", str),
        label=table.text(),
        who=table.text("who"),
        occasion=table.choice("occasion", OCCASIONS),
        territory=table.get("territory", str, ""),
        instrument=table.need("instrument", str),
        article=table.need("article", str),
        mark=table.choice("mark", MARKS[:2]),
        valid_from=table.need("valid_from", datetime.date),
        valid_to=table.optional_date("valid_to"),
        unit=table.choice("unit", ("dong", "kg")),  # type: ignore[arg-type]
        each=table.choice("each", EACH),
        times=times,
        least=table.get("least", bool, False),
        needy=table.get("needy", bool, False),
        most=table.take("most", int) if table.has("most") else None,
        note=table.text("note", required=False),
    )
    table.done()
    return norm
