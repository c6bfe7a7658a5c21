"""The rights of the people of a place on several days at once: the same as `queries.rights` says of each day, the facts
read once and the policies worked out once for all days on which they and their numbers are the same.

Each household and person of each day stands in one table under a number of its own, (number x days) + place of the day.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from chungtay.foundation.places.models import Unit
from chungtay.population.rights import HOUSEHOLD, PERSON, rights
from chungtay.records.entitlements.queries.facts import Facts, facts_on_days
from chungtay.records.entitlements.queries.rights import Found, reach, rules_on_days
from chungtay.rulebook.rights import InForce, Of

_PLACE = "_place"


def rights_on_days(
    user: Any, place: Unit, days: Sequence[datetime.date], today: datetime.date, *, household: int | None = None
) -> dict[datetime.date, Found]:
    """Day -> everybody's rights in a ward or group on it, of the reader's own area; of one household alone where it is
    told. As many statements for a year as for a day."""
    if not days:
        return {}
    rules = rules_on_days(place, sorted(days), known_on=today)
    facts = facts_on_days(reach(user, place, today), rules, household=household)
    found: dict[datetime.date, Found] = {}
    for alike in _alike(rules):
        rows = pl.concat([_of(alike, rules, facts, "person"), _of(alike, rules, facts, "household")])
        by_day = rows.partition_by(_PLACE, as_dict=True, include_key=False)
        nothing = rows.clear().drop(_PLACE)
        for at, day in enumerate(alike):
            then = facts[day]
            found[day] = Found(rules[day], by_day.get((at,), nothing), then.homes, then.people.height, then)
    return {day: found[day] for day in sorted(found)}


def _alike(rules: Mapping[datetime.date, InForce]) -> list[list[datetime.date]]:
    """The days in groups of the same policies with the same numbers."""
    found: list[list[datetime.date]] = []
    for day, held in rules.items():
        for days in found:
            one = rules[days[0]]
            if (one.policies, one.parameters) == (held.policies, held.parameters):
                days.append(day)
                break
        else:
            found.append([day])
    return found


def _of(
    days: Sequence[datetime.date], rules: Mapping[datetime.date, InForce], facts: Mapping[datetime.date, Facts], of: Of
) -> pl.DataFrame:
    """The rows of all days, with the place of their day among them."""
    keys = [HOUSEHOLD, PERSON] if of == "person" else [HOUSEHOLD]
    frames = [
        (facts[day].people if of == "person" else facts[day].homes).with_columns(pl.col(keys) * len(days) + at)
        for at, day in enumerate(days)
    ]
    rows = rights(pl.concat(frames).lazy(), rules[days[0]], of, uneven="open")
    return rows.with_columns(
        (pl.col(HOUSEHOLD) % len(days)).alias(_PLACE), *(pl.col(name) // len(days) for name in (HOUSEHOLD, PERSON))
    )
