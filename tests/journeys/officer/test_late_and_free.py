"""A late form of a closed household; households nobody was given, taken by choice; a second visit taken back."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from chungtay.foundation.accounts.models import User
from chungtay.work.review.models import Case
from chungtay.work.review.operations import complaints, lists
from tests import campaigns as made_up
from tests.apps.work.review.test_complaints import complain
from tests.campaigns import NOW, POSTED_AT, case_of, declared, sent

pytestmark = pytest.mark.django_db(transaction=True)
CANH = "Vũ Đức Cảnh"


@pytest.fixture
def office(units, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    found = made_up.office(units)
    made_up.register(found)
    for who, name in (("enumerator", "Vũ Thu Hạnh"), ("officer", "Trần Thị Hòa"), ("member", "Hoàng Thị Lụa")):
        User.objects.filter(pk=found.people[who].pk).update(full_name=name)
        found.people[who].refresh_from_db()
    return found


def test_a_late_form_is_kept_beside_its_closed_household(office, visit):
    campaign = made_up.under_survey(office)
    case = case_of(campaign, CANH)
    seen = case.version
    lists.close_case(case, why="not_found", note="Đã đến ba lần", by=office.people["officer"], at=NOW)
    sent(office, case, declared(5_000_000), case_version=seen)
    officer = visit("phone")
    officer.sign_in("officer-review")
    officer.page.goto("/00016/2019/")
    officer.leave_by(officer.page.get_by_role("link", name="Quyết định để phiếu ra sao"))
    officer.leave_by(officer.page.get_by_role("main").get_by_role("link", name=CANH))
    officer.look("late-form")
    officer.page.get_by_label("Vì sao hộ vẫn kết thúc").fill("Người ở trọ, không phải hộ này")
    officer.leave_by(officer.page.get_by_role("button", name="Để phiếu 1 bên cạnh"))
    expect(officer.page.get_by_text("Đến muộn, để bên cạnh").first).to_be_visible()
    officer.look()


def test_free_households_are_taken_by_choice_or_let_along(office, visit):
    campaign = made_up.under_survey(office)
    ward = made_up.ward_of(campaign, office)
    enumerator = visit("phone")
    enumerator.sign_in("enumerator-review")
    enumerator.page.goto("/00016/2019/")
    enumerator.leave_by(enumerator.page.get_by_role("link", name="Nhận hộ mình sẽ đến"))
    enumerator.leave_by(enumerator.page.get_by_role("main").get_by_role("link", name=CANH))
    enumerator.look("free-household")
    enumerator.leave_by(enumerator.page.get_by_role("button", name="Nhận hộ này"))
    expect(enumerator.page.get_by_text("Ông/bà đã nhận hộ")).to_be_visible()
    assert Case.objects.get(head_name=CANH).assigned_to == office.people["enumerator"]
    officer = visit("desktop")
    officer.sign_in("officer-review")
    officer.page.goto(f"/00016/2019/dot-ra-soat/{campaign.pk}/phan-cong/{ward.pk}/")
    officer.leave_by(officer.page.get_by_role("button", name="Cho mang theo: Tổ dân phố 1"))
    officer.page.get_by_role("heading", name="Hộ chưa giao ai").evaluate("each => each.scrollIntoView()")
    officer.look("free-along")
    ward.groups.get(group=office.group).refresh_from_db()
    assert ward.groups.get(group=office.group).free_along


def test_a_second_visit_is_taken_back_and_given_to_somebody_else(office, visit, monkeypatch):
    campaign = made_up.under_survey(office)
    complaint = complain(made_up.posted(office, campaign), campaign)
    monkeypatch.setattr(timezone, "now", lambda: POSTED_AT)
    people = office.people
    complaints.assign_checker(complaint, checker=people["member"], by=people["officer"], at=POSTED_AT)
    people["member"].assignments.update(ends_on=POSTED_AT.date().replace(day=1))
    leader = visit("phone")
    leader.sign_in("leader-review")
    leader.page.goto("/00016/2019/")
    expect(leader.page.get_by_text("Hoàng Thị Lụa không còn đi phúc tra được")).to_be_visible()
    leader.leave_by(leader.page.get_by_role("link", name="Giao người khác"))
    leader.page.get_by_text("không còn nhiệm vụ phúc tra ở đây").evaluate("each => each.scrollIntoView()")
    leader.look("visit-not-made")
    leader.page.get_by_label("Thế nào và vì sao").fill("Đã chuyển công tác")
    leader.leave_by(leader.page.get_by_role("button", name="Lấy lại việc"))
    expect(leader.page.get_by_text("Đã chuyển công tác")).to_be_visible()
    leader.look()
