"""The register as it stood on an earlier day: its records rolled back by their history, which keeps what each change
found and left. Unscoped: the caller has asked.

Rolled back are the columns that are asked for, of the records that are asked for, in three statements for each table.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.db.models.expressions import RawSQL
from django.utils import timezone

from chungtay.foundation.places.queries.units import groups_ever
from chungtay.records.registry.models import (
    Change,
    Circumstance,
    HardshipEvent,
    Household,
    HouseholdStatus,
    Membership,
    Person,
    Residence,
)
from chungtay.records.registry.queries.deltas import back, read
from chungtay.records.registry.queries.households import groups_within
from chungtay.records.registry.queries.rights_facts import Columns, year_before

Known = dict[int, dict[str, Any]]  # number of a record -> column -> value
_DATED = ("valid_from", "valid_to")
_HAS_CLASS = ("household_id", "rule_set", "class_id", *_DATED)


def midnight_after(day: datetime.date) -> datetime.datetime:
    """What happened before it was known at the end of the day."""
    return datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time(), timezone.get_current_timezone())


def among(numbers: Collection[int]) -> Any:
    """What a condition `in` is given for numbers that were read: PostgreSQL takes them as they are, SQLite, which takes
    no list of a ward's length, as one text."""
    if connection.vendor == "postgresql":
        return list(numbers)
    return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(list(numbers))])


def as_known(model: Any, owner: str, numbers: Any, columns: Sequence[str], after: datetime.datetime) -> Known:
    """The live records whose `owner` was among the numbers, as they stood before the moment. A record that went over to
    another owner since is found in its history. Three statements."""
    found = as_stood(model, owner, numbers, columns, after)
    return {number: values for number, values in found.items() if not values["withdrawn"]}


def as_stood(model: Any, owner: str, numbers: Any, columns: Sequence[str], after: datetime.datetime) -> Known:
    """The same with those that were taken back by then (`withdrawn`)."""
    told = Change.objects.filter(record_type=model.RECORD_TYPE, operation__at__gte=after).order_by("-pk")
    names = tuple(dict.fromkeys((owner, *columns, "withdrawn")))
    asked = Q(**{f"{owner}__in": numbers})
    if owner != "id":
        gone = told.filter(added=False, delta__contains=f'"{owner}":').values_list("record_id", flat=True)
        asked |= Q(pk__in=among(set(gone)))
    found: Known = {}
    for number, *values in model.objects.filter(asked).order_by("pk").values_list("pk", *names):
        found[number] = dict(zip(names, values, strict=True))
    since = told.filter(record_id__in=among(found)).values_list("record_id", "added", "delta")
    for number, added, delta in since:
        if added:
            del found[number]
            continue
        for name, (before, _after) in read(delta).items():
            if name in names:
                found[number][name] = back(model, name, before)
    return found


def rights_facts_known(
    paths: Sequence[str], day: datetime.date, known_on: datetime.date, *, only: Sequence[int] | None = None
) -> Columns:
    """What `rights_facts` told of the day, had it been asked at the end of the day `known_on`. Twenty statements."""
    after = midnight_after(known_on)
    groups = set(groups_ever(list(paths)))
    owner, of = ("group_id", among(groups)) if only is None else ("household_id", among(only))
    dwellings = as_known(Residence, owner, of, ("household_id", "group_id", *_DATED), after).values()
    here = [row for row in dwellings if row["group_id"] in groups and holds(row, day)]
    existing = as_known(
        Household, "id", among({row["household_id"] for row in here}), ("ended_on", "class_open"), after
    )
    standing = {number for number, row in existing.items() if row["ended_on"] is None or row["ended_on"] >= day}
    homes = [(row["household_id"], row["group_id"]) for row in here if row["household_id"] in standing]
    people = _people(standing, day, after)
    persons = {row[0] for row in people}
    about = as_known(Circumstance, "person_id", among(persons), ("kind", "code", *_DATED), after)
    told = [row for row in about.values() if row["person_id"] in persons and holds(row, day)]
    events = as_known(HardshipEvent, "household_id", among(standing), ("happened_on",), after).values()
    hit = [(row["household_id"], row["happened_on"]) for row in events if row["household_id"] in standing]
    return Columns(
        homes,
        _classes(standing, day, after),
        people,
        [(row["person_id"], row["kind"], row["code"]) for row in told],
        [(home, on) for home, on in hit if year_before(day) < on <= day],
        [(number,) for number in standing if existing[number]["class_open"]],
    )


def wards_with_class_known(paths: Sequence[str], day: datetime.date, known_on: datetime.date) -> set[int]:
    """What `wards_with_class` told of the day then. One statement where in every ward a class of then still stands."""
    after = midnight_after(known_on)
    ward_of = groups_ever(list(paths))
    here = Household.objects.live().filter(_untouched("household", after), group__in=groups_within(paths))
    same = HouseholdStatus.objects.live().filter(_untouched("status", after), valid_from__lte=day)
    told = here.filter(pk__in=same.values("household")).order_by().values_list("group__parent", flat=True).distinct()
    wards = {ward for ward in told if ward is not None}
    left = {group for group, ward in ward_of.items() if ward not in wards}
    if not left:
        return wards
    belonging = as_known(Household, "group_id", among(left), (), after)
    homes = {number: row["group_id"] for number, row in belonging.items() if row["group_id"] in left}
    decided = {row[0] for row in _classes(set(homes), day, after)}
    return wards | {ward_of[homes[number]] for number in decided}


def any_class_known(paths: Sequence[str], day: datetime.date, known_on: datetime.date) -> bool:
    """What `any_class` told of the day, had it been asked at the end of the day `known_on`. One statement where a class
    of then still stands."""
    after = midnight_after(known_on)
    here = Household.objects.live().filter(group__in=groups_within(paths))
    homes = here.filter(_untouched("household", after)).values("pk")
    same = HouseholdStatus.objects.live().filter(_untouched("status", after), household__in=homes, valid_from__lte=day)
    if same.exists():
        return True
    groups = set(groups_ever(list(paths)))
    belonging = as_known(Household, "group_id", among(groups), (), after)
    homes_then = {number for number, row in belonging.items() if row["group_id"] in groups}
    return bool(_classes(homes_then, day, after))


def _people(homes: set[int], day: datetime.date, after: datetime.datetime) -> list[Any]:
    members = as_known(Membership, "household_id", among(homes), ("person_id", "relation", *_DATED), after).values()
    here = [row for row in members if row["household_id"] in homes and holds(row, day)]
    about = ("birth_date", "birth_known", "ethnicity", "death_date")
    lives = as_known(Person, "id", among({row["person_id"] for row in here}), about, after)
    found = []
    for row in here:
        person = lives.get(row["person_id"])
        if person is not None and (person["death_date"] is None or person["death_date"] > day):
            told = (person["birth_date"], person["birth_known"], person["ethnicity"])
            found.append((row["person_id"], row["household_id"], *told, row["relation"]))
    return found


def _classes(homes: set[int], day: datetime.date, after: datetime.datetime) -> list[Any]:
    rows = as_known(HouseholdStatus, "household_id", among(homes), _HAS_CLASS, after)
    begun = [
        (row["household_id"], row["valid_from"], number, row)
        for number, row in rows.items()
        if row["household_id"] in homes and row["valid_from"] <= day
    ]
    begun.sort(key=lambda each: each[:3])
    return [tuple(row[name] for name in _HAS_CLASS) for *_order, row in begun]


def _untouched(record_type: str, after: datetime.datetime) -> Any:
    """Records of which nothing was written since the moment."""
    rows = Change.objects.filter(record_type=record_type, record_id=OuterRef("pk"), operation__at__gte=after)
    return ~Exists(rows)


def holds(row: Mapping[str, Any], day: datetime.date) -> bool:
    return bool(row["valid_from"] <= day and (row["valid_to"] is None or row["valid_to"] >= day))
