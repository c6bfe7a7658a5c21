"""A ward officer proposes a policy of the ward's own and sees what it would give; the leader approves it (S11)."""

from __future__ import annotations

import datetime

import pytest
from playwright.sync_api import expect

from chungtay.foundation.places.models import Unit
from chungtay.records.registry.operations.status import NewStatus, record_status
from tests import factories
from tests.apps.records.registry import factories as registry

pytestmark = pytest.mark.journey
D = datetime.date


@pytest.fixture
def ward(units) -> Unit:
    """A near-poor couple of 76 and 74 with a grandchild born "in 2013"."""
    group = Unit.objects.get(level="group", parent=units["00016"])
    child = registry.member("Phạm Thị Hà", "other", "2013-01-01", birth_known="year", papers=())
    members = (
        registry.member("Phạm Văn Giang", born="1950-02-03"),
        registry.member("Lê Thị Mai", "spouse", "1952-04-05"),
        child,
    )
    home = registry.household(group, members, since=D(2015, 1, 1))
    record_status(home, NewStatus(2026, "vn-2022", "near_poor", D(2026, 1, 1), "legacy"), by=None, at=registry.AT)
    return units["00016"]


def test_from_the_proposal_to_the_right(visit, ward):
    for name, role in (("hoa", "ward_officer"), ("lan", "ward_leader")):
        factories.person(name, role, ward)
    seen = visit("desktop")
    page = seen.page
    seen.sign_in("hoa")

    # given the catalogue of 2026
    page.goto("/00016/2026/quyen-loi/")
    page.get_by_role("link", name="Sổ chính sách").click()
    expect(page.get_by_role("heading", name="Chờ xác minh, chưa dùng")).to_be_visible()
    seen.look("policy-catalogue")

    # when the officer fills a policy in with a word that the rule book does not know
    page.get_by_role("link", name="Đề xuất chính sách").click()
    for label, text in (
        ("Tên chính sách", "Hỗ trợ người cao tuổi khó khăn"),
        ("Văn bản", "15/2026/NQ-HĐND"),
        ("Điều khoản", "Điều 2"),
        ("Ngày ban hành", "01/07/2026"),
        ("Áp dụng từ ngày", "01/07/2026"),
        ("Đối tượng, bằng lời", "Người từ đủ 60 tuổi thuộc hộ nghèo, hộ cận nghèo"),
        ("Điều kiện", "tuoi >= 60"),
    ):
        page.get_by_role("textbox", name=label, exact=True).fill(text)
    page.get_by_label("Cơ quan ban hành", exact=True).select_option("ward")
    page.get_by_label("Mức (đồng)", exact=True).fill("300.000")
    page.get_by_label("Mức này bằng lời").first.fill("300.000 đồng mỗi tháng")
    page.get_by_role("button", name="Xem thử").click()

    # then it is refused at its place
    expect(page.locator("#id_who_error")).to_contain_text("“tuoi” không phải")
    page.get_by_role("textbox", name="Điều kiện", exact=True).fill(
        "age_months >= 720 and household_class in (poor, near_poor)"
    )
    page.get_by_role("button", name="Xem thử").click()
    expect(page.get_by_role("heading", name="Chính sách này cho ai, bao nhiêu")).to_be_visible()
    expect(page.get_by_text("600.000 đ")).to_be_visible()
    seen.look("policy-preview")
    page.get_by_role("button", name="Đề xuất để duyệt").click()
    expect(page.get_by_text("Người khác quyết định: lãnh đạo cơ quan.")).to_be_visible()
    address = page.url

    # and after the leader approved it is worked out with all others
    seen = visit("desktop")
    page = seen.page
    seen.sign_in("lan")
    page.goto(address)
    page.get_by_label("Số quyết định").fill("15/QĐ-UBND")
    seen.look("policy-approval")
    page.get_by_role("button", name="Phê duyệt").click()
    expect(page.get_by_text("Đang áp dụng")).to_be_visible()
    seen.check()
    page.goto("/00016/2026/quyen-loi/")
    expect(page.get_by_role("row", name="Hỗ trợ người cao tuổi khó khăn")).to_contain_text("600.000 đ mỗi tháng")
