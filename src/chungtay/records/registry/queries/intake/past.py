"""Who belonged to a household once and does not now, and records that went over into those of its people: an old list
still has them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Q

from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import IdentityPaper, Membership, Person
from chungtay.records.registry.queries.intake.incoming import Print


@dataclass(slots=True)
class Past:
    """`row`: the last membership in this household; None for a record that went over `into` another person's. `code`:
    of the household of the area where the person lives now."""

    person: Person
    row: Membership | None = None
    into: Person | None = None
    code: str = ""
    prints: set[Print] = field(default_factory=set)


def past_of(present: Mapping[int, set[int]], area: Unit) -> dict[int, list[Past]]:
    """By household; `present`: who belongs to it now. Four statements, and one for each step of records that went over
    into others."""
    found: dict[int, dict[int, Past]] = defaultdict(dict)
    # also memberships that were taken back, as joining two records does; not people who were entered in error
    real = Q(person__withdrawn=False) | Q(person__merged_into__isnull=False)
    rows = Membership.objects.filter(real, household__in=list(present)).select_related("person__merged_into")
    for row in rows.order_by("-withdrawn", "valid_to", "pk"):
        if row.person_id not in present[row.household_id]:
            found[row.household_id][row.person_id] = Past(row.person, row, row.person.merged_into)
    _joined(present, found)
    everybody: dict[int, list[Past]] = defaultdict(list)
    for persons in found.values():
        for number, each in persons.items():
            everybody[number].append(each)
    if not everybody:
        return {}
    papers = IdentityPaper.objects.filter(Q(withdrawn=False) | Q(person__withdrawn=True), person__in=list(everybody))
    for person, kind, sign in papers.values_list("person", "kind", "print"):
        for each in everybody[person]:
            each.prints.add((kind, sign))
    now = Membership.objects.current().filter(person__in=list(everybody), household__group__path__startswith=area.path)
    for person, code in now.values_list("person", "household__code"):
        for each in everybody[person]:
            each.code = code
    return {home: list(persons.values()) for home, persons in found.items()}


def _joined(present: Mapping[int, set[int]], found: dict[int, dict[int, Past]]) -> None:
    """Second records of those who belong to a household or did."""
    homes: dict[int, set[int]] = defaultdict(set)
    for home, persons in present.items():
        for person in persons | found[home].keys():
            homes[person].add(home)
    front = set(homes)
    while front:
        rows = list(Person.objects.filter(merged_into__in=front, withdrawn=True).select_related("merged_into"))
        front = set()
        for row in rows:
            for home in homes[row.merged_into_id or 0]:
                found[home].setdefault(row.pk, Past(row, None, row.merged_into))
                homes[row.pk].add(home)
                front.add(row.pk)
