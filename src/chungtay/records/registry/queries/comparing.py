"""What is compared of persons on record, read in a few statements for any number of them."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from chungtay.records.registry.models import IdentityPaper, Membership, Person, PersonEntry
from chungtay.records.registry.queries.likeness import Facts, mate
from chungtay.records.registry.queries.parts import in_parts

_PART = 5_000


@dataclass(frozen=True, slots=True)
class Known:
    """A person on record: facts, where the household lives, and the print that namesakes of the year share."""

    person: int
    facts: Facts
    path: str
    name_year: int


def known_of(persons: Iterable[int]) -> dict[int, Known]:
    """Person -> what is known. Persons that were taken back are left out."""
    found: dict[int, Known] = {}
    for part in in_parts(sorted(set(persons)), _PART):
        found |= _known(part)
    return found


def namesakes_of(known: Iterable[Known]) -> Counter[int]:
    """How many persons on record bear a print of name and year."""
    counts: Counter[int] = Counter()
    for part in in_parts(sorted({each.name_year for each in known}), _PART):
        rows = PersonEntry.objects.filter(name_year__in=part).order_by().values_list("name_year")
        counts.update(dict(rows.annotate(n=Count("pk"))))
    return counts


def _known(numbers: list[int]) -> dict[int, Known]:
    persons = Person.objects.live().filter(pk__in=numbers)
    rows = persons.values_list("pk", "full_name", "birth_date", "birth_known", "sex", "phone")
    entries = PersonEntry.objects.filter(pk__in=numbers)
    homes: dict[int, tuple[Any, ...]] = {
        number: tuple(home)
        for number, *home in entries.values_list(
            "pk", "household", "household__address_folded", "household__group", "household__group__path", "name_year"
        )
    }
    papers = _papers(numbers)
    mates = _mates({home[0] for home in homes.values()})
    found = {}
    for number, name, born, known, sex, phone in rows:
        if number not in homes:
            continue
        household, address, group, path, name_year = homes[number]
        facts = Facts(
            full_name=name,
            born=born,
            known=known,
            sex=sex,
            papers=frozenset((kind, whole) for kind, whole, _end in papers[number]),
            ends=frozenset((kind, end) for kind, _whole, end in papers[number]),
            phone=phone,
            household=household,
            address=address,
            group=group,
            ward=int(path.strip("/").split("/")[-2]),
            mates=frozenset(key for person, key in mates[household] if person != number),
        )
        found[number] = Known(number, facts, path, name_year)
    return found


def _papers(persons: list[int]) -> dict[int, list[tuple[str, str, str]]]:
    found: dict[int, list[tuple[str, str, str]]] = defaultdict(list)
    rows = IdentityPaper.objects.live().filter(person__in=persons)
    for person, *paper in rows.values_list("person", "kind", "print", "tail_print"):
        found[person].append((paper[0], paper[1], paper[2]))
    return found


def _mates(households: Collection[int]) -> dict[int, set[tuple[int, str]]]:
    """Household -> (person, how the person is known) of all who belong or belonged to it."""
    found: dict[int, set[tuple[int, str]]] = defaultdict(set)
    for part in in_parts(sorted(households), _PART):
        rows = Membership.objects.live().filter(household__in=part, person__withdrawn=False)
        born: datetime.date | None
        for household, person, name, born in rows.values_list(
            "household", "person", "person__full_name", "person__birth_date"
        ):
            found[household].add((person, mate(name, born)))
    return found
