"""A household with its members on one page."""

from __future__ import annotations

import pytest
from django.test import Client

from chungtay.records.registry.models import Household, IdentityPaper, Person
from tests import factories as people
from tests.apps.records.registry import factories as f

pytestmark = pytest.mark.django_db
ADDRESS = "/00016/2024/ho-dan/dang-ky/"


@pytest.fixture
def office(group) -> Client:
    client = Client()
    client.force_login(people.person("hoa", "ward_officer", group.parent), "django.contrib.auth.backends.ModelBackend")
    return client


def typed(group, *rows: dict[str, str], **home: str) -> dict[str, str]:
    data = {"group": str(group.pk), "address": "Số 5", "since": "01/03/2023", "nguoi-TOTAL_FORMS": str(len(rows))}
    data["nguoi-INITIAL_FORMS"] = "0"
    for number, row in enumerate(rows):
        data |= {f"nguoi-{number}-{name}": value for name, value in ({"ethnicity": "Kinh"} | row).items()}
    return data | home


HEAD = {"full_name": "Lê Thị Sáu", "sex": "female", "born": "1961", "relation": "head", "number": "099 161 000 001"}
CHILD = {"full_name": "Lê Văn Tám", "sex": "male", "born": "02/05/1990", "relation": "child"}


def test_empty_rows_are_left_out(office, group):
    answer = office.post(ADDRESS, typed(group, HEAD, CHILD, {}, {}))
    home = Household.objects.get()
    assert answer.url.startswith(f"/00016/2024/ho-dan/{home.pk}/?viec=")
    assert f.members(home) == {"Sáu": "head", "Tám": "child"}
    assert IdentityPaper.objects.get().number == "099161000001"
    assert Person.objects.get(full_name="Lê Thị Sáu").birth_known == "year"


def test_one_more_row_keeps_what_was_typed_and_checks_and_saves_nothing(office, group):
    half = {"full_name": "Lê Văn Tám", "born": "31/02/1990"}
    page = office.post(ADDRESS, typed(group, HEAD, half, more="1", address="Số 7"))
    text = page.content.decode()
    assert page.status_code == 200
    assert "Xin sửa" not in text
    assert 'value="31/02/1990"' in text
    assert 'value="Số 7"' in text
    assert text.count('-full_name"') >= 3
    assert 'name="nguoi-2-full_name"' in text
    assert not Household.objects.exists()


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ((), "không có thành viên"),
        ((CHILD,), "chủ hộ"),
        ((HEAD, CHILD | {"relation": "head"}), "2 chủ hộ"),
        ((HEAD | {"full_name": "123"},), "không phải"),
        ((HEAD | {"born": "31/02/1961"},), "không có trong lịch"),
        ((HEAD | {"number": "12"},), "12 chữ số"),
        ((HEAD, CHILD | {"sex": ""}), "Giới tính"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(office, group, rows, told):
    page = office.post(ADDRESS, typed(group, *rows, address="Số 7"))
    assert page.status_code == 422
    assert told in page.content.decode()
    assert 'value="Số 7"' in page.content.decode()
    assert not Household.objects.exists()


def test_what_looks_wrong_is_confirmed(office, group):
    rows = (HEAD, CHILD | {"born": "1955"})  # a child older than the head
    page = office.post(ADDRESS, typed(group, *rows))
    assert page.status_code == 200
    assert page.context["warnings"]
    assert not Household.objects.exists()
    office.post(ADDRESS, typed(group, *rows, confirmed=page.context["print"]))
    assert Household.objects.count() == 1


def test_a_number_on_record_is_refused(office, group):
    f.household(group, (f.member(papers=(f.NewPaper("citizen", "099161000001"),)),))
    page = office.post(ADDRESS, typed(group, HEAD))
    assert page.status_code == 422
    assert "099161000001" not in str(page.context["form"].errors)
    assert Household.objects.count() == 1


@pytest.mark.parametrize("nonsense", [{"nguoi-TOTAL_FORMS": "x"}, {"nguoi-TOTAL_FORMS": "100000"}, {"group": "x"}])
def test_nonsense_is_no_crash(office, group, nonsense):
    assert office.post(ADDRESS, typed(group, HEAD) | nonsense).status_code == 422
    assert office.post(ADDRESS, typed(group, HEAD) | nonsense | {"more": "1"}).status_code in (200, 422)
    assert not Household.objects.exists()


def test_only_groups_of_the_own_area_are_offered(office, group, other_group):
    page = office.get(ADDRESS)
    assert set(page.context["form"].fields["group"].groups) == {group.pk}
    assert office.post(ADDRESS, typed(other_group, HEAD)).status_code == 422


def test_who_may_be_on_record_already_is_said_before_saving(office, group):
    home = f.household(group, (f.member("Lê Thị Sáu", born="1961-03-08", papers=()),), address="Số 5")
    page = office.post(ADDRESS, typed(group, HEAD | {"born": "08/03/1961", "number": ""}))
    assert page.status_code == 200
    assert home.code in page.context["warnings"][0]
    assert Household.objects.count() == 1
