"""A ward officer proposes a policy of the ward's own and sees what it would give; the leader approves it (S11)."""

from __future__ import annotations

import datetime

import pytest
from playwright.sync_api import expect

from chungtay.foundation.accounts.models import User
from chungtay.foundation.places.models import Unit
from chungtay.records.catalogue.operations import policies
from chungtay.records.entitlements.operations import lists
from chungtay.records.registry.operations.status import NewStatus, record_status
from tests import factories
from tests.apps.records.catalogue.samples import DOCUMENTS, sample
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


def test_back_pay_of_a_policy_that_applies_backwards(visit, ward):
    """300,000 was handed over for October; 350,000 is approved in November and counts from October on (S11)."""
    for name, role in (("hoa", "ward_officer"), ("lan", "ward_leader"), ("minh", "committee_member")):
        factories.person(name, role, ward)
    hoa, lan, minh = (User.objects.get(username=name) for name in ("hoa", "lan", "minh"))
    october, november = (datetime.datetime(2026, month, 20, 3, tzinfo=datetime.UTC) for month in (10, 11))
    first = policies.propose(ward, sample(), by=hoa, at=october)
    policies.approve(first.pk, decision="15/QĐ-UBND", by=lan, at=october)
    made = lists.draw_up(ward, first.code, day=D(2026, 10, 20), by=hoa, at=october)
    lists.approve_list(made.pk, decision="16/QĐ-UBND", documents=DOCUMENTS, by=lan, at=october)
    for line in made.lines.all():
        lists.hand_over(made.pk, line.pk, received_by="Phạm Văn Giang", on=D(2026, 10, 20), by=minh, at=october)
    rates = [{"when": "", "times": "350000", "words": "350.000 đồng mỗi tháng"}]
    newer = policies.propose(
        ward, sample(valid_from=D(2026, 10, 1), rates=rates), newer_than=first.pk, by=hoa, at=november
    )
    policies.approve(newer.pk, decision="20/QĐ-UBND", by=lan, at=november)

    # given the officer at the people of the policy
    seen = visit("desktop")
    page = seen.page
    seen.sign_in("hoa")
    page.goto(f"/00016/2026/quyen-loi/{first.code}/")
    page.get_by_role("link", name="Truy lĩnh các tháng đã chi theo mức cũ").click()

    # then each person is told with months and difference, and the list is drawn up
    row = page.get_by_role("row", name="Phạm Văn Giang")
    expect(row).to_contain_text("1 tháng × 50.000 đồng: 10/2026")
    seen.look("back-pay")
    page.get_by_role("button", name="Lập danh sách truy lĩnh").click()
    expect(page.get_by_text("Người khác duyệt danh sách")).to_be_visible()
    seen.check()
