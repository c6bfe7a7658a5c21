"""The promise of the database that nobody has two cards on one day. Put on the table after every `migrate`, since a
changed table of SQLite is a new one.

On PostgreSQL two ranges meet in an exclusion constraint: of the person's number (one number long) and of the days. Both
are range types, which its GiST index knows without an extension.
"""

from __future__ import annotations

from typing import Any

from django.db import connections

NAME = "entitlements_one_card"
_SENTENCE = "two cards of one person on one day / hai thẻ của một người trong một ngày"
_OTHER = """EXISTS (SELECT 1 FROM {table} other WHERE other.person_id = NEW.person_id AND other.id <> NEW.id
  AND NOT other.withdrawn AND other.valid_from <= COALESCE(NEW.valid_to, '9999-12-31')
  AND COALESCE(other.valid_to, '9999-12-31') >= NEW.valid_from)"""
_TRIGGER = """CREATE TRIGGER IF NOT EXISTS {name} AFTER {event} ON {table} WHEN NOT NEW.withdrawn AND {other}
BEGIN SELECT RAISE(ABORT, '{sentence}'); END"""
_EXCLUDE = """ALTER TABLE {table} ADD CONSTRAINT {name} EXCLUDE USING gist
 (int8range(person_id, person_id, '[]') WITH &&, daterange(valid_from, valid_to, '[]') WITH &&) WHERE (NOT withdrawn)"""
_EVENTS = (("insert", "INSERT"), ("update", "UPDATE OF person_id, valid_from, valid_to, withdrawn"))


def put_promise(sender: Any, using: str, **kwargs: Any) -> None:
    """Receiver of `post_migrate`."""
    connection, model = connections[using], sender.get_model("HealthCard")
    table = model._meta.db_table
    if table not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT 1 FROM pg_constraint WHERE conname = %s", [NAME])
            if cursor.fetchone() is None:
                cursor.execute(_EXCLUDE.format(table=table, name=NAME))
            return
        for ending, event in _EVENTS:
            words = {"name": f"{NAME}_{ending}", "event": event, "table": table, "sentence": _SENTENCE}
            cursor.execute(_TRIGGER.format(other=_OTHER.format(table=table), **words))
