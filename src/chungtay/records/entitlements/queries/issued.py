"""Policies that offices issued themselves, from the app that keeps them: rights are worked out with these too.

register(Issued(in_force, named))                       # in AppConfig.ready of that app
in_force([place], [day], known_on)[day][place.pk]       # what holds there on that day, as known on another
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from chungtay.foundation.places.models import Unit
from chungtay.rulebook import policy_book
from chungtay.rulebook.rights import Policy


@dataclass(frozen=True, slots=True)
class Issued:
    """`in_force(units, days, known_on)`: day -> (unit, policy) of the policies of these units, by the decisions up to
    `known_on` (None: all). `named(names)`: the newest version of each, ended ones too."""

    in_force: Callable[
        [Sequence[int], Sequence[datetime.date], datetime.date | None],
        Mapping[datetime.date, Sequence[tuple[int, Policy]]],
    ]
    named: Callable[[Sequence[str]], Sequence[Policy]]


_sources: list[Issued] = []


def register(source: Issued) -> None:
    _sources.append(source)


def in_force(
    places: Sequence[Unit], days: Sequence[datetime.date], known_on: datetime.date | None = None
) -> dict[datetime.date, dict[int, list[Policy]]]:
    """Day -> place -> the policies of itself and of the units above it. The same statements for one place and day and
    for many."""
    above = {place.pk: [int(part) for part in place.path.strip("/").split("/")] for place in places}
    units = sorted({number for numbers in above.values() for number in numbers})
    told = [source.in_force(units, days, known_on) for source in _sources] if days else []
    found = {}
    for day in days:
        held = [pair for by_day in told for pair in by_day[day]]
        found[day] = {place: [policy for unit, policy in held if unit in numbers] for place, numbers in above.items()}
    return found


def policies_named(names: Sequence[str]) -> dict[str, Policy]:
    """Policies by name, of the book and of offices; a name that nobody has any more is left out."""
    wanted = set(names)
    found = {policy.id: policy for policy in policy_book.load().policies if policy.id in wanted}
    others = sorted(wanted - found.keys())
    return found | {policy.id: policy for source in _sources for policy in (source.named(others) if others else ())}
