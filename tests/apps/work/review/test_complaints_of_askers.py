"""Who asked and was found not poor stands on no posted list, and complains about the result all the same; strangers
learn of nobody whether he was reviewed."""

from __future__ import annotations

import datetime
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from chungtay.work.review.forms.public import new_ticket
from chungtay.work.review.models import CaseState, Channel, Complaint, Request, RequestState
from chungtay.work.review.operations import requests
from chungtay.work.review.queries import receipts
from tests import campaigns as made_up

pytestmark = pytest.mark.django_db
CANH = "Vũ Đức Cảnh"  # not poor, and on no list: his row is not shown
THURSDAY = datetime.datetime(2019, 9, 12, 2, tzinfo=datetime.UTC)


@pytest.fixture
def office():
    found = made_up.office()
    made_up.register(found)
    return found


@pytest.fixture
def posting(office):
    return made_up.posted(office, made_up.under_survey(office))


@pytest.fixture(autouse=True)
def _thursday(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: THURSDAY)


def asked(office, at=THURSDAY, words="Nhà tôi nghèo"):
    values = {
        "kind": "add",
        "channel": Channel.COUNTER,
        "token": uuid.uuid4(),
        "asker": f"{CANH}, số 5",
        "words": words,
    }
    return requests.receive_request(office.ward, **values, by=office.people["officer"], at=at)[0]


def of_canh(office, posting):
    """His request of before the review, tied to his household."""
    found = asked(office, made_up.NOW)
    home = made_up.case_of(posting.ward.campaign, CANH).household_id
    return requests.link_household(found, household=home, by=office.people["officer"], at=THURSDAY)


def send(client, posting, **changes):
    values = {"ticket": new_ticket(), "row": "0", "words": "Tôi không có việc làm", "who": CANH, "website": ""}
    return client.post(reverse("public:complain", args=[posting.token]), values | changes).content.decode()


def test_his_row_is_not_shown(posting):
    assert CANH not in {row["head"] for row in posting.shown["rows"]}


def test_with_the_receipt_of_his_request_it_is_a_complaint(office, posting, client):
    request = of_canh(office, posting)
    page = send(client, posting, receipt=request.receipt, code=receipts.code_of(request.receipt))
    complaint = Complaint.objects.get()
    case = made_up.case_of(posting.ward.campaign, CANH)
    assert (complaint.case_id, case.state, complaint.channel) == (case.pk, CaseState.CONTESTED, "web")
    assert complaint.receipt in page
    assert Request.objects.count() == 1


@pytest.mark.parametrize("code", ["", "00000000"])
def test_a_wrong_code_is_told_and_nothing_comes_in(office, posting, client, code):
    request = of_canh(office, posting)
    page = send(client, posting, receipt=request.receipt, code=code)
    assert "Không có gì" in page
    assert not Complaint.objects.exists()
    assert Request.objects.count() == 1


def test_a_receipt_of_somebody_without_a_case_becomes_a_request(office, posting, client):
    other = asked(office)
    send(client, posting, receipt=other.receipt, code=receipts.code_of(other.receipt))
    assert not Complaint.objects.exists()
    assert Request.objects.count() == 2


def test_strangers_see_the_same_whoever_they_name(office, posting, client):
    """Of a reviewed household and of an invented one: the same answer but for number and code."""
    pages = []
    for name in (CANH, "Ngô Không Có"):
        page = send(client, posting, who=f"{name}, số 5 ngõ 12", words=f"Hộ {name} nghèo")
        page = page[page.index("<main") : page.index("</main>")]
        made = Request.objects.order_by("-pk")[0]
        pages.append(page.replace(made.receipt, "SỐ").replace(receipts.code_of(made.receipt), "MÃ"))
    assert pages[0] == pages[1]
    assert not Complaint.objects.exists()


def test_the_officer_finds_the_household_and_it_is_a_complaint_of_the_day_it_came(office, posting, client):
    """By name and address: the request of Thursday, put on the list on Tuesday after the posting."""
    send(client, posting)
    request = Request.objects.get()
    officer, tuesday = office.people["officer"], datetime.datetime(2019, 9, 17, 2, tzinfo=datetime.UTC)
    campaign = posting.ward.campaign
    home = made_up.case_of(campaign, CANH).household_id
    requests.link_household(request, household=home, by=officer, at=tuesday)
    case = requests.list_request(request, campaign=campaign, by=officer, at=tuesday)
    complaint = Complaint.objects.get()
    request.refresh_from_db()
    assert (case.state, request.state) == (CaseState.CONTESTED, RequestState.LISTED)
    # seven working days after the 12th: 13, 16, 17, 18, 19, 20, 23
    assert (complaint.received_on, complaint.due_on) == (datetime.date(2019, 9, 12), datetime.date(2019, 9, 23))
    assert request.receipt in complaint.words
    assert complaint.complainant == CANH


def test_what_came_before_the_posting_is_no_complaint(office, posting):
    request = of_canh(office, posting)
    case = requests.list_request(request, campaign=posting.ward.campaign, by=office.people["officer"], at=THURSDAY)
    assert case.state == CaseState.POSTED
    assert not Complaint.objects.exists()
