"""Bringing a backup back: proved first, built up beside what is there, proved again, and only then put in its place.

What was there before is kept beside. Whatever fails, the installation is as it was.
"""

from __future__ import annotations

import contextlib
import datetime
import secrets
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from django.db.migrations.loader import MigrationLoader

from chungtay.foundation.core import keyring
from chungtay.foundation.core.backup import place, postgresql, sqlite, tables
from chungtay.foundation.core.backup.archive import Reader, reading
from chungtay.foundation.core.backup.faults import RestoreRefused, damaged
from chungtay.foundation.core.backup.keys import check_keys_of, ring_to_put
from chungtay.foundation.core.backup.manifest import Manifest, too_new
from chungtay.foundation.core.backup.moving import Moves, moving
from chungtay.foundation.core.faults import DiskFull, disk_is_full
from chungtay.foundation.core.models import KeyRingMark
from chungtay.foundation.core.operations import record_event
from chungtay.foundation.core.presenters import FAULTS
from chungtay.foundation.core.queries import Anchor, BrokenLink, Verified, verify_trail
from chungtay.foundation.core.running import InUse, alone_here

Tell = Callable[[str, str], None]


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back; `before` is where what was there is kept (a folder, and a schema of PostgreSQL), if anything."""

    manifest: Manifest
    events: int
    before: list[str]
    broken: BrokenLink | None


def restore(
    source: Path,
    *,
    replace: bool,
    accept_broken: bool = False,
    keys_file: Path | None,
    ask_passphrase: Callable[[], str],
    at: datetime.datetime,
    tell: Tell = lambda vi, en: None,
) -> Restored:
    """Raises RestoreRefused (damaged, newer, of another database, a place that is in use and no `replace`, no keys),
    InUse, DiskFull; then nothing was changed. `accept_broken` brings back data whose trail was broken when it was
    backed up, and says so in the trail."""
    with alone_here(), reading(source) as reader:
        manifest = reader.manifest
        _check_fits(manifest)
        used = tables.holds_work()
        if used and not replace:
            raise RestoreRefused(
                "Ở đây đã có dữ liệu. Muốn thay bằng bản sao lưu, thêm --replace; dữ liệu cũ được giữ bên cạnh.",
                "There is data here already. To replace it add --replace; the old data is kept beside it.",
            )
        ring = ring_to_put(reader, keys_file, ask_passphrase)
        stamp = f"{at.astimezone():%Y%m%d-%H%M%S}"
        staging = Path(settings.DATA_DIR) / f".restoring-{secrets.token_hex(6)}"
        site = _Site(staging, keyring.path(), stamp, used, accept_broken)
        try:
            staging.mkdir(mode=0o700)
            tell("Đang mở các tệp", "unpacking the files")
            for name in place.FOLDERS:
                for part in reader.names(f"{name}/"):
                    reader.write(part, staging / part)
            if ring is not None:
                keyring.write_file(site.new_ring, ring)
            bring = _into_sqlite if connection.vendor == "sqlite" else _into_postgresql
            return bring(reader, site, at, tell)
        except (OSError, OperationalError) as error:
            if disk_is_full(error):
                raise DiskFull from error
            raise
        finally:
            shutil.rmtree(staging, ignore_errors=True)
            site.new_ring.unlink(missing_ok=True)


def _check_fits(manifest: Manifest) -> None:
    if manifest.database != connection.vendor:
        raise RestoreRefused(
            f"Bản sao lưu này của {manifest.database}, nơi này dùng {connection.vendor}. Hãy khôi phục vào đúng loại.",
            f"This backup is of {manifest.database}, this place uses {connection.vendor}. Restore it into its kind.",
        )
    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    if any((app, name) not in known for app, name in manifest.migrations):
        raise too_new()


@dataclass(frozen=True, slots=True)
class _Site:
    """Where a restore builds up (`staging`), where the ring lies, and whether somebody has worked here."""

    staging: Path
    ring: Path
    stamp: str
    used: bool
    accept_broken: bool

    @property
    def before(self) -> Path:
        """Where what was here is kept."""
        return Path(settings.DATA_DIR) / f"before-restore-{self.stamp}"

    @property
    def new_ring(self) -> Path:
        """Beside the present one, perhaps on another disk than the data."""
        return self.ring.with_name(f".{self.ring.name}-{self.staging.name}")

    @property
    def old_ring(self) -> Path:
        return self.ring.with_name(f"{self.ring.name}.before-restore-{self.stamp}")


def _into_sqlite(reader: Reader, site: _Site, at: datetime.datetime, tell: Tell) -> Restored:
    database = site.staging / "chungtay.sqlite3"
    tell("Đang mở cơ sở dữ liệu", "unpacking the database")
    sqlite.unpack(reader, database)
    with _its_ring(site), place.at_file(database):
        _check_rows(reader.manifest)
        found = _bring_up_to_date(reader.manifest, site, at, tell)
    sqlite.settle(database)
    present = Path(connection.settings_dict["NAME"])
    connection.close()
    if present.exists():
        sqlite.settle(present)
    with moving() as moves:
        moves.move(present, site.before / present.name)
        moves.move(database, present)
        _swap(moves, site)
    return Restored(reader.manifest, found.events, _kept(site), found.broken)


def _into_postgresql(reader: Reader, site: _Site, at: datetime.datetime, tell: Tell) -> Restored:
    if postgresql.others_connected():
        raise InUse(
            "Có chương trình khác đang dùng cơ sở dữ liệu này. Hãy dừng chương trình trên mọi máy rồi khôi phục.",
            "Another program uses this database. Stop the program on every machine, then restore.",
        )
    schema = f"before_restore_{site.stamp.replace('-', '_')}"
    with moving() as moves, _its_ring(site), transaction.atomic():
        had_tables = bool(tables.table_names())
        if had_tables:
            postgresql.set_aside(schema)
        tell("Đang tạo các bảng", "making the tables")
        postgresql.make_tables(reader.manifest)
        postgresql.fill(reader, lambda table: tell(f"Đang nạp {table}", f"filling {table}"))
        ContentType.objects.clear_cache()
        _check_rows(reader.manifest)
        found = _bring_up_to_date(reader.manifest, site, at, tell)
        if had_tables and not site.used:
            postgresql.drop_schema(schema)
        _swap(moves, site)
    kept = _kept(site)
    if site.used and had_tables:
        kept.append(f"PostgreSQL: {schema}")
    return Restored(reader.manifest, found.events, kept, found.broken)


@contextlib.contextmanager
def _its_ring(site: _Site) -> Iterator[None]:
    """The ring that the backup needs, before it lies in its place."""
    if site.new_ring.exists():
        settings.KEY_RING = site.new_ring
    try:
        yield
    finally:
        settings.KEY_RING = site.ring


def _check_rows(manifest: Manifest) -> None:
    counted = tables.rows_of(list(manifest.tables))
    wrong = [table for table, rows in manifest.tables.items() if counted[table] != rows]
    if wrong:
        table = wrong[0]
        raise damaged(
            f"bảng {table} có {counted[table]} dòng, phải là {manifest.tables[table]}",
            f"table {table} has {counted[table]} rows and should have {manifest.tables[table]}",
        )


def _bring_up_to_date(manifest: Manifest, site: _Site, at: datetime.datetime, tell: Tell) -> Verified:
    """Migrations up to the present program, then the proof that trail and keys are whole."""
    tell("Đang nâng cấp và kiểm tra", "bringing up to date and verifying")
    call_command("migrate", interactive=False, verbosity=0)
    number, seal = manifest.trail
    found = verify_trail(anchors=[Anchor(number, seal)] if number else [])
    if found.broken is not None and not site.accept_broken:
        vi, en = FAULTS[found.broken.fault]
        raise RestoreRefused(
            f"Nhật ký trong bản sao lưu này không nguyên vẹn: {vi % found.broken.number} Không có gì bị thay đổi. Hãy "
            "dùng bản sao lưu cũ hơn; nếu không còn bản nào, thêm --accept-broken-trail.",
            f"The trail in this backup is broken: {en % found.broken.number} Nothing was changed. Use an older backup; "
            "when there is none, add --accept-broken-trail.",
        )
    check_keys_of(site.staging / "files")
    Session.objects.all().delete()  # whoever was signed in then signs in anew
    detail = {"made": manifest.made, "events": found.events, "broken": found.broken.number if found.broken else None}
    record_event("core.restored", KeyRingMark.objects.get(pk=1), by=None, at=at, detail=detail)
    return found


def _swap(moves: Moves, site: _Site) -> None:
    for name in place.FOLDERS:
        moves.move(place.folder(name), site.before / name)
        moves.move(site.staging / name, place.folder(name))
    if site.new_ring.exists():
        moves.move(site.ring, site.old_ring)
        moves.move(site.new_ring, site.ring)


def _kept(site: _Site) -> list[str]:
    """What was there before is told when somebody had worked on it, else taken away."""
    if not site.used:
        shutil.rmtree(site.before, ignore_errors=True)
        site.old_ring.unlink(missing_ok=True)
    return [str(path) for path in (site.before, site.old_ring) if path.exists()]
