"""Finding persons and households as people type, inside the area of whoever asks, by given name.

Three ways of looking, so that a question costs little whatever it is: among the first names of the list, where
frequent words are found at once; in the word index, which gives rare ones; and along the whole list, when the index
gives more than anybody would sort. `docs/decisions/2026-11-25-search-without-an-extension.md` has the measurements.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count

from chungtay.foundation.accounts.permissions import Permission, scope_of
from chungtay.foundation.places.models import Unit
from chungtay.foundation.places.queries.units import groups_numbered
from chungtay.records.registry.models import (
    Household,
    HouseholdEntry,
    IdentityPaper,
    Membership,
    Person,
    PersonEntry,
    Relation,
)
from chungtay.records.registry.queries.asking import Asked, Number, asked, group_named
from chungtay.records.registry.queries.looking import Condition, Entries, Found, edge_of, from_index, hits_of, page
from chungtay.records.registry.queries.numbers import number_print, tail_print
from chungtay.records.registry.queries.questions import Question, as_like, everything, within


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """A person, the household of now or the last one, and the relationship there; `belongs` still today."""

    person: Person
    household: Household
    relation: str
    belongs: bool


@dataclass(frozen=True, slots=True)
class FoundHousehold:
    household: Household
    head: str
    members: int


@dataclass(frozen=True, slots=True)
class Results:
    persons: list[FoundPerson]
    households: list[FoundHousehold]
    persons_found: Found
    households_found: Found
    spelling_left_out: bool = False

    @property
    def nothing(self) -> bool:
        return not self.persons and not self.households


_NONE = Found([])


def search(text: str, paths: list[str], *, persons_after: int = 0, households_after: int = 0) -> Results:
    """Persons and households within the areas; no areas, nothing found. When the spelling with its marks finds
    nothing, the letters without marks are looked for, and the result says so."""
    named = group_named(text)
    if named and paths:
        groups = groups_numbered(paths, named[1])
        results = search(named[0], groups, persons_after=persons_after, households_after=households_after)
        if not results.nothing:  # else the words may stand in an address
            return results
    question = asked(text)
    if question is None or not paths:
        return Results([], [], _NONE, _NONE)
    results = _search(question, paths, persons_after, households_after)
    if results.nothing and question.marked:
        plain = asked(text, spelling=False) or question
        return replace(_search(plain, paths, persons_after, households_after), spelling_left_out=True)
    return results


def _search(question: Asked, paths: list[str], persons_after: int, households_after: int) -> Results:
    persons = _persons(question, within(paths), persons_after)
    households = _NONE
    if question.household is not None:
        wanted = everything([question.household, within(paths)])
        households = page(HouseholdEntry, wanted, edge_of(HouseholdEntry, households_after))
    return Results(_told_persons(persons.numbers), _told_households(households.numbers), persons, households)


def households_asked(
    text: str, paths: list[str], *, spelling: bool = True, most: int | None = None
) -> Condition | None:
    """A statement that gives the numbers of the households that `search` finds by these words, by themselves or by one
    of their persons, and its values: one for each, `most` of either. None when there is nothing to look for."""
    question = asked(text, spelling=spelling)
    if question is None or not paths:
        return None
    area, statements, values = within(paths), [], []
    limit = f" LIMIT {most}" if most else ""
    if question.household is not None:
        found = hits_of(HouseholdEntry, everything([question.household, area]))
        statements.append(f"SELECT id FROM ({found[0]}) AS homes{limit}")
        values += found[1]
    if question.names is not None:
        numbers = question.numbers
        wanted = everything([*question.names, *(number.tokens for number in numbers), area])
        known = _known(everything([*question.names, area]), numbers, _holders(numbers)) if numbers else None
        found = hits_of(PersonEntry, wanted, known)
        table = PersonEntry._meta.db_table
        people = f"SELECT id FROM ({found[0]}) AS people{limit}"
        statements.append(f"SELECT household_id AS id FROM {table} WHERE id IN ({people})")
        values += found[1]
    every = " UNION ALL ".join(f"SELECT id FROM ({statement}) AS part" for statement in statements)
    return every or "SELECT NULL", values


def one_asked(text: str, household: str, *, spelling: bool = True) -> Condition:
    """A condition for the one `household`, a column: whether `search` would find it by these words. Asked of each for
    itself (the limit keeps the database from reading all entries instead)."""
    question = asked(text, spelling=spelling)
    entries: list[tuple[Entries, str, str]] = []
    values: list[Any] = []
    if question and question.household is not None:
        like, more = as_like(question.household)
        entries.append((HouseholdEntry, "id", like))
        values += more
    if question and question.names is not None:
        like, more = _each_like(question.names, question.numbers)
        entries.append((PersonEntry, "household_id", like))
        values += more
    parts = [
        f"(SELECT 1 FROM {of._meta.db_table} AS entry WHERE entry.{key} = {household} AND {like} LIMIT 1) IS NOT NULL"
        for of, key, like in entries
    ]
    return f"({' OR '.join(parts) or '1 = 0'})", values


def _each_like(names: tuple[Question, ...], numbers: tuple[Number, ...]) -> Condition:
    """The names fit, and each of the numbers."""
    found: list[Condition] = [as_like(name) for name in names]
    for number, ids in zip(numbers, _holders(numbers) if numbers else (), strict=True):
        like, values = as_like(number.tokens)
        found.append((f"({like} OR id IN ({_marks(sorted(ids))}))" if ids else like, [*values, *sorted(ids)]))
    return " AND ".join(like for like, _values in found), [value for _like, values in found for value in values]


def _persons(question: Asked, area: Question, after: int) -> Found:
    if question.names is None:
        return _NONE
    edge = edge_of(PersonEntry, after)
    if not question.numbers:
        return page(PersonEntry, everything([*question.names, area]), edge)
    wanted = everything([*question.names, *(number.tokens for number in question.numbers), area])
    holders = _holders(question.numbers)
    known = _known(everything([*question.names, area]), question.numbers, holders)
    return from_index(PersonEntry, wanted, edge, known)


def _holders(numbers: tuple[Number, ...]) -> list[set[int]]:
    """For each number, the persons with this identity number, or with one that ends so."""
    prints = [number_print(number.text) for number in numbers]
    tails = [tail_print(number.text) if len(number.text) == 4 else "" for number in numbers]
    papers = IdentityPaper.objects.live()
    rows = list(
        (papers.filter(print__in=prints) | papers.filter(tail_print__in=[tail for tail in tails if tail])).values_list(
            "person", "print", "tail_print"
        )
    )
    return [
        {person for person, whole, tail in rows if whole == prints[place] or (tails[place] and tail == tails[place])}
        for place in range(len(numbers))
    ]


def _known(names: Question, numbers: tuple[Number, ...], holders: list[set[int]]) -> Condition | None:
    """A condition for those who hold one of the numbers: the name fits, and every other number too."""
    everybody = sorted(set().union(*holders))
    if not everybody:
        return None
    like, values = as_like(names)
    conditions, all_values = [f"id IN ({_marks(everybody)})", like], [*everybody, *values]
    for number, ids in zip(numbers, holders, strict=True):
        like, values = as_like(number.tokens)
        conditions.append(f"({like} OR id IN ({_marks(sorted(ids))}))" if ids else like)
        all_values += [*values, *sorted(ids)]
    return " AND ".join(conditions), all_values


def _marks(values: list[int]) -> str:
    return ", ".join(["%s"] * len(values))


def _told_persons(numbers: list[int]) -> list[FoundPerson]:
    if not numbers:
        return []
    persons = Person.objects.in_bulk(numbers)
    entries = PersonEntry.objects.select_related("household__group__parent").in_bulk(numbers)
    last = {row.person_id: row for row in Membership.objects.live().filter(person__in=numbers).order_by("valid_from")}
    current = {row.person_id: row for row in Membership.objects.current().filter(person__in=numbers)}
    return [
        FoundPerson(
            persons[number],
            entries[number].household,
            (current.get(number) or last[number]).relation,
            number in current,
        )
        for number in numbers
    ]


def _told_households(numbers: list[int]) -> list[FoundHousehold]:
    if not numbers:
        return []
    households = Household.objects.select_related("group__parent").in_bulk(numbers)
    members = Membership.objects.current().filter(household__in=numbers)
    counts = dict(members.order_by().values_list("household").annotate(n=Count("pk")))
    heads = Membership.objects.live().filter(household__in=numbers, relation=Relation.HEAD).order_by("valid_from")
    names = dict(heads.values_list("household", "person__full_name"))
    return [FoundHousehold(households[number], names.get(number, ""), counts.get(number, 0)) for number in numbers]


def areas_seen(
    user: Any, place: Unit, today: datetime.date, permission: Permission = Permission.REGISTRY_READ
) -> tuple[list[str], bool]:
    """Where the user may look: in the place, as far as the own area reaches, and whether that area reaches further.
    A place that no longer stands has no households of today: the whole area is looked through instead."""
    scope = scope_of(user, permission, today)
    if not place.exists_on(today):
        return scope, False
    if any(place.path.startswith(path) for path in scope):
        return [place.path], any(path != place.path for path in scope)
    inside = [path for path in scope if path.startswith(place.path)]
    return inside, len(inside) < len(scope)
