"""Rights that policies give: what a policy is, and who is entitled to what on a day, one person or household at a time.

    book = policy_book.load()                                   # shipped policies, parameters and the facts they read
    found = entitlements(book.on(day, places), facts)           # [Right, ...], with amount and reason

`facts` are spans of whole numbers, as the answers of a form: a fact nobody knows is the whole span of its values, and a
policy that hangs on it comes out as `open`, never as "no". Whole tables are worked out by `population.rights`, which is
held equal to this.

Amounts are whole đồng. A formula that does not come out in whole đồng is refused, not rounded: no source seen says how.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from chungtay.rulebook.errors import ChungTayError
from chungtay.rulebook.intervals import Span, number, truth
from chungtay.rulebook.language import Node, names_in
from chungtay.rulebook.result import Text

Of = Literal["person", "household"]
_NOTHING = Text("", "")
UNKNOWN_TOP = 10**9  # the upper end of a whole-number fact that nobody knows


class AmountNotWhole(ChungTayError):
    """A formula of a policy gives a part of a đồng."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that policies may ask of a person or a household. `words` are its codes by name, with what they mean;
    a whole number has none. `question`: what an officer is asked when it is not known."""

    id: str
    of: Of
    label: Text
    question: Text
    words: tuple[tuple[str, int, Text], ...] = ()
    unit: str = ""

    @property
    def everything(self) -> Span:
        """What an unknown value can be."""
        codes = [code for _, code, _ in self.words]
        return (min(codes), max(codes)) if codes else (0, UNKNOWN_TOP)


@dataclass(frozen=True, slots=True)
class Value:
    """A number of law between two days, somewhere. `territory` is the code of a unit, "" the whole country.

    `known_from`: the day its instrument took effect, where it applies from an earlier day. `end_known_from`: the day
    from which its end was in effect; before that it was taken to go on.
    """

    amount: int
    territory: str
    valid_from: datetime.date
    valid_to: datetime.date | None
    instrument: str
    article: str
    mark: str
    known_from: datetime.date | None = None
    end_known_from: datetime.date | None = None
    note: Text = _NOTHING  # which reading of the sources it follows, where they leave one open

    def holds(self, day: datetime.date, places: Sequence[str], known_on: datetime.date | None = None) -> bool:
        """Whether it counts on a day; with `known_on`, as the instruments in effect on that other day have it."""
        if known_on and self.known_from and known_on < self.known_from:
            return False
        goes_on = bool(known_on and self.end_known_from and known_on < self.end_known_from)
        inside = not self.territory or self.territory in places
        return inside and self.valid_from <= day and (goes_on or self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Gap:
    """A time in which a number is known to exist somewhere, but its source was not read."""

    territory: str
    valid_from: datetime.date
    valid_to: datetime.date
    why: Text

    def holds(self, day: datetime.date, places: Sequence[str]) -> bool:
        return (not self.territory or self.territory in places) and self.valid_from <= day <= self.valid_to


@dataclass(frozen=True, slots=True)
class Parameter:
    """A dated number that formulas read. Where central and local rules both hold, the higher one counts: the city's
    resolutions say so themselves (63/2025/NQ-HĐND Điều 2 khoản 5)."""

    id: str
    label: Text
    unit: str
    values: tuple[Value, ...]
    gaps: tuple[Gap, ...] = ()

    def on(self, day: datetime.date, places: Sequence[str], known_on: datetime.date | None = None) -> Value | None:
        """The value that counts (as known on another day), None when no source gives one for that day."""
        if any(gap.holds(day, places) for gap in self.gaps):
            return None
        held = [value for value in self.values if value.holds(day, places, known_on)]
        return max(held, key=lambda value: value.amount, default=None)


@dataclass(frozen=True, slots=True)
class Rate:
    """One row of what a policy gives: to whom of its people, and how much (`times` / `per` of whole đồng)."""

    when: Node
    times: Node
    label: Text


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy as issued. `rates` is empty where it gives no money (a loan, a service). `excludes` names the group of
    policies of which a person gets one only, the highest; `beside` those of the group that it may be added to.

    `pays_while`: while it holds the amount is paid; beside it the right stands without one (a card that runs on), and
    is chosen among its group as before.

    `mark`: V read in the instrument, S said by others; M (own memory) is never worked out, only listed to be verified.
    """

    id: str
    version: str
    label: Text
    issuer: str
    territory: str
    instrument: str
    article: str
    mark: str
    valid_from: datetime.date
    valid_to: datetime.date | None
    of: Of
    who: Node
    who_text: str
    who_words: Text
    gives: str
    period: str
    hit: Literal["first", "highest", "sum"]
    rates: tuple[Rate, ...]
    per: int
    excludes: str
    order: int
    beside: tuple[str, ...]
    approval: str
    documents: tuple[Text, ...]
    months_at_most: int | None
    note: Text
    pays_while: Node | None = None

    @property
    def reads(self) -> frozenset[str]:
        """Facts and parameters that it looks at."""
        found = names_in(self.who) | (names_in(self.pays_while) if self.pays_while is not None else frozenset())
        for rate in self.rates:
            found |= names_in(rate.when) | names_in(rate.times)
        return frozenset(found)

    def holds(self, day: datetime.date, places: Sequence[str]) -> bool:
        inside = not self.territory or self.territory in places
        return inside and self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class InForce:
    """The policies that hold on a day in a place, with the numbers they read as they stand on that day.

    `refused`: policies that hold but read numbers which no source gives for the day (named). They are not worked out.
    """

    day: datetime.date
    policies: tuple[Policy, ...]
    parameters: dict[str, Value]
    facts: dict[str, Fact]
    refused: tuple[tuple[Policy, tuple[str, ...]], ...] = ()

    @property
    def numbers(self) -> dict[str, Span]:
        return {name: (value.amount, value.amount) for name, value in self.parameters.items()}


State = Literal["due", "instead", "open"]


@dataclass(frozen=True, slots=True)
class Right:
    """What one policy gives on a day. `instead` names the policy of the same group that is given instead of it;
    `open` rights hang on `missing` facts; their amount is None."""

    policy: Policy
    state: State
    amount: int | None
    rate: Text
    instead_of: str = ""
    missing: tuple[str, ...] = ()


def entitlements(rules: InForce, facts: Mapping[str, Span]) -> list[Right]:
    """Every right of one person (or one household) on a day, those that give way to another included.

    A policy whose condition nobody can settle is `open` and takes part in no choice: until it is settled, what is known
    to be due stays due. Raises AmountNotWhole.
    """
    values = rules.numbers | dict(facts)
    found: list[Right] = []
    for policy in rules.policies:
        if any(name not in values for name in policy.reads):
            continue  # a policy for households asked of a person, or the other way round
        held = truth(policy.who, values)
        if held is None:
            found.append(Right(policy, "open", None, Text("", ""), missing=_missing(policy.who, values)))
        elif held and (right := _given(policy, values)) is not None:
            found.append(right)
    return [_paid(right, values) for right in _one_of_each_group(found)]


def _paid(right: Right, values: Mapping[str, Span]) -> Right:
    """Without an amount where nothing is paid for it, or nobody can say whether it is."""
    condition = right.policy.pays_while
    if condition is None or right.amount is None or truth(condition, values) is True:
        return right
    return replace(right, amount=None, rate=Text("", ""))


def _given(policy: Policy, values: Mapping[str, Span]) -> Right | None:
    """What the policy gives to somebody it is for, None where no rate of it applies."""
    if not policy.rates:
        return Right(policy, "due", None, Text("", ""))
    chosen: list[tuple[int, Text]] = []
    for rate in policy.rates:
        held = truth(rate.when, values)
        amount = number(rate.times, values)
        if held is None or (held and amount[0] != amount[1]):
            missing = tuple(dict.fromkeys((*_missing(rate.when, values), *_missing(rate.times, values))))
            return Right(policy, "open", None, Text("", ""), missing=missing)
        if held:
            chosen.append((amount[0], rate.label))
            if policy.hit == "first":
                break
    if not chosen:
        return None
    if policy.hit == "sum":
        total, label = sum(amount for amount, _ in chosen), _joined([label for _, label in chosen])
    else:
        total, label = max(chosen, key=lambda each: each[0])
    return Right(policy, "due", whole_dong(policy, total), label)


def whole_dong(policy: Policy, total: int) -> int:
    """total / per, refused where it leaves a part of a đồng."""
    amount, rest = divmod(total, policy.per)
    if rest:
        raise AmountNotWhole(
            f"Chính sách “{policy.label.vi}”: {total}/{policy.per} không ra số đồng nguyên. Kiểm tra lại mức và tỷ lệ.",
            f'Policy "{policy.label.en}": {total}/{policy.per} is no whole number of đồng. Look at its rate.',
        )
    return amount


def _one_of_each_group(rights: Sequence[Right]) -> list[Right]:
    """Of a group that excludes one another the highest amount is given (at equal amounts the lower order), then every
    other that may stand beside all that are given already."""
    given: dict[str, list[Policy]] = {}
    settled: dict[str, Right] = {}
    for right in sorted((each for each in rights if each.state == "due" and each.policy.excludes), key=_rank):
        taken = given.setdefault(right.policy.excludes, [])
        against = next((other for other in taken if not beside(right.policy, other)), None)
        if against is None:
            taken.append(right.policy)
        else:
            settled[right.policy.id] = replace(right, state="instead", instead_of=against.id)
    return [settled.get(right.policy.id, right) for right in rights]


def _rank(right: Right) -> tuple[int, int, str]:
    return -(right.amount or 0), right.policy.order, right.policy.id


def beside(one: Policy, other: Policy) -> bool:
    """Whether a person may get both of two policies of one group."""
    return other.id in one.beside or one.id in other.beside


def _missing(node: Node, values: Mapping[str, Span]) -> tuple[str, ...]:
    return tuple(sorted(name for name in names_in(node) if values[name][0] != values[name][1]))


def _joined(labels: Sequence[Text]) -> Text:
    return Text("; ".join(label.vi for label in labels), "; ".join(label.en for label in labels))
