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
_DAY = datetime.timedelta(days=1)


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
    """The register has the days of all of them together: of a later one, or one beside another, those that it did not
    know yet. Returns the number of the act, None when nothing changed. Raises ValidationError for somebody who does not
    live in the ward today or has died, PermissionDenied."""
    refuse_strangers([row.person for row in rows], ward)
    return still_receive(rows, ward=ward, origin=origin, by=by, at=at)


def still_receive(rows: Sequence[Receives], *, ward: Unit, origin: str, by: Any, at: datetime.datetime) -> int | None:
    """As `receive_benefits`, of people who may have left since: what stands of theirs when another one was taken
    back."""
    check(by, Permission.REGISTRY_EDIT, ward, at)
    with acting("circumstance_set", by=by, at=at, area=ward, origin=origin) as act:
        act.add(*_unknown(rows, _of(row.person for row in rows)))
    return act.operation.pk if act.operation else None


def end_benefits(
    last_days: Mapping[int, datetime.date],
    still: Sequence[Receives] = (),
    *,
    ward: Unit,
    why: str,
    origin: str,
    by: Any,
    at: datetime.datetime,
) -> int | None:
    """These people (by number) receive none after their day, though a later last day was told, but for what is `still`
    to be received."""
    check(by, Permission.REGISTRY_EDIT, ward, at)
    with acting("circumstance_ended", by=by, at=at, area=ward, why=why, origin=origin) as act:
        left: dict[int, list[Circumstance]] = {}
        ended: list[tuple[Circumstance, dict[str, Any]]] = []
        never: list[Circumstance] = []
        for person, rows in _of(last_days).items():
            last = last_days[person]
            never += [row for row in rows if row.valid_from > last]
            left[person] = [row for row in rows if row.valid_from <= last]
            ended += [(row, {"valid_to": last}) for row in left[person] if row.valid_to is None or row.valid_to > last]
        act.change_all(Circumstance, ended)
        act.withdraw(*never)
        act.add(*_unknown(still, left))
    return act.operation.pk if act.operation else None


def _unknown(rows: Iterable[Receives], known: dict[int, list[Circumstance]]) -> list[Circumstance]:
    """The days of `rows` that are not known, each as a fact of its own."""
    added: list[Circumstance] = []
    for row in rows:
        held = known.setdefault(row.person, [])
        for since, until in gaps(row.since, row.until, [(old.valid_from, old.valid_to) for old in held]):
            new = Circumstance(
                person_id=row.person,
                kind=CircumstanceKind.PROTECTION,
                words=row.words,
                valid_from=since,
                valid_to=until,
            )
            added.append(new)
            held.append(new)
    return added


def gaps(
    since: datetime.date, until: datetime.date | None, spans: Iterable[tuple[datetime.date, datetime.date | None]]
) -> list[tuple[datetime.date, datetime.date | None]]:
    """The days from `since` until `until` (None: without end) that lie in none of the spans."""
    found: list[tuple[datetime.date, datetime.date | None]] = []
    for start, end in sorted(spans, key=lambda span: span[0]):
        if until is not None and start > until:
            break
        if end is not None and end < since:
            continue
        if start > since:
            found.append((since, start - _DAY))
        if end is None:
            return found
        since = max(since, end + _DAY)
        if until is not None and since > until:
            return found
    return [*found, (since, until)]


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
