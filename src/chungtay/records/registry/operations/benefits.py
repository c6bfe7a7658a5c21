"""That people receive a monthly social benefit, remembered for many at once: what decisions of allowances bring. The
register keeps the dated fact that policies ask; amount and decision belong to whoever pays."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chungtay.foundation.accounts.permissions import Permission
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import Circumstance, CircumstanceKind, Operation
from chungtay.records.registry.operations.act import acting
from chungtay.records.registry.operations.schooling import refuse_strangers
from chungtay.records.registry.operations.undoing import undo
from chungtay.records.registry.permissions import check
from chungtay.records.registry.queries.parts import in_parts

_PART = 2_000


@dataclass(frozen=True, slots=True)
class Receives:
    """A person receives a benefit from a day on, until a last day where one is decided; `words`: which."""

    person: int
    words: str
    since: datetime.date
    until: datetime.date | None = None


def receive_benefits(
    rows: Sequence[Receives], *, ward: Unit, origin: str, by: Any, at: datetime.datetime
) -> int | None:
    """Whoever is known to receive one on the first day is left as they are. Returns the number of the act, None when
    nothing changed. Raises ValidationError for somebody who does not live in the ward today or has died,
    PermissionDenied."""
    check(by, Permission.REGISTRY_EDIT, ward, at)
    refuse_strangers([row.person for row in rows], ward)
    with acting("circumstance_set", by=by, at=at, area=ward, origin=origin) as act:
        known = _of(row.person for row in rows)
        added: dict[int, Circumstance] = {}
        for row in rows:
            held = known.get(row.person, ())
            if row.person in added or any(old.valid_to is None or old.valid_to >= row.since for old in held):
                continue
            added[row.person] = Circumstance(
                person_id=row.person,
                kind=CircumstanceKind.PROTECTION,
                words=row.words,
                valid_from=row.since,
                valid_to=row.until,
            )
        act.add(*added.values())
    return act.operation.pk if act.operation else None


def end_benefits(
    last_days: Mapping[int, datetime.date], *, ward: Unit, why: str, origin: str, by: Any, at: datetime.datetime
) -> int | None:
    """These people (by number) receive none after their day, though a later last day was told."""
    check(by, Permission.REGISTRY_EDIT, ward, at)
    with acting("circumstance_ended", by=by, at=at, area=ward, why=why, origin=origin) as act:
        ended = [
            (row, {"valid_to": max(last_days[person], row.valid_from)})
            for person, rows in _of(last_days).items()
            for row in rows
            if row.valid_to is None or row.valid_to > max(last_days[person], row.valid_from)
        ]
        act.change_all(Circumstance, ended)
    return act.operation.pk if act.operation else None


def undo_benefits(operation: int, *, why: str, by: Any, at: datetime.datetime) -> None:
    """Take back what one call of the above wrote. Raises LaterChange when somebody changed one of them since."""
    made = Operation.objects.get(pk=operation)
    undo(made, why=why, owner=made.origin, by=by, at=at)


def _of(persons: Iterable[int]) -> dict[int, list[Circumstance]]:
    found: dict[int, list[Circumstance]] = {}
    for part in in_parts(sorted(set(persons)), _PART):
        rows = Circumstance.objects.live().select_for_update(no_key=True).filter(person__in=part)
        for row in rows.filter(kind=CircumstanceKind.PROTECTION).order_by("pk"):
            found.setdefault(row.person_id, []).append(row)
    return found
