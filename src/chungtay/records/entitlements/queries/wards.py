"""Rights of several wards at once, each by the rules of its own: the facts are read once for all of them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chungtay.foundation.places.models import Level, Unit
from chungtay.foundation.places.queries.units import groups_ever
from chungtay.records.entitlements.queries import issued
from chungtay.records.entitlements.queries.cards import insured_in
from chungtay.records.entitlements.queries.cards_known import insured_known
from chungtay.records.entitlements.queries.facts import facts_from
from chungtay.records.entitlements.queries.listed_benefits import columns_on, told_then
from chungtay.records.entitlements.queries.rights import Found, reach, worked_out
from chungtay.records.registry.queries.known import rights_facts_known, wards_with_class_known
from chungtay.records.registry.queries.rights_facts import Columns, wards_with_class
from chungtay.rulebook import policy_book
from chungtay.rulebook.rights import InForce


@dataclass(frozen=True, slots=True)
class Within:
    """What the paths reach: `wards` as `wards_within`, `ward_of` as `ward_of_groups`."""

    wards: dict[int, Unit]
    ward_of: dict[int, int]


def within(paths: Sequence[str]) -> Within:
    return Within(wards_within(paths), ward_of_groups(paths))


def rights_by_ward(
    user: Any, place: Unit, day: datetime.date, today: datetime.date, *, inside: Within | None = None
) -> dict[int, Found]:
    """Ward -> the rights of its people on the day, of the wards of a place in the reader's area in which somebody
    lives. The same number of statements for one ward and for a district. `inside`: what the place and the area reach
    together, where it was read already."""
    paths = reach(user, place, today)
    inside = inside or within(paths)
    columns = columns_on(paths, day)
    told = wards_with_class(paths, day)
    insured = insured_in(paths, day, read=columns.persons)
    rules, found = rules_of_wards(inside.wards, day, today), {}
    for ward, part in by_ward(columns, inside.ward_of).items():
        known = bool(part.classes) or ward in told
        found[ward] = worked_out(rules[ward], facts_from(part, day, rules[ward], told=known, insured=insured))
    return found


def rights_by_ward_known(
    user: Any, place: Unit, day: datetime.date, known_on: datetime.date, today: datetime.date
) -> tuple[dict[int, Found], Columns]:
    """As `rights_by_ward` told of the day at the end of another, and everybody's facts then. Raises CardUnknown."""
    paths = reach(user, place, today)
    columns = rights_facts_known(paths, day, known_on)
    told = wards_with_class_known(paths, day, known_on)
    insured = insured_known(columns.persons, day, known_on)
    columns = told_then(columns, day, known_on)
    rules, found = rules_of_wards(wards_within(paths), day, known_on), {}
    for ward, part in by_ward(columns, groups_ever(paths)).items():
        known = bool(part.classes) or ward in told
        found[ward] = worked_out(rules[ward], facts_from(part, day, rules[ward], told=known, insured=insured))
    return found, columns


def rules_of_wards(
    wards: Mapping[int, Unit], day: datetime.date, known_on: datetime.date | None = None
) -> dict[int, InForce]:
    """What holds in each of these wards on a day, as known on another (None: on the day). Two statements."""
    return rules_of_wards_on_days(wards, [day], known_on or day)[day]


def rules_of_wards_on_days(
    wards: Mapping[int, Unit], days: Sequence[datetime.date], known_on: datetime.date
) -> dict[datetime.date, dict[int, InForce]]:
    """The same of several days. Two statements."""
    book, own = policy_book.load(), issued.in_force(list(wards.values()), days, known_on)
    numbers = {number for unit in wards.values() for number in _above(unit)}
    codes = dict(Unit.objects.filter(pk__in=numbers).exclude(level=Level.GROUP).values_list("pk", "code"))
    return {
        day: {
            ward: book.on(day, [codes[number] for number in _above(unit)], own[day][ward], known_on)
            for ward, unit in wards.items()
        }
        for day in days
    }


def wards_within(paths: Sequence[str]) -> dict[int, Unit]:
    """The wards that the paths reach, of any day, by number; of a residential group its ward."""
    above = {int(part) for path in paths for part in path.strip("/").split("/")}
    reached = Unit.objects.within(list(paths)) | Unit.objects.filter(pk__in=above)
    return {unit.pk: unit for unit in reached.filter(level=Level.WARD).order_by("code")}


def ward_of_groups(paths: Sequence[str]) -> dict[int, int]:
    """Residential group -> its ward, of any day."""
    groups = Unit.objects.within(list(paths)).filter(level=Level.GROUP)
    return dict(groups.values_list("pk", "parent"))


def _above(ward: Unit) -> list[int]:
    return [int(part) for part in ward.path.strip("/").split("/")]


def by_ward(columns: Columns, ward_of: dict[int, int]) -> dict[int, Columns]:
    """The same rows, ward by ward. People and what is told of them go with the household."""
    found: dict[int, Columns] = {}
    of_home: dict[int, Columns] = {}
    for home in columns.homes:
        part = found.setdefault(ward_of[home[1]], Columns())
        part.homes.append(home)
        of_home[home[0]] = part
    of_person = {row[0]: of_home[row[1]] for row in columns.people}
    _deal(columns.classes, 0, of_home, "classes")
    _deal(columns.people, 1, of_home, "people")
    _deal(columns.circumstances, 0, of_person, "circumstances")
    _deal(columns.hardships, 0, of_home, "hardships")
    _deal(columns.class_open, 0, of_home, "class_open")
    return found


def _deal(rows: Iterable[Any], key: int, of: dict[int, Columns], name: str) -> None:
    for row in rows:
        getattr(of[row[key]], name).append(row)
