"""What happens out there: no room left, a telephone put away, a PIN forgotten, no place found, a household as last
year, a second visit by somebody else."""

from __future__ import annotations

import datetime
import io
import json
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import expect

from chungtay.rulebook import process as processes
from chungtay.work.review.models import Attachment, Campaign, Case, SpotVisit, Survey
from chungtay.work.review.operations import quality
from tests import campaigns as made_up
from tests import phones
from tests.campaigns import NOW, declared, sent
from tests.journeys.enumerator.telephone import PIN, Telephone
from tests.journeys.enumerator.test_app import check, picture

pytestmark = pytest.mark.journey


def photograph(width: int = 1600, height: int = 1200) -> dict[str, Any]:
    held = io.BytesIO()
    Image.effect_noise((width, height), 60).convert("RGB").save(held, "JPEG", quality=80)
    return {"name": "nha.jpg", "mimeType": "image/jpeg", "buffer": held.getvalue()}


def room(one: Telephone, size: int | None) -> None:
    """How much this telephone may keep, in bytes; None for as much as there is."""
    line = one.context.new_cdp_session(one.page)
    quota = {} if size is None else {"quotaSize": size}
    line.send("Storage.overrideQuotaForOrigin", {"origin": one.address, **quota})


def begun(one: Telephone, head: str) -> None:
    """The first answers of a form by income."""
    one.open_home(head)
    one.page.get_by_label("Ngày đến hộ").fill("05/09/2019")
    one.next()
    one.next()
    one.page.get_by_label("Thu nhập bình quân").fill("800.000")
    one.page.locator("#indicator-1-true").check()
    one.page.wait_for_timeout(300)


def test_no_room_left_is_said_nothing_kept_is_lost_and_what_is_done_can_be_sent(telephone, units):
    phones.under_survey(2, units=units)
    heads, one = phones.names(2), telephone()
    one.prepare("enumerator-review")
    page = one.page
    one.context.set_offline(True)
    one.open_home(heads[1])
    one.fill_income()
    page.locator("#photo").set_input_files(photograph())
    expect(page.get_by_role("img", name="Ảnh 1")).to_be_visible()
    one.finish()
    begun(one, heads[0])
    for number in range(2, 11):
        page.locator(f"#indicator-{number}-false").check()
    one.next()
    page.wait_for_timeout(300)
    used = page.evaluate("navigator.storage.estimate().then((found) => found.usage)")
    page.goto("about:blank")  # the browser counts the room anew when the app is opened again
    room(one, used // 2)
    page.wait_for_timeout(3_000)

    # the PIN opens a telephone without room; a photograph is refused in words, the form is as it was
    one.unlock()
    one.open_home(heads[0])
    page.locator("#photo").set_input_files(photograph())
    expect(page.locator(".field .error").filter(has_text="Điện thoại hết chỗ")).to_be_visible(timeout=15_000)
    check(one)
    # and what was done before can be sent, which makes room
    one.context.set_offline(False)
    one.all_safe()
    assert Attachment.objects.exclude(stored="").count() == Survey.objects.count() == 1
    room(one, None)
    page.goto("about:blank")
    page.wait_for_timeout(3_000)
    one.unlock()
    one.open_home(heads[0])
    one.step("3. Thu nhập và thiếu hụt")
    expect(page.get_by_label("Thu nhập bình quân")).to_have_value("800000")
    one.next()
    page.locator("#photo").set_input_files(photograph())
    expect(page.get_by_role("img", name="Ảnh 1")).to_be_visible()
    one.finish()
    one.all_safe()
    assert sorted(each.answers["income_per_person"] for each in Survey.objects.all()) == [800_000, 1_000_000]
    assert Attachment.objects.exclude(stored="").count() == Attachment.objects.count() == 2


def test_a_picture_that_cannot_be_read_is_said_and_the_form_goes_on_without_it(telephone, units):
    phones.under_survey(1, units=units)
    one = telephone()
    one.prepare("enumerator-review")
    page = one.page
    one.open_home(phones.names(1)[0])
    one.fill_income()
    told = page.locator(".field .error").filter(has_text="Máy không đọc được ảnh này. Chụp ảnh khác, hoặc gửi phiếu")
    page.locator("#photo").set_input_files({"name": "a.heic", "mimeType": "image/heic", "buffer": b"no picture"})
    expect(told).to_be_visible()
    page.locator("#photo").set_input_files(photograph())
    expect(page.get_by_role("img", name="Ảnh 1")).to_be_visible()
    expect(told).to_be_hidden()
    # and where the browser never answers for a file, the telephone does not wait for ever
    page.evaluate("() => { window.createImageBitmap = () => new Promise(() => {}); }")
    page.evaluate(
        "() => { const wait = setTimeout; window.setTimeout = (act, ms) => wait(act, ms === 20000 ? 50 : ms); }"
    )
    page.locator("#photo").set_input_files(photograph())
    expect(told).to_be_visible()
    check(one)
    one.finish()
    one.all_safe()
    assert (Survey.objects.count(), Attachment.objects.exclude(stored="").count()) == (1, 1)


def test_a_day_after_the_review_is_said_at_its_box_and_once_more_at_the_end(telephone, units):
    """The review of 2019 ends on 30 September. A day after it may be sent, as reviews run late; one to come may not."""
    phones.under_survey(1, units=units)
    one = telephone()
    one.prepare("enumerator-review")
    page, words = one.page, "Đợt rà soát đến hết ngày 30/09/2019"
    one.open_home(phones.names(1)[0])
    expect(page.locator("#visit-day-note")).to_contain_text(words)  # today, which the app proposes, lies years after
    page.get_by_label("Ngày đến hộ").fill("30/09/2019")
    page.get_by_label("Ngày đến hộ").press("Tab")
    expect(page.locator("#visit-day-note")).to_be_empty()
    page.get_by_label("Ngày đến hộ").fill("01/10/2019")
    page.get_by_label("Ngày đến hộ").press("Tab")
    expect(page.locator("#visit-day-note")).to_contain_text(words)
    check(one)
    one.step("4. Xem lại và hoàn tất")
    expect(page.locator(".note.warning").filter(has_text=words)).to_be_visible()
    one.step("1. Buổi thăm hộ")
    one.fill_income()
    expect(page.locator(".note.warning").filter(has_text=words)).to_have_count(0)
    one.finish()
    one.all_safe()
    assert Survey.objects.get().surveyed_on.isoformat() == "2019-09-05"


def test_a_telephone_put_away_locks_itself_and_keeps_the_half_filled_form(telephone, units):
    phones.under_survey(1, units=units)
    one = telephone()
    one.page.clock.install()
    one.prepare("enumerator-review")
    begun(one, phones.names(1)[0])
    one.page.clock.fast_forward("04:30")
    expect(one.page.get_by_label("Thu nhập bình quân")).to_be_visible()
    one.page.clock.fast_forward("01:00")
    expect(one.page.get_by_role("heading", name="Máy đang khóa")).to_be_visible()
    assert "800" not in one.page.content()
    one.page.get_by_label("Mã PIN").fill(PIN)
    one.page.keyboard.press("Enter")
    expect(one.page.get_by_label("Thu nhập bình quân")).to_have_value("800000")
    expect(one.page.locator("#indicator-1-true")).to_be_checked()


def test_a_forgotten_pin_says_what_is_lost_before_anything_is_erased(telephone, units):
    phones.under_survey(3, units=units)
    heads, one = phones.names(3), telephone()
    one.prepare("enumerator-review")
    page = one.page
    one.open_home(heads[0])
    one.fill_income()
    one.finish()
    one.all_safe()
    one.context.set_offline(True)
    one.open_home(heads[1])
    one.fill_income()
    one.finish()
    begun(one, heads[2])
    page.goto("/khao-sat/")
    page.get_by_text("Quên mã PIN?").click()
    expect(page.get_by_text("1 phiếu đã làm xong chưa an toàn trên máy chủ, 1 phiếu làm dở")).to_be_visible()
    check(one)
    asked: list[str] = []
    page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.get_by_role("button", name="Xóa hết trên máy này").click()
    page.wait_for_timeout(300)
    assert "1 phiếu đã làm xong và 1 phiếu làm dở sẽ MẤT" in asked[0]
    # the PIN comes back to mind: nothing is lost
    page.get_by_label("Mã PIN").fill(PIN)
    page.keyboard.press("Enter")
    one.at_homes()
    one.context.set_offline(False)
    one.all_safe()
    page.reload()
    page.get_by_text("Quên mã PIN?").click()
    expect(page.get_by_text("0 phiếu đã làm xong chưa an toàn trên máy chủ, 1 phiếu làm dở")).to_be_visible()
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Xóa hết trên máy này").click()
    expect(page.get_by_text("đã xóa")).to_be_visible(timeout=15_000)
    assert Survey.objects.count() == 2


@pytest.mark.parametrize("allowed", [False, True])
def test_the_place_is_noted_or_not_and_never_in_the_way(telephone, units, allowed):
    phones.under_survey(1, units=units)
    place = {"latitude": 21.0285, "longitude": 105.8542, "accuracy": 12}
    options = {"permissions": ["geolocation"], "geolocation": place} if allowed else {}
    one = telephone(**options)
    one.prepare("enumerator-review")
    one.open_home(phones.names(1)[0])
    one.fill_income()
    one.page.get_by_role("button", name="Ghi vị trí").click()
    words = "Đã ghi vị trí, sai số 12 m" if allowed else "Không sao, phiếu vẫn gửi được"
    expect(one.page.get_by_text(words)).to_be_visible()
    one.finish()
    one.all_safe()
    survey = Survey.objects.get()
    assert (survey.accuracy_m, survey.latitude is not None) == ((12, True) if allowed else (None, False))


def test_a_section_is_as_last_year_until_one_of_its_answers_changes(telephone, units):
    office, before = phones.under_survey(1, points=True, units=units)
    case = Case.objects.get()
    answers = {"household": {"cars": "0"}, "members": []}
    year = NOW.replace(year=2024)
    sent(office, case, answers, surveyed_on=year.date(), at=year)
    Survey.objects.update(state="confirmed")
    Campaign.objects.filter(pk=before.pk).update(state="closed")
    first, last = datetime.date(2025, 9, 1), datetime.date(2025, 12, 14)
    changes = {"year": 2025, "first_day": first, "last_day": last, "baseline_on": first - datetime.timedelta(1)}
    changes["settled"] = {f"{step}.{each.what}": 5 for step, each in processes.in_force(first).unknowns()}
    phones.let_free_along(office, made_up.under_survey(office, **phones.by_points() | changes))
    head, one = phones.names(1)[0], telephone()
    one.prepare("enumerator-review")
    page = one.page
    one.open_home(head)
    page.get_by_label("Ngày đến hộ").fill("10/09/2025")
    step = next(name for name in page.locator("#jump option").all_inner_texts() if "Đồ dùng" in name)
    one.step(step)
    page.get_by_role("button", name="Không có gì thay đổi").click()
    expect(page.get_by_text("Như năm trước, đã hỏi lại.")).to_be_visible()
    check(one)
    field = page.get_by_label("ô tô", exact=False).first
    expect(field).to_have_value("0")
    field.fill("1")
    field.press("Tab")
    one.step(step)
    expect(page.get_by_role("button", name="Không có gì thay đổi")).to_be_visible()  # no longer as last year
    page.get_by_role("button", name="Không có gì thay đổi").click()
    page.on("dialog", lambda dialog: dialog.accept())
    one.step(page.locator("#jump option").all_inner_texts()[-1])
    page.get_by_role("button", name="Hoàn tất phiếu").click()
    one.at_homes()
    one.all_safe()
    survey = Survey.objects.get(case__campaign__year=2025)
    assert survey.answers["household"]["cars"] == "0"
    assert len(survey.same_as_before) == 1


def test_a_second_visit_by_somebody_else_shows_nothing_of_the_first(telephone, units):
    office, campaign = phones.under_survey(2, units=units)
    head = phones.names(2)[0]
    for case in Case.objects.all():
        sent(office, case, declared(4_444_000, "2", "6"))
    quality.draw_visits(made_up.ward_of(campaign, office), percent=100, seed="x", by=office.people["officer"], at=NOW)
    SpotVisit.objects.update(assigned_to=office.people["enumerator2"])
    one = telephone()
    one.prepare("enumerator2-review")
    page = one.page
    expect(page.get_by_text("Thăm lại do rút ngẫu nhiên")).to_have_count(2)
    check(one)
    picture(one, "survey-again")
    one.context.set_offline(True)
    one.open_home(head)
    expect(page.get_by_text("hỏi lại từ đầu")).to_be_visible()
    one.next()
    one.next()
    expect(page.get_by_label("Thu nhập bình quân")).to_have_value("")
    check(one)
    one.step("1. Buổi thăm hộ")
    one.fill_income("1.000.000", ("2",))
    one.finish()
    one.context.set_offline(False)
    one.all_safe()
    expect(page.locator(".home")).to_have_count(1)  # the one that is done leaves the telephone
    survey = Survey.objects.get(purpose="spot")
    assert survey.surveyed_by == office.people["enumerator2"]
    assert survey.answers["income_per_person"] == 1_000_000
    first = Case.objects.get(head_name=head)
    assert first.survey.answers["income_per_person"] == 4_444_000


def test_a_form_by_points_by_keyboard_alone(telephone, units):
    """Every step is walked with Tab and answered with Space, arrows and digits; no question is out of reach."""
    phones.under_survey(1, points=True, units=units)
    one = telephone()
    one.prepare("enumerator-review")
    page = one.page
    page.get_by_role("link", name=phones.names(1)[0]).focus()
    page.keyboard.press("Enter")
    page.on("dialog", lambda dialog: dialog.accept())
    kind = """() => { const at = document.activeElement; return [at.tagName, at.type ?? "", at.textContent.trim(),
        at.value ?? "", at.id, Boolean(at.closest(".step"))]; }"""
    asked = 0
    for _key in range(900):
        page.keyboard.press("Tab")
        tag, form, text, value, name, inside = page.evaluate(kind)
        if text == "Hoàn tất phiếu":
            page.keyboard.press("Enter")
            break
        if text == "Tiếp" and inside:
            page.keyboard.press("Enter")
            page.wait_for_timeout(50)
            continue
        if not inside or name in ("note", "photo"):
            continue
        if name == "visit-day":
            page.keyboard.press("Control+A")
            page.keyboard.type("10/09/2024")
        elif tag == "SELECT":
            page.keyboard.press("ArrowDown")
            asked += 1
        elif form == "radio":
            page.keyboard.press("Space")
            asked += 1
        elif tag == "INPUT" and form == "text" and not value:
            page.keyboard.type("1")
            asked += 1
    one.at_homes()
    one.all_safe()
    answers = Survey.objects.get().answers
    given = len(answers["household"]) + sum(len(each) for each in answers["members"])
    assert asked >= 20, asked
    assert given >= asked / 2, json.dumps(answers, ensure_ascii=False)


def test_everything_that_can_be_pressed_or_filled_has_a_name_to_be_read_out(telephone, units):
    phones.under_survey(1, points=True, units=units)
    one = telephone()
    one.prepare("enumerator-review")
    one.open_home(phones.names(1)[0])
    line = one.context.new_cdp_session(one.page)
    roles = {"button", "link", "textbox", "combobox", "radio", "checkbox", "searchbox", "spinbutton", "image"}
    seen = 0
    for step in one.page.locator("#jump option").all_inner_texts():
        one.step(step)
        for node in line.send("Accessibility.getFullAXTree")["nodes"]:
            if node["ignored"] or node.get("role", {}).get("value") not in roles:
                continue
            seen += 1
            assert node.get("name", {}).get("value", "").strip(), (step, node)
    assert seen > 60
