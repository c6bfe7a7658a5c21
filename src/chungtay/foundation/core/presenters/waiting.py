"""What waits for a person at a place, told by each app for the page Today.

    register("entitlements", waiting_for, 20)       # in AppConfig.ready; the lower the number, the more urgent

`waiting_for(user, place, year, today)` yields what this person can do now, and nothing else; it costs a few statements
however much there is.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Waiting:
    """`title` says what waits, `about` where, `button` is a verb, `address` leads to it."""

    title: str
    about: str
    button: str
    address: str


Source = Callable[[Any, Any, int, datetime.date], Iterable[Waiting]]
_sources: dict[str, tuple[int, Source]] = {}


def register(name: str, source: Source, order: int = 100) -> None:
    """Each app once. Raises ValueError for a second source of one name."""
    if name in _sources:
        raise ValueError(f"there is a source {name} already")
    _sources[name] = (order, source)


def from_apps(user: Any, place: Any, year: int, today: datetime.date) -> list[Waiting]:
    """From every app, in their order."""
    sources = sorted(_sources.items(), key=lambda each: (each[1][0], each[0]))
    return [waiting for _name, (_order, source) in sources for waiting in source(user, place, year, today)]
