"""The auditor's page: the events of the own area, found by who, what, to what and when; and whether the trail holds."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chungtay.foundation.core.models import AuditEvent, Job, TrailCheck
from chungtay.foundation.core.operations import check_trail, jobs, record_event, record_look
from tests import factories
from tests.factories import AT
from tests.flushing import as_the_owner_of_the_database

ADDRESS = "/nhat-ky/"


@pytest.fixture
def auditor(units):
    return factories.person("kiemtra", "auditor", units["001"])


@pytest.fixture
def ward_auditor(units):
    return factories.person("kiemtra.phuong", "auditor", units["00016"])


@pytest.fixture
def province_auditor(units):
    return factories.person("kiemtra.tinh", "auditor", units["01"])


def page(client, user, **asked) -> str:
    client.force_login(user)
    answer = client.get(ADDRESS, asked)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def acts(units, officer):
    """One event in each ward, and one without area."""
    here, there = units["00016"], units["00001"]
    return [
        record_event("review.file_uploaded", here, by=officer, at=AT, area=here, detail={"size": 4321}),
        record_event("review.file_withdrawn", there, by=None, at=AT + datetime.timedelta(days=2), area=there),
        record_event("core.key_added", units["01"], by=None, at=AT, detail={"key": "k0f0f0f0f"}),
    ]


def test_an_auditor_sees_the_own_area_alone(client, acts, auditor, ward_auditor, province_auditor):
    def seen(user) -> list[bool]:
        shown = page(client, user)
        rows = shown[shown.index("<tbody>") :]
        return [words in rows for words in ("Đã nạp tệp", "Đã rút tệp", "Đã thêm khóa mã hóa mới")]

    assert seen(ward_auditor) == [True, False, False]
    assert seen(auditor) == [True, True, False]
    assert seen(province_auditor) == [True, True, True]


def test_a_line_says_who_did_what_to_what(client, acts, auditor):
    shown = page(client, auditor, viec="review.file_uploaded")
    assert "Đã nạp tệp" in shown
    assert "Hoa" in shown
    assert "Phường Ngọc Hà" in shown
    assert "số byte: 4321" in shown
    assert "20/09/2024" in shown


def test_details_are_in_words_that_people_read(client, units, officer, auditor):
    record_look(officer, ["full_name"], by=officer, at=AT, area=units["00016"])
    record_event(
        "places.unit_closed", units["00016"], by=None, at=AT, area=units["00016"], detail={"last_day": "2025-06-30"}
    )
    record_event(
        "review.file_uploaded", units["00016"], by=None, at=AT, area=units["001"], detail={"sha256": "ab" * 32}
    )
    shown = page(client, auditor)
    assert "trường: họ và tên" in shown.lower()
    assert "ngày cuối: 30/06/2025" in shown
    assert "mã của tệp: abababababab…" in shown


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"ai": "hoa"}, [1]),
        ({"ai": "nobody"}, []),
        ({"viec": "review.file_withdrawn"}, [2]),
        ({"loai": "places.unit"}, [2, 1]),
        ({"loai": "review.reviewfile"}, []),
        ({"tu": "21/09/2024"}, [2]),
        ({"den": "21/09/2024"}, [1]),
        ({"tu": "20/09/2024", "den": "22/09/2024"}, [2, 1]),
        ({"tu": "23/09/2024"}, []),
    ],
)
def test_filters(client, acts, auditor, asked, found):
    client.force_login(auditor)
    rows = client.get(ADDRESS, asked).context["rows"]
    numbers = {event.number: place for place, event in enumerate(acts, 1)}
    assert [numbers[row.event.number] for row in rows if row.event.number in numbers] == found


def test_a_subject_by_its_number(client, acts, units, auditor):
    client.force_login(auditor)
    rows = client.get(ADDRESS, {"loai": "places.unit", "so": str(units["00001"].pk)}).context["rows"]
    assert [row.event.number for row in rows if row.event.action.startswith("review")] == [acts[1].number]


@pytest.mark.parametrize("asked", [{"tu": "31/02/2024"}, {"viec": "review.nothing"}, {"tu": "mai"}])
def test_a_wrong_question_is_marked_and_finds_nothing(client, acts, auditor, asked):
    client.force_login(auditor)
    answer = client.get(ADDRESS, asked)
    assert answer.context["rows"] == []
    assert answer.context["form"].errors
    assert "Sửa chỗ được đánh dấu" in answer.content.decode()


def test_pages_follow_each_other_and_each_takes_the_same_statements(client, units, ward_auditor):
    ward = units["00016"]
    for n in range(120):
        record_event("review.paper_taken", ward, by=ward_auditor if n % 2 else None, at=AT, area=ward)
    client.force_login(ward_auditor)
    seen, counts, before = [], [], ""
    while True:
        with CaptureQueriesContext(connection) as asked:
            context = client.get(ADDRESS, {"truoc": before, "viec": "review.paper_taken"}).context
        seen += [row.event.number for row in context["rows"]]
        counts.append(len(asked))
        before = context["older"]
        if before is None:
            break
    assert len(seen) == 120
    assert seen == sorted(seen, reverse=True)
    assert len(set(counts)) == 1
    assert counts[0] <= 12


def test_it_says_whether_the_trail_holds_and_since_when(client, acts, auditor):
    assert "Chưa ai kiểm tra nhật ký." in page(client, auditor)
    check = check_trail(by=auditor, at=AT)
    record_event("review.paper_taken", acts[0], by=None, at=AT, area="/1/2/")
    shown = page(client, auditor)
    assert "Nhật ký nguyên vẹn." in shown
    assert f"{check.events}:{check.last_hash[:16]}" in shown
    assert "20/09/2024" in shown


def test_it_names_the_first_broken_link(client, acts, auditor):
    with as_the_owner_of_the_database(AuditEvent):
        AuditEvent.objects.filter(pk=acts[0].pk).update(detail={})
    check_trail(by=auditor, at=AT)
    shown = page(client, auditor)
    assert "Nhật ký không còn nguyên vẹn." in shown
    assert f"Việc số {acts[0].number} không còn đúng như khi được ghi." in shown


def test_the_button_verifies_in_the_background(client, acts, auditor):
    client.force_login(auditor)
    answer = client.post(f"{ADDRESS}kiem-tra/")
    job = Job.objects.get()
    assert answer.url == f"/viec-nen/{job.pk}/"
    assert client.post(f"{ADDRESS}kiem-tra/").url == answer.url  # pressed twice, done once
    jobs.run_job(job.pk, clock=lambda: AT)
    job.refresh_from_db()
    events = AuditEvent.objects.count()
    assert job.result["vi"] == f"Nhật ký nguyên vẹn: {events} việc."
    assert TrailCheck.objects.get().by == auditor


def test_a_broken_trail_fails_the_job_with_its_sentence(client, acts, auditor):
    with as_the_owner_of_the_database(AuditEvent):
        AuditEvent.objects.filter(pk=acts[0].pk).delete()
    client.force_login(auditor)
    client.post(f"{ADDRESS}kiem-tra/")
    job = Job.objects.get()
    jobs.run_job(job.pk, clock=lambda: AT)
    job.refresh_from_db()
    assert job.state == "failed"
    assert "đã bị xóa khỏi nhật ký" in job.problem["vi"]


def test_other_roles_are_refused(client, acts, officer):
    client.force_login(officer)
    assert client.get(ADDRESS).status_code == 403
    assert client.post(f"{ADDRESS}kiem-tra/").status_code == 403
