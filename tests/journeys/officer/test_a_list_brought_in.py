"""A ward officer brings the list of the ministry's program into the register, corrects, undoes, and takes it out."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import expect

from chungtay.records.registry.models import Household
from tests import factories
from tests.apps.records.registry import factories as records
from tests.apps.records.registry.intake import files as f

pytestmark = pytest.mark.journey

SHEET = "Hộ nghèo, cận nghèo"


@pytest.fixture
def lists(units, tmp_path) -> Path:
    """Two households are on record; the file has them with a change, six new ones, two wrong cells."""
    factories.person("hoa", "ward_officer", units["00016"])
    f.applied(f.write(tmp_path / "nam-truoc.xlsx", *(home(n) for n in (1, 2))), units["00016"])
    group = units["00016"].children.get()
    married = records.NewPaper("citizen", "099180000005")
    parents = (
        records.member("Trần Văn Cha", born="1950-01-01"),
        records.member("Trần Thị Gái", "child", "1980-05-05", papers=(married,)),
    )
    records.household(group, parents)
    changed = home(2, b1=135)
    changed.members[1] = dataclasses.replace(changed.members[1], born="08/03/1972")
    del changed.members[2]
    her = f.person("Trần Thị Gái", "05/05/1980", "spouse", id_number="099180000005")
    homes = [home(1), changed, *(home(n) for n in range(3, 9)), f.home(9, f.person("Đỗ Văn Rể", "02/02/1979"), her)]
    path = f.write(tmp_path / "DS_ho_ngheo_Ngoc_Ha.xlsx", *homes)
    book = openpyxl.load_workbook(path)
    book[SHEET]["G15"] = "31/02/1950"
    book[SHEET]["Q19"] = "Hộ giàu"
    book.save(path)
    return path


def home(number: int, **more):
    names = ["Phạm Văn Bình", "Ngô Thị Cúc", "Lê Quang Dũng", "Vũ Thị Hà", "Đặng Văn Khoa", "Bùi Thị Lan"]
    names += ["Hồ Văn Minh", "Đỗ Thị Nga"]
    found = f.home(number, **more)
    found.members[0] = dataclasses.replace(found.members[0], name=names[number - 1])
    found.members[0].sex = "female" if " Thị " in names[number - 1] else "male"
    found.members[1] = dataclasses.replace(
        found.members[1], sex="male" if found.members[0].sex == "female" else "female"
    )
    found.members[1].name = "Trần Văn Sơn" if found.members[1].sex == "male" else "Lê Thị Mẫu"
    return dataclasses.replace(found, head=names[number - 1])


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_list_from_upload_to_undoing(visit, worker, lists, size, tmp_path):
    seen = visit(size)
    page = seen.page

    # given a register with a few households, the officer sends the list as the ministry's program exported it
    seen.sign_in("hoa")
    page.goto("/00016/2024/ho-dan/nap/")
    seen.check()
    page.get_by_role("link", name="Nạp danh sách", exact=True).click()
    page.get_by_label("Danh sách hộ", exact=True).set_input_files(lists)
    page.get_by_label("Danh sách cho biết tình hình ngày").fill("15/09/2024")
    seen.check()
    page.get_by_role("button", name="Gửi danh sách").click()

    # when the columns are confirmed, it is compared in the background; nothing is written
    expect(page.get_by_role("heading", level=1, name="Các cột của danh sách")).to_be_visible()
    seen.check()
    seen.picture("list-columns")
    page.get_by_role("button", name="So với sổ hộ dân").click()
    expect(page.get_by_role("heading", level=1, name="DS_ho_ngheo_Ngoc_Ha.xlsx")).to_be_visible()
    seen.check()
    worker()
    expect(page.get_by_role("heading", name="5 hộ sẽ ghi")).to_be_visible()
    assert Household.objects.count() == 3
    seen.check()
    seen.picture("list-preview")

    # then each kind of outcome can be looked through, and a difference field by field
    page.get_by_role("link", name="Có thay đổi 1").click()
    page.get_by_role("link", name="Ngô Thị Cúc").click()
    expect(page.get_by_role("heading", name="Sẽ thay đổi")).to_be_visible()
    expect(page.get_by_text("08/03/1972").first).to_be_visible()
    seen.check()
    page.get_by_label("Phạm Thị Bịa").select_option("moved")
    seen.picture("list-household")
    page.get_by_role("button", name="Lưu và so lại").click()
    expect(page.get_by_text("Không còn trong hộ")).to_be_visible()
    page.get_by_role("navigation", name="Đường dẫn").get_by_role("link", name="DS_ho_ngheo").click()
    page.get_by_role("link", name="Không nhận 2").click()
    expect(page.get_by_text("Ngày sinh “31/02/1950” không có trong lịch. Sửa ở ô G15.")).to_be_visible()
    seen.check()
    seen.picture("list-refused")
    with page.expect_download() as taken:
        page.get_by_role("link", name="Tệp đã đánh dấu ô sai").click()
    taken.value.save_as(tmp_path / "danh-dau.xlsx")
    assert openpyxl.load_workbook(tmp_path / "danh-dau.xlsx")[SHEET]["G15"].comment

    # and it is taken over, and undone
    page.goto(page.url.split("?")[0])
    page.get_by_role("button", name="Ghi vào sổ hộ dân").click()
    expect(page.locator("#progress")).to_be_visible()
    worker()
    expect(page.get_by_text("Đã ghi vào sổ: 5 hộ, không nhận 2 hộ.")).to_be_visible()
    assert Household.objects.live().count() == 7
    seen.check()
    seen.picture("list-result")
    page.get_by_role("link", name="Hoàn tác lần nạp này").click()
    page.get_by_label("Vì sao").fill("Nhầm tệp của năm trước")
    seen.check()
    page.get_by_role("button", name="Hoàn tác toàn bộ danh sách này").click()
    worker()
    expect(page.get_by_text("Đã hoàn tác: sổ như khi chưa nạp tệp")).to_be_visible()
    assert Household.objects.live().count() == 3
    seen.check()

    # and the register goes out to Excel
    page.goto("/00016/2024/ho-dan/xuat/")
    seen.check()
    seen.picture("list-export")
    page.get_by_role("button", name="Tạo tệp").click()
    seen.check()
    expect(page.get_by_role("heading", name="Đang chờ lượt")).to_be_visible()
    expect(page.get_by_role("button", name="Tải về")).to_have_count(0)
    worker()
    # the page asks by itself how far the work is
    expect(page.get_by_role("button", name="Tải về")).to_be_visible(timeout=15_000)
    seen.check()
    seen.picture("list-export-ready")
    with page.expect_download() as taken:
        page.get_by_role("button", name="Tải về").click()
    taken.value.save_as(tmp_path / "so.xlsx")
    assert SHEET in openpyxl.load_workbook(tmp_path / "so.xlsx").sheetnames
