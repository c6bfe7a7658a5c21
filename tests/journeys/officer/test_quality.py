"""The officer draws second visits, lets the forms be looked through and closes what looks wrong, on both sizes."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from chungtay.work.review.models import Flag
from tests import campaigns as made_up
from tests.campaigns import NOW, case_of, declared, sent

pytestmark = pytest.mark.django_db(transaction=True)
HOMES = tuple(
    (f"Nguyễn {middle} {given}", "near_poor")
    for middle in ("Hư", "Cấu", "Mẫu", "Thử")
    for given in ("An", "Bình", "Cúc", "Dung", "Hà", "Lan")
)


@pytest.fixture
def campaign(units, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    office = made_up.office(units)
    made_up.register(office, HOMES)
    campaign = made_up.under_survey(office)
    for number, (name, _was) in enumerate(HOMES):
        lacking = [str(number % 10 + 1), str((3 * number + 2) % 10 + 1)]
        income = 850_001 + 2_000 * number if number % 8 else 940_000 + number
        sent(
            office,
            case_of(campaign, name),
            declared(income, *lacking),
            who="enumerator" if number % 2 else "enumerator2",
        )
    return campaign


def test_what_looks_wrong_is_looked_at(campaign, visit, worker):
    start = f"/00016/2019/dot-ra-soat/{campaign.pk}/chat-luong/"
    officer = visit("desktop")
    officer.sign_in("officer-review")
    officer.page.goto(start)
    officer.check()
    officer.leave_by(officer.page.get_by_role("button", name="Soát các phiếu"))
    worker()
    officer.page.goto(start)
    officer.check()
    officer.picture("quality")
    phone = visit("phone")
    phone.sign_in("leader-review")
    phone.page.goto(start)
    phone.check()
    phone.picture("quality")
    bunched = Flag.objects.get(kind="bunched")
    for each in (officer, phone):
        each.page.goto(f"{start}{bunched.pk}/")
        expect(each.page.get_by_text("ngay dưới ngưỡng").first).to_be_visible()
        each.check()
        each.picture("quality-flag")
        each.page.goto(f"{start}nguong/")
        each.check()
    officer.page.goto(f"{start}{bunched.pk}/")
    officer.page.get_by_label("Đã xem").first.check()
    officer.page.get_by_label("Đã thấy gì").fill("Đã gặp từng hộ, thu nhập đúng")
    officer.leave_by(officer.page.get_by_role("button", name="Ghi kết quả"))
    bunched.refresh_from_db()
    assert bunched.state == "fine"

    officer.page.goto(f"{start}phuc-tra/")
    officer.page.get_by_label("Tỷ lệ phiếu").fill("10")
    officer.page.get_by_label("Chuỗi gieo").fill("06/09/2019 – 17")
    officer.page.get_by_role("button", name="Rút", exact=True).click()
    expect(officer.page.get_by_text("chờ phúc tra")).to_have_count(3)  # 10 % of 24, rounded up
    officer.check()
    officer.picture("quality-visits")
