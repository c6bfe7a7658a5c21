"""How far a policy that gives a card has reached its people. Cards are one ledger: whoever has a card that holds on the
day has received it, whoever pays and whichever list it came by; lists tell only how far those without one have come.
Who has none on record and was asked by nobody is not without one: that is asked first, here as in the insurance app,
and so is what would have the state pay the card (`asked_before_cards`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Protocol

import polars as pl

from chungtay.population.rights import HOUSEHOLD, PERSON
from chungtay.records.entitlements.queries.asked_before_cards import INSURED, first_asked
from chungtay.records.entitlements.queries.card_steps import LAPSED, Step
from chungtay.records.entitlements.queries.cards import FOLLOWS, HAS
from chungtay.records.entitlements.queries.rights import Rights
from chungtay.rulebook import policy_book
from chungtay.rulebook.rights import Policy

UNLISTED, APPROVED, DELIVERED, UNKNOWN, ASK = "unlisted", "approved", "delivered", "unknown", "ask"
NOWHERE = 0
SCHEMA = {
    "policy": pl.String,
    "ward": pl.Int64,
    "group": pl.Int64,
    HOUSEHOLD: pl.Int64,
    PERSON: pl.Int64,
    "stage": pl.String,
    "state": pl.String,
    "amount": pl.Int64,
    "rate": pl.Int8,
    "missing": pl.String,
    "line": pl.Int64,
    "list": pl.Int64,
    "period": pl.String,
    "note": pl.String,
}


class CardFacts(Protocol):
    """What is asked beside the rights: of one day, as it is told now or as it was then known."""

    def steps(self) -> dict[int, Step]:
        """Person -> how far a list has brought them to a card."""

    def cards(self, persons: list[int], *, here: bool) -> Mapping[int, str]:
        """How these people stand, as `cards.told_of`. `here`: they live in the places."""

    def homes(self, persons: list[int], households: list[int]) -> tuple[Mapping[int, int], Mapping[int, int]]:
        """Person -> household; household -> residential group, of these and those."""


def gives_card(policy: Policy) -> bool:
    return policy.gives == "card"


def card_policies(found: Mapping[int, Rights]) -> list[str]:
    """Names of the policies that give a card: of the book, of whatever time, and of offices where they hold."""
    held = (policy for each in found.values() for policy in each.rules.policies)
    return sorted({policy.id for policy in (*policy_book.load().policies, *held) if gives_card(policy)})


def card_rows(
    rights: pl.DataFrame,
    found: Mapping[int, Rights],
    policies: Collection[str],
    told: CardFacts,
    *,
    ward_of: Mapping[int, int],
    present: bool,
) -> pl.DataFrame:
    """One row for each person and policy that gives a card, as `Coverage.rows`. `rights`: everybody's with ward and
    group. As many statements as `told` takes, however many people.

    Who has a card and of whom nobody can say whether the policy is due is left out: nothing has to be asked for it. Who
    stands on a list counts there though the right is no more, where no other policy that gives a card is due.
    """
    about = rights.filter(pl.col("policy").is_in(list(policies)) & pl.col("state").is_in(["due", "open"]))
    steps = told.steps()
    cards = told.cards(about[PERSON].unique().to_list(), here=True)
    due = set(about.filter(pl.col("state") == "due")[PERSON])
    asks = first_asked(rights, [each.rules for each in found.values()])
    rows, placed = [], set()
    for row in about.iter_rows(named=True):
        step = steps.get(row[PERSON])
        if row["state"] == "open" and (step is None or row[PERSON] in due or step.policy != row["policy"]):
            step = None
        card = cards.get(row[PERSON], "")
        ask = asks.get(row[PERSON], "" if card else INSURED) if row["state"] == "due" else ""
        stage = _stage(row["state"], step, card, ask, present=present)
        if stage == ASK:
            row["missing"] = ask
        if stage:
            if step is not None:
                placed.add(row[PERSON])
            note = step.note if step is not None and stage == step.stage else ""
            rows.append(_row(row, stage, note))
    left = [step for person, step in steps.items() if person not in placed and person not in due]
    rows += _without_a_right(left, told, ward_of)
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _stage(state: str, step: Step | None, card: str, ask: str, *, present: bool) -> str:
    due = state == "due"
    if card in (HAS, FOLLOWS):
        return (DELIVERED if card == HAS else APPROVED) if due else ""
    if step is None or (step.stage == LAPSED and due and present):
        return (ASK if ask else UNLISTED) if due else UNKNOWN
    return step.stage


def _row(row: Mapping[str, object], stage: str, note: str) -> tuple[object, ...]:
    kept = ("policy", "ward", "group", HOUSEHOLD, PERSON)
    more = ("state", "amount", "rate", "missing")
    return (*(row[name] for name in kept), stage, *(row[name] for name in more), None, None, None, note)


def _without_a_right(
    steps: Sequence[Step], told: CardFacts, ward_of: Mapping[int, int]
) -> Iterable[tuple[object, ...]]:
    """Who stands on a list and to whom nothing is due: where the person lives on the day, else where the household
    does, else at the ward of the list, in no group; those of elsewhere are left out."""
    if not steps:
        return []
    persons = [step.person for step in steps]
    lives, groups = told.homes(persons, [step.household for step in steps])
    covered = {person for person, card in told.cards(persons, here=False).items() if card == HAS}
    inside, rows = set(ward_of.values()), []
    for step in steps:
        home = lives.get(step.person, step.household)
        group = groups.get(home, NOWHERE)
        ward = ward_of.get(group) if group else (step.ward if step.ward in inside else None)
        if ward is not None and step.person not in covered and step.policy:
            rows.append((step.policy, ward, group, home, step.person, step.stage, *[None] * 7, step.note))
    return rows
