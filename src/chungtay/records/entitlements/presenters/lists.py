"""How lists and their lines are told."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from chungtay.foundation.places.models import Level
from chungtay.records.entitlements.models import LineState, SupportLine, SupportList
from chungtay.records.entitlements.operations.origins import all_labels
from chungtay.records.entitlements.operations.receivers import is_child
from chungtay.records.entitlements.presenters.policies import PERIODS
from chungtay.records.entitlements.queries.issued import policies_named
from chungtay.records.entitlements.queries.naming import Names
from chungtay.records.entitlements.queries.periods import is_term, period_words
from chungtay.records.entitlements.queries.proofs import Shown
from chungtay.rulebook.result import Text
from chungtay.rulebook.rights import Policy

SHOWN = (
    LineState.DUE, LineState.APPROVED, LineState.DELIVERED, LineState.REFUSED, LineState.LAPSED, LineState.RETURNED,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    made: SupportList
    lines: int
    delivered: int
    waiting: int
    amount: int
    per: str | Promise
    period: str


def lapsed_step(policy: Policy | None, level: str) -> str:
    """Why the ward decides what the policy leaves to the district; "" for every other policy."""
    if policy is None or policy.approval != "district_leader" or level != Level.WARD:
        return ""
    return _(
        "The policy names the leader of the district. There are no districts since 1 July 2025: what the chairman of a "
        "district decided, the chairman of the ward decides."
    )


def per(made: SupportList) -> str | Promise:
    """What the amounts of a list are for: a month, a year, a term; "" for a policy that the book has no more."""
    return _per(made, policies_named([made.policy]))


def _per(made: SupportList, policies: Mapping[str, Policy]) -> str | Promise:
    if is_term(made.period):
        return _("for the term")
    return PERIODS[policies[made.policy].period] if made.policy in policies else ""


def rows(lists: Iterable[SupportList], states: dict[int, dict[str, tuple[int, int]]]) -> list[Row]:
    found = []
    lists = list(lists)
    policies = policies_named([made.policy for made in lists])
    for made in lists:
        counts = states.get(made.pk, {})
        waiting = sum(counts.get(name, (0, 0))[0] for name in (LineState.DUE, LineState.APPROVED))
        found.append(
            Row(
                made,
                sum(lines for lines, _amount in counts.values()),
                counts.get(LineState.DELIVERED, (0, 0))[0],
                waiting,
                sum(amount for _lines, amount in counts.values()),
                _per(made, policies),
                period_words(made.period),
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class Cover:
    """One policy and period: of those listed, how many have it, wait for it, or ended otherwise."""

    label: Text
    period: str
    listed: int
    delivered: int
    waiting: int
    refused: int
    lapsed: int
    returned: int


def coverage(counted: Sequence[tuple[str, str, dict[str, int]]]) -> list[Cover]:
    named = policies_named([policy for policy, _period, _states in counted])
    labels = {policy: about.label for policy, about in named.items()} | all_labels()
    return [
        Cover(
            labels.get(policy, Text(policy, policy)),
            period_words(period),
            sum(states.values()),
            states.get(LineState.DELIVERED, 0),
            states.get(LineState.DUE, 0) + states.get(LineState.APPROVED, 0),
            states.get(LineState.REFUSED, 0),
            states.get(LineState.LAPSED, 0),
            states.get(LineState.RETURNED, 0),
        )
        for policy, period, states in counted
    ]


@dataclass(frozen=True, slots=True)
class Chip:
    id: str
    label: str
    count: int
    chosen: bool


NO_RECEIPT = "no_receipt"


def chips(counts: dict[str, tuple[int, int]], state: str, lacking: int = 0) -> list[Chip]:
    """Everybody, then each state; last whose receipt lacks, of money from a public source."""
    everybody = Chip("", _("Everybody"), sum(lines for lines, _amount in counts.values()), state == "")
    found = [everybody] + [
        Chip(name, str(name.label), counts[name][0], name == state) for name in LineState if name in counts
    ]
    if lacking or state == NO_RECEIPT:
        found.append(Chip(NO_RECEIPT, _("Receipt still missing"), lacking, state == NO_RECEIPT))
    return found


@dataclass(frozen=True, slots=True)
class Line:
    """`receiver`: whom the form offers first; for a child the head of the household, who signs for it."""

    line: SupportLine
    name: str
    head: str
    code: str
    receiver: str = ""
    born: str = ""


def lines(found: Iterable[SupportLine], names: Names) -> list[Line]:
    """Lines with the names that the register has."""
    made = []
    for line in found:
        where = names.homes.get(line.household_id)
        name = names.people.get(line.person_id, "") if line.person_id is not None else ""
        head = where.head_name if where else ""
        born = names.births.get(line.person_id or 0, "")
        child = is_child(names.born.get(line.person_id or 0), names.day)
        made.append(Line(line, name, head, where.code if where else "", head if child else name or head, born))
    return made


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A hand-over of another app: whose, when, who received it, and where it stands."""

    head: str
    code: str
    on: datetime.date
    receiver: str
    title: str
    address: str


def elsewhere(found: Iterable[Shown], names: Names, place: str, year: int) -> list[Elsewhere]:
    made = []
    for each in found:
        home = names.homes.get(each.household)
        name, more = each.address
        address = reverse(name, args=[place, year, *more])
        head, code = (home.head_name, home.code) if home else (_("lives here no more"), "")
        made.append(Elsewhere(head, code, each.on, each.receiver, each.title, address))
    return made
