"""Complaints entered after the posting at the same moment, each with a connection of its own, and the opinion asked for
at that moment: every complaint is kept, and no list goes to the district over the head of one."""

from __future__ import annotations

import contextlib
import datetime
import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from chungtay.work.review.models import CaseState, Complaint, Opinion, Posting, WardState
from chungtay.work.review.operations import opinions, postings
from chungtay.work.review.operations.complaints import receive_complaint
from tests import campaigns as made_up
from tests.apps.records.registry.test_at_the_same_time import meanwhile
from tests.apps.work.review.test_phone_races import at_once
from tests.campaigns import POSTING_OVER

pytestmark = pytest.mark.django_db(transaction=True)
HUONG, ANH = "Trần Thị Hường", "Lê Quang Ánh"
CAME = datetime.date(2019, 9, 16)  # the last day of the posting
NEXT_DAY = POSTING_OVER + datetime.timedelta(days=1)


@pytest.fixture
def office() -> made_up.Office:
    found = made_up.office()
    made_up.register(found)
    return found


@pytest.fixture
def posting(office: made_up.Office) -> Posting:
    """It hung until Monday, 16 September, and was ended on the 17th; nobody complained."""
    found = made_up.posted(office, made_up.under_survey(office))
    return postings.end_posting(found, by=office.people["officer"], at=POSTING_OVER)


def late(office: made_up.Office, posting: Posting, name: str = HUONG, token: uuid.UUID | None = None) -> str:
    """How it ended: "new" or "known", or the code of the refusal."""
    try:
        _made, new = receive_complaint(
            Posting.objects.get(pk=posting.pk), case=made_up.case_of(posting.ward.campaign, name), channel="paper",
            token=token or uuid.uuid4(), complainant="", words="Nhà đã sập", received_on=CAME,
            late_note="Thư đến chiều thứ Hai", by=office.people["officer"], at=NEXT_DAY,
        )  # fmt: skip
    except ValidationError as refused:
        return str(refused.code)
    return "new" if new else "known"


def ask(office: made_up.Office, posting: Posting) -> str:
    try:
        ward = made_up.ward_of(posting.ward.campaign, office)
        opinions.ask_opinion(ward, by=office.people["officer"], at=NEXT_DAY)
    except ValidationError as refused:
        return str(refused.code)
    return "asked"


def case(posting: Posting, name: str = HUONG) -> Any:
    return made_up.case_of(posting.ward.campaign, name)


def test_two_about_one_household_are_both_kept_and_it_goes_back_once(office, posting):
    before = case(posting).version
    assert at_once(lambda: late(office, posting), lambda: late(office, posting)) == ["new", "new"]
    found = Complaint.objects.all()
    assert len({each.receipt for each in found}) == 2
    assert {(each.case_id, each.received_on) for each in found} == {(case(posting).pk, CAME)}
    assert (case(posting).state, case(posting).version) == (CaseState.CONTESTED, before + 1)


def test_two_about_two_households_do_not_wait_for_each_other_for_ever(office, posting):
    acts = [lambda name=name: late(office, posting, name) for name in (HUONG, ANH, ANH, HUONG)]
    assert at_once(*acts) == ["new"] * 4
    assert Complaint.objects.count() == 4
    assert {case(posting, name).state for name in (HUONG, ANH)} == {CaseState.CONTESTED}


def test_the_same_form_sent_twice_at_once_is_one_complaint(office, posting):
    token = uuid.uuid4()
    acts = [lambda: late(office, posting, token=token)] * 3
    assert sorted(at_once(*acts)) == ["known", "known", "new"]
    assert Complaint.objects.get().token == token


def test_the_opinion_asked_for_while_one_is_entered_waits_and_is_refused(office, posting):
    said: list[str] = []
    waiting = contextlib.ExitStack()
    with transaction.atomic():
        assert late(office, posting) == "new"
        waiting.enter_context(meanwhile(lambda: said.append(ask(office, posting))))
    waiting.close()
    assert said == ["step"]
    assert not Opinion.objects.exists()
    assert made_up.ward_of(posting.ward.campaign, office).state == WardState.POSTED


def test_one_entered_while_the_opinion_is_asked_for_waits_and_is_refused(office, posting):
    said: list[str] = []
    waiting = contextlib.ExitStack()
    with transaction.atomic():
        assert ask(office, posting) == "asked"
        waiting.enter_context(meanwhile(lambda: said.append(late(office, posting))))
    waiting.close()
    assert said == ["step"]
    assert not Complaint.objects.exists()
    assert case(posting).state == CaseState.SETTLED
