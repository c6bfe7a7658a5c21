"""Field staff propose what they find: a death, a departure, circumstances, papers. Approved by somebody else, in one
act; whatever was recorded of the same thing meanwhile is in the way."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client

from chungtay.records.registry.models import ChangeRequest, Circumstance, IdentityPaper, Operation, Person
from chungtay.records.registry.operations.editing import set_circumstance
from chungtay.records.registry.operations.life import record_death
from chungtay.records.registry.operations.undoing import undo
from chungtay.records.registry.presenters.people import circumstance_words
from tests import factories as people
from tests.apps.records.registry import factories as f

pytestmark = pytest.mark.django_db
BASE = "/00016/2024/ho-dan"


def client_of(user) -> Client:
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def home(group):
    return f.household(group)


@pytest.fixture
def field(group) -> Client:
    return client_of(people.person("vu", "enumerator", group.parent))


@pytest.fixture
def leader(group) -> Client:
    """Approves, and does not keep the register."""
    return client_of(people.person("binh", "ward_leader", group.parent))


def put(field, home, topic, person, **values) -> ChangeRequest:
    answer = field.post(f"{BASE}/{home.pk}/ghi/{topic}/{person.pk}/", {"why": "Đến nhà thấy"} | values)
    if answer.status_code == 200:
        values["confirmed"] = answer.context["print"]
        answer = field.post(f"{BASE}/{home.pk}/ghi/{topic}/{person.pk}/", {"why": "Đến nhà thấy"} | values)
    assert answer.status_code == 302, answer.context["form"].errors
    return ChangeRequest.objects.get(pk=int(answer.url.rstrip("/").split("/")[-1]))


def submitted(field, request) -> ChangeRequest:
    assert field.post(f"{BASE}/de-nghi/{request.pk}/gui/").status_code == 302
    return request


def approve(office, request):
    return office.post(f"{BASE}/de-nghi/{request.pk}/quyet-dinh/", {"approve": "1"})


def told(office, request) -> dict[str, dict[str, str]]:
    page = office.get(f"{BASE}/de-nghi/{request.pk}/")
    return {part.about: {field.label: field.after for field in part.fields} for part in page.context["parts"]}


def test_a_death_a_circumstance_and_a_paper_in_one_proposal_and_one_act(field, leader, home):
    before = f.standing()
    khoi, anh = f.person(home, "Khôi"), f.person(home, "Ánh")
    put(field, home, "khai-tu", khoi, on="01/02/2024")
    put(field, home, "hoan-canh", anh, what="schooling:2", words="Tiểu học Ngọc Hà", since="05/09/2022")
    request = submitted(field, put(field, home, "giay-to", anh, kind="birth", number="17/2014"))
    assert f.standing() == before
    assert Operation.objects.count() == 1
    parts = told(leader, request)
    (death,) = [fields for about, fields in parts.items() if "Khôi" in about]
    assert death == {"Ngày mất": "01/02/2024"}
    (school,) = [fields for fields in parts.values() if "Tiểu học Ngọc Hà" in fields.values()]
    assert "05/09/2022" in school.values()
    assert "17/2014" not in str(parts)  # a number is masked
    assert approve(leader, request).status_code == 302
    khoi.refresh_from_db()
    assert khoi.death_date == datetime.date(2024, 2, 1)
    assert f.members(home) == {"Đình": "head", "Hường": "spouse", "Ánh": "child"}
    row = Circumstance.objects.current().get(person=anh)
    assert (row.kind, row.code, row.words) == ("schooling", "2", "Tiểu học Ngọc Hà")
    assert IdentityPaper.objects.live().filter(person=anh, kind="birth").count() == 1
    act = Operation.objects.latest("pk")
    assert (act.kind, act.source, Operation.objects.count()) == ("request_applied", "request", 2)
    undo(act, why="Nhầm", by=None, at=f.AT)
    assert f.standing() == before


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("survivor:1", "Trợ cấp tuất hằng tháng: đang hưởng"), ("self_care:1", "Tự phục vụ: không tự phục vụ được"),
        ("support:1", "Người có nghĩa vụ phụng dưỡng: không có ai"),
        ("parents:0", "Cha mẹ là người khuyết tật: không thuộc trường hợp nào"),
        ("centre:1", "Cơ sở dạy nghề cho người khuyết tật: có"),
        ("farming:1", "Hộ nông, lâm, ngư, diêm nghiệp: có"),
        ("no_escape:2", "Hộ không có khả năng thoát nghèo: có, ở nông thôn"),
    ],
)  # fmt: skip
def test_what_is_asked_is_proposed_and_said_in_words(field, leader, home, what, words):
    huong = f.person(home, "Hường")
    request = put(field, home, "hoan-canh", huong, what=what, words="", since="05/09/2022")
    assert approve(leader, submitted(field, request)).status_code == 302
    row = Circumstance.objects.current().get(person=huong)
    assert f"{row.kind}:{row.code}" == what
    assert circumstance_words(row) == words  # as the page of the household says it


def test_the_head_leaves_and_the_proposal_says_who_follows(field, leader, home):
    head, wife, khoi, anh = (f.person(home, name) for name in ("Đình", "Hường", "Khôi", "Ánh"))
    relations = {f"relation_{khoi.pk}": "child", f"relation_{anh.pk}": "child"}
    request = put(field, home, "chuyen-di", head, on="01/02/2024", new_head=str(wife.pk), **relations)
    fields = next(iter(told(field, request).values()))
    assert "Trần Thị Hường" in fields.values()
    assert approve(leader, submitted(field, request)).status_code == 302
    assert f.members(home) == {"Hường": "head", "Khôi": "child", "Ánh": "child"}


def test_a_circumstance_ends(field, leader, home):
    khoi = f.person(home, "Khôi")
    set_circumstance(khoi, kind="work", code="1", since=datetime.date(2023, 1, 1), by=None, at=f.AT)
    row = Circumstance.objects.get()
    request = submitted(field, put(field, home, "het-hoan-canh", khoi, which=row.pk, last_day="31/01/2024"))
    assert approve(leader, request).status_code == 302
    row.refresh_from_db()
    assert row.valid_to == datetime.date(2024, 1, 31)


def test_a_death_recorded_meanwhile_is_a_conflict(field, leader, home):
    khoi = f.person(home, "Khôi")
    request = submitted(field, put(field, home, "khai-tu", khoi, on="01/02/2024"))
    record_death(khoi, on=datetime.date(2024, 2, 2), by=None, at=f.AT)
    page = leader.get(f"{BASE}/de-nghi/{request.pk}/")
    assert page.context["clashes"]
    assert "đã có người ghi về việc này" in page.content.decode()
    assert approve(leader, request).status_code == 422
    assert Person.objects.get(pk=khoi.pk).death_date == datetime.date(2024, 2, 2)


def test_a_circumstance_recorded_meanwhile_is_a_conflict(field, leader, home):
    khoi = f.person(home, "Khôi")
    request = submitted(field, put(field, home, "hoan-canh", khoi, what="work:2", since="01/01/2024"))
    assert not leader.get(f"{BASE}/de-nghi/{request.pk}/").context["clashes"]
    set_circumstance(khoi, kind="work", code="1", since=datetime.date(2023, 1, 1), by=None, at=f.AT)
    assert approve(leader, request).status_code == 422
    assert Circumstance.objects.get().code == "1"


def test_what_the_office_would_refuse_is_refused_when_it_is_proposed(field, home):
    khoi = f.person(home, "Khôi")
    answer = field.post(f"{BASE}/{home.pk}/ghi/khai-tu/{khoi.pk}/", {"why": "x", "on": "01/01/1990"})
    assert answer.status_code == 422
    assert "trước ngày sinh" in str(answer.context["form"].errors)
    taken = IdentityPaper.objects.get(person=f.person(home, "Đình")).number
    typed = {"why": "x", "kind": "citizen", "number": taken}
    assert field.post(f"{BASE}/{home.pk}/ghi/giay-to/{khoi.pk}/", typed).status_code in (200, 422)
    assert not ChangeRequest.objects.exists()
    assert Operation.objects.count() == 1


def test_the_same_thing_proposed_twice_is_kept_as_said_last(field, home):
    khoi = f.person(home, "Khôi")
    put(field, home, "khai-tu", khoi, on="01/02/2024")
    request = put(field, home, "khai-tu", khoi, on="02/02/2024")
    assert list(told(field, request).values()) == [{"Ngày mất": "02/02/2024"}]


def test_what_field_staff_still_leave_to_the_office(field, home):
    assert field.get(f"{BASE}/{home.pk}/ghi/tai-khoan/{f.person(home, 'Khôi').pk}/").status_code == 403
