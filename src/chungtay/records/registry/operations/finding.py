"""Keeping what search looks in: `Act.close` refreshes the entries of whatever it wrote, in the same transaction.

The statements are the same few for one person and for a batch.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import F

from chungtay.foundation.core.words import fold
from chungtay.records.registry.models import (
    Household,
    HouseholdEntry,
    Membership,
    Person,
    PersonEntry,
    Record,
    Relation,
)
from chungtay.records.registry.queries.blocks import prints
from chungtay.records.registry.queries.parts import in_parts
from chungtay.records.registry.queries.tokens import household_words, person_words, pieces

_PART = 2_000


def refresh_written(records: Iterable[Record]) -> None:
    """Refresh what records tell that were just written; most kinds of records tell search nothing."""
    persons: set[int] = set()
    households: set[int] = set()
    for record in records:
        if isinstance(record, Person):
            persons.add(record.pk)
        elif isinstance(record, Household):
            households.add(record.pk)
        elif isinstance(record, Membership):
            persons.add(record.person_id)
            households.add(record.household_id)
    if persons or households:
        refresh(persons, households)


def refresh(persons: set[int], households: set[int]) -> None:
    """Make the entries of these persons and households anew, and of whoever belongs or belonged to the households."""
    persons = set(persons)
    for part in in_parts(sorted(households), _PART):
        persons.update(Membership.objects.live().filter(household__in=part).values_list("person", flat=True))
    touched = set(households)
    for part in in_parts(sorted(persons), _PART):
        touched |= _refresh_persons(part)
    for part in in_parts(sorted(touched), _PART):
        _refresh_households(part)


def rebuild() -> tuple[int, int]:
    """Make all entries anew; how many persons and households. In bounded memory."""
    for model, write in ((Person, _refresh_persons), (Household, _refresh_households)):
        last = 0
        while part := list(model.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:_PART]):
            write(part)
            last = part[-1]
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
    _write(PersonEntry, numbers, entries)
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


def _person_entry(row: tuple[Any, ...], household: int, path: str) -> PersonEntry:
    number, full_name, name_key, phone, born, known = row
    words = pieces(fold(full_name)) or [fold(full_name)]
    found = prints(words, born, known, ward_of(path))
    return PersonEntry(
        id=number,
        household_id=household,
        name_key=name_key,
        words=person_words(full_name, phone=phone, year=born.year if born else None, path=path),
        name_year=found.name_year,
        ends_ward=found.ends_ward,
        day_given=found.day_given,
        day_ward=found.day_ward,
    )


def ward_of(path: str) -> int:
    """The number of the unit above a residential group, out of the group's path."""
    return int(path.strip("/").split("/")[-2])


def _refresh_households(numbers: Sequence[int]) -> None:
    heads = _heads(numbers)
    rows = Household.objects.live().filter(pk__in=numbers).select_related("group")
    _write(HouseholdEntry, numbers, [_household_entry(row, *heads.get(row.pk, ("", ""))) for row in rows])


def _heads(households: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Household -> name and sorting key of its head, or of its last one."""
    rows = Membership.objects.live().filter(household__in=households, relation=Relation.HEAD)
    rows = rows.order_by(F("valid_to").asc(nulls_last=True), "pk")
    return {
        household: (name, key)
        for household, name, key in rows.values_list("household", "person__full_name", "person__name_key")
    }


def _household_entry(row: Household, head: str, key: str) -> HouseholdEntry:
    return HouseholdEntry(
        id=row.pk,
        name_key=key,
        words=household_words(
            head,
            code=row.code,
            official_code=row.official_code,
            address=row.address,
            path=row.group.path,
        ),
    )


def _write(model: type[PersonEntry] | type[HouseholdEntry], numbers: Sequence[int], entries: Sequence[Any]) -> None:
    fields = [field.name for field in model._meta.concrete_fields if not field.primary_key]
    if entries:
        model.objects.bulk_create(entries, update_conflicts=True, update_fields=fields, unique_fields=["id"])
    if gone := set(numbers) - {entry.pk for entry in entries}:
        model.objects.filter(pk__in=gone).delete()
