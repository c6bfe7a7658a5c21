"""Where people and households lived on a day, and which records had been joined, as it was on record before a moment.
Unscoped: the caller has asked who may."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable

from chungtay.records.registry.models import Change, Household, Membership, Person, Residence
from chungtay.records.registry.queries.known import among, as_known, as_stood, holds, midnight_after

_DATED = ("valid_from", "valid_to")


def dwellings_known(
    persons: Collection[int], households: Collection[int], day: datetime.date, after: datetime.datetime
) -> tuple[dict[int, int], dict[int, int]]:
    """Person -> household on the day, of those who live somewhere then (as `homes_of_people`); household -> residential
    group, of these households and theirs (as `groups_of_homes`). Twelve statements."""
    members = as_known(Membership, "person_id", among(persons), ("household_id", *_DATED), after).values()
    here = [row for row in members if row["person_id"] in persons and holds(row, day)]
    lives = as_known(Person, "id", among({row["person_id"] for row in here}), ("death_date",), after)
    homes = {row["household_id"] for row in here}.union(households)
    dwelling = as_known(Residence, "household_id", among(homes), ("group_id", *_DATED), after).values()
    existing = as_known(Household, "id", among(homes), ("ended_on",), after)
    standing = {number for number, row in existing.items() if row["ended_on"] is None or row["ended_on"] >= day}
    groups = {row["household_id"]: row["group_id"] for row in dwelling if holds(row, day)}
    groups = {home: group for home, group in groups.items() if home in standing}
    living = {number for number, row in lives.items() if row["death_date"] is None or row["death_date"] > day}
    return {
        row["person_id"]: row["household_id"]
        for row in here
        if row["person_id"] in living and row["household_id"] in groups
    }, groups


def died_known(
    first: datetime.date, last: datetime.date, known_on: datetime.date
) -> tuple[dict[int, datetime.date], set[int]]:
    """Person -> day of death, of those who died between two days by what was on record at the end of `known_on`, and
    every household that they ever belonged to. Eight statements."""
    after = midnight_after(known_on)
    dead = Person.objects.filter(death_date__gte=first, death_date__lte=last).order_by()
    told = Change.objects.filter(record_type=Person.RECORD_TYPE, operation__at__gte=after, added=False)
    changed = told.filter(delta__contains='"death_date":').order_by().values_list("record_id", flat=True)
    rows = as_known(Person, "id", among({*dead.values_list("pk", flat=True), *changed}), ("death_date",), after)
    deaths = {number: row["death_date"] for number, row in rows.items() if row["death_date"] is not None}
    deaths = {number: on for number, on in deaths.items() if first <= on <= last}
    members = as_known(Membership, "person_id", among(deaths), ("household_id",), after).values() if deaths else ()
    return deaths, {row["household_id"] for row in members if row["person_id"] in deaths}


def joined_known(persons: Iterable[int], after: datetime.datetime) -> dict[int, int]:
    """Number of a record that had gone over into another -> that other, of these records. Three statements."""
    rows = as_stood(Person, "id", among(set(persons)), ("merged_into_id",), after)
    return {number: row["merged_into_id"] for number, row in rows.items() if row["merged_into_id"] is not None}


def standing_known(persons: Iterable[int], after: datetime.datetime) -> dict[int, int]:
    """Number of a record that had gone -> the record that stood for it (as `standing_people`). Three statements, and
    three more for each step."""
    found: dict[int, int] = {}
    front = set(persons)
    while front:
        rows = joined_known(front, after)
        found = {number: rows.get(stands, stands) for number, stands in found.items()} | rows
        front = set(rows.values()) - set(found)
    return found


def records_known(persons: Collection[int], after: datetime.datetime) -> dict[int, int]:
    """Number of a record that had gone over into one of these people -> that person, by one step. Five statements."""
    gone = set(Person.objects.filter(merged_into__in=among(persons)).order_by().values_list("pk", flat=True))
    told = Change.objects.filter(record_type=Person.RECORD_TYPE, operation__at__gte=after, added=False)
    gone.update(told.filter(delta__contains='"merged_into_id":').order_by().values_list("record_id", flat=True))
    return {number: into for number, into in joined_known(gone, after).items() if into in persons}
