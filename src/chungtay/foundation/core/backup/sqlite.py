"""The database file of SQLite: copied while others work on it, and put in the place of the old one."""

from __future__ import annotations

import gzip
import shutil
import sqlite3
from pathlib import Path

from django.db import connection

from chungtay.foundation.core.backup.archive import Reader, Writer
from chungtay.foundation.core.backup.faults import damaged

PART = "database/chungtay.sqlite3.gz"
WAY = "SQLite, copied whole by its own backup interface"


def copy_to(target: Path) -> None:
    """A copy as of one moment: readers and writers go on meanwhile. In one step, for a copy in steps begins anew
    whenever somebody writes."""
    with sqlite3.connect(f"file:{connection.settings_dict['NAME']}?mode=ro", uri=True) as source:
        copy = sqlite3.connect(target)
        try:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
        finally:
            copy.close()
    source.close()


def add_to(writer: Writer, copy: Path) -> None:
    packed = copy.with_suffix(".gz")
    with copy.open("rb") as source, gzip.open(packed, "wb", compresslevel=4) as target:
        shutil.copyfileobj(source, target, 1024 * 1024)
    writer.add_file(PART, packed)
    packed.unlink()


def unpack(reader: Reader, target: Path) -> None:
    """The database of a backup as a file beside the present one. Raises RestoreRefused when it is not whole."""
    try:
        with gzip.open(reader.open(PART)) as source, target.open("xb") as file:
            shutil.copyfileobj(source, file, 1024 * 1024)
    except (OSError, EOFError) as error:
        if isinstance(error, OSError) and error.errno:
            raise
        raise damaged("không mở được cơ sở dữ liệu", "its database does not unpack") from error
    target.chmod(0o600)
    database = sqlite3.connect(target)
    try:
        verdict = database.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise damaged("cơ sở dữ liệu không nguyên vẹn", "its database is not whole") from error
    finally:
        database.close()
    if verdict != "ok":
        raise damaged("cơ sở dữ liệu không nguyên vẹn", "its database is not whole")


def settle(path: Path) -> None:
    """Everything into the one file, so that moving it moves all."""
    database = sqlite3.connect(path)
    try:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.execute("PRAGMA journal_mode = DELETE")
    finally:
        database.close()
