"""Keeping what search and lists look in: `Act.close` refreshes the entries of what it wrote, in the same transaction.

The statements are the same few for one person and for a batch.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import F

from chungtay.foundation.core.words import fold
from chungtay.records.registry.models import (
    Household,
    HouseholdEntry,
    HouseholdStatus,
    HouseholdStretch,
    IdentityPaper,
    Membership,
    Person,
    PersonEntry,
    Record,
    Relation,
    Residence,
)
from chungtay.records.registry.operations.rows import put_rows
from chungtay.records.registry.operations.stretches import Belonged, belonged_to, refresh_stretches
from chungtay.records.registry.operations.tallying import recount_all
from chungtay.records.registry.queries.blocks import prints
from chungtay.records.registry.queries.parts import in_parts
from chungtay.records.registry.queries.tokens import household_words, person_words, pieces

_PART = 2_000
_PERSON = ("id", "household", "name_key", "words", "name_year", "ends_ward", "day_given", "day_ward")
_HOUSEHOLD = ("id", "group", "ward", "living", "members", "without_number", "name_key", "words")
_COUNTED = 6  # the first of them are counted, or say where


def refresh_written(records: Iterable[Record], lost: Iterable[int] = ()) -> set[int]:
    """Refresh what records tell that were just written, and persons who lost one to somebody else; most kinds of
    records tell search nothing. The groups whose lists now count something else."""
    persons: set[int] = set()
    households: set[int] = set()
    bearers: set[int] = set(lost)  # of papers; those who are housed come with their household
    housed: set[int] = set()
    classed: set[int] = set()
    for record in records:
        if isinstance(record, Person):
            persons.add(record.pk)
        elif isinstance(record, Household):
            households.add(record.pk)
        elif isinstance(record, Residence):
            households.add(record.household_id)
        elif isinstance(record, Membership):
            persons.add(record.person_id)
            households.add(record.household_id)
            if record.valid_to is None and not record.withdrawn:
                housed.add(record.person_id)
        elif isinstance(record, IdentityPaper):
            bearers.add(record.person_id)
        elif isinstance(record, HouseholdStatus):
            classed.add(record.household_id)
    for part in in_parts(sorted(bearers - housed), _PART):
        households.update(Membership.objects.current().filter(person__in=part).values_list("household", flat=True))
    groups = refresh(persons, households) if persons or households else set()
    for part in in_parts(sorted(classed), _PART):
        groups |= _groups(part)
    return groups


def refresh(persons: set[int], households: set[int]) -> set[int]:
    """Make the entries of these persons and households anew, and of whoever belongs or belonged to the households. The
    groups whose lists now count something else: a corrected name changes none."""
    persons = set(persons)
    for part in in_parts(sorted(households), _PART):
        persons.update(Membership.objects.live().filter(household__in=part).values_list("person", flat=True))
    touched = set(households)
    for part in in_parts(sorted(persons), _PART):
        touched |= _refresh_persons(part)
    groups: set[int] = set()
    for part in in_parts(sorted(touched), _PART):
        groups |= _refresh_households(part)
    return groups


def _groups(households: Sequence[int]) -> set[int]:
    """Where the entries have these households, and where they lived at the ends of years."""
    now = HouseholdEntry.objects.filter(pk__in=households).order_by().values_list("group", flat=True)
    then = HouseholdStretch.objects.filter(household__in=households).order_by().values_list("group", flat=True)
    return set(now.union(then))


def rebuild() -> tuple[int, int]:
    """Make all entries and counts anew; how many persons and households. In bounded memory."""
    for model, write in ((Person, _refresh_persons), (Household, _refresh_households)):
        last = 0
        while part := list(model.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:_PART]):
            write(part)
            last = part[-1]
    recount_all()
    return PersonEntry.objects.count(), HouseholdEntry.objects.count()


def _refresh_persons(numbers: Sequence[int]) -> set[int]:
    """Returns the households that one of these persons heads or headed."""
    homes, headed = _homes(numbers)
    places = _places(homes.values())
    rows = Person.objects.live().filter(pk__in=homes)
    entries = [
        _person_entry(row, homes[row[0]], places[homes[row[0]]])
        for row in rows.values_list("pk", "full_name", "name_key", "phone", "birth_date", "birth_known")
    ]
    _write(PersonEntry, _PERSON, numbers, entries)
    return headed


def _homes(persons: Sequence[int]) -> tuple[dict[int, int], set[int]]:
    """Person -> the household the person belongs to now, else belonged to last; and all that one of them headed."""
    rows = Membership.objects.live().filter(person__in=persons).order_by(F("valid_to").asc(nulls_last=True), "pk")
    homes, headed = {}, set()
    for person, household, relation in rows.values_list("person", "household", "relation"):
        homes[person] = household
        if relation == Relation.HEAD:
            headed.add(household)
    return homes, headed


def _places(households: Iterable[int]) -> dict[int, str]:
    rows = Household.objects.filter(pk__in=set(households))
    return dict(rows.values_list("pk", "group__path"))


def _person_entry(row: tuple[Any, ...], household: int, path: str) -> tuple[Any, ...]:
    """Values in the order of _PERSON."""
    number, full_name, name_key, phone, born, known = row
    words = pieces(fold(full_name)) or [fold(full_name)]
    found = prints(words, born, known, ward_of(path))
    told = person_words(full_name, phone=phone, year=born.year if born else None, path=path)
    same = (found.name_year, found.ends_ward, found.day_given, found.day_ward)
    return (number, household, name_key, told, *same)


def ward_of(path: str) -> int:
    """The number of the unit above a residential group, out of the group's path."""
    return int(path.strip("/").split("/")[-2])


def _refresh_households(numbers: Sequence[int]) -> set[int]:
    """Returns the groups whose lists now count something else."""
    kept = HouseholdEntry.objects.filter(pk__in=numbers).order_by().values_list("pk", *_HOUSEHOLD[1:_COUNTED])
    before = {row[0]: row[1:] for row in kept}
    belonged = belonged_to(numbers)
    heads, belonging = _heads(belonged), _belonging(belonged)
    rows = Household.objects.live().filter(pk__in=numbers)
    entries = [
        _household_entry(row, *heads.get(row[0], ("", "")), *belonging.get(row[0], (0, 0)))
        for row in rows.values_list("pk", "group", "group__path", "code", "official_code", "address", "ended_on")
    ]
    _write(HouseholdEntry, _HOUSEHOLD, numbers, entries)
    now = {entry[0]: entry[1:_COUNTED] for entry in entries}
    changed = {number for number in numbers if before.get(number) != now.get(number)}
    groups = {entry[number][0] for number in changed for entry in (before, now) if number in entry}
    return groups | refresh_stretches(numbers, belonged, changed)


def _belonging(belonged: Iterable[Belonged]) -> dict[int, tuple[int, int]]:
    """Household -> how many belong to it now, and how many of those have no citizen number on record."""
    found: dict[int, tuple[int, int]] = {}
    for row in belonged:
        if row.ends is None:
            members, without = found.get(row.household, (0, 0))
            found[row.household] = members + 1, without + (not row.numbered)
    return found


def _heads(belonged: Iterable[Belonged]) -> dict[int, tuple[str, str]]:
    """Household -> name and sorting key of its head, or of its last one."""
    heads = [row for row in belonged if row.relation == Relation.HEAD]
    heads.sort(key=lambda row: row.ends or datetime.date.max)
    return {row.household: (row.name, row.name_key) for row in heads}


def _household_entry(row: tuple[Any, ...], head: str, key: str, members: int, without_number: int) -> tuple[Any, ...]:
    """Values in the order of _HOUSEHOLD."""
    number, group, path, code, official_code, address, ended_on = row
    told = household_words(head, code=code, official_code=official_code, address=address, path=path)
    return (number, group, ward_of(path), ended_on is None, members, without_number, key, told)


def _write(
    model: type[PersonEntry] | type[HouseholdEntry],
    names: Sequence[str],
    numbers: Sequence[int],
    entries: Sequence[tuple[Any, ...]],
) -> None:
    put_rows(model, names, entries)
    if gone := set(numbers) - {entry[0] for entry in entries}:
        model.objects.filter(pk__in=gone).delete()
