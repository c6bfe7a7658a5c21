"""Reports of a ward: an officer follows a figure to its households, takes the workbook; a contradiction turns red."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from chungtay.records.registry.models import HouseholdStatus
from tests import factories
from tests.apps.results.reports import world as w


def test_a_ward_officer_reads_the_movement_and_takes_a_form_out(units, visit):
    made = w.one_in_each_line(units)
    factories.person("bao-cao", "ward_officer", made.ward)
    for size in ("desktop", "phone"):
        officer = visit(size)
        officer.sign_in("bao-cao")
        page = officer.page
        page.goto("/00016/2024/bao-cao/")
        expect(page.get_by_role("heading", level=1)).to_have_text("Báo cáo 2024")
        expect(page.get_by_text("chưa khớp", exact=True)).to_have_count(0)
        officer.check()
        officer.picture("reports")
        page.get_by_role("link", name="Biến động trong năm, từng dòng").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Biến động hộ nghèo, cận nghèo 2024")
        expect(page.locator(".head")).to_contain_text("Chuẩn nghèo đa chiều 2022–2026")
        assert page.locator(".table.tall").first.evaluate("box => box.scrollWidth <= box.clientWidth")
        officer.check()
        officer.picture("movement")
        row = page.locator("table.report").first.locator("tr", has_text="Tổng cộng").first
        row.get_by_role("link").nth(4).click()  # moved out: two households
        expect(page.get_by_role("heading", level=1)).to_have_text("Giảm · Chuyển đi")
        expect(page.locator("tbody tr")).to_have_count(2)
        officer.check()
        page.goto("/00016/2024/bao-cao/chinh-thuc/7.2/")
        officer.check()
        with page.expect_download() as taken:
            page.get_by_role("button", name="Excel").click()
        assert re.fullmatch(r"bieu-7\.2-00016-2024\.xlsx", taken.value.suggested_filename)
        page.goto("/00016/2024/bao-cao/chinh-thuc/danh-sach/6.1/")
        expect(page.get_by_text("I. Hộ nghèo (6)")).to_be_visible()
        officer.check()


def test_a_contradiction_turns_red_and_the_leader_cannot_finalise(units, visit):
    made = w.one_in_each_line(units)
    twice = made.homes["to_near"]
    kept = HouseholdStatus.objects.filter(household=twice, class_id="poor")
    last_day = kept.get().valid_to
    kept.update(valid_to=None)
    factories.person("chu-tich", "ward_leader", made.ward)
    factories.person("quan", "district_officer", made.units["001"])
    leader = visit()
    leader.sign_in("chu-tich")
    page = leader.page
    page.goto("/00016/2024/bao-cao/")
    expect(page.get_by_text("Chưa chốt được báo cáo")).to_be_visible()
    expect(page.get_by_role("button", name="Chốt báo cáo")).to_have_count(0)
    leader.check()
    page.goto("/00016/2024/bao-cao/bien-dong/")
    assert page.locator("td.broken").count() > 0
    leader.check()
    leader.picture("report-broken")
    page.locator("#checks + ul a").first.click()
    expect(page.locator("tbody tr")).to_have_count(1)

    district = visit("phone")
    district.sign_in("quan")
    district.page.goto("/001/2024/bao-cao/bien-dong/")
    expect(district.page.locator("td.broken").first).to_be_visible()
    district.check()

    kept.filter(class_id="poor").update(valid_to=last_day)
    page.goto("/00016/2024/bao-cao/")
    page.get_by_role("button", name="Chốt báo cáo").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Báo cáo đã chốt năm 2024, lần 1")
    expect(page.get_by_text("mọi số liệu vẫn như bản đã chốt")).to_be_visible()
    leader.check()
