"""Prints that are equal for two persons who may be one: only such persons are compared at all.

Never the full name alone: in Vietnam a name has hundreds of bearers. Each print is a number of 63 bits.

    name_year   all words of the name in any order, and the year of birth
    ends_ward   the first and the last word, the year of birth and the ward: the middle name may differ
    day_given   the day of birth (or day and month exchanged) and the last word
    day_ward    the same and the ward: any name
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import combinations

DAY = "day"


def print_of(*parts: object) -> int:
    digest = blake2b("|".join(map(str, parts)).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


def print_of_name(words: Sequence[str], born: datetime.date) -> int:
    """The name in any order, and the year of birth."""
    return print_of("ny", *sorted(words), born.year)


@dataclass(frozen=True, slots=True)
class Prints:
    name_year: int
    ends_ward: int | None
    day_given: int | None
    day_ward: int | None


def year_alone(born: datetime.date, known: str) -> bool:
    """1 January is what offices write when a paper shows a year alone."""
    return known != DAY or (born.month, born.day) == (1, 1)


def either_way(born: datetime.date) -> datetime.date:
    """One day for 05/12 and 12/05: the earlier one."""
    return min(born, born.replace(month=born.day, day=born.month)) if born.day <= 12 else born


def prints(words: Sequence[str], born: datetime.date | None, known: str, ward: int) -> Prints:
    """Prints of a person on record: `words` of the name without marks, `ward` by its number."""
    if born is None:
        return Prints(_no_year(words, ward), None, None, None)
    day = None if year_alone(born, known) else either_way(born)
    return Prints(
        name_year=print_of_name(words, born),
        ends_ward=print_of("ew", *sorted((words[0], words[-1])), born.year, ward),
        day_given=print_of("dg", day, words[-1]) if day else None,
        day_ward=print_of("dw", day, ward) if day else None,
    )


def wanted(words: Sequence[str], born: datetime.date | None, known: str, ward: int) -> Iterator[tuple[str, int]]:
    """(name of the print, print) of everybody on record whom a person with these facts may be: names in any order, the
    year before and after, day and month exchanged, 1 January for the year alone, no date at all in the ward."""
    yield "name_year", _no_year(words, ward)
    if born is None:
        return
    for year in (born.year - 1, born.year, born.year + 1):
        yield "name_year", print_of_name(words, born.replace(year=year, day=1))
    for pair in sorted({tuple(sorted(pair)) for pair in combinations(words, 2)} or {(words[0], words[0])}):
        yield "ends_ward", print_of("ew", *pair, born.year, ward)
    if year_alone(born, known):
        return
    day = either_way(born)
    for word in sorted(set(words)):
        yield "day_given", print_of("dg", day, word)
    yield "day_ward", print_of("dw", day, ward)


def _no_year(words: Sequence[str], ward: int) -> int:
    """Of whoever has no date of birth on record: the name in the ward."""
    return print_of("nw", *sorted(words), ward)
