"""Proving that the history is what was written, and that the register stands as its history says."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, Protocol

from chungtay.foundation.core.queries.standing import Strayed
from chungtay.records.registry.models import RECORDS, Change, Operation, Record
from chungtay.records.registry.queries.deltas import plain, read, told_fields

BATCH = 2_000


class Sealed(Protocol):
    """What a digest covers of a change, written or about to be."""

    @property
    def position(self) -> int: ...
    @property
    def record_type(self) -> str: ...
    @property
    def record_id(self) -> int: ...
    @property
    def added(self) -> bool: ...
    @property
    def delta(self) -> str: ...


def digest_of(operation: Operation, rows: Iterable[Sealed]) -> str:
    """SHA-256 over what an operation says of itself and over its changes in order."""
    at = operation.at.astimezone(datetime.UTC).isoformat()
    day = operation.effective_on.isoformat() if operation.effective_on else ""
    head = (operation.kind, operation.by_id or "", at, operation.why, day, operation.source, operation.origin)
    digest = hashlib.sha256(_line(*head, operation.area_path, operation.undoes_id or ""))
    for row in rows:
        digest.update(_line(row.position, row.record_type, row.record_id, int(row.added), row.delta))
    return digest.hexdigest()


def first_changed_history(events: Sequence[tuple[int, str, str]]) -> tuple[int, str] | None:
    """Of these (event, operation, digest), the first whose history rows are not those that were sealed. Registered
    with the audit trail (`core.queries.chain.register_digest_checker`)."""
    wanted = {int(subject): (number, digest) for number, subject, digest in events}
    operations = Operation.objects.in_bulk(wanted)
    rows = Change.objects.filter(operation__in=wanted).order_by("operation_id", "position").iterator(BATCH)
    computed = {
        number: digest_of(operations[number], group)
        for number, group in groupby(rows, key=lambda row: row.operation_id)
        if number in operations
    }
    wrong = []
    for operation, (number, digest) in wanted.items():
        if operation not in operations:
            wrong.append((number, f"operation {operation} is gone"))
        elif computed.get(operation) != digest or operations[operation].digest != digest:
            wrong.append((number, f"operation {operation}"))
    return min(wrong, default=None)


def strayed_records() -> Iterator[Strayed]:
    """Every record whose row differs from the sum of its history, in bounded memory."""
    for name, model in RECORDS.items():
        last = 0
        while rows := list(model._default_manager.filter(pk__gt=last).order_by("pk")[:BATCH]):
            last = rows[-1].pk
            yield from _strayed(name, model, rows)


def _strayed(name: str, model: type[Record], rows: Sequence[Record]) -> Iterator[Strayed]:
    changes = Change.objects.filter(record_type=name, record_id__in=[row.pk for row in rows]).order_by("id")
    by_record: dict[int, dict[str, Any]] = {}
    for number, delta in changes.values_list("record_id", "delta"):
        by_record.setdefault(number, {}).update({field: after for field, (_before, after) in read(delta).items()})
    for row in rows:
        said = by_record.get(row.pk, {})
        wrong = tuple(
            field.name
            for field in told_fields(model)
            if (plain(getattr(row, field.attname)) or None) != (said.get(field.attname) or None)
        )
        if wrong:
            yield Strayed(model._meta.db_table, row.pk, wrong)


def _line(*parts: Any) -> bytes:
    return ("|".join(str(part) for part in parts) + "\n").encode()
