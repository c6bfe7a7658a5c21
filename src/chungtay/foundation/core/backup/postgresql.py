"""A PostgreSQL database as plain rows: one COPY a table out of one moment, and back into tables made by migrations.

No client tools are needed, and none of another version than the server can get in the way.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from chungtay.foundation.core.backup.archive import Reader, Writer
from chungtay.foundation.core.backup.faults import damaged
from chungtay.foundation.core.backup.manifest import Manifest
from chungtay.foundation.core.migrating import gains_in_place

FOLDER = "database/"
WAY = "PostgreSQL, rows of one moment by COPY"


def columns_of(table: str) -> list[str]:
    """Columns that hold values of their own; computed ones compute themselves again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema()"
            " AND table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position",
            [table],
        )
        return [row[0] for row in cursor.fetchall()]


def sequences() -> dict[str, int]:
    """table.column -> the last number that was given."""
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.relname, t.relname, a.attname FROM pg_class s"
            " JOIN pg_depend d ON d.objid = s.oid AND d.classid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')"
            " JOIN pg_class t ON t.oid = d.refobjid"
            " JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid"
            " WHERE s.relkind = 'S' AND s.relnamespace = current_schema()::regnamespace"
        )
        for sequence, table, column in cursor.fetchall():
            cursor.execute(f"SELECT last_value, is_called FROM {_quoted(sequence)}")  # noqa: S608 - a sequence's name
            last, called = cursor.fetchone()
            found[f"{table}.{column}"] = int(last) if called else 0
    return found


def add_to(writer: Writer, folder: Path, tables: list[str]) -> None:
    """Every table's rows; inside a transaction that sees one moment."""
    for table in tables:
        packed = folder / "rows.gz"
        writer.manifest.columns[table] = columns_of(table)
        named = _named(writer.manifest.columns[table])
        statement = f"COPY {_quoted(table)} ({named}) TO STDOUT"
        with (
            connection.cursor() as cursor,
            gzip.open(packed, "wb", compresslevel=4) as target,
            cursor.cursor.copy(statement) as rows,
        ):
            for chunk in rows:
                target.write(bytes(chunk))
        writer.add_file(f"{FOLDER}{table}.copy.gz", packed)
        packed.unlink()


def set_aside(schema: str) -> None:
    """All tables of the installation into another schema, where they stay readable as they were."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {_quoted(schema)}")
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"ALTER TABLE {_quoted(table)} SET SCHEMA {_quoted(schema)}")


def drop_schema(schema: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA {_quoted(schema)} CASCADE")


def make_tables(manifest: Manifest) -> None:
    """The tables as they were when the backup was taken, empty."""

    def now(action: str, *rest: Any) -> None:
        if action == "apply_success":
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")

    executor = MigrationExecutor(connection, progress_callback=now)
    with gains_in_place():
        executor.migrate(_last_of_each_app(executor, manifest))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        tables = connection.introspection.table_names(cursor)
        cursor.execute(f"TRUNCATE {', '.join(map(_quoted, tables))}")


def _last_of_each_app(executor: MigrationExecutor, manifest: Manifest) -> list[tuple[str, str]]:
    """How far each app had come."""
    applied = {(app, name) for app, name in manifest.migrations}
    nodes = executor.loader.graph.node_map
    return sorted(
        key
        for key in applied & set(nodes)
        if not any(child.key[0] == key[0] and child.key in applied for child in nodes[key].children)
    )


def fill(reader: Reader, tell: Callable[[str], None]) -> None:
    """The rows back into the tables; every link between them is checked at the end."""
    with connection.cursor() as cursor:
        for table in reader.manifest.tables:
            tell(table)
            named = _named(reader.manifest.columns[table])
            with cursor.cursor.copy(f"COPY {_quoted(table)} ({named}) FROM STDIN") as rows:
                for chunk in _unpacked(reader, table):
                    rows.write(chunk)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        for place, last in reader.manifest.sequences.items():
            table, column = place.split(".")
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, %s), %s, %s)", [_quoted(table), column, last or 1, bool(last)]
            )


def _unpacked(reader: Reader, table: str) -> Iterator[bytes]:
    with gzip.open(reader.open(f"{FOLDER}{table}.copy.gz")) as source:
        while chunk := source.read(1024 * 1024):
            yield chunk


def others_connected() -> int:
    """Programs that work on this database besides us."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        )
        return int(cursor.fetchone()[0])


def _named(columns: list[str]) -> str:
    return ", ".join(map(_quoted, columns))


def _quoted(name: str) -> str:
    """Names come from a file too: nothing but letters, digits and lines below is a name of ours."""
    if not re.fullmatch(r"[a-zA-Z0-9_]+", name):
        raise damaged(f"tên lạ {name!r}", f"a strange name {name!r}")
    return connection.ops.quote_name(name)
