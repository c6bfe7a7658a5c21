"""The names that the register has for the people and households of a page. Three statements for a page."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from chungtay.records.registry.queries.listed import Home, homes
from chungtay.records.registry.queries.pupils import names_of_people


@dataclass(frozen=True, slots=True)
class Names:
    """Person -> full name, and first day of the birth; household -> what the register shows of it on `day`."""

    people: dict[int, str]
    homes: dict[int, Home]
    born: dict[int, datetime.date | None]
    day: datetime.date


def names_for(persons: Iterable[int | None], households: Iterable[int], day: datetime.date) -> Names:
    """None stands for a household as such."""
    people = names_of_people(number for number in persons if number is not None)
    named = {number: name for number, (name, _born, _known) in people.items()}
    born = {number: born for number, (_name, born, _known) in people.items()}
    return Names(named, {home.number: home for home in homes(set(households), day=day)}, born, day)
