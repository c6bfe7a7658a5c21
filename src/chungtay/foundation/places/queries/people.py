"""How many people live in a place. Places know nothing of people: the register tells, once it has registered."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from chungtay.foundation.places.models import Unit


class People(NamedTuple):
    households: int
    persons: int


Counter = Callable[[Sequence[int], datetime.date], Mapping[int, People]]
_counters: list[Counter] = []


def register_counter(counter: Counter) -> None:
    """Called once at start by the app that remembers who lives where. `counter(groups, day)` takes the numbers of
    residential groups and returns those that have somebody on the day: number -> People, in few statements."""
    if counter not in _counters:
        _counters.append(counter)


def counts_people() -> bool:
    """Does anybody tell? Without, a preview shows residential groups alone and says so."""
    return bool(_counters)


def people_in(groups: Iterable[Unit], on: datetime.date) -> dict[int, People]:
    """Group's number -> households and persons who live there on a day. Groups without anybody may be left out."""
    numbers = [group.pk for group in groups]
    found: dict[int, People] = {}
    for counter in _counters:
        for number, people in counter(numbers, on).items():
            known = found.get(number, People(0, 0))
            found[number] = People(known.households + people.households, known.persons + people.persons)
    return found
