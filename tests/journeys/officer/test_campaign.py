"""A ward's September: the plan, the decision that opens it, the list, who visits, a form checked."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from chungtay.records.registry.models import Household
from tests import campaigns as made_up
from tests.campaigns import declared, sent

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def office(units):
    found = made_up.office(units)
    made_up.register(found)
    return found


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_review_is_planned_opened_listed_and_checked(visit, office, size):
    officer = visit(size)
    officer.sign_in("officer-review")
    page = officer.page
    page.goto("/00016/2019/dot-ra-soat/")
    officer.check()
    page.get_by_role("link", name="Lập kế hoạch rà soát").click()
    page.get_by_label("Ngày cuối").fill("30/09/2019")
    page.get_by_label("Chuẩn nghèo dùng để quyết định").select_option("vn-2016:income")
    page.get_by_label("phần trăm phải đồng ý").fill("50")
    for label, days in (("Niêm yết", "3"), ("khiếu nại", "7"), ("cấp huyện", "5")):
        page.locator(".fields label", has_text=label).locator("xpath=..").locator("input").fill(days)
    officer.check()
    officer.picture("campaign-plan")
    page.get_by_role("button", name="Lưu kế hoạch").click()
    expect(page.get_by_role("status")).to_contain_text("lãnh đạo mở bằng quyết định")
    address = officer.path()

    leader = visit(size)
    leader.sign_in("leader-review")
    leader.page.goto(address)
    leader.page.get_by_label("Số quyết định").fill("45/QĐ-UBND")
    leader.page.get_by_label("Ngày quyết định").fill("30/08/2019")
    leader.check()
    leader.page.get_by_role("button", name="Mở đợt rà soát").click()
    expect(leader.page.get_by_text("Đợt rà soát đã mở")).to_be_visible()

    page.reload()
    page.get_by_role("button", name="Đưa danh sách năm trước vào").click()
    expect(page.get_by_text("Đã đưa vào 3 hộ")).to_be_visible()
    page.get_by_role("link", name="Bổ sung hộ").click()
    page.get_by_role("searchbox", name="Tên chủ hộ hoặc mã hộ").fill("pham buoi")
    page.get_by_role("button", name="Tìm", exact=True).last.click()
    page.get_by_label("Phạm Thị Bưởi").check()
    officer.check()
    page.get_by_role("button", name="Đưa vào danh sách").click()
    expect(page.get_by_text("Đã bổ sung 1 hộ")).to_be_visible()
    officer.check()
    officer.picture("campaign-households")
    page.goto(address)
    page.get_by_role("button", name="Chốt mọi danh sách").click()
    for number, home in enumerate(Household.objects.order_by("pk")[:3]):
        place = {"latitude": f"21.03{number}000", "longitude": f"105.82{number * number}000"}
        Household.objects.filter(pk=home.pk).update(**place)
    page.get_by_role("link", name="Phân công ở Phường Ngọc Hà").click()
    expect(page.get_by_role("img", name="Bản đồ các hộ phải đến")).to_be_visible()
    page.get_by_label("Enumerator-Review tham gia").check()
    officer.check()
    page.get_by_role("button", name="Chia phần còn lại").click()
    expect(page.get_by_text("Đã chia các hộ")).to_be_visible()
    officer.check()
    officer.picture("campaign-team")

    from chungtay.work.review.models import Campaign

    campaign = Campaign.objects.get()
    case = made_up.case_of(campaign, "Trần Thị Hường")
    sent(office, case, declared(1_000_000, "2", "6"))
    page.goto(f"{address}ho/{case.pk}/")
    officer.check()
    officer.picture("campaign-form")
    page.get_by_label("Ý kiến về: Bảo hiểm y tế").fill("xem lại thẻ của cháu")
    page.get_by_role("button", name="Trả lại kèm ý kiến").click()
    expect(page.get_by_text("xem lại thẻ của cháu")).to_be_visible()
    sent(office, case, declared(1_000_000, "6"))
    page.reload()
    page.get_by_role("button", name="Xác nhận phiếu").click()
    expect(page.get_by_text("Đã xác nhận phiếu")).to_be_visible()
    page.goto(address)
    officer.check()
    officer.picture("campaign")
