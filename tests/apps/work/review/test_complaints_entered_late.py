"""A complaint counts from the day on which it came; paper that arrived on the last day is entered next morning."""

from __future__ import annotations

import datetime
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from chungtay.foundation.core.models import AuditEvent
from chungtay.work.review.models import CaseState, Channel, WardState
from chungtay.work.review.operations import opinions, postings
from chungtay.work.review.operations.complaints import receive_complaint
from chungtay.work.review.queries.postings import ready_for_opinion_or_decision
from chungtay.work.review.transitions import StepRefused
from tests import campaigns as made_up
from tests.campaigns import POSTING_OVER

pytestmark = pytest.mark.django_db
D, NOTE = datetime.date, "Thư đến chiều thứ Hai, bàn tiếp nhận đã đóng"


def moment(day):
    return datetime.datetime(2019, 9, day, 2, tzinfo=datetime.UTC)


@pytest.fixture
def office():
    found = made_up.office()
    made_up.register(found)
    return found


@pytest.fixture
def posting(office):
    """Hangs from Wednesday, 11 September, until the end of Monday, the 16th."""
    return made_up.posted(office, made_up.under_survey(office))


def complain(office, posting, at, name="Trần Thị Hường", **changes):
    values = {"channel": Channel.PAPER, "token": uuid.uuid4(), "complainant": "", "words": "Nhà đã sập"}
    case = made_up.case_of(posting.ward.campaign, name)
    return receive_complaint(posting, case=case, **(values | changes), by=office.people["officer"], at=at)[0]


def test_the_clock_begins_on_the_day_on_which_it_came(office, posting):
    """Seven working days after Thursday, the 12th: 13, 16, 17, 18, 19, 20, 23."""
    complaint = complain(office, posting, moment(13), received_on=D(2019, 9, 12))
    assert (complaint.received_on, complaint.due_on, complaint.late_note) == (D(2019, 9, 12), D(2019, 9, 23), "")
    detail = AuditEvent.objects.get(action="review.complaint_received").detail
    assert (detail["received_on"], detail["entered_late"]) == ("2019-09-12", False)
    assert complain(office, posting, moment(13), "Phạm Thị Bưởi").received_on == D(2019, 9, 13)


@pytest.mark.parametrize("ended", [False, True])
def test_it_is_entered_up_to_three_working_days_after_the_posting_with_a_note(office, posting, ended):
    """After the 16th: 17, 18 and 19 September; the posting may be ended already."""
    if ended:
        postings.end_posting(posting, by=office.people["officer"], at=POSTING_OVER)
    with pytest.raises(ValidationError) as refused:
        complain(office, posting, moment(19), received_on=D(2019, 9, 16))
    assert refused.value.code == "late_note"
    complaint = complain(office, posting, moment(19), received_on=D(2019, 9, 16), late_note=NOTE)
    assert (complaint.received_on, complaint.late_note) == (D(2019, 9, 16), NOTE)
    assert AuditEvent.objects.get(action="review.complaint_received").detail["entered_late"] is True
    case = made_up.case_of(posting.ward.campaign, "Trần Thị Hường")
    assert case.state == CaseState.CONTESTED
    assert not ready_for_opinion_or_decision(made_up.ward_of(posting.ward.campaign, office))
    with pytest.raises(StepRefused):
        complain(office, posting, moment(20), "Phạm Thị Bưởi", received_on=D(2019, 9, 16), late_note=NOTE)


@pytest.mark.parametrize(
    ("today", "came", "code"),
    [
        (13, D(2019, 9, 14), "day"),  # still to be
        (13, D(2019, 9, 10), "day"),  # before the posting
        (17, D(2019, 9, 17), "step"),  # after it
        (17, None, "step"),
    ],
)
def test_a_day_that_cannot_be_or_is_too_late_is_refused(office, posting, today, came, code):
    with pytest.raises(ValidationError) as refused:
        complain(office, posting, moment(today), received_on=came, late_note=NOTE)
    assert refused.value.code == code


def test_not_once_the_ward_asked_the_district(office, posting):
    officer = office.people["officer"]
    postings.end_posting(posting, by=officer, at=POSTING_OVER)
    ward = made_up.ward_of(posting.ward.campaign, office)
    opinions.ask_opinion(ward, by=officer, at=POSTING_OVER)
    with pytest.raises(StepRefused):
        complain(office, posting, moment(18), received_on=D(2019, 9, 16), late_note=NOTE)
    ward.refresh_from_db()
    assert ward.state == WardState.OPINION


def test_by_the_web_it_came_today(office, posting):
    values = {"channel": Channel.WEB, "token": uuid.uuid4(), "complainant": "", "words": "Sai"}
    case = made_up.case_of(posting.ward.campaign, "Trần Thị Hường")
    day = D(2019, 9, 11)
    found = receive_complaint(posting, case=case, **values, received_on=day, by=None, at=moment(13))[0]
    assert found.received_on == D(2019, 9, 13)


def test_the_form_asks_for_the_day(office, posting, client, monkeypatch):
    from django.utils import timezone

    monkeypatch.setattr(timezone, "now", lambda: moment(17))
    client.force_login(office.people["officer"])
    campaign = posting.ward.campaign
    address = reverse("complaints:take_in", args=["00016", 2019, campaign.pk, posting.pk])
    assert address in client.get(reverse("complaints:complaints", args=["00016", 2019, campaign.pk])).content.decode()
    page = client.get(address).content.decode()
    assert "Ngày đến" in page
    assert "Vì sao nhập sau niêm yết" in page
    case = made_up.case_of(campaign, "Trần Thị Hường")
    sent = {"channel": "paper", "case": case.pk, "words": "Sai", "token": uuid.uuid4(), "received_on": "16/09/2019"}
    assert "Hãy ghi vì sao" in client.post(address, sent).content.decode()
    assert client.post(address, sent | {"late_note": NOTE}).status_code == 302
