"""The names that the register has for the people and households of a page. Three statements for a page."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from chungtay.records.registry.queries.listed import Home, homes
from chungtay.records.registry.queries.pupils import names_of_people


@dataclass(frozen=True, slots=True)
class Names:
    """Person -> full name, first day of the birth, and as much of the birth as is known in digits: what tells namesakes
    of a household apart; household -> what the register shows of it on `day`."""

    people: dict[int, str]
    homes: dict[int, Home]
    born: dict[int, datetime.date | None]
    day: datetime.date
    births: dict[int, str] = field(default_factory=dict)


_BORN = {"day": "%d/%m/%Y", "month": "%m/%Y", "year": "%Y"}


def birth_told(born: datetime.date | None, known: str) -> str:
    """ "" where nothing is known."""
    return born.strftime(_BORN[known]) if born is not None else ""


def names_for(persons: Iterable[int | None], households: Iterable[int], day: datetime.date) -> Names:
    """None stands for a household as such."""
    people = names_of_people(number for number in persons if number is not None)
    named = {number: name for number, (name, _born, _known) in people.items()}
    born = {number: born for number, (_name, born, _known) in people.items()}
    told = {number: birth_told(born, known) for number, (_name, born, known) in people.items()}
    return Names(named, {home.number: home for home in homes(set(households), day=day)}, born, day, told)
