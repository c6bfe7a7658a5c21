"""A complaint: taken in while the list hangs, checked by others than the first, decided by what was found."""

from __future__ import annotations

import datetime
import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client

from chungtay.foundation.core.models import AuditEvent
from chungtay.foundation.places.models import Unit
from chungtay.work.review.models import Case, Complaint
from chungtay.work.review.operations import complaints, postings
from chungtay.work.review.operations.taking_in import Filled, take_in
from chungtay.work.review.queries import receipts
from chungtay.work.review.queries.complaints import WEB_AN_HOUR, case_of_row, complaints_about, possible_checkers
from chungtay.work.review.queries.postings import ready_for_opinion_or_decision
from chungtay.work.review.transitions import StepRefused
from tests import campaigns as made_up
from tests import factories
from tests.campaigns import POSTED_AT, POSTING_OVER, case_of, declared, posted, ward_of

pytestmark = pytest.mark.django_db
HIS = "Nguyễn Văn Đình"


@pytest.fixture
def office():
    found = made_up.office()
    made_up.register(found)
    return found


@pytest.fixture
def campaign(office):
    return made_up.under_survey(office)


@pytest.fixture
def posting(office, campaign):
    return posted(office, campaign)


def complain(posting, campaign, name=HIS, *, by=None, at=POSTED_AT, **changes):
    values = {"case": case_of(campaign, name), "channel": "web" if by is None else "counter", "token": uuid.uuid4(),
              "complainant": "Bà Lý, 0900 000 000", "words": "Nhà ông ấy có hai xe máy"}  # fmt: skip
    complaint, _new = complaints.receive_complaint(posting, **(values | changes), by=by, at=at)
    return complaint


def visited(office, complaint, answers, *, who="member", at=POSTED_AT):
    """The re-check is given to somebody and comes in."""
    complaints.assign_checker(complaint, checker=office.people[who], by=office.people["officer"], at=at)
    case = Case.objects.get(pk=complaint.case_id)
    filled = Filled(
        sent_id=uuid.uuid4(), answers=answers, door="keyboard", case_version=case.version,
        surveyed_on=datetime.date(2019, 9, 11), surveyed_by=office.people[who], purpose="recheck",
    )  # fmt: skip
    return complaints.take_recheck(complaint, filled, by=office.people[who], at=at)


def answered(office, complaint, upheld, at=POSTED_AT):
    return complaints.answer_complaint(
        complaint, upheld=upheld, answer="Đã phúc tra ngày 11/9.", by=office.people["leader"], at=at
    )


def state_of(campaign, name=HIS):
    return case_of(campaign, name).state


def test_a_complaint_by_the_web_contests_the_household_and_starts_the_clock(campaign, posting):
    """Seven working days after Wednesday 11 September 2019: Friday the 20th."""
    complaint = complain(posting, campaign)
    assert state_of(campaign) == "contested"
    assert complaint.due_on == datetime.date(2019, 9, 20)
    assert receipts.find(complaint.receipt, receipts.code_of(complaint.receipt)) == complaint
    assert receipts.find(complaint.receipt, "00000000") is None
    assert receipts.find("KN19-22222222", receipts.code_of(complaint.receipt)) is None
    assert AuditEvent.objects.get(action="review.complaint_received").by is None


def test_the_form_sent_twice_is_kept_once(campaign, posting):
    token = uuid.uuid4()
    assert complain(posting, campaign, token=token).pk == complain(posting, campaign, token=token).pk
    assert Complaint.objects.count() == 1


def test_the_contact_is_sealed_in_the_database(campaign, posting):
    complaint = complain(posting, campaign)
    with connection.cursor() as cursor:
        cursor.execute("SELECT complainant FROM review_complaint WHERE id = %s", [complaint.pk])
        stored = cursor.fetchone()[0]
    assert "0900" not in stored
    complaint.refresh_from_db()
    assert str(complaint.complainant) == "Bà Lý, 0900 000 000"


def test_too_late_says_which_way_stays_open(office, campaign, posting):
    with pytest.raises(StepRefused, match="trong năm"):
        complain(posting, campaign, at=POSTING_OVER)
    with pytest.raises(StepRefused, match="16/09/2019"):
        complain(posting, campaign, by=office.people["officer"], at=POSTING_OVER)
    assert AuditEvent.objects.filter(action="review.step_refused").count() == 2
    assert state_of(campaign) == "posted"


def test_a_flood_by_the_web_closes_the_form_and_not_the_counter(office, campaign, posting):
    for _number in range(3):
        complain(posting, campaign)
    with pytest.raises(ValidationError, match="một giờ"):
        complain(posting, campaign)
    complain(posting, campaign, by=office.people["officer"])
    made = [
        Complaint(
            ward=posting.ward, posting=posting, case=case_of(campaign, "Vũ Đức Cảnh"), channel="web",
            receipt=f"KN19-{number:08}", token=uuid.uuid4(), words="x", received_on=posting.first_day,
            received_at=POSTED_AT, due_on=posting.last_day, state="withdrawn",
        )
        for number in range(WEB_AN_HOUR)
    ]  # fmt: skip
    Complaint.objects.bulk_create(made)
    with pytest.raises(ValidationError, match="một giờ"):
        complain(posting, campaign, "Lê Quang Ánh")
    assert complain(posting, campaign, "Lê Quang Ánh", at=POSTED_AT + datetime.timedelta(hours=1, minutes=1))


def test_nobody_who_filled_in_the_form_checks_it_again(office, campaign, posting):
    complaint = complain(posting, campaign)
    officer = office.people["officer"]
    assert {user.username for user in possible_checkers(complaint, posting.first_day)} == {
        "enumerator2-review",
        "member-review",
    }
    with pytest.raises(ValidationError, match="phiếu của hộ này"):
        complaints.assign_checker(complaint, checker=office.people["enumerator"], by=officer, at=POSTED_AT)
    with pytest.raises(ValidationError, match="phúc tra"):
        complaints.assign_checker(complaint, checker=office.people["leader"], by=officer, at=POSTED_AT)


def test_only_the_person_it_was_given_to_brings_the_recheck(office, campaign, posting):
    complaint = complain(posting, campaign)
    complaints.assign_checker(complaint, checker=office.people["member"], by=office.people["officer"], at=POSTED_AT)
    other = office.people["enumerator2"]
    filled = Filled(
        sent_id=uuid.uuid4(), answers=declared(800_000, "1"), door="keyboard", case_version=1,
        surveyed_on=datetime.date(2019, 9, 11), surveyed_by=other, purpose="recheck",
    )  # fmt: skip
    with pytest.raises(PermissionDenied):
        complaints.take_recheck(complaint, filled, by=other, at=POSTED_AT)
    complaint.refresh_from_db()
    assert (complaint.state, complaint.recheck) == ("checking", None)


def test_a_form_of_a_recheck_from_a_telephone_is_tied_to_its_complaint(office, campaign, posting):
    complaint = complain(posting, campaign)
    member = office.people["member"]
    complaints.assign_checker(complaint, checker=member, by=office.people["officer"], at=POSTED_AT)
    filled = Filled(
        sent_id=uuid.uuid4(), answers=declared(2_000_000), door="phone", case_version=1,
        surveyed_on=datetime.date(2019, 9, 11), surveyed_by=member, purpose="recheck",
    )  # fmt: skip
    survey, _new = take_in(case_of(campaign, HIS), filled, by=member, at=POSTED_AT)
    assert complaints.tie_recheck(complaint, survey=survey, by=member, at=POSTED_AT).state == "checked"
    with pytest.raises(ValidationError):
        complaints.tie_recheck(complaint, survey=case_of(campaign, HIS).survey, by=member, at=POSTED_AT)


def test_upheld_the_class_changes_and_a_second_list_is_posted_with_that_household_alone(office, campaign, posting):
    """2.000.000 đồng per person lies above both urban lines of QĐ 59/2015: not poor."""
    complaint = visited(office, complain(posting, campaign), declared(2_000_000))
    first = case_of(campaign, HIS).survey
    with pytest.raises(ValidationError, match="phúc tra"):
        answered(office, complaint, "no")
    complaint = answered(office, complaint, "yes")
    case = case_of(campaign, HIS)
    assert (case.state, case.class_id, case.survey_id) == ("rechecked", "not_poor", complaint.recheck_id)
    assert (case.surveyed_by, case.confirmed_by) == (office.people["member"], office.people["leader"])
    first.refresh_from_db()
    assert first.state == "replaced"
    officer, ward = office.people["officer"], ward_of(campaign, office)
    postings.end_posting(posting, by=officer, at=POSTING_OVER)
    assert not ready_for_opinion_or_decision(ward_of(campaign, office))
    second = postings.post_list(ward, places=["Trụ sở"], by=officer, at=POSTING_OVER)
    assert [(row["head"], row["was"], row["now"]) for row in second.shown["rows"]] == [(HIS, "poor", "not_poor")]
    assert second.last_day == datetime.date(2019, 9, 20)  # three working days after Tuesday the 17th
    assert set(Case.objects.exclude(head_name=HIS).values_list("state", flat=True)) == {"settled"}
    postings.end_posting(second, by=officer, at=POSTING_OVER + datetime.timedelta(days=4))
    assert ready_for_opinion_or_decision(ward_of(campaign, office))


def test_not_upheld_the_household_stands_on_its_list(office, campaign, posting):
    complaint = visited(office, complain(posting, campaign), declared(700_000, "1", "2", "3"))
    with pytest.raises(ValidationError, match="phúc tra"):
        answered(office, complaint, "yes")
    answered(office, complaint, "no")
    assert state_of(campaign) == "posted"
    postings.end_posting(posting, by=office.people["officer"], at=POSTING_OVER)
    assert state_of(campaign) == "settled"


def test_answered_after_the_posting_it_is_settled_at_once(office, campaign, posting):
    complaint = visited(office, complain(posting, campaign), declared(700_000, "1"))
    postings.end_posting(posting, by=office.people["officer"], at=POSTING_OVER)
    assert state_of(campaign) == "contested"
    assert not ready_for_opinion_or_decision(ward_of(campaign, office))
    answered(office, complaint, "no", at=POSTING_OVER)
    assert state_of(campaign) == "settled"
    assert ready_for_opinion_or_decision(ward_of(campaign, office))


def test_two_complaints_about_one_household_both_end_before_it_goes_on(office, campaign, posting):
    first, second = complain(posting, campaign), complain(posting, campaign)
    answered(office, visited(office, first, declared(2_000_000)), "yes")
    assert state_of(campaign) == "contested"
    answered(office, visited(office, second, declared(2_100_000), who="enumerator2"), "yes")
    assert (state_of(campaign), case_of(campaign, HIS).class_id) == ("rechecked", "not_poor")


def test_taken_back_and_the_posting_goes_on(office, campaign, posting):
    complaint, officer = complain(posting, campaign), office.people["officer"]
    with pytest.raises(StepRefused, match="khiếu nại"):
        postings.take_back_posting(posting, why="Sai", by=officer, at=POSTED_AT)
    with pytest.raises(ValidationError):
        complaints.withdraw_complaint(complaint, why=" ", by=officer, at=POSTED_AT)
    complaints.withdraw_complaint(complaint, why="Bà Lý xin rút, nói tại trụ sở", by=officer, at=POSTED_AT)
    assert state_of(campaign) == "posted"
    with pytest.raises(StepRefused):
        complaints.withdraw_complaint(complaint, why="lần nữa", by=officer, at=POSTED_AT)


@pytest.mark.parametrize("who", ["officer", "member", "enumerator", "chief", "district"])
def test_only_a_leader_of_the_ward_answers(office, campaign, posting, who):
    complaint = visited(office, complain(posting, campaign), declared(2_000_000))
    with pytest.raises(PermissionDenied):
        complaints.answer_complaint(complaint, upheld="yes", answer="x", by=office.people[who], at=POSTED_AT)
    assert AuditEvent.objects.filter(action="review.step_refused").latest("number").by == office.people[who]


def test_nothing_is_answered_unchecked(office, campaign, posting):
    complaint = complain(posting, campaign)
    with pytest.raises(StepRefused):
        answered(office, complaint, "no")
    with pytest.raises(IntegrityError), transaction.atomic():
        Complaint.objects.filter(pk=complaint.pk).update(
            state="answered", upheld="no", answer="x", answered_by=office.people["leader"]
        )


def test_what_did_not_come_by_the_web_needs_an_officer(office, campaign, posting):
    with pytest.raises(PermissionDenied):
        complain(posting, campaign, channel="phone")
    with pytest.raises(PermissionDenied):
        complain(posting, campaign, by=office.people["leader"])


def test_hostile_and_long_texts(campaign, posting):
    assert complain(posting, campaign, words="<script>alert(1)</script>").words == "<script>alert(1)</script>"
    with pytest.raises(ValidationError):
        complain(posting, campaign, words="a" * 4_001)
    with pytest.raises(ValidationError):
        complain(posting, campaign, words="xin\u202echào")


def test_rows_of_the_list_name_their_households(campaign, posting):
    assert case_of_row(posting, 3).head_name == HIS
    assert (case_of_row(posting, 0), case_of_row(posting, 5)) == (None, None)


def test_the_page_of_the_household_names_its_complaints_for_whoever_may_see_them(office, campaign, posting):
    complaint = complain(posting, campaign)
    home = complaint.case.household
    client = Client()
    client.force_login(office.people["officer"], "django.contrib.auth.backends.ModelBackend")
    text = client.get(f"/{complaint.ward.ward.code}/2019/ho-dan/{home.pk}/").content.decode()
    where = f"/{complaint.ward.ward.code}/2019/dot-ra-soat/{campaign.pk}/khieu-nai/{complaint.pk}/"
    assert f'<a href="{where}">{complaint.receipt}</a> · 11/09/2019 · Đã tiếp nhận' in text
    assert "hai xe máy" not in text  # what is objected is read on its own page
    assert client.get(where).status_code == 200
    stranger = factories.person(
        "xa", "ward_officer", Unit.objects.filter(level="ward").exclude(pk=complaint.ward.ward_id)[0]
    )
    assert complaints_about(stranger, home.pk) == []
