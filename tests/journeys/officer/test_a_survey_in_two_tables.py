"""A ward officer brings the two tables of a survey made with telephones, confirms both and sees every household."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from chungtay.work.review.models import HouseholdResult, ReviewFile
from tests import factories, surveys

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_from_two_tables_to_the_reasons(visit, units, worker, tmp_path, size):
    houses, people = surveys.kobo(tmp_path)
    factories.person("hoa", "ward_officer", units["00016"])
    seen = visit(size)
    page = seen.page
    seen.sign_in("hoa")

    # given a form that asks for one file, or for the two tables of a survey
    page.goto("/00016/2024/ra-soat/tai-len/")
    expect(page.get_by_text("chọn cùng lúc bảng hộ và bảng thành viên")).to_be_visible()
    page.get_by_label("Ngày rà soát").fill("15/09/2024")
    seen.check()

    # when only the members are chosen, the page says what is missing
    page.get_by_label("Tệp của phường").set_input_files(people)
    page.get_by_role("main").get_by_role("button", name="Nạp tệp").click()
    expect(page.get_by_text("chỉ là bảng thành viên, chưa có bảng hộ")).to_be_visible()
    seen.check()

    # and when both are chosen, in any order, it shows which is which and what each column means
    page.goto("/00016/2024/ra-soat/tai-len/")
    page.get_by_label("Ngày rà soát").fill("15/09/2024")
    page.get_by_label("Tệp của phường").set_input_files([people, houses])
    seen.picture("upload-two-tables")
    page.get_by_role("main").get_by_role("button", name="Nạp tệp").click()
    expect(page.get_by_text("Bảng hộ “ho.csv”, bảng thành viên “thanh-vien.csv”.")).to_be_visible()
    seen.check()
    seen.picture("columns-two-tables")

    # then the job classifies, and every household is there
    page.get_by_role("button", name="Phân loại các hộ").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    worker()
    page.get_by_role("link", name="Tất cả").wait_for()
    file = ReviewFile.objects.latest("pk")
    assert file.counts == surveys.COUNTS
    assert dict(HouseholdResult.objects.values_list("code", "class_id")) == surveys.CLASSES
    expect(page.get_by_text("3 trong 4 hộ")).to_be_visible()
    seen.check()

    # and a household tells why
    page.get_by_role("link", name="Lê Thị Na").click()
    expect(page.get_by_role("heading", name="Điểm theo mục")).to_be_visible()
    expect(page.get_by_text("ngưỡng 175").first).to_be_visible()
    seen.check()

    # and the empty answer is told with its cell
    page.goto(f"/00016/2024/ra-soat/{file.pk}/can-sua/")
    expect(page.get_by_text("Đỗ Thị Hạ")).to_be_visible()
    seen.check()


def test_a_zip_without_scripts(visit, units, worker, tmp_path):
    factories.person("hoa", "ward_officer", units["00016"])
    seen = visit("phone", java_script_enabled=False)
    page = seen.page
    seen.sign_in("hoa")
    page.goto("/00016/2024/ra-soat/tai-len/")
    page.get_by_label("Tệp của phường").set_input_files(surveys.packed(tmp_path, *surveys.kobo(tmp_path)))
    page.get_by_role("main").get_by_role("button", name="Nạp tệp").click()
    expect(page.get_by_text("Bảng hộ “ho.csv”, bảng thành viên “thanh-vien.csv”.")).to_be_visible()
    page.get_by_role("button", name="Phân loại các hộ").click()
    worker()
    page.reload()
    page.get_by_role("link", name="Tất cả").wait_for()
    assert ReviewFile.objects.get().counts == surveys.COUNTS
