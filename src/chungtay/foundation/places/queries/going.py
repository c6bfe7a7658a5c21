"""What goes along with its people by a plan, counted before somebody signs it: told by the apps that keep it.

register_going(going)                 # in AppConfig.ready: going(moves) -> rows of Going
goes_along(planned(plan))             # kind by kind, how much goes to which new ward
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from chungtay.foundation.places.models import Level, PlannedGroup, Unit


class Move(NamedTuple):
    """Whoever lives in `old` on `day` lives in `new` from then on; nobody carried a chair."""

    old: Unit
    new: Unit
    day: datetime.date


@dataclass(frozen=True, slots=True)
class Going:
    """`label`: what goes along, as an officer says it. `by_ward`: number of the new ward -> how much."""

    label: str
    by_ward: Mapping[int, int]

    @property
    def total(self) -> int:
        return sum(self.by_ward.values())


Counter = Callable[[Sequence[Move]], Iterable[Going]]
_counters: list[Counter] = []


def register_going(counter: Counter) -> None:
    """Called once at start by an app that registered a mover. The new groups of the moves are not founded yet: they
    have no number, and a ward."""
    if counter not in _counters:
        _counters.append(counter)


def goes_along(rows: Sequence[PlannedGroup]) -> list[Going]:
    """What would go into another ward if the plan were applied now. Statements do not grow with groups or people."""
    moves = [
        Move(row.old, Unit(level=Level.GROUP, code=row.code, parent=row.ward), row.plan.day)
        for row in rows
        if row.ward is not None and row.ward_id != row.old.parent_id
    ]
    if not moves:
        return []
    return [going for counter in _counters for going in counter(moves) if going.total]
