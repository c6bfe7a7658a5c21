"""How far the lists of an app above have brought somebody to a card, from the app that keeps them.

register(steps)                       # in AppConfig.ready of that app
steps_of(paths, day)                  # people on its lists on that day, as the lists stand now
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

DRAFTED, APPROVED, REFUSED, LAPSED, RETURNED = "drafted", "approved", "refused", "lapsed", "returned"
OPEN = (DRAFTED, APPROVED)


@dataclass(frozen=True, slots=True)
class Step:
    """Somebody on a list of the ward. `policy` by which; `stage` as the coverage names it, never "delivered": that the
    card itself tells."""

    person: int
    household: int
    ward: int
    policy: str
    stage: str
    note: str = ""


Source = Callable[[Sequence[str], datetime.date], Iterable[Step]]
_sources: list[Source] = []


def register(source: Source) -> None:
    """`source(paths, day)`: of whoever lives in the places on the day, or stands on a list of one of their wards."""
    _sources.append(source)


def steps_of(paths: Sequence[str], day: datetime.date) -> dict[int, Step]:
    """Person -> one step: one that is open before one that ended, else the last told."""
    found: dict[int, Step] = {}
    for source in _sources:
        for step in source(paths, day):
            held = found.get(step.person)
            if held is None or held.stage not in OPEN or step.stage in OPEN:
                found[step.person] = step
    return found
