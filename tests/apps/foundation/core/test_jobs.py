"""Background jobs: one worker at a time, batches kept once, taken up again when a worker died."""

from __future__ import annotations

import datetime
import gc
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.exceptions import ValidationError
from django.db import OperationalError, connection
from django_tasks_db.models import DBTaskResult

from chungtay.foundation.core.models import AuditEvent, Job, JobState
from chungtay.foundation.core.operations import jobs
from chungtay.foundation.core.operations.progress import JobTaken, Progress
from chungtay.foundation.core.queries import verify_trail
from chungtay.rulebook.errors import ChungTayError
from tests.apps.foundation.core.counting import tasks as counting
from tests.factories import AT

ROOT = Path(__file__).parents[4]
LATER = AT + datetime.timedelta(minutes=10)


class Clock:
    """Time as a test wants it."""

    def __init__(self) -> None:
        self.now = AT

    def __call__(self) -> datetime.datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def kinds(monkeypatch):
    monkeypatch.setattr(jobs, "_kinds", dict(jobs._kinds))


def start(**more) -> Job:
    options = {"kind": "counting.count", "options": {"upto": 35}, "by": None, "at": AT} | more
    return jobs.start(options.pop("kind"), **options)


def counted() -> list[int]:
    events = AuditEvent.objects.filter(action="counting.counted").order_by("number")
    return [event.detail["n"] for event in events]


def test_a_job_is_done_and_says_what_came_of_it(db, clock):
    job = start()
    jobs.run_job(job.pk, clock=clock)
    job.refresh_from_db()
    assert counted() == list(range(35))
    assert (job.state, job.done, job.total, job.claim) == (JobState.DONE, 35, 35, "")
    assert job.result["en"] == "Counted to 35."
    assert job.finished_at == AT


def test_run_twice_it_is_done_once(db, clock):
    job = start()
    jobs.run_job(job.pk, clock=clock)
    jobs.run_job(job.pk, clock=clock)
    assert counted() == list(range(35))


def test_a_job_that_lives_is_not_taken_away(db, clock):
    job = start()
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, claim="a", beat_at=AT)
    clock.now = AT + datetime.timedelta(seconds=django_settings.JOB_LOST_AFTER)
    jobs.run_job(job.pk, clock=clock)
    assert counted() == []
    clock.now += datetime.timedelta(seconds=1)
    jobs.run_job(job.pk, clock=clock)
    assert counted() == list(range(35))


def test_a_worker_that_was_given_up_and_wakes_again_doubles_nothing(db, clock, kinds):
    """A laptop that slept: another worker finished the job meanwhile; what the first still does is not kept."""
    seen = []

    @jobs.job_kind("test.sleeper", title="-")
    def sleeper(job: Job, progress: Progress) -> dict:
        with progress.batch() as batch:
            batch.resume = {"part": 1}
        if not seen:
            seen.append("asleep")
            clock.now = LATER
            jobs.run_job(job.pk, clock=clock)  # the other worker
            with pytest.raises(JobTaken), progress.batch():
                seen.append("must not come here")
            with pytest.raises(JobTaken):
                progress.beat(5, 10, stage="still here")
            raise JobTaken
        return {"by": "the other"}

    job = start(kind="test.sleeper")
    jobs.run_job(job.pk, clock=clock)
    job.refresh_from_db()
    assert seen == ["asleep"]
    assert (job.state, job.result, job.mark, job.stage) == (JobState.DONE, {"by": "the other"}, {"part": 1}, "")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ChungTayError("Cột D thiếu.", "Column D is missing."), {"vi": "Cột D thiếu.", "en": "Column D is missing."}),
        (ValidationError("Không được."), {"vi": "Không được.", "en": "Không được."}),
        (OSError(28, "No space left on device"), "Ổ đĩa đã đầy"),
        (RuntimeError("Nguyễn Văn Bí Mật"), "Chương trình gặp lỗi"),
    ],
)
def test_an_error_stops_the_job_with_a_sentence_and_keeps_the_batches_before(db, clock, kinds, caplog, error, said):
    @jobs.job_kind("test.fails", title="-")
    def fails(job: Job, progress: Progress) -> None:
        with progress.batch() as batch:
            batch.resume, batch.done = {"row": 10}, 10
        with progress.batch() as batch:
            batch.resume, batch.done = {"row": 20}, 20
            raise error

    job = start(kind="test.fails")
    jobs.run_job(job.pk, clock=clock)
    job.refresh_from_db()
    assert (job.state, job.mark, job.done) == (JobState.FAILED, {"row": 10}, 10)
    if isinstance(said, dict):
        assert job.problem == said
    else:
        assert said in job.problem["vi"]
    assert "Bí Mật" not in caplog.text + str(job.problem)
    assert jobs.start_again(job, by=None, at=AT)
    job.refresh_from_db()
    assert (job.state, job.mark, job.problem) == (JobState.WAITING, {"row": 10}, {})


def test_a_database_that_was_busy_is_asked_again(db, clock, kinds):
    tries = []

    @jobs.job_kind("test.busy", title="-")
    def busy(job: Job, progress: Progress) -> None:
        tries.append(job.attempts)
        if len(tries) == 1:
            raise OperationalError("database is locked")

    job = start(kind="test.busy")
    jobs.run_job(job.pk, clock=clock)
    job.refresh_from_db()
    assert job.state == JobState.WAITING
    clock.now = LATER
    assert jobs.take_up_lost(at=LATER) == [job.pk]
    jobs.run_job(job.pk, clock=clock)
    job.refresh_from_db()
    assert (job.state, tries) == (JobState.DONE, [1, 2])


def test_a_job_that_kills_its_worker_again_and_again_is_given_up(db, clock, kinds):
    class Killed(BaseException):
        pass

    @jobs.job_kind("test.deadly", title="-")
    def deadly(job: Job, progress: Progress) -> None:
        raise Killed

    job = start(kind="test.deadly")
    for _attempt in range(jobs.ATTEMPTS):
        with pytest.raises(Killed):
            jobs.run_job(job.pk, clock=clock)
        clock.now += datetime.timedelta(minutes=10)
    jobs.run_job(job.pk, clock=clock)
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "5 lần" in job.problem["vi"]


def test_a_stopped_job_keeps_what_was_done_and_does_no_more(db, clock, kinds, officer):
    @jobs.job_kind("test.long", title="-")
    def long(job: Job, progress: Progress) -> None:
        with progress.batch() as batch:
            batch.resume = {"row": 1}
        assert jobs.stop(job, by=officer, at=AT)
        with progress.batch() as batch:
            batch.resume = {"row": 2}

    job = start(kind="test.long", by=officer)
    jobs.run_job(job.pk, clock=clock)
    job.refresh_from_db()
    assert (job.state, job.mark, job.finished_at) == (JobState.STOPPED, {"row": 1}, AT)
    assert not jobs.stop(job, by=officer, at=AT)
    assert AuditEvent.objects.latest("number").action == "core.job_stopped"


def test_the_same_work_is_queued_once_at_a_time(db, clock):
    first = start(once="import:7")
    assert start(once="import:7").pk == first.pk
    assert start(once="import:8").pk != first.pk
    assert start().pk != start().pk
    jobs.run_job(first.pk, clock=clock)
    second = start(once="import:7")
    assert second.pk != first.pk
    Job.objects.filter(pk=first.pk).update(state=JobState.FAILED)
    first.refresh_from_db()
    assert not jobs.start_again(first, by=None, at=AT)


def test_an_unknown_kind_is_an_error(db):
    with pytest.raises(LookupError, match=r"test\.nothing"):
        start(kind="test.nothing")


def test_signs_of_life_are_written_once_a_second(db, clock, kinds, django_assert_num_queries):
    @jobs.job_kind("test.chatty", title="-")
    def chatty(job: Job, progress: Progress) -> None:
        with django_assert_num_queries(2):
            for n in range(1000):
                progress.beat(n, 1000, stage="reading")
            clock.now += datetime.timedelta(seconds=2)
            progress.beat(1000)

    job = start(kind="test.chatty")
    jobs.run_job(job.pk, clock=clock)
    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.stage) == (JobState.DONE, 1000, 1000, "reading")


# --- with a real queue and real workers -----------------------------------------------------------------------------


@pytest.fixture
def queue(transactional_db, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def test_what_fell_out_of_the_queue_is_queued_again_but_never_twice(queue):
    waiting, died = start(), start()
    assert DBTaskResult.objects.count() == 2
    assert jobs.take_up_lost(at=LATER) == []  # both are in the queue
    DBTaskResult.objects.all().update(status="RUNNING")  # taken by a worker that died
    Job.objects.filter(pk=died.pk).update(state=JobState.RUNNING, claim="dead", beat_at=AT)
    assert sorted(jobs.take_up_lost(at=LATER)) == sorted([waiting.pk, died.pk])
    assert jobs.take_up_lost(at=LATER + datetime.timedelta(minutes=10)) == []


class Workers:
    def __init__(self, folder: Path) -> None:
        self.folder, self.running = folder, []

    def start(self) -> subprocess.Popen[bytes]:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.apps.foundation.core.counting.settings",
            "COUNTING_DATABASE": str(connection.settings_dict["NAME"]),
            "CHUNGTAY_DATA_DIR": str(self.folder),
            "CHUNGTAY_KEY_RING": str(django_settings.KEY_RING),
            "CHUNGTAY_JOB_LOST_AFTER": "2",
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")]),
        }
        command = [sys.executable, "-m", "chungtay.cli", "manage", "work", "--interval", "0.1", "--no-startup-delay"]
        with (self.folder / f"worker-{len(self.running)}.log").open("wb") as log:
            self.running.append(subprocess.Popen(command, env=environment, cwd=ROOT, stdout=log, stderr=log))
        return self.running[-1]

    def said(self) -> str:
        return "\n".join(path.read_text() for path in sorted(self.folder.glob("worker-*.log")))


@pytest.fixture
def workers(queue, tmp_path):
    group = Workers(tmp_path)
    yield group
    for process in group.running:
        process.kill()
        process.wait()


def until(condition, workers: Workers, seconds: int = 90) -> None:
    for _turn in range(seconds * 10):
        if condition():
            return
        time.sleep(0.1)
    pytest.fail(workers.said())


def test_a_killed_workers_job_is_taken_up_and_ends_once(workers, tmp_path):
    """kill -9 in the middle of the third batch, five numbers of ten written; then another worker is started."""
    sign = tmp_path / "hangs"
    job = start(options={"upto": 50, "hang_at": 24, "sign": str(sign)})
    first = workers.start()
    until(sign.exists, workers)
    first.send_signal(signal.SIGKILL)
    first.wait()
    job.refresh_from_db()
    assert (job.state, job.mark, job.done) == (JobState.RUNNING, {"next": 20}, 20)
    assert counted() == list(range(20))
    workers.start()
    until(lambda: Job.objects.get(pk=job.pk).state != JobState.RUNNING, workers)
    job.refresh_from_db()
    assert (job.state, job.done, job.result["upto"]) == (JobState.DONE, 50, 50), workers.said()
    assert counted() == list(range(50))
    assert verify_trail().holds


def test_two_workers_share_the_jobs_and_double_none(workers):
    numbers = [start(options={"upto": 30}).pk for _job in range(6)]
    workers.start()
    workers.start()
    until(lambda: not Job.objects.exclude(state=JobState.DONE).exists(), workers)
    for number in numbers:
        events = AuditEvent.objects.filter(action="counting.counted", subject_id=str(number))
        assert sorted(event.detail["n"] for event in events) == list(range(30))
    assert verify_trail().holds


# --- the pages ------------------------------------------------------------------------------------------------------


def test_a_person_sees_own_jobs_alone(client, db, clock, officer, district_officer):
    mine, other = start(by=officer), start(by=district_officer)
    jobs.run_job(mine.pk, clock=clock)
    client.force_login(officer)
    page = client.get("/viec-nen/").content.decode()
    assert "Đếm" in page
    assert "Đã đếm đến 35." in page
    assert f"/viec-nen/{mine.pk}/" in page
    assert f"/viec-nen/{other.pk}/" not in page
    assert client.get(f"/viec-nen/{mine.pk}/").status_code == 200
    for address in ("", "dung/", "lai/"):
        answer = client.post(f"/viec-nen/{other.pk}/{address}") if address else client.get(f"/viec-nen/{other.pk}/")
        assert answer.status_code == 404


def test_the_page_shows_progress_result_and_errors(client, clock, officer):
    job = start(by=officer)
    client.force_login(officer)
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, done=7, total=14, stage="Đọc tệp", beat_at=AT)
    page = client.get(f"/viec-nen/{job.pk}/").content.decode()
    assert "50 %" in page
    assert "Đọc tệp" in page
    assert '<meta http-equiv="refresh"' in page  # without scripts too
    assert "Không có ai làm việc này" in page  # AT is long ago
    Job.objects.filter(pk=job.pk).update(state=JobState.FAILED, problem={"vi": "Cột D thiếu.", "en": "-"})
    page = client.get(f"/viec-nen/{job.pk}/").content.decode()
    assert "Cột D thiếu." in page
    assert "Chạy lại" in page
    assert client.post(f"/viec-nen/{job.pk}/lai/").status_code == 302
    assert Job.objects.get(pk=job.pk).state == JobState.WAITING
    assert client.post(f"/viec-nen/{job.pk}/dung/").status_code == 302
    assert Job.objects.get(pk=job.pk).state == JobState.STOPPED
    assert client.get(f"/viec-nen/{job.pk}/dung/").status_code == 405


def test_the_list_takes_a_fixed_number_of_statements(client, officer, django_assert_max_num_queries):
    client.force_login(officer)
    for _job in range(20):
        start(by=officer)
    with django_assert_max_num_queries(8):
        assert client.get("/viec-nen/").status_code == 200


def test_the_counting_kind_is_there():
    assert jobs.kind_of("counting.count").work is counting.count


def test_while_a_job_works_circles_are_seldom_looked_for_and_afterwards_as_before(db, clock, kinds):
    seen = []

    @jobs.job_kind("counting.looks", title="Looks")
    def looks(job, progress):
        seen.append(gc.get_threshold())
        raise ChungTayError("Hỏng.", "Broken.")

    before = gc.get_threshold()
    job = start(kind="counting.looks", options={})
    jobs.run_job(job.pk, clock=clock)
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert seen == [(20_000, *before[1:])]
    assert gc.get_threshold() == before
