"""One request, played from its receipt to the certificate under each set of rules; dates worked out by hand.

TT 17/2016 as amended by TT 14/2018: no list, no meeting, no opinion of the district; decided within seven working days
of the request. QĐ 24/2021 Điều 5: survey, meeting and posting of Điều 4, no opinion; decided within fifteen days of the
15th.
"""

from __future__ import annotations

import datetime
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from chungtay.records.registry.models import HouseholdStatus
from chungtay.rulebook import rule_sets
from chungtay.work.review.models import CampaignGroup, Case, Certificate
from chungtay.work.review.operations import (
    campaigns,
    certificates,
    decisions,
    meetings,
    opinions,
    postings,
    requests,
    surveys,
    taking_in,
)
from chungtay.work.review.operations.campaigns import Standard
from chungtay.work.review.operations.decisions import Signature
from chungtay.work.review.presenters import meetings as presenters
from chungtay.work.review.presenters.next_steps import next_steps
from chungtay.work.review.queries.calendar import calendar
from chungtay.work.review.queries.decision_days import before
from chungtay.work.review.transitions import StepRefused
from tests import campaigns as made_up
from tests.campaigns import SIGNED, declared

pytestmark = pytest.mark.django_db
D = datetime.date
HEAD = "Vũ Đức Cảnh"
# The registration of `campaigns.register` has everybody's class of last year under vn-2016; Cảnh is on no list.


def moment(day: datetime.date, hour: int = 2) -> datetime.datetime:
    return datetime.datetime(day.year, day.month, day.day, hour, tzinfo=datetime.UTC)


@pytest.fixture
def office():
    found = made_up.office()
    made_up.register(found)
    return found


def asked(office, day: datetime.date):
    """At the counter of the ward, found in the register."""
    officer = office.people["officer"]
    request, _new = requests.receive_request(
        office.ward, kind="add", channel="counter", token=uuid.uuid4(), asker="Ông Cảnh, số 5 ngõ 12", words="Mất việc",
        by=officer, at=moment(day),
    )  # fmt: skip
    return requests.link_household(request, household=office.homes[4].pk, by=officer, at=moment(day))


def opened(office, first: datetime.date, last: datetime.date, standard: str, settled: dict[str, int]):
    campaign = campaigns.prepare_campaign(
        office.ward, kind="in_year", year=first.year, month=first.month, first_day=first, last_day=last,
        baseline_on=first - datetime.timedelta(days=1), standards=[Standard(standard, "income")], settled=settled,
        by=office.people["officer"], at=moment(first),
    )  # fmt: skip
    return campaigns.open_campaign(
        campaign, number="15/QĐ-UBND", date=first, by=office.people["leader"], at=moment(first)
    )


def checked(office, request, campaign, answers, day: datetime.date) -> Case:
    """On the list, visited by an enumerator, the form confirmed by the officer."""
    officer, enumerator = office.people["officer"], office.people["enumerator"]
    case = requests.list_request(request, campaign=campaign, by=officer, at=moment(day))
    filled = taking_in.Filled(
        sent_id=uuid.uuid4(), answers=answers, door="phone", case_version=case.version, surveyed_on=day,
        surveyed_by=enumerator,
    )  # fmt: skip
    survey, _new = taking_in.take_in(case, filled, by=enumerator, at=moment(day))
    surveys.confirm(survey, by=officer, at=moment(day))
    case.refresh_from_db()
    return case


def signed(office, ward, day: datetime.date, draft_day: datetime.date):
    """No opinion of a district: on to the decision, drafted and signed by two; the certificate follows."""
    officer, leader = office.people["officer"], office.people["leader"]
    with pytest.raises(StepRefused):
        opinions.ask_opinion(ward, by=officer, at=moment(draft_day))
    opinions.go_to_decision(ward, by=officer, at=moment(draft_day))
    draft = decisions.draft_decision(ward, by=officer, at=moment(draft_day))
    assert before(draft).first == draft_day
    begins = decisions.first_day_of(ward.campaign, day)
    decision = decisions.sign_decision(
        draft, signature=Signature("31/QĐ-UBND", day, begins, "Bùi Văn Chủ", "CHỦ TỊCH"), by=leader, at=moment(day)
    )
    assert certificates.issue(decision, by=leader, at=moment(day)) == 1
    return decision


def test_2019_seven_working_days_without_a_meeting(office):
    """Asked on Thursday 7 March 2019: 8, 11, 12, 13, 14, 15 and 18 March are the seven working days. Surveyed on the
    8th, posted on Monday the 11th for three working days (the ward's own decision): 12, 13, 14. 850.000 đồng lie under
    the urban 900.000 of QĐ 59/2015: poor, from the day of the signature."""
    officer = office.people["officer"]
    request = asked(office, D(2019, 3, 7))
    assert request.due_on == D(2019, 3, 18)
    # neither the share of a meeting nor the district's days have to be decided: this review has no such step
    settled = {"posting.working_days": 3, "complaints.working_days": 3}
    campaign = opened(office, D(2019, 3, 7), D(2019, 3, 18), "vn-2016", settled)
    case = checked(office, request, campaign, declared(850_000, "6"), D(2019, 3, 8))
    assert (case.state, case.class_id, case.meets, case.get_state_display()) == (
        "confirmed", "poor", False, "Đã kiểm tra, chờ niêm yết",
    )  # fmt: skip
    ward = made_up.ward_of(campaign, office)
    group = CampaignGroup.objects.get(ward=ward, group=office.group)
    with pytest.raises(StepRefused, match="không có bước họp dân"):
        meetings.call_meeting(
            group, held_on=D(2019, 3, 9), place="Nhà văn hóa", chair="Tổ trưởng", by=officer, at=moment(D(2019, 3, 8))
        )
    assert [line.step for line in calendar(campaign, [ward], D(2019, 3, 8))] == [
        "survey", "posting", "complaints", "decision", "certificates",
    ]  # fmt: skip
    told = [said[0] for said in next_steps(officer, office.ward, 2019, D(2019, 3, 8), [campaign])]
    assert told == ["Mọi phiếu đã kiểm tra: niêm yết được danh sách"]
    posting = postings.post_list(ward, places=["Trụ sở phường"], by=officer, at=moment(D(2019, 3, 11)))
    assert (posting.last_day, [row["now"] for row in posting.shown["rows"]]) == (D(2019, 3, 14), ["poor"])
    with pytest.raises(StepRefused):
        postings.end_posting(posting, by=officer, at=moment(D(2019, 3, 14)))
    postings.end_posting(posting, by=officer, at=moment(D(2019, 3, 15)))
    ward.refresh_from_db()
    decision = signed(office, ward, D(2019, 3, 18), D(2019, 3, 15))
    the_end(office, request, decision, "vn-2016", D(2019, 3, 18))
    case.refresh_from_db()
    assert case.meeting is None


def test_a_posting_without_a_meeting_is_taken_back_to_where_the_household_stood(office):
    officer, day = office.people["officer"], D(2019, 3, 8)
    request = asked(office, D(2019, 3, 7))
    settled = {"posting.working_days": 3, "complaints.working_days": 3}
    campaign = opened(office, D(2019, 3, 7), D(2019, 3, 18), "vn-2016", settled)
    case = checked(office, request, campaign, declared(850_000, "6"), day)
    posting = postings.post_list(made_up.ward_of(campaign, office), places=["Trụ sở"], by=officer, at=moment(day))
    postings.take_back_posting(posting, why="Sai tên", by=officer, at=moment(day))
    case.refresh_from_db()
    assert (case.state, case.posting) == ("confirmed", None)
    again = postings.post_list(made_up.ward_of(campaign, office), places=["Trụ sở"], by=officer, at=moment(day))
    assert again.number == 2


def test_a_household_listed_when_the_review_still_had_a_meeting_goes_through_it(office):
    """As the upgrade left it: `meets` true, and the ward's own share of those present decided, 60 per cent. Of 30
    present 18 are enough."""
    officer, day = office.people["officer"], D(2019, 3, 8)
    request = asked(office, D(2019, 3, 7))
    settled = {"posting.working_days": 3, "complaints.working_days": 3}
    campaign = opened(office, D(2019, 3, 7), D(2019, 3, 18), "vn-2016", settled)
    type(campaign).objects.filter(pk=campaign.pk).update(settled=settled | {"meeting.consent_percent": 60})
    case = checked(office, request, campaign, declared(850_000, "6"), day)
    Case.objects.filter(pk=case.pk).update(meets=True)
    meeting = meetings.call_meeting(
        CampaignGroup.objects.get(ward__campaign=campaign, group=office.group), held_on=D(2019, 3, 9),
        place="Nhà văn hóa", chair="Tổ trưởng", secretary="Thư ký", by=officer, at=moment(day),
    )  # fmt: skip
    at = moment(D(2019, 3, 9), 13)
    given = {case.pk: meetings.Vote(18, 12)}
    meeting = meetings.enter_results(meeting, attended={"others": 30}, votes=given, by=officer, at=at)
    assert "ít nhất 60% số người dự họp đồng ý (18 người)" in str(presenters.minutes_paper(meeting))
    meetings.close_meeting(meeting, minutes=SIGNED, by=officer, at=at)
    case.refresh_from_db()
    assert case.state == "met"
    assert postings.post_list(made_up.ward_of(campaign, office), places=["Trụ sở"], by=officer, at=at).number == 1


def test_the_database_lets_nobody_else_past_the_meeting(office):
    """`meets` says what the process said; the others still need their meeting, and met always means one."""
    campaign = made_up.under_survey(office)
    made_up.checked(office, campaign)
    assert set(Case.objects.filter(campaign=campaign).values_list("meets", flat=True)) == {True}
    for statement in (
        "UPDATE review_case SET state = 'met'",
        "UPDATE review_case SET state = 'met', meets = (1 = 0)",
        "UPDATE review_case SET state = 'posted'",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    with pytest.raises(ValidationError):
        postings.post_list(
            made_up.ward_of(campaign, office), places=["Trụ sở"], by=office.people["officer"], at=made_up.POSTED_AT
        )


def test_what_the_review_has_must_still_be_decided(office):
    with pytest.raises(ValidationError) as refused:
        opened(office, D(2019, 3, 7), D(2019, 3, 18), "vn-2016", {"posting.working_days": 3})
    assert refused.value.code == "unsettled"


@pytest.mark.parametrize(
    ("votes", "agrees"),
    [(15, True), (14, False)],  # of 30 present; at least 50 per cent
)
def test_2023_fifteen_days_from_the_15th_with_a_meeting(office, votes, agrees):
    """Asked on 3 March 2023, in the review that begins on the 15th: decided by the 30th. Met on Friday the 17th, posted
    on Monday the 20th for three working days: 21, 22, 23. 1.200.000 đồng lie under the urban 2.000.000 of NĐ 07/2021,
    three deprivations: poor. The district exists, but has no say in a review within the year."""
    officer = office.people["officer"]
    request = asked(office, D(2023, 3, 3))
    assert request.due_on == D(2023, 3, 30)
    campaign = opened(office, D(2023, 3, 15), D(2023, 3, 30), "vn-2022", {"complaints.working_days": 3})
    assert campaign.process == "review-2021"
    known = [entry.id for entry in rule_sets.load("vn-2022").indicators]
    answers = {"income_per_person": 1_200_000, "declared": {name: name in known[:3] for name in known}}
    case = checked(office, request, campaign, answers, D(2023, 3, 16))
    ward = made_up.ward_of(campaign, office)
    assert (case.state, case.class_id, case.meets) == ("confirmed", "poor", True)
    with pytest.raises(StepRefused):
        postings.post_list(ward, places=["Trụ sở"], by=officer, at=moment(D(2023, 3, 16)))
    assert [line.step for line in calendar(campaign, [ward], D(2023, 3, 16))] == [
        "survey", "meeting", "posting", "complaints", "decision", "certificates",
    ]  # fmt: skip
    meeting = meetings.call_meeting(
        CampaignGroup.objects.get(ward=ward, group=office.group), held_on=D(2023, 3, 17), place="Nhà văn hóa",
        chair="Tổ trưởng", secretary="Thư ký", by=officer, at=moment(D(2023, 3, 16)),
    )  # fmt: skip
    at = moment(D(2023, 3, 17), 13)
    given = {case.pk: meetings.Vote(votes, 30 - votes)}
    meetings.enter_results(meeting, attended={"others": 30}, votes=given, by=officer, at=at)
    meetings.close_meeting(meeting, minutes=SIGNED, by=officer, at=at)
    case.refresh_from_db()
    if not agrees:  # surveyed and met once more
        assert case.state == "returned"
        return
    assert case.state == "met"
    posting = postings.post_list(ward, places=["Nhà văn hóa"], by=officer, at=moment(D(2023, 3, 20)))
    assert posting.last_day == D(2023, 3, 23)
    postings.end_posting(posting, by=officer, at=moment(D(2023, 3, 24)))
    ward.refresh_from_db()
    decision = signed(office, ward, D(2023, 3, 28), D(2023, 3, 24))
    the_end(office, request, decision, "vn-2022", D(2023, 3, 28))


def the_end(office, request, decision, rule_set: str, day: datetime.date) -> None:
    """The register says poor from the day of the signature, the certificate holds until the end of the year, the leader
    answers in time, and the review is closed."""
    leader = office.people["leader"]
    status = HouseholdStatus.objects.get(household=office.homes[4], source="review", withdrawn=False)
    assert (status.rule_set, status.class_id, status.valid_from, status.decision_number) == (
        rule_set, "poor", day, "31/QĐ-UBND",
    )  # fmt: skip
    certificate = Certificate.objects.get()
    assert (certificate.class_id, certificate.valid_from, certificate.valid_to) == (
        "poor", day, datetime.date(day.year, 12, 31),
    )  # fmt: skip
    answered = requests.answer_request(request, answer="Hộ được công nhận là hộ nghèo.", by=leader, at=moment(day))
    assert answered.answered_at.date() <= answered.due_on
    campaign = decision.ward.campaign
    assert campaigns.close_campaign(campaign, by=leader, at=moment(day)).state == "closed"
