"""Who on record the people of somebody else's list are: by identity number, else by name and date of birth. And the
little that such lists show of people.

For apps above the register. Scoped by the paths that the caller gives; the number of statements does not grow with the
list. Nobody is matched by the name alone, and where two may be meant, a person decides.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from chungtay.foundation.core.words import fold
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import (
    Circumstance,
    CircumstanceKind,
    IdentityPaper,
    Membership,
    Person,
    Precision,
)
from chungtay.records.registry.queries.households import groups_within
from chungtay.records.registry.queries.numbers import number_print
from chungtay.records.registry.queries.parts import in_parts

_PART = 2_000


@dataclass(frozen=True, slots=True)
class Sought:
    """One line of a list. `born` is None unless day, month and year are written; `number` is "" or digits; `year`: that
    of the birth, where no more is written."""

    name: str
    born: datetime.date | None
    number: str = ""
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Someone:
    """A person on record who belongs to a household today."""

    number: int
    name: str
    key: str
    born: datetime.date | None
    known: str
    household: int
    code: str
    group: int
    died: bool = False


@dataclass(frozen=True, slots=True)
class Matched:
    """`certain` is the one person meant, or None; `possible` those whom somebody has to look at."""

    certain: Someone | None
    possible: tuple[Someone, ...] = ()


def people(numbers: Iterable[int], paths: Sequence[str]) -> dict[int, Someone]:
    """These persons, of those who belong today to a household in the places. Whoever moved away or whose record was
    taken back is not among them; who died is, and is told so."""
    found: dict[int, Someone] = {}
    columns = (
        "person", "person__full_name", "person__name_key", "person__birth_date", "person__birth_known",
        "household", "household__code", "household__group", "person__death_date",
    )  # fmt: skip
    for part in in_parts(sorted(set(numbers)), _PART):
        rows = Membership.objects.current().filter(
            person__in=part, person__withdrawn=False, household__ended_on=None, household__withdrawn=False
        )
        here = rows.filter(household__group__in=groups_within(paths))
        for number, name, key, born, known, home, code, group, died in here.values_list(*columns):
            found[number] = Someone(number, name, key, born, known, home, code, group, died is not None)
    return found


def names_of_people(numbers: Iterable[int]) -> dict[int, tuple[str, datetime.date | None, str]]:
    """Person -> name, first day of the birth, how much of it is known; whether they still live here or not."""
    found: dict[int, tuple[str, datetime.date | None, str]] = {}
    for part in in_parts(sorted(set(numbers)), _PART):
        rows = Person.objects.filter(pk__in=part).values_list("pk", "full_name", "birth_date", "birth_known")
        found.update((number, (name, born, known)) for number, name, born, known in rows)
    return found


def match(sought: Sequence[Sought], paths: Sequence[str], *, alike: bool = True) -> list[Matched]:
    """For each line whom it means. A number on record decides when the name agrees without marks; a name and a full
    date of birth decide when they agree with marks, one person has them, and no other number stands against it.
    `alike`: of a line that finds nobody so, those of its name without marks whose year of birth is no other one are
    possible; they are never certain."""
    owners = _owners({one.number for one in sought if one.number})
    namesakes = _namesakes({(one.born, fold(one.name)) for one in sought if one.born})
    asked = set(owners.values()) | {number for numbers in namesakes.values() for number in numbers}
    here = {number: each for number, each in people(asked, paths).items() if not each.died}
    numbered = _with_number(here)
    found = [_matched(one, owners, namesakes, here, numbered) for one in sought]
    lost = {fold(one.name) for one, each in zip(sought, found, strict=True) if each == Matched(None)} - {""}
    if not alike or not lost:
        return found
    named = _of_name(lost, paths)
    return [
        Matched(None, tuple(each for each in named.get(fold(one.name), ()) if _year_may_be(one, each)))
        if each == Matched(None)
        else each
        for one, each in zip(sought, found, strict=True)
    ]


def _of_name(names: set[str], paths: Sequence[str]) -> dict[str, list[Someone]]:
    """Name without marks -> the living who bear it and belong to a household of the places, the older first."""
    found: dict[str, list[Someone]] = defaultdict(list)
    for part in in_parts(sorted(names), _PART):
        rows = _living(paths).filter(person__name_folded__in=part)
        told = rows.order_by("person__birth_date", "person").values_list(*_SOMEONE, "person__name_folded")
        for *columns, folded in told:
            found[folded].append(Someone(*columns))
    return found


def _year_may_be(one: Sought, each: Someone) -> bool:
    year = one.born.year if one.born else one.year
    return year is None or each.born is None or each.born.year == year


def _matched(
    one: Sought,
    owners: dict[str, int],
    namesakes: dict[tuple[datetime.date, str], list[int]],
    here: dict[int, Someone],
    numbered: set[int],
) -> Matched:
    by_name = (
        [here[number] for number in namesakes.get((one.born, fold(one.name)), ()) if number in here] if one.born else []
    )
    owner = here.get(owners.get(one.number, 0))
    if owner is not None:
        if fold(owner.name) == fold(one.name):
            return Matched(owner)
        return Matched(None, (owner, *(each for each in by_name if each.number != owner.number)))
    same = [each for each in by_name if each.name == one.name]
    against = one.number and any(each.number in numbered for each in by_name)  # a number, and another one on record
    if len(by_name) == 1 and same and not against:
        return Matched(by_name[0])
    return Matched(None, tuple(by_name))


def _owners(numbers: set[str]) -> dict[str, int]:
    """Identity number -> the person who has it."""
    prints = {number_print(number): number for number in numbers}
    found: dict[str, int] = {}
    for part in in_parts(sorted(prints), _PART):
        rows = IdentityPaper.objects.live().filter(print__in=part).values_list("print", "person")
        found.update((prints[text], person) for text, person in rows)
    return found


def _namesakes(wanted: set[tuple[datetime.date, str]]) -> dict[tuple[datetime.date, str], list[int]]:
    """(Date of birth, name without marks) -> persons on record who have both, in full."""
    found: dict[tuple[datetime.date, str], list[int]] = defaultdict(list)
    for part in in_parts(sorted({born for born, _name in wanted}), _PART):
        rows = Person.objects.live().filter(birth_date__in=part, birth_known=Precision.DAY)
        for number, born, folded in rows.values_list("pk", "birth_date", "name_folded"):
            if born is not None and (born, folded) in wanted:
                found[born, folded].append(number)
    return found


def _with_number(here: dict[int, Someone]) -> set[int]:
    found: set[int] = set()
    for part in in_parts(sorted(here), _PART):
        found |= set(IdentityPaper.objects.live().filter(person__in=part).values_list("person", flat=True))
    return found


_SOMEONE = (
    "person", "person__full_name", "person__name_key", "person__birth_date", "person__birth_known", "household",
    "household__code", "household__group",
)  # fmt: skip


def _living(paths: Sequence[str]) -> QuerySet[Membership]:
    return Membership.objects.current().filter(
        household__group__in=groups_within(paths), household__ended_on=None, household__withdrawn=False,
        person__withdrawn=False, person__death_date=None,
    )  # fmt: skip


def children_born(paths: Sequence[str], first: datetime.date, last: datetime.date) -> list[Someone]:
    """Living people of the places who were born between two days, by name."""
    rows = _living(paths).filter(person__birth_date__gte=first, person__birth_date__lte=last)
    found = rows.order_by("person__name_key", "person").values_list(*_SOMEONE)
    return [Someone(*columns) for columns in found]


def year_in(text: str) -> int | None:
    """The year that a date of birth as somebody wrote it ends with; None where none is written."""
    year = text.strip()[-4:]
    return int(year) if len(year) == 4 and year.isascii() and year.isdecimal() else None


def group_names(numbers: Iterable[int]) -> dict[int, str]:
    """Residential group -> its name."""
    return dict(Unit.objects.filter(pk__in=set(numbers)).values_list("pk", "name"))


def attending(persons: Iterable[int], day: datetime.date) -> set[int]:
    """Who of these attends a school on a day, by whatever source the register has."""
    found: set[int] = set()
    for part in in_parts(sorted(set(persons)), _PART):
        rows = Circumstance.objects.on(day).filter(person__in=part, kind=CircumstanceKind.SCHOOLING)
        found |= set(rows.values_list("person", flat=True))
    return found


@dataclass(frozen=True, slots=True)
class Life:
    """First and last day of a person, None where it is not on record."""

    born: datetime.date | None
    died: datetime.date | None


def lives_of(numbers: Iterable[int]) -> dict[int, Life]:
    """Person -> when it was born and died, wherever it lives or lived."""
    found: dict[int, Life] = {}
    for part in in_parts(sorted(set(numbers)), _PART):
        rows = Person.objects.live().filter(pk__in=part).values_list("pk", "birth_date", "death_date")
        found.update((number, Life(born, died)) for number, born, died in rows)
    return found


def dead_with_numbers(numbers: Iterable[str]) -> dict[str, datetime.date]:
    """Identity number -> the day on which its person died, of those who did."""
    owners = _owners(set(numbers) - {""})
    lives = lives_of(owners.values())
    days = {number: lives[person].died for number, person in owners.items() if person in lives}
    return {number: day for number, day in days.items() if day is not None}
