"""The rights of the people of a place on a day, in the reader's own area alone, worked out from register and policies.

The same place, day and facts give the same answer whenever they are asked for. Of today a ward's are kept beside
(`queries.standing`), and equal what is worked out here.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from chungtay.foundation.accounts.permissions import Permission, scope_of
from chungtay.foundation.places.models import Level, Unit
from chungtay.foundation.places.queries.units import ancestors
from chungtay.population.rights import HOUSEHOLD, PART, PERSON, rights
from chungtay.records.entitlements.queries import issued
from chungtay.records.entitlements.queries.cards_known import CardUnknown
from chungtay.records.entitlements.queries.facts import Facts, facts_known, facts_of
from chungtay.records.registry.queries.households import common
from chungtay.rulebook import policy_book
from chungtay.rulebook.errors import ChungTayError
from chungtay.rulebook.rights import AmountNotWhole, InForce, Policy

STATES = ("due", "open", "instead")


@dataclass(frozen=True, slots=True)
class Rights:
    """`rows`: one per person or household and policy (see `population.rights`). `rules` say what was worked out, and
    what was refused for want of a number. `homes`: household, group (and more) of whoever lives there; `persons`: how
    many they are."""

    rules: InForce
    rows: pl.DataFrame
    homes: pl.DataFrame
    persons: int

    def policy(self, name: str) -> Policy | None:
        return next((policy for policy in self.rules.policies if policy.id == name), None)

    def counts(self) -> dict[str, dict[str, int]]:
        """Policy -> state -> how many; every policy in force has its line."""
        found = {policy.id: dict.fromkeys(STATES, 0) for policy in self.rules.policies}
        for name, state, count in self.rows.group_by("policy", "state").len().iter_rows():
            found[name][state] = count
        return found

    def amounts(self) -> dict[str, int]:
        """Policy -> whole đồng due for one period."""
        due = self.rows.filter(pl.col("state") == "due").group_by("policy").agg(pl.col("amount").sum())
        return dict(due.iter_rows())

    def of_policy(self, name: str, state: str) -> pl.DataFrame:
        """The rows of one policy in one state, in a fixed order."""
        rows = self.rows.filter((pl.col("policy") == name) & (pl.col("state") == state))
        return rows.sort(HOUSEHOLD, PERSON, nulls_last=False)

    def uneven(self) -> dict[str, list[int]]:
        """Policy -> households of the people to whom its formula gives a part of a đồng, each once, in order."""
        rows = (
            self.rows.filter(pl.col("missing") == PART).select("policy", HOUSEHOLD).unique().sort("policy", HOUSEHOLD)
        )
        found: dict[str, list[int]] = {}
        for policy, household in rows.iter_rows():
            found.setdefault(policy, []).append(household)
        return found

    def check_whole(self, name: str) -> None:
        """Before anything is decided by a policy. Raises AmountNotWhole where its formula leaves somebody a part of a
        đồng: who stands on a list would lapse otherwise, though nothing of their own changed."""
        homes, policy = self.uneven().get(name, []), self.policy(name)
        if homes and policy is not None:
            raise AmountNotWhole(
                f"Mức của chính sách “{policy.label.vi}” ra số lẻ của đồng ở {len(homes)} hộ; chưa quyết định gì. "
                "Đề xuất bản mới của chính sách với công thức ra số nguyên.",
                f'The formula of "{policy.label.en}" leaves a part of a đồng in {len(homes)} households; nothing was '
                "decided. Propose a new version of the policy whose formula comes out whole.",
            )


@dataclass(frozen=True, slots=True)
class Found(Rights):
    """Rights with the facts that they were worked out by."""

    facts: Facts


def too_wide(place: Unit) -> bool:
    """Rights are looked at by ward or group: a district asks ward by ward."""
    return place.level not in (Level.WARD, Level.GROUP)


def rules_on(
    place: Unit, day: datetime.date, others: Sequence[Policy] = (), *, known_on: datetime.date | None = None
) -> InForce:
    """The policies and numbers that hold in a place on a day, those that offices issued themselves included. `others`
    are looked at besides, and stand for the policies of the same name. `known_on`: as decided and in effect on that
    day; None: everything that is known."""
    return rules_on_days(place, [day], others, known_on=known_on)[day]


def rules_on_days(
    place: Unit, days: Sequence[datetime.date], others: Sequence[Policy] = (), *, known_on: datetime.date | None = None
) -> dict[datetime.date, InForce]:
    """The same for several days, in as many statements as for one."""
    codes = [unit.code for unit in ancestors(place) if unit.level != Level.GROUP]
    held, book = issued.in_force([place], days, known_on), policy_book.load()
    found = {}
    for day in days:
        own = {policy.id: policy for policy in (*held[day][place.pk], *others)}
        found[day] = book.on(day, codes, list(own.values()), known_on)
    return found


def rights_in(user: Any, place: Unit, day: datetime.date, today: datetime.date, others: Sequence[Policy] = ()) -> Found:
    """Everybody's rights in a ward or group on a day, of the reader's own area. `others`: policies that are not decided
    yet, to see what they would give."""
    return _found(reach(user, place, today), place, day, today, others=others)


def rights_of(user: Any, place: Unit, household: int, day: datetime.date, today: datetime.date) -> Found:
    """The rights of one household that lives in the place on the day; no rows for one that the reader does not see."""
    return _found(reach(user, place, today), place, day, today, household=household)


class NotKnownThen(ChungTayError):
    """What was known on an earlier day cannot be told: it was not on record, or not kept."""


def rights_known(
    user: Any,
    place: Unit,
    day: datetime.date,
    known_on: datetime.date,
    today: datetime.date,
    *,
    household: int | None = None,
) -> Found:
    """Everybody's rights in a ward or group on a day (or those of one household) by the rules in effect and the facts
    on record at the end of another, later day: the answer that was given then. Raises NotKnownThen where the household
    was not on record here by then, or where it was not kept how a card stood."""
    check_known(day, known_on, today)
    paths, rules = reach(user, place, today), rules_on(place, day, known_on=known_on)
    try:
        found = worked_out(rules, facts_known(paths, day, known_on, rules, household=household))
    except CardUnknown as error:
        raise NotKnownThen(error.vi, error.en) from error
    if household is not None and paths and not found.facts.homes.height:
        raise NotKnownThen(
            f"Đến ngày {known_on:%d/%m/%Y} sổ chưa ghi hộ này ở đây vào ngày {day:%d/%m/%Y}.",
            f"By {known_on.isoformat()} the register did not have this household here on {day.isoformat()}.",
        )
    return found


def check_known(day: datetime.date, known_on: datetime.date, today: datetime.date) -> None:
    """Raises NotKnownThen for a day before the one that is asked about, or one that has not come."""
    if not day <= known_on <= today:
        raise NotKnownThen(
            f"Ngày biết phải từ {day:%d/%m/%Y} đến {today:%d/%m/%Y}.",
            f"The day on which it was known lies between {day.isoformat()} and {today.isoformat()}.",
        )


def _found(
    paths: Sequence[str],
    place: Unit,
    day: datetime.date,
    known_on: datetime.date,
    *,
    household: int | None = None,
    others: Sequence[Policy] = (),
) -> Found:
    rules = rules_on(place, day, others, known_on=known_on)
    return worked_out(rules, facts_of(paths, day, rules, household=household))


def worked_out(rules: InForce, facts: Facts) -> Found:
    """The rights of these people and households by these rules."""
    of_people = rights(facts.people.lazy(), rules, "person", uneven="open")
    rows = pl.concat([of_people, rights(facts.homes.lazy(), rules, "household", uneven="open")])
    return Found(rules, rows, facts.homes, facts.people.height, facts)


def reach(user: Any, place: Unit, today: datetime.date) -> list[str]:
    """Where the place and the reader's area overlap; the whole place for the program itself (None), which looks again
    before something is handed over, whoever hands it over."""
    if user is None:
        return [place.path]
    return common(scope_of(user, Permission.REGISTRY_READ, today), place)
