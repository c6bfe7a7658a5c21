"""A ward leader finds one name that received for three households, and says what was found (S3)."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from chungtay.foundation.places.models import Unit
from chungtay.records.entitlements.operations import lists
from chungtay.records.registry.operations import editing
from tests import factories
from tests.apps.records.registry import factories as registry

pytestmark = pytest.mark.journey
D = datetime.date


def test_a_pattern_becomes_a_task_with_an_outcome(visit, units):
    ward = units["00016"]
    group = Unit.objects.get(level="group", parent=ward)
    for name in ("Nguyễn Văn Đình", "Lê Văn Cảnh", "Phạm Văn Giang"):
        home = registry.household(group, (registry.member(name),), since=D(2015, 1, 1))
        who = home.memberships.get().person
        editing.set_circumstance(who, kind="disability", code="2", since=D(2020, 1, 1), by=None, at=registry.AT)
    roles = {"hoa": "ward_officer", "lan": "ward_leader", "minh": "committee_member"}
    people = {name: factories.person(name, role, ward) for name, role in roles.items()}
    now = timezone.now()
    made = lists.draw_up(ward, "btxh-6", day=timezone.localdate(now), by=people["hoa"], at=now)
    lists.approve_list(made.pk, decision="15/QĐ-UBND", by=people["lan"], at=now)
    for line in made.lines.all():
        day = timezone.localdate(now)
        lists.hand_over(made.pk, line.pk, received_by="Bùi Văn Lạ", on=day, by=people["minh"], at=now)

    # given the leader at the lists, looking through the hand-overs of this year
    seen = visit("desktop")
    page = seen.page
    seen.sign_in("lan")
    page.goto(f"/00016/{timezone.localdate(now).year}/quyen-loi/danh-sach/")
    page.get_by_role("link", name="Giao nhận phải xem lại").click()
    page.get_by_role("button", name="Tìm trong giao nhận").click()
    expect(page.get_by_role("heading", name="Bùi Văn Lạ: 3 hộ")).to_be_visible()
    seen.look("hand-over-flags")

    # when she says what was found, nothing is left to be looked at
    page.get_by_label("Diễn giải kết luận").fill("Tổ trưởng nhận thay, đã hỏi ba hộ")
    page.get_by_role("button", name="Xử lý xong").click()
    expect(page.get_by_text("Chưa có gì ở mục này")).to_be_visible()
    page.get_by_role("link", name="Đã xem: hợp lệ").click()
    expect(page.get_by_text("Tổ trưởng nhận thay, đã hỏi ba hộ")).to_be_visible()
    seen.check()
