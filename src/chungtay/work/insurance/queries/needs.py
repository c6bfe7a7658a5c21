"""Who of a ward is to have a health-insurance card, by which right, who pays it, and who has none yet.

Everybody to whom a policy of insurance is due, every member of a household newly out of poverty or near-poverty (in the
first 36 months, also where no policy pays), and whoever may be entitled but something must be asked first. Each of them
once, with the way to the card:

    state   the state pays all: the person goes on the state's list, and a card is never bought
    buy     the city pays, or the budget pays a part, or nobody does: the card is bought
    school  pupils pay and are helped at school
    ask     something must be asked first, or a monthly allowance settled that is due and that nobody gives yet: with
            it the state pays the card
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl
from django.db.models import Q

from chungtay.foundation.places.models import Unit
from chungtay.population.rights import HOUSEHOLD, PERSON
from chungtay.records.entitlements.queries.asked_before_cards import paid_whole
from chungtay.records.entitlements.queries.cards import cards_of
from chungtay.records.entitlements.queries.listed_benefits import due_unlisted
from chungtay.records.entitlements.queries.rights import Found, reach, rights_in, too_wide
from chungtay.rulebook.language import names_in
from chungtay.rulebook.rights import Policy
from chungtay.work.insurance.models import BatchLine, StateLine
from chungtay.work.insurance.models.batches import OPEN
from chungtay.work.insurance.models.state import STATE_OPEN

STATE, BUY, SCHOOL, ASK = "state", "buy", "school", "ask"
HAS, WAITS, LISTED, MISSING, UNKNOWN = "has", "waits", "listed", "missing", "unknown"
STAGES = (MISSING, LISTED, WAITS, UNKNOWN, HAS)
NOT_COVERED = (MISSING, LISTED, WAITS, UNKNOWN)
ESCAPED = "escaped"  # stands where a policy does, for households newly out of poverty for whom none pays
MONTHS = 36  # how long a household counts as newly out (NQ 04/2019/NQ-HĐND Hà Nội and its successor; mark S)


@dataclass(frozen=True, slots=True)
class Need:
    """One person. `budget`: what the policy pays a month; `since`: months since the household left the list, where the
    right ends after 36 of them; `asks`: the facts to ask for; `until`: last day of the card, None without an end;
    `settle`: the monthly allowance that is to be settled first, "" where none is."""

    person: int
    household: int
    group: int
    policy: str
    way: str
    budget: int
    since: int | None
    asks: tuple[str, ...]
    stage: str
    first: datetime.date | None = None
    until: datetime.date | None = None
    settle: str = ""


@dataclass(frozen=True, slots=True)
class Needs:
    """`policies` by name, those of insurance; `doubtful`: whom the state may cover, but something must be asked."""

    day: datetime.date
    people: Mapping[int, Need]
    policies: Mapping[str, Policy]
    doubtful: frozenset[int]
    found: Found

    def counts(self) -> dict[str, dict[str, int]]:
        """Policy (or ESCAPED) -> stage -> people; every policy that concerns somebody, in the law's order."""
        found: dict[str, dict[str, int]] = {}
        for name in [*sorted(self.policies, key=lambda each: self.policies[each].order), ESCAPED]:
            found[name] = dict.fromkeys(STAGES, 0)
        for need in self.people.values():
            found[need.policy][need.stage] += 1
        return {name: stages for name, stages in found.items() if any(stages.values())}

    def named(self, *, policy: str = "", stage: str = "", group: int | None = None) -> list[Need]:
        """Who is not covered yet, those that need a hand first; of one policy, stage or group where told."""
        stages = (stage,) if stage in STAGES else NOT_COVERED
        rows = [
            need
            for need in self.people.values()
            if need.stage in stages and policy in ("", need.policy) and group in (None, need.group)
        ]
        return sorted(rows, key=lambda need: (STAGES.index(need.stage), need.group, need.household, need.person))


def needs_of(user: Any, place: Unit, day: datetime.date, today: datetime.date) -> Needs:
    """The needs of a ward or group on a day, of the reader's own area. The statements do not grow with the people."""
    if too_wide(place):
        raise ValueError("needs are worked out ward by ward")
    found = rights_in(user, place, day, today)
    policies = {each.id: each for each in found.rules.policies if each.excludes == "insurance"}
    full = paid_whole(found.rules)
    due, ask = _due(found, policies), _asked(found, policies)
    out = _escaped(found)
    of_policy = {name: _months_out(found, each) for name, each in policies.items() if each.months_at_most}
    pupils = set(found.facts.people.filter(pl.col("schooling").fill_null(0) > 0)[PERSON])
    groups = dict(found.facts.homes.select(HOUSEHOLD, "group").iter_rows())
    doubtful = frozenset(person for person, (_home, name, _asks) in ask.items() if name in full)
    raw: dict[int, tuple[int, str, str, int, tuple[str, ...]]] = {}
    for person, (home, name, amount) in due.items():
        raw[person] = (home, name, _way(policies[name], full, pupil=person in pupils), amount, ())
    for person, (home, _since) in out.items():
        raw.setdefault(person, (home, ESCAPED, BUY, 0, ()))
    for person, (home, name, asks) in ask.items():
        if person not in raw or person in doubtful:
            raw[person] = (home, name, ASK, 0, asks)
    unsettled = due_unlisted(found.rows, found.facts.people)
    settle = {person: unsettled[person] for person, each in raw.items() if person in unsettled and each[2] != STATE}
    for person in settle:
        home, name, _way_there, _amount, asks = raw[person]
        raw[person] = (home, name, ASK, 0, asks)
    cards = cards_of(raw, day, None)
    told = dict(found.facts.people.select(PERSON, "insured").iter_rows())
    lines = BatchLine.objects.filter(person__in=_standing(user, place, today), state__in=OPEN)
    listed = set(lines.order_by().values_list("person", flat=True))
    of_state = StateLine.objects.filter(person__in=list(raw), state__in=STATE_OPEN)
    listed |= set(of_state.order_by().values_list("person", flat=True))
    people: dict[int, Need] = {}
    for person, (home, name, way, amount, asks) in raw.items():
        since = out[person][1] if name == ESCAPED else of_policy.get(name, {}).get(person)
        held = cards.get(person, [])
        now = next((card for card in held if card.valid_from <= day), None)
        later = held[0] if held else None
        if now is not None:
            stage = HAS
        elif later is not None:
            stage = WAITS
        elif person in listed:
            stage = LISTED
        elif way == ASK or told.get(person) is None:
            stage = UNKNOWN  # nobody can say whether there is a card: it is asked for first
        else:
            stage = MISSING
        card = now or later
        people[person] = Need(
            person, home, groups.get(home, 0), name, way, amount, since, asks, stage,
            card.valid_from if card else None, card.valid_to if card else None, settle.get(person, ""),
        )  # fmt: skip
    return Needs(day, people, policies, doubtful, found)


def _standing(user: Any, place: Unit, today: datetime.date) -> Any:
    """People on purchases of the wards that the place and the reader's area share, as a condition."""
    inside = Q(pk__in=[])
    for path in reach(user, place, today):
        inside |= Q(batch__ward__path__startswith=path) | Q(household__group__path__startswith=path)
    return BatchLine.objects.filter(inside).order_by().values("person")


def _way(policy: Policy, full: frozenset[str], *, pupil: bool) -> str:
    """Pupils pay at school where the policy asks for pupils and nobody has to approve their support."""
    if policy.id in full:
        return STATE
    return SCHOOL if pupil and policy.approval == "none" and "schooling" in names_in(policy.who) else BUY


def _due(found: Found, policies: Mapping[str, Policy]) -> dict[int, tuple[int, str, int]]:
    """Person -> household, policy, đồng a month."""
    rows = found.rows.filter(pl.col("policy").is_in(list(policies)) & (pl.col("state") == "due"))
    columns = rows.select(PERSON, HOUSEHOLD, "policy", "amount").iter_rows()
    return {person: (home, name, amount or 0) for person, home, name, amount in columns}


def _asked(found: Found, policies: Mapping[str, Policy]) -> dict[int, tuple[int, str, tuple[str, ...]]]:
    """Person -> household, first policy in the law's order that stays open, the facts to ask for."""
    rows = found.rows.filter(pl.col("policy").is_in(list(policies)) & (pl.col("state") == "open"))
    kept: dict[int, tuple[int, str, tuple[str, ...]]] = {}
    ordered = sorted(
        rows.select(PERSON, HOUSEHOLD, "policy", "missing").iter_rows(), key=lambda row: policies[row[2]].order
    )
    for person, home, name, missing in ordered:
        kept.setdefault(person, (home, name, tuple(missing.split(",")) if missing else ()))
    return kept


def _months_out(found: Found, policy: Policy) -> dict[int, int]:
    """Person -> months since the escape that the policy asks about: of several, each has its own 36 months."""
    pairs = (("left_near_poverty", "months_since_near_poverty"), ("left_poverty", "months_since_poverty"))
    how, since = next((pair for pair in pairs if pair[1] in policy.reads), ("escaped", "months_since_escape"))
    rows = found.facts.people.filter((pl.col(how) > 0) & (pl.col(since) < MONTHS))
    return dict(rows.select(PERSON, since).iter_rows())


def _escaped(found: Found) -> dict[int, tuple[int, int]]:
    """Person -> household, months since it left the list, of those newly out."""
    newly = pl.col("escaped").is_in([1, 2]) & (pl.col("months_since_escape") < MONTHS)
    rows = found.facts.people.filter(newly).select(PERSON, HOUSEHOLD, "months_since_escape")
    return {person: (home, since) for person, home, since in rows.iter_rows()}
