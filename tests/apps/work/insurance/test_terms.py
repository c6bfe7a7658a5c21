"""By when the insurer issues the cards of a list: counted only where the law that was read says it, late on Today."""

from __future__ import annotations

import datetime
import io

import pypdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from chungtay.foundation.core.models import AuditEvent
from chungtay.work.insurance.models import StateLine
from chungtay.work.insurance.operations import papers, state_lists
from chungtay.work.insurance.presenters.waiting import waiting_for
from chungtay.work.insurance.queries.terms import due_of, is_late
from chungtay.work.insurance.queries.waiting import state_late
from tests.apps.work.insurance.factories import AT, TODAY, D


@pytest.mark.parametrize(
    ("sent", "answer", "card"),
    [
        # Monday 12 August 2019: three working days are Thursday, ten are Monday of the second week after
        (D(2019, 8, 12), D(2019, 8, 15), D(2019, 8, 26)),
        (D(2019, 8, 16), D(2019, 8, 21), D(2019, 8, 30)),  # a Friday
        (D(2020, 2, 11), D(2020, 2, 14), D(2020, 2, 25)),  # the last day of the circular
        (D(2019, 8, 28), D(2019, 9, 3), D(2019, 9, 12)),  # a Wednesday; Monday 2 September is no working day
        (D(2026, 9, 10), None, D(2026, 9, 17)),  # a Thursday: five working days
        (D(2026, 4, 28), None, D(2026, 5, 7)),  # a Tuesday; Thursday 30 April and Friday 1 May are none
    ],
)
def test_the_terms_by_hand(sent, answer, card) -> None:
    due = due_of(sent)
    assert due is not None
    assert (due.answer, due.card) == (answer, card)
    assert not is_late(sent, card)
    assert is_late(sent, card + datetime.timedelta(days=1))


@pytest.mark.parametrize("sent", [None, D(2016, 9, 8), D(2020, 2, 12), D(2025, 12, 31)])
def test_what_was_not_read_is_not_counted(sent) -> None:
    assert due_of(sent) is None
    assert not is_late(sent, D(2030, 1, 1))


@pytest.fixture
def sent(group, people, homes):
    """Sent on Thursday, 10 September 2026."""
    made = state_lists.draw_up_state(group.parent, starts_on=D(2026, 10, 1), by=people["officer"], at=AT)
    state_lists.approve_state(made.pk, decision="21/QĐ-UBND", by=people["leader"], at=AT)
    state_lists.send_state(made.pk, on=TODAY, by=people["officer"], at=AT)
    StateLine.objects.filter(list=made).update(sent_on=D(2026, 9, 10))
    return made


def test_late_on_today_for_who_draws_up_alone(group, people, sent) -> None:
    """Three people wait; the card is due on the 17th."""
    ward = group.parent
    assert state_late(people["officer"], ward, D(2026, 9, 17)) == []
    assert [(made.pk, count) for made, count in state_late(people["officer"], ward, D(2026, 9, 18))] == [(sent.pk, 3)]
    titles = [each.title for each in waiting_for(people["officer"], ward, 2026, D(2026, 9, 18))]
    assert "3 thẻ Nhà nước đóng đã quá hạn cấp: hỏi cơ quan bảo hiểm" in titles
    assert state_late(people["leader"], ward, D(2026, 9, 18)) == []
    assert state_late(people["stranger"], ward, D(2026, 9, 18)) == []
    with CaptureQueriesContext(connection) as seen:
        state_late(people["officer"], ward, D(2026, 9, 18))
    assert len(seen) <= 3


def test_the_page_says_by_when_and_what_is_late(group, people, sent, client) -> None:
    today = timezone.localdate()
    ward = group.parent
    StateLine.objects.filter(list=sent).update(sent_on=today)
    address = reverse("insurance:state_list", args=[ward.code, today.year, sent.pk])
    client.force_login(people["officer"])
    page = client.get(address).content.decode()
    due = due_of(today)
    assert due is not None
    assert f"hạn cấp thẻ {due.card:%d/%m/%Y}" in page
    assert "5 ngày làm việc" in page
    assert "trễ hạn" not in page
    StateLine.objects.filter(list=sent).update(sent_on=today - datetime.timedelta(days=21))
    assert "trễ hạn" in client.get(address).content.decode()


def test_the_paper_to_sign_names_everybody_and_is_an_event(group, people, sent, client) -> None:
    sent.refresh_from_db()
    answer = papers.hand_out_state_paper(sent, by=people["officer"], at=AT)
    paper = pypdf.PdfReader(io.BytesIO(b"".join(answer.streaming_content)))
    text = " ".join("".join(page.extract_text() for page in paper.pages).split())
    for name in ("Vũ Thị Dung", "Phạm Thị Hà", "Đỗ Văn Sáu", "21/QĐ-UBND"):
        assert name in text
    event = AuditEvent.objects.filter(subject_type="insurance.statelist").latest("pk")
    assert event.detail["rows"] == 3
