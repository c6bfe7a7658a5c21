"""The posted list: frozen, with what the law shows, for its working days."""

from __future__ import annotations

import datetime
import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from chungtay.foundation.core.models import AuditEvent
from chungtay.work.review.models import Case, Posting
from chungtay.work.review.operations import postings
from chungtay.work.review.queries.postings import ready_for_opinion_or_decision, shown_digest
from chungtay.work.review.transitions import StepRefused
from tests import campaigns as made_up
from tests.campaigns import POSTED_AT, POSTING_OVER, checked, met, posted, ward_of

pytestmark = pytest.mark.django_db
PLACES = ["Trụ sở phường"]


@pytest.fixture
def office():
    found = made_up.office()
    made_up.register(found)
    return found


@pytest.fixture
def campaign(office):
    return made_up.under_survey(office)


def states(campaign):
    return set(Case.objects.filter(campaign=campaign).values_list("state", flat=True))


def test_a_list_is_posted_only_when_every_group_has_met(office, campaign):
    officer, ward = office.people["officer"], ward_of(campaign, office)
    with pytest.raises(StepRefused, match="chưa bàn xong"):
        postings.post_list(ward, places=PLACES, by=officer, at=POSTED_AT)
    group = checked(office, campaign)
    with pytest.raises(StepRefused):
        postings.post_list(ward, places=PLACES, by=officer, at=POSTED_AT)
    met(office, group, against=["Vũ Đức Cảnh"])
    with pytest.raises(StepRefused):
        postings.post_list(ward, places=PLACES, by=officer, at=POSTED_AT)
    assert AuditEvent.objects.filter(action="review.step_refused").count() == 3


def test_the_list_shows_what_the_law_shows_and_nothing_more(office, campaign):
    posting = posted(office, campaign)
    rows = [[row[key] for key in ("no", "head", "was", "now", "members")] for row in posting.shown["rows"]]
    assert rows == [
        [1, "Lê Quang Ánh", "near_poor", "not_poor", 2],
        [2, "Phạm Thị Bưởi", "", "poor", 2],
        [3, "Nguyễn Văn Đình", "poor", "poor", 2],
        [4, "Trần Thị Hường", "near_poor", "near_poor", 2],
    ]  # Vũ Đức Cảnh was looked at and is not poor: the neighbours see nothing of him
    assert set(posting.shown["rows"][0]) == {"no", "group", "head", "was", "now", "members"}
    assert "ngõ 12" not in json.dumps(posting.shown, ensure_ascii=False)
    assert "Con" not in json.dumps(posting.shown, ensure_ascii=False)
    assert posting.digest == shown_digest(posting.shown)
    assert states(campaign) == {"posted"}
    assert [Case.objects.get(pk=number).head_name for number in posting.rows_of] == [
        row["head"] for row in posting.shown["rows"]
    ]
    event = AuditEvent.objects.get(action="review.list_posted")
    assert (event.digest, event.detail) == (posting.digest, {"number": 1, "households": 5, "shown": 4, "days": 3})


def test_it_hangs_for_three_working_days_after_the_one_it_was_hung(office, campaign):
    """Wednesday 11 September 2019: Thursday, Friday, and Monday the 16th."""
    posting = posted(office, campaign)
    assert (posting.first_day, posting.last_day) == (datetime.date(2019, 9, 11), datetime.date(2019, 9, 16))
    officer = office.people["officer"]
    last_hour = datetime.datetime(2019, 9, 16, 16, 59, tzinfo=datetime.UTC)  # 23:59 in Hà Nội
    with pytest.raises(StepRefused, match="16/09/2019"):
        postings.end_posting(posting, by=officer, at=last_hour)
    assert states(campaign) == {"posted"}
    postings.end_posting(posting, by=officer, at=last_hour + datetime.timedelta(minutes=1))
    assert states(campaign) == {"settled"}
    with pytest.raises(StepRefused):
        postings.end_posting(posting, by=officer, at=POSTING_OVER)


def test_a_holiday_of_the_office_is_no_working_day(office):
    """Independence Day of 2019 was Monday, 2 September; here the 12th is taken off by decision."""
    campaign = made_up.under_survey(office, holidays=[datetime.date(2019, 9, 12)])
    assert posted(office, campaign).last_day == datetime.date(2019, 9, 17)


def test_the_ward_is_ready_when_the_posting_is_over(office, campaign):
    ward = ward_of(campaign, office)
    assert not ready_for_opinion_or_decision(ward)
    posting = posted(office, campaign)
    ward.refresh_from_db()
    assert ward.state == "posted"
    assert not ready_for_opinion_or_decision(ward)
    postings.end_posting(posting, by=office.people["officer"], at=POSTING_OVER)
    ward.refresh_from_db()
    assert ward.state == "posted"
    assert ready_for_opinion_or_decision(ward)


def test_a_list_posted_in_error_is_taken_back_and_posted_anew(office, campaign):
    officer = office.people["officer"]
    posting = posted(office, campaign)
    with pytest.raises(ValidationError):
        postings.take_back_posting(posting, why="", by=officer, at=POSTED_AT)
    postings.take_back_posting(posting, why="Thiếu một tổ", by=officer, at=POSTED_AT)
    ward = ward_of(campaign, office)
    assert (states(campaign), ward.state) == ({"met"}, "survey")
    again = postings.post_list(ward, places=PLACES, by=officer, at=POSTED_AT)
    assert (again.number, again.token != posting.token) == (2, True)
    with pytest.raises(StepRefused):
        postings.end_posting(posting, by=officer, at=POSTING_OVER)


def test_two_lists_do_not_hang_at_once(office, campaign):
    posted(office, campaign)
    with pytest.raises(StepRefused, match="đang"):
        postings.post_list(ward_of(campaign, office), places=PLACES, by=office.people["officer"], at=POSTED_AT)


def test_the_database_refuses_an_early_end(office, campaign):
    posting = posted(office, campaign)
    for values in (
        {"state": "ended"},
        {"state": "ended", "ended_on": posting.last_day},
        {"state": "taken_back"},
        {"working_days": 0},
        {"last_day": posting.first_day - datetime.timedelta(days=1)},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Posting.objects.filter(pk=posting.pk).update(**values)


@pytest.mark.parametrize("who", ["leader", "enumerator", "member", "chief"])
def test_only_who_prepares_the_review_posts(office, campaign, who):
    with pytest.raises(PermissionDenied):
        postings.post_list(ward_of(campaign, office), places=PLACES, by=office.people[who], at=POSTED_AT)


def test_posting_takes_a_constant_number_of_statements(office, campaign, django_assert_max_num_queries):
    met(office, checked(office, campaign))
    with django_assert_max_num_queries(26):
        posting = postings.post_list(
            ward_of(campaign, office), places=PLACES, by=office.people["officer"], at=POSTED_AT
        )
    with django_assert_max_num_queries(20):
        postings.end_posting(posting, by=office.people["officer"], at=POSTING_OVER)
