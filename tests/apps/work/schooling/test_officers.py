"""The officer of a school: the own school's pupils by name and class, what is theirs, and nothing of the register."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from chungtay.foundation.accounts import operations as accounts
from chungtay.foundation.accounts.models import Role
from chungtay.foundation.core.models import AuditEvent
from chungtay.foundation.places.models import Unit
from chungtay.records.entitlements.models import SupportLine
from chungtay.records.entitlements.operations import lists as giving
from chungtay.records.registry.operations import editing, life
from chungtay.records.registry.operations.status import NewStatus, record_status
from chungtay.work.schooling.models import AwayTask, Enrolment, SchoolOfficer
from chungtay.work.schooling.operations.enrolments import confirm_pupils, end_enrolment
from chungtay.work.schooling.operations.schools import end_officer, name_officer
from chungtay.work.schooling.operations.staying_away import record_visit
from chungtay.work.schooling.operations.support import draw_up_due
from chungtay.work.schooling.queries.pupils import schools_seen, unconfirmed
from chungtay.work.schooling.queries.staying_away import tasks_seen
from tests import factories
from tests.apps.records.registry.factories import household, member, person
from tests.apps.work.schooling.factories import AT, YEAR, D, enrolled, school

TODAY = D(2026, 11, 10)
PAPER = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
BASE = "/00016/2026/truong-hoc/"

DOCUMENTS = ["Giấy xác nhận khuyết tật", "Giấy chứng nhận hộ nghèo, hộ cận nghèo"]


@pytest.fixture
def ward(db) -> Unit:
    factories.district()
    return Unit.objects.get(level="ward", code="00016")


@pytest.fixture
def hands(ward):
    return {
        "keeper": factories.person("keeper-school", Role.WARD_OFFICER, ward),
        "leader": factories.person("leader-school", Role.WARD_LEADER, ward),
        "officer": factories.person("teacher", Role.SCHOOL_OFFICER, ward),
        "other": factories.person("teacher-elsewhere", Role.SCHOOL_OFFICER, ward),
    }


@pytest.fixture
def home(ward):
    """A poor household: the girl is disabled, the boy is not."""
    children = (member("Nguyễn Thị Ánh", "child", "2017-01-15"), member("Nguyễn Minh Khôi", "child", "2016-06-30"))
    made = household(Unit.objects.get(level="group", parent=ward), (member(), *children), since=D(2018, 1, 1))
    editing.set_circumstance(person(made, "Ánh"), kind="disability", code="2", since=D(2020, 1, 1), by=None, at=AT)
    record_status(made, NewStatus(2026, "vn-2022", "poor", D(2026, 1, 1), "legacy"), by=None, at=AT)
    return made


@pytest.fixture
def primary(ward, hands):
    made = school(ward, hands["keeper"])
    name_officer(made, user=hands["officer"].pk, by=hands["keeper"], at=AT)
    return made


@pytest.fixture
def second(ward, hands):
    made = school(ward, hands["keeper"], "Trường THCS Bình Minh", "3")
    name_officer(made, user=hands["other"].pk, by=hands["keeper"], at=AT)
    return made


def test_who_works_where_is_named_by_the_ward(primary, second, hands, ward) -> None:
    with pytest.raises(ValidationError):  # named already
        name_officer(primary, user=hands["officer"].pk, by=hands["keeper"], at=AT)
    with pytest.raises(ValidationError):  # no duty of a school officer
        name_officer(primary, user=hands["leader"].pk, by=hands["keeper"], at=AT)
    with pytest.raises(PermissionDenied):
        name_officer(second, user=hands["officer"].pk, by=hands["officer"], at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        SchoolOfficer.objects.create(school=primary, user=hands["officer"], named_at=AT)
    assert [each.pk for each in schools_seen(hands["officer"], ward, TODAY)] == [primary.pk]
    assert schools_seen(hands["keeper"], ward, TODAY).count() == 2
    end_officer(primary, user=hands["officer"].pk, by=hands["keeper"], at=AT)
    assert not schools_seen(hands["officer"], ward, TODAY).exists()
    with pytest.raises(ValidationError):
        end_officer(primary, user=hands["officer"].pk, by=hands["keeper"], at=AT)
    name_officer(primary, user=hands["officer"].pk, by=hands["keeper"], at=AT)  # and back again


def test_confirming_is_for_the_own_school(primary, second, home, hands) -> None:
    enrolled(primary, person(home, "Ánh"), 4, "4A", by=hands["keeper"])
    enrolled(primary, person(home, "Khôi"), 5, "5A", by=hands["keeper"])
    with pytest.raises(PermissionDenied):
        confirm_pupils(primary, year=YEAR, by=hands["other"], at=AT)
    assert confirm_pupils(primary, year=YEAR, class_name="4A", by=hands["officer"], at=AT) == 1
    assert unconfirmed(primary, YEAR) == 1
    assert confirm_pupils(primary, year=YEAR, by=hands["officer"], at=AT) == 1
    with pytest.raises(ValidationError):
        confirm_pupils(primary, year=YEAR, by=hands["officer"], at=AT)
    rows = Enrolment.objects.values_list("confirmed_on", "confirmed_by")
    assert set(rows) == {(TODAY, hands["officer"].pk)}
    with pytest.raises(IntegrityError), transaction.atomic():
        Enrolment.objects.update(confirmed_by=None)
    assert AuditEvent.objects.filter(action="schooling.pupils_confirmed").count() == 2


def test_a_drop_out_is_reported_and_followed(primary, second, home, hands, ward) -> None:
    row = enrolled(primary, person(home, "Khôi"), 5, "5A", by=hands["keeper"])
    told = {"state": "left", "on": D(2026, 11, 2), "why": "Ở nhà trông em", "at": AT}
    with pytest.raises(PermissionDenied):
        end_enrolment(row.pk, by=hands["other"], **told)
    end_enrolment(row.pk, by=hands["officer"], **told)
    task = AwayTask.objects.get()
    assert (task.reason, task.due_on, task.last_id) == ("left", D(2026, 11, 25), row.pk)
    assert tasks_seen(hands["officer"], ward, YEAR, TODAY).get() == task
    assert not tasks_seen(hands["other"], ward, YEAR, TODAY).exists()
    visit = {"outcome": "visited", "on": TODAY, "note": "Mẹ ốm", "at": AT}
    with pytest.raises(PermissionDenied):
        record_visit(task.pk, by=hands["other"], **visit)
    record_visit(task.pk, by=hands["officer"], **visit)
    enrolled(primary, person(home, "Khôi"), 5, "5A", by=hands["keeper"], on=TODAY)
    record_visit(task.pk, by=hands["keeper"], **(visit | {"outcome": "returned", "note": "Đã đi học lại"}))
    task.refresh_from_db()
    assert (task.outcome, task.closed_on) == ("returned", TODAY)


def test_nobody_is_reported_who_died_or_is_at_another_school(primary, second, home, hands) -> None:
    girl, boy = person(home, "Ánh"), person(home, "Khôi")
    first, other = (enrolled(primary, each, by=hands["keeper"]) for each in (girl, boy))
    life.record_death(boy, on=D(2026, 11, 9), by=None, at=AT)
    end = {"state": "left", "why": "x", "by": hands["officer"], "at": AT}
    end_enrolment(other.pk, on=D(2026, 11, 8), **end)
    assert not AwayTask.objects.exists()
    end_enrolment(first.pk, on=D(2026, 10, 1), **end)
    again = enrolled(second, girl, 6, "6A", by=hands["keeper"], on=D(2026, 10, 2))
    end_enrolment(again.pk, on=D(2026, 11, 1), **(end | {"by": hands["other"]}))
    assert AwayTask.objects.count() == 1  # one a child and year


@pytest.fixture
def approved(primary, home, hands):
    """A scholarship by policy, due to the girl: five months of 2,024,000."""
    enrolled(primary, person(home, "Ánh"), 4, "4A", by=hands["keeper"])
    enrolled(primary, person(home, "Khôi"), 5, "5A", by=hands["keeper"])
    made = draw_up_due(primary, policy="scholarship-disabled-2013", year=YEAR, term=1, by=hands["keeper"], at=AT)
    return giving.approve_list(made.pk, decision="12/QĐ-UBND", documents=DOCUMENTS, by=hands["leader"], at=AT)


def test_the_own_school_hands_over_and_nobody_elses(approved, second, home, hands) -> None:
    line = SupportLine.objects.get()
    act = {"received_by": "Trần Thị Hường", "on": TODAY, "at": AT}
    with pytest.raises(PermissionDenied):
        giving.hand_over(approved.pk, line.pk, by=hands["other"], **act)
    given = giving.hand_over(approved.pk, line.pk, by=hands["officer"], **act)
    # what is due is worked out again whole: the officer's own reach into the register is nothing
    assert (given.state, given.amount, given.handed_by) == ("delivered", 10_120_000, hands["officer"])


def test_the_receipt_that_comes_later_is_added_by_the_own_school(approved, primary, second, hands, client) -> None:
    """Money of the state: handed over without a signature, the line says so until the signed paper is there."""
    line = SupportLine.objects.get()
    giving.hand_over(approved.pk, line.pk, received_by="Mẹ", on=TODAY, by=hands["officer"], at=AT)
    page = f"{BASE}{primary.pk}/ho-tro/danh-sach/{approved.pk}/"
    sent = {"file": SimpleUploadedFile("phieu.pdf", PAPER, "application/pdf")}
    client.force_login(hands["other"])
    assert client.post(f"{page}{line.pk}/ky-nhan/", sent).status_code == 404
    client.force_login(hands["officer"])
    assert "Còn thiếu phiếu ký nhận" in client.get(page).content.decode()
    bad = SimpleUploadedFile("x.txt", b"hello", "text/plain")
    client.post(f"{page}{line.pk}/ky-nhan/", {"file": bad})
    client.post(f"{page}{line.pk}/ky-nhan/")
    assert SupportLine.objects.get().proof == ""
    sent = {"file": SimpleUploadedFile("phieu.pdf", PAPER, "application/pdf")}
    answer = client.post(f"{page}{line.pk}/ky-nhan/", sent, follow=True)
    assert "Còn thiếu phiếu ký nhận" not in answer.content.decode()
    assert SupportLine.objects.get().proof_type == "application/pdf"


def test_what_is_due_no_more_lapses_in_the_hand_of_the_school(approved, home, hands) -> None:
    life.record_death(person(home, "Ánh"), on=TODAY, by=None, at=AT)
    line = SupportLine.objects.get()
    given = giving.hand_over(approved.pk, line.pk, received_by="Mẹ", on=TODAY, by=hands["officer"], at=AT)
    assert given.state == "lapsed"


def test_lists_of_no_school_stay_closed(primary, home, hands, ward) -> None:
    """The right of a school reaches no other list of the ward."""
    made = giving.SupportList.objects.create(
        ward=ward, policy="x", title="Khác", period="2026", day=TODAY, state="approved", decision_number="1",
        drawn_by=hands["keeper"], drawn_at=AT, approved_by=hands["leader"], approved_at=AT,
    )  # fmt: skip
    line = made.lines.create(policy="x", period="2026", household=home, state="approved", reason="x")
    with pytest.raises(PermissionDenied):
        giving.hand_over(made.pk, line.pk, received_by="A", on=TODAY, by=hands["officer"], at=AT)


def test_pages_show_names_and_classes_and_no_register(approved, primary, second, home, hands, client) -> None:
    client.force_login(hands["officer"])
    shown = ""
    for address in ("", f"{primary.pk}/", f"{primary.pk}/ho-tro/", f"{primary.pk}/ho-tro/danh-sach/{approved.pk}/"):
        answer = client.get(BASE + address)
        assert answer.status_code == 200, address
        shown += answer.content.decode()
    for told in ("Nguyễn Thị Ánh", "4A", "10.120.000", "Nguyễn Minh Khôi"):
        assert told in shown
    for hidden in (home.code, "/ho/", "Khuyết tật", "Hộ nghèo", "Trường THCS Bình Minh", "nặng", "khuyết tật"):
        assert hidden not in shown, hidden
    assert f"Tiền · danh sách {approved.pk}" in shown
    assert client.get(f"{BASE}{second.pk}/").status_code == 404
    assert client.get(f"/00016/2026/quyen-loi/danh-sach/{approved.pk}/").status_code == 403
    assert client.get("/00016/2026/ho/").status_code in (403, 404)
    assert client.get("/", follow=True).redirect_chain[-1][0].endswith("/truong-hoc/")


def test_a_school_officer_who_is_ward_officer_elsewhere_sees_no_more_here(primary, home, hands, client) -> None:
    """Two duties in two wards: each holds in its own ward alone."""
    other = Unit.objects.get(level="ward", code="00001")
    accounts.assign(hands["officer"], role=Role.WARD_OFFICER, area=other, starts_on=factories.SINCE, by=None, at=AT)
    enrolled(primary, person(home, "Ánh"), by=hands["keeper"])
    client.force_login(hands["officer"])
    for address in (f"{primary.pk}/ghi-danh/", f"{primary.pk}/ho-tro/chon/", f"{primary.pk}/nhan-danh-sach/"):
        assert client.get(BASE + address).status_code == 403, address
    assert home.code not in client.get(f"{BASE}{primary.pk}/").content.decode()


@pytest.mark.parametrize("count", [1, 12])
def test_a_page_asks_as_often_for_many_as_for_one(count, primary, ward, hands, client) -> None:
    group = Unit.objects.get(level="group", parent=ward)
    for _number in range(count):
        made = household(group, (member(), member("Lê Thị Ánh", "child", "2016-01-15")), since=D(2018, 1, 1))
        enrolled(primary, person(made, "Ánh"), by=hands["keeper"])
    client.force_login(hands["officer"])
    client.get(f"{BASE}{primary.pk}/")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(f"{BASE}{primary.pk}/").status_code == 200
    assert len(asked) <= 21
