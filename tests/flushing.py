"""Tests with real transactions empty all tables afterwards; rows that the database keeps final are let go for that."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.commands import flush
from django.db import connection
from django.db.models import Model

_ask = flush.sql_flush


def _ask_and_let_go(style: Any, connection: Any, **options: Any) -> list[str]:
    statements = _ask(style, connection, **options)
    if not statements:
        return statements
    before, after = _around(connection)
    return [*before, *statements, *after]


def _around(connection: Any, only: str = "") -> tuple[list[str], list[str]]:
    """What takes the triggers away (of one table or all), and what puts them back."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(r"SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE 'final\_%'")
            tables = [row[0] for row in cursor.fetchall() if only in ("", row[0])]
            now, later = "SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL DEFERRED"  # nothing may be pending
            return (
                [f"{now}; ALTER TABLE {table} DISABLE TRIGGER USER; {later};" for table in tables],
                [f"{now}; ALTER TABLE {table} ENABLE TRIGGER USER; {later};" for table in tables],
            )
        cursor.execute(
            "SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'final!_%' ESCAPE '!'"
        )
        triggers = [row[1:] for row in cursor.fetchall() if only in ("", row[0])]
        return [f'DROP TRIGGER "{name}";' for name, _sql in triggers], [f"{sql};" for _name, sql in triggers]


def let_final_rows_go_after_a_test() -> None:
    flush.sql_flush = _ask_and_let_go


@contextmanager
def as_the_owner_of_the_database(model: type[Model]) -> Iterator[None]:
    """Whoever holds the database's password takes the triggers of a table away, does something, and puts them back."""
    before, after = _around(connection, model._meta.db_table)
    with connection.cursor() as cursor:
        for statement in before:
            cursor.execute(statement)
        yield
        for statement in after:
            cursor.execute(statement)
