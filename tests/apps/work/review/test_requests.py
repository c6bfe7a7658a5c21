"""A request to be reviewed, from its receipt to the posted list of a review within the year."""

from __future__ import annotations

import datetime
import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from chungtay.rulebook import in_year, rule_sets
from chungtay.rulebook import process as processes
from chungtay.work.review.models import Case, Request
from chungtay.work.review.operations import campaigns, lists, meetings, postings, requests, surveys, taking_in
from chungtay.work.review.operations.campaigns import Standard
from chungtay.work.review.queries.requests import cases_of, to_answer
from chungtay.work.review.transitions import StepRefused
from tests import campaigns as made_up
from tests import decided
from tests.campaigns import SIGNED

pytestmark = pytest.mark.django_db


def moment(month: int, day: int, hour: int = 2) -> datetime.datetime:
    return datetime.datetime(2025, month, day, hour, tzinfo=datetime.UTC)


@pytest.fixture
def office():
    found = made_up.office()
    made_up.register(found)
    return found


def ask(office, *, by=None, at=None, **changes):
    values = {"kind": "add", "channel": "web" if by is None else "paper", "token": uuid.uuid4(),
              "asker": "Vũ Đức Cảnh, số 5 ngõ 12, 0900 000 000", "words": "Tôi mới mất việc"}  # fmt: skip
    return requests.receive_request(office.ward, **(values | changes), by=by, at=at or moment(10, 3))[0]


@pytest.mark.parametrize(
    ("process", "received", "begins", "decided"),
    [
        # the 15th of the month, and fifteen days after it
        ("review-2025", (2025, 10, 3), (2025, 10, 15), (2025, 10, 30)),
        ("review-2025", (2025, 10, 15), (2025, 10, 15), (2025, 10, 30)),
        ("review-2025", (2025, 10, 16), (2025, 11, 15), (2025, 11, 30)),
        ("review-2021", (2024, 12, 31), (2025, 1, 15), (2025, 1, 30)),
        # seven working days after Thursday 5 September 2019: Monday the 16th
        ("review-2018", (2019, 9, 5), (2019, 9, 5), (2019, 9, 16)),
    ],
)
def test_the_clock_of_a_request(process, received, begins, decided):
    rules, day = processes.load(process), datetime.date(*received)
    assert in_year.begins(rules, day) == datetime.date(*begins)
    assert in_year.decide_by(rules, day) == datetime.date(*decided)


def test_received_by_any_door_once(office):
    token = uuid.uuid4()
    web = ask(office, token=token)
    assert ask(office, token=token).pk == web.pk
    paper = ask(office, by=office.people["officer"])
    assert (web.received_by, paper.received_by, web.due_on) == (
        None, office.people["officer"], datetime.date(2025, 10, 30),
    )  # fmt: skip
    with pytest.raises(PermissionDenied):
        ask(office, channel="phone")
    with pytest.raises(ValidationError):
        ask(office, asker=" ")
    with pytest.raises(PermissionDenied):
        ask(office, by=office.people["leader"])


def test_the_household_lives_in_the_ward_that_was_asked(office):
    request, officer = ask(office), office.people["officer"]
    with pytest.raises(ValidationError, match="Ngọc Hà"):
        requests.link_household(request, household=999_999, by=officer, at=moment(10, 4))
    requests.link_household(request, household=office.homes[4].pk, by=officer, at=moment(10, 4))
    request.refresh_from_db()
    assert request.household_id == office.homes[4].pk


def in_october(office):
    """The review of October 2025 in the ward, of two levels: no opinion of a district."""
    campaign = campaigns.prepare_campaign(
        office.ward, kind="in_year", year=2025, month=10, first_day=datetime.date(2025, 10, 15),
        last_day=datetime.date(2025, 10, 30), baseline_on=datetime.date(2025, 10, 14),
        standards=[Standard("vn-2022", "income")], settled={"complaints.working_days": 3},
        by=office.people["officer"], at=moment(10, 14),
    )  # fmt: skip
    return campaigns.open_campaign(
        campaign, number="88/QĐ-UBND", date=datetime.date(2025, 10, 14), by=office.people["leader"], at=moment(10, 15)
    )


def test_from_a_request_to_the_posted_list_of_a_review_within_the_year(office):
    """1.200.000 đồng lies under the urban line of 2.000.000, three deprivations: poor (Điều 3 NĐ 07/2021)."""
    officer, enumerator = office.people["officer"], office.people["enumerator"]
    request = ask(office)
    requests.link_household(request, household=office.homes[4].pk, by=officer, at=moment(10, 4))
    campaign = in_october(office)
    case = requests.list_request(request, campaign=campaign, by=officer, at=moment(10, 15))
    assert (case.listed_for, case.request_id, case.state) == ("asked", request.pk, "listed")
    known = [entry.id for entry in rule_sets.load("vn-2022").indicators]
    answers = {"income_per_person": 1_200_000, "declared": {name: name in known[:3] for name in known}}
    filled = taking_in.Filled(
        sent_id=uuid.uuid4(), answers=answers, door="phone", case_version=case.version,
        surveyed_on=datetime.date(2025, 10, 16), surveyed_by=enumerator,
    )  # fmt: skip
    survey, _new = taking_in.take_in(case, filled, by=enumerator, at=moment(10, 16))
    surveys.confirm(survey, by=officer, at=moment(10, 16))
    group = case.group
    meeting = meetings.call_meeting(
        group, held_on=datetime.date(2025, 10, 17), place="Nhà văn hóa", chair="Tổ trưởng", secretary="Thư ký",
        by=officer, at=moment(10, 16),
    )  # fmt: skip
    meetings.enter_results(
        meeting, attended={"others": 30}, votes={case.pk: meetings.Vote(15)}, by=officer, at=moment(10, 17, 14)
    )
    meetings.close_meeting(meeting, minutes=SIGNED, by=officer, at=moment(10, 17, 14))
    case.refresh_from_db()
    assert (case.state, case.class_id) == ("met", "poor")
    with pytest.raises(StepRefused, match="đang được rà soát"):
        requests.answer_request(request, answer="Đã xong", by=office.people["leader"], at=moment(10, 20))
    posting = postings.post_list(case.ward, places=["Nhà văn hóa"], by=officer, at=moment(10, 20))
    assert (posting.shown["month"], posting.last_day) == (10, datetime.date(2025, 10, 23))
    postings.end_posting(posting, by=officer, at=moment(10, 24))
    case.refresh_from_db()
    assert case.state == "settled"


def test_a_household_that_was_listed_already_is_tied_to_its_request(office):
    officer, campaign = office.people["officer"], in_october(office)
    home = office.homes[4].pk
    lists.add_households(campaign, households=[home], listed_for="added", by=officer, at=moment(10, 15))
    request = ask(office)
    with pytest.raises(ValidationError, match="sổ"):
        requests.list_request(request, campaign=campaign, by=officer, at=moment(10, 15))
    requests.link_household(request, household=home, by=officer, at=moment(10, 15))
    case = requests.list_request(request, campaign=campaign, by=officer, at=moment(10, 15))
    assert (case.listed_for, case.request_id) == ("added", request.pk)
    assert Case.objects.filter(campaign=campaign).count() == 1


def test_taken_back_before_the_visit_the_household_is_closed(office):
    officer, campaign = office.people["officer"], in_october(office)
    request = ask(office)
    requests.link_household(request, household=office.homes[4].pk, by=officer, at=moment(10, 15))
    case = requests.list_request(request, campaign=campaign, by=officer, at=moment(10, 15))
    requests.withdraw_request(request, why="Anh Cảnh xin rút đơn", by=officer, at=moment(10, 16))
    case.refresh_from_db()
    assert (case.state, case.closed_why) == ("closed", "withdrawn")


def test_answered_by_a_leader_with_reasons_and_not_by_who_received_it(office):
    request = ask(office, by=office.people["officer"])
    leader = office.people["leader"]
    with pytest.raises(PermissionDenied):
        requests.answer_request(request, answer="Không", by=office.people["officer"], at=moment(10, 5))
    with pytest.raises(ValidationError):
        requests.answer_request(request, answer=" ", by=leader, at=moment(10, 5))
    requests.answer_request(request, answer="Hộ không thường trú tại phường.", by=leader, at=moment(10, 5))
    assert Request.objects.get().state == "answered"
    with pytest.raises(StepRefused):
        requests.withdraw_request(request, why="muộn", by=office.people["officer"], at=moment(10, 6))


def test_on_the_yearly_list_a_request_is_due_with_that_review(office):
    """Asked on 2 September 2019: seven working days end on the 11th; the yearly review answers by the 30th. The leader
    is told when the household has its outcome."""
    campaign = made_up.opened(office)
    at = datetime.datetime(2019, 9, 2, 3, 0, tzinfo=datetime.UTC)
    officer = office.people["officer"]
    request, _new = requests.receive_request(
        office.ward, kind="add", channel="counter", token=uuid.uuid4(), asker="A", words="", by=officer, at=at
    )
    assert request.due_on == datetime.date(2019, 9, 11)
    request = requests.link_household(request, household=office.homes[4].pk, by=officer, at=at)
    case = requests.list_request(request, campaign=campaign, by=officer, at=at)
    request.refresh_from_db()
    assert request.due_on == datetime.date(2019, 9, 30)
    assert not to_answer(Request.objects.all()).exists()
    lists.close_case(case, why="moved", by=officer, at=at)
    assert list(to_answer(Request.objects.all())) == [request]


def test_holidays_are_no_working_days_of_its_clock(office):
    """Asked on Thursday, 29 August 2019: the seventh working day is the 10th, for Monday the 2nd is none. Where the
    review of the place was opened with the 3rd off as well, it is the 11th."""

    def due() -> datetime.date | None:
        values = {"kind": "add", "channel": "counter", "asker": "A", "words": "", "by": office.people["officer"]}
        at = datetime.datetime(2019, 8, 29, 3, 0, tzinfo=datetime.UTC)
        return requests.receive_request(office.ward, token=uuid.uuid4(), at=at, **values)[0].due_on

    assert due() == datetime.date(2019, 9, 10)
    made_up.opened(office, holidays=[datetime.date(2019, 9, 2), datetime.date(2019, 9, 3)])
    assert due() == datetime.date(2019, 9, 11)


# --- the same household asks again ---


def linked(office, home, campaign, at=None):
    """A request about a household, put on the list of a review."""
    officer, at = office.people["officer"], at or moment(10, 16)
    request = requests.link_household(ask(office, at=at), household=home, by=officer, at=at)
    case = requests.list_request(request, campaign=campaign, by=officer, at=at)
    request.refresh_from_db()
    return request, case


def test_whoever_asks_again_after_taking_it_back_is_on_the_list_again(office):
    """The household was closed as withdrawn; a new request that is said to be on the list is on the list."""
    officer, campaign, home = office.people["officer"], in_october(office), office.homes[4].pk
    first, _case = linked(office, home, campaign)
    requests.withdraw_request(first, why="Xin rút đơn", by=officer, at=moment(10, 16))
    second, case = linked(office, home, campaign, moment(10, 17))
    assert (case.state, case.closed_why, case.request_id, second.state) == ("listed", "", second.pk, "listed")
    with pytest.raises(StepRefused):
        requests.answer_request(second, answer="Xong", by=office.people["leader"], at=moment(10, 17))


def test_one_that_was_listed_twice_is_looked_for_under_its_other_record(office):
    officer, campaign, home = office.people["officer"], in_october(office), office.homes[4].pk
    lists.add_households(campaign, households=[home], listed_for="added", by=officer, at=moment(10, 15))
    lists.close_case(Case.objects.get(campaign=campaign), why="entered_twice", by=officer, at=moment(10, 15))
    request = requests.link_household(ask(office), household=home, by=officer, at=moment(10, 16))
    with pytest.raises(ValidationError) as refused:
        requests.list_request(request, campaign=campaign, by=officer, at=moment(10, 16))
    assert refused.value.code == "twice"
    request.refresh_from_db()
    assert request.state == "received"


def test_two_of_a_household_ask_and_both_are_answered_after_its_outcome(office):
    """The second does not jump the review, and the leader is told of both when the household has its outcome."""
    officer, leader, campaign = office.people["officer"], office.people["leader"], in_october(office)
    first, case = linked(office, office.homes[4].pk, campaign)
    second, same = linked(office, office.homes[4].pk, campaign, moment(10, 17))
    assert (same.pk, same.request_id) == (case.pk, first.pk)
    assert [each.pk for each in cases_of(second)] == [case.pk]
    with pytest.raises(StepRefused):
        requests.answer_request(second, answer="Xong", by=leader, at=moment(10, 17))
    assert not to_answer(Request.objects.all()).exists()
    lists.close_case(case, why="not_found", by=officer, at=moment(10, 20))
    assert list(to_answer(Request.objects.order_by("pk"))) == [first, second]
    assert requests.answer_request(second, answer="Ba lần không gặp", by=leader, at=moment(10, 21)).state == "answered"


def test_one_takes_it_back_and_the_other_goes_on_asking(office):
    officer, campaign = office.people["officer"], in_october(office)
    first, case = linked(office, office.homes[4].pk, campaign)
    second, _same = linked(office, office.homes[4].pk, campaign, moment(10, 17))
    requests.withdraw_request(first, why="Xin rút đơn", by=officer, at=moment(10, 18))
    case.refresh_from_db()
    assert (case.state, case.request_id) == ("listed", second.pk)


def test_after_the_decision_a_request_goes_to_the_review_within_the_year(office):
    decision = decided.decided(office)
    officer, home = office.people["officer"], office.homes[4].pk
    request = requests.link_household(ask(office, at=decided.SIGNED), household=home, by=officer, at=decided.SIGNED)
    with pytest.raises(ValidationError) as refused:
        requests.list_request(request, campaign=decision.ward.campaign, by=officer, at=decided.SIGNED)
    assert refused.value.code == "decided"
    request.refresh_from_db()
    assert request.state == "received"
