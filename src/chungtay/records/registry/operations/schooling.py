"""That people attend a school, remembered for many at once: what lists of schools and enrolments bring. The register
keeps the dated fact that policies ask; which school, grade and class belongs to the work app that enrols."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chungtay.foundation.accounts.permissions import Permission
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import Circumstance, CircumstanceKind, Operation, Source
from chungtay.records.registry.operations.act import acting
from chungtay.records.registry.operations.standing import DAY, check_day
from chungtay.records.registry.operations.undoing import undo
from chungtay.records.registry.permissions import check
from chungtay.records.registry.queries.codes import is_known
from chungtay.records.registry.queries.parts import in_parts
from chungtay.records.registry.queries.pupils import people

_PART = 2_000


@dataclass(frozen=True, slots=True)
class Attends:
    """A person attends a school of a level (code of form 3.1, question 9) from a day on; `school` in words."""

    person: int
    code: str
    school: str
    since: datetime.date


def attend_school(
    rows: Sequence[Attends], *, ward: Unit, source: str = Source.SCREEN, origin: str, by: Any, at: datetime.datetime
) -> int | None:
    """What was known of their schooling ends the day before. Whoever attended the same school and level already is left
    as they are. Returns the number of the act, None when nothing changed. Raises ValidationError for somebody who does
    not live in the ward today or has died, PermissionDenied."""
    check(by, Permission.REGISTRY_EDIT, ward, at)
    for row in rows:
        check_day(row.since, at)
        if not row.code or not is_known(CircumstanceKind.SCHOOLING, row.code):
            raise ValidationError(_("“%(kind)s” is not a known circumstance."), params={"kind": row.code})
    refuse_strangers([row.person for row in rows], ward)
    with acting("circumstance_set", by=by, at=at, area=ward, source=source, origin=origin) as act:
        known = _since(row.person for row in rows)
        changes: list[tuple[Circumstance, dict[str, Any]]] = []
        added: list[Circumstance] = []
        for row in rows:
            held = [old for old in known.get(row.person, ()) if old.valid_to is None or old.valid_to >= row.since]
            if any(old.valid_to is None and (old.code, old.words) == (row.code, row.school) for old in held):
                continue
            for old in held:  # one schooling on any day: what reaches into the new one ends the day before
                late = old.valid_from >= row.since
                changes.append((old, {"withdrawn": True} if late else {"valid_to": row.since - DAY}))
            added.append(
                Circumstance(
                    person_id=row.person,
                    kind=CircumstanceKind.SCHOOLING,
                    code=row.code,
                    words=row.school,
                    valid_from=row.since,
                )
            )
        act.change_all(Circumstance, changes)
        act.add(*added)
    return act.operation.pk if act.operation else None


def leave_school(
    last_days: Mapping[int, datetime.date], *, ward: Unit, why: str = "", origin: str, by: Any, at: datetime.datetime
) -> int | None:
    """These people (by number) attend no school after their day. Raises ValidationError for a day to come."""
    check(by, Permission.SCHOOL_KEEP, ward, at)
    for day in last_days.values():
        check_day(day, at)
    with acting("circumstance_ended", by=by, at=at, area=ward, why=why, origin=origin) as act:
        ended = [
            (row, {"valid_to": max(last_days[person], row.valid_from)})
            for person, rows in _since(last_days).items()
            for row in rows
            if row.valid_to is None
        ]
        act.change_all(Circumstance, ended)
    return act.operation.pk if act.operation else None


def undo_schooling(operation: int, *, why: str, by: Any, at: datetime.datetime) -> None:
    """Take back what one call of the above wrote. Raises LaterChange when somebody changed one of them since."""
    made = Operation.objects.get(pk=operation)
    undo(made, why=why, owner=made.origin, by=by, at=at)


def refuse_strangers(persons: Iterable[int], ward: Unit) -> None:
    """Raise ValidationError unless all of them live in the ward today."""
    wanted = set(persons)
    here = people(wanted, [ward.path])
    missing = wanted - {number for number, each in here.items() if not each.died}
    if missing:
        raise ValidationError(
            _("%(count)s people of the list have died or live in this ward no more."),
            params={"count": len(missing)},
            code="stranger",
        )


def _since(persons: Iterable[int]) -> dict[int, list[Circumstance]]:
    """All that is on record of their schooling, held until the act ends."""
    found: dict[int, list[Circumstance]] = {}
    for part in in_parts(sorted(set(persons)), _PART):
        rows = Circumstance.objects.live().select_for_update(no_key=True).filter(person__in=part)
        for row in rows.filter(kind=CircumstanceKind.SCHOOLING).order_by("pk"):
            found.setdefault(row.person_id, []).append(row)
    return found
