"""Loans of the policy bank (S9): from the list of the bank to what is overdue as told, with a second pair of eyes."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from chungtay.foundation.places.models import Unit
from tests import factories
from tests.apps.records.registry import factories as registry

pytestmark = pytest.mark.journey
D = datetime.date


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_from_the_bank_s_list_to_what_is_overdue(visit, units, size):
    group = Unit.objects.get(level="group", parent=units["00016"])
    year = timezone.localdate().year
    couple = (registry.member("Lê Văn Cảnh"), registry.member("Trần Thị Hường", "spouse"))
    home = registry.household(group, couple, since=D(2015, 1, 1), address="31 phố Ngọc Hà")
    factories.person("hoa", "ward_officer", units["00016"])
    factories.person("tuan", "credit_officer", units["00016"])

    # given the bank's list, when the credit officer enters a loan on the household's page
    seen = visit(size)
    page = seen.page
    seen.sign_in("tuan")
    page.goto(f"/00016/{year}/ho-dan/{home.pk}/")
    page.get_by_role("link", name="Nhập khoản vay").click()
    page.get_by_label("Người vay").select_option(label="Trần Thị Hường")
    page.get_by_label("Chương trình").fill("Giải quyết việc làm")
    page.get_by_label("Mục đích vay").fill("Mua máy may")
    page.get_by_label("Tổ tiết kiệm và vay vốn").fill("Tổ số 3")
    page.get_by_label("Số tiền, đồng").fill("50.000.000")
    page.get_by_label("Giải ngân ngày").fill("01/10/2024")
    page.get_by_label("Đến hạn ngày").fill("01/10/2027")
    page.get_by_label("Theo giấy tờ nào").fill("Danh sách dư nợ tháng 10")
    seen.check()
    seen.picture("loan-enter")
    page.get_by_role("button", name="Nhập").click()
    expect(page.get_by_text("Người khác xác nhận rồi mới được tính")).to_be_visible()
    address = seen.path()

    # then the ward's officer confirms it, and enters what the bank told since
    seen = visit(size)
    page = seen.page
    seen.sign_in("hoa")
    page.goto(address)
    page.get_by_role("button", name="Xác nhận", exact=True).click()
    expect(page.get_by_text("Đã xác nhận khoản vay.")).to_be_visible()
    expect(page.get_by_text("dư nợ chưa biết, không phải bằng 0")).to_be_visible()
    page.get_by_label("Tình trạng nợ").select_option(label="Quá hạn theo báo")
    page.get_by_label("Dư nợ, đồng").fill("20.000.000")
    page.get_by_label("Theo giấy tờ nào").fill("Thông báo nợ quá hạn số 4")
    seen.check()
    page.get_by_role("button", name="Ghi lại").click()
    expect(page.get_by_role("cell", name="Thông báo nợ quá hạn số 4")).to_be_visible()

    # and the credit officer confirms that, so that Today tells of it
    seen = visit(size)
    page = seen.page
    seen.sign_in("tuan")
    page.goto(address)
    page.get_by_role("button", name="Xác nhận").click()
    expect(page.get_by_text("Đã xác nhận; khoản vay theo đó.")).to_be_visible()
    seen.check()
    seen.picture("loan-one")
    page.goto(f"/00016/{year}/von-vay/")
    expect(page.get_by_text("dư nợ theo báo 20.000.000 đ")).to_be_visible()
    seen.check()
    seen.picture("loans")
    page.goto(f"/00016/{year}/ho-dan/{home.pk}/")
    expect(page.get_by_role("heading", name="Vốn vay")).to_be_visible()
    seen.check()
