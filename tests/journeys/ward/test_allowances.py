"""Monthly allowances: the list of a month drawn up, approved, paid with a signature by a third person (S3).

Who died before the month lapses, a household that moved in between is paid where it lives, the next month pays the
arrears, and one picture for two households is found.
"""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from chungtay.foundation.places.models import Unit
from chungtay.records.entitlements.models import HelpReceived, SupportLine
from chungtay.records.entitlements.operations.allowances import Decided, add_allowances
from chungtay.records.registry.operations import life, moves
from tests import factories
from tests.apps.records.registry.factories import household, member, person
from tests.apps.work.assistance.people import photo_file

pytestmark = pytest.mark.journey
D = datetime.date
TODAY = timezone.localdate()
YEAR = TODAY.year
THIS = TODAY.replace(day=1)
BEFORE = (THIS - datetime.timedelta(days=1)).replace(day=1)
NAMES = ("Đỗ Thị Kim", "Lê Văn Cảnh", "Phạm Văn Giang", "Vũ Thị Sen")


@pytest.fixture
def homes(units):
    """Four people, each with a household and 650,000 a month from last month on."""
    ward = units["00016"]
    people = {
        name: factories.person(name, role, ward)
        for name, role in (("hoa", "ward_officer"), ("lan", "ward_leader"), ("minh", "committee_member"))
    }
    group = Unit.objects.get(level="group", parent=ward)
    made = {
        name.split()[-1]: household(group, (member(name, born="1940-01-01"),), since=D(2015, 1, 1)) for name in NAMES
    }
    rows = [
        Decided(
            person=person(home, name).pk, title="Trợ cấp người cao tuổi", amount=650_000, valid_from=BEFORE,
            decision_number=f"{number}/QĐ-UBND",
        )
        for number, (name, home) in enumerate(made.items(), 21)
    ]  # fmt: skip
    add_allowances(ward, rows, by=people["hoa"], at=timezone.now())
    return made


def draw_up(page: Page, month: datetime.date) -> str:
    page.goto(f"/00016/{YEAR}/tro-giup/hang-thang/")
    page.locator("summary", has_text="Lập danh sách chi một tháng").click()
    page.get_by_label("Tháng").fill(f"{month:%m/%Y}")
    page.get_by_role("button", name="Lập danh sách").click()
    expect(page.get_by_role("heading", level=1, name="Trợ cấp hằng tháng theo quyết định")).to_be_visible()
    return page.url


def approve(leader: Page, made: str) -> None:
    leader.goto(made)
    leader.get_by_label("Số quyết định").fill("40/QĐ-UBND")
    leader.get_by_role("button", name="Phê duyệt", exact=True).click()
    expect(leader.get_by_text("Đã duyệt, đang giao")).to_be_visible()


def pay(payer, name: str, picture, *, look: str = "") -> None:
    row = payer.page.get_by_role("row", name=name)
    row.locator("summary", has_text="Trao").click()
    row.get_by_label("Phiếu có chữ ký hoặc ảnh trao").set_input_files(picture)
    if look:
        payer.look(look)
    payer.leave_by(row.get_by_role("button", name="Đã trao", exact=True))


def test_a_month_and_the_next(visit, homes, tmp_path) -> None:
    picture = photo_file(tmp_path)
    officer, leader, payer = visit("desktop"), visit("desktop"), visit("phone")
    for seen, name in ((officer, "hoa"), (leader, "lan"), (payer, "minh")):
        seen.sign_in(name)

    # given the list of last month, drawn up by the officer and approved by the leader
    made = draw_up(officer.page, BEFORE)
    officer.look("allowances-drawn")
    approve(leader.page, made)

    # when one turns out to have died before that month, one moves to another address, one moves away altogether before
    # the hand-over
    now = timezone.now()
    life.record_death(person(homes["Sen"], "Sen"), on=BEFORE - datetime.timedelta(days=1), by=None, at=now)
    group = Unit.objects.get(level="group", parent__code="00016")
    moves.move_household(homes["Giang"], group=group, address="Số 9 ngõ 3", on=TODAY, by=None, at=now)
    moves.record_household_departure(homes["Cảnh"], last_day=TODAY - datetime.timedelta(days=1), by=None, at=now)

    # then the payer pays who is there against a signature; the dead and who left lapse in the hand
    payer.page.goto(made)
    pay(payer, "Đỗ Thị Kim", picture, look="allowances-pay")
    for name in NAMES[1:]:
        payer.page.goto(made)
        pay(payer, name, picture)
    payer.page.goto(made)
    payer.look("allowances-paid")
    states = {line.person.full_name: line.state for line in SupportLine.objects.select_related("person")}
    assert states == {
        "Đỗ Thị Kim": "delivered", "Phạm Văn Giang": "delivered", "Lê Văn Cảnh": "lapsed", "Vũ Thị Sen": "lapsed",
    }  # fmt: skip
    assert [row.value for row in HelpReceived.objects.all()] == [650_000, 650_000]

    # and who died or left with an allowance is named where allowances are kept
    officer.page.goto(f"/00016/{YEAR}/tro-giup/hang-thang/")
    told = "2 người có trợ cấp ở đây đã mất hoặc sống nơi khác"
    expect(officer.page.get_by_role("heading", name=told)).to_be_visible()
    officer.look("allowances-left")

    # and the leader finds that one picture proves two households
    leader.page.goto(f"/00016/{YEAR}/quyen-loi/kiem-tra/")
    leader.page.get_by_role("button", name="Tìm trong giao nhận").click()
    expect(leader.page.get_by_role("heading", name="Một ảnh: 2 hộ")).to_be_visible()
    leader.look("allowances-picture")
    leader.page.get_by_label("Diễn giải kết luận").fill("Chụp chung một tờ ký nhận, đã hỏi hai hộ")
    leader.page.get_by_role("button", name="Xử lý xong").click()
    expect(leader.page.get_by_text("Chưa có gì ở mục này")).to_be_visible()

    # when who left lives here again, this month pays two months to that household and one to the others
    moves.take_in_again(homes["Cảnh"], group=group, address="Số 3", on=TODAY, by=None, at=timezone.now())
    made = draw_up(officer.page, THIS)
    row = officer.page.get_by_role("row", name="Lê Văn Cảnh")
    expect(row).to_contain_text("1.300.000 đ")
    expect(row).to_contain_text("truy lĩnh 650.000 đ")
    expect(officer.page.get_by_role("row", name="Vũ Thị Sen")).to_have_count(0)
    officer.look("allowances-arrears")
    approve(leader.page, made)
    for name in NAMES[:3]:
        payer.page.goto(made)
        pay(payer, name, picture)
    assert sum(row.value for row in HelpReceived.objects.all()) == 2 * 650_000 + 1_300_000 + 2 * 650_000
    assert not SupportLine.objects.filter(state="approved").exists()


def test_two_children_under_one_decision(visit, units) -> None:
    # given a mother who raises two children alone, and one decision for both
    ward = units["00016"]
    factories.person("hoa", "ward_officer", ward)
    children = [
        member(name, "child", born, papers=())
        for name, born in (("Nguyễn Văn An", "2018-03-01"), ("Nguyễn Thị Bình", "2020-05-01"))
    ]
    home = household(
        Unit.objects.get(level="group", parent=ward),
        (member("Trần Thị Hường", born="1990-11-02"), *children),
        since=D(2015, 1, 1),
    )
    officer = visit("desktop")
    officer.sign_in("hoa")
    form = officer.page.locator("main")

    # when the officer enters one for each child, and the first once more
    for name in ("Nguyễn Văn An", "Nguyễn Thị Bình", "Nguyễn Văn An"):
        officer.page.goto(f"/00016/{YEAR}/tro-giup/ho/{home.pk}/tro-cap/")
        form.get_by_label("Ai nhận").select_option(label="Trần Thị Hường")
        form.get_by_label("Trả cho việc chăm sóc ai").select_option(label=name)
        form.get_by_label("Chế độ", exact=True).fill("Đơn thân nuôi con")
        form.get_by_label("Mức mỗi tháng, đồng").fill("650.000")
        form.get_by_label("Từ ngày", exact=True).fill(f"{BEFORE:%d/%m/%Y}")
        form.get_by_label("Chi ở đây từ tháng").fill(f"{BEFORE:%m/%Y}")
        form.get_by_label("Số quyết định").fill("31/QĐ-UBND")
        if name.endswith("Bình"):
            officer.look("allowances-for-whom")
        form.get_by_role("button", name="Ghi trợ cấp").click()

    # then the third is refused in words, and two stand, each with its child
    expect(form.get_by_text("Khoản này đã có")).to_be_visible()
    officer.page.goto(f"/00016/{YEAR}/tro-giup/hang-thang/")
    for name in ("Nguyễn Văn An", "Nguyễn Thị Bình"):
        expect(form.get_by_text(f"để chăm sóc {name}")).to_be_visible()
    officer.look("allowances-for-each")
