"""The database's own index over the words of entries: FTS5 in SQLite, a `tsvector` column with GIN in PostgreSQL.

Both belong to the database itself; nothing is installed. Every `migrate` puts what is missing (a changed table of
SQLite is a new table and loses its triggers), and fills the entries of an installation that had none.
"""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connections

from chungtay.records.registry.models import (
    Household,
    HouseholdEntry,
    HouseholdStretch,
    ListTally,
    PastTally,
    Person,
    PersonEntry,
)
from chungtay.records.registry.operations.finding import rebuild
from chungtay.records.registry.operations.stretches import stretch_all
from chungtay.records.registry.operations.tallying import recount_all

# One index for each length of beginning that people type: a beginning is then read like a whole word, not gathered
# from all words that begin so. The first letter of a token is its kind.
_BEGINNINGS = "2 3 4 5 6 7 8"

# GIN gathers new words in a list and sorts them in together, which costs an import a third of putting in each alone.
# Every question reads through that list, so it is kept short: kB, a millisecond at most. The usual 4 MB cost ten.
_SHORT_LIST = {"fastupdate": "on", "gin_pending_list_limit": "256"}


def put_word_index(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """Receiver of `post_migrate`."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    if PastTally._meta.db_table not in tables:
        return
    for model in (PersonEntry, HouseholdEntry):
        if model._meta.db_table not in tables:
            return
        with connection.cursor() as cursor:
            for statement in _statements(connection.vendor, model._meta.db_table, cursor):
                cursor.execute(statement)
    kinds = ((PersonEntry, Person), (HouseholdEntry, Household))
    if any(not entry.objects.using(using).exists() and of.objects.using(using).exists() for entry, of in kinds):
        rebuild()
    # A new table, or a register without anybody.
    if not HouseholdStretch.objects.using(using).exists():
        stretch_all()
    if not all(tally.objects.using(using).exists() for tally in (ListTally, PastTally)):
        recount_all()


def _statements(vendor: str, table: str, cursor: Any) -> list[str]:
    if vendor == "postgresql":
        cursor.execute(
            "SELECT 1 FROM information_schema.columns WHERE table_name = %s AND column_name = 'found_by'", [table]
        )
        return _settings(table, cursor) if cursor.fetchone() else _postgresql(table)
    cursor.execute("SELECT name FROM sqlite_master WHERE name LIKE %s", [f"{table}_words%"])
    present = {row[0] for row in cursor.fetchall()}
    wanted = _sqlite(table)
    missing = [statement for name, statement in wanted.items() if name not in present]
    # A trigger that was lost left the index behind its table.
    return [*missing, f"INSERT INTO {table}_words({table}_words) VALUES ('rebuild')"] if missing else []


def _settings(table: str, cursor: Any) -> list[str]:
    """Indexes of an installation from before the short list get it too."""
    cursor.execute("SELECT reloptions FROM pg_class WHERE relname = %s", [f"{table}_words"])
    row = cursor.fetchone()
    if row and set(row[0] or ()) != {f"{name}={value}" for name, value in _SHORT_LIST.items()}:
        return [f"ALTER INDEX {table}_words SET ({_short_list()})"]
    return []


def _short_list() -> str:
    return ", ".join(f"{name} = {value}" for name, value in _SHORT_LIST.items())


def _postgresql(table: str) -> list[str]:
    tokens = "array_to_tsvector(string_to_array(btrim(words), ' '))"
    return [
        f"ALTER TABLE {table} ADD COLUMN found_by tsvector GENERATED ALWAYS AS ({tokens}) STORED",
        f"CREATE INDEX {table}_words ON {table} USING gin (found_by) WITH ({_short_list()})",
    ]


def _sqlite(table: str) -> dict[str, str]:
    index = f"{table}_words"
    add = f"INSERT INTO {index}(rowid, words) VALUES (new.id, new.words)"
    take = f"INSERT INTO {index}({index}, rowid, words) VALUES ('delete', old.id, old.words)"
    return {
        index: f"CREATE VIRTUAL TABLE {index} USING fts5(words, content='{table}', content_rowid='id', detail=none, "
        f"columnsize=0, prefix='{_BEGINNINGS}', tokenize='unicode61 remove_diacritics 0')",
        f"{index}_added": f"CREATE TRIGGER {index}_added AFTER INSERT ON {table} BEGIN {add}; END",
        f"{index}_gone": f"CREATE TRIGGER {index}_gone AFTER DELETE ON {table} BEGIN {take}; END",
        f"{index}_changed": f"CREATE TRIGGER {index}_changed AFTER UPDATE OF words ON {table} "
        f"WHEN old.words IS NOT new.words BEGIN {take}; {add}; END",
    }
