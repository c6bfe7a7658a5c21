"""A ward officer sees what the policies give in October 2019, by name, and what must still be found out (S3, S12)."""

from __future__ import annotations

import datetime
import re

import pytest
from playwright.sync_api import expect

from chungtay.foundation.places.models import Unit
from chungtay.records.registry.operations import editing
from chungtay.records.registry.operations.status import NewStatus, record_status
from tests import factories
from tests.apps.records.registry import factories as registry

pytestmark = pytest.mark.journey
D = datetime.date


@pytest.fixture
def group(units) -> Unit:
    """A poor couple with a daughter of five; a household out of near-poverty; a child born "in 2013"."""
    group = Unit.objects.get(level="group", parent=units["00016"])
    since = {"since": D(2015, 1, 1)}
    poor = registry.household(
        group, (registry.member(), registry.member("Nguyễn Thị Ánh", "child", "2014-01-15")), **since
    )
    out = registry.household(group, (registry.member("Lê Văn Cảnh", born="1950-02-03"),), **since)
    child = registry.member("Phạm Thị Hà", "child", "2013-01-01", birth_known="year", papers=())
    registry.household(group, (registry.member("Phạm Văn Giang"), child), **since)
    for home, class_id, day in ((poor, "poor", 1), (out, "near_poor", 1), (out, "not_poor", 2)):
        status = NewStatus(2019, "vn-2016", class_id, D(2019, day, 1), "legacy")
        record_status(home, status, by=None, at=registry.AT)
    return group


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_from_the_policies_to_the_names(visit, units, group, size):
    factories.person("hoa", "ward_officer", units["00016"])
    seen = visit(size)
    page = seen.page
    seen.sign_in("hoa")

    # given the register of 2019: on a telephone the way leads over "more"
    page.goto("/00016/2019/ho-dan/")
    if size == "phone":
        page.get_by_role("link", name="Thêm", exact=True).click()
        seen.check()
        seen.picture("more")
    page.get_by_role("link", name="Quyền lợi").last.click()
    page.get_by_label("Vào ngày").fill("01/10/2019")
    page.get_by_role("button", name="Xem").click()

    # then every policy tells how many it is for: 2 x 67,050
    row = page.get_by_role("row", name="Thẻ BHYT cho người thuộc hộ nghèo")
    expect(row).to_contain_text("134.100 đ mỗi tháng")
    expect(page.get_by_role("heading", name="Chờ xác minh, chưa dùng")).to_be_visible()
    seen.check()
    seen.picture("rights")

    # and opens the people by name, with the reason
    page.get_by_role("link", name="Thẻ BHYT cho người thuộc hộ nghèo").click()
    expect(page.get_by_role("row", name="Nguyễn Thị Ánh")).to_contain_text("67.050 đ")
    seen.check()

    # and of whom nobody can say, with the question
    page.goto("/00016/2019/quyen-loi/bhyt-child-2018/?ngay=2019-10-01&loai=open")
    expect(page.get_by_role("row", name="Phạm Thị Hà")).to_contain_text("Ngày sinh đầy đủ là ngày nào?")
    seen.check()
    seen.picture("rights-people")

    # and the household shows all of it
    page.goto("/00016/2019/quyen-loi/bhyt-poor-2018/?ngay=2019-10-01")
    page.get_by_role("row", name="Nguyễn Thị Ánh").get_by_role("link").click()
    expect(page.get_by_text("Nhường cho: Thẻ BHYT cho người thuộc hộ nghèo")).to_be_visible()
    seen.check()
    seen.picture("rights-household")
    page.get_by_role("link", name="Nguyễn Văn Đình").click()
    expect(page.get_by_role("link", name="Xem quyền lợi của hộ")).to_be_visible()
    seen.check()

    # and the whole year: two cards of the poor household, month by month
    page.goto("/00016/2019/quyen-loi/?ngay=2019-10-01")
    page.get_by_role("link", name="Cả năm").click()
    expect(page.get_by_role("row", name="Thẻ BHYT cho người thuộc hộ nghèo")).to_contain_text("2 người")
    seen.check()
    seen.picture("rights-year")


def test_a_list_from_drawing_up_to_the_hand(visit, units):
    """Three people: the officer draws up, the leader approves, a committee member hands over."""
    home = registry.household(
        Unit.objects.get(level="group", parent=units["00016"]),
        (registry.member(), registry.member("Nguyễn Thị Ánh", "child", "1990-01-15")),
        since=D(2015, 1, 1),
    )
    disabled = registry.person(home, "Ánh")
    editing.set_circumstance(disabled, kind="disability", code="2", since=D(2020, 1, 1), by=None, at=registry.AT)
    for name, role in (("hoa", "ward_officer"), ("lan", "ward_leader"), ("minh", "committee_member")):
        factories.person(name, role, units["00016"])
    seen = visit("desktop")
    page = seen.page

    # given the officer at the policy
    seen.sign_in("hoa")
    page.goto("/00016/2026/quyen-loi/btxh-6/?ngay=2026-09-10")
    page.get_by_role("button", name=re.compile("^Lập danh sách")).click()
    expect(page.get_by_text("Người khác duyệt danh sách")).to_be_visible()
    address = page.url

    # when the leader approves with the number of the decision
    seen = visit("desktop")
    page = seen.page
    seen.sign_in("lan")
    page.goto(address)
    page.get_by_label("Số quyết định").fill("15/QĐ-UBND")
    seen.look("rights-list")
    page.get_by_role("button", name="Duyệt").click()
    expect(page.get_by_text("Đã duyệt, đang giao")).to_be_visible()

    # and a member of the committee hands over
    seen = visit("desktop")
    page = seen.page
    seen.sign_in("minh")
    page.goto(address)
    row = page.get_by_role("row", name="Nguyễn Thị Ánh")
    row.locator("summary").click()
    row.get_by_label("Người nhận").fill("Nguyễn Văn Đình")
    seen.look("rights-hand-over")
    row.get_by_role("button", name="Đã trao").click()
    expect(page.get_by_role("link", name="Đã trao 1")).to_be_visible()

    # then the coverage tells how far it has come
    page.get_by_role("link", name="Danh sách và giao nhận").click()
    expect(page.get_by_role("row", name="Trợ cấp người khuyết tật đặc biệt nặng, nặng").first).to_contain_text("1")
    seen.look("rights-lists")

    # and the household's page tells what reached it, by whom and with which proof
    page.goto("/00016/2026/ho-dan/")
    page.get_by_role("link", name="Nguyễn Văn Đình").first.click()
    page.get_by_role("link", name="Mọi khoản hộ này đã nhận").click()
    expect(page.get_by_role("row", name="Trợ cấp người khuyết tật đặc biệt nặng, nặng")).to_contain_text("15/QĐ-UBND")
    seen.look("help-received")
