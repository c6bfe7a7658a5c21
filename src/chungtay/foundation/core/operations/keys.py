"""Keys: binding the ring to the database, adding a key, sealing everything anew with it."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from django.db import connection, models, transaction
from django.db.models import Case, F, TextField, Value, When

from chungtay.foundation.core import keyring
from chungtay.foundation.core.files.sealing import seal_files_anew
from chungtay.foundation.core.models import KeyRingMark
from chungtay.foundation.core.operations.trail import record_event
from chungtay.foundation.core.queries.keys import Sealed, as_sealed, check_key_ring, sealed_models, under_older_key

BATCH = 500  # rows in one transaction; each takes one statement to read and one to write


def bind_key_ring() -> None:
    """Make the ring at the first start and note which one it is; later only compare. Raises KeyRingError."""
    if KeyRingMark._meta.db_table not in connection.introspection.table_names():
        return  # a migration back to the days before the ring
    check_key_ring()
    if not KeyRingMark.objects.filter(pk=1).exists():
        keyring.make()
        ring = keyring.key_ring()
        KeyRingMark.objects.get_or_create(pk=1, defaults={"ring": ring.name, "proof": ring.proof()})


def add_key(*, by: Any, at: datetime.datetime) -> str:
    """A new key that seals from now on; returns its number. What is sealed already is still opened by its own key."""
    bind_key_ring()
    number = keyring.add_key(made=at.date()).newest.number
    record_event("core.key_added", KeyRingMark.objects.get(pk=1), by=by, at=at, detail={"key": number})
    return number


def seal_anew(*, by: Any, at: datetime.datetime, tell: Callable[[str, int], None] = lambda table, rows: None) -> int:
    """Seal everything that an older key sealed with the newest one, kept files too; how many rows and files. Stopped in
    the middle, it goes on where it was when called again: what is left is what carries an older key's number.
    `tell(table, rows)` is called after each batch. Raises SealError, with nothing of that batch written, at a value
    that does not open."""
    check_key_ring()
    newest = keyring.key_ring().newest.number
    total = seal_files_anew(newest, tell=tell)
    for model, fields in sealed_models():
        while written := _sweep(model, fields, newest, tell):  # again, for what was written with the old key meanwhile
            total += written
    if total:
        detail = {"key": newest, "rows": total}
        record_event("core.sealed_anew", KeyRingMark.objects.get(pk=1), by=by, at=at, detail=detail)
    return total


def seal_open_files(
    *, by: Any, at: datetime.datetime, tell: Callable[[str, int], None] = lambda folder, files: None
) -> int:
    """Seal the kept files that lie open because an older version of the program kept them; how many."""
    check_key_ring()
    newest = keyring.key_ring().newest.number
    done = seal_files_anew(newest, tell=tell, only_open=True)
    if done:
        detail = {"key": newest, "rows": done}
        record_event("core.files_sealed", KeyRingMark.objects.get(pk=1), by=by, at=at, detail=detail)
    return done


def _sweep(model: type[models.Model], fields: list[Sealed], newest: str, tell: Callable[[str, int], None]) -> int:
    """Once through a table, in the order of its rows."""
    written, last = 0, None
    while rows := _next_batch(model, fields, newest, last):
        written, last = written + len(rows), rows[-1]
        tell(model._meta.label_lower, len(rows))
    return written


@transaction.atomic
def _next_batch(model: type[models.Model], fields: list[Sealed], newest: str, last: Any) -> list[Any]:
    held = as_sealed(model, fields).filter(under_older_key(fields, newest)).order_by("pk")
    if last is not None:
        held = held.filter(pk__gt=last)
    if connection.features.has_select_for_update:
        held = held.select_for_update(of=("self",), no_key=True)
    rows = list(held.values_list("pk", *(f"sealed_{field.name}" for field in fields))[:BATCH])
    changes: dict[str, Any] = {}
    for place, field in enumerate(fields, 1):
        column = field.column_name
        anew = [
            When(pk=row[0], then=Value(keyring.seal(keyring.open_sealed(row[place], column), column)))
            for row in rows
            if row[place]
        ]
        if anew:
            changes[field.name] = Case(*anew, default=F(field.name), output_field=TextField())
    numbers = [row[0] for row in rows]
    if numbers:
        model._base_manager.filter(pk__in=numbers).update(**changes)
    return numbers
