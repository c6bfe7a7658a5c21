"""Prints that are equal for two persons who may be one: only such persons are compared at all.

Never the full name alone: in Vietnam a name has hundreds of bearers. Each print is a number of 63 bits.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from itertools import combinations

DAY, YEAR = "day", "year"


def print_of(*parts: object) -> int:
    digest = blake2b("|".join(map(str, parts)).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


@dataclass(frozen=True, slots=True)
class Prints:
    name_year: int | None
    name_ward: int
    day_given: int | None
    day_ward: int | None


def year_alone(born: datetime.date, known: str) -> bool:
    """1 January is what offices write when a paper shows a year alone."""
    return known != DAY or (born.month, born.day) == (1, 1)


def prints(words: list[str], born: datetime.date | None, known: str, ward: int) -> Prints:
    """Prints of a person on record. `words` of the name without marks; `ward` by its unit number."""
    day = born if born and not year_alone(born, known) else None
    return Prints(
        name_year=print_of("ny", *sorted((words[0], words[-1])), born.year) if born else None,
        name_ward=print_of("nw", *sorted(words), ward),
        day_given=print_of("dg", day, words[-1]) if day else None,
        day_ward=print_of("dw", day, ward) if day else None,
    )


def asked(words: list[str], born: datetime.date | None, known: str, ward: int | None) -> Iterator[tuple[str, int]]:
    """(name of the print, print) of everybody on record whom a person with these facts may be: names in any order, day
    and month exchanged, 1 January for the year alone."""
    if ward is not None:
        yield "name_ward", print_of("nw", *sorted(words), ward)
    if born is None:
        return
    pairs = {tuple(sorted(pair)) for pair in combinations(words, 2)} or {(words[0], words[0])}
    for pair in sorted(pairs):
        yield "name_year", print_of("ny", *pair, born.year)
    if year_alone(born, known):
        return
    for day in sorted(turned(born)):
        for word in sorted(set(words)):
            yield "day_given", print_of("dg", day, word)
        if ward is not None:
            yield "day_ward", print_of("dw", day, ward)


def turned(born: datetime.date) -> set[datetime.date]:
    """The day as given, and with day and month exchanged where that is a day too."""
    found = {born}
    if born.day <= 12:
        found.add(datetime.date(born.year, born.day, born.month))
    return found
