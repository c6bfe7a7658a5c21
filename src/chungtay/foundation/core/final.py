"""Rows that stay as they were written: the database itself refuses to change or delete them.

    class Change(models.Model):
        ROWS_ARE_FINAL = True

Every `migrate` puts the triggers on the table (a changed table of SQLite is a new table, and would lose them
otherwise). Sealed fields may be written anew, because a rotation of keys does that; what they say cannot change, for
they open only in their column and with a key. Whoever owns the database can take triggers away: the chain of the trail
shows what was done then.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.apps import AppConfig
from django.db import connections, models

from chungtay.foundation.core.sealed import SealedTextField

_SENTENCE = "rows of %s are final / các dòng của %s không được sửa, xóa"


def final_models(app: AppConfig) -> list[type[models.Model]]:
    return [model for model in app.get_models() if getattr(model, "ROWS_ARE_FINAL", False)]


def put_triggers(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """Receiver of `post_migrate`: the tables of one app's final models get their triggers."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    for model in final_models(sender):
        if model._meta.db_table in tables:
            _put(connection, model)


def missing_triggers(using: str = "default") -> list[str]:
    """Tables of final rows whose triggers are gone."""
    from django.apps import apps

    connection = connections[using]
    found = []
    for app in apps.get_app_configs():
        for model in final_models(app):
            if set(_triggers(connection.vendor, model)) - set(_present(connection, model._meta.db_table)):
                found.append(model._meta.db_table)
    return found


def _put(connection: Any, model: type[models.Model]) -> None:
    table, quote = model._meta.db_table, connection.ops.quote_name
    wanted, present = _triggers(connection.vendor, model), set(_present(connection, table))
    with connection.cursor() as cursor:
        for name in sorted(present - set(wanted)):
            on = f" ON {quote(table)}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER {quote(name)}{on}")
        if connection.vendor == "postgresql" and set(wanted) - present:
            cursor.execute(_FUNCTION)
        for name, statement in wanted.items():
            if name not in present:
                cursor.execute(statement)


def _present(connection: Any, table: str) -> list[str]:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgenabled <> 'D'",
                [connection.ops.quote_name(table)],
            )
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
        return [row[0] for row in cursor.fetchall() if row[0].startswith("final_")]


_FUNCTION = """
CREATE OR REPLACE FUNCTION chungtay_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are final / các dòng của % không được sửa, xóa', TG_TABLE_NAME, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def _triggers(vendor: str, model: type[models.Model]) -> dict[str, str]:
    """Name -> statement. The name carries a print of the statement, so that a changed table gets changed triggers."""
    table = model._meta.db_table
    columns = ", ".join(f'"{f.column}"' for f in model._meta.concrete_fields if not isinstance(f, SealedTextField))
    events = {"update": f"UPDATE OF {columns}", "delete": "DELETE"}
    if vendor == "postgresql":
        events["truncate"] = "TRUNCATE"
    found = {}
    for kind, event in events.items():
        if vendor == "postgresql":
            each = "STATEMENT" if kind == "truncate" else "ROW"
            body = f'BEFORE {event} ON "{table}" FOR EACH {each} EXECUTE FUNCTION chungtay_refuse_change()'
        else:
            sentence = _SENTENCE % (table, table)
            body = f"BEFORE {event} ON \"{table}\" BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
        name = f"final_{kind}_{hashlib.sha256(body.encode()).hexdigest()[:8]}"
        name += f"_{hashlib.sha256(table.encode()).hexdigest()[:8]}"  # SQLite: one name space for all triggers
        found[name] = f'CREATE TRIGGER "{name}" {body}'
    return found
