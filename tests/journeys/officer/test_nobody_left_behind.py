"""A ward officer goes from a figure of the coverage to the last named person, until nobody is left (S3)."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from chungtay.foundation.places.models import Unit
from chungtay.records.registry.operations.status import NewStatus, record_status
from chungtay.work.insurance.models import StateList
from chungtay.work.insurance.operations.state_cards import hand_over_state
from chungtay.work.insurance.operations.state_lists import approve_state
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
    roles = {"hoa": "ward_officer", "lan": "ward_leader", "minh": "committee_member"}
    _hoa, leader, member = (factories.person(name, role, ward) for name, role in roles.items())
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
    expect(page.get_by_text("thiếu 2 · 0 %")).to_be_visible()
    seen.check()
    seen.picture("coverage-policy")

    # and its figure opens the two people by name, with what comes next
    page.locator(".tile").click()
    expect(page.get_by_role("row", name="Nguyễn Thị Ánh")).to_contain_text("Chưa có thẻ, chưa vào danh sách")
    seen.check()
    seen.picture("coverage-people")

    # and leads to the insurance: the child turns out to have the state's card, and it is typed in there
    page.get_by_role("row", name="Nguyễn Thị Ánh").get_by_role("link", name="Đưa vào danh sách thẻ").click()
    expect(page.get_by_role("heading", name="Ai chưa có thẻ")).to_be_visible()
    page.get_by_role("row", name="Nguyễn Thị Ánh").get_by_role("link", name="Có thẻ").click()
    page.get_by_label("Mã thẻ").fill("HN4010123456789")
    page.get_by_label("Từ ngày").fill(f"{first:%d/%m/%Y}")
    page.get_by_label("Đến ngày").fill(f"{last:%d/%m/%Y}")
    page.get_by_role("button", name="Ghi thẻ").click()

    # one of the two is left: the father goes on the list of the state, which the leader approves
    people = f"/00016/{today.year}/quyen-loi/bao-phu/{POLICY}/ten/"
    page.goto(people)
    expect(page.get_by_role("link", name="Còn thiếu 1")).to_be_visible()
    page.goto(f"/00016/{today.year}/bao-hiem/danh-sach-nha-nuoc/")
    page.locator("#id_starts_on").fill(f"{today:%d/%m/%Y}")
    page.locator("form button.primary").click()
    expect(page.get_by_text("Người khác duyệt danh sách")).to_be_visible()
    made = StateList.objects.get()
    approve_state(made.pk, decision="15/QĐ-UBND", by=leader, at=timezone.now())

    # it is sent to the insurer, whose card is written down
    page.reload()
    page.get_by_role("button", name="Ghi đã gửi danh sách").click()
    expect(page.get_by_role("row", name="Nguyễn Văn Đình")).to_contain_text("Đã gửi cơ quan bảo hiểm")
    seen.check()
    seen.picture("insurance-state")
    page.get_by_role("link", name="Đã cấp thẻ Nguyễn Văn Đình").click()
    page.get_by_label("Mã thẻ").fill("HN4010123456780")
    page.get_by_role("button", name="Ghi thẻ").click()
    expect(page.get_by_role("row", name="Nguyễn Văn Đình")).to_contain_text("Đã cấp thẻ, chưa trao")
    line = made.lines.get()
    hand_over_state(
        made.pk, line.pk, received_by="Nguyễn Văn Đình", on=timezone.localdate(), by=member, at=timezone.now()
    )

    # then nobody of this policy is left
    page.goto(people)
    expect(page.get_by_text("Không còn ai: ai được hưởng thì đã nhận")).to_be_visible()
    expect(page.get_by_role("link", name="Đã trao 2")).to_be_visible()
    seen.check()
