"""A step refused for a slip of the pen: what was typed stands in its form again, and the reason beside it (S14)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from chungtay.work.gifts.models import Supply
from tests import gifts

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_typed_once(visit, units, size) -> None:
    made = gifts.office(units)
    begun = gifts.begun(made)
    for name in ("Phong bì", "Túi quà"):
        gifts.kind(made, begun, name)
    one = visit(size)
    one.sign_in("officer-gifts")
    page = one.page

    # when the number of gifts is written in words, in the second of two forms alike
    page.goto(f"/00016/2026/qua/{begun.pk}/")
    bags = page.locator(".card").filter(has=page.get_by_role("heading", name="Túi quà"))
    bags.locator("details").evaluate_all("all => all.forEach(each => { each.open = true })")
    bags.get_by_label("Nguồn", exact=True).select_option("donor")
    bags.get_by_label("Đơn vị, người cho").fill("Công ty Sao Mai")
    bags.get_by_label("Số suất").fill("ba suất")
    one.leave_by(bags.get_by_role("button", name="Thêm nguồn này"))

    # then that form, and no other, is as it was, with the reason in it
    expect(bags.get_by_label("Nguồn", exact=True)).to_have_value("donor")
    expect(bags.get_by_label("Đơn vị, người cho")).to_have_value("Công ty Sao Mai")
    expect(bags.get_by_label("Số suất")).to_have_value("ba suất")
    expect(page.locator("main form .note.bad")).to_have_count(1)
    expect(bags.locator(".note.bad")).to_contain_text("Số suất: Hãy ghi một số nguyên.")
    expect(bags.locator(".note.bad")).to_be_focused()
    assert page.locator("main > [data-said]").count() == 0
    one.check()

    # and the one word put right is all that is left to do
    bags.get_by_label("Số suất").fill("3")
    one.leave_by(bags.get_by_role("button", name="Thêm nguồn này"))
    assert [(each.giver, each.planned) for each in Supply.objects.all()] == [("Công ty Sao Mai", 3)]
    assert page.locator(".note.bad").count() == 0
