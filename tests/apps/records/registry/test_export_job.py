"""The register goes out by a background job: once, sealed, for whoever asked and still may, for three days."""

from __future__ import annotations

import datetime
import io
import os
import time
from pathlib import Path

import openpyxl
import pytest
from django.conf import settings as django_settings
from django.core.exceptions import PermissionDenied
from django.core.signals import request_finished
from django.db import close_old_connections
from django.test import Client

from chungtay.foundation.accounts.models import Assignment
from chungtay.foundation.core.files import path_of, read_kept
from chungtay.foundation.core.models import AuditEvent, Job, JobFile, JobState
from chungtay.foundation.core.operations import jobs, results
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.operations import exporting
from chungtay.records.registry.operations.exporting import Layout, ask_for_register
from chungtay.records.registry.queries.outgoing import Outgoing
from tests import factories as people
from tests.apps.records.registry import factories as records

pytestmark = pytest.mark.django_db
AT = people.AT
LOST = datetime.timedelta(seconds=django_settings.JOB_LOST_AFTER + 1)


@pytest.fixture
def ward(group) -> Unit:
    """Three households with four members."""
    second = records.member("Trần Thị Hường", "spouse", "1974-11-01", papers=())
    records.household(group, (records.member(), second))
    for name in ("Lê Văn Hai", "Phạm Văn Ba"):
        records.household(group, (records.member(name, papers=()),))
    return Unit.objects.get(code="00016")


@pytest.fixture
def officer(ward):
    return people.person("hoa", "ward_officer", ward)


def ask(ward, officer, layout=Layout.FULL) -> Job:
    return ask_for_register(ward, year=2024, layout=layout, by=officer, at=AT)


def run(job: Job, at: datetime.datetime = AT) -> Job:
    jobs.run_job(job.pk, clock=lambda: at)
    job.refresh_from_db()
    return job


def copies() -> int:
    return AuditEvent.objects.filter(action="core.exported", detail__model="registry.membership").count()


def lying() -> list[str]:
    root = Path(django_settings.MEDIA_ROOT)
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


def names_in(content: bytes) -> set[str]:
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Thành viên"]
    return {row[1] for row in sheet.iter_rows(min_row=3, values_only=True)}


EVERYBODY = {"Nguyễn Văn Đình", "Trần Thị Hường", "Lê Văn Hai", "Phạm Văn Ba"}


def test_made_in_the_background_kept_sealed_and_told_once(ward, officer):
    job = ask(ward, officer)
    assert (job.state, lying(), copies()) == (JobState.WAITING, [], 0)
    job = run(job)
    assert (job.state, job.done, job.total) == (JobState.DONE, 4, 4)
    assert job.result["vi"] == "Tệp so-ho-dan-00016-20240920.xlsx: 3 hộ."
    kept = JobFile.objects.get()
    assert lying() == [kept.stored]
    assert b"PK" not in path_of(kept.stored).read_bytes()[:8]
    content = read_kept(kept.stored)
    assert (kept.size, names_in(content)) == (len(content), EVERYBODY)
    assert (kept.until, kept.gone_at) == (AT + datetime.timedelta(days=3), None)
    assert copies() == 1
    run(job)
    assert (copies(), JobFile.objects.count()) == (1, 1)


def test_asked_for_twice_it_is_made_once_and_each_person_has_an_own_copy(ward, officer):
    first, second = ask(ward, officer), ask(ward, officer)
    other = ask(ward, people.person("tin", "ward_leader", ward))
    lists = ask(ward, officer, Layout.LISTS)
    assert first == second
    assert len({first.pk, other.pk, lists.pk}) == 3
    run(first)
    assert ask(ward, officer).pk != first.pk  # made: asked for anew with new figures


class Killed(BaseException):
    """What no part of the program can answer, as a kill -9."""


def test_a_worker_killed_while_it_writes_is_followed_by_one_that_makes_it_once(ward, officer, monkeypatch):
    job = ask(ward, officer)
    homes = Outgoing.homes

    def two_and_dead(self):
        for number, home in enumerate(homes(self)):
            if number == 2:
                raise Killed
            yield home

    monkeypatch.setattr(Outgoing, "homes", two_and_dead)
    with pytest.raises(Killed):
        run(job)
    job.refresh_from_db()
    assert (job.state, copies(), JobFile.objects.count()) == (JobState.RUNNING, 0, 0)
    monkeypatch.setattr(Outgoing, "homes", homes)
    assert run(job, AT).state == JobState.RUNNING  # it may live yet
    job = run(job, AT + LOST)
    assert (job.state, job.attempts, copies()) == (JobState.DONE, 1, 1)
    assert names_in(read_kept(JobFile.objects.get().stored)) == EVERYBODY


def test_a_worker_killed_after_it_kept_the_file_leaves_nothing_to_do(ward, officer, monkeypatch):
    job = ask(ward, officer)
    end = jobs._end

    def dead(*_args, **_words):
        raise Killed

    monkeypatch.setattr(jobs, "_end", dead)
    with pytest.raises(Killed):
        run(job)
    monkeypatch.setattr(jobs, "_end", end)
    kept = JobFile.objects.get()
    monkeypatch.setattr(exporting, "export_register", dead)  # nothing is written a second time
    job = run(job, AT + LOST)
    assert (job.state, copies(), lying()) == (JobState.DONE, 1, [kept.stored])
    assert job.result["vi"] == "Tệp so-ho-dan-00016-20240920.xlsx: 3 hộ."


def test_a_worker_that_lost_the_job_keeps_no_file(ward, officer, monkeypatch):
    job = ask(ward, officer)
    record = exporting.record_copy

    def stopped_meanwhile(copy, **told):
        Job.objects.filter(pk=job.pk).update(claim="of another")
        record(copy, **told)

    monkeypatch.setattr(exporting, "record_copy", stopped_meanwhile)
    run(job)
    assert (lying(), JobFile.objects.count(), copies()) == ([], 0, 0)


def test_a_person_without_the_right_by_now_gets_nothing_made(ward, officer):
    job = ask(ward, officer)
    Assignment.objects.filter(user=officer).update(ends_on=people.SINCE)
    job = run(job)
    assert (job.state, lying(), copies()) == (JobState.FAILED, [], 0)
    assert job.problem["vi"]


# --- the download ---------------------------------------------------------------------------------------------------


@pytest.fixture
def made(ward, officer) -> Job:
    return run(ask(ward, officer))


def test_whoever_asked_downloads_it_and_each_time_is_told(made, officer, ward):
    assert results.take(made, by=officer, at=AT).stored == JobFile.objects.get().stored
    event = AuditEvent.objects.get(action="core.file_taken")
    assert (event.by_id, event.area_path, event.subject_id) == (officer.pk, ward.path, str(made.pk))
    results.take(made, by=officer, at=AT)
    assert AuditEvent.objects.filter(action="core.file_taken").count() == 2
    assert copies() == 1


def test_nobody_else_has_it_not_even_of_the_same_duty(made, ward):
    for other in (people.person("tin", "ward_officer", ward), people.person("an", "administrator", ward), None):
        with pytest.raises(PermissionDenied):
            results.take(made, by=other, at=AT)
    assert not AuditEvent.objects.filter(action="core.file_taken").exists()


@pytest.mark.parametrize("role", ["enumerator", "ward_leader"])
def test_who_may_not_see_it_any_more_has_lost_the_copy(made, officer, role):
    """An enumerator takes nothing out; a leader does, but not with the numbers that this copy holds."""
    Assignment.objects.filter(user=officer).update(role=role)
    with pytest.raises(PermissionDenied):
        results.take(made, by=type(officer).objects.get(pk=officer.pk), at=AT)


def test_a_copy_without_numbers_stays_with_who_may_take_it(ward):
    leader = people.person("tin", "ward_leader", ward)
    job = run(ask(ward, leader))
    assert job.mark["whole"] is False
    assert results.take(job, by=leader, at=AT).size > 0


def test_whose_duty_moved_to_another_ward_has_lost_the_copy(made, officer):
    Assignment.objects.filter(user=officer).update(area=Unit.objects.get(code="00001"))
    with pytest.raises(PermissionDenied):
        results.take(made, by=type(officer).objects.get(pk=officer.pk), at=AT)


def test_after_three_days_it_is_refused_and_then_gone(made, officer):
    late = AT + datetime.timedelta(days=3)
    stored = JobFile.objects.get().stored
    assert results.remove_old(at=late - datetime.timedelta(seconds=1)) == 0
    with pytest.raises(results.FileGone, match="hết hạn"):
        results.take(made, by=officer, at=late)
    assert path_of(stored).exists()
    assert results.remove_old(at=late) == 1
    assert (lying(), JobFile.objects.get().gone_at) == ([], late)
    assert results.remove_old(at=late) == 0
    with pytest.raises(results.FileGone):
        results.take(made, by=officer, at=AT)


def test_what_a_killed_worker_sealed_without_a_row_goes_after_a_day(made):
    kept, orphan = path_of(JobFile.objects.get().stored), path_of("results/left.xlsx")
    orphan.write_bytes(b"x")
    assert results.remove_old(at=AT) == 0  # its row may be written this moment
    two_days_ago = time.time() - 2 * 24 * 3600
    for path in (kept, orphan):
        os.utime(path, (two_days_ago, two_days_ago))
    assert results.remove_old(at=AT) == 1
    assert (kept.exists(), orphan.exists()) == (True, False)


# --- the screens ----------------------------------------------------------------------------------------------------


def test_from_the_button_to_the_file(ward, officer):
    client = Client()
    client.force_login(officer, "django.contrib.auth.backends.ModelBackend")
    answer = client.post("/00016/2024/ho-dan/xuat/", {"layout": "full"})
    job = Job.objects.get(kind="registry.export")
    assert answer.headers["Location"] == f"/viec-nen/{job.pk}/"
    address = f"/viec-nen/{job.pk}/tep/"
    assert f'action="{address}"' not in client.get(f"/viec-nen/{job.pk}/").content.decode()
    early = client.post(address, follow=True)
    assert "đã hết hạn tải về" in early.content.decode()
    jobs.run_job(job.pk, clock=people_now)
    assert f'action="{address}"' in client.get(f"/viec-nen/{job.pk}/").content.decode()
    assert client.get(address).status_code == 405
    answer = client.post(address)
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="so-ho-dan-00016-')
    assert names_in(b"".join(answer.streaming_content)) == EVERYBODY
    other = Client()
    other.force_login(people.person("tin", "ward_officer", ward), "django.contrib.auth.backends.ModelBackend")
    assert other.post(address).status_code == 404
    request_finished.disconnect(close_old_connections)  # as the test client does: the test goes on with its connection
    answer.close()
    request_finished.connect(close_old_connections)


def people_now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)


@pytest.mark.parametrize("wanted", ["", "everything", "lists'"])
def test_an_unknown_layout_starts_nothing(ward, officer, wanted):
    client = Client()
    client.force_login(officer, "django.contrib.auth.backends.ModelBackend")
    answer = client.post("/00016/2024/ho-dan/xuat/", {"layout": wanted})
    assert answer.status_code == 200
    assert not Job.objects.filter(kind="registry.export").exists()
