"""Two people type one paper by keyboard alone, differ in a box, and settle it; at both sizes."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from chungtay.work.review.models import Survey
from tests import campaigns as made_up
from tests import papers

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def case(units, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: papers.NOW)
    office = made_up.office(units)
    made_up.register(office, rule_set="vn-2022")
    return made_up.case_of(papers.under_survey(office), "Nguyễn Văn Đình")


def type_paper(visit, case, who: str, *, toilet: str, size: str) -> None:
    """Every box by the keyboard: a value and Enter, as the paper runs; boxes that are not asked are passed over."""
    visit.sign_in(who)
    visit.page.goto(f"/00016/2024/dot-ra-soat/{case.campaign_id}/nhap-phieu/{case.pk}/")
    visit.check()
    press = visit.page.keyboard
    visit.page.get_by_label("Người đến hộ").focus()
    press.type("enumerator-review")
    press.press("Enter")
    press.type("15/09/2024")
    press.press("Enter")
    press.press("Tab")  # typed twice stays on
    given = papers.answers("Nguyễn Văn Đình", toilet=toilet)["household"]
    for box in visit.page.locator(".paper .box input").all():
        if box.get_attribute("data-skipped") is not None:
            continue
        name = box.get_attribute("data-question")
        expect(box).to_be_focused()
        press.type(str(given.get(name, 1)))
        press.press("Enter")
    # 39 boxes (radio is not asked; eight are causes) and name, birth, relation, sex of two members
    expect(visit.page.locator("[data-total]").nth(1)).to_have_text("47", timeout=15_000)
    expect(visit.page.locator("[data-kept]")).to_contain_text("Đã lưu")


def test_a_paper_typed_twice_by_keyboard(case, visit):
    first = visit("desktop")
    type_paper(first, case, "officer-review", toilet="1", size="desktop")
    first.picture("entry-form")
    members = first.page.locator("tr[data-member]")
    for row, values in ((0, ("1", "1")), (1, ("3", "2"))):
        members.nth(row).locator('input[data-question="relationship"]').fill(values[0])
        members.nth(row).locator('input[data-question="sex"]').fill(values[1])
    adult = members.nth(0)
    for name, value in (("training", "1"), ("health_insurance", "9"), ("internet", "1"), ("employment", "6")):
        adult.locator(f'input[data-question="{name}"]').fill(value)
    adult.locator('input[data-question="internet"]').press("Enter")
    expect(adult.get_by_text("Một trong các mã 1, 2").first).to_be_visible()
    expect(adult.locator('input[data-question="attending"]')).to_have_attribute("data-skipped", "")
    adult.locator('input[data-question="health_insurance"]').fill("1")
    first.page.reload()  # nothing is lost on the way back
    expect(first.page.locator('tr[data-member="1"] input[data-question="training"]')).to_have_value("1")
    first.page.get_by_role("button", name="Nhập xong").click()
    first.check()
    first.page.get_by_role("button", name="Gửi đúng như phiếu giấy").click()
    first.check()
    assert Survey.objects.get().state == "half"

    second = visit("phone")
    type_paper(second, case, "enumerator2-review", toilet="3", size="phone")
    second.picture("entry-form")
    second.page.get_by_role("button", name="Nhập xong").click()
    second.page.get_by_role("button", name="Gửi đúng như phiếu giấy").click()
    expect(second.page.get_by_text("Loại nhà tiêu đang sử dụng").first).to_be_visible()
    second.check()
    second.picture("entry-differences")
    for choices in second.page.locator("tbody fieldset").all():
        choices.get_by_label("Lần đầu").check()
    with second.page.expect_navigation():
        second.page.get_by_role("button", name="Nhận phiếu").press("Enter")
    survey = Survey.objects.get()
    assert (survey.state, survey.answers["household"]["toilet"]) == ("sent", 1)


def test_the_pile_of_papers(case, visit):
    for size in ("desktop", "phone"):
        officer = visit(size)
        officer.sign_in("officer-review")
        officer.page.goto(f"/00016/2024/dot-ra-soat/{case.campaign_id}/nhap-phieu/")
        officer.check()
        officer.picture("entry-pile")
