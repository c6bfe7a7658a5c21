"""The household page: everything in a fixed number of statements, numbers masked, each look noted."""

from __future__ import annotations

import datetime
import decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from chungtay.foundation.core.models import AuditEvent
from chungtay.records.registry.models import IdentityPaper, Person
from chungtay.records.registry.operations.editing import edit_household, edit_person, set_bank_account
from chungtay.records.registry.operations.life import record_departure, record_move_between
from chungtay.records.registry.operations.standing import Relationship
from chungtay.records.registry.operations.status import NewStatus, record_status
from chungtay.records.registry.presenters import panels, points, scores, words
from chungtay.records.registry.queries.lives import life_of
from tests import factories as people
from tests.apps.records.registry import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(group):
    return people.person("hoa", "ward_officer", group.parent)


@pytest.fixture
def office(officer):
    return client_of(officer)


def client_of(user) -> Client:
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def page(client, home, place="00016") -> str:
    return client.get(f"/{place}/2024/ho-dan/{home.pk}/").content.decode()


def test_members_now_and_former_class_and_history_stand_on_one_page(group, office):
    home = f.household(group)
    record_departure(f.person(home, "Khôi"), last_day=datetime.date(2024, 2, 1), by=None, at=f.AT)
    new = NewStatus(2024, "vn-2022", "poor", datetime.date(2024, 1, 1), "legacy", b1=120, b2=40, reasons="3,7")
    record_status(home, new, by=None, at=f.AT)
    office.post(f"/00016/2024/ho-dan/{home.pk}/xem/")
    text = page(office, home)
    assert "<h1>Nguyễn Văn Đình</h1>" in text
    assert "1 thành viên cũ" in text
    assert "Chuyển đi, 01/02/2024" in text
    assert "Không có lao động; Có người ốm đau, bệnh nặng" in text
    # the group is urban: B1 120 is 55 below 175, B2 40 is 10 above 30
    assert "thấp hơn ngưỡng 55" in text
    assert "Thành viên chuyển đi" in text


def test_numbers_are_masked_until_somebody_with_the_right_asks_and_the_look_is_noted(group, officer, office):
    number = "099070000017"
    home = f.household(group, (f.member(papers=(f.NewPaper("citizen", number),)),))
    head = f.person(home, "Đình")
    set_bank_account(head, bank="Agribank", number="1500205123456", holder="NGUYEN VAN DINH", by=None, at=f.AT)
    text = page(office, home)
    assert number not in text
    assert "•••• 0017" in text
    assert "•••• 3456" in text
    address = f"/00016/2024/ho-dan/{home.pk}/so/giay/{IdentityPaper.objects.get().pk}/"
    answer = office.post(address)
    assert number in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    event = AuditEvent.objects.get(action="core.sensitive_seen")
    assert (event.by, event.detail, event.area_path) == (officer, {"fields": ["number"]}, group.path)
    assert number not in str(event.detail)
    account = f"/00016/2024/ho-dan/{home.pk}/so/tai-khoan/{head.accounts.get().pk}/"
    assert "1500205123456" in office.post(account, headers={"HX-Request": "true"}).content.decode()
    leader = client_of(people.person("tin", "ward_leader", group.parent))
    assert leader.post(address).status_code == 403
    assert "Xem số" not in page(leader, home)
    assert AuditEvent.objects.filter(action="core.sensitive_seen").count() == 2


def test_a_number_of_somebody_else_is_not_opened_through_this_household(group, office):
    home, other = f.household(group), f.household(group, (f.member("Lê Văn Út"),))
    paper = IdentityPaper.objects.get(person=f.person(other, "Út"))
    assert office.post(f"/00016/2024/ho-dan/{home.pk}/so/giay/{paper.pk}/").status_code == 404


def test_papers_of_somebody_who_lives_elsewhere_by_now_stand_there_alone(group, other_group, officer, office):
    """What another ward entered is not opened through the household that the person left."""
    home, other = f.household(group), f.household(other_group, (f.member("Lê Văn Út"),))
    child = f.person(home, "Khôi")
    relation = Relationship("other", "con rể")
    record_move_between(child, into=other, relationship=relation, on=datetime.date(2024, 2, 1), by=None, at=f.AT)
    set_bank_account(child, bank="Agribank", number="1500205123456", holder="NGUYEN MINH KHOI", by=None, at=f.AT)
    paper, account = child.papers.get(), child.accounts.get()
    for kind, number in (("giay", paper.pk), ("tai-khoan", account.pk)):
        assert office.post(f"/00016/2024/ho-dan/{home.pk}/so/{kind}/{number}/").status_code == 404
    text = page(office, home)
    assert "Nguyễn Minh Khôi" in text  # that the person belonged to it stays readable
    assert "Agribank" not in text
    assert child.pk not in life_of(home).papers
    assert life_of(other).papers[child.pk] == [paper]


def test_a_foreign_household_is_not_there(group, other_group, office):
    home = f.household(other_group)
    assert office.get(f"/00016/2024/ho-dan/{home.pk}/").status_code == 404
    assert office.get(f"/00001/2024/ho-dan/{home.pk}/").status_code == 403


def test_the_page_asks_the_same_number_of_statements_for_one_member_and_for_a_long_life(group, office):
    def asked(home) -> int:
        with CaptureQueriesContext(connection) as found:
            assert office.get(f"/00016/2024/ho-dan/{home.pk}/").status_code == 200
        return len(found)

    small = f.household(group, (f.member("Lê Văn Út"),), address="Số 1")
    edit_household(
        small, {"latitude": decimal.Decimal("21.03"), "longitude": decimal.Decimal("105.83")}, seen=1, by=None, at=f.AT
    )
    large = f.household(group)
    edit_household(
        large, {"latitude": decimal.Decimal("21.03"), "longitude": decimal.Decimal("105.83")}, seen=1, by=None, at=f.AT
    )
    for year in range(2010, 2024):
        new = NewStatus(year, "vn-2022", "poor", datetime.date(year, 1, 1), "legacy")
        record_status(large, new, by=None, at=f.AT)
    for turn in range(1, 9):
        edit_person(f.person(large, "Khôi"), {"phone": f"09000000{turn:02}"}, seen=turn, by=None, at=f.AT)
    asked(small)
    assert asked(large) <= asked(small) <= 35


def test_panels_show_what_they_have_and_no_heading_when_they_have_nothing(group, office, monkeypatch):
    monkeypatch.setattr(panels, "_panels", {})
    shown = panels.Panel("loans", "Vay vốn", "core/messages.html", lambda user, home, today, opened: {})
    hidden = panels.Panel("hidden", "Bảng không có gì", "core/messages.html", lambda user, home, today, opened: None)
    panels.register(shown)
    panels.register(hidden)
    with pytest.raises(ValueError, match="loans"):
        panels.register(shown)
    text = page(office, f.household(group))
    assert "Vay vốn" in text
    assert "Bảng không có gì" not in text


def test_who_acts_next_is_named(group, officer, office):
    home = f.household(group, (f.member(papers=()),))
    text = page(office, home)
    assert "Chưa có kết quả rà soát năm" in text
    assert "1 thành viên chưa có số định danh" in text
    assert "Hoa" in text


def test_neighbours_are_drawn_to_scale_and_a_mistyped_point_is_left_out():
    def at(latitude, longitude):
        return decimal.Decimal(latitude), decimal.Decimal(longitude)

    # 0.001 degree of latitude is 111 m; one of longitude at 21° is 111.32 * cos 21° = 104 m
    found = points.drawing(
        *at("21.000000", "105.000000"), [at("21.001", "105"), at("21", "105.001"), at("10.5", "106")]
    )
    assert found.dots == [("0.0", "-46.0"), ("42.9", "-0.0")]
    assert found.metres == 121  # 111 m are drawn 46 of 50 wide
    assert points.drawing(*at("21", "105"), []).metres == 54


def test_scores_of_a_list_stand_beside_the_line_of_the_area():
    class Listed:
        result, rule_set, b1, b2 = {}, "vn-2022", 120, None

    (bar,) = scores.bars_of(Listed(), "rural")
    assert (bar.low, bar.line, bar.below, bar.distance) == (120, 140, -1, 20)
    assert scores.bars_of(Listed(), None) == []
    Listed.rule_set = "unknown"
    assert scores.bars_of(Listed(), "urban") == []


@pytest.mark.parametrize(
    ("born", "known", "told", "age"),
    [
        ("1970-05-12", "day", "12/05/1970", "53 tuổi"),  # the birthday is still to come
        ("1970-01-01", "year", "1970", "54 tuổi"),
        ("2023-05-01", "month", "05/2023", "10 tháng"),
        (None, "", "chưa rõ", ""),
    ],
)
def test_births_are_told_as_far_as_they_are_known(born, known, told, age):
    person = Person(birth_date=born and datetime.date.fromisoformat(born), birth_known=known)
    assert words.birth_words(person) == told
    assert words.age_words(person, datetime.date(2024, 3, 1)) == age


def test_a_short_number_is_masked_whole():
    assert words.masked("1234") == "••••"
    assert words.masked("099070000017") == "•••• 0017"
