"""How needs, cards, lists and purchases are told."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chungtay.foundation.core.templatetags.words import words
from chungtay.population.rights import PART
from chungtay.records.entitlements.operations.cards import CardPayer, HealthCard
from chungtay.records.entitlements.queries.naming import names_for
from chungtay.records.registry.queries.pupils import Someone, group_names, people
from chungtay.work.insurance.models import (
    BatchLine,
    CardRow,
    LineState,
    PurchaseBatch,
    RowOutcome,
    StateLine,
    StateLineState,
)
from chungtay.work.insurance.operations.pricing import renewed_from
from chungtay.work.insurance.queries import needs as queries
from chungtay.work.insurance.queries.needs import (
    ASK,
    BUY,
    ESCAPED,
    HAS,
    LISTED,
    MISSING,
    SCHOOL,
    STATE,
    WAITS,
    Need,
    Needs,
)
from chungtay.work.insurance.queries.seen import WARNED
from chungtay.work.insurance.queries.terms import Due, Term, due_of, is_late

STAGES: dict[str, str | Promise] = {
    MISSING: gettext_lazy("No card"),
    LISTED: gettext_lazy("On a list or purchase"),
    WAITS: gettext_lazy("Card begins later"),
    queries.UNKNOWN: gettext_lazy("Not known"),
    HAS: gettext_lazy("Has a card"),
}
WAYS: dict[str, str | Promise] = {
    STATE: gettext_lazy("The state pays in full"),
    BUY: gettext_lazy("A card is bought"),
    SCHOOL: gettext_lazy("Through the school"),
    ASK: gettext_lazy("Something is asked first"),
}


@dataclass(frozen=True, slots=True)
class Chip:
    id: str
    label: str | Promise
    count: int
    chosen: bool


def policy_words(needs: Needs, name: str) -> str:
    """What a policy of insurance is called; households newly out of poverty for whom none pays have a line too."""
    if name == ESCAPED:
        return _("Newly out of poverty or near-poverty, no policy pays")
    return words(needs.policies[name].label)


def allowance_words(needs: Needs, name: str) -> str:
    policy = needs.found.policy(name)
    return words(policy.label) if policy else name


@dataclass(frozen=True, slots=True)
class BoardRow:
    id: str
    label: str
    stages: dict[str, int]
    all: int
    share: int


def board(needs: Needs) -> list[BoardRow]:
    """Each policy with how many of its people have a card. `share` in whole percent, rounded down: 100 is everybody."""
    rows = []
    for name, stages in needs.counts().items():
        everybody = sum(stages.values())
        rows.append(BoardRow(name, policy_words(needs, name), stages, everybody, stages[HAS] * 100 // everybody))
    return rows


@dataclass(frozen=True, slots=True)
class NeedRow:
    need: Need
    name: str
    head: str
    code: str
    group: str
    why: str
    stage: str | Promise
    next: str


def need_rows(needs: Needs, rows: Sequence[Need], day: datetime.date) -> list[NeedRow]:
    """A page of people with why they are to have a card and what is done next. Four statements for a page."""
    names = names_for([need.person for need in rows], {need.household for need in rows}, day)
    groups = group_names({need.group for need in rows})
    found = []
    for need in rows:
        home = names.homes.get(need.household)
        policy = needs.policies.get(need.policy)
        why = words(policy.who_words) if policy else policy_words(needs, need.policy)
        found.append(
            NeedRow(
                need,
                names.people.get(need.person, ""),
                home.head_name if home else "",
                home.code if home else "",
                groups.get(need.group, ""),
                why,
                STAGES[need.stage],
                next_step(needs, need),
            )
        )
    return found


def next_step(needs: Needs, need: Need) -> str:
    """What the officer does next for a person."""
    if need.stage == HAS:
        return ""
    if need.stage == WAITS:
        return _("Wait: the card holds from %(day)s.") % {"day": f"{need.first:%d/%m/%Y}"}
    if need.stage == LISTED and need.way == STATE:
        return _("See the state's list: approve it, send it, write the card down.")
    if need.stage == LISTED:
        return _("Approve the purchase and hand the card over.")
    if need.settle:
        return _(
            "Due a monthly allowance (“%(what)s”) that nobody gives yet: settle that first. With it the state pays the "
            "card, and none is bought."
        ) % {"what": allowance_words(needs, need.settle)}
    if need.way == ASK:
        facts = needs.found.rules.facts
        if PART in need.asks:
            return _(
                "The formula of the policy leaves a part of a đồng here: propose a new version that comes out whole."
            )
        asked = [words(facts[name].question) for name in need.asks if name in facts]
        return " ".join(asked) or _("Ask whether the person has a card.")
    if need.stage == queries.UNKNOWN:
        return _("Ask whether the person has a card, or bring in the insurer's list.")
    if need.way == STATE:
        return _("Put on the state's list: the state pays, never buy.")
    if need.way == SCHOOL:
        return _("Remind the school: the card is taken out there.")
    return _("Put on the next purchase.")


@dataclass(frozen=True, slots=True)
class CardView:
    card: HealthCard
    person: Someone | None
    name: str
    number: str
    waits: bool
    days: int | None
    followed_from: datetime.date | None


def card_rows(cards: Iterable[HealthCard], paths: Sequence[str], today: datetime.date) -> list[CardView]:
    """A page of cards. The number shows its last four digits alone; `days` until it ends, below zero once it did;
    `followed_from`: while a purchase may not follow it yet, the first day on which it may."""
    page = list(cards)
    here = people([card.person_id for card in page], paths)
    names = names_for([card.person_id for card in page], [], today).people
    return [
        CardView(
            card, here.get(card.person_id), names.get(card.person_id, ""), masked(str(card.number)),
            card.valid_from > today, (card.valid_to - today).days if card.valid_to else None, _followed(card, today),
        )
        for card in page
    ]  # fmt: skip


def _followed(card: HealthCard, today: datetime.date) -> datetime.date | None:
    if card.valid_to is None or card.payer in (CardPayer.STATE, CardPayer.WORK):
        return None
    first = renewed_from(card.valid_to)
    return first if first > today else None


def masked(number: str) -> str:
    return f"…{number[-4:]}" if number else ""


@dataclass(frozen=True, slots=True)
class ListLine:
    row: CardRow
    person: Someone | None
    possible: list[Someone]
    number: str


def list_lines(rows: Sequence[CardRow], paths: Sequence[str]) -> list[ListLine]:
    """One statement for a page."""
    numbers = {number for row in rows for number in row.possible} | {row.person_id for row in rows if row.person_id}
    here = people(numbers, paths)
    return [
        ListLine(
            row, here.get(row.person_id or 0), [here[number] for number in row.possible if number in here],
            masked(str(row.number)),
        )
        for row in rows
    ]  # fmt: skip


_ORDER = (
    RowOutcome.CHOOSE, RowOutcome.REFUSED, RowOutcome.NEW, RowOutcome.CHANGED, RowOutcome.SAME, RowOutcome.UNKNOWN,
    RowOutcome.LEFT_OUT,
)  # fmt: skip


def outcome_chips(counts: dict[str, int], chosen: str, warned: int = 0) -> list[Chip]:
    """What needs somebody comes first; lines with something to look at last, which have an outcome besides."""
    found = [Chip("", _("All"), sum(counts.values()), chosen == "")] + [
        Chip(str(name), str(name.label), counts[name], name == chosen) for name in _ORDER if counts.get(name)
    ]
    return [*found, Chip(WARNED, _("Something to look at"), warned, chosen == WARNED)] if warned else found


def stage_chips(counts: dict[str, int], chosen: str) -> list[Chip]:
    return [Chip("", _("All"), sum(counts.values()), chosen == "")] + [
        Chip(name, STAGES[name], count, name == chosen) for name, count in counts.items() if count
    ]


def state_chips(counts: dict[str, int], chosen: str) -> list[Chip]:
    return [Chip("", _("All"), sum(counts.values()), chosen == "")] + [
        Chip(str(name), str(name.label), counts[name], name == chosen) for name in LineState if counts.get(name)
    ]


@dataclass(frozen=True, slots=True)
class LineView:
    line: BatchLine
    name: str
    head: str
    code: str
    total: int
    born: str


def batch_lines(lines: Iterable[BatchLine], day: datetime.date) -> list[LineView]:
    """A page of a purchase with the names that the register has."""
    page = list(lines)
    names = names_for([line.person_id for line in page], {line.household_id for line in page}, day)
    found = []
    for line in page:
        home: Any = names.homes.get(line.household_id)
        name = names.people.get(line.person_id, "")
        head, code = (home.head_name, home.code) if home else ("", "")
        born = names.births.get(line.person_id, "")
        found.append(LineView(line, name, head, code, line.monthly * line.months, born))
    return found


def state_list_chips(counts: dict[str, int], chosen: str) -> list[Chip]:
    return [Chip("", _("All"), sum(counts.values()), chosen == "")] + [
        Chip(str(name), str(name.label), counts[name], name == chosen) for name in StateLineState if counts.get(name)
    ]


@dataclass(frozen=True, slots=True)
class StateLineView:
    line: StateLine
    name: str
    head: str
    code: str
    number: str
    due: Due | None
    late: bool
    born: str


def state_lines(lines: Iterable[StateLine], day: datetime.date) -> list[StateLineView]:
    """A page of a list of the state with the names that the register has; of a card its last four digits."""
    page = list(lines)
    names = names_for([line.person_id for line in page], {line.household_id for line in page}, day)
    found = []
    for line in page:
        home: Any = names.homes.get(line.household_id)
        number = masked(str(line.card.number)) if line.card is not None else ""
        name = names.people.get(line.person_id, "")
        sent = line.sent_on if line.state == StateLineState.SENT else None
        head, code = (home.head_name, home.code) if home else ("", "")
        born = names.births.get(line.person_id, "")
        found.append(StateLineView(line, name, head, code, number, due_of(sent), is_late(sent, day), born))
    return found


def term_of(lines: Iterable[StateLine]) -> Term | None:
    """The term that a page of lines with the insurer stands under, the first of them."""
    sent = (due_of(line.sent_on) for line in lines if line.state == StateLineState.SENT)
    return next((due.term for due in sent if due is not None), None)


@dataclass(frozen=True, slots=True)
class BatchView:
    made: PurchaseBatch
    lines: int
    delivered: int
    waiting: int


def batch_rows(batches: Iterable[PurchaseBatch], states: dict[int, dict[str, int]]) -> list[BatchView]:
    found = []
    for made in batches:
        counts = states.get(made.pk, {})
        waiting = counts.get(LineState.DUE, 0) + counts.get(LineState.APPROVED, 0)
        found.append(BatchView(made, sum(counts.values()), counts.get(LineState.DELIVERED, 0), waiting))
    return found
