"""Somebody in the field sees that the register is wrong, proposes, and an officer takes it over."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from chungtay.foundation.places.models import Unit
from tests import factories
from tests.apps.records.registry import factories as registry

pytestmark = pytest.mark.journey


def test_proposed_on_a_phone_and_approved_at_a_desk(visit, units):
    home = registry.household(Unit.objects.get(level="group", parent=units["00016"]))
    factories.person("vu", "enumerator", units["00016"])
    factories.person("hoa", "ward_officer", units["00016"])

    # given an enumerator before the door of a household
    field = visit("phone")
    page = field.page
    field.sign_in("vu")
    page.goto(f"/00016/2024/ho-dan/{home.pk}/")
    field.check()

    # when the address is corrected as a proposal
    page.get_by_role("link", name="Đề nghị sửa").click()
    page.get_by_role("link", name="Sửa thông tin hộ").click()
    page.get_by_label("Địa chỉ").fill("14 ngõ 5 phố Đội Cấn")
    page.get_by_label("Vì sao").fill("Đến nhà thấy số 14")
    field.check()
    page.get_by_role("button", name="Đưa vào đề nghị").click()
    expect(page.get_by_role("heading", level=1, name="Đề nghị sửa hộ")).to_be_visible()
    field.check()
    page.get_by_role("button", name="Gửi đề nghị").click()
    expect(page.get_by_text("Đã gửi")).to_be_visible()

    # then an officer finds it on the first page, sees the difference and approves
    desk = visit("desktop")
    desk.sign_in("hoa")
    desk.page.goto("/00016/2024/")
    desk.page.get_by_role("main").get_by_role("link", name="Xem đề nghị").click()
    desk.check()
    desk.page.get_by_role("link", name="Nguyễn Văn Đình").click()
    expect(desk.page.get_by_text("14 ngõ 5 phố Đội Cấn")).to_be_visible()
    desk.check()
    desk.picture("proposal")
    desk.page.get_by_label("Trả lời người đề nghị").fill("Đúng rồi, cảm ơn")
    desk.page.get_by_role("button", name="Phê duyệt").click()
    expect(desk.page.get_by_text("Đã phê duyệt").first).to_be_visible()
    desk.check()
    home.refresh_from_db()
    assert home.address == "14 ngõ 5 phố Đội Cấn"

    # and the enumerator reads the answer
    page.goto("/00016/2024/ho-dan/de-nghi/")
    expect(page.get_by_text("Đúng rồi, cảm ơn")).to_be_visible()
    field.check()
