"""Votes, the result of a second visit and a form that came in are not put away by one person alone."""

from __future__ import annotations

import datetime
import io
import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from PIL import Image

from chungtay.foundation.core.models import AuditEvent
from chungtay.records.registry.models import HouseholdStatus
from chungtay.records.registry.operations.status import NewStatus, record_statuses
from chungtay.work.review.models import CaseState, GroupState, MeetingState, StepBack, SurveyState
from chungtay.work.review.operations import complaints, lists, meetings, rechecks, requests, steps_back, surveys
from chungtay.work.review.operations.meetings import Vote
from chungtay.work.review.presenters.waiting import waiting_for
from chungtay.work.review.transitions import StepRefused
from tests import campaigns as made_up
from tests.apps.work.review.test_complaints import complain, visited
from tests.apps.work.review.test_requests import ask, in_october, moment
from tests.campaigns import AT_MEETING, MEETING_DAY, NOW, POSTED_AT, SIGNED, case_of, declared, sent

pytestmark = pytest.mark.django_db
LATER = moment(10, 16)
HIS, HUONG = "Nguyễn Văn Đình", "Trần Thị Hường"


@pytest.fixture
def office():
    found = made_up.office()
    made_up.register(found)
    return found


@pytest.fixture
def campaign(office):
    return made_up.under_survey(office)


@pytest.fixture
def meeting(office, campaign):
    """Called for everybody, and the votes about one household entered."""
    group = made_up.checked(office, campaign)
    officer = office.people["officer"]
    called = meetings.call_meeting(
        group, held_on=MEETING_DAY, place="Nhà văn hóa", chair="Tổ trưởng", secretary="Thư ký", by=officer, at=NOW
    )
    votes = {case_of(campaign, HIS).pk: Vote(30, 5)}
    return meetings.enter_results(called, attended={"others": 40}, votes=votes, by=officer, at=AT_MEETING)


def cancelling(office, meeting, by="officer"):
    return steps_back.propose_cancelling(meeting, why="Họp nhầm danh sách", by=office.people[by], at=AT_MEETING)


def agree(office, step, by="leader", at=AT_MEETING):
    return steps_back.agree_to_step_back(step, by=office.people[by], at=at)


# --- meetings ---


def test_one_officer_does_not_cancel_a_meeting_whose_votes_stand(office, meeting):
    with pytest.raises(ValidationError) as refused:
        meetings.cancel_meeting(meeting, why="Mưa", by=office.people["officer"], at=AT_MEETING)
    assert refused.value.code == "second"
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.HELD


def test_another_person_agrees_and_the_group_is_called_together_again(office, campaign, meeting):
    step = cancelling(office, meeting)
    with pytest.raises(PermissionDenied):
        agree(office, step, by="officer")
    agree(office, step)
    meeting.refresh_from_db()
    meeting.group.refresh_from_db()
    assert (meeting.state, meeting.words, meeting.group.state) == ("cancelled", "Họp nhầm danh sách", GroupState.SURVEY)
    assert list(meeting.discussed.exclude(for_it=None).values_list("for_it", "against")) == [(30, 5)]
    assert made_up.met(office, meeting.group).number == 2
    actions = AuditEvent.objects.filter(action__startswith="review.step_back").values_list("action", "by")
    assert set(actions) == {
        ("review.step_back_proposed", office.people["officer"].pk),
        ("review.step_back_agreed", office.people["leader"].pk),
    }


def test_votes_entered_since_are_not_cancelled_unseen(office, campaign, meeting):
    step = cancelling(office, meeting)
    votes = {case_of(campaign, HUONG).pk: Vote(10, 20)}
    meetings.enter_results(meeting, attended={"others": 40}, votes=votes, by=office.people["officer"], at=AT_MEETING)
    with pytest.raises(ValidationError) as refused:
        agree(office, step)
    assert refused.value.code == "changed"


def test_without_votes_one_officer_is_enough(office, campaign):
    group = made_up.checked(office, campaign)
    officer = office.people["officer"]
    called = meetings.call_meeting(group, held_on=MEETING_DAY, place="x", chair="y", secretary="z", by=officer, at=NOW)
    meetings.enter_results(called, attended={"others": 3}, votes={}, by=officer, at=AT_MEETING)
    with pytest.raises(ValidationError) as refused:
        cancelling(office, called)
    assert refused.value.code == "alone"
    assert meetings.cancel_meeting(called, why="Ít người đến", by=officer, at=AT_MEETING).state == "cancelled"


def test_returned_with_a_reason_and_proposed_anew(office, meeting):
    step = cancelling(office, meeting)
    with pytest.raises(ValidationError) as refused:
        cancelling(office, meeting)
    assert refused.value.code == "waits"
    with pytest.raises(ValidationError):
        steps_back.return_step_back(step, answer=" ", by=office.people["leader"], at=AT_MEETING)
    steps_back.return_step_back(step, answer="Họp đúng rồi", by=office.people["leader"], at=AT_MEETING)
    with pytest.raises(ValidationError) as refused:
        agree(office, step)
    assert refused.value.code == "decided"
    assert cancelling(office, meeting).state == "waiting"


def test_who_proposed_it_may_take_it_back(office, meeting):
    step = cancelling(office, meeting)
    officer = office.people["officer"]
    assert steps_back.return_step_back(step, answer="Tôi nhầm", by=officer, at=AT_MEETING).state == "returned"


@pytest.mark.parametrize("who", ["enumerator", "chief"])
def test_who_has_no_duty_there_does_not_say_the_second_word(office, meeting, who):
    step = cancelling(office, meeting)
    with pytest.raises(PermissionDenied):
        agree(office, step, by=who)


def test_a_closed_meeting_is_not_cancelled_by_an_old_proposal(office, campaign, meeting):
    step = cancelling(office, meeting)
    officer = office.people["officer"]
    votes = {row.case_id: Vote(40) for row in meeting.discussed.all()}
    meetings.enter_results(meeting, attended={"others": 40}, votes=votes, by=officer, at=AT_MEETING)
    meetings.close_meeting(meeting, minutes=SIGNED, by=officer, at=AT_MEETING)
    with pytest.raises(StepRefused):
        agree(office, step)
    assert case_of(campaign, HIS).state == CaseState.MET


# --- complaints ---


def withdrawing(office, complaint, by="officer"):
    why = "Ông Đình viết giấy rút"
    return steps_back.propose_withdrawal(complaint, why=why, paper=SIGNED, by=office.people[by], at=POSTED_AT)


def test_after_a_second_visit_the_complaint_is_taken_back_in_writing_by_two(office, campaign):
    """The second visit finds 800.000 đồng, as the first did: poor under 900.000."""
    complaint = visited(office, complain(made_up.posted(office, campaign), campaign), declared(800_000, "1", "3"))
    officer = office.people["officer"]
    with pytest.raises(ValidationError) as refused:
        complaints.withdraw_complaint(complaint, why="Rút", by=officer, at=POSTED_AT)
    assert refused.value.code == "second"
    step = withdrawing(office, complaint)
    with pytest.raises(PermissionDenied):
        agree(office, step, by="officer", at=POSTED_AT)
    agree(office, step, at=POSTED_AT)
    complaint.refresh_from_db()
    assert (complaint.state, complaint.answer, step.paper) == ("withdrawn", "Ông Đình viết giấy rút", SIGNED.stored)
    assert case_of(campaign, HIS).state == CaseState.POSTED


def test_what_a_second_visit_found_otherwise_stands(office, campaign):
    """9.000.000 đồng: not poor, though posted as poor. Nobody takes that back; the leader answers."""
    complaint = visited(office, complain(made_up.posted(office, campaign), campaign), declared(9_000_000))
    for act in (
        lambda: withdrawing(office, complaint),
        lambda: complaints.withdraw_complaint(complaint, why="Rút", by=office.people["officer"], at=POSTED_AT),
    ):
        with pytest.raises(ValidationError):
            act()
    leader = office.people["leader"]
    complaints.answer_complaint(complaint, upheld="yes", answer="Đúng", by=leader, at=POSTED_AT)
    assert case_of(campaign, HIS).class_id == "not_poor"


def test_the_visit_that_was_said_to_hold_is_not_taken_back(office, campaign):
    """Posted poor. The first visit found near-poor (1.000.000 đồng, over 900.000) and was answered right; the second
    one poor, and that one holds. Taken back, the household would be posted near-poor by a form that does not hold."""
    posting = made_up.posted(office, campaign)
    first, second = complain(posting, campaign), complain(posting, campaign)
    first, leader = visited(office, first, declared(1_000_000, "1")), office.people["leader"]
    complaints.answer_complaint(first, upheld="yes", answer="Đúng", by=leader, at=POSTED_AT)
    assert case_of(campaign, HIS).class_id == "near_poor"
    second = visited(office, second, declared(800_000, "1", "3"), who="enumerator2")
    holds = {"holds": second.recheck, "why": "Xem cả nhà kho", "by": office.people["officer"]}
    rechecks.settle_rechecks(second, **holds, at=POSTED_AT)
    assert case_of(campaign, HIS).survey.state == SurveyState.REPLACED
    with pytest.raises(ValidationError) as refused:
        withdrawing(office, second)
    assert refused.value.code == "stands"
    complaints.answer_complaint(second, upheld="no", answer="Không đúng", by=leader, at=POSTED_AT)
    case = case_of(campaign, HIS)
    assert (case.state, case.class_id, case.survey_id) == ("rechecked", "poor", second.recheck_id)


def test_a_second_visit_that_waits_to_be_tied_counts_too(office, campaign):
    complaint = complain(made_up.posted(office, campaign), campaign)
    member = office.people["member"]
    complaints.assign_checker(complaint, checker=member, by=office.people["officer"], at=POSTED_AT)
    sent(office, case_of(campaign, HIS), declared(9_000_000), who="member", purpose="recheck", at=POSTED_AT)
    with pytest.raises(ValidationError) as refused:
        complaints.withdraw_complaint(complaint, why="Rút", by=office.people["officer"], at=POSTED_AT)
    assert refused.value.code == "second"


def test_before_a_second_visit_one_officer_notes_it(office, campaign):
    complaint = complain(made_up.posted(office, campaign), campaign)
    with pytest.raises(ValidationError) as refused:
        withdrawing(office, complaint)
    assert refused.value.code == "alone"


# --- households ---


def closing(office, case, by="officer", why="Trùng với hộ bên"):
    return steps_back.propose_closing(case, closed_why="entered_twice", why=why, by=office.people[by], at=NOW)


def test_a_household_with_a_form_is_closed_by_two(office, campaign):
    case = case_of(campaign, HIS)
    survey = sent(office, case, declared(800_000))
    officer = office.people["officer"]
    with pytest.raises(ValidationError) as refused:
        lists.close_case(case, why="entered_twice", by=officer, at=NOW)
    assert refused.value.code == "second"
    with pytest.raises(ValidationError):
        closing(office, case, why=" ")
    step = closing(office, case)
    agree(office, step, by="member")
    case.refresh_from_db()
    survey.refresh_from_db()
    assert (case.state, case.closed_why, case.note) == ("closed", "entered_twice", "Trùng với hộ bên")
    assert survey.state == SurveyState.SENT  # what was asked stays readable


def test_a_household_of_the_list_is_closed_by_two_whatever_the_reason(office, campaign):
    """Đình was poor last year. Nobody at home, does not want, moved: one officer's word closes nothing."""
    case, officer = case_of(campaign, HIS), office.people["officer"]
    for why in ("not_found", "refused", "moved", "dissolved", "merged", "entered_twice"):
        with pytest.raises(ValidationError) as refused:
            lists.close_case(case, why=why, by=officer, at=NOW)
        assert (refused.value.code, HIS in refused.value.messages[0]) == ("second", True)
    step = steps_back.propose_closing(case, closed_why="refused", why="Không muốn rà soát", by=officer, at=NOW)
    with pytest.raises(PermissionDenied):
        agree(office, step, by="officer", at=NOW)
    case.refresh_from_db()
    assert (case.state, case.closed_why) == ("listed", "")
    agree(office, step, at=NOW)
    case.refresh_from_db()
    assert (case.state, case.closed_why, case.note) == ("closed", "refused", "Không muốn rà soát")
    held = HouseholdStatus.objects.on(datetime.date(2020, 1, 1)).get(household=office.homes[0])
    assert (held.class_id, held.source) == ("poor", "legacy")  # kept, by two people


def test_a_class_by_another_standard_or_of_a_later_day_counts_too(office, campaign):
    """Cảnh was added with no class; since 3 September the register has him near-poor by the city's standard."""
    case = case_of(campaign, "Vũ Đức Cảnh")
    city = NewStatus(
        year=2019, rule_set="vn-2016-hanoi", class_id="near_poor", valid_from=datetime.date(2019, 9, 3),
        source="legacy", decision_number="31/QĐ-UBND", decision_date=datetime.date(2019, 9, 2),
    )  # fmt: skip
    officer = office.people["officer"]
    record_statuses([(office.homes[4], city)], area=office.group, why="thử", source="program", by=officer, at=NOW)
    with pytest.raises(ValidationError) as refused:
        lists.close_case(case, why="not_found", by=officer, at=NOW)
    assert (case.was, refused.value.code) == ("", "second")
    assert made_up.closed(office, case, "not_found").state == "closed"


def test_a_household_on_no_list_is_closed_by_one(office, campaign):
    case = case_of(campaign, "Phạm Thị Bưởi")
    with pytest.raises(ValidationError) as refused:
        closing(office, case)
    assert refused.value.code == "alone"
    assert lists.close_case(case, why="not_found", by=office.people["officer"], at=NOW).state == "closed"


def test_somebody_opened_the_door_meanwhile(office, campaign):
    """Proposed as nobody at home; then its form came in: the second person is refused and looks."""
    case = case_of(campaign, HIS)
    step = steps_back.propose_closing(case, closed_why="not_found", why="Ba lần", by=office.people["officer"], at=NOW)
    sent(office, case, declared(800_000))
    with pytest.raises(ValidationError) as refused:
        agree(office, step, at=NOW)
    assert refused.value.code == "changed"


def test_a_request_taken_back_ends_no_review_of_a_poor_household_by_itself(office):
    """Đình, poor, asks in October to be taken off and takes it back: the leader agrees, or he is visited."""
    officer = office.people["officer"]
    campaign = in_october(office)
    request = requests.link_household(ask(office, kind="remove"), household=office.homes[0].pk, by=officer, at=LATER)
    case = requests.list_request(request, campaign=campaign, by=officer, at=LATER)
    requests.withdraw_request(request, why="Ông xin rút đơn", by=officer, at=LATER)
    case.refresh_from_db()
    step = StepBack.objects.get(case=case)
    assert (case.state, step.closed_why, step.why, step.state) == ("listed", "withdrawn", "Ông xin rút đơn", "waiting")
    agree(office, step, at=LATER)
    case.refresh_from_db()
    assert (case.state, case.closed_why) == ("closed", "withdrawn")


def test_a_form_given_back_since_is_not_closed_unseen(office, campaign):
    case = case_of(campaign, HIS)
    survey = sent(office, case, declared(800_000))
    step = closing(office, case)
    surveys.give_back(survey, remarks=[surveys.Said("Hỏi lại")], by=office.people["officer"], at=NOW)
    with pytest.raises(ValidationError) as refused:
        agree(office, step)
    assert refused.value.code == "changed"


def test_who_filled_the_form_in_does_not_decide(office, campaign):
    """The officer went there, the other officer of the district proposes."""
    case = case_of(campaign, HIS)
    sent(office, case, declared(800_000), who="officer")
    step = closing(office, case, by="district")
    with pytest.raises(PermissionDenied):
        agree(office, step, by="officer")


def test_a_request_taken_back_leaves_a_household_with_a_form_in_the_review(office, campaign):
    """Listed, since its form was put away with the closing: two people close it, not the request."""
    case = case_of(campaign, HIS)
    sent(office, case, declared(800_000))
    agree(office, closing(office, case))
    lists.take_up_again(case, by=office.people["officer"], at=NOW)
    case.refresh_from_db()
    assert case.state == CaseState.LISTED
    with pytest.raises(ValidationError) as refused:
        lists.close_case(case, why="withdrawn", by=office.people["officer"], at=NOW)
    assert refused.value.code == "second"
    request, _new = requests.receive_request(
        office.ward, kind="add", channel="paper", token=uuid.uuid4(), asker="Ông Đình, số 1", words="Xin xét",
        by=office.people["officer"], at=NOW,
    )  # fmt: skip
    type(case).objects.filter(pk=case.pk).update(request=request, listed_for="asked")
    assert requests.withdraw_request(request, why="Ông rút", by=office.people["officer"], at=NOW).state == "withdrawn"
    case.refresh_from_db()
    assert case.state == CaseState.LISTED


def test_the_database_keeps_two_people_and_one_subject(office, campaign, meeting):
    step = cancelling(office, meeting)
    for change in (
        {"state": "agreed", "decided_by": office.people["officer"]},
        {"state": "agreed", "decided_by": None},
        {"case": case_of(campaign, HIS)},
        {"kind": "complaint"},
        {"state": "beyond"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            StepBack.objects.filter(pk=step.pk).update(**change)


# --- on the screen ---


def photograph():
    content = io.BytesIO()
    Image.new("RGB", (40, 40), "white").save(content, "JPEG")
    return SimpleUploadedFile("giay.jpg", content.getvalue(), "image/jpeg")


def test_proposed_on_the_page_of_the_complaint_and_told_to_the_leader(office, campaign, client):
    posting = made_up.posted(office, campaign)
    complaint = visited(office, complain(posting, campaign), declared(800_000, "1", "3"))
    page = f"/00016/2019/dot-ra-soat/{campaign.pk}/khieu-nai/{complaint.pk}/"
    client.force_login(office.people["officer"])
    assert "Chỉ rút khi có giấy của người khiếu nại" in client.get(page).content.decode()
    client.post(f"{page}rut/", {"words": "Rút"})
    assert not StepBack.objects.exists()  # without the paper nothing is proposed
    client.post(f"{page}rut/", {"words": "Ông Đình viết giấy rút", "file": photograph()})
    step = StepBack.objects.get()
    leader = office.people["leader"]
    told = list(waiting_for(leader, office.ward, 2019, datetime.date(2019, 9, 12)))
    here = f"/00016/2019/dot-ra-soat/{campaign.pk}/hai-nguoi/{step.pk}/"
    assert [each.title for each in told if each.address == here] == [f"Rút khiếu nại {complaint.receipt}"]
    mine = waiting_for(office.people["officer"], office.ward, 2019, datetime.date(2019, 9, 12))
    assert here not in [each.address for each in mine]
    client.force_login(leader)
    assert "Ông Đình viết giấy rút" in client.get(here).content.decode()
    assert client.get(f"{here}giay/")["Content-Type"] == "image/jpeg"
    client.post(here, {"answer": ""})
    complaint.refresh_from_db()
    assert complaint.state == "withdrawn"


def test_proposed_on_the_pages_of_meeting_and_household(office, campaign, meeting, client):
    client.force_login(office.people["officer"])
    base = f"/00016/2019/dot-ra-soat/{campaign.pk}/"
    client.post(f"{base}hop-dan/{meeting.pk}/huy/", {"why": "Họp nhầm"})
    step = StepBack.objects.get()
    assert "Hủy cuộc họp đã nhập kết quả" in client.get(f"{base}hop-dan/{meeting.pk}/").content.decode()
    client.force_login(office.people["leader"])
    client.post(f"{base}hai-nguoi/{step.pk}/", {"answer": "Đúng danh sách", "return": "1"})
    step.refresh_from_db()
    assert (step.state, step.answer) == ("returned", "Đúng danh sách")


def test_proposed_on_the_page_of_the_household(office, campaign, client):
    case = case_of(campaign, HIS)
    sent(office, case, declared(800_000))
    client.force_login(office.people["officer"])
    page = f"/00016/2019/dot-ra-soat/{campaign.pk}/ho/{case.pk}/"
    client.post(f"{page}ket-thuc/", {"why": "moved", "note": "Về quê từ tháng 8"})
    step = StepBack.objects.get()
    case.refresh_from_db()
    assert (case.state, step.closed_why, step.why) == ("surveyed", "moved", "Về quê từ tháng 8")
    assert "Kết thúc hộ đã có phiếu" in client.get(page).content.decode()


def test_nobody_at_home_at_a_poor_household_on_its_page(office, campaign, client):
    """The officer reads that it takes two, and what becomes of the class; so does the leader who agrees."""
    case = case_of(campaign, HIS)
    client.force_login(office.people["officer"])
    base = f"/00016/2019/dot-ra-soat/{campaign.pk}/"
    page = f"{base}ho/{case.pk}/"
    shown = client.get(page).content.decode()
    assert "Có trong danh sách với phân loại “Hộ nghèo”" in shown
    assert "Đề nghị kết thúc" in shown
    client.post(f"{page}ket-thuc/", {"why": "not_found", "note": "Đã đến ba lần"})
    step = StepBack.objects.get()
    case.refresh_from_db()
    assert (case.state, step.closed_why, step.why) == ("listed", "not_found", "Đã đến ba lần")
    client.force_login(office.people["leader"])
    second = f"{base}hai-nguoi/{step.pk}/"
    assert "hộ giữ phân loại đang có đến khi một lần rà soát tìm ra loại khác" in client.get(second).content.decode()
    client.post(second, {"answer": ""})
    case.refresh_from_db()
    assert (case.state, case.closed_why) == ("closed", "not_found")
