"""The public self-check in real Chromium: it scores on the device, tells what is missing, and keeps nothing unasked."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.portal_js.page import Check, self_check
from tests.rulebook.conformance.compare import BOOK, CASES, request

PROVINCES = {
    ("urban", 7): "Hà Nội", ("urban", 2): "Hà Giang", ("nt1", 1): "Nam Định", ("nt2", 2): "Hà Giang",
    ("nt3", 3): "Nghệ An", ("nt4", 4): "Đắk Lắk", ("nt5", 5): "Bình Phước", ("nt6", 6): "Cà Mau",
}  # fmt: skip
LABELS = {"poor": "Hộ nghèo", "near_poor": "Hộ cận nghèo", "not_poor": "Hộ không nghèo"}
WORKED = [case for case in CASES if "why" in case]


def fill_in(page: Any, case: dict[str, Any]) -> None:
    """Answer the page as the household of a case would."""
    raw = request(case)["raw"]
    household = dict(raw["household"])
    page.locator("#province").select_option(PROVINCES[case["column"], household.pop("region")])
    page.locator("#area-urban" if household.pop("area_type") == 1 else "#area-rural").check()
    household.pop("rural_sheet", None)
    day = ".".join(reversed(BOOK["on"].split("-")))
    put(page, "on", day)
    for question, value in household.items():
        put(page, question, value)
    for number, member in enumerate(raw["members"], 1):
        if number > 1:
            page.get_by_role("button", name="Thêm người").click()
        put(page, f"m{number}-birth_date", member["birth_date"])
        for question, value in member.items():
            if question != "birth_date":
                put(page, f"m{number}-{question}", value)


def put(page: Any, name: str, value: object) -> None:
    radio = page.locator(f'[id="{name}-{value}"]')
    if radio.count():
        radio.check()
    elif page.locator(f'select[id="{name}"]').count():
        page.locator(f'select[id="{name}"]').select_option(str(value))
    else:
        write(page, name, str(value))


def write(page: Any, name: str, text: str) -> None:
    page.locator(f'[id="{name}"]').fill(text)
    page.locator(f'[id="{name}"]').blur()


def class_shown(check: Check) -> str:
    return str(check.page.locator(".result .tag").inner_text())


def scores_shown(check: Check) -> list[str]:
    return [text.split(" · ")[0] for text in check.page.locator(".result .bar p.number").all_inner_texts()]


@pytest.mark.parametrize("case", WORKED, ids=[case["name"] for case in WORKED])
def test_households_worked_by_hand(case: dict[str, Any], tmp_path: Path) -> None:
    with self_check(tmp_path) as check:
        fill_in(check.page, case)
        expected = case["expected"]
        assert class_shown(check) == LABELS[expected["class_id"]]
        assert scores_shown(check) == [f"{expected['b1']} điểm", f"{expected['b2']} điểm"]
        assert check.page.locator(".result .marks .lacking").count() == len(expected["deprived"])
        assert check.page.locator(".result .left").count() == 0
        assert check.errors == []


def test_nothing_is_asked_of_any_server_while_answering(tmp_path: Path) -> None:
    case = WORKED[4]
    with self_check(tmp_path) as check:
        check.page.context.set_offline(True)
        fill_in(check.page, case)
        check.page.get_by_role("button", name="English").click()
        check.page.get_by_label("Keep the answers on this device").check()
        assert class_shown(check) == "Poor household"
        assert check.requests == []


def test_an_open_result_says_between_what(tmp_path: Path) -> None:
    with self_check(tmp_path) as check:
        assert "Chọn tỉnh và nơi ở" in check.page.locator(".result").inner_text()
        fill_in(check.page, WORKED[2])  # 175 points, at the line
        write(check.page, "refrigerators", "")
        assert scores_shown(check) == ["từ 170 đến 175 điểm", "0 điểm"]
        assert class_shown(check) == "Hộ cận nghèo"
        write(check.page, "water_heaters", "")
        assert scores_shown(check)[0] == "từ 170 đến 180 điểm"
        assert class_shown(check) == "Chưa xếp loại được: có thể là Hộ cận nghèo hoặc Hộ không nghèo"
        assert "Còn 2 câu" in check.page.locator(".result .left").inner_text()


def test_what_is_wrong_is_told_beside_the_field_and_in_a_summary_that_takes_focus(tmp_path: Path) -> None:
    with self_check(tmp_path) as check:
        page = check.page
        fill_in(page, WORKED[2])
        write(page, "electricity_kwh", "bốn mươi")
        write(page, "m2-birth_date", "31/02/1950")
        box = page.locator("#electricity_kwh")
        assert box.get_attribute("aria-invalid") == "true"
        assert "electricity_kwh-error" in box.get_attribute("aria-describedby")
        assert page.locator("#electricity_kwh-error").inner_text().startswith("“bốn mươi” không phải là số")
        assert page.locator("#m2-birth_date-error").inner_text().startswith("Ngày “31/02/1950” không có trong lịch")
        page.get_by_role("button", name="Đến câu còn thiếu").click()
        assert page.evaluate("document.activeElement.className").startswith("note bad problems")
        links = page.locator(".problems a")
        assert [text.split(" – ")[0] for text in links.all_inner_texts()] == [
            "Số điện tiêu thụ bình quân hộ/tháng",
            "Người 2: Ngày sinh",
        ]
        links.nth(1).click()
        assert page.evaluate("document.activeElement.id") == "m2-birth_date"
        write(page, "m2-birth_date", "1964")
        write(page, "electricity_kwh", "45")
        assert page.locator(".problems").is_hidden()
        assert class_shown(check) == "Hộ cận nghèo"


@pytest.mark.parametrize(
    ("text", "understood"),
    [("5.000", "5.000 m²"), ("1.234,5", "1.234,5 m²"), ("45,5", "45,5 m²"), ("45.5", "45,5 m²"), ("45", "")],
)
def test_numbers_are_read_as_vietnamese_people_write_them(text: str, understood: str, tmp_path: Path) -> None:
    with self_check(tmp_path) as check:
        write(check.page, "land_annual_m2", text)
        note = check.page.locator("#land_annual_m2-note").inner_text()
        assert note == (f"Đã hiểu là {understood}" if understood else "")
        assert check.page.locator("#land_annual_m2-error").is_hidden()


def test_only_what_concerns_somebody_is_asked(tmp_path: Path) -> None:
    with self_check(tmp_path) as check:
        page = check.page
        assert page.locator("#m1-training").is_hidden()
        write(page, "m1-birth_date", "1980")
        assert page.locator("#m1-training").is_visible()
        assert page.locator("#m1-height_cm").is_hidden()
        assert page.locator("#m1-job_type").is_hidden()
        put(page, "m1-employment", 1)
        assert page.locator("#m1-job_type").is_visible()
        write(page, "m1-birth_date", "15/03/2020")
        assert page.locator("#m1-height_cm").is_visible()
        assert page.locator("#m1-job_type").is_hidden()
        assert page.locator("#radio").is_hidden()
        for question in ("televisions", "computers", "phones"):
            write(page, question, "0")
        assert page.locator("#radio").is_visible()


def test_on_a_phone_one_topic_a_step_and_nothing_wider_than_the_screen(tmp_path: Path) -> None:
    with self_check(tmp_path, width=390) as check:
        page = check.page
        for step in range(1, 7):
            assert page.locator(".self-check .step:visible").count() == 1
            assert page.locator(".step.current .step-count").inner_text() == f"Bước {step}/6"
            assert page.evaluate("document.documentElement.scrollWidth") <= 390
            page.locator(".step.current .primary").click()
            assert page.locator(".problems").is_visible()  # told once ...
            page.locator(".step.current .primary").click()  # ... then one may go on and answer later
        assert page.locator(".result").is_visible()
        assert page.evaluate("document.activeElement.id") == "result-title"
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        page.get_by_role("button", name="Sửa câu trả lời").click()
        assert page.evaluate("document.activeElement.id") == "topic-place"


def test_with_the_keyboard_alone(tmp_path: Path) -> None:
    with self_check(tmp_path, width=390) as check:
        page, keys = check.page, check.page.keyboard
        page.locator("#province").focus()
        keys.type("Nam")  # the list jumps to Nam Định
        keys.press("Tab")
        keys.press("Space")
        keys.press("ArrowDown")  # from town to countryside
        keys.press("Tab")  # the date
        keys.press("Tab")
        keys.press("Enter")  # next
        assert page.evaluate("document.activeElement.id") == "topic-dwelling"
        assert "B1 từ" in page.locator(".strip").inner_text()
        for _ in range(4):
            keys.press("Tab")
        assert page.evaluate("document.activeElement.closest('.step').classList.contains('current')")


def test_nothing_stays_on_the_device_unless_the_person_says_so(tmp_path: Path) -> None:
    with self_check(tmp_path) as check:
        page = check.page
        stored = "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])"
        write(page, "m1-name", "Nguyễn Thị <b>Mai</b>")
        write(page, "cars", "1")
        assert page.evaluate(stored) == '[{},{},""]'
        page.reload()
        assert page.locator("#cars").input_value() == ""
        write(page, "cars", "1")
        write(page, "m1-name", "Nguyễn Thị <b>Mai</b>")
        page.get_by_label("Giữ câu trả lời trên máy này").check()
        write(page, "pigs", "2")
        page.reload()
        assert [page.locator(f"#{name}").input_value() for name in ("cars", "pigs")] == ["1", "2"]
        assert page.locator("#m1-name").input_value() == "Nguyễn Thị <b>Mai</b>"
        page.get_by_label("Giữ câu trả lời trên máy này").uncheck()
        assert page.evaluate(stored) == '[{},{},""]'
        page.on("dialog", lambda dialog: dialog.accept())
        page.get_by_label("Giữ câu trả lời trên máy này").check()
        page.get_by_role("button", name="Xóa hết").click()
        assert page.evaluate(stored) == '[{},{},""]'
        assert page.locator("#cars").input_value() == ""


def test_the_browser_asks_before_answers_are_lost(tmp_path: Path) -> None:
    with self_check(tmp_path) as check:
        page, asked = check.page, []
        page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
        page.reload()
        assert asked == []  # nothing was answered yet
        write(page, "cars", "1")
        page.reload()
        assert asked == ["beforeunload"]


def test_english_and_back_keeps_every_answer(tmp_path: Path) -> None:
    with self_check(tmp_path) as check:
        page = check.page
        fill_in(page, WORKED[1])  # 7.5 m2
        page.get_by_role("button", name="English").click()
        assert page.locator("#self-check").get_attribute("lang") == "en"
        assert page.locator("#floor_area_m2").input_value() == "7.5"
        assert class_shown(check) == "Poor household"
        assert scores_shown(check) == ["145 points", "30 points"]
        page.get_by_role("button", name="Tiếng Việt").click()
        assert page.locator("#floor_area_m2").input_value() == "7,5"
        assert class_shown(check) == "Hộ nghèo"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_square_metres_are_m_with_a_raised_two_in_every_sentence(tmp_path: Path, language: str) -> None:
    with self_check(tmp_path, language=language) as check:
        page = check.page
        fill_in(page, WORKED[1])
        page.evaluate("document.querySelectorAll('details').forEach(each => (each.open = true))")
        shown = page.locator("#self-check").inner_text()
        read = {"vi": "Diện tích nhà ở: 7,5 m²; Số nhân khẩu", "en": "Floor area of the dwelling: 7.5 m²; Persons"}
        assert read[language] in shown
        assert not re.search(r"(?<!\w)m2\b", shown)


def test_people_come_and_go(tmp_path: Path) -> None:
    with self_check(tmp_path) as check:
        page = check.page
        write(page, "m1-name", "Mai")
        page.get_by_role("button", name="Thêm người").click()
        assert page.evaluate("document.activeElement.id") == "m2-name"
        write(page, "m2-name", "Lan")
        page.get_by_role("button", name="Bỏ người này").first.click()
        assert page.locator(".person").count() == 1
        assert page.locator("#m1-name").input_value() == "Lan"
        assert page.get_by_role("button", name="Bỏ người này").count() == 0
        assert check.errors == []


def test_what_would_change_the_result_and_each_item_are_shown(tmp_path: Path) -> None:
    with self_check(tmp_path) as check:
        page = check.page
        fill_in(page, WORKED[2])
        section = page.locator(".result section", has_text="Điều gì sẽ đổi kết quả")
        assert "B1 = 180, ngưỡng 175: Hộ không nghèo" in section.inner_text()
        page.locator(".result summary").click()
        rows = page.locator(".result table tbody tr")
        assert rows.count() == 34
        assert rows.first.inner_text().split("\t") == ["1. Số nhân khẩu trong hộ", "2 người", "110"]


@pytest.mark.parametrize("width", [390, 1280])
def test_no_barrier_that_a_machine_can_find(width: int, tmp_path: Path) -> None:
    with self_check(tmp_path, width=width) as check:
        page = check.page
        if width == 1280:
            fill_in(page, WORKED[4])
            write(page, "electricity_kwh", "x")
            page.locator(".result summary").click()
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()


def test_a_page_without_its_program_says_so(tmp_path: Path) -> None:
    with self_check(tmp_path) as check:
        (tmp_path / "program.json").unlink()
        check.page.reload()
        alert = check.page.get_by_role("alert")
        assert "Không tải được bảng điểm" in alert.inner_text()
