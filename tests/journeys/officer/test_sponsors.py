"""Sponsors (S7): from who lives alone and has nobody, to what came this month and stands in the ledger of help."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from chungtay.foundation.places.models import Unit
from chungtay.records.registry.operations.status import NewStatus, record_hardship, record_status
from tests import factories
from tests.apps.records.registry import factories as registry

pytestmark = pytest.mark.journey
D = datetime.date


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_from_nobody_to_what_came_this_month(visit, units, size):
    group = Unit.objects.get(level="group", parent=units["00016"])
    today = timezone.localdate()
    homes = [
        registry.household(group, members, since=D(2015, 1, 1), address=address)
        for members, address in (
            ((registry.member("Nguyễn Văn Đình", born="1946-05-12"),), "12 ngõ 5 phố Đội Cấn"),
            ((registry.member("Bùi Thị Mận", born="1951-02-03"),), "7 ngõ 12 phố Ngọc Hà"),
            ((registry.member("Lê Văn Cảnh"), registry.member("Trần Thị Hường", "spouse")), "31 phố Ngọc Hà"),
        )
    ]
    status = NewStatus(today.year, "vn-2022", "poor", D(today.year, 1, 1), "review")
    record_status(homes[0], status, by=None, at=registry.AT)
    fire = today - datetime.timedelta(days=60)
    record_hardship(homes[2], kind="fire", happened_on=fire, description="", by=None, at=timezone.now())
    factories.person("hoa", "ward_officer", units["00016"])
    factories.person("minh", "ward_leader", units["00016"])
    factories.person("lan", "enumerator", units["00016"])

    # given who lives alone, when the officer looks who has nobody
    seen = visit(size)
    page = seen.page
    seen.sign_in("hoa")
    page.goto(f"/00016/{today.year}/do-dau/")
    page.get_by_role("link", name="Hộ chưa có người đỡ đầu").click()
    expect(page.get_by_text("3 hộ sống một mình, gặp hoạn nạn")).to_be_visible()
    seen.check()
    seen.picture("sponsors-without")

    # and enters what a bakery promised
    page.get_by_role("row", name="Nguyễn Văn Đình").get_by_role("link", name="Nhập cam kết đỡ đầu").click()
    page.get_by_label("Hoặc người mới: là ai").select_option(label="Doanh nghiệp")
    page.get_by_label("Tên người đỡ đầu mới").fill("Tiệm bánh Hương Sen")
    page.get_by_label("Liên hệ ai, cách nào").fill("Bà Sen, 0900 000 001")
    page.get_by_label("Tiền mỗi tháng, đồng").fill("500.000")
    page.get_by_label("Từ ngày").fill(f"01/01/{today.year}")
    page.get_by_label("Thỏa thuận thế nào").fill("Giấy cam kết ngày 28/12")
    seen.check()
    seen.picture("sponsors-enter")
    page.get_by_role("button", name="Nhập").click()
    expect(page.get_by_text("Cam kết có hiệu lực khi người khác xác nhận")).to_be_visible()
    address = seen.path()

    # then the leader confirms it
    seen = visit(size)
    page = seen.page
    seen.sign_in("minh")
    page.goto(address)
    seen.check()
    page.get_by_role("button", name="Xác nhận").click()
    expect(page.get_by_text("Đã xác nhận. Cam kết có hiệu lực.")).to_be_visible()

    # and the enumerator writes down what came
    seen = visit(size)
    page = seen.page
    seen.sign_in("lan")
    page.goto(address)
    page.get_by_label("Chứng từ").fill("Biên nhận số 7, ông Đình ký")
    page.get_by_role("button", name="Ghi lại").click()
    expect(page.get_by_role("cell", name="Biên nhận số 7, ông Đình ký")).to_be_visible()
    page.get_by_role("heading", name="Đã đến", exact=True).scroll_into_view_if_needed()
    seen.check()
    seen.picture("sponsors-one")

    # so that the list knows this month, and the household's page who helps
    page.goto(f"/00016/{today.year}/do-dau/")
    expect(page.get_by_role("row", name="Nguyễn Văn Đình")).to_contain_text("đã đến")
    seen.check()
    seen.picture("sponsors")
    page.goto(f"/00016/{today.year}/ho-dan/{homes[0].pk}/")
    expect(page.get_by_role("heading", name="Người đỡ đầu")).to_be_visible()
    expect(page.get_by_text("Tiệm bánh Hương Sen đỡ đầu, tháng")).to_be_visible()
    seen.check()
