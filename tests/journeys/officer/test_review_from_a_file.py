"""A district officer brings the wards' own book, sees every household with its reasons and corrects what is wrong."""

from __future__ import annotations

import openpyxl
import pytest
from playwright.sync_api import expect

from chungtay.demo.dirty_workbook import dirty_workbook
from chungtay.work.review.models import HouseholdResult, ReviewFile
from tests import factories

pytestmark = pytest.mark.journey


@pytest.fixture
def book(tmp_path):
    """Title rows, merged headings, totals, old fonts, and six planted mistakes."""
    path = tmp_path / "so-phuong-quan-ba-dinh.xlsx"
    return path, dirty_workbook(path, households=60, faults=6)


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_from_the_wards_book_to_the_lists(visit, units, worker, book, tmp_path, size):
    path, truth = book
    factories.person("minh", "district_officer", units["001"])
    seen = visit(size)
    page = seen.page

    # given an officer whose district has no file yet
    seen.sign_in("minh")
    page.goto("/001/2024/")
    expect(page.get_by_text("chưa nạp tệp nào")).to_be_visible()
    seen.check()

    # when the book is read in
    page.get_by_role("main").get_by_role("link", name="Nạp tệp").click()
    seen.check()
    page.get_by_label("Tệp của phường").set_input_files(path)
    page.get_by_role("main").get_by_role("button", name="Nạp tệp").click()
    expect(page.get_by_role("heading", name="Các cột của tệp")).to_be_visible()
    seen.check()
    seen.picture("columns")

    # and the columns are confirmed, then the officer waits on the page
    page.get_by_role("button", name="Phân loại các hộ").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    seen.check()
    worker()
    page.get_by_role("link", name="Tất cả").wait_for()

    # then every household of the book is there, classified or refused
    file = ReviewFile.objects.get()
    refused = HouseholdResult.objects.filter(class_id="").count()
    assert HouseholdResult.objects.count() == file.counts["in"] == len(truth.households)
    assert refused == file.counts["refused"] == len({fault.household_code for fault in truth.faults})
    seen.check()
    seen.picture("households")

    # and one class can be looked at alone, and searched without marks
    page.get_by_role("link", name="Hộ cận nghèo").click()
    near_poor = HouseholdResult.objects.filter(class_id="near_poor").first()
    expect(page.locator("tbody tr")).to_have_count(HouseholdResult.objects.filter(class_id="near_poor").count())

    # and a household tells why
    page.get_by_role("link", name=near_poor.head_name, exact=True).first.click()
    expect(page.get_by_role("heading", name="Điểm theo mục")).to_be_visible()
    expect(page.get_by_text("ngưỡng 175").first).to_be_visible()
    seen.check()
    seen.picture("household")

    # and what is wrong is told with its cell, in the officer's own workbook
    page.goto(f"/001/2024/ra-soat/{file.pk}/can-sua/")
    seen.check()
    seen.picture("mistakes")
    with page.expect_download() as download:
        page.get_by_role("link", name="Tệp đã đánh dấu ô sai").click()
    marked = tmp_path / "marked.xlsx"
    download.value.save_as(marked)
    mistake = file.mistakes.exclude(column="").first()
    sheet = openpyxl.load_workbook(marked)[mistake.sheet]
    assert mistake.vi[:40] in sheet[f"{mistake.column}{mistake.row}"].comment.text

    # and the lists are one click away
    page.goto(f"/001/2024/ra-soat/{file.pk}/")
    page.get_by_text("Danh sách, báo cáo").click()
    seen.check()
    with page.expect_download() as download:
        page.get_by_role("link", name="mẫu 6.1").first.click()
    assert download.value.suggested_filename.startswith("mau-6.1")

    # and the first page says what waits next
    page.goto("/001/2024/")
    expect(page.get_by_role("heading", name="hộ chờ sửa")).to_be_visible()
    seen.check()
    seen.picture("today")


def test_without_scripts(visit, units, worker, book):
    path, _truth = book
    factories.person("minh", "district_officer", units["001"])
    seen = visit("phone", java_script_enabled=False)
    page = seen.page
    seen.sign_in("minh")
    page.goto("/001/2024/ra-soat/tai-len/")
    page.get_by_label("Tệp của phường").set_input_files(path)
    page.get_by_role("main").get_by_role("button", name="Nạp tệp").click()
    page.get_by_role("button", name="Phân loại các hộ").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    worker()
    page.reload()
    page.get_by_role("link", name="Tất cả").wait_for()
    page.get_by_label("Tìm trong danh sách").fill("khong co ai ten nay")
    page.get_by_role("button", name="Tìm", exact=True).last.click()
    expect(page.get_by_text("Không có hộ nào khớp")).to_be_visible()


def test_by_keyboard_alone(visit, units, tmp_path):
    officer = factories.person("minh", "district_officer", units["001"])
    path, _district = factories.workbook(tmp_path)
    file = factories.classified(path, units["001"], officer)
    seen = visit()
    page = seen.page
    seen.sign_in("minh")
    page.goto(f"/001/2024/ra-soat/{file.pk}/")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Đến nội dung")
    page.keyboard.press("Enter")
    names = page.locator("tbody tr th a").all_inner_texts()
    page.locator("tbody tr th a").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator(":focus")).to_have_text(names[2])
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1, name=names[2]).wait_for()


def test_the_switch_of_place_waits_for_its_button_when_it_is_worked_by_keys(visit, units):
    factories.person("minh", "district_officer", units["001"])
    seen = visit()
    page = seen.page
    seen.sign_in("minh")
    page.goto("/001/2024/")
    switch = page.get_by_label("Địa bàn")
    switch.focus()
    page.keyboard.press("ArrowDown")
    assert seen.path() == "/001/2024/"
    page.get_by_role("button", name="Đi").click()
    page.wait_for_url("**/00001/2024/")
    page.get_by_label("Năm").dispatch_event("pointerdown")
    page.get_by_label("Năm").select_option("2023")
    page.wait_for_url("**/00001/2023/")


def test_at_night_and_in_english(visit, units, tmp_path):
    officer = factories.person("minh", "district_officer", units["001"])
    path, _district = factories.workbook(tmp_path)
    file = factories.classified(path, units["001"], officer)
    seen = visit(color_scheme="dark")
    page = seen.page
    page.goto("/")
    seen.check()
    page.goto("/tu-kiem-tra/")
    seen.sign_in("minh")
    for address in ("/001/2024/", f"/001/2024/ra-soat/{file.pk}/", f"/001/2024/ra-soat/{file.pk}/ho/1/", "/tai-khoan/"):
        page.goto(address.replace("/ho/1/", f"/ho/{file.households.first().pk}/"))
        seen.check()
    page.get_by_role("button", name="English").first.click()
    expect(page.get_by_role("heading", name="What I do and where")).to_be_visible()
    seen.check()


def test_a_ward_officer_meets_a_closed_door_with_a_sentence(visit, units):
    factories.person("hoa", "ward_officer", units["00016"])
    seen = visit("phone")
    seen.sign_in("hoa")
    seen.page.goto("/00001/2024/")
    expect(seen.page.get_by_text("Phường Phúc Xá nằm ngoài địa bàn")).to_be_visible()
    seen.complaints.clear()  # the browser notes the 403
    seen.check()
