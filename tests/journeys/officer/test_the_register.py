"""A ward officer keeps the register: enters a household, takes a mistaken death back, splits a household."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import Household
from tests import factories
from tests.apps.records.registry import factories as registry

pytestmark = pytest.mark.journey


@pytest.fixture
def group(units) -> Unit:
    return Unit.objects.get(level="group", parent=units["00016"])


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_enter_a_household_undo_a_mistaken_death_and_split(visit, units, group, size):
    factories.person("hoa", "ward_officer", units["00016"])
    for name in ("Lê Văn Út", "Phạm Thị Ân", "Đỗ Văn Bình"):
        registry.household(group, (registry.member(name),))
    seen = visit(size)
    page = seen.page
    seen.sign_in("hoa")

    # given the list of the ward
    page.goto("/00016/2024/ho-dan/")
    expect(page.locator("tbody tr th a").first).to_have_text("Phạm Thị Ân")
    seen.check()
    seen.picture("register")

    # when a household is entered with two members, one row more than were offered
    page.get_by_role("link", name="Đăng ký hộ").click()
    page.get_by_label("Tổ dân phố").select_option("Tổ dân phố 1")
    page.get_by_label("Địa chỉ").fill("12 ngõ 5 phố Đội Cấn")
    page.get_by_label("Ở đó từ ngày").fill("01/03/2020")
    for row, (name, sex, born, relation) in enumerate(
        [
            ("Nguyễn Văn Đình", "Nam", "12/05/1970", "Chủ hộ"),
            ("Trần Thị Hường", "Nữ", "1974", "Vợ/chồng"),
            ("Nguyễn Minh Khôi", "Nam", "30/06/1999", "Con"),
        ]
    ):
        person = page.get_by_role("group", name=f"Người thứ {row + 1}")
        person.get_by_label("Họ và tên").fill(name)
        person.get_by_label("Giới tính").select_option(sex)
        person.get_by_label("Ngày sinh").fill(born)
        person.get_by_label("Quan hệ với chủ hộ").select_option(relation)
    page.get_by_role("button", name="Thêm một người").click()
    expect(page.get_by_role("group", name="Người thứ 4")).to_be_visible()
    expect(page.get_by_role("group", name="Người thứ 1").get_by_label("Họ và tên")).to_have_value("Nguyễn Văn Đình")
    seen.check()
    seen.picture("register-household")
    page.get_by_role("button", name="Đăng ký hộ").last.click()

    # then its page shows who they are
    expect(page.get_by_role("heading", level=1, name="Nguyễn Văn Đình")).to_be_visible()
    seen.check()
    seen.picture("household-page")

    # and opens what is closed by one press
    expect(page.get_by_text("Kinh")).to_have_count(0)
    page.get_by_role("button", name="Mở để xem").click()
    expect(page.get_by_text("Kinh").first).to_be_visible()
    expect(page.get_by_role("button", name="Mở để xem")).to_have_count(0)
    seen.check()

    # when the wrong person is marked dead
    page.get_by_role("link", name="Ghi biến động").click()
    seen.check()
    page.get_by_role("link", name="Khai tử").click()
    page.get_by_role("link", name="Nguyễn Minh Khôi").click()
    page.get_by_label("Ngày mất").fill("01/02/2024")
    expect(page.get_by_text("Ghi nhầm thì hoàn tác được")).to_be_visible()
    seen.check()
    seen.picture("death")
    page.get_by_role("button", name="Ghi khai tử").click()
    expect(page.get_by_text("1 thành viên cũ")).to_be_visible()

    # then the act says what undoing would do, and undoes it
    page.get_by_role("link", name="Xem lại hoặc hoàn tác").click()
    seen.check()
    seen.picture("undo")
    page.get_by_label("Vì sao").fill("Ghi nhầm người")
    page.get_by_role("button", name="Hoàn tác").click()
    expect(page.get_by_text("Đã hoàn tác")).to_be_visible()
    seen.check()

    # and the son, alive, founds a household of his own
    page.get_by_role("link", name="Nguyễn Văn Đình").click()
    page.get_by_role("link", name="Ghi biến động").click()
    page.get_by_role("link", name="Tách hộ").click()
    page.get_by_label("Nguyễn Minh Khôi").first.check()
    page.get_by_label("Chủ hộ của hộ mới").select_option("Nguyễn Minh Khôi")
    page.get_by_label("Tổ dân phố").select_option("Tổ dân phố 1")
    page.get_by_label("Địa chỉ").fill("14 ngõ 5 phố Đội Cấn")
    page.get_by_label("Từ ngày").fill("10/02/2024")
    seen.check()
    page.get_by_role("button", name="Tách hộ").click()
    expect(page.get_by_text("Đã lưu:")).to_be_visible()
    assert Household.objects.live().count() == 5

    # and the history tells it all
    page.get_by_role("link", name="Lịch sử").click()
    expect(page.get_by_role("heading", name="Tách hộ")).to_be_visible()
    seen.check()
    seen.picture("history")


def test_entering_works_without_scripts(visit, units, group):
    factories.person("hoa", "ward_officer", units["00016"])
    seen = visit("phone", java_script_enabled=False)
    page = seen.page
    seen.sign_in("hoa")
    page.goto("/00016/2024/ho-dan/dang-ky/")
    page.get_by_label("Tổ dân phố").select_option("Tổ dân phố 1")
    page.get_by_label("Ở đó từ ngày").fill("01/03/2020")
    person = page.get_by_role("group", name="Người thứ 1")
    person.get_by_label("Họ và tên").fill("Nguyễn Văn Đình")
    person.get_by_label("Giới tính").select_option("Nam")
    person.get_by_label("Ngày sinh").fill("31/02/1970")
    page.get_by_role("button", name="Thêm một người").click()
    page.get_by_role("button", name="Đăng ký hộ").last.click()
    expect(page.get_by_text("không có trong lịch").first).to_be_visible()
    page.get_by_role("group", name="Người thứ 1").get_by_label("Ngày sinh").fill("1970")
    page.get_by_role("button", name="Đăng ký hộ").last.click()
    expect(page.get_by_role("heading", level=1, name="Nguyễn Văn Đình")).to_be_visible()
