"""Everybody who lives in residential groups, by whether the household is of an ethnic minority (7.8, column 2)."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from chungtay.records.registry.models import Relation, Residence
from chungtay.records.registry.queries.parts import in_parts
from chungtay.records.registry.queries.peoples import is_minority

_PART = 500


@dataclass(frozen=True, slots=True)
class Origin:
    """Households of one group that are of a minority, are not, or (None) of which that is not on record."""

    group: int
    minority: bool | None
    households: int
    persons: int
    household: int = 0


def origins_in(groups: Sequence[int], day: datetime.date) -> list[Origin]:
    """By note 1 of template 7.8 of the head or of the head's wife or husband. A household is unknown when none of them
    is told to be of a minority and one is not told at all, or nobody is head. Unscoped: the caller has asked who
    may."""
    homes: Counter[tuple[int, bool | None]] = Counter()
    persons: Counter[tuple[int, bool | None]] = Counter()
    for part in in_parts(sorted(groups), _PART):
        for group, _home, people, heads, minority, untold in _rows(part, day):
            told = True if minority else False if heads and not untold else None
            homes[group, told] += 1
            persons[group, told] += people
    return [Origin(group, told, count, persons[group, told]) for (group, told), count in sorted(homes.items(), key=str)]


def _rows(groups: Sequence[int], day: datetime.date) -> list[tuple[int, int, int, int, int, int]]:
    member = "household__memberships"
    there = Q(**{f"{member}__withdrawn": False, f"{member}__valid_from__lte": day}) & (
        Q(**{f"{member}__valid_to": None}) | Q(**{f"{member}__valid_to__gte": day})
    )
    who = there & Q(**{f"{member}__relation__in": [Relation.HEAD, Relation.SPOUSE]})
    rows = Residence.objects.on(day).filter(group__in=groups, household__withdrawn=False)
    written = rows.filter(who).order_by().values_list(f"{member}__person__ethnicity", flat=True).distinct()
    minority, unknown = _sorted_out(written)
    of = f"{member}__person__ethnicity__in"
    return list(
        rows.values_list("group", "household").annotate(
            people=Count(member, filter=there),
            heads=Count(member, filter=there & Q(**{f"{member}__relation": Relation.HEAD})),
            minority=Count(member, filter=who & Q(**{of: minority})),
            untold=Count(member, filter=who & Q(**{of: unknown})),
        )
    )


def _sorted_out(written: Iterable[str]) -> tuple[list[str], list[str]]:
    """Of the spellings on record, those that are a minority, and those that say nothing."""
    told = {text: is_minority(text) for text in written}
    return [text for text, is_one in told.items() if is_one], [text for text, is_one in told.items() if is_one is None]
