"""A district officer gives the demonstration's residential groups their wards of 1 July 2025, and takes it back."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from chungtay.foundation.accounts.models import User
from chungtay.foundation.places import operations, queries
from chungtay.foundation.places.models import Reorganisation, Unit
from chungtay.foundation.places.queries import groups_of, unit_by_code
from chungtay.web.home.management import demonstration
from tests import factories

pytestmark = pytest.mark.journey


@pytest.fixture
def demo(transactional_db, settings, tmp_path) -> None:
    """The demonstration as `./run` makes it: 202 groups, 300 households; with the password of the tests."""
    settings.MEDIA_ROOT = tmp_path / "files"
    demonstration.found_district(at=timezone.now())
    demonstration.fill_register(clock=timezone.now)
    for username in ("quan.badinh", "quantri"):
        user = User.objects.get(username=username)
        user.set_password(factories.PASSWORD)
        user.save()


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_the_reform_of_2025_from_plan_to_undoing(visit, demo, size):
    seen = visit(size)
    page = seen.page

    # given a district whose wards have ended, with groups that have no ward yet
    seen.sign_in("quan.badinh")
    page.goto("/001/2025/dia-ban/")
    expect(page.get_by_role("heading", name="202 tổ dân phố chờ về phường mới từ 01/07/2025")).to_be_visible()
    seen.check()
    seen.picture("units")

    # when the reorganisation is prepared: whole wards are filled in, split ones are left to the officer
    page.get_by_role("button", name="Lập phương án sắp xếp").click()
    expect(page.get_by_text("Còn 115 tổ chưa có phường mới")).to_be_visible()
    expect(page.get_by_text("Trước 300 hộ, sau")).to_be_visible()
    expect(page.get_by_role("button", name="Áp dụng")).to_be_disabled()
    seen.check()
    plan = Reorganisation.objects.get()

    # and the groups of each split ward get their ward: one alone, the others together
    split = [row.old.parent for row in plan.groups.filter(ward=None).select_related("old__parent")]
    for ward in dict.fromkeys(split):
        page.goto(f"/001/2025/dia-ban/sap-xep/{plan.pk}/")
        page.get_by_role("link", name=ward.name, exact=True).click()
        expect(page.get_by_role("heading", level=1, name=ward.name)).to_be_visible()
        if ward.name == "Phường Kim Mã":
            page.get_by_label("Tổ dân phố 3", exact=True).select_option("Phường Giảng Võ")
            seen.check()
            seen.picture("assign")
        page.get_by_label("chuyển về").select_option(index=1)
        page.get_by_role("button", name="Chuyển", exact=True).click()
        expect(page.get_by_text("0 tổ chưa quyết định")).to_be_visible()

    # then the totals before and after are the same, and it is applied
    page.goto(f"/001/2025/dia-ban/sap-xep/{plan.pk}/")
    expect(page.get_by_text("Tổng trước và sau bằng nhau: 300 hộ, 1.011 nhân khẩu")).to_be_visible()
    seen.check()
    seen.picture("reorganisation")
    page.get_by_role("button", name="Áp dụng").click()
    expect(page.get_by_text("Đã áp dụng phương án. Tổng trước và sau bằng nhau.")).to_be_visible()
    expect(page.get_by_text("Tổng trước và sau bằng nhau: 300 hộ, 1.011 nhân khẩu")).to_be_visible()
    seen.check()
    new = unit_by_code("00025", plan.day)
    assert len(groups_of(new, plan.day)) == 16 + 19 + 20 + 1  # Giảng Võ, Ngọc Khánh, Thành Công, one of Kim Mã
    assert Unit.objects.filter(level="group").count() == 404

    # and what happened can be undone, exactly
    page.get_by_text("Hoàn tác việc sắp xếp").click()
    seen.check()
    page.get_by_role("button", name="Hoàn tác").click()
    expect(page.get_by_text("Đã hoàn tác: mọi thứ như trước khi áp dụng.")).to_be_visible()
    seen.check()
    assert Unit.objects.filter(level="group").count() == 202
    assert not groups_of(new, plan.day).exists()


def test_the_administrator_hands_over_the_duties_of_the_old_wards(visit, demo):
    district = unit_by_code("001", demonstration.SINCE)
    at = timezone.now()
    plan = operations.draft_plan(district, day=demonstration.REFORM, by=None, at=at)
    rows = queries.planned(plan)
    may_take = queries.candidates(plan, rows)
    wards = {row.pk: may_take[row.old_ward.pk][0].pk for row in rows if row.ward is None}
    operations.assign_groups(plan, wards, by=None, at=at)
    operations.apply_plan(plan, by=None, at=at)
    seen = visit("phone")
    page = seen.page
    seen.sign_in("quantri")
    page.goto(f"/001/2025/dia-ban/sap-xep/{plan.pk}/viec/")
    seen.check()
    seen.picture("duties")
    card = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name="Trần Thị Hòa"))
    card.get_by_label("Phường Ngọc Hà").check()
    card.get_by_role("button", name="Bàn giao").click()
    expect(page.get_by_text("Trần Thị Hòa: đã bàn giao.")).to_be_visible()
    expect(page.get_by_text("Làm tiếp ở: Phường Ngọc Hà")).to_be_visible()
    seen.check()
    officer = User.objects.get(username="canbo.ngocha")
    assert sorted(row.area.code for row in officer.assignments.all()) == ["00008", "00016"]
