"""The one pen of the register. Every operation writes through an `Act`: the records, one history row for each, and one
audit event whose digest covers them all.

    with acting("person_died", by=by, at=at, area=household.group, why=why, effective_on=day) as act:
        act.change(person, death_date=day)

One record or a hundred thousand go the same way, in a number of statements that grows with batches, not with rows.
"""

from __future__ import annotations

import contextlib
import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from chungtay.foundation.core.operations import record_event
from chungtay.foundation.core.text import tidy
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import Change, Operation, Person, Record, Source
from chungtay.records.registry.operations.finding import refresh_written
from chungtay.records.registry.operations.integrity import check_households, check_persons
from chungtay.records.registry.operations.listening import tell
from chungtay.records.registry.operations.rows import add_rows, insert_rows, update_rows
from chungtay.records.registry.operations.tallying import recount
from chungtay.records.registry.queries.deltas import changed_text, entered_text, owners, stored
from chungtay.records.registry.queries.parts import in_parts
from chungtay.records.registry.queries.proof import digest_of

BATCH = 2_000  # rows in one statement


class Stale(ValidationError):
    """Somebody else changed the record after this person looked at it."""


@dataclass(slots=True)
class _Written:
    record: Record
    added: bool
    delta: str


class _Row(NamedTuple):
    """A row of `Change` without its operation: plain, since an import writes several for each person."""

    position: int
    record_type: str
    record_id: int
    household: int | None
    person: int | None
    added: bool
    delta: str


@dataclass(slots=True)
class Act:
    """One operation while it is written. `operation` is set when it ends; it stays None when nothing changed."""

    kind: str
    by: Any
    at: datetime.datetime
    area: Unit
    why: str = ""
    effective_on: datetime.date | None = None
    source: str = Source.SCREEN
    origin: str = ""
    undoes: Operation | None = None
    operation: Operation | None = None
    _written: list[_Written] = field(default_factory=list)
    _households: set[int] = field(default_factory=set)
    _persons: set[int] = field(default_factory=set)
    _lost: set[int] = field(default_factory=set)  # persons whose record became another's, such as a paper in a merge

    def add(self, *records: Record) -> None:
        """Write new records; those of one model in one go."""
        by_model: dict[type[Record], list[Record]] = defaultdict(list)
        for record in records:
            by_model[type(record)].append(record)
        for model, rows in by_model.items():
            insert_rows(model, rows)
        for record in records:
            self._note(record, added=True, delta=entered_text(record))

    def change(self, record: Record, **values: Any) -> bool:
        """Set fields of one record and keep what they were. Whether anything differed. Raises Stale when the record
        was changed since it was read."""
        changed = stored(record, values)
        if not changed:
            return False
        model = type(record)
        new = {name: after for name, (_before, after) in changed.items()}
        found = model._default_manager.filter(pk=record.pk, version=record.version)
        if not found.update(**new, version=record.version + 1):
            raise Stale(_("Somebody else changed this meanwhile. Look at it again, then repeat your change."))
        self._apply(record, new, changed_text(changed))
        return True

    def change_all(self, model: type[Record], changes: Sequence[tuple[Record, dict[str, Any]]]) -> int:
        """Set fields of many records of one model; how many differed. The rows are locked first and must be as read."""
        real = [(record, found) for record, values in changes if (found := stored(record, values))]
        by_fields: dict[tuple[str, ...], list[tuple[Record, dict[str, tuple[Any, Any]]]]] = defaultdict(list)
        for part in in_parts(real, BATCH):
            _lock_as_read(model, [record for record, _found in part])
        for record, found in real:
            by_fields[tuple(found)].append((record, found))
        for names, rows in by_fields.items():
            for record, found in rows:
                self._apply(record, {name: after for name, (_before, after) in found.items()}, changed_text(found))
            _save_all(model, names, [record for record, _found in rows])
        return len(real)

    def withdraw(self, *records: Record) -> None:
        """Take records back: they were entered in error. They stay readable in the history."""
        by_model: dict[type[Record], list[tuple[Record, dict[str, Any]]]] = defaultdict(list)
        for record in records:
            by_model[type(record)].append((record, {"withdrawn": True}))
        for model, rows in by_model.items():
            self.change_all(model, rows)

    def touch_households(self, numbers: Iterable[int]) -> None:
        """Have these households checked at the end although none of their records is written."""
        self._households.update(numbers)

    def persons_written(self) -> list[int]:
        """Persons who were entered, or whose own fields were changed."""
        return sorted({each.record.pk for each in self._written if isinstance(each.record, Person)})

    def _apply(self, record: Record, new: dict[str, Any], delta: str) -> None:
        owners_before = owners(record)
        for name, value in new.items():
            setattr(record, name, value)
        record.version += 1
        self._note(record, added=False, delta=delta)
        self._households.update(number for number in owners_before[:1] if number)
        if owners_before[1] and owners_before[1] != owners(record)[1]:
            self._lost.add(owners_before[1])

    def _note(self, record: Record, *, added: bool, delta: str) -> None:
        household, person = owners(record)
        self._written.append(_Written(record, added, delta))
        if household:
            self._households.add(household)
        if person:
            self._persons.add(person)

    def close(self) -> None:
        """Check that households and persons are whole, then write operation, history and audit event."""
        check_households(self._households)
        check_persons(self._persons)
        if not self._written:
            return
        self.operation = Operation(
            kind=self.kind,
            by=self.by,
            at=self.at,
            why=tidy(self.why),
            effective_on=self.effective_on,
            source=self.source,
            origin=self.origin,
            area_path=self.area.path,
            undoes=self.undoes,
            changes_count=len(self._written),
        )
        rows = [_row(position, each) for position, each in enumerate(self._written)]
        self.operation.digest = digest_of(self.operation, rows)
        self.operation.save(force_insert=True)
        number = self.operation.pk
        add_rows(Change, ("operation", *_Row._fields), [(number, *row) for row in rows])
        record_event(
            f"registry.{self.kind}",
            self.operation,
            by=self.by,
            at=self.at,
            detail={"changes": len(rows)},
            area=self.area,
            digest=self.operation.digest,
        )
        # Whatever is derived is worked out behind the trail's lock, which one writer holds until it ends: a name also
        # stands in households that the person once headed and that somebody else is changing. The records themselves
        # are held without their keys, so rows that point at them can be written beside whoever waits here.
        recount(refresh_written((each.record for each in self._written), self._lost))
        tell(self._households, self._persons | self._lost)


def _row(position: int, written: _Written) -> _Row:
    record = written.record
    return _Row(position, record.RECORD_TYPE, record.pk, *owners(record), written.added, written.delta)


@contextlib.contextmanager
def acting(
    kind: str,
    *,
    by: Any,
    at: datetime.datetime,
    area: Unit,
    why: str = "",
    effective_on: datetime.date | None = None,
    source: str = Source.SCREEN,
    origin: str = "",
    undoes: Operation | None = None,
) -> Iterator[Act]:
    """One operation in one transaction: whole or not at all. What the database itself refuses, because somebody else
    wrote at the same moment, is Stale."""
    try:
        with transaction.atomic():
            act = Act(kind, by, at, area, why, effective_on, source, origin, undoes)
            yield act
            act.close()
    except IntegrityError as error:
        raise Stale(
            _("Somebody else changed this meanwhile. Look at it again, then repeat your change."), code="stale"
        ) from error


def _lock_as_read(model: type[Record], records: list[Record]) -> None:
    numbers = [record.pk for record in records]
    rows: models.QuerySet[Any] = model._default_manager.select_for_update(no_key=True).filter(pk__in=numbers)
    versions = dict(rows.values_list("pk", "version"))
    if any(versions.get(record.pk) != record.version for record in records):
        raise Stale(_("Somebody else changed this meanwhile. Look at it again, then repeat your change."))


def _save_all(model: type[Record], names: tuple[str, ...], records: list[Record]) -> None:
    """One UPDATE for each set of values while there are few, else each row its own values."""
    by_values: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        by_values[repr([getattr(record, name) for name in names])].append(record)
    if len(by_values) > 1 and len(by_values) > len(records) // 20:
        update_rows(model, [*names, "version"], records)
        return
    for same in by_values.values():
        values = {name: getattr(same[0], name) for name in names}
        for part in in_parts(same, BATCH):
            rows = model._default_manager.filter(pk__in=[record.pk for record in part])
            rows.update(**values, version=F("version") + 1)
