"""Money from a public source is proved by a signature or photograph: without it the hand-over stands, and stays a task
until the receipt is added. Cards and a donor's money ask for none."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chungtay.foundation.core.files import FileRefused
from chungtay.foundation.core.models import AuditEvent
from chungtay.records.entitlements.models import SupportLine, SupportList
from chungtay.records.entitlements.operations import lists
from chungtay.records.entitlements.operations.proofs import add_receipt, hand_over_with
from chungtay.records.entitlements.presenters.waiting import waiting_for
from chungtay.records.entitlements.queries.receipts import missing
from tests.apps.records.entitlements.test_lists import AT, DAY, LATER, drawn

PAPER = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def paper() -> SimpleUploadedFile:
    return SimpleUploadedFile("phieu.pdf", PAPER, "application/pdf")


@pytest.fixture
def approved(group, people, home):
    """Two severely disabled people: money a month, by 20/2021/NĐ-CP, a central policy."""
    made = drawn(group, people)
    return lists.approve_list(made.pk, decision="21/QĐ-UBND", by=people["leader"], at=AT)


def handed(made, people, file=None, which: int = 0):
    line = made.lines.order_by("pk")[which]
    told = {"received_by": "Đỗ Thị Kim", "on": LATER.date(), "by": people["member"], "at": LATER}
    return hand_over_with(made.pk, line.pk, file=file, **told)


def lacking(people, ward, who: str = "member") -> dict[int, int]:
    return {each.number: each.count for each in missing(people[who], ward, LATER.date())}


def test_a_hand_over_without_receipt_is_kept_and_stays_a_task(approved, people, group) -> None:
    ward = group.parent
    assert handed(approved, people).state == "delivered"
    handed(approved, people, paper(), 1)
    assert lacking(people, ward) == {approved.pk: 1}
    assert lacking(people, ward, "officer") == {}  # drew the list up
    assert lacking(people, ward, "leader") == {}  # approved it
    [told] = [each for each in waiting_for(people["member"], ward, 2026, LATER.date()) if "phiếu" in each.title]
    assert told.title == "Còn thiếu phiếu ký nhận của 1 lần giao tiền"
    assert told.address.endswith(f"/quyen-loi/danh-sach/{approved.pk}/?o=no_receipt")
    later = [each.title for each in waiting_for(people["member"], ward, 2027, LATER.date().replace(year=2027))]
    assert told.title in later  # the turn of the year proves nothing


def test_the_receipt_that_comes_later_closes_the_task(approved, people, group) -> None:
    line = handed(approved, people)
    add = {"by": people["member"], "at": LATER}
    with pytest.raises(ValidationError):
        add_receipt(approved.pk, line.pk, file=None, **add)
    with pytest.raises(FileRefused):
        add_receipt(approved.pk, line.pk, file=SimpleUploadedFile("x.txt", b"hello", "text/plain"), **add)
    for who in ("officer", "leader", "stranger"):
        with pytest.raises((PermissionDenied, ValidationError)):
            add_receipt(approved.pk, line.pk, file=paper(), by=people[who], at=LATER)
    assert SupportLine.objects.get(pk=line.pk).proof == ""
    done = add_receipt(approved.pk, line.pk, file=paper(), **add)
    assert (done.proof != "", done.proof_type) == (True, "application/pdf")
    assert lacking(people, group.parent) == {}
    [event] = AuditEvent.objects.filter(action="entitlements.receipt_added")
    assert event.detail["line"] == line.pk
    with pytest.raises(ValidationError):  # one that is there is never replaced
        add_receipt(approved.pk, line.pk, file=paper(), **add)


def test_nothing_is_added_to_what_was_not_handed_over(approved, people) -> None:
    line = approved.lines.first()
    with pytest.raises(ValidationError):
        add_receipt(approved.pk, line.pk, file=paper(), by=people["member"], at=LATER)


@pytest.mark.parametrize(("kind", "source", "asks"), [
    ("cash", "ward", True), ("cash", "donor", False), ("in_kind", "city", False), ("fee", "central", False),
])  # fmt: skip
def test_what_asks_for_a_receipt(approved, people, group, kind, source, asks) -> None:
    """A list of an app says itself what it gives and who pays."""
    handed(approved, people)
    SupportList.objects.filter(pk=approved.pk).update(origin="test:1", kind=kind, source=source)
    assert bool(lacking(people, group.parent)) is asks


def test_the_page_shows_who_lacks_one_and_takes_it(approved, people, group, monkeypatch) -> None:
    line = handed(approved, people)
    handed(approved, people, paper(), 1)
    monkeypatch.setattr(timezone, "now", lambda: LATER)
    browser = Client()
    browser.force_login(people["member"])
    address = f"/00016/2026/quyen-loi/danh-sach/{approved.pk}/"
    page = browser.get(f"{address}?o=no_receipt")
    assert [each.line.pk for each in page.context["lines"]] == [line.pk]
    assert "Còn thiếu phiếu ký nhận" in page.content.decode()
    sent = {"o": "no_receipt", "file": paper()}
    answer = browser.post(f"{address}{line.pk}/phieu/", sent, follow=True)
    assert answer.context["lines"] == []
    assert "Còn thiếu phiếu ký nhận" not in browser.get(address).content.decode()


def test_today_asks_as_often_for_many_lists_as_for_one(approved, people, group) -> None:
    handed(approved, people)

    def counted() -> int:
        with CaptureQueriesContext(connection) as seen:
            list(waiting_for(people["member"], group.parent, 2026, LATER.date()))
        return len(seen)

    first = counted()
    for number in range(3):
        more = SupportList.objects.create(
            ward=group.parent, policy="btxh-6", version="1", title="Tháng khác", period=f"2026-0{number + 1}", day=DAY,
            state="approved", decision_number="1", drawn_by=people["officer"], drawn_at=AT,
            approved_by=people["leader"], approved_at=AT,
        )  # fmt: skip
        line = approved.lines.filter(state="delivered").get()
        line.pk, line.list, line.period = None, more, more.period
        line.save(force_insert=True)
    assert len(lacking(people, group.parent)) == 4
    assert counted() == first
