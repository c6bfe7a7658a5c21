"""From a fire to the visit afterwards: ward officer, leader, payer and head of the group (S3, S7)."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from chungtay.foundation.places.models import Unit
from chungtay.records.registry.operations.status import record_hardship
from tests import factories
from tests.apps.records.registry import factories as registry
from tests.apps.work.assistance.people import photo_file

pytestmark = pytest.mark.journey
YEAR = timezone.localdate().year


@pytest.fixture
def home(units):
    """A family whose house burnt down yesterday, and the people of the ward."""
    ward = units["00016"]
    for name, role in (
        ("hoa", "ward_officer"), ("lan", "ward_leader"), ("minh", "committee_member"), ("tuan", "enumerator"),
    ):  # fmt: skip
        factories.person(name, role, ward)
    group = Unit.objects.get(level="group", parent=ward)
    home = registry.household(group, since=datetime.date(2015, 1, 1))
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    now = timezone.now()
    record_hardship(home, kind="fire", happened_on=yesterday, description="Cháy nhà lúc 20 giờ", by=None, at=now)
    return home


def as_(visit, name: str, address: str):
    seen = visit("desktop")
    seen.sign_in(name)
    seen.page.goto(address)
    return seen, seen.page


def test_from_the_fire_to_the_visit(visit, units, home, tmp_path):
    picture = photo_file(tmp_path)
    index = f"/00016/{YEAR}/tro-giup/"

    # given the officer at the page of assistance, the fire of yesterday is on top
    seen, page = as_(visit, "hoa", index)
    expect(page.get_by_role("heading", name="Hoạn nạn chưa có cứu trợ")).to_be_visible()
    seen.look("assistance-events")
    page.get_by_role("link", name="Đề nghị cứu trợ").click()

    # when the norm is seen and relief proposed, with more from a donor
    expect(page.get_by_text("ít nhất 40.000.000 đ")).to_be_visible()
    page.get_by_label("Loại cứu trợ").select_option(label="Hỗ trợ làm nhà ở khi mất nhà")
    page.get_by_label("Vì sao hộ có hoàn cảnh khó khăn").fill("Không còn chỗ ở, mất hết đồ đạc")
    page.get_by_label("Thêm từ nguồn khác, đồng").fill("10.000.000")
    page.get_by_label("Nguồn nào").select_option(label="Nhà tài trợ")
    page.get_by_label("Theo quyết định, thư, kế hoạch nào").fill("Thư của Công ty An Phú")
    seen.look("assistance-relief")
    page.get_by_role("button", name="Đề nghị").click()
    expect(page.get_by_text("không phải người đã đề nghị")).to_be_visible()
    case = page.url

    # and the leader allows it by telephone, noted by the head of the group
    seen, page = as_(visit, "tuan", case)
    page.get_by_text("Lãnh đạo đã duyệt qua điện thoại").click()
    seen.look("assistance-call")
    page.get_by_role("button", name="Ghi cuộc gọi").click()

    # and the payer pays out both parts against a signed receipt
    seen, page = as_(visit, "minh", case)
    for _part in range(2):
        page.get_by_label("Người nhận").fill("Trần Thị Hường")
        page.get_by_label("Phiếu có chữ ký hoặc ảnh trao").set_input_files(picture)
        seen.look("assistance-pay")
        seen.leave_by(page.get_by_role("button", name="Đã chi"))
    expect(page.get_by_text("Đã chi, chờ đến thăm")).to_be_visible()
    expect(page.get_by_text("Người khác, không phải người đã chi, đến hộ.")).to_be_visible()

    # and the leader confirms the call on paper
    seen, page = as_(visit, "lan", index)
    expect(page.get_by_role("heading", name="Đã duyệt qua điện thoại, còn thiếu giấy")).to_be_visible()
    seen.look("assistance-papers")
    page.goto(case)
    page.get_by_label("Số quyết định").fill("15/QĐ-UBND")
    seen.look("assistance-confirm")
    page.get_by_role("button", name="Tôi xác nhận đã duyệt").click()
    expect(page.get_by_text("đã xác nhận ngày")).to_be_visible()

    # then the head of the group visits, and the case is closed
    seen, page = as_(visit, "tuan", case)
    page.get_by_label("Điều đã ghi nhận").fill("Hộ đã nhận đủ 50.000.000 đồng")
    seen.look("assistance-visit")
    page.get_by_role("button", name="Ghi lần đến xem").click()
    expect(page.get_by_text("Đã đóng", exact=True)).to_be_visible()
    seen.look("assistance-case")
    page.get_by_role("link", name="In phiếu nhận").click()
    expect(page.get_by_role("heading", name="Phiếu nhận trợ giúp")).to_be_visible()
    seen.look("assistance-slip")

    # and the household's page tells it
    page.goto(f"/00016/{YEAR}/ho-dan/{home.pk}/")
    expect(page.get_by_role("link", name="Hỗ trợ làm nhà ở khi mất nhà").first).to_be_visible()
    seen.check()
