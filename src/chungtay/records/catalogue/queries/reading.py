"""From what an office wrote to a policy that rights are worked out with: by the reader of the shipped book, so that
nothing which the book does not know can come in by this door."""

from __future__ import annotations

import datetime
import itertools
import math
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from chungtay.rulebook import policy_book
from chungtay.rulebook.errors import ChungTayError
from chungtay.rulebook.intervals import number
from chungtay.rulebook.language import LanguageError, Node, names_in, parse_condition, parse_number
from chungtay.rulebook.result import Text
from chungtay.rulebook.rights import AmountNotWhole, Policy, whole_dong
from chungtay.rulebook.toml_file import Table

CARDS = "insurance"  # whoever gives a card stands in this group: nobody has two cards, whatever an office wrote
LONGEST = 2_000  # letters of a condition
MOST_DONG = 10**10
_TRIED = (0, 1, 3, 1_500)  # persons, children, months with which an amount is tried
_MOST_TRIED = 20_000


class NotAnAmount(ChungTayError):
    """A formula whose đồng are below zero or beyond reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a policy says, as an officer filled it in; see `models.OwnPolicy`. `rates`: [{when, times, words}]."""

    issuer: str
    title: str
    instrument: str
    article: str
    issued_on: datetime.date
    valid_from: datetime.date
    valid_to: datetime.date | None
    of: str
    who: str
    who_words: str
    gives: str
    period: str
    rates: list[dict[str, str]]
    excludes: str
    beside: list[str]
    approval: str
    documents: list[str]
    months_at_most: int | None
    note: str


CONTENT = tuple(Content.__annotations__)


def policy_of(code: str, territory: str, said: Mapping[str, Any]) -> Policy:
    """The policy of a content. Raises RuleSetError (ChungTayError) in words for whatever the book does not know."""
    book = policy_book.load()
    return policy_book.policy_from(
        Table(said["title"], _data(code, territory, said), {}, 1), book.facts, book.parameters, marks=("own",)
    )


def content_of(content: Content) -> dict[str, Any]:
    return asdict(content)


def check_amounts(policy: Policy) -> None:
    """Try every row of amounts with every value of the numbers of law it reads, and with few and many people. Raises
    AmountNotWhole, NotAnAmount.

    A formula is a polynomial with whole coefficients over `per`. One that comes out whole at 0, 1 ... d of each fact, d
    being the fact's highest power, comes out whole for every number (its forward differences are whole): nothing that
    passes here can leave a part of a đồng for somebody later.
    """
    book = policy_book.load()
    for rate in policy.rates:
        names = sorted(names_in(rate.times))
        values = [
            sorted({value.amount for value in book.parameters[name].values})
            if name in book.parameters
            else sorted({*_TRIED, *range(power_of(rate.times, name) + 1)})
            for name in names
        ]
        if math.prod(map(len, values)) > _MOST_TRIED:
            raise NotAnAmount(
                f"Mức “{rate.label.vi}” đọc quá nhiều dữ kiện. Tách thành nhiều mức.",
                f'The amount "{rate.label.en}" reads too many facts. Write several amounts.',
            )
        for tried in itertools.product(*values):
            spans = {name: (value, value) for name, value in zip(names, tried, strict=True)}
            amount = whole_dong(policy, number(rate.times, spans)[0])
            if not 0 <= amount <= MOST_DONG:
                raise NotAnAmount(
                    f"Mức “{rate.label.vi}” ra {amount} đồng; mức từ 0 đến {MOST_DONG}.",
                    f'The amount "{rate.label.en}" comes to {amount} đồng; it must lie between 0 and {MOST_DONG}.',
                )


def uneven_from(policy: Policy, day: datetime.date) -> datetime.date | None:
    """The first day, from `day` on, from which a number of law makes an amount of the policy leave a part of a đồng;
    None where none does. What was proposed was tried with the numbers of its time: a later one is not among them."""
    found = []
    for rate in policy.rates:
        for spans, since in _tried(rate.times, day):
            try:
                whole_dong(policy, number(rate.times, spans)[0])
            except AmountNotWhole:
                found.append(since)
    return min(found, default=None)


def _tried(times: Node, day: datetime.date) -> Iterator[tuple[dict[str, tuple[int, int]], datetime.date]]:
    """(a value for each name, the first day on which all these numbers of law hold together) from a day on."""
    book = policy_book.load()
    names = sorted(names_in(times))
    numbers = [name for name in names if name in book.parameters]
    facts = [
        [(n, n) for n in sorted({*_TRIED, *range(power_of(times, name) + 1)})] for name in names if name not in numbers
    ]
    alive = [
        [value for value in book.parameters[name].values if not value.valid_to or value.valid_to >= day]
        for name in numbers
    ]
    for values in itertools.product(*alive):
        since = max((value.valid_from for value in values), default=day)
        if any(value.valid_to and value.valid_to < since for value in values):
            continue  # never in force together
        held = {name: (value.amount, value.amount) for name, value in zip(numbers, values, strict=True)}
        for tried in itertools.product(*facts):
            others = [name for name in names if name not in held]
            yield held | dict(zip(others, tried, strict=True)), max(since, day)


def power_of(node: Node, name: str) -> int:
    """The highest power of a fact in a formula: 2 for persons * persons."""
    if node[0] in ("n", "get"):
        return int(node == ["get", name])
    powers = [power_of(part, name) for part in node[1:]]
    return sum(powers) if node[0] == "*" else max(powers)


def wrong_condition(text: str, of: str) -> Text | None:
    """What is wrong with a condition, None when nothing is."""
    book = policy_book.load()
    if len(text) > LONGEST:
        return Text(f"Điều kiện dài quá {LONGEST} chữ.", f"The condition is longer than {LONGEST} letters.")
    try:
        parse_condition(text, policy_book.names_for(of, book.facts, book.parameters), policy_book.words_of(book.facts))
    except LanguageError as error:
        return Text(error.vi, error.en)
    return None


def wrong_amount(text: str, of: str) -> Text | None:
    """What is wrong with the formula of an amount, None when nothing is."""
    book = policy_book.load()
    if len(text) > LONGEST:
        return Text(f"Công thức dài quá {LONGEST} chữ.", f"The formula is longer than {LONGEST} letters.")
    try:
        _, digits = parse_number(
            text, policy_book.names_for(of, book.facts, book.parameters), policy_book.words_of(book.facts)
        )
    except LanguageError as error:
        return Text(error.vi, error.en)
    if digits > 4:
        return Text("Nhiều nhất 4 chữ số sau dấu phẩy.", "Four digits after the point at most.")
    return None


def _data(code: str, territory: str, said: Mapping[str, Any]) -> dict[str, Any]:
    """As a table of a policy file. The words an office writes are Vietnamese and stand for both languages."""
    both: dict[str, Any] = {
        "vi": said["title"], "en": said["title"], "who_vi": said["who_words"], "who_en": said["who_words"],
        "note_vi": said["note"], "note_en": said["note"],
    }  # fmt: skip
    said = {**said, "excludes": CARDS} if said["gives"] == "card" else said
    same = ("issuer", "instrument", "article", "valid_from", "of", "who", "gives", "period", "excludes", "approval")
    data = both | {name: said[name] for name in same}
    data |= {"id": code, "territory": territory, "mark": "own", "order": 1_000, "beside": list(said["beside"])}
    data["documents"] = [{"vi": text, "en": text} for text in said["documents"]]
    data["rates"] = [_rate(row) for row in said["rates"]]
    data |= {name: said[name] for name in ("valid_to", "months_at_most") if said[name] is not None}
    return data


def _rate(row: Mapping[str, str]) -> dict[str, str]:
    found = {"times": row["times"], "vi": row["words"], "en": row["words"]}
    return found | ({"when": row["when"]} if row["when"] else {})
