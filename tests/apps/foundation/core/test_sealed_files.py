"""Workbooks and what the program makes lie sealed in parts; open copies are gone with whoever needed them."""

from __future__ import annotations

import datetime
import io
import json
import os
import signal
import subprocess
import sys
import time
import tracemalloc
from pathlib import Path

import pytest

from chungtay.cli import keys as command
from chungtay.foundation.core import keyring
from chungtay.foundation.core.files import hand_out, laid_open, path_of, read_kept, scratch, seal_file
from chungtay.foundation.core.files.parts import PART, open_parts, seal_parts
from chungtay.foundation.core.files.scratch import sweep
from chungtay.foundation.core.files.sealing import files_left, pieces_of, seal_files_anew, under_keys
from chungtay.foundation.core.keyring import SealError
from chungtay.foundation.core.models import AuditEvent, KeyRingMark
from chungtay.foundation.core.operations import keys as operations

HEAD, LAID = 23 + 9 + 7, PART + 16  # bytes of the head, of a full part as it lies on the disk
NAME = "registry/imports/ab/to-1.xlsx"


@pytest.fixture
def ring(settings, tmp_path):
    settings.KEY_RING = tmp_path / "keys.json"
    keyring.make()
    return settings.KEY_RING


def sealed(content: bytes, name: str = NAME) -> bytes:
    target = io.BytesIO()
    assert seal_parts(io.BytesIO(content), target, name) == len(content)
    return target.getvalue()


def opened(content: bytes, name: str = NAME) -> bytes:
    return b"".join(open_parts(io.BytesIO(content), name))


@pytest.mark.parametrize(
    ("length", "laid"),
    [
        (0, HEAD + 16),
        (1, HEAD + 17),
        (PART - 1, HEAD + LAID - 1),
        (PART, HEAD + LAID),
        (PART + 1, HEAD + LAID + 17),
        (3 * PART, HEAD + 3 * LAID),
    ],
)
def test_every_length_comes_back(ring, length, laid):
    content = os.urandom(length)
    lies = sealed(content)
    assert len(lies) == laid
    assert keyring.key_of_file(lies) == keyring.key_ring().newest.number
    assert opened(lies) == content


def test_parts_do_not_open_cut_off_exchanged_doubled_or_under_another_name(ring):
    content = os.urandom(2 * PART + 5)
    lies = sealed(content)
    head, first, second, last = lies[:HEAD], lies[HEAD:][:LAID], lies[HEAD + LAID :][:LAID], lies[HEAD + 2 * LAID :]
    assert (len(last), head + first + second + last) == (21, lies)
    other = sealed(content)
    for spoilt in (
        head + first + second,  # ends where a part ends
        head + first,
        head,
        head + second + first + last,
        head + first + first + second + last,
        head + first + last,
        head + first + second + last + last,
        head + other[HEAD:][:LAID] + second + last,  # the same part of another sealing
        lies[:-1],
        lies + b"x",
        lies[:-1] + bytes([lies[-1] ^ 1]),
    ):
        with pytest.raises(SealError):
            opened(spoilt)
    with pytest.raises(SealError, match="to-2"):
        opened(lies, "registry/imports/ab/to-2.xlsx")


def test_memory_does_not_grow_with_the_file(ring, tmp_path):
    large = tmp_path / "large.xlsx"
    with large.open("wb") as file:
        for _piece in range(40):
            file.write(os.urandom(PART))
    tracemalloc.start()
    try:
        seal_file(large, NAME)
        total = sum(len(piece) for piece in pieces_of(NAME))
        with laid_open(NAME) as (copy,):
            assert copy.stat().st_size == total == 40 * PART
        answer = hand_out(NAME, name="x.xlsx", media_type="application/x")
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert answer["Content-Length"] == str(40 * PART)
    answer.file_to_stream.close()
    assert most < 14 * PART


def test_an_open_copy_has_the_name_of_the_file_and_is_gone_afterwards(ring, settings, tmp_path):
    source = tmp_path / "so hộ.csv"
    source.write_bytes(b"a;b\n1;2\n")
    seal_file(source, "review/ab/so hộ.csv")
    seal_file(source, "review/ab/2/so hộ.csv")
    assert b"1;2" not in path_of("review/ab/so hộ.csv").read_bytes()
    assert path_of("review/ab/so hộ.csv").stat().st_mode & 0o777 == 0o600
    with laid_open("review/ab/so hộ.csv", "review/ab/2/so hộ.csv") as (first, second):
        assert [first.name, second.name] == ["so hộ.csv", "so hộ.csv"]
        assert first.read_bytes() == second.read_bytes() == b"a;b\n1;2\n"
        assert first.stat().st_mode & 0o077 == 0
    assert not first.exists()
    assert list((Path(settings.MEDIA_ROOT) / ".scratch").iterdir()) == []
    with pytest.raises(KeyError), laid_open("review/ab/so hộ.csv") as (first,):
        raise KeyError("x")
    assert not first.exists()


def test_what_lies_open_from_before_or_is_not_there_is_given_as_it_is(ring, settings):
    old = Path(settings.MEDIA_ROOT) / "review" / "cd" / "cu.csv"
    old.parent.mkdir(parents=True)
    old.write_bytes(b"a;b\n")
    with laid_open("review/cd/cu.csv", "review/cd/none.csv") as (there, gone):
        assert there == old.resolve()
        assert not gone.exists()
    assert read_kept("review/cd/cu.csv") == b"a;b\n"
    with pytest.raises(ValueError, match="outside"), laid_open("../keys.json"):
        pass


def test_a_killed_process_leaves_nothing_that_the_next_does_not_take_away(settings, tmp_path):
    program = (
        "import sys, time\nfrom pathlib import Path\nfrom django.conf import settings\n"
        "settings.configure(MEDIA_ROOT=sys.argv[1])\nfrom chungtay.foundation.core.files.scratch import scratch\n"
        "with scratch() as folder:\n    (folder / 'open.csv').write_text('x')\n    print(folder, flush=True)\n"
        "    time.sleep(600)\n"
    )
    worker = subprocess.Popen(
        [sys.executable, "-c", program, str(settings.MEDIA_ROOT)],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
    )
    try:
        folder = Path(worker.stdout.readline().strip())
        long_ago = time.time() - 3600
        os.utime(folder, (long_ago, long_ago))
        assert sweep() == 0  # somebody works in it, however long ago it began
        assert (folder / "open.csv").exists()
    finally:
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
        worker.stdout.close()
    with scratch() as mine:
        assert not folder.exists()
        assert mine.is_dir()


@pytest.fixture
def bound(db, settings, tmp_path):
    settings.KEY_RING = tmp_path / "keys.json"
    KeyRingMark.objects.all().delete()
    operations.bind_key_ring()
    return settings.KEY_RING


def lying_open(settings) -> list[str]:
    """Files as older versions kept them, and what is never sealed."""
    wanted = ["registry/imports/ab/to-1.xlsx", "review/cd/zip/1/ho.csv", "review/cd/zip/1/papers/mau-6.1.pdf"]
    for stored in (*wanted, "mappings/00016/ab.json", "reports/ab.xlsx", "registry/imports/ab/.to-1.sealing"):
        path = Path(settings.MEDIA_ROOT) / stored
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(stored.encode())
    return wanted


def test_files_of_before_are_sealed_by_the_command_and_told_once(bound, settings, capsys, monkeypatch):
    monkeypatch.setattr("chungtay.cli._installation.open_installation", lambda: None)
    wanted, number = lying_open(settings), keyring.key_ring().newest.number
    assert under_keys() == {"": 3}
    assert command.show() == 0
    assert "3 tệp chưa mã hóa" in capsys.readouterr().out
    assert command.seal() == 0
    assert "3 tệp đã mã hóa" in capsys.readouterr().out
    assert under_keys() == {number: 3}
    assert [read_kept(stored) for stored in wanted] == [stored.encode() for stored in wanted]
    assert b"registry" not in path_of(wanted[0]).read_bytes()
    assert path_of("mappings/00016/ab.json").read_bytes() == b"mappings/00016/ab.json"
    assert AuditEvent.objects.get(action="core.files_sealed").detail == {"key": number, "rows": 3}
    assert command.seal() == 0
    assert AuditEvent.objects.filter(action="core.files_sealed").count() == 1


def test_a_rotation_covers_workbooks_and_the_old_key_is_no_longer_needed(bound, settings):
    wanted, old = lying_open(settings), keyring.key_ring().newest.number
    operations.seal_open_files(by=None, at=datetime.datetime(2026, 11, 29, tzinfo=datetime.UTC))
    newest = keyring.add_key(made=datetime.date(2026, 11, 29)).newest.number
    assert files_left(newest)
    told = []
    assert seal_files_anew(newest, tell=lambda folder, files: told.append((folder, files))) == 3
    assert sorted(told) == [("registry/imports", 1), ("review", 2)]
    assert under_keys() == {newest: 3}
    ring = json.loads(bound.read_text())
    ring["keys"] = [row for row in ring["keys"] if row["id"] != old]
    bound.write_text(json.dumps(ring))
    assert [read_kept(stored) for stored in wanted] == [stored.encode() for stored in wanted]


def test_without_its_key_the_file_names_the_key_and_stays(ring):
    source = ring.with_name("x.csv")
    source.write_bytes(b"a")
    seal_file(source, NAME)
    number = keyring.key_ring().newest.number
    ring.unlink()
    keyring.make()
    with pytest.raises(SealError) as refused, laid_open(NAME):
        pass
    assert number in refused.value.vi
    with pytest.raises(SealError):
        seal_files_anew(keyring.key_ring().newest.number, tell=lambda folder, files: None)
    assert under_keys() == {number: 1}
