"""The board of a review stands open in the leaders' room: it follows the work of others by itself, and rests unseen."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests import campaigns as made_up
from tests.campaigns import declared, sent

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_the_board_follows_the_work_of_others_and_rests_while_nobody_looks(visit, units):
    office = made_up.office(units)
    made_up.register(office)
    campaign = made_up.under_survey(office)
    leader = visit("desktop")
    page = leader.page
    page.clock.install()
    leader.sign_in("leader-review")
    page.goto(f"/00016/2019/dot-ra-soat/{campaign.pk}/")
    leader.check()
    page.evaluate("window.neverLeft = true; window.region = document.querySelector('#board-status')")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    region = page.locator("#board-status")
    before = region.inner_text()
    expect(region).to_have_attribute("role", "status")  # a polite live region

    sent(office, made_up.case_of(campaign, "Trần Thị Hường"), declared(1_000_000, "2", "6"))
    with page.expect_response(lambda response: response.url.endswith(f"/{campaign.pk}/")):
        page.clock.run_for(21_000)
    figures = page.locator(".figures").first
    expect(region).not_to_have_text(before)
    said = region.inner_text()
    assert figures.is_visible()
    # the region is the same element as before: a screen reader hears what changes in it
    assert page.evaluate("window.neverLeft && window.region === document.querySelector('#board-status')")

    page.evaluate("Object.defineProperty(document, 'hidden', {value: true, configurable: true})")
    asked.clear()
    page.clock.run_for(90_000)
    assert asked == []
    page.evaluate("Object.defineProperty(document, 'hidden', {value: false, configurable: true})")
    page.evaluate(
        "window.spoken = 0; new MutationObserver(() => window.spoken++).observe("
        "document.querySelector('#board-status'), {childList: true, characterData: true, subtree: true})"
    )
    with page.expect_response(lambda response: response.url.endswith(f"/{campaign.pk}/")):
        page.clock.run_for(21_000)
    page.wait_for_timeout(0)
    expect(region).to_have_text(said)
    assert page.evaluate("window.spoken") == 0  # nothing changed: nothing is said again
    assert leader.complaints == []
