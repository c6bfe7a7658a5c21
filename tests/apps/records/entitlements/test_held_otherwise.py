"""Who is left off a list for what another policy gives is told by name when the list is drawn up, not only once nobody
is left."""

from __future__ import annotations

import html
import re

import pytest
from django.utils import timezone

from chungtay.foundation.core.models import AuditEvent
from chungtay.records.entitlements.models import SupportList
from chungtay.records.entitlements.operations import lists
from chungtay.records.entitlements.operations.allowances import Decided, add_allowances
from chungtay.records.entitlements.queries.coverage import coverage_of
from chungtay.records.registry.models import Person
from chungtay.work.assistance.operations.pay_lists import draw_up_month
from tests.apps.records.entitlements.people import AT, DAY, D
from tests.apps.records.registry.factories import person

POLICY = "btxh-6"


@pytest.fixture
def decided(group, people, home):
    """Kim has a monthly allowance by decision; Đình, severely disabled like her, has none."""
    kim = person(home, "Kim")
    told = Decided(
        person=kim.pk, title="Người cao tuổi", amount=540_000, valid_from=D(2026, 1, 1), decision_number="1/QĐ",
        valid_to=None,
    )  # fmt: skip
    add_allowances(group.parent, [told], by=people["officer"], at=AT)
    return kim


def test_they_are_told_by_name_and_by_what_holds_them(group, people, home, decided) -> None:
    made, otherwise, _gone = lists.draw_up_telling(group.parent, POLICY, day=DAY, by=people["officer"], at=AT)
    assert made.lines.get().person_id == person(home, "Đình").pk
    assert otherwise == {decided.pk: "monthly-allowances"}
    event = AuditEvent.objects.get(action="entitlements.list_drawn_up")
    assert event.detail["held_otherwise"] == 1


def test_the_page_says_so(group, people, home, decided, client, monkeypatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: AT)
    client.force_login(people["officer"])
    answer = client.post(f"/00016/2026/quyen-loi/{POLICY}/lap-danh-sach/", {"day": "2026-09-10"}, follow=True)
    page = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())
    assert SupportList.objects.count() == 1
    assert "1 người được hưởng không có trong danh sách vì đang hưởng khoản không chi cùng" in page
    assert "Đỗ Thị Kim" in page


def test_where_nobody_is_held_nothing_is_said(group, people, home) -> None:
    made, otherwise, _gone = lists.draw_up_telling(group.parent, POLICY, day=DAY, by=people["officer"], at=AT)
    assert (made.lines.count(), otherwise) == (2, {})


def standing(group, people, day=DAY) -> dict[str, tuple[str, str]]:
    found = coverage_of(people["officer"], group.parent, day, day)
    rows = found.rows.filter(policy=POLICY).select("person", "stage", "note").iter_rows()
    names = dict(Person.objects.values_list("pk", "full_name"))
    return {names[number].split()[-1]: (stage, note or "") for number, stage, note in rows}


def test_in_the_coverage_they_stand_where_their_allowance_does(group, people, home, decided) -> None:
    """Kim is due btxh-6 and paid by her decision: no list of btxh-6 takes her, so the month of her allowance tells.
    Once it is given back she is missing again, as whoever stands on no list."""
    by_decision = "Có trợ cấp hằng tháng theo quyết định: lập danh sách của tháng ở trang trợ cấp hằng tháng."
    paid = "Chi theo trợ cấp hằng tháng có quyết định; hai khoản không chi cùng nhau."
    assert standing(group, people) == {"Đình": ("unlisted", ""), "Kim": ("unlisted", by_decision)}
    made = draw_up_month(group.parent, DAY, source="ward", by=people["officer"], at=AT)
    assert standing(group, people)["Kim"] == ("drafted", paid)
    lists.approve_list(made.pk, decision="1", by=people["leader"], at=AT)
    assert standing(group, people)["Kim"] == ("approved", paid)
    line = made.lines.get()
    lists.hand_over(made.pk, line.pk, received_by="x", on=DAY, by=people["member"], at=AT)
    assert standing(group, people) == {"Đình": ("unlisted", ""), "Kim": ("delivered", paid)}
    assert standing(group, people, D(2026, 10, 1))["Kim"] == ("unlisted", by_decision)  # the month after
    lists.give_back(made.pk, line.pk, note="x", by=people["member"], at=AT)
    assert standing(group, people)["Kim"] == ("unlisted", by_decision)


def test_the_page_of_names_says_by_what(group, people, home, decided, client, monkeypatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: AT)
    client.force_login(people["officer"])
    page = client.get(f"/00016/2026/quyen-loi/bao-phu/{POLICY}/ten/?ngay=2026-09-10").content.decode()
    told = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())
    assert "lập danh sách của tháng ở trang trợ cấp hằng tháng" in told
