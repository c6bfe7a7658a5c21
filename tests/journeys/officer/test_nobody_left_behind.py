"""A ward officer goes from a figure of the coverage to the last named person, until nobody is left (S3)."""

from __future__ import annotations

import datetime

import pytest
from playwright.sync_api import expect

from chungtay.foundation.places.models import Unit
from chungtay.records.entitlements.models import SupportList
from chungtay.records.entitlements.operations import lists
from tests import factories
from tests.journeys.officer.test_rights import group  # noqa: F401 - a fixture

pytestmark = pytest.mark.journey
ON = "?ngay=01/10/2019"


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_from_a_figure_to_the_last_named_person(visit, units, group, size):  # noqa: F811
    ward: Unit = units["00016"]
    roles = {"hoa": "ward_officer", "lan": "ward_leader", "minh": "committee_member"}
    people = {name: factories.person(name, role, ward) for name, role in roles.items()}
    seen = visit(size)
    page = seen.page
    seen.sign_in("hoa")

    # given the rights of October 2019, of which nothing was given yet
    page.goto("/00016/2019/quyen-loi/" + ON)
    page.get_by_role("link", name="Không ai bị bỏ lại").click()
    expect(page.get_by_role("heading", name="Không ai bị bỏ lại")).to_be_visible()
    seen.check()
    seen.picture("coverage")

    # when she opens a policy, its groups stand as tiles and as a table
    page.get_by_role("link", name="Thẻ BHYT cho người thuộc hộ nghèo").first.click()
    expect(page.get_by_text("thiếu 2 · 0 %")).to_be_visible()
    seen.check()
    seen.picture("coverage-policy")

    # and its figure opens the two people by name, with what comes next
    page.locator(".tile").click()
    expect(page.get_by_role("row", name="Nguyễn Thị Ánh")).to_contain_text("Lập danh sách")
    seen.check()
    seen.picture("coverage-people")

    # and the list is drawn up, approved by the leader, handed over by a third
    page.get_by_role("row", name="Nguyễn Thị Ánh").get_by_role("link", name="Lập danh sách").click()
    page.get_by_role("button", name="Lập danh sách 2019").click()
    expect(page.get_by_text("Người khác duyệt danh sách")).to_be_visible()
    made = SupportList.objects.get()
    at = datetime.datetime.now(tz=datetime.UTC)
    lists.approve_list(made.pk, decision="15/QĐ-UBND", by=people["lan"], at=at)
    for line in made.lines.all():
        day = at.astimezone(datetime.timezone(datetime.timedelta(hours=7))).date()
        lists.hand_over(made.pk, line.pk, received_by="Nguyễn Văn Đình", on=day, by=people["minh"], at=at)

    # then nobody of this policy is left
    page.goto("/00016/2019/quyen-loi/bao-phu/bhyt-poor-2018/ten/" + ON)
    expect(page.get_by_text("Không còn ai: ai được hưởng thì đã nhận")).to_be_visible()
    expect(page.get_by_role("link", name="Đã trao 2")).to_be_visible()
    seen.check()
