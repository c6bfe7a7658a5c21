"""A list has a benefit that the form has not: proposed at a desk, decided by another person on a telephone, scored."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from chungtay.work.review.models import Case
from chungtay.work.review.operations import surveys
from tests import campaigns as made_up
from tests import listed_otherwise
from tests.papers import NOW

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office(units, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    return made_up.office(units)


def test_proposed_and_taken_over(office, visit):
    _campaign, case = listed_otherwise.under_survey(office)
    listed_otherwise.listed(office, case)
    listed_otherwise.sent(office, case)
    flag = listed_otherwise.flag_of(office, case)
    here = f"/00016/2024/dot-ra-soat/{case.campaign_id}/chat-luong/{flag.pk}/"

    # given an officer who has seen the decision on the benefit
    officer = visit("desktop")
    officer.sign_in("officer-review")
    officer.page.goto(here)
    officer.look("takeover-offer")
    officer.page.get_by_label("Đang hưởng trợ cấp xã hội hằng tháng").check()
    officer.page.get_by_label("Vì sao danh sách đúng").fill("Đã xem quyết định trợ cấp ngày 15/12/2022")
    officer.page.get_by_role("button", name="Đề nghị", exact=True).click()
    expect(officer.page.get_by_text("Chính ông/bà đề nghị")).to_be_visible()
    expect(officer.page.get_by_role("button", name="Lấy theo danh sách")).to_have_count(0)
    officer.look()

    # when another person who checks forms sees the difference and agrees
    member = visit("phone")
    member.sign_in("member-review")
    member.page.goto(f"/00016/2024/dot-ra-soat/{case.campaign_id}/chat-luong/")
    expect(member.page.get_by_text("có đề nghị chờ")).to_be_visible()
    member.check()
    member.page.goto(here)
    expect(member.page.get_by_role("row", name="Phân loại").get_by_text("cận nghèo")).to_be_visible()
    member.page.get_by_role("heading", name="Đề nghị lấy theo danh sách").evaluate("each => each.scrollIntoView()")
    member.look("takeover")
    member.page.get_by_label("Trả lời người đề nghị").fill("Đúng, tôi cũng đã xem")
    member.page.get_by_role("button", name="Lấy theo danh sách").click()
    expect(member.page.get_by_text("Hộ đã được chấm lại")).to_be_visible()
    member.check()

    # then the household is poor, the first form stays beside the new one, the flag has its outcome
    case = Case.objects.get(pk=case.pk)
    assert (case.class_id, case.survey.number) == ("poor", 2)
    member.page.get_by_role("link", name="Phiếu 2").click()
    expect(member.page.get_by_role("heading", name="Phiếu 2")).to_be_visible()
    expect(member.page.get_by_text("Theo danh sách khác")).to_be_visible()
    member.look()


def test_the_form_changed_meanwhile(office, visit):
    """The form went back and came in with another benefit: the conflict is shown, only returning is left."""
    _campaign, case = listed_otherwise.under_survey(office)
    listed_otherwise.listed(office, case)
    form = listed_otherwise.sent(office, case)
    flag = listed_otherwise.flag_of(office, case)
    here = f"/00016/2024/dot-ra-soat/{case.campaign_id}/chat-luong/{flag.pk}/"
    officer = visit("desktop")
    officer.sign_in("officer-review")
    officer.page.goto(here)
    officer.page.get_by_label("Đang hưởng trợ cấp xã hội hằng tháng").check()
    officer.page.get_by_label("Vì sao danh sách đúng").fill("Đã xem quyết định")
    officer.page.get_by_role("button", name="Đề nghị", exact=True).click()
    expect(officer.page.get_by_text("Chính ông/bà đề nghị")).to_be_visible()
    surveys.give_back(form, remarks=[surveys.Said("hỏi lại trợ cấp")], by=office.people["member"], at=NOW)
    listed_otherwise.sent(office, case, social_benefit=1)

    member = visit("desktop")
    member.sign_in("member-review")
    member.page.goto(here)
    expect(member.page.get_by_text("nay: 1 – Người cao tuổi")).to_be_visible()
    expect(member.page.get_by_role("button", name="Lấy theo danh sách")).to_have_count(0)
    member.look("takeover-conflict")
    member.page.get_by_label("Trả lời người đề nghị").fill("Phiếu mới đã ghi trợ cấp khác")
    member.page.get_by_role("button", name="Trả lại").click()
    expect(member.page.get_by_text("Phiếu giữ nguyên")).to_be_visible()
    member.check()
