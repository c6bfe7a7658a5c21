"""Households as a review needs them: last year's list of a place on a day, and any household by its number.

For apps above the register, which look at no table of it. Unscoped: the caller's operation has asked who may.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import F, Q

from chungtay.records.registry.models import Household, HouseholdStatus, Membership, Relation, StatusClass
from chungtay.records.registry.queries.households import groups_within
from chungtay.records.registry.queries.parts import in_parts

_PART = 5_000
_LISTED = (StatusClass.POOR, StatusClass.NEAR_POOR)


def wards_of(numbers: Iterable[int]) -> dict[int, int]:
    """Household -> the ward where it lives now, or lived last, by number."""
    found: dict[int, int] = {}
    for part in in_parts(sorted(numbers), _PART):
        rows = Household.objects.filter(pk__in=part, group__parent__isnull=False).values_list("pk", "group__parent_id")
        found.update((home, ward) for home, ward in rows if ward is not None)
    return found


@dataclass(frozen=True, slots=True)
class Home:
    """A household where it lives now. `classes` is rule set -> class on the day that was asked for."""

    number: int
    code: str
    group: int
    address: str
    head_name: str
    name_key: str
    classes: dict[str, str]


def listed_on(paths: Sequence[str], day: datetime.date) -> list[Home]:
    """The households of the places that are poor or near-poor by some standard on a day and live there now."""
    here = Q(household__group__in=groups_within(paths), household__ended_on=None, household__withdrawn=False)
    rows = HouseholdStatus.objects.on(day).filter(here, class_id__in=_LISTED)
    classes: dict[int, dict[str, str]] = {}
    for home, rule_set, class_id in rows.values_list("household", "rule_set", "class_id").iterator(_PART):
        classes.setdefault(home, {})[rule_set] = class_id
    return homes(classes, day=day, classes=classes)


def listed_where(paths: Sequence[str], day: datetime.date) -> dict[int, int]:
    """Household -> group, of those that are poor or near-poor by some standard on a day and live in the places now. One
    statement."""
    here = Q(household__group__in=groups_within(paths), household__ended_on=None, household__withdrawn=False)
    rows = HouseholdStatus.objects.on(day).filter(here, class_id__in=_LISTED)
    return dict(rows.values_list("household", "household__group"))


def homes(
    numbers: Iterable[int],
    *,
    day: datetime.date,
    classes: dict[int, dict[str, str]] | None = None,
) -> list[Home]:
    """These households (living, not withdrawn), with their classes on a day; in the order of their codes."""
    found: list[Home] = []
    for part in in_parts(sorted(numbers), _PART):
        if classes is None:
            held: dict[int, dict[str, str]] = {}
            rows = HouseholdStatus.objects.on(day).filter(household__in=part)
            for home, rule_set, class_id in rows.values_list("household", "rule_set", "class_id"):
                held.setdefault(home, {})[rule_set] = class_id
        else:
            held = classes
        heads = Membership.objects.current().filter(household__in=part, relation=Relation.HEAD)
        named = {row[0]: row[1:] for row in heads.values_list("household", "person__full_name", "person__name_key")}
        living = Household.objects.live().filter(pk__in=part, ended_on=None).order_by("code")
        for number, code, group, address in living.values_list("pk", "code", "group", "address"):
            name, key = named.get(number, ("", ""))
            found.append(Home(number, code, group, address, name, key, held.get(number, {})))
    return found


def no_more(numbers: Iterable[int], day: datetime.date) -> dict[int, str]:
    """Of these households those that are none any more on a day, with how they ended; "" for one whose record was taken
    back. One statement for 5,000."""
    found: dict[int, str] = {}
    for part in in_parts(sorted(numbers), _PART):
        rows = Household.objects.filter(Q(withdrawn=True) | Q(ended_on__lte=day), pk__in=part)
        for home, withdrawn, how in rows.values_list("pk", "withdrawn", "ended_by"):
            found[home] = "" if withdrawn else how
    return found


@dataclass(frozen=True, slots=True)
class Member:
    """A member as a form begins with: what the register knows. `birth` is dd/mm/yyyy, mm/yyyy or yyyy."""

    person: int
    name: str
    sex: str
    birth: str
    relation: str
    ethnicity: str


_BIRTH = {"day": "%d/%m/%Y", "month": "%m/%Y", "year": "%Y"}


def rosters(numbers: Iterable[int], day: datetime.date) -> dict[int, list[Member]]:
    """Who belongs to each household on a day, the head first, then by age."""
    found: dict[int, list[Member]] = {}
    for part in in_parts(sorted(numbers), _PART):
        rows = Membership.objects.on(day).filter(household__in=part).select_related("person")
        order = rows.order_by("household", F("person__birth_date").asc(nulls_last=True), "pk")
        for row in sorted(order, key=lambda each: (each.household_id, each.relation != Relation.HEAD)):
            person = row.person
            born = person.birth_date.strftime(_BIRTH[person.birth_known]) if person.birth_date else ""
            member = Member(person.pk, person.full_name, person.sex, born, row.relation, person.ethnicity)
            found.setdefault(row.household_id, []).append(member)
    return found


def numbers_by_official_code(paths: Sequence[str], codes: Sequence[str]) -> dict[str, int]:
    """Code of the ministry's program -> household, of those living in the places. A code that two households carry
    (it repeats from ward to ward) names neither."""
    found: dict[str, int] = {}
    twice: set[str] = set()
    for part in in_parts(sorted(set(codes)), _PART):
        rows = Household.objects.live().filter(official_code__in=part, ended_on=None, group__in=groups_within(paths))
        for code, number in rows.values_list("official_code", "pk"):
            if code in found:
                twice.add(code)
            found[code] = number
    return {code: number for code, number in found.items() if code not in twice}


def codes(numbers: Iterable[int]) -> dict[int, str]:
    """The code of each household, living or not."""
    found: dict[int, str] = {}
    for part in in_parts(sorted(numbers), _PART):
        found |= dict(Household.objects.filter(pk__in=part).values_list("pk", "code"))
    return found


def places_of(numbers: Iterable[int]) -> dict[int, tuple[float, float]]:
    """(latitude, longitude) of the households whose place is in the register."""
    found: dict[int, tuple[float, float]] = {}
    for part in in_parts(sorted(numbers), _PART):
        rows = Household.objects.filter(pk__in=part, latitude__isnull=False)
        for number, latitude, longitude in rows.values_list("pk", "latitude", "longitude"):
            if latitude is not None and longitude is not None:
                found[number] = (float(latitude), float(longitude))
    return found
