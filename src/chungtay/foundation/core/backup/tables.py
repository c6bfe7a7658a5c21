"""What is in a database: tables with their rows, applied migrations, the end of the trail, which key ring."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from chungtay.foundation.core.models import AuditHead, KeyRingMark


def table_names() -> list[str]:
    return sorted(connection.introspection.table_names())


def rows_of(tables: Iterable[str]) -> dict[str, int]:
    """Table -> rows."""
    counts = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 - a table's name
            counts[table] = int(cursor.fetchone()[0])
    return counts


def applied_migrations() -> list[list[str]]:
    return sorted([app, name] for app, name in MigrationRecorder(connection).applied_migrations())


def end_of_trail() -> list[Any]:
    head = AuditHead.objects.filter(pk=1).first()
    return [head.number, head.hash] if head else [0, ""]


def ring_of_database() -> list[str]:
    mark = KeyRingMark.objects.filter(pk=1).first()
    return [mark.ring, mark.proof] if mark else []


def holds_work() -> bool:
    """Has anybody worked here: is there an account or an event? A database that was only prepared may be replaced."""
    present = set(table_names())
    asked = [table for table in ("accounts_user", "core_auditevent") if table in present]
    return any(rows_of(asked).values())
