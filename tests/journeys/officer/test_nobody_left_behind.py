"""A ward officer goes from a figure of the coverage to the last named person, until nobody is left (S3)."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from chungtay.foundation.places.models import Unit
from chungtay.records.entitlements.operations.cards import NewCard, record_cards
from chungtay.records.registry.models import Person
from chungtay.records.registry.operations.status import NewStatus, record_status
from tests import factories
from tests.apps.records.registry import factories as registry

pytestmark = pytest.mark.journey
POLICY = "bhyt-poor-2025"


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_from_a_figure_to_the_last_named_person(visit, units, size):
    ward: Unit = units["00016"]
    today = timezone.localdate()
    first, last = today.replace(month=1, day=1), today.replace(month=12, day=31)
    couple = (registry.member(), registry.member("Nguyễn Thị Ánh", "child", "2014-01-15"))
    group = Unit.objects.get(level="group", parent=ward)
    home = registry.household(group, couple, since=datetime.date(2015, 1, 1))
    record_status(home, NewStatus(today.year, "vn-2022", "poor", first, "legacy"), by=None, at=registry.AT)
    factories.person("hoa", "ward_officer", ward)
    seen = visit(size)
    page = seen.page
    seen.sign_in("hoa")

    # given the rights of today, of which nothing was given yet
    page.goto(f"/00016/{today.year}/quyen-loi/")
    page.get_by_role("link", name="Không ai bị bỏ lại").click()
    expect(page.get_by_role("heading", name="Không ai bị bỏ lại")).to_be_visible()
    seen.check()
    seen.picture("coverage")

    # when she opens a policy that gives a card, its groups stand as tiles and as a table
    page.get_by_role("link", name="Thẻ BHYT cho người thuộc hộ nghèo").first.click()
    expect(page.get_by_text("thiếu 0 · 0 % · ? 2")).to_be_visible()
    seen.check()
    seen.picture("coverage-policy")

    # and its figure opens the two people by name, with what comes next
    page.locator(".tile").click()
    expect(page.get_by_role("row", name="Nguyễn Thị Ánh")).to_contain_text("Phải hỏi trước")
    seen.check()
    seen.picture("coverage-people")

    # and leads to the insurance: the child turns out to have the state's card, and it is typed in there
    page.get_by_role("row", name="Nguyễn Thị Ánh").get_by_role("link", name="Hỏi xem đã có thẻ chưa").click()
    expect(page.get_by_role("heading", name="Ai chưa có thẻ")).to_be_visible()
    page.get_by_role("row", name="Nguyễn Thị Ánh").get_by_role("link", name="Có thẻ").click()
    page.get_by_label("Mã thẻ").fill("HN4010123456789")
    page.get_by_label("Từ ngày").fill(f"{first:%d/%m/%Y}")
    page.get_by_label("Đến ngày").fill(f"{last:%d/%m/%Y}")
    page.get_by_role("button", name="Ghi thẻ").click()

    # one of the two is left; the father's card comes with a list of the insurer
    people = f"/00016/{today.year}/quyen-loi/bao-phu/{POLICY}/ten/"
    page.goto(people)
    expect(page.get_by_role("link", name="Phải hỏi trước 1")).to_be_visible()
    card = NewCard(Person.objects.get(full_name="Nguyễn Văn Đình").pk, "state", first, last)
    record_cards([card], source="list", origin="", by=None, at=timezone.now())

    # then nobody of this policy is left
    page.goto(people)
    expect(page.get_by_text("Không còn ai: ai được hưởng thì đã nhận")).to_be_visible()
    expect(page.get_by_role("link", name="Đã trao 2")).to_be_visible()
    seen.check()
