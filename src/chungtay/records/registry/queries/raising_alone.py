"""Who raises children alone, as far as the register knows."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from chungtay.records.registry.models import Circumstance, CircumstanceKind, Membership, Relation
from chungtay.records.registry.queries.parts import in_parts

_PART = 2_000
_ALONE = "2"  # single_parent of rulebook/assistance/facts.toml
_COUPLE = (Relation.HEAD, Relation.SPOUSE)


def raising_alone(persons: Iterable[int], day: datetime.date) -> dict[int, bool]:
    """Person -> True where the register says so, False for whoever lives with wife or husband in one household; nobody
    else is in it: unknown. The same statements for 2,000."""
    found: dict[int, bool] = {}
    for part in in_parts(sorted(set(persons)), _PART):
        rows = Membership.objects.on(day).filter(person__in=part, relation__in=_COUPLE)
        mine = dict(rows.values_list("person", "household"))
        others = Membership.objects.on(day).filter(household__in=set(mine.values()), relation__in=_COUPLE)
        couples: dict[int, int] = {}
        for home in others.values_list("household", flat=True):
            couples[home] = couples.get(home, 0) + 1
        found.update((person, False) for person, home in mine.items() if couples[home] > 1)
        told = Circumstance.objects.on(day).filter(person__in=part, kind=CircumstanceKind.CARE, code=_ALONE)
        found.update((person, True) for person in told.values_list("person", flat=True))
    return found
