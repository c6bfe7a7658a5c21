"""The policies of assistance that ship with the program, the numbers they read and the facts they ask for.

    book = load()
    rules = book.on(datetime.date(2026, 9, 1), ["01", "00004"])      # policies and numbers in force there

Source: the TOML files in `assistance/`, each policy and number with instrument, article and mark. Marks V and S are
worked out and show their mark, or are `named` with the reason why not; M is only listed, without a number, to be
verified. An office's own policies are read by the same reader (`policy_from`), so nothing that this book does not know
can enter by another door.
"""

from __future__ import annotations

import datetime
import functools
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from chungtay.rulebook.language import LanguageError, Node, parse_condition, parse_number
from chungtay.rulebook.named import Named, ToVerify, named_from, to_verify_from
from chungtay.rulebook.result import Text
from chungtay.rulebook.rights import Fact, Gap, InForce, Parameter, Policy, Rate, Value
from chungtay.rulebook.toml_file import Table, read_toml

FOLDER = Path(__file__).parent / "assistance"
ISSUERS = ("central", "city", "district", "ward", "donor")
GIVES = ("cash", "in_kind", "fee_reduction", "card", "loan_access", "service")
PERIODS = ("month", "school_month", "year", "once")
APPROVALS = ("none", "ward_leader", "district_leader", "city", "donor")
MARKS = ("V", "S", "M")
_HITS = ("first", "highest", "sum")


@dataclass(frozen=True, slots=True)
class PolicyBook:
    facts: dict[str, Fact]
    parameters: dict[str, Parameter]
    policies: tuple[Policy, ...]
    to_verify: tuple[ToVerify, ...]
    named: tuple[Named, ...] = ()

    def on(
        self,
        day: datetime.date,
        places: Sequence[str],
        others: Sequence[Policy] = (),
        known_on: datetime.date | None = None,
    ) -> InForce:
        """What holds on a day in a place (codes of its units). `others` are the office's own policies. `known_on`: by
        the numbers that were in effect on that day, where one applies backwards.

        A policy that reads a number which no source gives for that day is refused, with the number's name.
        """
        values = {name: entry.on(day, places, known_on) for name, entry in self.parameters.items()}
        known = {name: value for name, value in values.items() if value is not None}
        held = [policy for policy in (*self.policies, *others) if policy.holds(day, places)]
        lacking = {policy.id: tuple(sorted(policy.reads & (values.keys() - known.keys()))) for policy in held}
        return InForce(
            day,
            tuple(policy for policy in held if not lacking[policy.id]),
            known,
            self.facts,
            tuple((policy, lacking[policy.id]) for policy in held if lacking[policy.id]),
        )


@functools.cache
def load() -> PolicyBook:
    """The book that ships. Raises RuleSetError with file and line; a half-loaded book cannot exist."""
    facts = _facts()
    parameters = _parameters()
    policies: list[Policy] = []
    remembered: list[ToVerify] = []
    named: list[Named] = []
    for path in sorted((FOLDER / "policies").glob("*.toml")):
        file = read_toml(path, f"assistance/policies/{path.name}")
        policies += [policy_from(table, facts, parameters) for table in file.of("policy")]
        remembered += [to_verify_from(table) for table in file.of("to_verify")]
        named += [named_from(table, parameters, ISSUERS, PERIODS) for table in file.of("named")]
        file.done()
    _check_names(policies, [*remembered, *named])
    return PolicyBook(facts, parameters, tuple(policies), tuple(remembered), tuple(named))


def _check_names(policies: Sequence[Policy], remembered: Sequence[ToVerify | Named]) -> None:
    names = [*(policy.id for policy in policies), *(entry.id for entry in remembered)]
    twice = {name for name in names if names.count(name) > 1}
    known = {policy.id for policy in policies}
    strangers = {name for policy in policies for name in policy.beside} - known
    if twice or strangers:
        table = Table("assistance/policies", {}, {}, 1)
        wrong = ", ".join(sorted(twice | strangers))
        raise table.error("", f"mã trùng hoặc không có: {wrong}.", f"used twice, or not there: {wrong}.")


def _facts() -> dict[str, Fact]:
    file = read_toml(FOLDER / "facts.toml", "assistance/facts.toml")
    found: dict[str, Fact] = {}
    for table in file.of("fact"):
        words = tuple(_word(row) for row in table.rows("words")) if table.has("words") else ()
        fact = Fact(
            table.need("id", str),
            table.choice("of", ("person", "household")),  # type: ignore[arg-type]
            table.text(),
            table.text("question"),
            words,
            table.get("unit", str, ""),
        )
        table.done()
        if fact.id in found:
            raise table.error("id", f"“{fact.id}” có hai lần.", f'"{fact.id}" stands twice.')
        found[fact.id] = fact
    file.done()
    return found


def _word(row: Table) -> tuple[str, int, Text]:
    found = (row.need("word", str), row.need("code", int), row.text())
    row.done()
    return found


def _parameters() -> dict[str, Parameter]:
    file = read_toml(FOLDER / "parameters.toml", "assistance/parameters.toml")
    found: dict[str, Parameter] = {}
    for table in file.of("parameter"):
        entry = Parameter(
            table.need("id", str),
            table.text(),
            table.need("unit", str),
            tuple(_value(row) for row in table.rows("values")),
            tuple(_gap(row) for row in table.rows("gaps")) if table.has("gaps") else (),
        )
        table.done()
        found[entry.id] = entry
    file.done()
    return found


def _value(row: Table) -> Value:
    found = Value(
        row.need("amount", int),
        row.get("territory", str, ""),
        row.need("valid_from", datetime.date),
        row.optional_date("valid_to"),
        row.need("instrument", str),
        row.need("article", str),
        row.choice("mark", ("V", "S")),
        row.optional_date("known_from"),
        row.optional_date("end_known_from"),
        row.text("note", required=False),
    )
    row.done()
    return found


def _gap(row: Table) -> Gap:
    found = Gap(
        row.get("territory", str, ""),
        row.need("valid_from", datetime.date),
        row.need("valid_to", datetime.date),
        row.text(),
    )
    row.done()
    return found


def words_of(facts: Mapping[str, Fact]) -> dict[str, int]:
    """Every word for a code. A word means one number, whichever fact it belongs to."""
    return {word: code for fact in facts.values() for word, code, _ in fact.words}


def names_for(of: str, facts: Mapping[str, Fact], parameters: Mapping[str, Parameter]) -> dict[str, int]:
    """Every name that a policy for persons or for households may read, with the digits it keeps."""
    asked = {fact.id: 0 for fact in facts.values() if fact.of == of or fact.of == "household"}
    return asked | dict.fromkeys(parameters, 0)


def policy_from(
    table: Table,
    facts: Mapping[str, Fact],
    parameters: Mapping[str, Parameter],
    *,
    marks: Sequence[str] = ("V", "S"),
) -> Policy:
    """One policy of a file, checked: every name it reads is a fact of the same table (person or household) or a number
    of law. Raises RuleSetError with the line.

    An office's own (mark "own") may write parts ("1.5 * assistance_standard"); `per` then grows with their digits.
    """
    of = table.choice("of", ("person", "household"))
    names = names_for(of, facts, parameters)
    who_text = table.need("who", str)
    who = _condition(table, "who", who_text, names, facts)
    rates, parts = _rates(table, names, facts, parts="own" in marks)
    policy = Policy(
        id=table.need("id", str),
        version=_version(table.data),
        label=table.text(),
        issuer=table.choice("issuer", ISSUERS),
        territory=table.get("territory", str, ""),
        instrument=table.need("instrument", str),
        article=table.need("article", str),
        mark=table.choice("mark", tuple(marks)),
        valid_from=table.need("valid_from", datetime.date),
        valid_to=table.optional_date("valid_to"),
        of=of,  # type: ignore[arg-type]
        who=who,
        who_text=who_text,
        who_words=table.text("who"),
        gives=table.choice("gives", GIVES),
        period=table.choice("period", PERIODS),
        hit=table.choice("hit", _HITS, "first"),  # type: ignore[arg-type]
        rates=rates,
        per=table.get("per", int, 1) * parts,
        excludes=table.get("excludes", str, ""),
        order=table.get("order", int, 0),
        beside=tuple(table.get("beside", list, [])),
        approval=table.choice("approval", APPROVALS),
        documents=tuple(_text_of(row) for row in table.rows("documents")) if table.has("documents") else (),
        months_at_most=table.take("months_at_most", int) if table.has("months_at_most") else None,
        note=table.text("note", required=False),
        pays_while=_condition(table, "pays_while", table.take("pays_while", str), names, facts)
        if table.has("pays_while")
        else None,
    )
    table.done()
    if policy.per < 1:
        raise table.error("per", "“per” phải từ 1.", '"per" must be at least 1.')
    if policy.valid_to is not None and policy.valid_to < policy.valid_from:
        raise table.error("valid_to", "hết hiệu lực trước khi có hiệu lực.", "it ends before it begins.")
    return policy


def _rates(
    table: Table, names: Mapping[str, int], facts: Mapping[str, Fact], *, parts: bool
) -> tuple[tuple[Rate, ...], int]:
    """The rows of what is given, and into how many parts of a đồng they count (1, 10, 100 ...)."""
    read = [_rate(row, names, facts, parts=parts) for row in table.rows("rates")] if table.has("rates") else []
    most = max((digits for _, digits in read), default=0)
    return tuple(replace(rate, times=_grown(rate.times, most - digits)) for rate, digits in read), 10**most


def _grown(node: Node, digits: int) -> Node:
    return ["*", node, ["n", 10**digits]] if digits else node


def _rate(row: Table, names: Mapping[str, int], facts: Mapping[str, Fact], *, parts: bool) -> tuple[Rate, int]:
    when: Node = _condition(row, "when", row.take("when", str), names, facts) if row.has("when") else ["true"]
    text = row.need("times", str)
    try:
        times, digits = parse_number(text, names, words_of(facts))
    except LanguageError as error:
        raise row.error("times", error.vi, error.en) from None
    if digits and not parts:
        raise row.error("times", f"“{text}” phải là số nguyên; dùng “per”.", f'"{text}" must be whole; use "per".')
    rate = Rate(when, times, row.text())
    row.done()
    return rate, digits


def _condition(table: Table, key: str, text: str, names: Mapping[str, int], facts: Mapping[str, Fact]) -> Node:
    try:
        return parse_condition(text, names, words_of(facts))
    except LanguageError as error:
        raise table.error(key, error.vi, error.en) from None


def _text_of(row: Table) -> Text:
    found = row.text()
    row.done()
    return found


def _version(data: Mapping[str, Any]) -> str:
    return hashlib.sha256(repr(sorted(data.items())).encode()).hexdigest()[:12]
