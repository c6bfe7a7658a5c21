"""What an administrator sees and does on the screens, and what stays out of reach."""

from __future__ import annotations

import datetime
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chungtay.foundation.accounts import operations
from chungtay.foundation.accounts.models import Assignment, User
from chungtay.foundation.core.models import AuditEvent
from tests.factories import AT, PASSWORD, SINCE, person

PEOPLE = "/tai-khoan/nguoi-dung/"


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


def day(offset: int = 0) -> str:
    return f"{timezone.localdate() + datetime.timedelta(days=offset):%d/%m/%Y}"


def shown_password(page) -> str:
    return re.search(r"<dd>([a-z0-9]{5}-[a-z0-9]{5}-[a-z0-9]{5})</dd>", page.content.decode())[1]


def add(admin: Client, units, **changes):
    form = {
        "full_name": "Trần Thị Hòa",
        "username": "",
        "role": "ward_officer",
        "area": units["00016"].pk,
        "starts_on": day(),
        "ends_on": "",
    }
    return admin.post(f"{PEOPLE}them/", form | changes)


def test_a_colleague_is_added_and_signs_in_with_the_password_shown_once(admin, units):
    page = add(admin, units)
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    word = shown_password(page)
    fresh = Client()
    assert fresh.post("/tai-khoan/dang-nhap/", {"username": "hoatt", "password": word}).status_code == 302
    assert fresh.get("/00016/2024/").url == "/tai-khoan/mat-khau/"
    later = admin.get(f"{PEOPLE}{User.objects.get(username='hoatt').pk}/").content.decode()
    assert word not in later
    assert word not in str(list(AuditEvent.objects.values_list("detail", flat=True)))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"role": "district_officer"}, "được giao cho"),
        ({"full_name": ""}, "Trường này là bắt buộc"),
        ({"username": "hòa"}, "chữ không dấu"),
        ({"username": "son"}, "đã có"),
        ({"ends_on": "01/01/2019"}, "đứng trước"),
        ({"starts_on": "31/02/2024"}, "ngày"),
        ({"area": "999999"}, "Chọn"),
        ({"role": "king"}, "Chọn"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(admin, units, changes, sentence):
    before = User.objects.count(), AuditEvent.objects.count()
    page = add(admin, units, **changes)
    assert page.status_code == 200
    alert = page.content.decode().split('role="alert"')[1].split("</div>")[0]
    assert sentence.lower() in alert.lower()
    assert (User.objects.count(), AuditEvent.objects.count()) == before


def test_a_ward_administrator_cannot_even_name_another_ward(units):
    client = client_of(person("lan", "administrator", units["00016"]))
    page = client.get(f"{PEOPLE}them/").content.decode()
    assert "Phường Ngọc Hà" in page
    assert "Phường Phúc Xá" not in page.split('id="page"')[1]
    assert "district_officer" not in page
    add(client, units, area=units["00001"].pk)
    assert not Assignment.objects.filter(area=units["00001"]).exists()


def test_the_list_is_sorted_by_given_name_and_found_without_marks(admin, units):
    for username, name in (("a", "Nguyễn Văn Ước"), ("b", "Trần Thị Ánh"), ("c", "Đỗ Thị Đào"), ("d", "Lê Bá Dũng")):
        operations.add_account(
            username=username, full_name=name, password=PASSWORD, office=units["00016"], by=None, at=AT
        )
    page = admin.get(PEOPLE)
    names = [each.account.full_name for each in page.context["people"]]
    assert names == ["Trần Thị Ánh", "Lê Bá Dũng", "Đỗ Thị Đào", "Son", "Nguyễn Văn Ước"]
    found = admin.get(PEOPLE, {"tim": "dao do"}).context["people"]
    assert [each.account.username for each in found] == ["c"]
    assert len(admin.get(PEOPLE, {"ai": "idle"}).context["people"]) == 4
    assert len(admin.get(PEOPLE, {"ai": "nonsense"}).context["people"]) == 5


def test_the_list_needs_the_same_statements_however_many_people(admin, units):
    def statements() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            admin.get(PEOPLE)
        return len(seen)

    person("first", "enumerator", units["00016"])
    few = statements()
    for number in range(12):
        person(f"more{number}", "enumerator", units["00016"])
    assert statements() == few


def test_a_duty_is_given_and_ended_on_the_page_of_a_person(admin, units):
    user = person("an", "enumerator", units["00016"])
    form = {"role": "committee_member", "area": units["00016"].pk, "starts_on": day(), "ends_on": ""}
    assert admin.post(f"{PEOPLE}{user.pk}/giao-viec/", form).status_code == 302
    row = Assignment.objects.get(user=user, role="committee_member")
    assert admin.post(f"{PEOPLE}{user.pk}/viec/{row.pk}/", {"last_day": day(3)}).status_code == 302
    row.refresh_from_db()
    assert row.ends_on == timezone.localdate() + datetime.timedelta(days=3)
    other = person("binh", "enumerator", units["00016"])
    assert admin.get(f"{PEOPLE}{other.pk}/viec/{row.pk}/").status_code == 404


def test_two_roles_that_never_meet_are_refused_on_the_page(admin, units):
    user = person("an", "fund_keeper", units["00016"])
    form = {"role": "fund_approver", "area": units["00016"].pk, "starts_on": day(), "ends_on": ""}
    page = admin.post(f"{PEOPLE}{user.pk}/giao-viec/", form)
    assert "không bao giờ do một người" in page.content.decode()


def test_a_hand_over_in_one_form(admin, units):
    leaves, comes = person("an", "ward_officer", units["00016"]), person("binh", "enumerator", units["00016"])
    page = admin.get(f"{PEOPLE}ban-giao/", {"tu": leaves.pk})
    assert f'<option value="{leaves.pk}" selected>' in page.content.decode()
    form = {"giver": leaves.pk, "taker": comes.pk, "first_day": day(1)}
    assert admin.post(f"{PEOPLE}ban-giao/", form).status_code == 302
    today = timezone.localdate()
    assert Assignment.objects.get(user=leaves).ends_on == today
    assert Assignment.objects.get(user=comes, role="ward_officer").starts_on == today + datetime.timedelta(days=1)


@pytest.mark.parametrize("wrong", [{"first_day": "01/01/2024"}, {"taker": ""}, {"giver": "999"}])
def test_a_hand_over_that_cannot_be_changes_nothing(admin, units, wrong):
    leaves, comes = person("an", "ward_officer", units["00016"]), person("binh", "enumerator", units["00016"])
    page = admin.post(f"{PEOPLE}ban-giao/", {"giver": leaves.pk, "taker": comes.pk, "first_day": day()} | wrong)
    assert 'role="alert"' in page.content.decode()
    assert not AuditEvent.objects.filter(action="accounts.handed_over").exists()


def test_a_new_password_ends_open_sessions_and_the_waiting_after_wrong_tries(admin, units):
    user = person("an", "ward_officer", units["00016"])
    theirs = client_of(user)
    for _ in range(5):
        Client().post("/tai-khoan/dang-nhap/", {"username": "an", "password": "wrong"})
    word = shown_password(admin.post(f"{PEOPLE}{user.pk}/mat-khau/"))
    assert theirs.get("/00016/2024/").status_code == 302
    assert Client().post("/tai-khoan/dang-nhap/", {"username": "an", "password": word}).status_code == 302


def test_closing_ends_the_session_at_once_and_opening_again_gives_no_duty_back(admin, units):
    user = person("an", "ward_officer", units["00016"])
    theirs = client_of(user)
    admin.post(f"{PEOPLE}{user.pk}/dong/")
    assert theirs.get("/00016/2024/").status_code == 302
    assert "an" in [each.account.username for each in admin.get(PEOPLE, {"ai": "closed"}).context["people"]]
    word = shown_password(admin.post(f"{PEOPLE}{user.pk}/mo-lai/"))
    fresh = Client()
    assert fresh.post("/tai-khoan/dang-nhap/", {"username": "an", "password": word}).status_code == 302
    assert "đã đóng" not in admin.get(f"{PEOPLE}{user.pk}/").content.decode()


def test_an_administrator_does_nothing_to_himself(admin, chief, units):
    form = {"role": "emulation_council", "area": units["001"].pk, "starts_on": day(), "ends_on": ""}
    for step in ("giao-viec", "mat-khau", "dong", "mo-lai"):
        assert admin.post(f"{PEOPLE}{chief.pk}/{step}/", form).status_code == 403
    page = admin.get(f"{PEOPLE}{chief.pk}/").content.decode()
    assert "tài khoản của chính ông/bà" in page
    assert "giao-viec" not in page


def test_somebody_who_also_works_elsewhere_is_seen_but_not_changed(units):
    ward_chief = client_of(person("lan", "administrator", units["00016"]))
    both = person("hoa", "enumerator", units["00016"])
    operations.assign(both, role="enumerator", area=units["00001"], starts_on=SINCE, by=None, at=AT)
    page = ward_chief.get(f"{PEOPLE}{both.pk}/").content.decode()
    assert "Phúc Xá" not in page
    assert "cấp trên" in page
    assert ward_chief.post(f"{PEOPLE}{both.pk}/mat-khau/").status_code == 403


def test_no_page_of_an_administrator_shows_a_household(admin, classified):
    from chungtay.work.review.models import HouseholdResult

    names = [home.head_name for home in HouseholdResult.objects.all()]
    for address in (PEOPLE, f"{PEOPLE}them/", f"{PEOPLE}ban-giao/", "/tai-khoan/"):
        page = admin.get(address).content.decode()
        assert not [name for name in names if name in page]
