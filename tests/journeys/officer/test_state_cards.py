"""A ward officer brings the people whose card the state pays to the insurer, and another hands the cards over (S12); a
leader confirms the documents that a policy asks for (S11)."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from chungtay.foundation.places.models import Unit
from chungtay.records.catalogue.operations import policies
from chungtay.records.entitlements.models import SupportList
from chungtay.records.entitlements.operations import lists
from chungtay.records.registry.operations.status import NewStatus, record_status
from chungtay.work.insurance.models import StateList
from chungtay.work.insurance.operations.state_lists import approve_state
from tests import factories
from tests.apps.records.catalogue.samples import DOCUMENTS, sample
from tests.apps.records.registry import factories as registry

pytestmark = pytest.mark.journey


def poor_home(ward: Unit, today: datetime.date):
    """A man of 66 and a girl, poor this year."""
    group = Unit.objects.get(level="group", parent=ward)
    people = (registry.member(born="1960-02-03"), registry.member("Nguyễn Thị Ánh", "child", "2014-01-15"))
    home = registry.household(group, people, since=datetime.date(2015, 1, 1))
    first = today.replace(month=1, day=1)
    record_status(home, NewStatus(today.year, "vn-2022", "poor", first, "legacy"), by=None, at=registry.AT)
    return home


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_from_the_list_to_the_card_in_the_hand(visit, units, size) -> None:
    ward, today = units["00016"], timezone.localdate()
    poor_home(ward, today)
    factories.person("hoa", "ward_officer", ward)
    leader = factories.person("lan", "ward_leader", ward)
    factories.person("minh", "committee_member", ward)
    seen = visit(size)
    page = seen.page
    seen.sign_in("hoa")

    # nonsense for a day is told, and nothing is drawn up
    page.goto(f"/00016/{today.year}/bao-hiem/danh-sach-nha-nuoc/")
    page.locator("#id_starts_on").fill("31/02")
    page.locator("form button.primary").click()
    expect(page.locator(".errors, .errorlist, [role=alert]").first).to_be_visible()
    assert not StateList.objects.exists()

    # two people are on the list; another person approves it
    page.locator("#id_starts_on").fill(f"{today:%d/%m/%Y}")
    page.locator("form button.primary").click()
    expect(page.get_by_text("Người khác duyệt danh sách: lãnh đạo phường")).to_be_visible()
    seen.check()
    made = StateList.objects.get()
    approve_state(made.pk, decision="15/QĐ-UBND", by=leader, at=timezone.now())

    # it goes to the insurer: each line says by when the card is due
    page.reload()
    page.get_by_role("button", name="Ghi đã gửi danh sách").click()
    father = page.get_by_role("row").filter(
        has=page.get_by_role("rowheader", name="Nguyễn Văn Đình sinh 03/02/1960", exact=True)
    )
    girl = page.get_by_role("row").filter(
        has=page.get_by_role("rowheader", name="Nguyễn Thị Ánh sinh 15/01/2014", exact=True)
    )
    expect(father).to_contain_text("Đã gửi cơ quan bảo hiểm")
    expect(father).to_contain_text("hạn cấp thẻ")
    seen.check()
    seen.picture("insurance-state")

    # one comes back with a reason, for one the card is written down
    girl.get_by_text("Cơ quan bảo hiểm trả lại").click()
    girl.get_by_label("Vì sao").first.fill("Thiếu ngày sinh")
    girl.get_by_role("button", name="Ghi bị trả lại").click()
    expect(girl).to_contain_text("Thiếu ngày sinh")
    father.get_by_role("link", name="Đã cấp thẻ").click()
    seen.check()
    page.get_by_label("Mã thẻ").fill("HN4010123456780")
    page.get_by_role("button", name="Ghi thẻ").click()
    expect(father).to_contain_text("Đã cấp thẻ, chưa trao")

    # a third person hands it over
    other = visit(size)
    other.sign_in("minh")
    other.page.goto(f"/00016/{today.year}/bao-hiem/danh-sach-nha-nuoc/{made.pk}/?o=issued")
    other.page.get_by_role("button", name="Trao thẻ").click()
    other.page.goto(f"/00016/{today.year}/bao-hiem/danh-sach-nha-nuoc/{made.pk}/?o=delivered")
    expect(other.page.get_by_role("rowheader", name="Nguyễn Văn Đình")).to_be_visible()
    other.check()


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_the_leader_ticks_every_document_before_approving(visit, units, size) -> None:
    ward, today, now = units["00016"], timezone.localdate(), timezone.now()
    poor_home(ward, today)
    officer = factories.person("hoa", "ward_officer", ward)
    leader = factories.person("lan", "ward_leader", ward)
    since = today.replace(month=1, day=1)
    policy = policies.propose(ward, sample(issued_on=since, valid_from=since), by=officer, at=now)
    policies.approve(policy.pk, decision="15/QĐ-UBND", by=leader, at=now)
    made = lists.draw_up(ward, policy.code, day=today, by=officer, at=now)
    seen = visit(size)
    page = seen.page
    seen.sign_in("lan")
    page.goto(f"/00016/{today.year}/quyen-loi/danh-sach/{made.pk}/")
    seen.check()
    seen.picture("rights-documents")

    # without the tick the browser itself holds the form back
    page.locator("#id_decision").fill("21/QĐ-UBND")
    page.get_by_role("button", name="Phê duyệt", exact=True).click()
    assert SupportList.objects.get().state == "draft"
    page.get_by_label(DOCUMENTS[0]).check()
    page.get_by_role("button", name="Phê duyệt", exact=True).click()
    expect(page.get_by_text("Đã duyệt").first).to_be_visible()
    assert SupportList.objects.get().approved_by == leader
    seen.check()
