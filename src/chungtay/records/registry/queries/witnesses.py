"""What the register knows beside the roster, for holding a form against it: circumstances that lists brought, prints of
identity numbers. Unscoped: the caller has asked who may."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from chungtay.records.registry.models import Change, Circumstance, CircumstanceKind, IdentityPaper, Source
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


@dataclass(frozen=True, slots=True)
class Told:
    """One circumstance with the list it came from: `source` is of `Source`, `why` what was written when it came in."""

    code: str
    since: datetime.date
    source: str
    why: str


def told_of(persons: Iterable[int], day: datetime.date) -> dict[tuple[int, str], Told]:
    """(person, kind) -> what was told of a few persons, with where it came from. For the people of one household."""
    rows = list(Circumstance.objects.on(day).filter(person__in=sorted(persons), kind__in=_TOLD))
    entered = {
        change.record_id: change.operation
        for change in Change.objects.filter(
            record_type=Circumstance.RECORD_TYPE, record_id__in=[row.pk for row in rows], added=True
        ).select_related("operation")
    }
    return {
        (row.person_id, str(row.kind)): Told(
            row.code,
            row.valid_from,
            str(entered[row.pk].source) if row.pk in entered else str(Source.PROGRAM),
            entered[row.pk].why if row.pk in entered else "",
        )
        for row in rows
    }


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
