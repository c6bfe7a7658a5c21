"""Backup and restore on the database of the suite: everything comes back, proved; a bad backup changes nothing."""

from __future__ import annotations

import hashlib
import io
import itertools
import json
import os
import shutil
import stat
import tarfile
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from chungtay import __version__
from chungtay.foundation.core.backup import bringing_back, passphrase
from chungtay.foundation.core.backup.archive import reading, writing
from chungtay.foundation.core.backup.faults import BackupError, RestoreRefused
from chungtay.foundation.core.backup.manifest import Manifest
from chungtay.foundation.core.backup.moving import moving
from chungtay.foundation.core.faults import DiskFull
from tests.apps.foundation.core.installation import ACCOUNT, FILES, NUMBER, Installation

PASSPHRASE = "tre xanh ven hồ tây"
POSTGRESQL = os.environ.get("CHUNGTAY_DATABASE_URL", "")


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    """Makes installations, each with its own folder and, on PostgreSQL, its own database: empty ones, and copies."""
    made, numbers = [], itertools.count()

    def place(like: Installation | None = None) -> Installation:
        folder = tmp_path_factory.mktemp("installation")
        if like is not None:
            shutil.copytree(like.folder, folder, dirs_exist_ok=True)
        if not POSTGRESQL:
            return Installation(folder)
        import psycopg

        name = f"installation_{os.getpid()}_{next(numbers)}"
        template = urlsplit(like.database_url).path.lstrip("/") if like is not None else "template1"
        with psycopg.connect(POSTGRESQL, autocommit=True) as server:
            server.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        made.append(name)
        return Installation(folder, urlunsplit(urlsplit(POSTGRESQL)._replace(path=f"/{name}")))

    yield place
    if made:
        import psycopg

        with psycopg.connect(POSTGRESQL, autocommit=True) as server:
            for name in made:
                server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def filled(places) -> Installation:
    """A place with tables and a little work in it, to be copied: making the tables takes most of a test's time."""
    here = places()
    migrated, done = here.do(["manage", "migrate", "--verbosity", "0"], ["fill"])
    assert (migrated.code, done.code) == (0, 0), migrated.text + done.text
    return here


@pytest.fixture(scope="module")
def office(filled, places) -> Installation:
    """An office at work, and its backups: plain, and with keys."""
    here = places(filled)
    here.plain, here.with_keys = here.folder.parent / "plain.tar", here.folder.parent / "with-keys.tar"
    for path in (here.plain, here.with_keys):
        path.unlink(missing_ok=True)
    here.taken, here.content, here.taken_with_keys = here.do(
        ["backup", str(here.plain)],
        ["content"],
        ["backup", str(here.with_keys), "--with-keys"],
        CHUNGTAY_BACKUP_PASSPHRASE=PASSPHRASE,
    )
    assert here.taken.code == 0, here.taken.text
    assert here.taken_with_keys.code == 0, here.taken_with_keys.text
    here.keys = here.folder / "keys.json"
    return here


@pytest.fixture(scope="module")
def brought(office, places) -> Installation:
    """A place that was empty and into which the office's backup was brought, to be copied."""
    there = places()
    said = there.one("restore", str(office.plain), "--keys", str(office.keys))
    assert said.code == 0, said.text
    return there


def lying(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_backup_says_what_it_holds_and_shows_itself_to_its_owner_alone(office):
    assert stat.S_IMODE(office.plain.stat().st_mode) == 0o600
    with reading(office.plain) as reader:
        manifest = reader.manifest
    assert manifest.program == __version__
    assert manifest.database == ("postgresql" if POSTGRESQL else "sqlite")
    assert manifest.tables["accounts_user"] == 1
    assert any(name.startswith("files/evidence/") for name in manifest.parts)
    assert "rules/vn-2016+20190901/rule_set.toml" in manifest.parts
    assert not manifest.has_keys
    assert "KHÔNG nằm trong bản sao lưu" in office.taken.out
    assert "KHÔNG nằm trong bản sao lưu" not in office.taken_with_keys.out
    secret = json.loads(office.keys.read_text())["keys"][0]["secret"].encode()
    for path in (office.plain, office.with_keys):
        assert secret not in path.read_bytes()
        assert NUMBER.encode() not in path.read_bytes()


def test_everything_comes_back_in_an_empty_place(office, brought, places):
    assert [name for name in lying(brought.folder) if "before" in name or "restoring" in name] == []
    there = places(brought)
    content, texts, verified, guards, fresh = there.do(
        ["content"],
        ["sealed_texts"],
        ["audit", "verify"],
        ["guards"],
        ["next_number"],
    )
    assert content.value == office.content.value
    assert texts.value == [NUMBER, ACCOUNT]
    assert verified.code == 0, verified.text
    assert guards.value == []
    assert fresh.value is True
    assert json.loads((there.folder / "keys.json").read_text()) == json.loads(office.keys.read_text())


def test_sealed_files_open_in_an_empty_place_and_never_without_their_keys(filled, places, tmp_path):
    """A paper and a list that was read in, under a newer key than the values of the database."""
    here, there, path = places(filled), places(), tmp_path / "sealed.tar"
    older = tmp_path / "older.json"
    shutil.copy(here.folder / "keys.json", older)
    _read, newest, before, taken = here.do(["read_in"], ["new_key_for_files"], ["opened"], ["backup", str(path)])
    assert taken.code == 0, taken.text
    words = {name: content.decode() for name, content in FILES.items()}
    assert before.value == words | {"sealed": [True, True]}
    refused, names = there.do(["restore", str(path), "--keys", str(older)], ["usernames"])
    assert refused.code == 2
    assert f"khóa {newest.value} (0 giá trị, 2 tệp)" in refused.err
    assert "--keys TỆP" in refused.err
    assert names.code == 1 or names.value == []  # nothing was brought
    assert [name for name in lying(there.folder) if name.startswith("files/")] == []
    restored, opened = there.do(["restore", str(path), "--keys", str(here.folder / "keys.json")], ["opened"])
    assert restored.code == 0, restored.text
    assert opened.value == before.value


def test_the_keys_come_back_with_their_passphrase_and_with_no_other(office, places):
    there = places()
    wrong, right, texts = (
        there.one("restore", str(office.with_keys), CHUNGTAY_BACKUP_PASSPHRASE="tre xanh ven hồ tâY"),
        *there.do(["restore", str(office.with_keys)], ["sealed_texts"], CHUNGTAY_BACKUP_PASSPHRASE=PASSPHRASE),
    )
    assert wrong.code == 2
    assert "Mật khẩu bảo vệ khóa không đúng" in wrong.err
    assert right.code == 0, right.text
    assert texts.value == [NUMBER, ACCOUNT]


def test_without_keys_nothing_is_brought_back(office, places, tmp_path):
    there = places()
    none, strange = there.do(
        ["restore", str(office.plain)],
        ["restore", str(office.plain), "--keys", str(_strange_ring(tmp_path))],
    )
    assert none.code == strange.code == 2
    assert "--keys" in none.err
    assert "không phải bộ" in strange.err
    assert not (there.folder / "keys.json").exists()


def _strange_ring(folder: Path) -> Path:
    path = folder / "strange.json"
    key = {"id": "k00000000", "made": "2024-09-20", "secret": "A" * 43 + "="}
    path.write_text(json.dumps({"ring": "0" * 16, "keys": [key], "fingerprint": "B" * 43 + "="}))
    return path


def test_a_place_where_somebody_works_is_not_overwritten_unasked_and_the_old_is_kept(office, brought, places):
    there = places(brought)
    steps = there.do(
        ["add_person"],
        ["restore", str(office.plain)],
        ["usernames"],
        ["restore", str(office.plain), "--replace"],
        ["usernames"],
        *([["schemas"]] if POSTGRESQL else []),
    )
    _added, refused, before, replaced, after = steps[:5]
    assert refused.code == 2
    assert "--replace" in refused.err
    assert before.value == ["hoa", "later"]
    assert replaced.code == 0, replaced.text
    assert after.value == ["hoa"]
    kept = next(there.folder.glob("before-restore-*"))
    assert str(kept) in replaced.out
    assert any(name.startswith("files/evidence/") for name in lying(kept))
    if POSTGRESQL:
        assert list(steps[5].value.values()) == [2]
        assert next(iter(steps[5].value)) in replaced.out
    else:
        old = Installation(there.folder.parent / "old")
        shutil.copy(kept / "chungtay.sqlite3", old.folder / "chungtay.sqlite3")
        shutil.copy(office.keys, old.folder / "keys.json")
        assert old.one("usernames").value == ["hoa", "later"]


def test_a_running_program_is_stopped_first(office, places):
    there = places()
    working, refused = there.do(["work_on"], ["restore", str(office.plain), "--keys", str(office.keys)])
    assert working.code == 0
    assert refused.code == 2
    assert "Hãy dừng chương trình" in refused.err


def test_a_backup_overwrites_nothing(office):
    said = office.one("backup", str(office.plain))
    assert said.code == 2
    assert "không ghi đè" in said.err


def test_a_backup_with_a_broken_trail_says_so_and_is_not_brought_back_unasked(brought, places, tmp_path):
    there = places(brought)
    path = tmp_path / "broken.tar"
    _tampered, taken, refused, accepted = there.do(
        ["tamper"],
        ["backup", str(path)],
        ["restore", str(path), "--replace"],
        ["restore", str(path), "--replace", "--accept-broken-trail"],
    )
    assert taken.code == 1
    assert "Việc số 2 không còn đúng như khi được ghi." in taken.out
    assert refused.code == 2
    assert "--accept-broken-trail" in refused.err
    assert accepted.code == 0, accepted.text
    assert "NHẬT KÝ KHÔNG NGUYÊN VẸN từ việc số 2" in accepted.out


def test_a_full_disk_leaves_no_half_backup_and_no_half_restore(office, brought, places, tmp_path):
    if POSTGRESQL:  # SQLite itself would stop at the limit before
        full = office.one("backup", str(tmp_path / "full.tar"), limit=20_000)
        assert full.code == 2
        assert "Ổ đĩa đã đầy" in full.err
        assert list(tmp_path.iterdir()) == []
    there = places(brought)
    made, full, names, again = (
        there.one("add_person"),
        there.one("restore", str(office.plain), "--replace", limit=10 if POSTGRESQL else 40_000),
        *there.do(["usernames"], ["restore", str(office.plain), "--replace"]),
    )
    assert made.code == 0
    assert full.code == 2
    assert "Ổ đĩa đã đầy" in full.err
    assert names.value == ["hoa", "later"]
    assert [name for name in lying(there.folder) if "restoring" in name] == []
    assert again.code == 0, again.text


# --- damaged, cut off, newer, lying: refused before anything is touched ---------------------------------------------


def small(path: Path, **changes) -> Manifest:
    values = {
        "program": __version__,
        "made": "2024-09-20",
        "database": connection.vendor,
        "way": "test",
        "migrations": [["core", "0001_initial"]],
        "tables": {"accounts_user": 1},
        "trail": [0, ""],
        "ring": [],
    }
    manifest = Manifest(**(values | changes))
    with writing(path, manifest) as writer:
        writer.add_bytes("files/a.txt", b"some content " * 50)
        writer.add_bytes("files/b.txt", b"")
    return manifest


def parts(path: Path) -> dict[str, bytes]:
    with reading(path) as reader:
        return {name: reader.open(name).read() for name in reader.manifest.parts}


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> bytes:
    path = tmp_path_factory.mktemp("archive") / "whole.tar"
    small(path)
    return path.read_bytes()


@given(st.data())
def test_a_changed_byte_is_found_or_changes_nothing(whole, tmp_path_factory, data):
    path = tmp_path_factory.mktemp("changed") / "x.tar"
    path.write_bytes(whole)
    wanted = parts(path)
    content = bytearray(whole)
    content[data.draw(st.integers(0, len(whole) - 1))] ^= data.draw(st.integers(1, 255))
    path.write_bytes(bytes(content))
    try:
        found = parts(path)
    except RestoreRefused:
        return
    assert found == wanted  # a byte between the parts


@given(st.integers(0, 100))
def test_a_file_that_was_cut_off_is_refused(whole, tmp_path_factory, percent):
    path = tmp_path_factory.mktemp("cut") / "x.tar"
    end = whole.index(b"manifest.sha256") + 512  # behind it there is only padding
    path.write_bytes(whole[: end * percent // 100])
    with pytest.raises(RestoreRefused, match="hỏng"):
        parts(path)


def forged(path: Path, *entries: tuple[str, bytes]) -> Path:
    with tarfile.open(path, "w") as tar:
        for name, content in entries:
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return path


@pytest.mark.parametrize("name", ["../../etc/cron.d/x", "/etc/passwd", "files/../../x", "files//x", "."])
def test_parts_that_lead_out_of_the_folder_are_refused(tmp_path, name):
    with pytest.raises(RestoreRefused, match="phần lạ"):
        parts(forged(tmp_path / "x.tar", (name, b"x")))


def test_links_in_a_backup_are_refused(tmp_path):
    path = tmp_path / "x.tar"
    with tarfile.open(path, "w") as tar:
        entry = tarfile.TarInfo("files/x")
        entry.type, entry.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(entry)
    with pytest.raises(RestoreRefused, match="phần lạ"):
        parts(path)


@pytest.mark.parametrize("content", [b"", b"not a tar", b"PK\x03\x04", b"\0" * 10240])
def test_other_files_are_no_backup(tmp_path, content):
    path = tmp_path / "x.tar"
    path.write_bytes(content)
    with pytest.raises(RestoreRefused):
        parts(path)
    with pytest.raises(RestoreRefused, match="không có tệp"):
        parts(tmp_path / "none.tar")


def test_a_manifest_that_does_not_fit_its_parts_is_refused(tmp_path):
    manifest = small(tmp_path / "x.tar")
    content = manifest.text()
    seal = hashlib.sha256(content).hexdigest().encode()
    missing = forged(tmp_path / "y.tar", ("manifest.json", content), ("manifest.sha256", seal))
    with pytest.raises(RestoreRefused, match=r"files/a\.txt"):
        parts(missing)


@pytest.mark.parametrize("change", [{"format": 2}, {"migrations": [["core", "9999_from_the_future"]]}])
def test_a_newer_backup_is_refused(tmp_path, change):
    path = tmp_path / "x.tar"
    small(path, **change)
    with pytest.raises(RestoreRefused, match="mới hơn"), reading(path) as reader:
        bringing_back._check_fits(reader.manifest)


def test_a_backup_of_the_other_database_is_refused():
    other = Manifest("0", "", "oracle", "", [], {}, [0, ""], [])
    with pytest.raises(RestoreRefused, match="oracle"):
        bringing_back._check_fits(other)


def test_rows_that_are_missing_are_noticed(db, officer):
    manifest = Manifest("0", "", connection.vendor, "", [], {"accounts_user": 1}, [0, ""], [])
    bringing_back._check_rows(manifest)
    manifest.tables["accounts_user"] = 2
    with pytest.raises(RestoreRefused, match="accounts_user có 1 dòng, phải là 2"):
        bringing_back._check_rows(manifest)


# --- the small parts ------------------------------------------------------------------------------------------------


def test_a_passphrase_opens_what_it_sealed_and_nothing_else():
    sealed = passphrase.seal(b"a key ring", PASSPHRASE)
    assert b"a key ring" not in sealed
    assert passphrase.open_sealed(sealed, PASSPHRASE) == b"a key ring"
    with pytest.raises(RestoreRefused, match="không đúng"):
        passphrase.open_sealed(sealed, PASSPHRASE + " ")
    with pytest.raises(RestoreRefused):
        passphrase.open_sealed(sealed.replace(b'"work": 131072', b'"work": 16384'), PASSPHRASE)
    with pytest.raises(RestoreRefused, match="hỏng"):
        passphrase.open_sealed(b"{}", PASSPHRASE)


@pytest.mark.parametrize("weak", ["", "ngắn quá", "aaaaaaaaaaaaaaaa"])
def test_a_weak_passphrase_is_refused(weak):
    with pytest.raises(BackupError, match="12"):
        passphrase.seal(b"x", weak)


def test_moves_are_taken_back_when_one_fails(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).write_text(name)

    def fail() -> None:
        with moving() as moves:
            moves.move(tmp_path / "a", tmp_path / "kept" / "a")
            moves.move(tmp_path / "b", tmp_path / "a")
            moves.move(tmp_path / "none", tmp_path / "b")
            raise OSError

    with pytest.raises(OSError):
        fail()
    assert {path.name: path.read_text() for path in tmp_path.iterdir() if path.is_file()} == {"a": "a", "b": "b"}


def test_a_full_disk_while_writing_leaves_nothing(tmp_path):
    def fail() -> None:
        with writing(tmp_path / "x.tar", Manifest("0", "", "sqlite", "", [], {}, [0, ""], [])):
            raise OSError(28, "No space left on device")

    with pytest.raises(DiskFull):
        fail()
    assert list(tmp_path.iterdir()) == []
