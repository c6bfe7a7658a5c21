"""An auditor looks up who did what in the area, and has the whole trail verified."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from chungtay.foundation.accounts.models import User
from chungtay.foundation.core.models import AuditEvent
from chungtay.foundation.core.operations import check_trail, record_look
from tests import factories
from tests.flushing import as_the_owner_of_the_database

pytestmark = pytest.mark.journey


@pytest.fixture
def office(units, tmp_path):
    """A ward at work, and an auditor of its district."""
    factories.person("huong", "auditor", units["001"])
    officer = factories.person("hoa", "ward_officer", units["00016"])
    User.objects.filter(username="huong").update(full_name="Đỗ Thu Hương")
    User.objects.filter(username="hoa").update(full_name="Trần Thị Hòa")
    path, _district = factories.workbook(tmp_path)
    factories.classified(path, units["00016"], officer)
    record_look(officer, ["last_login"], by=officer, at=factories.AT, area=units["00016"])
    return units


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_an_auditor_finds_an_act_and_verifies_the_trail(visit, office, worker, size):
    seen = visit(size)
    page = seen.page

    # given an auditor who opens the trail
    seen.sign_in("huong")
    page.get_by_role("navigation", name="Chính").get_by_role("link", name="Nhật ký").click()
    expect(page.get_by_role("heading", name="Nhật ký: ai đã làm gì")).to_be_visible()
    expect(page.get_by_text("Chưa ai kiểm tra nhật ký.")).to_be_visible()
    seen.check()

    # when everything is verified in the background
    page.get_by_role("button", name="Kiểm tra ngay").click()
    expect(page.get_by_role("heading", name="Kiểm tra nhật ký")).to_be_visible()
    seen.check()
    seen.picture("background-work")
    worker()
    expect(page.get_by_text("Nhật ký nguyên vẹn:")).to_be_visible()
    page.get_by_role("link", name="Đến nơi liên quan").click()

    # then the page says so, and what to note down
    expect(page.get_by_text("Nhật ký nguyên vẹn.")).to_be_visible()
    expect(page.get_by_text("Ghi lại để đối chiếu lần sau")).to_be_visible()
    seen.check()
    seen.picture("trail")

    # and one kind of act is found by who did it
    page.get_by_text("Tìm trong nhật ký").click()
    page.get_by_label("Ai", exact=True).fill("Hòa")
    page.get_by_label("Việc đã làm").select_option("Đã xem thông tin nhạy cảm")
    page.get_by_role("button", name="Xem", exact=True).click()
    expect(page.get_by_role("rowheader")).to_have_text(["Đã xem thông tin nhạy cảm"])
    seen.check()


def test_a_broken_link_is_named_where_the_auditor_looks_first(visit, office):
    seen = visit("phone")
    with as_the_owner_of_the_database(AuditEvent):
        AuditEvent.objects.filter(number=2).update(action="test.other")
    check_trail(by=None, at=factories.AT)
    seen.sign_in("huong")
    seen.page.goto("/nhat-ky/")
    expect(seen.page.get_by_text("Việc số 2 không còn đúng như khi được ghi.")).to_be_visible()
    seen.check()
