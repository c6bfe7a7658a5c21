"""Days without a network: thirty households taken along, the browser killed in mid-form, everything sent once."""

from __future__ import annotations

import collections
import contextlib

import pytest
from django.utils import timezone
from playwright.sync_api import Error, Route, expect

from chungtay.work.review.models import Attachment, Case, Device, Survey
from chungtay.work.review.operations import phone as operations
from chungtay.work.review.operations import teams
from tests import campaigns as made_up
from tests import phones
from tests.campaigns import NOW, declared, sent
from tests.journeys.enumerator.telephone import Telephone

pytestmark = pytest.mark.journey


def fill(one: Telephone, heads: list[str]) -> None:
    for head in heads:
        one.open_home(head)
        one.fill_income()
        one.finish()


def counted() -> dict[str, int]:
    return dict(collections.Counter(Survey.objects.values_list("case__head_name", flat=True)))


def test_thirty_households_without_a_network_two_deaths_two_synchronisations(telephone, units):
    phones.under_survey(30, units=units)
    heads = phones.names(30)
    one = telephone()
    one.prepare("enumerator-review")
    expect(one.page.locator(".home")).to_have_count(30)
    one.context.set_offline(True)

    # given a form that is half-filled when the battery falls out, and again after it goes on
    one.open_home(heads[0])
    one.page.get_by_label("Ngày đến hộ").fill("05/09/2019")
    one.next()
    one.page.locator("#m1-name").fill("Nguyễn Thị Ân")
    one.next()
    one.page.get_by_label("Thu nhập bình quân").fill("800.000")
    one.page.locator("#indicator-1-true").check()
    one.page.wait_for_timeout(300)
    for _death in range(2):
        one.kill()
        one.start()
        one.context.set_offline(True)
        one.unlock()
        expect(one.page.locator(".home-half")).to_have_count(1)
        one.open_home(heads[0])
        expect(one.page.get_by_label("Thu nhập bình quân")).to_have_value("800000")
        expect(one.page.locator("#indicator-1-true")).to_be_checked()
        one.page.goto("/khao-sat/#/")
        one.at_homes()
    one.open_home(heads[0])
    for number in range(2, 11):
        one.page.locator(f"#indicator-{number}-false").check()
    one.next()
    one.finish()

    # when the rest is filled in, in two parts, each sent when the network comes back
    fill(one, heads[1:15])
    expect(one.page.get_by_text("15 phiếu chưa an toàn")).to_be_visible()
    one.context.set_offline(False)
    one.all_safe()
    assert counted() == dict.fromkeys(heads[:15], 1)
    one.context.set_offline(True)
    fill(one, heads[15:])
    one.context.set_offline(False)
    one.all_safe()

    # then every household has one form, and what was typed before the deaths is in it
    assert counted() == dict.fromkeys(heads, 1)
    first = Survey.objects.get(case__head_name=heads[0])
    assert first.answers["income_per_person"] == 800_000
    assert first.answers["members"][0]["name"] == "Nguyễn Thị Ân"
    assert first.answers["declared"]["1"] is True
    assert one.complaints == []


CUTS = ("before", "after")  # the request never arrives; it arrives and its answer is lost


@pytest.mark.parametrize("cut", CUTS)
def test_the_network_is_cut_at_every_request_of_a_synchronisation(telephone, units, cut):
    phones.under_survey(12, units=units)
    one = telephone()
    one.prepare("enumerator-review")
    one.page.wait_for_timeout(500)
    heads, calls = phones.names(12), []
    cutting = 0  # which request of a synchronisation is cut; 0: none is counted

    def route(each: Route) -> None:
        if cutting:
            calls.append(each.request.url)
        # On a slow machine the page gives the call up itself while it is fetched: its answer is lost all the same.
        with contextlib.suppress(Error):
            if not cutting or len(calls) != cutting:
                each.continue_()
                return
            if cut == "after":
                each.fetch()
            each.abort("connectionreset")

    one.page.route("**/khao-sat/*/**", route)
    at, done = 0, 0
    while True:
        at += 1
        head = heads[done]
        one.context.set_offline(True)
        one.open_home(head)
        one.fill_income()
        sign(one)
        one.finish()
        calls.clear()
        cutting = at
        one.context.set_offline(False)
        one.all_safe(30_000)
        one.page.wait_for_timeout(1_500)  # it says so before its last words with the office, which are cut too
        cutting = 0
        done += 1
        assert counted() == dict.fromkeys(heads[:done], 1), at
        assert Attachment.objects.exclude(stored="").count() == Attachment.objects.count() == done, at
        if len(calls) < at:
            break  # the synchronisation ended before its n-th request: every one was cut once
    assert at >= 5
    assert one.complaints == []


def sign(one: Telephone) -> None:
    canvas = one.page.get_by_role("img", name="Chữ ký của hộ")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    mouse = one.page.mouse
    mouse.move(box["x"] + 30, box["y"] + 60)
    mouse.down()
    for x in range(40, 200, 20):
        mouse.move(box["x"] + x, box["y"] + 40 + x % 40)
    mouse.up()


def test_a_conflict_a_refusal_and_a_clock_that_is_wrong_are_told_and_kept(telephone, units):
    office, campaign = phones.under_survey(3, units=units)
    heads = phones.names(3)
    one = telephone()
    one.prepare("enumerator-review")
    one.context.set_offline(True)
    fill(one, heads)

    # given another enumerator's form, an officer's change and a closed household in between
    sent(office, made_up.case_of(campaign, heads[0]), declared(5_000_000), who="enumerator2")
    ward, officer = made_up.ward_of(campaign, office), office.people["officer"]
    changed = made_up.case_of(campaign, heads[1])
    teams.assign_cases(ward, cases=[changed.pk], to=office.people["enumerator"], by=officer, at=NOW)
    Case.objects.filter(head_name=heads[2]).update(assigned_to=office.people["enumerator2"])

    # when the telephone comes back
    one.context.set_offline(False)
    page = one.page
    page.get_by_role("link", name="Phiếu đã làm").click()
    expect(page.locator("[data-state=conflict]")).to_have_count(2, timeout=15_000)
    refused = page.locator("[data-state=refused]")
    expect(refused).to_have_count(1)
    expect(refused.get_by_text("giao cho")).to_be_visible()
    expect(page.get_by_text("cán bộ sẽ quyết định").first).to_be_visible()
    assert Survey.objects.filter(state="conflict").count() == 2
    # then it stays on the telephone until it is read, also after a restart
    one.page.reload()
    one.unlock()
    page.get_by_role("link", name="Phiếu đã làm").click()
    expect(page.locator("[data-state=refused]")).to_have_count(1)
    Case.objects.filter(head_name=heads[2]).update(assigned_to=None)
    page.get_by_role("button", name="Gửi lại như cũ").click()
    expect(page.locator("[data-state=kept]")).to_have_count(1, timeout=15_000)
    assert counted() == {heads[0]: 2, heads[1]: 1, heads[2]: 1}


def test_a_clock_that_is_years_ahead_spoils_nothing_and_is_told(telephone, units):
    phones.under_survey(1, units=units)
    one = telephone()
    one.context.add_init_script("const now = Date.now; Date.now = () => now() + 9 * 365 * 864e5;")
    one.prepare("enumerator-review")
    one.page.get_by_role("link", name="Máy này").click()
    expect(one.page.get_by_text("Đồng hồ máy chạy nhanh")).to_be_visible(timeout=10_000)
    one.page.get_by_role("link", name="Hộ", exact=True).click()
    one.open_home(phones.names(1)[0])
    assert one.page.get_by_label("Ngày đến hộ").input_value().endswith(f"{timezone.localdate():%Y}")
    one.fill_income()
    one.finish()
    one.all_safe()
    assert Survey.objects.get().surveyed_on.isoformat() == "2019-09-05"


def test_a_lost_telephone_erases_itself_even_while_it_is_locked(telephone, units):
    office, _campaign = phones.under_survey(2, units=units)
    one = telephone()
    one.prepare("enumerator-review")
    one.context.set_offline(True)
    fill(one, phones.names(1))
    operations.ask_for_wipe(Device.objects.get(), by=office.people["officer"], at=NOW)
    one.page.goto("/khao-sat/")
    expect(one.page.get_by_role("heading", name="Máy đang khóa")).to_be_visible()
    one.context.set_offline(False)
    one.page.reload()
    expect(one.page.get_by_text("đã xóa")).to_be_visible(timeout=15_000)
    one.page.wait_for_timeout(500)
    assert one.page.evaluate("indexedDB.databases().then((all) => all.length)") == 0
    device = Device.objects.get()
    assert device.wiped_at is not None
    assert Survey.objects.count() == 0
    one.page.reload()
    expect(one.page.get_by_text("đã xóa")).to_be_visible(timeout=15_000)  # who finds it later reads so too


def test_an_erasing_that_was_broken_off_is_finished_before_the_office_hears_of_it(telephone, units):
    office, _campaign = phones.under_survey(1, units=units)
    one = telephone()
    one.prepare("enumerator-review")
    device = Device.objects.get()
    operations.ask_for_wipe(device, by=office.people["officer"], at=NOW)
    one.page.evaluate(
        """key => {
            const box = document.getElementById("app").dataset.box;
            localStorage.setItem(`chungtay.${box}.wiped`, key);
            localStorage.setItem(`chungtay.${box}.erased`, "1");
        }""",
        str(device.key),
    )
    one.page.reload()
    expect(one.page.get_by_text("đã xóa")).to_be_visible(timeout=15_000)
    expect(one.page.get_by_role("heading", name="Chuẩn bị máy đi khảo sát")).to_be_visible()
    assert Device.objects.get().wiped_at is not None


def test_a_wrong_pin_opens_nothing_and_costs_time(telephone, units):
    phones.under_survey(1, units=units)
    one = telephone()
    one.prepare("enumerator-review")
    one.page.reload()
    for _try in range(5):
        one.page.get_by_label("Mã PIN").fill("111111")
        one.page.get_by_role("button", name="Mở", exact=True).click()
        expect(one.page.get_by_text("không đúng")).to_be_visible()
        expect(one.page.get_by_role("button", name="Mở", exact=True)).to_be_enabled()
    expect(one.page.get_by_text("Chờ")).to_be_visible()
    one.page.reload()
    one.page.get_by_label("Mã PIN").fill("270519")
    one.page.get_by_role("button", name="Mở", exact=True).click()
    expect(one.page.get_by_text("Chờ")).to_be_visible()  # closed and opened again, the right one has to wait too
    kept = one.page.evaluate(
        """async () => { const open = (name) => new Promise((done) => { const r = indexedDB.open(name);
        r.onsuccess = () => done(r.result); }); const held = await open("chungtay-khao-sat");
        const all = await new Promise((done) => { const r = held.transaction("sealed").objectStore("sealed").getAll();
        r.onsuccess = () => done(r.result); });
        return all.map((each) => new TextDecoder().decode(each.box)).join(""); }"""
    )
    assert "Nguyễn" not in kept
    assert "income" not in kept
