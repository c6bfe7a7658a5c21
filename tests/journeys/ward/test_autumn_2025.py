"""Autumn 2025 in a commune that has no district above it, by the points of 2022: plan, request at the counter, a whole
form on a telephone, meeting, posting, decision without anybody's opinion, certificate checked by a passer-by, a
recognition taken back, the ward's key exchanged. Points by hand as in `tests/communes.py`."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from playwright.sync_api import expect

from chungtay.foundation.core.queries.chain import verify_trail
from chungtay.work.review.models import Campaign, Certificate, SurveyResult
from tests import campaigns as made_up
from tests import communes
from tests.campaigns import sent
from tests.journeys.enumerator.telephone import Telephone
from tests.journeys.ward import steps
from tests.journeys.ward.steps import Ward, click, told

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
VISITED = "15/09/2025"


@pytest.fixture
def office(transactional_db, settings, tmp_path, clock):
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    clock.to(1, 9, 2025)
    found = made_up.office(communes.commune())
    made_up.register(found, communes.HOMES, rule_set="vn-2022")
    return found


@pytest.fixture
def ward(visit, office, clock, tmp_path):
    return Ward(visit, clock, 2025, tmp_path / "papers")


def plan(ward: Ward) -> None:
    """The law says half of those present and three working days; the office decides the time for complaints alone."""
    officer = ward.at("officer")
    page = officer.page
    page.goto(f"{ward.here}dot-ra-soat/")
    click(officer, "Lập kế hoạch rà soát", "link")
    expect(page.get_by_label("Ngày cuối")).to_have_value("14/12/2025")
    page.get_by_label("Chuẩn nghèo dùng để quyết định").select_option("vn-2022:points")
    boxes = page.locator(".note.warning input")
    expect(boxes).to_have_count(1)
    boxes.fill("7")
    officer.look()
    click(officer, "Lưu kế hoạch")
    expect(page.get_by_role("status")).to_contain_text("lãnh đạo mở bằng quyết định")
    ward.review = officer.path()


def ask_at_the_counter(ward: Ward) -> None:
    """Sậy comes to the office with form 01; the officer finds the household and puts it on the list."""
    officer = ward.at("officer")
    page = officer.page
    page.goto(ward.review)
    click(officer, "Đưa danh sách năm trước vào")
    told(officer, "Đã đưa vào 2 hộ")
    page.goto(f"{ward.here}dot-ra-soat/")
    click(officer, "Giấy đề nghị", "link")
    told(officer, "từ ngày 15 hằng tháng")
    click(officer, "Nhận giấy đề nghị", "link")
    page.get_by_label("Đề nghị gì").select_option(label="Đề nghị xét hộ nghèo, hộ cận nghèo")
    page.get_by_label("Đến bằng đường nào").select_option(label="Tại bộ phận một cửa")
    page.get_by_label("Người đề nghị").fill("Ngô Văn Sậy, Thôn Đông")
    page.get_by_label("Nội dung đề nghị").fill("Tôi già yếu, không có lương.")
    officer.look()
    click(officer, "Nhận giấy đề nghị này")
    told(officer, "Hãy đưa cho người dân số biên nhận")
    page.get_by_placeholder("Mã hộ hoặc tên chủ hộ").fill("ngo van say")
    click(officer, "Tìm")
    click(officer, "Hộ này")
    told(officer, "Đã tìm thấy hộ")
    page.get_by_role("button", name=re.compile("Đưa vào danh sách")).click()
    told(officer, "Hộ đã vào danh sách")
    officer.look()
    # form A before the survey, since a household asked: no condition holds and none of the criteria
    page.goto(f"{ward.review}ho/{made_up.case_of(Campaign.objects.get(), 'Ngô Văn Sậy').pk}/")
    officer.leave_by(page.get_by_role("main").get_by_role("link", name="Ghi Phiếu A").first)
    for box in page.locator("form fieldset").all():
        box.get_by_label("Không", exact=True).check()
    officer.look()
    officer.leave_by(page.get_by_role("button", name="Tính Phiếu A"))
    expect(page.get_by_text("đưa vào danh sách rà soát Phiếu B").first).to_be_visible()


def fill_points(one: Telephone, answers: dict[str, Any]) -> None:
    """The whole form, step by step, each question found by its own name; whoever else is on the roster has left."""
    page = one.page
    person = {f"m1-{name}": value for name, value in answers["members"][0].items()}
    labels = page.locator("#jump option").all_inner_texts()
    one.step(labels[0])
    page.get_by_label("Ngày đến hộ").fill(VISITED)
    for place in range(1, len(labels)):
        now = page.locator("#jump option").all_inner_texts()
        if place >= len(now):
            break
        one.step(now[place])
        if place == 1:
            page.get_by_role("button", name="Không còn ở đây").last.click()
            page.get_by_label("Vì sao").select_option(label="Chuyển đi nơi khác")
        for name, value in (answers["household"] | person).items():
            choice, box = page.locator(f"[id='{name}-{value}']"), page.locator(f"[id='{name}']")
            if choice.count() and choice.is_visible():
                choice.check()
            elif box.count() and box.is_visible():
                if box.evaluate("box => box.tagName") == "SELECT":
                    box.select_option(str(value))
                else:
                    box.fill(str(value))
                    box.press("Tab")


def survey(ward: Ward, office: Any, one: Telephone) -> None:
    """Đay by the telephone, the other two as it would have sent them."""
    one.prepare("enumerator-review")
    one.open_home("Mai Thị Đay")
    fill_points(one, communes.given("Mai Thị Đay"))
    one.step(one.page.locator("#jump option").all_inner_texts()[-1])
    told_by_call = one.page.locator("main").inner_text()
    one.finish()
    one.all_safe()
    assert one.complaints == [], told_by_call
    campaign = Campaign.objects.get()
    at = datetime.datetime(2025, 9, 16, 3, 0, tzinfo=datetime.UTC)
    for head in ("Đỗ Văn Lúa", "Ngô Văn Sậy"):
        case = made_up.case_of(campaign, head)
        sent(office, case, communes.given(head), surveyed_on=datetime.date(2025, 9, 15), at=at)
    points = dict(SurveyResult.objects.values_list("survey__case__head_name", "b1"))
    assert (points["Mai Thị Đay"], points["Đỗ Văn Lúa"]) == (120, 235)
    lacking = dict(SurveyResult.objects.values_list("survey__case__head_name", "b2"))
    assert (lacking["Mai Thị Đay"], lacking["Ngô Văn Sậy"]) == (0, 30)


def check_certificate(ward: Ward, payload: str) -> None:
    """A passer-by who has opened the page once, without a network."""
    guest = ward.begin("phone")
    page = guest.page
    page.goto("/giay-chung-nhan/")
    expect(page.locator("body[data-ready=yes]")).to_be_attached()
    guest.context.set_offline(True)
    page.get_by_label("Nội dung của mã").fill(payload)
    click(guest, "Kiểm tra")
    told(guest, "Giấy chứng nhận này có giá trị")
    told(guest, "Xã Bãi Sậy")


def take_back(ward: Ward) -> None:
    """A recognition is taken back by a second decision beside the first."""
    officer, leader = ward.at("officer"), ward.at("leader")
    officer.page.goto(f"{ward.review}quyet-dinh/")
    click(officer, "30/QĐ-UBND", "link")
    officer.page.get_by_text("Đính chính quyết định này").click()
    officer.page.get_by_label("Lý do và giấy tờ làm căn cứ").fill("Hộ xin thôi, đơn ngày 12/01/2026")
    officer.page.get_by_label("Mai Thị Đay").check()
    officer.look("decision-beside")
    click(officer, "Dự thảo hủy công nhận")
    told(officer, "Thu hồi công nhận")
    here = officer.path()
    leader.page.goto(here)
    leader.page.get_by_label("Số quyết định").fill("2/QĐ-UBND")
    leader.look()
    click(leader, "Ký quyết định")
    told(leader, "Phân loại đã ghi vào sổ hộ")
    leader.page.goto(f"{ward.review}giay-chung-nhan/?loc=thu-hoi")
    told(leader, "Mai Thị Đay")
    leader.look()


def exchange_key(ward: Ward) -> None:
    leader = ward.at("leader")
    click(leader, "Khóa ký giấy chứng nhận", "link")
    leader.page.get_by_label("Vì sao").fill("Bàn giao máy chủ")
    leader.look()
    click(leader, "Thay khóa")
    told(leader, "Từ bây giờ ký bằng khóa mới")
    leader.look("signing-keys")


def test_autumn_2025_with_the_commune_as_the_lowest_authority(ward, office, telephone, worker):
    plan(ward)
    steps.open_by_decision(ward, "9/QĐ-UBND", "01/09/2025")
    ward.day(2, 9)
    ask_at_the_counter(ward)
    steps.share_out(ward, "Xã Bãi Sậy")
    ward.day(16, 9)
    survey(ward, office, telephone())
    for head, _was in communes.HOMES:
        steps.confirm(ward, head)
    officer = ward.at("officer")
    officer.look()
    ward.day(18, 9)
    steps.hold_meeting(ward, "18/09/2025", {head: 31 for head, _was in communes.HOMES}, present=31)
    # three working days after Friday the 19th end on Wednesday the 24th
    ward.day(19, 9)
    public = steps.post(ward)
    told(officer, "19/09/2025 – 24/09/2025")
    guest = ward.begin()
    guest.page.goto(public)
    told(guest, "Ngô Văn Sậy")
    guest.look()
    ward.day(25, 9)
    steps.end_posting(ward)
    guest.page.reload()
    expect(guest.page.get_by_text("Ngô Văn Sậy")).to_have_count(0)
    guest.look()
    officer.page.goto(f"{ward.review}quyet-dinh/")
    told(officer, "Quy định này không có bước xin ý kiến cấp huyện")
    officer.look("decisions")
    click(officer, "Chuyển sang quyết định")
    told(officer, "Đã có thể dự thảo quyết định")
    steps.draft(ward)
    ward.day(29, 9)
    steps.sign(ward, "30/QĐ-UBND", [["1", "1", "1", "0"]])  # poor Sậy, near-poor Đay, out of poverty Lúa
    ward.day(30, 9)
    steps.certify(ward, "30/QĐ-UBND", 2)
    lines = [
        "Điểm tài sản, thu nhập (phiếu B1): 120. Ngưỡng: 140.", "Điểm thiếu hụt (phiếu B2): 0.", ", mẫu 3.2",
        "Hộ ông/bà là: hộ cận nghèo.",
    ]  # fmt: skip
    steps.write_letters(ward, worker, "Mai Thị Đay", lines, 3)
    ward.day(1, 10)
    steps.close(ward)
    ward.day(12, 1, 2026)
    officer.page.goto(f"{ward.here}bao-cao/bien-dong/")
    assert steps.account(officer, 0) == ("1", "1", "1", "1", "0")  # Lúa out, Sậy in
    assert steps.account(officer, 1) == ("1", "0", "0", "1", "0")  # Đay stays
    officer.look()
    check_certificate(ward, Certificate.objects.get(case__head_name="Ngô Văn Sậy").payload)
    take_back(ward)
    exchange_key(ward)
    assert verify_trail().broken is None
