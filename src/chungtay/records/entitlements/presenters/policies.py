"""How policies and rights are told: a line for each policy, a sentence for each right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.templatetags.words import words as told
from chungtay.population.rights import HOUSEHOLD, PART, PERSON
from chungtay.records.entitlements.queries.rights import Rights
from chungtay.rulebook import policy_book
from chungtay.rulebook.result import Text
from chungtay.rulebook.rights import InForce, Policy, Value

ISSUERS: dict[str, str | Promise] = {
    "central": _("Central government"),
    "city": _("City"),
    "district": _("District"),
    "ward": _("Ward"),
    "donor": _("Donor"),
}
PERIODS: dict[str, str | Promise] = {
    "month": _("a month"),
    "school_month": _("a month of school"),
    "year": _("a year"),
    "once": _("once"),
}
MARKS: dict[str, str | Promise] = {
    "V": _("read in the instrument"),
    "S": _("from a secondary source; check before deciding"),
    "own": _("entered and approved by the office"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One policy of the page: what it is and how many it is for."""

    policy: Policy
    label: str
    who: str
    note: str
    issuer: str | Promise
    period: str | Promise
    mark: str | Promise
    due: int
    open: int
    instead: int
    amount: int


def lines(found: Rights) -> list[Line]:
    """A line for each policy in force, those of the most people first."""
    counts, amounts = found.counts(), found.amounts()
    numbers = found.rules.parameters
    rows = [_line(policy, counts[policy.id], amounts.get(policy.id, 0), numbers) for policy in found.rules.policies]
    return sorted(rows, key=lambda line: (-line.due, -line.open, line.policy.id))


def _line(policy: Policy, counts: dict[str, int], amount: int, numbers: Mapping[str, Value]) -> Line:
    return Line(
        policy,
        told(policy.label),
        told(policy.who_words),
        told(policy.note),
        ISSUERS[policy.issuer],
        PERIODS[policy.period],
        mark_words(policy, numbers),
        counts["due"],
        counts["open"],
        counts["instead"],
        amount,
    )


def mark_words(policy: Policy, numbers: Mapping[str, Value]) -> str:
    """How far a policy was checked; the numbers that its amounts or conditions read are named where they stand on a
    weaker source than it does."""
    own = str(MARKS[policy.mark])
    if policy.mark == "S":
        return own
    labels = policy_book.load().parameters
    weaker = [
        told(labels[name].label).lower()
        for name in sorted(policy.reads)
        if name in numbers and numbers[name].mark == "S"
    ]
    if not weaker:
        return own
    more = gettext("its number (%(names)s) from a secondary source; check before deciding") % {
        "names": ", ".join(weaker)
    }
    return f"{own}; {more}"


@dataclass(frozen=True, slots=True)
class Uneven:
    """A policy whose formula leaves a part of a đồng, for how many households, and some of them (number, code)."""

    label: str
    homes: int
    some: list[tuple[int, str]]


SOME = 5


def uneven(found: Rights, codes: Mapping[int, str]) -> list[Uneven]:
    """`codes`: what the register calls the first households of each (`uneven_homes`)."""
    return [
        Uneven(
            told(policy.label) if (policy := found.policy(name)) else name,
            len(homes),
            [(home, codes.get(home, "")) for home in homes[:SOME]],
        )
        for name, homes in found.uneven().items()
    ]


def uneven_homes(found: Rights) -> list[int]:
    return [home for homes in found.uneven().values() for home in homes[:SOME]]


def refused(rules: InForce, labels: dict[str, Text]) -> list[tuple[str, str]]:
    """(policy, the numbers that it wants) of those that could not be worked out."""
    return [
        (told(policy.label), ", ".join(told(labels[name]).lower() for name in names)) for policy, names in rules.refused
    ]


@dataclass(frozen=True, slots=True)
class Row:
    """One person of a list, with the reason. `questions`: what must be found out before anybody can say."""

    household: int
    person: int | None
    name: str
    head: str
    code: str
    group: str
    amount: int | None
    reason: str
    questions: tuple[str, ...]
    instead: str


def rows(
    found: Rights, page: pl.DataFrame, names: dict[int, str], homes: dict[int, Any], groups: dict[int, str]
) -> list[Row]:
    """The rows of a page of a list. `homes`: household -> what the register shows of it."""
    made = []
    for each in page.iter_rows(named=True):
        policy = found.policy(each["policy"])
        assert policy is not None  # noqa: S101 - rows come from policies in force
        home = homes.get(each[HOUSEHOLD])
        other = found.policy(each["instead_of"])
        made.append(
            Row(
                household=each[HOUSEHOLD],
                person=each[PERSON],
                name=names.get(each[PERSON], ""),
                head=home.head_name if home else "",
                code=home.code if home else "",
                group=groups.get(home.group, "") if home else "",
                amount=each["amount"],
                reason=told(policy.rates[each["rate"]].label) if each["rate"] is not None else told(policy.who_words),
                questions=questions(found.rules, each["missing"].split(",") if each["missing"] else ()),
                instead=told(other.label) if other else "",
            )
        )
    return made


def questions(rules: InForce, names: Sequence[str]) -> tuple[str, ...]:
    """What to ask, or what else must be done before anybody can say."""
    part = gettext(
        "The formula of the policy leaves a part of a đồng here: propose a new version that comes out whole."
    )
    return tuple(part if name == PART else told(rules.facts[name].question) for name in names)
