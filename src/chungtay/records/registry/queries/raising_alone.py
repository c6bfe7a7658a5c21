"""Who raises children alone, as far as the register knows.

20/2021/NĐ-CP Điều 5 khoản 4: without husband or wife, or with one who died or is missing. Whoever lives with wife or
husband in one household is not alone, whatever a record of the circumstance says.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from chungtay.records.registry.models import Circumstance, CircumstanceKind, Membership, Relation
from chungtay.records.registry.queries.parts import in_parts

_PART = 2_000
ALONE = ("2", "7", "8")  # single_parent, by itself or as an elderly person: rulebook/assistance/facts.toml
COUPLE = (Relation.HEAD, Relation.SPOUSE)


def raising_alone(persons: Iterable[int], day: datetime.date) -> dict[int, bool]:
    """Person -> False for whoever lives with wife or husband in one household, True for others of whom the register
    says so; nobody else is in it: unknown. The same statements for 2,000."""
    numbers = sorted(set(persons))
    found: dict[int, bool] = {}
    for part in in_parts(numbers, _PART):
        told = Circumstance.objects.on(day).filter(person__in=part, kind=CircumstanceKind.CARE, code__in=ALONE)
        found.update((person, True) for person in told.values_list("person", flat=True))
    return found | dict.fromkeys(in_couple(numbers, day), False)


def in_couple(persons: Iterable[int], day: datetime.date) -> set[int]:
    """Those who live with wife or husband in one household. Two statements for 2,000."""
    found: set[int] = set()
    for part in in_parts(sorted(set(persons)), _PART):
        rows = Membership.objects.on(day).filter(person__in=part, relation__in=COUPLE)
        mine = dict(rows.values_list("person", "household"))
        others = Membership.objects.on(day).filter(household__in=set(mine.values()), relation__in=COUPLE)
        couples: dict[int, int] = {}
        for home in others.values_list("household", flat=True):
            couples[home] = couples.get(home, 0) + 1
        found |= {person for person, home in mine.items() if couples[home] > 1}
    return found
