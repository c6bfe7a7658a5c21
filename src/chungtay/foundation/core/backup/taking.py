"""Taking a backup while people work: the database of one moment, the files that it speaks of, then the manifest."""

from __future__ import annotations

import contextlib
import datetime
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.db import DatabaseError, connection, transaction

from chungtay import __version__
from chungtay.foundation.core import keyring
from chungtay.foundation.core.backup import passphrase as passphrases
from chungtay.foundation.core.backup import place, postgresql, sqlite, tables
from chungtay.foundation.core.backup.archive import Writer, reading, writing
from chungtay.foundation.core.backup.faults import BackupError
from chungtay.foundation.core.backup.manifest import Manifest
from chungtay.foundation.core.faults import DiskFull, disk_is_full
from chungtay.foundation.core.models import KeyRingMark
from chungtay.foundation.core.operations import record_event
from chungtay.foundation.core.queries.keys import check_key_ring

KEYS = "keys.sealed"


def take_backup(target: Path, *, passphrase: str | None, at: datetime.datetime) -> Manifest:
    """Write everything to `target` and read it back once to prove it. With a passphrase the key ring goes along.

    Raises BackupError when there is a file already, KeyRingError when the ring beside the data is not the right one,
    DiskFull. In each case no file is left.
    """
    if target.exists():
        raise BackupError(
            f"Đã có tệp {target}. Hãy đặt tên khác; bản sao lưu không ghi đè lên tệp nào.",
            f"There is a file {target} already. Choose another name; a backup overwrites nothing.",
        )
    check_key_ring()
    if passphrase is not None:
        passphrases.check(passphrase)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    record_event("core.backup_taken", KeyRingMark.objects.get(pk=1), by=None, at=at)
    try:
        _write(target, passphrase, at)
        with reading(target) as reader:
            return reader.manifest
    except (OSError, DatabaseError, sqlite3.Error) as error:
        target.unlink(missing_ok=True)
        if disk_is_full(error):
            raise DiskFull from error
        raise
    except Exception:
        target.unlink(missing_ok=True)
        raise


def _write(target: Path, passphrase: str | None, at: datetime.datetime) -> None:
    with (
        tempfile.TemporaryDirectory(prefix=".chungtay-", dir=target.parent) as scratch,
        _one_moment(Path(scratch)) as (manifest, copy),
        writing(target, manifest) as writer,
    ):
        manifest.made = at.isoformat()
        if copy is not None:
            sqlite.add_to(writer, copy)
        else:
            postgresql.add_to(writer, Path(scratch), list(manifest.tables))
        _add_files(writer)
        if passphrase is not None:
            writer.add_bytes(KEYS, passphrases.seal(keyring.path().read_bytes(), passphrase))


@contextlib.contextmanager
def _one_moment(scratch: Path) -> Iterator[tuple[Manifest, Path | None]]:
    """The manifest of one moment, and (SQLite) the copy of the database that it describes."""
    if connection.vendor == "sqlite":
        copy = scratch / "chungtay.sqlite3"
        sqlite.copy_to(copy)
        with place.at_file(copy):
            manifest = _describe(sqlite.WAY)
        sqlite.settle(copy)
        yield manifest, copy
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        manifest = _describe(postgresql.WAY)
        manifest.sequences = postgresql.sequences()
        yield manifest, None


def _describe(way: str) -> Manifest:
    return Manifest(
        program=__version__,
        made="",
        database=connection.vendor,
        way=way,
        migrations=tables.applied_migrations(),
        tables=tables.rows_of(tables.table_names()),
        trail=tables.end_of_trail(),
        ring=tables.ring_of_database(),
    )


def _add_files(writer: Writer) -> None:
    for name in place.FOLDERS:
        for relative, path in place.files_below(place.folder(name)):
            with contextlib.suppress(FileNotFoundError):  # taken away meanwhile: its row was never written
                writer.add_file(f"{name}/{relative}", path)
