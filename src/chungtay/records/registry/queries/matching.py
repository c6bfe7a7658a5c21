"""Whether somebody who is being entered is on record already: at the screen for one, in a file for hundreds.

    for found in candidates(member, group=group, address=address, paths=scope_of(user, Permission.REGISTRY_READ, on)):
        ...

Looked up by identity number, by telephone and by the prints of `queries.blocks`, in a number of statements that does
not grow with the persons entered. Nobody is ever matched by the full name alone.
"""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from chungtay.foundation.core.words import fold
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import Household, IdentityPaper, Person, PersonEntry
from chungtay.records.registry.queries.blocks import print_of_name, wanted
from chungtay.records.registry.queries.comparing import Known, known_of, namesakes_of
from chungtay.records.registry.queries.facts import NewHousehold, NewMember
from chungtay.records.registry.queries.likeness import (
    CERTAIN_ENOUGH,
    WORTH_A_WORD,
    Facts,
    Sign,
    likeness,
    mate,
    others_of_each,
)
from chungtay.records.registry.queries.numbers import number_print, tail_print
from chungtay.records.registry.queries.parts import in_parts

MOST = 5  # candidates told for one person, the likeliest first
_PART = 10_000
_PRINTS = ("name_year", "ends_ward", "day_given", "day_ward")


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody on record who may be the person entered. `person` and `household` are None when the household lies
    outside the area of whoever asks: then only `ward` may be told. `number` is the record's, for a pair to look at."""

    number: int
    score: int
    signs: tuple[Sign, ...]
    ward: Unit
    person: Person | None = None
    household: Household | None = None

    @property
    def probable(self) -> bool:
        """Probably the same person; else possibly."""
        return self.score >= CERTAIN_ENOUGH


def candidates(
    member: NewMember,
    *,
    group: Unit,
    paths: Sequence[str],
    address: str = "",
    mates: Iterable[tuple[str, datetime.date | None]] = (),
    joins: Household | None = None,
    least: int = WORTH_A_WORD,
) -> list[Candidate]:
    """Persons on record who may be this one, the likeliest first. `mates`: name and birth of the others of the
    household; `joins` the household on record that the person is being entered into."""
    others = frozenset(mate(name, born) for name, born in mates)
    facts = _facts(member, group, address, others, joins.pk if joins else None)
    return _find([facts], paths, least)[0]


def candidates_for(
    entered: Sequence[NewHousehold], *, paths: Sequence[str], least: int = WORTH_A_WORD
) -> list[list[list[Candidate]]]:
    """For each household and each of its members the persons on record who may be that member."""
    people = [
        _facts(member, each.group, each.address, others, None)
        for each in entered
        for member, others in zip(
            each.members, others_of_each((one.full_name, one.birth_date) for one in each.members), strict=True
        )
    ]
    found = iter(_find(people, paths, least))
    return [[next(found) for _member in each.members] for each in entered]


def alike_on_record(persons: Sequence[int], *, least: int) -> dict[int, list[Candidate]]:
    """For each of these persons on record the others who may be the same."""
    known = list(known_of(persons).values())
    found = _find([each.facts for each in known], (), least, themselves=[each.person for each in known])
    return {each.person: rows for each, rows in zip(known, found, strict=True)}


def _facts(member: NewMember, group: Unit, address: str, mates: frozenset[str], household: int | None) -> Facts:
    return Facts(
        full_name=member.full_name,
        born=member.birth_date,
        known=member.birth_known,
        sex=member.sex,
        papers=frozenset((paper.kind, number_print(paper.number)) for paper in member.papers),
        ends=frozenset((paper.kind, tail_print(paper.number)) for paper in member.papers),
        phone=member.phone,
        household=household,
        address=fold(address),
        group=group.pk,
        ward=group.parent_id,
        mates=mates,
    )


def _find(
    entered: Sequence[Facts], paths: Sequence[str], least: int, themselves: Sequence[int] = ()
) -> list[list[Candidate]]:
    possible = _possible(entered)
    for numbers, own in zip(possible, themselves, strict=False):
        numbers.discard(own)
    known = known_of({number for numbers in possible for number in numbers})
    namesakes = namesakes_of(known.values())
    scored = []
    for each, numbers in zip(entered, possible, strict=True):
        rows = [_score(each, known[number], namesakes, bool(themselves)) for number in numbers if number in known]
        rows = sorted((row for row in rows if row[0] >= least), key=lambda row: (-row[0], row[2].person))
        scored.append(rows[:MOST])
    return _told(scored, paths)


def _score(facts: Facts, known: Known, namesakes: Counter[int], on_record: bool) -> tuple[int, tuple[Sign, ...], Known]:
    """`on_record`: the first of the two is counted among the namesakes as well."""
    year = print_of_name(facts.words, facts.born) if facts.born else None
    others = namesakes[known.name_year] - 1 - on_record if year == known.name_year else None
    found = likeness(facts, known.facts, others)
    return found.score, found.signs, known


def _possible(entered: Sequence[Facts]) -> list[set[int]]:
    """For each the persons on record that share a print, a number or a telephone."""
    found: list[set[int]] = [set() for _each in entered]
    asked: dict[str, dict[int, list[int]]] = {name: defaultdict(list) for name in _PRINTS}
    papers: dict[tuple[str, str], list[int]] = defaultdict(list)
    phones: dict[str, list[int]] = defaultdict(list)
    for place, facts in enumerate(entered):
        for name, value in wanted(facts.words, facts.born, facts.known, facts.ward or 0):
            asked[name][value].append(place)
        for paper in facts.papers:
            papers[paper].append(place)
        if facts.phone:
            phones[facts.phone].append(place)
    for name, places in asked.items():
        _collect(found, places, _rows(PersonEntry.objects.order_by(), name, places))
    whole: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for paper in papers:
        whole[paper[1]].append(paper)
    rows = IdentityPaper.objects.live().order_by()
    for number, kind, text in _rows(rows, "print", whole, "person", "kind", "print"):
        for place in papers.get((kind, text), ()):
            found[place].add(number)
    _collect(found, phones, _rows(Person.objects.live().order_by(), "phone", phones))
    return found


def _rows(rows: QuerySet[Any], field: str, values: Collection[Any], *columns: str) -> Iterator[tuple[Any, ...]]:
    for part in in_parts(values, _PART):
        yield from rows.filter(**{f"{field}__in": part}).values_list(*(columns or ("pk", field)))


def _collect(found: list[set[int]], places: dict[Any, list[int]], rows: Iterator[tuple[Any, ...]]) -> None:
    for number, value in rows:
        for place in places[value]:
            found[place].add(number)


def _told(scored: list[list[tuple[int, tuple[Sign, ...], Known]]], paths: Sequence[str]) -> list[list[Candidate]]:
    every = {known.person: known for rows in scored for _score, _signs, known in rows}
    seen = {number for number, known in every.items() if any(known.path.startswith(path) for path in paths)}
    persons = Person.objects.in_bulk(seen)
    homes = Household.objects.select_related("group__parent").in_bulk(
        {every[number].facts.household for number in seen}
    )
    wards = Unit.objects.in_bulk({known.facts.ward for known in every.values()})
    return [
        [
            Candidate(
                number=known.person,
                score=score,
                signs=signs,
                ward=wards[known.facts.ward],
                person=persons.get(known.person),
                household=homes[known.facts.household] if known.person in seen else None,
            )
            for score, signs, known in rows
        ]
        for rows in scored
    ]
