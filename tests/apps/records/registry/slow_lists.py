"""What lists show and count, worked out one record at a time and without anything that is derived."""

from __future__ import annotations

import datetime
from collections import defaultdict

from chungtay.records.registry.models import (
    Household,
    HouseholdStatus,
    HouseholdStretch,
    IdentityPaper,
    ListTally,
    Membership,
    PastTally,
    Residence,
)

Counted = dict[tuple[int, int, str], tuple[int, int]]  # group, year, kind -> households, persons


def tally_kept() -> Counted:
    return {(row.group_id, row.year, row.kind): (row.homes, row.persons) for row in ListTally.objects.all()}


def tally_of_records() -> Counted:
    """Group by group what the tally has to say."""
    numbered = set(IdentityPaper.objects.filter(withdrawn=False, kind="citizen").values_list("person", flat=True))
    found: dict[tuple[int, int, str], list[int]] = defaultdict(lambda: [0, 0])
    for home in Household.objects.filter(withdrawn=False, ended_on=None):
        people = [row.person_id for row in Membership.objects.filter(household=home, withdrawn=False, valid_to=None)]
        kinds = [(0, "")]
        if any(person not in numbered for person in people):
            kinds.append((0, "no_number"))
        kinds += _classes(home)
        for year, kind in kinds:
            size = found[home.group_id, year, kind]
            size[0] += 1
            size[1] += len(people)
    return {key: (homes, persons) for key, (homes, persons) in found.items()}


def _classes(home: Household) -> list[tuple[int, str]]:
    decided: dict[int, list[str]] = defaultdict(list)
    for row in HouseholdStatus.objects.filter(household=home, withdrawn=False).order_by("valid_from", "pk"):
        decided[row.year].append(row.class_id)
    found = [(year, classes[-1]) for year, classes in decided.items()]
    for year, classes in decided.items():
        if {"poor", "near_poor"} & set(classes) and year + 1 not in decided:
            found.append((year + 1, "due"))
    return found


YEARS = range(2015, 2032)
Stood = dict[tuple[int, int], tuple[int, str, int]]  # year, household -> group, sorting key of the head, members


def past_kept() -> Stood:
    found: Stood = {}
    for row in HouseholdStretch.objects.all():
        for year in YEARS:
            if row.first_year <= year <= row.last_year:
                assert (year, row.household_id) not in found
                assert row.ward == row.group.parent_id
                found[year, row.household_id] = row.group_id, row.name_key, row.members
    return found


def past_of_records() -> Stood:
    """On the last day of each year."""
    found: Stood = {}
    homes = set(Household.objects.filter(withdrawn=False).values_list("pk", flat=True))
    lived = [row for row in Residence.objects.filter(withdrawn=False) if row.household_id in homes]
    members = Membership.objects.filter(withdrawn=False).select_related("person")
    for year in YEARS:
        day = datetime.date(year, 12, 31)
        there = {row.household_id: row.group_id for row in lived if _holds(row, day)}
        heads, sizes = {}, defaultdict(int)
        for row in members:
            if _holds(row, day):
                sizes[row.household_id] += 1
                if row.relation == "head":
                    heads[row.household_id] = row.person.name_key
        found |= {(year, home): (group, heads[home], sizes[home]) for home, group in there.items() if home in heads}
    return found


def _holds(row: Residence | Membership, day: datetime.date) -> bool:
    return row.valid_from <= day and (row.valid_to is None or row.valid_to >= day)


Past = dict[tuple[int, int, int, str], tuple[int, int]]  # year, group then, group now, kind -> households, persons


def past_tally_kept() -> Past:
    found: dict[tuple[int, int, int, str], list[int]] = defaultdict(lambda: [0, 0])
    for row in PastTally.objects.all():
        for year in YEARS:
            if row.first_year <= year <= row.last_year:
                size = found[year, row.group_id, row.now_id, row.kind]
                size[0] += row.homes
                size[1] += row.persons
    return {key: (homes, persons) for key, (homes, persons) in found.items()}


def past_tally_of(stood: Stood) -> Past:
    numbered = set(IdentityPaper.objects.filter(withdrawn=False, kind="citizen").values_list("person", flat=True))
    unnumbered = set(
        Membership.objects.filter(withdrawn=False, valid_to=None).exclude(person__in=numbered).values_list(
            "household", flat=True
        )
    )  # fmt: skip
    now = dict(Household.objects.values_list("pk", "group"))
    classes = {home.pk: _classes(home) for home in Household.objects.filter(withdrawn=False)}
    found: dict[tuple[int, int, int, str], list[int]] = defaultdict(lambda: [0, 0])
    for (year, home), (group, _key, members) in stood.items():
        kinds = ["", *(["no_number"] if home in unnumbered else [])]
        kinds += [kind for of, kind in classes[home] if of == year]
        for kind in kinds:
            size = found[year, group, now[home], kind]
            size[0] += 1
            size[1] += members
    return {key: (homes, persons) for key, (homes, persons) in found.items()}


def assert_lists_agree() -> None:
    """Whatever was written: lists of today and of every past year say what the records say."""
    assert tally_kept() == tally_of_records()
    stood = past_of_records()
    assert past_kept() == stood
    assert past_tally_kept() == past_tally_of(stood)
