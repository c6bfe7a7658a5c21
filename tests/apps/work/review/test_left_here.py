"""A complaint or request about a household that is no longer here is answered with the reason and where to turn: its
clock stops, nobody has to visit or to take it back."""

from __future__ import annotations

import datetime
import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from chungtay.foundation.core.models import AuditEvent
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import Membership
from chungtay.records.registry.operations import life, moves
from chungtay.records.registry.operations.standing import Relationship
from chungtay.work.review.models import Case, Complaint, Request
from chungtay.work.review.operations import complaints, decisions, opinions, postings, requests
from chungtay.work.review.operations.left_here import answer_complaint_of_left, answer_request_of_left
from chungtay.work.review.presenters.complaints import answer_letter, left_answer, request_letter
from chungtay.work.review.queries.complaints import open_now
from chungtay.work.review.queries.left_here import left_here
from chungtay.work.review.transitions import StepRefused
from tests import campaigns as made_up
from tests import decided as made
from tests.apps.work.review.test_complaints import complain, visited
from tests.campaigns import NOW, POSTED_AT, POSTING_OVER, case_of, declared, sent

pytestmark = pytest.mark.django_db
HIS, HERS = "Nguyễn Văn Đình", "Trần Thị Hường"
GONE_ON = datetime.date(2019, 9, 10)
ANSWER = "Hộ đã chuyển đi ngày 10/9."


@pytest.fixture
def office():
    found = made_up.office()
    made_up.register(found)
    return found


@pytest.fixture
def campaign(office):
    return made_up.under_survey(office)


def home(office, head=HIS):
    return office.homes[[name for name, _class in made_up.HOMES_2019].index(head)]


def leaves(office, head=HIS):
    moves.record_household_departure(home(office, head), last_day=GONE_ON, by=None, at=POSTED_AT)


def dies_out(office, head=HIS):
    rows = Membership.objects.current().filter(household=home(office, head)).select_related("person")
    for row in sorted(rows, key=lambda each: each.relation == "head"):
        life.record_death(row.person, on=GONE_ON, by=None, at=POSTED_AT)


def joins(office, head=HIS, into=HERS):
    people = Membership.objects.current().filter(household=home(office, head)).values_list("person", flat=True)
    relations = {person: Relationship("other") for person in people}
    moves.merge_households(
        home(office, head), into=home(office, into), relations=relations, on=GONE_ON, by=None, at=POSTED_AT
    )


def moves_to_the_other_ward(office, head=HIS):
    group = Unit.objects.get(level="group", parent=office.units["00001"])
    moves.move_household(home(office, head), group=group, address="số 3", on=GONE_ON, by=None, at=POSTED_AT)


def answer(office, complaint, by="leader", at=POSTED_AT, text=ANSWER):
    return answer_complaint_of_left(complaint, answer=text, by=office.people[by], at=at)


# --- complaints ---


@pytest.mark.parametrize(
    ("how", "why", "to", "words"),
    [
        (leaves, "moved", "", "Ủy ban nhân dân cấp xã nơi hộ đang ở"),
        (dies_out, "dissolved", "", "Hộ không còn thành viên nào"),
        (joins, "merged", "", "Hộ đã nhập vào hộ khác"),
        (moves_to_the_other_ward, "moved", "00001", "Hộ nay ở Phường Phúc Xá, Quận Ba Đình theo sổ hộ dân"),
    ],
)
def test_it_is_answered_with_the_reason_and_where_to_turn(office, campaign, how, why, to, words):
    posting = made_up.posted(office, campaign)
    complaint = complain(posting, campaign)
    with pytest.raises(ValidationError) as refused:
        answer(office, complaint)
    assert refused.value.code == "still_here"
    how(office)
    found = left_here(home(office).pk, office.ward, POSTED_AT.date())
    assert (found.why, found.to.code if found.to else "") == (why, to)
    assert words in left_answer(found, office.ward)
    complaints.assign_checker(complaint, checker=office.people["member"], by=office.people["officer"], at=POSTED_AT)
    with pytest.raises(PermissionDenied):
        answer(office, complaint, by="officer")
    with pytest.raises(ValidationError):
        answer(office, complaint, text=" ")
    done = answer(office, complaint)
    assert (done.state, done.upheld, done.answer, done.recheck_id) == ("answered", "left", ANSWER, None)
    assert not open_now(Complaint.objects.all()).exists()
    assert case_of(campaign, HIS).state == "posted"
    event = AuditEvent.objects.get(action="review.complaint_answered")
    assert (event.detail["upheld"], event.detail["why"], event.detail["to"]) == ("left", why, to)


def test_the_letter_says_that_nobody_visited_and_the_decision_names_the_household_as_gone(office, campaign):
    complaint = complain(made_up.posted(office, campaign), campaign)
    leaves(office)
    done = answer(office, complaint)
    lines = answer_letter(done).intro
    assert "Hộ không còn ở Phường Ngọc Hà nên không phúc tra; khiếu nại kết thúc." in lines
    assert ANSWER in lines
    assert not [line for line in lines if "đã được phúc tra" in line]
    postings.end_posting(complaint.posting, by=office.people["officer"], at=POSTING_OVER)
    ward = made_up.ward_of(campaign, office)
    opinions.ask_opinion(ward, letter="120/BC", by=office.people["officer"], at=made.DRAFTED)
    opinions.agree(ward.opinions.get(), reply="88/UBND", by=office.people["chief"], at=made.DRAFTED)
    draft = decisions.draft_decision(ward, by=office.people["officer"], at=made.DRAFTED)
    assert [(row["head"], row["why"]) for row in draft.annex["gone"]] == [(HIS, "moved")]


def test_what_a_second_visit_found_stands_and_who_took_it_in_does_not_answer(office, campaign):
    posting = made_up.posted(office, campaign)
    first = complain(posting, campaign)
    visited(office, first, declared(800_000, "1", "3"))
    leaves(office)
    with pytest.raises(StepRefused):
        answer(office, first)
    second = complain(posting, campaign)  # it came after the visit: nobody can make another one
    assert answer(office, second).upheld == "left"
    assert case_of(campaign, HIS).state == "contested"  # the first is answered by what was found
    mine = complain(posting, campaign, HERS, by=office.people["officer"])
    Complaint.objects.filter(pk=mine.pk).update(received_by=office.people["leader"])
    dies_out(office, HERS)
    with pytest.raises(PermissionDenied):
        answer(office, mine)


def test_the_database_keeps_every_other_answer_behind_a_second_visit(office, campaign):
    complaint = complain(made_up.posted(office, campaign), campaign)
    leaves(office)
    done = answer(office, complaint)
    with pytest.raises(IntegrityError), transaction.atomic():
        Complaint.objects.filter(pk=done.pk).update(upheld="no")


# --- requests ---


def asked(office, head=HIS, campaign=None):
    officer = office.people["officer"]
    request, _new = requests.receive_request(
        office.ward, kind="remove", channel="paper", token=uuid.uuid4(), asker="Ông Đình, số 1", words="Khá hơn",
        by=officer, at=NOW,
    )  # fmt: skip
    requests.link_household(request, household=home(office, head).pk, by=officer, at=NOW)
    if campaign is not None:
        requests.list_request(request, campaign=campaign, by=officer, at=NOW)
    return request


def test_a_request_is_answered_its_household_closed_and_its_clock_stopped(office, campaign):
    request = asked(office, campaign=campaign)
    leader = office.people["leader"]
    with pytest.raises(ValidationError) as refused:
        answer_request_of_left(request, answer=ANSWER, by=leader, at=POSTED_AT)
    assert refused.value.code == "still_here"
    leaves(office)
    with pytest.raises(PermissionDenied):
        answer_request_of_left(request, answer=ANSWER, by=office.people["officer"], at=POSTED_AT)
    done = answer_request_of_left(request, answer=ANSWER, by=leader, at=POSTED_AT)
    case = case_of(campaign, HIS)
    assert (done.state, done.left, done.answered_by, case.state, case.closed_why) == (
        "answered", True, leader, "closed", "moved",
    )  # fmt: skip
    assert "Hộ không còn ở Phường Ngọc Hà nên không được rà soát ở đây." in request_letter(done).intro
    detail = AuditEvent.objects.get(action="review.request_answered").detail
    assert detail == {"left": "moved", "to": "", "closed": [case.pk]}


def test_a_household_with_a_form_is_not_closed_by_the_leader_alone(office, campaign):
    request = asked(office, campaign=campaign)
    sent(office, case_of(campaign, HIS), declared(800_000, "1"))
    leaves(office)
    done = answer_request_of_left(request, answer=ANSWER, by=office.people["leader"], at=POSTED_AT)
    assert (done.state, case_of(campaign, HIS).state) == ("answered", "surveyed")


def test_one_that_no_review_took_up_is_answered_at_once(office):
    request = asked(office)
    dies_out(office)
    assert answer_request_of_left(request, answer=ANSWER, by=office.people["leader"], at=POSTED_AT).left


# --- screens ---


def test_both_pages_say_it_and_offer_the_answer_written_beforehand(office, campaign, client):
    complaint = complain(made_up.posted(office, campaign), campaign)
    request = asked(office, HERS)
    leaves(office)
    joins(office, HERS, "Lê Quang Ánh")
    there = f"/00016/2019/dot-ra-soat/{campaign.pk}/khieu-nai/{complaint.pk}/"
    here = f"/00016/2019/de-nghi/{request.pk}/"
    for who, offered in (("officer", False), ("leader", True)):
        client.force_login(office.people[who])
        for page, words in ((there, "đã chuyển đi khỏi Phường Ngọc Hà"), (here, "đã nhập vào hộ khác")):
            shown = client.get(page).content.decode()
            assert "Theo sổ hộ dân, hộ này không còn ở đây" in shown
            assert (words in shown) == offered
    client.post(there + "khong-con-o-day/", {"answer": ANSWER})
    client.post(here + "khong-con-o-day/", {"answer": ANSWER})
    assert (Complaint.objects.get().upheld, Request.objects.get().left) == ("left", True)
    assert "Hộ không còn ở đây" in client.get(here).content.decode()
    assert Case.objects.filter(state="contested").count() == 0
