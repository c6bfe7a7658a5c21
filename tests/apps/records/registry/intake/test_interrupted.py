"""Two workers at once, a worker killed in the middle of a part, a full disk: nothing is lost and nothing doubled."""

from __future__ import annotations

import dataclasses
import errno
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection

from chungtay.foundation.core.faults import DiskFull, disk_is_full
from chungtay.foundation.core.models import Job, JobState
from chungtay.foundation.core.operations import jobs
from chungtay.foundation.core.queries import first_broken_link
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import Household, ImportFile, ImportState, Operation, Person
from chungtay.records.registry.operations.intake import applying, receiving, staging
from chungtay.records.registry.operations.intake.telling import Plainly
from tests import factories as people
from tests.apps.records.registry.intake import files as f

ROOT = Path(__file__).parents[5]


@pytest.fixture
def ward(transactional_db) -> Unit:
    people.district()
    return Unit.objects.get(code="00016")


def no_numbers(number: int):
    """A household that no identity number and no code tells from another: only the name and birth of its head."""
    home = f.home(number, f.person(f"Phạm Văn {'ABCDEFGHIK'[number % 10]}", f"{number % 27 + 1:02}/03/1970"))
    return dataclasses.replace(home, official_code="")


def at_once(*work) -> list[BaseException]:
    """Run in threads that begin together; what they raised."""
    start, raised = threading.Barrier(len(work)), []

    def run(one) -> None:
        try:
            start.wait()
            one()
        except BaseException as error:
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(one,)) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def whole(households: int, persons: int) -> None:
    assert Household.objects.live().count() == households
    assert Person.objects.live().count() == persons
    assert first_broken_link() is None


def test_one_file_taken_over_by_two_workers_at_once(ward, tmp_path, monkeypatch):
    monkeypatch.setattr(applying, "PART", 4)
    file = f.staged(f.write(tmp_path / "a.xlsx", *(no_numbers(n) for n in range(1, 10))), ward)
    receiving.apply_file(file, start=False, by=None, at=f.AT)

    def work() -> None:
        applying.apply_staged(file.pk, Plainly(), by=None, at=f.AT)

    assert at_once(work, work) == []
    file.refresh_from_db()
    assert (file.state, file.counts["applied"]) == (ImportState.APPLIED, 9)
    whole(9, 9)
    assert Operation.objects.count() == 3


def test_two_files_with_the_same_new_households_taken_over_at_once(ward, tmp_path):
    """Each was compared while the register had none of them; the one that comes second finds them all."""
    files = [
        f.staged(f.write(tmp_path / name, *(no_numbers(n) for n in range(1, 7)), everybody=everybody), ward)
        for name, everybody in (("a.xlsx", True), ("b.xlsx", False))
    ]
    assert [f.outcomes(file) for file in files] == [{"new": 6}, {"new": 6}]
    for file in files:
        receiving.apply_file(file, start=False, by=None, at=f.AT)
    work = [lambda file=file: applying.apply_staged(file.pk, Plainly(), by=None, at=f.AT) for file in files]
    assert at_once(*work) == []
    whole(6, 6)
    found = sorted(str(f.outcomes(file)) for file in files)
    assert found == ["{'new': 6}", "{'unchanged': 6}"]


def test_one_file_sent_twice_at_once_is_one_file(ward, tmp_path):
    path = f.write(tmp_path / "a.xlsx", f.home(1))
    found = []
    assert at_once(*[lambda: found.append(f.received(path, ward).pk)] * 2) == []
    assert len(set(found)) == 1
    assert ImportFile.objects.count() == 1


# --- a worker that dies ---------------------------------------------------------------------------------------------


@pytest.fixture
def worker(transactional_db, settings, tmp_path):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    running: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.apps.records.registry.intake.hanging.settings",
            "INTAKE_DATABASE": str(connection.settings_dict["NAME"]),
            "INTAKE_FILES": str(settings.MEDIA_ROOT),
            "INTAKE_SIGN": str(tmp_path / "hangs"),
            "CHUNGTAY_DATA_DIR": str(tmp_path),
            "CHUNGTAY_KEY_RING": str(django_settings.KEY_RING),
            "CHUNGTAY_JOB_LOST_AFTER": "2",
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")]),
        }
        command = [sys.executable, "-m", "chungtay.cli", "manage", "work", "--interval", "0.1", "--no-startup-delay"]
        with (tmp_path / f"worker-{len(running)}.log").open("wb") as log:
            running.append(subprocess.Popen(command, env=environment, cwd=ROOT, stdout=log, stderr=log))
        return running[-1]

    yield start
    for process in running:
        process.kill()
        process.wait()


def until(condition, folder: Path, seconds: int = 90) -> None:
    for _turn in range(seconds * 10):
        if condition():
            return
        time.sleep(0.1)
    pytest.fail("\n".join(path.read_text() for path in sorted(folder.glob("worker-*.log"))))


def test_a_worker_killed_in_the_middle_of_a_part(ward, worker, tmp_path):
    """kill -9 when the third part of five households is written and not yet kept; the next worker goes on there."""
    file = f.staged(f.write(tmp_path / "a.xlsx", *(f.home(n) for n in range(1, 24))), ward)
    receiving.apply_file(file, by=None, at=f.AT)
    job = Job.objects.get(kind=receiving.APPLY)
    first = worker()
    until((tmp_path / "hangs").exists, tmp_path)
    first.send_signal(signal.SIGKILL)
    first.wait()
    file.refresh_from_db()
    assert (file.state, file.mark) == (ImportState.APPLYING, 10)
    whole(10, 30)
    worker()
    until(lambda: Job.objects.get(pk=job.pk).state not in (JobState.RUNNING, JobState.WAITING), tmp_path)
    job.refresh_from_db()
    file.refresh_from_db()
    assert (job.state, file.state, file.counts["applied"]) == (JobState.DONE, ImportState.APPLIED, 23)
    whole(23, 69)
    assert Operation.objects.count() == 5


# --- a full disk ----------------------------------------------------------------------------------------------------


def test_a_disk_that_is_full_while_the_file_arrives(ward, tmp_path, settings):
    def chunks():
        yield b"PK\x03\x04"
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(DiskFull) as refused:
        f.received(f.write(tmp_path / "a.xlsx", f.home(1)), ward, chunks=chunks())
    assert "đầy" in refused.value.vi
    assert not ImportFile.objects.exists()
    assert not list(Path(settings.MEDIA_ROOT).rglob("*.xlsx"))


def test_a_database_that_is_full_in_the_middle(ward, tmp_path, monkeypatch):
    """The job stops with a sentence; with room made it goes on where it stopped."""
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite lets a test fill its disk")
    monkeypatch.setattr(applying, "PART", 5)
    file = f.staged(f.write(tmp_path / "a.xlsx", *(f.home(n) for n in range(1, 21))), ward)
    receiving.apply_file(file, start=False, by=None, at=f.AT)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")  # other tests left empty pages, which would be used first
    parts = []
    original = applying._write

    def until_the_third(file, rows, rules, *, by, at):
        parts.append(1)
        with connection.cursor() as cursor:
            pages = cursor.execute("PRAGMA page_count").fetchone()[0]
            cursor.execute(f"PRAGMA max_page_count = {pages if len(parts) == 3 else 1_000_000}")
        original(file, rows, rules, by=by, at=at)

    monkeypatch.setattr(applying, "_write", until_the_third)
    with pytest.raises(Exception) as stopped:
        applying.apply_staged(file.pk, Plainly(), by=None, at=f.AT)
    assert disk_is_full(stopped.value)
    file.refresh_from_db()
    assert (file.state, file.mark) == (ImportState.APPLYING, 10)
    whole(10, 30)
    applying.apply_staged(file.pk, Plainly(), by=None, at=f.AT)
    whole(20, 60)


def test_the_job_of_a_full_disk_says_so_and_can_be_carried_on(ward, tmp_path, monkeypatch, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    file = f.staged(f.write(tmp_path / "a.xlsx", f.home(1)), ward)
    receiving.apply_file(file, by=None, at=f.AT)
    job = Job.objects.get(kind=receiving.APPLY)

    def full(*args, **more):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(applying, "_write", full)
        jobs.run_job(job.pk, clock=lambda: f.AT)
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "đầy" in job.problem["vi"]
    whole(0, 0)
    assert jobs.start_again(job, by=None, at=f.AT)
    jobs.run_job(job.pk, clock=lambda: f.AT)
    whole(1, 3)


def test_a_comparison_that_was_cut_off_goes_on_at_its_mark(ward, tmp_path, monkeypatch):
    monkeypatch.setattr(staging, "PART", 4)
    path = f.write(tmp_path / "a.xlsx", *(f.home(n) for n in range(1, 11)))
    file = f.received(path, ward)
    receiving.compare_file(file, mapping={}, start=False, by=None, at=f.AT)
    original, parts = staging._compare_part, []

    def dies(*args):
        parts.append(1)
        if len(parts) == 2:
            raise KeyboardInterrupt
        return original(*args)

    monkeypatch.setattr(staging, "_compare_part", dies)
    with pytest.raises(KeyboardInterrupt):
        staging.stage_file(file.pk, Plainly(), at=f.AT)
    assert file.households.count() == 4
    staging.stage_file(file.pk, Plainly(), at=f.AT)
    file.refresh_from_db()
    assert file.counts["new"] == 10
    assert list(file.households.values_list("position", flat=True)) == list(range(1, 11))
