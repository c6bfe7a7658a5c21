"""What lists of today count, worked out one record at a time and without anything that is derived."""

from __future__ import annotations

from collections import defaultdict

from chungtay.records.registry.models import Household, HouseholdStatus, IdentityPaper, ListTally, Membership

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
