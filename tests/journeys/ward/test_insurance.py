"""From the insurer's list to the last person with a card: ward officer, leader, member of the committee (S12)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from chungtay.foundation.places.models import Unit
from tests import factories
from tests.apps.records.registry.factories import person
from tests.apps.work.insurance.factories import four_homes, number_of, sheet

pytestmark = pytest.mark.journey
HERE = "/00016/2026/"
INDEX = f"{HERE}bao-hiem/"


@pytest.fixture
def file(units, clock, tmp_path):
    """The insurer's list of September 2026: nobody in it is Cảnh, and Dung, whom the state covers, is missing too."""
    clock.to(10, 9, 2026)
    for name, role in (("hoa", "ward_officer"), ("lan", "ward_leader"), ("minh", "committee_member")):
        factories.person(name, role, units["00016"])
    homes = four_homes(Unit.objects.get(level="group", parent=units["00016"]))
    giang, sau, quy = person(homes["b"], "Giang"), person(homes["c"], "Sáu"), person(homes["d"], "Quý")
    state = "Ngân sách nhà nước"
    return sheet(
        tmp_path / "the-bhyt-thang-9.xlsx",
        ("1", "Phạm Văn Giang", "", number_of(giang), "HN4010123456701", "01/10/2025", "30/09/2026", state),
        ("2", "Phạm Thị Ha", "01/03/2021", "", "TE1010123456702", "01/03/2021", "30/09/2027", state),
        ("3", "Đỗ Văn Sáu", "", number_of(sau), "HN-79.0123", "01/01/2026", "31/12/2026", state),
        ("4", "Ngô Văn Quý", "", number_of(quy), "DN4010123456704", "01/01/2026", "", "Công ty"),
    )


def row(page, name: str):
    """The row of a person, not that of somebody else of the household."""
    return page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=name))


def as_(visit, name: str, address: str):
    seen = visit("desktop")
    seen.sign_in(name)
    seen.page.goto(address)
    return seen, seen.page


def test_from_the_insurers_list_to_nobody_without_a_card(visit, units, file, clock):
    # given the officer, who knows of no card yet
    officer, page = as_(visit, "hoa", INDEX)
    page.get_by_role("link", name="Nhận danh sách thẻ của cơ quan bảo hiểm").click()
    page.get_by_label("Danh sách thẻ", exact=True).set_input_files(file)
    page.get_by_label("Danh sách có đủ mọi người").check()
    officer.look()
    officer.leave_by(page.get_by_role("button", name="So với sổ hộ dân"))

    # when it is said who the child is, and the odd number was looked at
    page.get_by_label("Phạm Thị Hà").check()
    officer.look("insurance-list")
    officer.leave_by(page.get_by_role("button", name="Quyết định"))
    page.get_by_role("link", name="1 dòng sẽ nhận có điều cần xem lại").click()
    expect(row(page, "Đỗ Văn Sáu")).to_contain_text("Mã thẻ không đúng dạng")
    page.get_by_label("Tôi đã xem các dòng cần xem lại").check()
    officer.look()
    page.get_by_role("button", name="Nhận 4 thẻ").click()
    expect(page.get_by_text("Đã ghi vào sổ", exact=True).first).to_be_visible()

    # then two have none, by name, each with the own way: bought, and never bought
    page.goto(INDEX)
    officer.look("insurance")
    page.get_by_role("link", name="2 người chưa có thẻ").click()
    expect(row(page, "Lê Văn Cảnh")).to_contain_text("Đưa vào đợt mua tới")
    expect(row(page, "Vũ Thị Dung")).to_contain_text("không mua")
    officer.look("insurance-missing")

    # and the card that the state issued to Dung is written down
    page.get_by_role("link", name="Đã có thẻ Vũ Thị Dung").click()
    page.get_by_label("Mã thẻ").fill("BT2010123456705")
    page.get_by_label("Từ ngày").fill("10/09/2026")
    officer.look()
    page.get_by_role("button", name="Ghi thẻ vào sổ").click()
    expect(page.get_by_text("Đã ghi thẻ vào sổ")).to_be_visible()

    # and Giang's card runs out within 30 days
    page.goto(f"{INDEX}the/")
    page.get_by_role("link", name="Hết hạn trong 30 ngày").click()
    expect(row(page, "Phạm Văn Giang")).to_contain_text("còn 20 ngày")
    officer.look("insurance-expiry")

    # when a purchase is drawn up: 12 x 113,850 for each of two, and Dung is not on it
    page.goto(f"{INDEX}dot-mua/")
    page.get_by_label("Thẻ có giá trị từ").fill("01/10/2026")
    officer.look()
    page.get_by_role("button", name="Lập đợt").click()
    expect(page.get_by_role("heading", name="Tổng tiền 2.732.400 đ")).to_be_visible()
    expect(row(page, "Phạm Văn Giang")).to_contain_text("409.860 đ")
    expect(page.get_by_text("Vũ Thị Dung")).to_have_count(0)
    purchase = officer.path()

    # and approved by the leader, who finds it on the first page
    leader, page = as_(visit, "lan", HERE)
    expect(page.get_by_text("Một đợt mua thẻ chờ bạn duyệt")).to_be_visible()
    page.goto(purchase)
    page.get_by_label("Số quyết định").fill("21/QĐ-UBND")
    leader.look("insurance-purchase")
    page.get_by_role("button", name="Phê duyệt").click()
    expect(page.get_by_text("Đã duyệt, đang trao thẻ").first).to_be_visible()

    # and handed over by a third, whom an odd number asks to look again
    member, page = as_(visit, "minh", HERE)
    expect(page.get_by_text("2 thẻ bảo hiểm y tế chờ trao")).to_be_visible()
    page.goto(purchase)
    page.get_by_role("link", name="Trao thẻ Lê Văn Cảnh").click()
    page.get_by_label("Mã thẻ").fill("HN-0123")
    page.get_by_role("button", name="Đã trao").click()
    expect(page.get_by_text("Mã thẻ không có 15 ký tự hay 10 số.").first).to_be_visible()
    page.get_by_label("Tôi đã xem lại thẻ: mã thẻ đúng").check()
    member.look("insurance-hand-over")
    page.get_by_role("button", name="Đã trao").click()
    expect(page.get_by_text("Đã trao thẻ của Lê Văn Cảnh.")).to_be_visible()
    page.get_by_role("link", name="Trao thẻ Phạm Văn Giang").click()
    page.get_by_label("Mã thẻ").fill("HN4010123456701")
    page.get_by_role("button", name="Đã trao").click()
    expect(page.get_by_text("Đã trao thẻ của Phạm Văn Giang.")).to_be_visible()
    member.look()

    # and a session told people of it
    page = officer.page
    page.goto(f"{INDEX}tuyen-truyen/")
    for label, text in (
        ("Ngày", "08/09/2026"), ("Nơi tổ chức", "Nhà văn hóa tổ 1"), ("Nội dung", "Thẻ được hưởng gì, gia hạn thế nào"),
        ("Tài liệu đã phát", "Tờ gấp của cơ quan bảo hiểm"), ("Số người dự", "42"), ("Số hộ đến tận nhà", "7"),
    ):  # fmt: skip
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_role("button", name="Ghi vào sổ").click()
    expect(page.get_by_text("42 người dự")).to_be_visible()
    officer.look("insurance-sessions")

    # then, from the day on which the cards begin, nobody is left
    clock.to(1, 10, 2026)
    page.goto(purchase)
    page.get_by_role("button", name="Đóng đợt mua").click()
    page.goto(f"{INDEX}chua-co-the/")
    expect(page.get_by_text("Không có ai: mọi người thuộc diện đều đã có thẻ.")).to_be_visible()
    page.goto(INDEX)
    expect(page.get_by_text("5 trong 5 người")).to_be_visible()
    officer.look("insurance-done")
