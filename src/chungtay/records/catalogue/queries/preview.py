"""What a policy would give before anybody decides on it: to how many, how much, and of whom nobody can say, and why."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import polars as pl

from chungtay.foundation.places.models import Unit
from chungtay.population.rights import HOUSEHOLD
from chungtay.records.entitlements.queries.rights import rights_in
from chungtay.rulebook.rights import Policy


@dataclass(frozen=True, slots=True)
class Preview:
    """`instead`: those who keep another policy of the group. `asked`: fact -> of how many it must be found out.
    `lacking`: numbers of law that no source gives for the day; then nothing was worked out."""

    day: datetime.date
    people: int
    homes: int
    due: int
    due_homes: int
    amount: int
    open: int
    instead: int
    asked: dict[str, int]
    lacking: tuple[str, ...] = ()


def to_keep(seen: Preview) -> dict[str, Any]:
    """The figures as they are kept with a proposal."""
    return asdict(seen) | {"day": seen.day.isoformat()}


def as_kept(kept: Mapping[str, Any]) -> Preview:
    """What `to_keep` kept."""
    day, lacking = datetime.date.fromisoformat(kept["day"]), tuple(kept["lacking"])
    return Preview(**{**kept, "day": day, "lacking": lacking})


def preview(user: Any, place: Unit, policy: Policy, day: datetime.date, today: datetime.date) -> Preview:
    """The policy worked out for the reader's part of a place by the facts of a day, beside all others in force there.
    Whether it holds on that day already does not matter."""
    tried = replace(policy, valid_from=min(policy.valid_from, day), valid_to=None)
    found = rights_in(user, place, day, today, [tried])
    lacking = next((names for other, names in found.rules.refused if other.id == policy.id), ())
    rows = found.rows.filter(pl.col("policy") == policy.id)
    due = rows.filter(pl.col("state") == "due")
    opened = rows.filter(pl.col("state") == "open")
    asked = Counter(name for names in opened["missing"].to_list() for name in names.split(",") if name)
    return Preview(
        day=day,
        people=found.facts.people.height,
        homes=found.facts.homes.height,
        due=due.height,
        due_homes=due[HOUSEHOLD].n_unique(),
        amount=int(due["amount"].sum()),
        open=opened.height,
        instead=rows.filter(pl.col("state") == "instead").height,
        asked=dict(asked.most_common()),
        lacking=lacking,
    )
