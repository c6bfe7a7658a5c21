"""Signatures and photographs of hand-overs that other apps keep: the same drawing is looked for in all of them.

register("gifts", proofs_in, proofs_named)      # in AppConfig.ready of the app
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from chungtay.foundation.places.models import Unit


@dataclass(frozen=True, slots=True)
class Shown:
    """One hand-over with what proves it. `origin`: "gifts:delivery:5"; `digest`: SHA-256 of the kept file; `address`:
    where it stands, without place and year: (name of a route, its last arguments)."""

    origin: str
    household: int
    receiver: str
    giver: int
    on: datetime.date
    digest: str
    title: str
    address: tuple[str, tuple[int, ...]]


InWard = Callable[[Unit, int], Iterable[Shown]]
Named = Callable[[Sequence[int]], Iterable[Shown]]
_sources: dict[str, tuple[InWard, Named]] = {}


def register(name: str, of_ward: InWard, named: Named) -> None:
    """`of_ward(ward, year)`: everything of a year that was handed over there and is proved; `named`: by numbers. One
    statement each. Raises ValueError for a second source of one name."""
    if name in _sources:
        raise ValueError(f"there is a source {name} already")
    _sources[name] = (of_ward, named)


def shown_in(ward: Unit, year: int) -> list[Shown]:
    return [each for _name, (of_ward, _named) in sorted(_sources.items()) for each in of_ward(ward, year)]


def shown_named(origins: Iterable[str]) -> dict[str, Shown]:
    """By origin; one statement for each app that is named."""
    numbers: dict[str, list[int]] = defaultdict(list)
    for origin in origins:
        app, _kind, number = origin.split(":")
        numbers[app].append(int(number))
    return {each.origin: each for app, wanted in sorted(numbers.items()) for each in _sources[app][1](wanted)}
