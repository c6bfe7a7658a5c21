"""What the register knows beside the roster, for holding a form against it: circumstances that lists brought, prints of
identity numbers. Unscoped: the caller has asked who may."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable

from chungtay.records.registry.models import Circumstance, CircumstanceKind, IdentityPaper
from chungtay.records.registry.queries.parts import in_parts

_PART = 5_000
_TOLD = (CircumstanceKind.PROTECTION, CircumstanceKind.SCHOOLING, CircumstanceKind.ILLNESS)


def circumstances_on(persons: Iterable[int], day: datetime.date) -> dict[int, dict[str, str]]:
    """Person -> kind -> code of benefits, schooling and serious illness that hold on a day."""
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for part in in_parts(sorted(persons), _PART):
        rows = Circumstance.objects.on(day).filter(person__in=part, kind__in=_TOLD)
        for person, kind, code in rows.values_list("person", "kind", "code"):
            found[person][kind] = code
    return dict(found)


def papers_held(persons: Iterable[int]) -> dict[int, frozenset[str]]:
    """Person -> prints of the identity numbers on record."""
    found: dict[int, set[str]] = defaultdict(set)
    for part in in_parts(sorted(persons), _PART):
        rows = IdentityPaper.objects.live().filter(person__in=part)
        for person, told in rows.values_list("person", "print"):
            found[person].add(told)
    return {person: frozenset(prints) for person, prints in found.items()}


def owners_of_prints(prints: Iterable[str]) -> dict[str, int]:
    """Print -> the person who holds that number."""
    found: dict[str, int] = {}
    for part in in_parts(sorted(set(prints)), _PART):
        found |= dict(IdentityPaper.objects.live().filter(print__in=part).values_list("print", "person"))
    return found
