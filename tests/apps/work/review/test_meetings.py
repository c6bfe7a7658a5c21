"""The residents' meeting: called when everybody is checked, agreed by those present, closed with signed minutes."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from chungtay.foundation.core.models import AuditEvent
from chungtay.work.review.models import Case, Meeting
from chungtay.work.review.operations import lists, meetings, surveys
from chungtay.work.review.operations.meetings import Vote
from chungtay.work.review.queries.meetings import agreed_by, votes_needed
from chungtay.work.review.transitions import StepRefused
from tests import campaigns as made_up
from tests.campaigns import AT_MEETING, MEETING_DAY, NOW, SIGNED, case_of, checked, confirmed, declared, met, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    found = made_up.office()
    made_up.register(found)
    return found


@pytest.fixture
def campaign(office):
    return made_up.under_survey(office)


@pytest.fixture
def group(office, campaign):
    return checked(office, campaign)


def call(office, group, **changes):
    values = {"held_on": MEETING_DAY, "place": "Nhà văn hóa", "chair": "Đỗ Văn Tổ", "secretary": "Ngô Thị Ký",
              "by": office.people["officer"], "at": NOW}  # fmt: skip
    return meetings.call_meeting(group, **(values | changes))


def enter(office, meeting, for_it, present=40, **changes):
    votes = {row.case_id: Vote(for_it) for row in meeting.discussed.all()}
    values = {"attended": {"others": present}, "votes": votes, "by": office.people["officer"], "at": AT_MEETING}
    return meetings.enter_results(meeting, **(values | changes))


def states(campaign):
    return dict(Case.objects.filter(campaign=campaign).values_list("head_name", "state"))


@pytest.mark.parametrize(
    ("for_it", "present", "percent", "agreed"),
    [(20, 40, 50, True), (19, 40, 50, False), (25, 49, 50, True), (24, 49, 50, False), (2, 3, 66, True),
     (2, 3, 67, False), (1, 1, 100, True), (0, 1, 1, False)],
)  # fmt: skip
def test_the_share_is_of_those_present_and_exact(for_it, present, percent, agreed):
    assert agreed_by(for_it, present, percent) is agreed
    assert (for_it >= votes_needed(present, percent)) is agreed


def test_a_meeting_is_called_only_when_every_household_is_checked(office, campaign):
    confirmed(office, case_of(campaign, "Nguyễn Văn Đình"), declared(800_000, "1"))
    group = made_up.ward_of(campaign, office).groups.get(group=office.group)
    with pytest.raises(StepRefused, match="4 hộ"):
        call(office, group)
    event = AuditEvent.objects.filter(action="review.step_refused").latest("number")
    assert event.detail["tried"] == "call_meeting"
    assert not Meeting.objects.exists()


def test_a_form_that_contradicts_keeps_the_meeting_from_being_called(office, campaign, group):
    sent(office, case_of(campaign, "Trần Thị Hường"), declared(9_000_000), who="enumerator2")
    with pytest.raises(StepRefused, match="1 phiếu"):
        call(office, group)


def test_the_agenda_is_frozen_with_its_hash(office, campaign, group):
    meeting = call(office, group)
    rows = list(meeting.discussed.select_related("case"))
    assert [(row.case.head_name, row.class_id) for row in rows] == [
        ("Lê Quang Ánh", "not_poor"), ("Phạm Thị Bưởi", "poor"), ("Vũ Đức Cảnh", "not_poor"),
        ("Nguyễn Văn Đình", "poor"), ("Trần Thị Hường", "near_poor"),
    ]  # fmt: skip
    assert meeting.list_digest == meetings.agenda_digest(rows)
    group.refresh_from_db()
    assert group.state == "meeting"
    with pytest.raises(StepRefused):
        call(office, group)


def test_all_agree_and_the_group_is_met(office, campaign, group):
    meeting = met(office, group)
    group.refresh_from_db()
    assert (meeting.state, meeting.present, group.state) == ("closed", 40, "met")
    assert set(states(campaign).values()) == {"met"}
    assert set(Case.objects.values_list("meeting", flat=True)) == {meeting.pk}
    event = AuditEvent.objects.get(action="review.meeting_closed")
    said = {"number": 1, "met": 5, "back": 0, "percent": 50, "present": 40}
    assert event.detail == said | {"minutes": "0" * 64}


def test_a_household_under_the_share_is_surveyed_again_and_heard_by_a_second_meeting(office, campaign, group):
    first = met(office, group, against=["Phạm Thị Bưởi"])
    group.refresh_from_db()
    assert group.state == "survey"
    assert states(campaign)["Phạm Thị Bưởi"] == "returned"
    assert sorted(states(campaign).values()) == ["met", "met", "met", "met", "returned"]
    confirmed(office, case_of(campaign, "Phạm Thị Bưởi"), declared(1_100_000, "6"))
    second = call(office, group)
    assert (second.number, [row.case.head_name for row in second.discussed.all()]) == (2, ["Phạm Thị Bưởi"])
    enter(office, second, 20)
    meetings.close_meeting(second, minutes=SIGNED, by=office.people["officer"], at=AT_MEETING)
    group.refresh_from_db()
    assert group.state == "met"
    assert case_of(campaign, "Phạm Thị Bưởi").meeting_id == second.pk
    assert case_of(campaign, "Vũ Đức Cảnh").meeting_id == first.pk


def test_nobody_present_closes_nothing(office, campaign, group):
    meeting = call(office, group)
    with pytest.raises(ValidationError, match="0 người"):
        enter(office, meeting, 5, attended={})
    with pytest.raises(StepRefused):
        meetings.close_meeting(meeting, minutes=SIGNED, by=office.people["officer"], at=AT_MEETING)
    enter(office, meeting, 5, attended={}, votes={})
    with pytest.raises(ValidationError, match="bao nhiêu người"):
        meetings.close_meeting(meeting, minutes=SIGNED, by=office.people["officer"], at=AT_MEETING)
    with pytest.raises(IntegrityError), transaction.atomic():
        Meeting.objects.filter(pk=meeting.pk).update(state="closed")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"attended": {"neighbours": 3}}, "từng loại"),
        ({"attended": {"others": -1}}, "từng loại"),
        ({"attended": {"others": 39}}, "39 người"),
        ({"votes": {999_999: Vote(1)}}, "999999"),
        ({"at": NOW}, "10/09/2019"),
    ],
)
def test_results_that_cannot_be_are_refused_in_words(office, group, changes, words):
    meeting = call(office, group)
    with pytest.raises(ValidationError) as refused:
        enter(office, meeting, 40, **changes)
    assert words in " ".join(refused.value.messages)


def test_results_are_entered_in_parts_and_every_household_has_its_votes(office, group):
    meeting = call(office, group)
    first, *others = meeting.discussed.values_list("case", flat=True)
    enter(office, meeting, 0, votes={first: Vote(40)})
    officer = office.people["officer"]
    with pytest.raises(ValidationError, match="Chưa nhập"):
        meetings.close_meeting(meeting, minutes=SIGNED, by=officer, at=AT_MEETING)
    enter(office, meeting, 0, votes={number: Vote(20, 20) for number in others})
    meetings.close_meeting(meeting, minutes=SIGNED, by=officer, at=AT_MEETING)
    group.refresh_from_db()
    assert group.state == "met"


def test_a_meeting_is_put_off_or_does_not_take_place(office, campaign, group):
    officer = office.people["officer"]
    meeting = call(office, group)
    later = datetime.date(2019, 9, 14)
    meeting = meetings.postpone_meeting(meeting, held_on=later, by=officer, at=NOW)
    assert (meeting.held_on, meeting.place) == (later, "Nhà văn hóa")
    with pytest.raises(ValidationError, match="lý do"):
        meetings.cancel_meeting(meeting, why=" ", by=officer, at=NOW)
    meetings.cancel_meeting(meeting, why="Bão", by=officer, at=NOW)
    group.refresh_from_db()
    assert group.state == "survey"
    assert set(states(campaign).values()) == {"confirmed"}
    with pytest.raises(StepRefused):
        enter(office, meeting, 20)
    assert call(office, group).number == 2


def test_a_household_taken_off_in_the_meantime_is_not_met(office, campaign, group):
    """Its form was given back after the agenda was frozen: the votes are about a form that does not hold any more."""
    officer = office.people["officer"]
    meeting = call(office, group)
    case = case_of(campaign, "Trần Thị Hường")
    surveys.give_back(case.survey, remarks=[surveys.Said("Xem lại thu nhập")], by=officer, at=NOW)
    enter(office, meeting, 40)
    meetings.close_meeting(meeting, minutes=SIGNED, by=officer, at=AT_MEETING)
    group.refresh_from_db()
    assert (states(campaign)["Trần Thị Hường"], group.state) == ("returned", "survey")


@pytest.mark.parametrize("who", ["leader", "enumerator", "member", "chief"])
def test_only_who_prepares_the_review_calls_and_closes(office, group, who):
    with pytest.raises(PermissionDenied):
        call(office, group, by=office.people[who])
    assert AuditEvent.objects.filter(action="review.step_refused").latest("number").by == office.people[who]


def test_a_closed_household_is_no_obstacle(office, campaign):
    case = case_of(campaign, "Vũ Đức Cảnh")
    lists.close_case(case, why="moved", by=office.people["officer"], at=NOW)
    for name in ("Nguyễn Văn Đình", "Trần Thị Hường", "Lê Quang Ánh", "Phạm Thị Bưởi"):
        confirmed(office, case_of(campaign, name), declared(800_000, "1"))
    group = made_up.ward_of(campaign, office).groups.get(group=office.group)
    assert call(office, group).discussed.count() == 4


def test_closing_takes_as_many_statements_for_two_households_as_for_five(
    office, campaign, django_assert_max_num_queries
):
    group = checked(office, campaign)
    meeting = call(office, group)
    enter(office, meeting, 40)
    with django_assert_max_num_queries(22):
        meetings.close_meeting(meeting, minutes=SIGNED, by=office.people["officer"], at=AT_MEETING)
