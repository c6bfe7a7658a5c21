"""The app itself: a new version in mid-campaign, keyboard alone, screens without barriers, what an officer sees."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from playwright.sync_api import expect

from chungtay.foundation.core.queries import phone_app
from chungtay.work.review.models import Case, Survey
from chungtay.work.review.operations import surveys
from tests import phones
from tests.campaigns import NOW, sent
from tests.journeys.conftest import PICTURES, Visit
from tests.journeys.enumerator.telephone import PIN, Telephone

pytestmark = pytest.mark.journey


def check(one: Telephone) -> None:
    """What `Visit.check` asks of every page."""
    page = one.page
    page.wait_for_timeout(100)
    found = Axe().run(page).response["violations"]
    assert [(each["id"], [node["html"][:150] for node in each["nodes"]][:3]) for each in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(page.locator("h1")).to_have_count(1)
    assert one.complaints == []


def picture(one: Telephone, name: str) -> None:
    import os

    image = one.page.screenshot(scale="css")
    assert len(image) > 5_000
    if os.environ.get("CHUNGTAY_PICTURES") == "1":
        (PICTURES / f"{name}-phone.png").write_bytes(image)


@pytest.fixture
def new_version(settings, tmp_path):
    """Puts another version of some files of the app in front of ours."""
    folder = tmp_path / "newer"
    settings.STATICFILES_DIRS = [folder]
    folder.mkdir()
    forget()

    def put(name: str, before: str, after: str) -> None:
        text = Path(__file__).parents[3] / "src/chungtay/work/review/static" / name
        content = text.read_text("utf-8")
        assert before in content
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content.replace(before, after), "utf-8")
        forget()

    yield put
    settings.STATICFILES_DIRS = []
    forget()


def forget() -> None:
    finders.get_finder.cache_clear()
    phone_app.app_version.cache_clear()


def test_a_new_version_waits_for_a_half_filled_form_and_brings_it_up_to_date(telephone, units, new_version):
    phones.under_survey(2, units=units)
    head = phones.names(1)[0]
    one = telephone()
    one.prepare("enumerator-review")
    one.page.reload()
    one.unlock()
    one.open_home(head)
    one.page.get_by_label("Ngày đến hộ").fill("05/09/2019")
    one.next()

    # given a version whose drafts have another shape, while a form is half-filled
    new_version("khao_sat/drafts.js", "export const VERSION = 1;", "export const VERSION = 2;")
    step = "const STEPS = [(draft) => draft, (draft) => ({ ...draft, note: `${draft.note}từ bản 1` }), "
    drafts = (finders.find("khao_sat/drafts.js"), "const STEPS = [")
    text = Path(drafts[0]).read_text("utf-8")
    Path(drafts[0]).write_text(text.replace(drafts[1], step).replace("v: VERSION,", "v: VERSION, files: [],"), "utf-8")
    forget()
    one.page.evaluate("navigator.serviceWorker.getRegistration().then((each) => each.update()).then(() => null)")
    expect(one.page.get_by_text("Có bản mới")).to_be_visible(timeout=15_000)
    assert one.page.evaluate("import('/static/khao_sat/drafts.js').then((each) => each.VERSION)") == 1

    # when the browser is closed and opened, the new one may begin; the draft is still there, in its new shape
    one.close()
    one.start()
    one.unlock()
    one.open_home(head)
    assert one.page.evaluate("import('/static/khao_sat/drafts.js').then((each) => each.VERSION)") == 2
    one.step("4. Xem lại và hoàn tất")
    expect(one.page.get_by_label("Ghi chú cho cán bộ")).to_have_value("từ bản 1")
    one.step("1. Buổi thăm hộ")
    one.fill_income()
    one.finish()
    one.all_safe()
    assert Survey.objects.get().note == "từ bản 1"


def test_without_a_half_filled_form_a_new_version_takes_its_place_at_once(telephone, units, new_version):
    phones.under_survey(1, units=units)
    one = telephone()
    one.prepare("enumerator-review")
    one.page.reload()
    one.unlock()
    new_version("khao_sat/words.js", '"Hộ cần khảo sát"', '"Các hộ cần khảo sát"')
    one.page.evaluate("navigator.serviceWorker.getRegistration().then((each) => each.update()).then(() => null)")
    one.page.get_by_label("Mã PIN").wait_for(timeout=15_000)
    one.page.get_by_label("Mã PIN").fill(PIN)
    one.page.keyboard.press("Enter")
    expect(one.page.get_by_role("heading", name="Các hộ cần khảo sát")).to_be_visible()


def test_a_whole_form_by_keyboard_alone(telephone, units):
    phones.under_survey(1, units=units)
    one = telephone()
    one.prepare("enumerator-review")
    page, head = one.page, phones.names(1)[0]

    def tab_to(words: str) -> None:
        for _step in range(60):
            page.keyboard.press("Tab")
            script = "document.activeElement.closest('label, .field, a, button')?.textContent ?? ''"
            if words in page.evaluate(script):
                return
        raise AssertionError(f"no way to “{words}” by keyboard")

    tab_to(head)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name=head)).to_be_focused()
    tab_to("Ngày đến hộ")
    page.keyboard.press("Control+A")
    page.keyboard.type("05/09/2019")
    tab_to("Tiếp")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Người trong hộ")).to_be_focused()
    tab_to("Tiếp")
    page.keyboard.press("Enter")
    tab_to("Thu nhập bình quân")
    page.keyboard.type("1.000.000")
    for number in range(1, 11):
        page.keyboard.press("Tab")
        page.keyboard.press("Space" if number % 2 else "ArrowDown")
    tab_to("Tiếp")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Đã trả lời hết").first).to_be_visible()
    tab_to("Hoàn tất phiếu")
    page.keyboard.press("Enter")
    one.at_homes()
    one.all_safe()
    answers = Survey.objects.get().answers
    assert (answers["income_per_person"], len(answers["declared"])) == (1_000_000, 10)


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_every_screen_of_the_app(telephone, units, size):
    office, _campaign = phones.under_survey(4, points=True, units=units, show_score=True)
    heads = phones.names(4)
    case = Case.objects.get(head_name=heads[1])
    answers, day = {"household": {"cars": "0"}, "members": []}, NOW.replace(year=2024)
    survey = sent(office, case, answers, surveyed_on=day.date(), at=day)
    said = [surveys.Said("hỏi lại số ô tô", "cars")]
    surveys.give_back(survey, remarks=said, by=office.people["officer"], at=day)
    one = telephone(size=size)
    page = one.page
    page.goto("/khao-sat/")
    expect(page.get_by_role("link", name="Đăng nhập")).to_be_visible()
    check(one)
    one.prepare("enumerator-review")
    expect(page.locator(".home")).to_have_count(4)
    check(one)
    if size == "phone":
        picture(one, "survey-homes")
    one.open_home(heads[0])
    steps = page.locator("#jump option").all_inner_texts()
    assert len(steps) == 9  # visit, people, two members, four topics, the end
    for name in steps:
        one.step(name)
        check(one)
    one.step(steps[0])
    page.get_by_label("Ngày đến hộ").fill("10/09/2024")
    one.next()
    page.get_by_role("button", name="Không còn ở đây").last.click()
    page.get_by_label("Vì sao").select_option(label="Chuyển đi nơi khác")
    page.get_by_role("button", name="Thêm người").click()
    page.locator("#m2-name").fill("Nguyễn Thị Mới")
    page.locator("#m2-birth_date").fill("31/02/2015")
    page.locator("#m2-birth_date").press("Tab")
    expect(page.get_by_text("không có trong lịch")).to_be_visible()
    check(one)
    page.locator("#m2-birth_date").fill("05/2015")
    one.next()
    if page.locator(".problems").is_visible():
        check(one)
        one.next()
    check(one)
    if size == "phone":
        picture(one, "survey-form")
    page.get_by_role("link", name="Hộ", exact=True).click()
    one.open_home(heads[1])
    one.step(next(name for name in steps if "Đồ dùng" in name))
    expect(page.get_by_text("hỏi lại số ô tô")).to_be_visible()
    check(one)
    page.get_by_role("link", name="Hộ", exact=True).click()
    one.open_home(heads[2])
    page.get_by_label("Ngày đến hộ").fill("10/09/2024")
    one.step(steps[-1])
    expect(page.get_by_text("Theo câu trả lời đến lúc này")).to_be_visible()
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Hoàn tất phiếu").click()
    one.at_homes()
    one.all_safe()
    page.get_by_role("link", name="Phiếu đã làm").click()
    check(one)
    if size == "phone":
        picture(one, "survey-safe")
    page.get_by_role("link", name="Máy này").click()
    check(one)
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1, name="This telephone")).to_be_visible()
    check(one)
    page.get_by_role("button", name="Lock").click()
    expect(page.get_by_role("heading", level=1, name="Locked")).to_be_visible()
    check(one)


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_an_officer_sees_the_telephones_and_asks_for_one_to_be_erased(visit, units, size):
    office, campaign = phones.under_survey(1, units=units)
    phones.phone_of(office)
    desk: Visit = visit(size)
    desk.sign_in("officer-review")
    desk.page.goto(f"/00016/2019/dot-ra-soat/{campaign.pk}/dien-thoai/")
    desk.check()
    desk.page.get_by_text("Mất máy hay giao").click()
    desk.check()
    desk.page.get_by_role("button", name="Xóa sạch điện thoại này").click()
    expect(desk.page.get_by_text(re.compile("chưa gọi về"))).to_be_visible()
    desk.check()
