"""Who comes second is told who was first and what that one did, and keeps what was typed; a number of somebody else
gives nothing of other wards away."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from chungtay.records.registry.models import IdentityPaper, Operation
from chungtay.records.registry.operations.life import record_death, record_departure
from chungtay.records.registry.operations.registering import register_household
from chungtay.records.registry.operations.undoing import undo
from tests import factories as people
from tests.apps.records.registry import factories as f

pytestmark = pytest.mark.django_db
BASE = "/00016/2024/ho-dan"


@pytest.fixture
def home(group):
    return f.household(group)


@pytest.fixture
def hoa(group):
    return people.person("hoa", "ward_officer", group.parent)


@pytest.fixture
def office(hoa) -> Client:
    client = Client()
    client.force_login(hoa, "django.contrib.auth.backends.ModelBackend")
    return client


def test_the_second_who_records_a_death_is_told_who_was_first(office, home, hoa):
    khoi = f.person(home, "Khôi")
    act = record_death(khoi, on=datetime.date(2024, 2, 1), by=hoa, at=f.AT)
    answer = office.post(f"{BASE}/{home.pk}/ghi/khai-tu/{khoi.pk}/", {"on": "03/02/2024", "why": "Gia đình báo"})
    assert answer.status_code == 409
    said = answer.content.decode()
    for part in (hoa.full_name, "đã ghi trước", 'value="03/02/2024"', "Gia đình báo"):
        assert part in said
    assert answer.context["act"] == act
    assert f"{BASE}/{home.pk}/lich-su/{act.pk}/" in said
    assert "<button" not in said[said.index("stack act") :].split("</form>")[0]
    assert Operation.objects.filter(kind="person_died").count() == 1


def test_a_correction_of_somebody_who_left_keeps_what_was_typed(office, home):
    khoi = f.person(home, "Khôi")
    record_departure(khoi, last_day=datetime.date(2024, 2, 1), by=None, at=f.AT)
    typed = {"full_name": "Nguyễn Minh Khôi", "sex": "male", "born": "30/06/2004", "phone": "0911", "seen": "1"}
    answer = office.post(f"{BASE}/{home.pk}/ghi/sua-nguoi/{khoi.pk}/", typed)
    assert answer.status_code == 409
    assert 'value="30/06/2004"' in answer.content.decode()
    assert office.get(f"{BASE}/{home.pk}/ghi/sua-nguoi/{khoi.pk + 9999}/").status_code == 404


def test_a_household_that_ended_or_was_undone_meanwhile(office, group, hoa):
    home = f.household(group, (f.member("Lê Văn Út"),))
    entry = Operation.objects.get()
    last = record_death(f.person(home, "Út"), on=datetime.date(2024, 2, 1), by=hoa, at=f.AT)
    where = f"{BASE}/{home.pk}/ghi/sua/"
    answer = office.post(where, {"address": "Số 77", "seen": "1"})
    assert (answer.status_code, answer.context["act"]) == (409, last)
    assert "Số 77" in answer.content.decode()
    undo(last, why="Nhầm", by=None, at=f.AT)
    gone = undo(entry, why="Nhập hai lần", by=hoa, at=f.AT)
    answer = office.post(where, {"address": "Số 77", "seen": "1"})
    assert (answer.status_code, answer.context["act"]) == (409, gone)


def taken(group, number, by) -> str:
    newcomer = f.member("Lê Văn Út", papers=(f.NewPaper("citizen", number),))
    with pytest.raises(ValidationError) as refused:
        register_household(f.entered(group, (newcomer,)), by=by, at=f.AT)
    return " ".join(refused.value.messages)


def test_a_number_of_another_ward_tells_the_ward_alone(group, other_group, hoa):
    home = f.household(other_group)
    number = IdentityPaper.objects.get(person=f.person(home, "Khôi")).number
    said = taken(group, number, hoa)
    assert home.code not in said
    assert "Phường Phúc Xá" in said
    assert "citizen" not in said
    assert "Hỏi cán bộ nơi đó" in said
    record_death(f.person(home, "Khôi"), on=datetime.date(2024, 2, 1), by=None, at=f.AT)
    said = taken(group, number, hoa)
    assert "đã mất ở Phường Phúc Xá" in said
    assert home.code not in said


def test_a_number_of_the_own_ward_tells_the_household(group, hoa):
    home = f.household(group)
    khoi = f.person(home, "Khôi")
    number = IdentityPaper.objects.get(person=khoi).number
    assert f"một người trong hộ {home.code}" in taken(group, number, hoa)
    record_death(khoi, on=datetime.date(2024, 2, 1), by=None, at=f.AT)
    assert f"một người đã mất, thuộc hộ {home.code}" in taken(group, number, hoa)
