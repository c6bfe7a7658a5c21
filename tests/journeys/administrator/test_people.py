"""An administrator adds a colleague, hands over when staff change, and makes a new password."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from chungtay.foundation.accounts.models import Assignment, User
from tests import factories

pytestmark = pytest.mark.journey
WORD = re.compile(r"^[a-z0-9]{5}-[a-z0-9]{5}-[a-z0-9]{5}$")


@pytest.fixture
def office(units):
    """A district with an administrator, an officer who leaves and a committee member."""
    factories.person("son", "administrator", units["001"])
    for username, name, role in (
        ("tinpv", "Phạm Văn Tín", "ward_officer"),
        ("anhnt", "Nguyễn Thị Ánh", "committee_member"),
        ("hanhvt", "Vũ Thu Hạnh", "enumerator"),
    ):
        factories.person(username, role, units["00016"])
        User.objects.filter(username=username).update(full_name=name)
    return units


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_colleague_comes_another_leaves(visit, office, size):
    seen = visit(size)
    page = seen.page

    # given an administrator, whose day begins with the people
    seen.sign_in("son")
    page.wait_for_url("**/tai-khoan/nguoi-dung/")
    expect(page.get_by_role("heading", name="Người dùng và việc được giao")).to_be_visible()
    seen.check()
    seen.picture("people")

    # when a colleague is added: a name, a role and an area are enough
    page.get_by_role("link", name="Thêm người").click()
    page.get_by_label("Họ và tên").fill("Trần Thị Hòa")
    page.get_by_label("Vai trò").select_option("Rà soát viên")
    page.get_by_label("Địa bàn", exact=True).last.select_option(label="— Phường Ngọc Hà")
    seen.check()
    page.get_by_role("main").get_by_role("button", name="Thêm người").click()

    # then the first password is shown once
    expect(page.get_by_role("heading", name="Trần Thị Hòa đã có tài khoản")).to_be_visible()
    word = page.locator("dd", has_text=WORD).inner_text()
    seen.check()
    seen.picture("first-password")
    page.get_by_role("link", name="Xong").click()
    expect(page.get_by_text(word)).to_have_count(0)
    seen.check()
    seen.picture("person")

    # and the colleague signs in with it and chooses an own one
    other = visit(size)
    other.page.goto("/tai-khoan/dang-nhap/")
    other.page.get_by_label("Tên tài khoản").fill("hoatt")
    other.page.get_by_label("Mật khẩu").fill(word)
    other.page.get_by_role("main").get_by_role("button", name="Đăng nhập").click()
    expect(other.page.get_by_role("heading", name="Đổi mật khẩu")).to_be_visible()
    other.check()
    other.page.get_by_label("Mật khẩu hiện tại").fill(word)
    other.page.get_by_label("Mật khẩu mới", exact=True).fill("sen nở hồ tây")
    other.page.get_by_label("Nhập lại mật khẩu mới").fill("sen nở hồ tây")
    other.page.get_by_role("button", name="Đổi mật khẩu").click()
    expect(other.page.get_by_text("Đã đổi mật khẩu")).to_be_visible()

    # when an officer leaves, all his duties go to somebody else in one form of three fields
    page.get_by_role("link", name="Người dùng", exact=True).click()
    page.get_by_role("link", name="Phạm Văn Tín").click()
    page.get_by_role("link", name="Bàn giao").click()
    expect(page.get_by_label("Người bàn giao").locator("option:checked")).to_contain_text("Phạm Văn Tín")
    page.get_by_label("Người nhận", exact=True).select_option(
        label="Nguyễn Thị Ánh (anhnt) · Thành viên Ban Chỉ đạo Phường Ngọc Hà"
    )
    seen.check()
    seen.picture("hand-over")
    page.get_by_role("button", name="Bàn giao").click()

    # then the other holds them from today on
    expect(page.get_by_text("Nguyễn Thị Ánh nhận mọi việc của Phạm Văn Tín")).to_be_visible()
    expect(page.get_by_role("heading", name="Cán bộ phường · Phường Ngọc Hà")).to_be_visible()
    seen.check()
    assert Assignment.objects.get(user__username="tinpv").ends_on is not None
    assert Assignment.objects.filter(user__username="anhnt", ends_on=None).count() == 2

    # and a forgotten password is a new one in two clicks
    page.get_by_text("Mật khẩu mới", exact=True).click()
    page.get_by_role("button", name="Cấp mật khẩu mới").click()
    expect(page.get_by_role("heading", name="Mật khẩu mới của Nguyễn Thị Ánh")).to_be_visible()
    expect(page.locator("dd", has_text=WORD)).to_be_visible()
    seen.check()


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_second_factor_is_set_up_and_asked_for(visit, office, size):
    from django.utils import timezone

    from chungtay.foundation.accounts.models import SecondFactor
    from tests.apps.foundation.accounts.test_second_factor import code_of

    seen = visit(size)
    page = seen.page
    seen.sign_in("hanhvt")
    page.goto("/tai-khoan/")
    seen.check()
    page.get_by_role("link", name="Bật").click()
    seen.check()
    page.get_by_role("button", name="Bật").click()
    expect(page.get_by_role("img", name="Mã QR của khóa")).to_be_visible()
    seen.check()
    seen.picture("second-factor")
    key = SecondFactor.objects.get().key
    page.get_by_label("Mã 6 số").fill(code_of(key, timezone.now()))
    page.get_by_role("button", name="Xác nhận").click()
    expect(page.locator(".codes li")).to_have_count(10)
    first = page.locator(".codes li").first.inner_text()
    seen.check()

    # on another machine the password alone leads to the second step
    other = visit(size)
    other.sign_in("hanhvt")
    expect(other.page.get_by_role("heading", name="Bước thứ hai")).to_be_visible()
    other.check()
    other.page.get_by_label("Mã", exact=True).fill(first)
    other.page.get_by_role("main").get_by_role("button", name="Đăng nhập").click()
    expect(other.page.get_by_text("vừa dùng một mã dự phòng")).to_be_visible()
    other.page.goto("/tai-khoan/phien/")
    other.check()
    expect(other.page.locator("main li.task")).to_have_count(2)


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_wider_view_is_asked_for_and_ended(visit, office, size):
    seen = visit(size)
    page = seen.page
    seen.sign_in("son")
    page.goto("/tai-khoan/")
    page.get_by_role("link", name="Xin quyền").click()
    seen.check()
    page.get_by_label("Cần để làm gì").fill("Phường báo danh sách hộ thiếu một tổ, cần xem để tìm lỗi.")
    page.get_by_role("button", name="Bắt đầu").click()
    expect(page.get_by_text("QUYỀN XEM TẠM THỜI")).to_be_visible()
    page.goto("/001/2024/")
    expect(page.get_by_text("QUYỀN XEM TẠM THỜI")).to_be_visible()
    seen.check()
    page.get_by_role("button", name="Kết thúc ngay").click()
    expect(page.get_by_text("Đã kết thúc quyền xem tạm thời")).to_be_visible()
    expect(page.get_by_text("mọi trang đều ghi nhật ký")).to_have_count(0)
    page.goto("/tai-khoan/")
    seen.check()


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_the_practice_says_so_on_every_page(visit, office, settings, size):
    settings.PRACTICE = True
    seen = visit(size)
    seen.page.goto("/")
    expect(seen.page.get_by_text("TẬP DƯỢT")).to_be_visible()
    seen.check()
    seen.sign_in("son")
    expect(seen.page.get_by_text("TẬP DƯỢT")).to_be_visible()
    seen.check()
    seen.picture("practice")
