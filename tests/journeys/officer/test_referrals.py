"""A ward officer opens referrals for what poor households lack, gives them out, and closes one with its proof (S11)."""

from __future__ import annotations

import datetime

import pytest
from playwright.sync_api import expect

from chungtay.foundation.places.models import Unit
from chungtay.records.registry.operations.status import NewStatus, record_status
from tests import factories
from tests.apps.records.registry import factories as registry
from tests.apps.work.referral.test_referrals import lacking

pytestmark = pytest.mark.journey
D = datetime.date


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_from_what_is_lacking_to_the_outcome(visit, units, size):
    group = Unit.objects.get(level="group", parent=units["00016"])
    for name, class_id, indicators in (
        ("Nguyễn Văn Đình", "poor", ("5.1", "3.2", "2.2")),
        ("Lê Văn Cảnh", "near_poor", ("5.1",)),
    ):
        home = registry.household(group, (registry.member(name),), since=D(2015, 1, 1))
        status = NewStatus(2026, "vn-2022", class_id, D(2026, 1, 1), "review", result=lacking(*indicators))
        record_status(home, status, by=None, at=registry.AT)
    factories.person("hoa", "ward_officer", units["00016"])
    factories.person("minh", "enumerator", units["00016"])
    seen = visit(size)
    page = seen.page
    seen.sign_in("hoa")

    # given the classes of the year, when she opens the referrals of the ward
    page.goto("/00016/2026/quyen-loi/")
    page.get_by_role("link", name="Giới thiệu dịch vụ").click()
    page.get_by_role("button", name="Mở theo kết quả rà soát").click()
    expect(page.get_by_text("Đã mở 4 giới thiệu")).to_be_visible()
    seen.check()
    seen.picture("referrals")

    # and gives those of water to the company, followed by the enumerator
    page.get_by_role("row", name="Nguồn nước").get_by_role("link").first.click()
    page.get_by_label("Người theo dõi").select_option(label="Minh")
    page.get_by_label("Đến ngày").fill("31/12/2099")
    seen.check()
    seen.picture("referrals-list")
    page.get_by_role("button", name="Giao", exact=True).click()
    expect(page.get_by_text("Đã giao 2 giới thiệu")).to_be_visible()

    # then the enumerator writes a contact down and closes with the proof
    seen = visit(size)
    page = seen.page
    seen.sign_in("minh")
    page.goto("/00016/2026/gioi-thieu/viec/?o=mine")
    page.get_by_role("link", name="Nguyễn Văn Đình").click()
    page.get_by_label("Đã nói, đã làm gì").fill("Công ty hẹn lắp đồng hồ")
    page.get_by_role("button", name="Ghi lại").click()
    page.get_by_label("Chứng từ").fill("Biên bản lắp đồng hồ số 12")
    seen.check()
    seen.picture("referral")
    page.get_by_role("button", name="Đã nhận dịch vụ").click()
    expect(page.get_by_text("Biên bản lắp đồng hồ số 12")).to_be_visible()
    seen.check()
