"""The names that the register has for the people and households of a page. Three statements for a page."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from chungtay.records.registry.queries.listed import Home, homes
from chungtay.records.registry.queries.rights_facts import names_of


@dataclass(frozen=True, slots=True)
class Names:
    """Person -> full name; household -> what the register shows of it on the day."""

    people: dict[int, str]
    homes: dict[int, Home]


def names_for(persons: Iterable[int | None], households: Iterable[int], day: datetime.date) -> Names:
    """None stands for a household as such."""
    people = names_of([number for number in persons if number is not None])
    return Names(people, {home.number: home for home in homes(set(households), day=day)})
