"""How far the lists of an app above have brought somebody to a card, from the app that keeps them.

register(steps, known)                # in AppConfig.ready of that app
steps_of(paths, day)                  # people on its lists on that day, as the lists stand now
steps_known(asked)                    # the same as it was told at the end of another day
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from chungtay.rulebook.errors import ChungTayError

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


@dataclass(frozen=True, slots=True)
class Asked:
    """`living`: who lived in the places on the day, by what was on record at the end of the day `known_on`."""

    paths: Sequence[str]
    day: datetime.date
    known_on: datetime.date
    living: Collection[int]


class StepUnknown(ChungTayError):
    """How a line stood then was not kept."""


Source = Callable[[Sequence[str], datetime.date], Iterable[Step]]
Known = Callable[[Asked], Iterable[Step]]
_sources: list[tuple[Source, Known]] = []


def register(source: Source, known: Known) -> None:
    """`source(paths, day)`: of whoever lives in the places on the day, or stands on a list of one of their wards.
    `known(asked)`: what it told then; raises StepUnknown."""
    _sources.append((source, known))


def steps_of(paths: Sequence[str], day: datetime.date) -> dict[int, Step]:
    """Person -> one step: one that is open before one that ended, else the last told."""
    return _one_each(step for source, _known in _sources for step in source(paths, day))


def steps_known(asked: Asked) -> dict[int, Step]:
    return _one_each(step for _source, known in _sources for step in known(asked))


def _one_each(steps: Iterable[Step]) -> dict[int, Step]:
    found: dict[int, Step] = {}
    for step in steps:
        held = found.get(step.person)
        if held is None or held.stage not in OPEN or step.stage in OPEN:
            found[step.person] = step
    return found
