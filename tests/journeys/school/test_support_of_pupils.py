"""From a school's Excel list to the last named pupil who got the support: ward officer, leader, the school's officer
with a telephone (S13)."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from chungtay.foundation.places.models import Unit
from chungtay.records.entitlements.models import HelpReceived, SupportLine
from chungtay.records.registry.operations import editing
from chungtay.records.registry.operations.status import NewStatus, record_status
from chungtay.work.schooling.models import AwayTask, Enrolment
from chungtay.work.schooling.queries import years
from tests import factories
from tests.apps.records.registry.factories import AT, household, member, person
from tests.apps.work.assistance.people import photo_file
from tests.apps.work.schooling.factories import sheet

pytestmark = pytest.mark.journey
TODAY = timezone.localdate()
YEAR = years.running(TODAY)
SCHOOL = "Trường Tiểu học Sao Mai"
BASE = f"/00016/{YEAR}/truong-hoc/"
D = datetime.date


@pytest.fixture
def homes(units):
    """Two households of the ward with three pupils; hoa, lan and thu work there."""
    ward = units["00016"]
    for name, role in (("hoa", "ward_officer"), ("lan", "ward_leader"), ("thu", "school_officer")):
        factories.person(name, role, ward)
    group = Unit.objects.get(level="group", parent=ward)
    poor = household(
        group,
        (
            member(),
            member("Nguyễn Thị Ánh", "child", f"{YEAR - 9}-01-15", papers=()),
            member("Nguyễn Minh Khôi", "child", f"{YEAR - 10}-06-30", papers=()),
        ),
        since=D(2018, 1, 1),
    )
    near = household(
        group, (member("Lê Quang Sơn"), member("Lê Văn Bảo", "child", f"{YEAR - 9}-03-20", papers=())),
        since=D(2018, 1, 1),
    )  # fmt: skip
    for home, status in ((poor, "poor"), (near, "near_poor")):
        record_status(home, NewStatus(YEAR, "vn-2022", status, D(YEAR, 1, 1), "legacy"), by=None, at=AT)
    editing.set_circumstance(person(poor, "Ánh"), kind="disability", code="2", since=D(2020, 1, 1), by=None, at=AT)
    return poor, near


def school_year_begun() -> str:
    return f"{min(D(YEAR, 9, 5), TODAY):%d/%m/%Y}"


def approve(visit, page_of: str) -> None:
    leader = visit("desktop")
    leader.sign_in("lan")
    leader.page.goto(page_of)
    leader.page.get_by_label("Số quyết định").fill("27/QĐ-UBND")
    for box in leader.page.get_by_role("checkbox").all():  # the documents that the policy asks for
        box.check()
    leader.page.get_by_role("button", name="Phê duyệt", exact=True).click()
    expect(leader.page.get_by_text("Đã duyệt, đang giao")).to_be_visible()


def choose(page: Page, *names: str) -> str:
    """Draw up a list of chosen pupils; the address of the list."""
    page.get_by_role("link", name="Chọn học sinh").click()
    for name in names:
        page.get_by_label(name).check()
    page.get_by_label("Hỗ trợ gì").select_option(label="Học bổng")
    page.get_by_label("Nguồn nào").select_option(label="Quỹ “Vì người nghèo”")
    page.get_by_label("Số tiền hoặc trị giá").fill("500.000")
    page.get_by_label("Chọn học sinh theo tiêu chí nào").fill("Hộ nghèo, hộ cận nghèo, học lực khá trở lên")
    return page.url


def test_from_the_list_of_a_school_to_the_last_pupil(visit, homes, tmp_path) -> None:
    poor, _near = homes
    officer = visit("desktop")
    page = officer.page

    # given a school that the officer of the ward enters, with who works there
    officer.sign_in("hoa")
    page.goto(BASE)
    page.get_by_label("Tên trường").fill(SCHOOL)
    page.get_by_role("button", name="Thêm trường").click()
    expect(page.get_by_role("heading", level=1, name=SCHOOL)).to_be_visible()
    page.get_by_role("button", name="Ghi vào trường này").click()
    expect(page.get_by_role("button", name="Thôi làm ở đây Thu")).to_be_visible()
    school = page.url

    # when the list comes as the school has it: two are certain, one is written without marks, one is a stranger
    path = sheet(
        tmp_path / "ds-sao-mai.xlsx",
        ("1", "Nguyễn Thị Ánh", f"15/01/{YEAR - 9}", "4A", ""),
        ("2", "Nguyễn Minh Khôi", f"30/06/{YEAR - 10}", "5A", ""),
        ("3", "Le Van Bao", f"20/03/{YEAR - 9}", "4A", ""),
        ("4", "Đặng Văn Khách", f"01/02/{YEAR - 9}", "4A", ""),
    )
    page.get_by_role("link", name="Nhận danh sách của trường").click()
    page.get_by_label("Tệp của trường").set_input_files(path)
    page.get_by_role("button", name="So với sổ hộ dân").click()
    expect(page.get_by_text("Le Van Bao").first).to_be_visible()
    officer.look("school-list")
    page.get_by_label("Lê Văn Bảo").check()
    page.get_by_role("button", name="Chọn người này Le Van Bao").click()
    page.get_by_role("button", name="Nhận 3 học sinh vào sổ").click()
    page.goto(school)
    expect(page.get_by_role("row", name="Lê Văn Bảo")).to_be_visible()
    officer.look("school-pupils")

    # and the officer of the school opens the own school on a telephone, reports who left and confirms the others
    teacher = visit("phone")
    phone = teacher.page
    teacher.sign_in("thu")
    expect(phone.get_by_role("heading", level=1, name="Trường và học sinh")).to_be_visible()
    phone.get_by_role("link", name=SCHOOL).click()
    expect(phone.get_by_text(poor.code)).to_have_count(0)
    teacher.look("school-own")
    row = phone.get_by_role("row", name="Nguyễn Minh Khôi")
    row.locator("summary").click()
    row.get_by_label("Đã xảy ra").select_option(label="Thôi học")
    row.get_by_label("Lý do").fill("Ở nhà trông em, mẹ ốm")
    row.get_by_role("button", name="Ghi lại").click()
    phone.get_by_role("button", name="Xác nhận 2 em đang học").click()
    expect(phone.get_by_text("Đã xác nhận.")).to_be_visible()
    teacher.look("school-confirmed")
    assert Enrolment.objects.filter(confirmed_by__username="thu").count() == 2

    # when the officer of the ward draws up what is due by policy, and a scholarship by category
    page.goto(school)
    page.get_by_role("link", name="Hỗ trợ học kỳ").click()
    officer.look("school-support")
    support = page.url
    page.get_by_role("row", name="Học bổng").get_by_role("button", name="Lập danh sách").click()
    due = page.url
    page.goto(support)
    choose(page, "Nguyễn Thị Ánh", "Lê Văn Bảo")
    officer.look("school-choose")
    page.get_by_role("button", name="Lập danh sách").click()
    chosen = page.url
    for made in (due, chosen):
        approve(visit, made)

    # then the school hands over by name, on the telephone, and sees no reason and no household
    for made in (due, chosen):
        hand_everything_over(teacher, made)
    assert SupportLine.objects.filter(state="delivered").count() == 3

    # and money of the state that was handed over without a signature asks for the signed paper
    number = due.rstrip("/").split("/")[-1]
    phone.goto(f"{BASE}{school.rstrip('/').split('/')[-1]}/ho-tro/danh-sach/{number}/?o=delivered")
    phone.locator("details summary", has_text="Bổ sung phiếu ký nhận").click()
    teacher.look("school-receipt")
    phone.get_by_label("Phiếu có chữ ký hoặc ảnh trao").set_input_files(photo_file(tmp_path))
    teacher.leave_by(phone.get_by_role("button", name="Bổ sung phiếu ký nhận", exact=True))
    expect(phone.get_by_text("Còn thiếu phiếu ký nhận")).to_have_count(0)
    assert HelpReceived.objects.count() == 3

    # and the child who left is followed: visited by the school, enrolled again by the ward, closed
    teacher.page.goto(f"{BASE}bo-hoc/")
    row = phone.get_by_role("row", name="Nguyễn Minh Khôi")
    teacher.look("school-away")
    row.locator("summary").click()
    row.get_by_label("Nội dung trao đổi").fill("Mẹ đã khỏe, tuần sau em đi học lại")
    row.get_by_role("button", name="Ghi lại").click()
    expect(phone.get_by_text("tuần sau em đi học lại")).to_be_visible()
    page.goto(school)
    page.get_by_role("link", name="Ghi danh học sinh").click()
    page.get_by_label("Họ và tên").fill("Nguyễn Minh Khôi")
    page.get_by_label("Ngày sinh").fill(f"30/06/{YEAR - 10}")
    page.get_by_label("Khối lớp").fill("5")
    page.get_by_label("Lớp", exact=True).fill("5A")
    page.get_by_label("Ngày vào học").fill(f"{TODAY:%d/%m/%Y}")
    page.get_by_role("button", name="Ghi danh", exact=True).click()
    phone.reload()
    row.locator("summary").click()
    row.get_by_label("Kết quả lần thăm").select_option(label="Đi học lại")
    row.get_by_label("Nội dung trao đổi").fill("Em đã vào lớp 5A")
    row.get_by_role("button", name="Ghi lại").click()
    expect(phone.get_by_text("Không có ai trong danh sách này")).to_be_visible()
    assert AwayTask.objects.get().outcome == "returned"

    # when the one who came back is listed too, the last named pupil gets the support
    page.goto(support)
    choose(page, "Nguyễn Minh Khôi")
    page.get_by_role("button", name="Lập danh sách").click()
    approve(visit, page.url)
    hand_everything_over(teacher, page.url)
    assert not SupportLine.objects.exclude(state="delivered").exists()
    given = SupportLine.objects.filter(policy="schooling:scholarship").values_list("person__full_name", "amount")
    assert dict(given) == {"Nguyễn Thị Ánh": 500_000, "Lê Văn Bảo": 500_000, "Nguyễn Minh Khôi": 500_000}
    page.goto(support)
    officer.look("school-given")


def hand_everything_over(teacher, made: str) -> None:
    phone: Page = teacher.page
    number = made.rstrip("/").split("/")[-1]
    phone.goto(BASE)
    phone.get_by_role("link", name=SCHOOL).click()
    phone.get_by_role("link", name="Hỗ trợ học kỳ").click()
    phone.locator(f"a[href$='/danh-sach/{number}/']").click()
    waiting = phone.locator("details summary", has_text="Trao")
    expect(waiting).not_to_have_count(0)
    for left in reversed(range(waiting.count())):
        waiting.first.click()
        if not left:
            teacher.look("school-hand-over")
        phone.locator("details[open]").get_by_label("Người nhận").fill("Trần Thị Mẹ")  # no child signs for money
        phone.get_by_role("button", name="Đã trao", exact=True).first.click()
        expect(waiting).to_have_count(left)
    expect(phone.get_by_text("Không có ai ở phần này")).to_be_visible()
