"""A wider view: an administrator reads his area for a while, with a reason, changes nothing, and leaves a trail."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from chungtay.foundation.accounts import operations
from chungtay.foundation.accounts.models import Assignment, User, WiderView
from chungtay.foundation.accounts.tasks import end_when_over
from chungtay.foundation.core.models import AuditEvent
from chungtay.foundation.core.queries import first_broken_link
from tests.apps.foundation.accounts.test_second_factor import code_of
from tests.factories import AT, person

PAGE = "/tai-khoan/quyen-tam/"
REASON = "Phường báo danh sách hộ thiếu một tổ, cần xem để tìm lỗi."


def client_of(user) -> Client:
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def chief(units) -> User:
    return person("son", "administrator", units["001"])


@pytest.fixture
def admin(chief) -> Client:
    return client_of(chief)


def begin(admin: Client, **changes):
    return admin.post(PAGE, {"reason": REASON, "minutes": "30"} | changes)


def requests_recorded() -> list[str]:
    return [event.detail["page"] for event in AuditEvent.objects.filter(action="accounts.wider_request")]


def test_it_opens_reading_of_the_own_area_and_closes_again(admin, chief, classified):
    file = f"/001/2024/ra-soat/{classified.pk}/"
    home = f"{file}ho/{classified.households.first().pk}/"
    assert admin.get(file).status_code == admin.get(home).status_code == 403
    assert begin(admin).status_code == 302
    page = admin.get(home)
    assert page.status_code == 200
    assert "QUYỀN XEM TẠM THỜI" in page.content.decode()
    assert admin.get("/tai-khoan/nguoi-dung/").status_code == 200
    admin.post(f"{PAGE}ket-thuc/")
    assert admin.get(home).status_code == 403
    assert "QUYỀN XEM TẠM THỜI" not in admin.get("/tai-khoan/").content.decode()
    assert list(Assignment.objects.filter(user=chief).values_list("role", flat=True)) == ["administrator"]


def test_beginning_end_and_every_page_stand_in_the_trail(admin, chief, classified):
    begin(admin)
    admin.get(f"/001/2024/ra-soat/{classified.pk}/", {"tim": "nguyen van an"})
    admin.get("/00016/2024/")
    admin.get("/00016/2024/ra-soat/tai-len/")  # refused, and recorded all the same
    admin.post(f"{PAGE}ket-thuc/")
    admin.get("/tai-khoan/")
    assert requests_recorded() == ["review:file", "home:today", "review:upload", "accounts:end_wider"]
    row = WiderView.objects.get()
    actions = AuditEvent.objects.filter(subject_type="accounts.widerview", subject_id=str(row.pk))
    assert [event.action for event in actions] == [
        "accounts.wider_begun",
        *["accounts.wider_request"] * 4,
        "accounts.wider_ended",
    ]
    seen = AuditEvent.objects.filter(action="accounts.wider_request").first()
    assert seen.detail == {"page": "review:file", "place": "001", "year": "2024", "number": str(classified.pk)}
    assert {event.by for event in actions} == {chief}
    assert "nguyen" not in str([event.detail for event in actions])
    assert first_broken_link() is None


def test_nothing_is_changed_under_it(admin, classified):
    begin(admin)
    before = classified.state
    for step in ("rut", "chay-lai"):
        assert admin.post(f"/001/2024/ra-soat/{classified.pk}/{step}/").status_code == 403
    assert admin.get("/001/2024/ra-soat/tai-len/").status_code == 403
    classified.refresh_from_db()
    assert classified.state == before


def test_it_reaches_no_further_than_the_own_area(units, classified):
    ward = client_of(person("lan", "administrator", units["00016"]))
    begin(ward)
    assert ward.get("/00016/2024/").status_code == 200
    assert ward.get("/00001/2024/").status_code == 403
    assert ward.get("/001/2024/").status_code == 403


def test_another_session_of_the_same_person_sees_nothing_more(admin, chief, classified):
    other = client_of(chief)
    begin(admin)
    assert other.get(f"/001/2024/ra-soat/{classified.pk}/").status_code == 403


def test_the_clock_ends_it(admin, classified):
    begin(admin, minutes="15")
    past = timezone.now() - datetime.timedelta(minutes=16)
    WiderView.objects.update(began_at=past, until=past + datetime.timedelta(minutes=15))
    assert admin.get(f"/001/2024/ra-soat/{classified.pk}/").status_code == 403
    row = WiderView.objects.get()
    assert row.ended_at == row.until
    event = AuditEvent.objects.get(action="accounts.wider_ended")
    assert (event.by, event.detail) == (None, {"by_clock": True})
    admin.get("/tai-khoan/")
    assert AuditEvent.objects.filter(action="accounts.wider_ended").count() == 1


def test_the_end_is_recorded_even_when_nobody_comes_back(chief):
    now = timezone.now()
    begun = now - datetime.timedelta(minutes=20)
    row = operations.begin_wider(chief, reason=REASON, minutes=15, with_factor=False, at=begun)
    end_when_over.call(row.pk)
    end_when_over.call(row.pk)
    assert AuditEvent.objects.filter(action="accounts.wider_ended").count() == 1
    early = operations.begin_wider(chief, reason=REASON, minutes=60, with_factor=False, at=now)
    end_when_over.call(early.pk)
    assert WiderView.objects.get(pk=early.pk).ended_at is None


@pytest.mark.parametrize(
    "wrong", [{"reason": ""}, {"reason": "cần"}, {"minutes": "61"}, {"minutes": "600"}, {"minutes": ""}]
)
def test_without_a_reason_or_for_longer_there_is_none(admin, wrong):
    assert begin(admin, **wrong).status_code == 200
    assert not WiderView.objects.exists()


def test_one_at_a_time_and_for_administrators_alone(chief, officer, units):
    operations.begin_wider(chief, reason=REASON, minutes=15, with_factor=False, at=AT)
    with pytest.raises(ValidationError):
        operations.begin_wider(chief, reason=REASON, minutes=15, with_factor=False, at=AT)
    later = AT + datetime.timedelta(minutes=15)
    operations.begin_wider(chief, reason=REASON, minutes=15, with_factor=False, at=later)
    assert list(WiderView.objects.values_list("ended_at", flat=True)) == [None, later]
    with pytest.raises(PermissionDenied):
        operations.begin_wider(officer, reason=REASON, minutes=15, with_factor=False, at=AT)
    with pytest.raises(ValidationError):
        operations.begin_wider(chief, reason=REASON, minutes=120, with_factor=False, at=later + later.resolution)


def test_a_second_factor_is_asked_for_where_there_is_one(admin, chief):
    factor = operations.start_factor(chief, by=chief, at=AT)
    operations.confirm_factor(chief, code=code_of(factor.key, AT), by=chief, at=AT)
    assert begin(admin).status_code == 200
    assert begin(admin, code="000000").status_code == 200
    assert not WiderView.objects.exists()
    assert begin(admin, code=code_of(factor.key, timezone.now())).status_code == 302
    assert WiderView.objects.get().with_factor


def test_whoever_audits_the_area_reads_the_reasons(admin, units):
    begin(admin)
    auditor = client_of(person("kiem", "auditor", units["001"]))
    assert REASON in auditor.get(f"{PAGE}so/").content.decode()
    other = client_of(person("tra", "auditor", units["00016"]))
    assert REASON not in other.get(f"{PAGE}so/").content.decode()
