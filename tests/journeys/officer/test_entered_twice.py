"""A ward officer finds a man entered twice, sees what joining does, joins and takes it back (S2, S3)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from chungtay.foundation.places.models import Unit
from tests import factories
from tests.apps.records.registry import factories as registry

pytestmark = pytest.mark.journey


@pytest.fixture
def group(units) -> Unit:
    """Đình with his wife and son; once more alone, without marks, at the next door; and two cousins of one name."""
    group = Unit.objects.get(level="group", parent=units["00016"])
    registry.household(group)
    again = registry.member("Nguyen Van Dinh", "head", "1970-05-12", papers=(), phone="0912345678")
    registry.household(group, (again,), address="14 ngõ 5 phố Đội Cấn")
    for number, born in enumerate(("1981-03-02", "1981-03-02")):
        cousin = registry.member("Phạm Thị Lụa", "head", born, papers=())
        registry.household(group, (cousin,), address=f"Số {number} Ngọc Hà")
    return group


def preview_and_join(seen, picture: str, button: str, told: str) -> None:
    """The effect is shown and nothing is written yet; then it is joined."""
    page = seen.page
    page.get_by_role("button", name="Xem sẽ thay đổi gì").click()
    expect(page.get_by_role("heading", name="Gộp xong, sổ sẽ ghi")).to_be_visible()
    seen.check()
    seen.picture(picture)
    page.get_by_role("button", name=button).click()
    expect(page.get_by_text(told)).to_be_visible()
    seen.check()


def take_back(page, why: str) -> None:
    page.get_by_label("Vì sao").fill(why)
    page.get_by_role("button", name="Hoàn tác").click()
    expect(page.get_by_text("Đã hoàn tác")).to_be_visible()


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_compare_join_undo_and_tell_apart(visit, units, group, size):
    factories.person("hoa", "ward_officer", units["00016"])
    seen = visit(size)
    page = seen.page
    seen.sign_in("hoa")

    # given a task on the page of today
    page.goto("/00016/2024/")
    page.get_by_role("link", name="So sánh").click()

    # when the officer looks at the queue and at the first pair
    expect(page.get_by_role("heading", level=1, name="Có thể nhập hai lần")).to_be_visible()
    seen.check()
    seen.picture("pairs")
    page.get_by_role("link", name="Nguyễn Văn Đình").click()
    expect(page.get_by_role("heading", name="Vì sao có thể là một người")).to_be_visible()
    seen.check()
    seen.picture("pair")

    # and says what is right where the two differ
    page.get_by_label("Bản ghi 1: Nguyễn Văn Đình").check()
    page.get_by_role("group", name="Họ và tên").get_by_label("Nguyễn Văn Đình").check()
    page.get_by_role("group", name="Người này hiện thuộc hộ nào").get_by_role("radio").first.check()
    page.get_by_role("group", name="Còn hộ kia").get_by_role("radio").first.check()
    page.locator("#id_why").fill("Nhập hai lần khi chuyển sổ")
    preview_and_join(seen, "pair-preview", "Gộp hai bản ghi", "Đã gộp thành một bản ghi")

    # and it can be taken back
    take_back(page, "Hai người thật")

    # and cousins are told apart
    page.goto("/00016/2024/ho-dan/trung/")
    page.get_by_role("link", name="Phạm Thị Lụa").click()
    page.locator("#why-apart").fill("Hai chị em họ")
    page.get_by_role("button", name="Giữ cả hai").click()
    expect(page.get_by_text("Giữ là hai người")).to_be_visible()
    seen.check()


@pytest.fixture
def twice(units) -> Unit:
    """Đình's household, entered once more by another hand: the couple again, and an old mother."""
    group = Unit.objects.get(level="group", parent=units["00016"])
    registry.household(group)
    again = (
        registry.member("Nguyen Van Dinh", papers=(), phone="0912345678", ethnicity="Tày"),
        registry.member("Tran Thi Huong", "spouse", "1974-11-02", papers=()),
        registry.member("Lê Thị Cúc", "parent", "1945-08-19"),
    )
    registry.household(group, again, address="14 ngõ 5 phố Đội Cấn")
    return group


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_whole_household_is_joined_and_taken_back(visit, units, twice, size):
    factories.person("hoa", "ward_officer", units["00016"])
    seen = visit(size)
    page = seen.page
    seen.sign_in("hoa")

    # given a pair between two households
    page.goto("/00016/2024/ho-dan/trung/")
    page.get_by_role("link", name="Nguyễn Văn Đình").click()
    page.get_by_role("link", name="Gộp cả hai hộ làm một").click()

    # then the likely ones are matched, and where they differ nothing is chosen
    expect(page.get_by_role("heading", level=1, name="Một hộ nhập hai lần")).to_be_visible()
    seen.check()
    seen.picture("two-homes")

    # when the officer says who is right and who comes over
    first, second, third = (page.locator("#join section").nth(place) for place in range(3))
    first.get_by_role("radio").first.check()
    second.get_by_role("radio").first.check()
    third.get_by_label("đây là").select_option(label="Không trùng ai: chuyển sang hộ 00016-000001")
    third.get_by_label("quan hệ với chủ hộ").select_option(label="Bố/mẹ")
    page.locator("#id_why").fill("Hai cán bộ cùng nhập một hộ")
    preview_and_join(seen, "two-homes-preview", "Gộp hai hộ", "Đã gộp thành một hộ")

    # and it can be taken back
    take_back(page, "Hai hộ thật")
    page.goto("/00016/2024/ho-dan/trung/")
    expect(page.get_by_role("link", name="Nguyễn Văn Đình")).to_be_visible()
