"""No sequence of operations, by whomever, brings a household to a decision past a step; each attempt leaves a line.

A machine draws operations, people, households and days at random, most of them out of turn. After each of them every
household that stands beyond a step must have what the step leaves behind, read from the tables and not from its state.
"""

from __future__ import annotations

import datetime
import uuid
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from chungtay.foundation.core.models import AuditEvent
from chungtay.rulebook.process import working_days_between
from chungtay.work.review.models import (
    AFTER_MEETING,
    AFTER_POSTING,
    CampaignGroup,
    Case,
    CaseState,
    Complaint,
    Decision,
    Discussed,
    Meeting,
    Opinion,
    Posting,
    StepBack,
    Survey,
)
from chungtay.work.review.operations import (
    cancelling,
    complaints,
    corrections,
    decisions,
    lists,
    meetings,
    opinions,
    postings,
    rechecks,
    steps_back,
    surveys,
    taking_in,
)
from chungtay.work.review.operations.steps import guarded
from chungtay.work.review.transitions import StepRefused
from tests import campaigns as made_up
from tests.campaigns import SIGNED, declared
from tests.lengths import examples
from tests.way_out import way_out

pytestmark = pytest.mark.django_db
PEOPLE = ["officer", "leader", "enumerator", "enumerator2", "member", "district", "chief"]
HEADS = [name for name, _class in made_up.HOMES_2019[:3]]
who = st.sampled_from([*PEOPLE, *["officer"] * 4, *["leader"] * 2])
head = st.sampled_from(HEADS)
BEGIN = datetime.datetime(2019, 9, 6, 2, 0, tzinfo=datetime.UTC)
world: dict[str, Any] = {}


class Review(RuleBasedStateMachine):
    """Three households of one group, from the survey on."""

    @initialize()
    def begin(self) -> None:
        self.outer = transaction.atomic()
        self.outer.__enter__()
        self.office, self.campaign = world["office"], world["campaign"]
        self.ward = made_up.ward_of(self.campaign, self.office)
        self.now = BEGIN

    def teardown(self) -> None:
        """Wherever the attempts ended, honest people close the review from there; then everything is rolled back."""
        try:
            if world.get("ways") is not None:
                world["ways"].append(way_out(self.office, self.campaign, self.now))
        finally:
            self.roll_back()

    def roll_back(self) -> None:
        transaction.set_rollback(True)
        self.outer.__exit__(None, None, None)

    def attempt(self, operation: Any, *args: Any, by: str, **words: Any) -> None:
        """Try; whoever is refused by state or right leaves exactly one line in the trail."""
        trail = AuditEvent.objects.filter(action="review.step_refused")
        before, expected = trail.count(), 0
        try:
            operation(*args, by=self.office.people[by], at=self.now, **words)
        except (StepRefused, PermissionDenied):
            expected = 1
        except ValidationError:
            pass
        assert trail.count() - before == expected, operation

    def case(self, name: str) -> Case:
        return made_up.case_of(self.campaign, name)

    # --- time ---

    @rule(days=st.sampled_from([1, 1, 2, 6, 8]))
    def days_pass(self, days: int) -> None:
        self.now += datetime.timedelta(days=days)

    @rule()
    def the_step_that_is_due(self) -> None:
        """The usual way goes on by one step, so that the machine gets far between its attempts out of turn."""
        group = CampaignGroup.objects.get(ward=self.ward, group=self.office.group)
        self.ward.refresh_from_db()
        states = set(Case.objects.filter(campaign=self.campaign).values_list("state", flat=True))
        if self.ward.state in ("decided", "certified"):
            return
        if self.ward.state == "agreed":
            self.draft("officer")
            self.sign("leader")
        elif self.ward.state == "opinion":
            self.district_answers("chief", True, HEADS[0])
        elif group.state == "meeting":
            self.hold_meeting("officer", 20)
            self.close_meeting("officer", False)
        elif states & {"listed", "returned", "surveyed"}:
            self.survey_everybody("officer")
        elif "confirmed" in states:
            self.call("officer")
        elif states & {"posted", "contested"}:
            if not Complaint.objects.exists():
                self.complain(HEADS[0], "officer")
                return  # contested: whatever comes next is tried on it too
            self.recheck("officer", "member", 9_000_000)
            self.answer("leader", "yes", False)
            self.answer("leader", "no", False)
            self.now += datetime.timedelta(days=6)
            self.end_posting("officer", False)
        elif states & {"met", "rechecked"}:
            self.post("officer")
        else:
            self.ask("officer")

    # --- survey ---

    @rule(name=head, by=who, income=st.sampled_from([800_000, 1_000_000, 5_000_000]))
    def send(self, name: str, by: str, income: int) -> None:
        case = self.case(name)
        filled = taking_in.Filled(
            sent_id=uuid.uuid4(), answers=declared(income, "1"), door="phone", case_version=case.version,
            surveyed_on=datetime.date(2019, 9, 5), surveyed_by=self.office.people[by],
        )  # fmt: skip
        self.attempt(taking_in.take_in, case, filled, by=by)

    @rule(name=head, by=who)
    def confirm(self, name: str, by: str) -> None:
        survey = self.case(name).survey
        if survey is not None:
            self.attempt(surveys.confirm, survey, by=by)

    @rule(name=head, by=who)
    def give_back(self, name: str, by: str) -> None:
        survey = self.case(name).survey
        if survey is not None:
            self.attempt(surveys.give_back, survey, remarks=[surveys.Said("Xem lại")], by=by)

    @rule(name=head, by=who)
    def settle_conflict(self, name: str, by: str) -> None:
        survey = Survey.objects.filter(case=self.case(name)).order_by("-number").first()
        if survey is not None:
            self.attempt(surveys.settle_conflict, survey, why="đi lại", by=by)

    @rule(name=head, by=who, again=st.booleans())
    def close_or_take_up(self, name: str, by: str, again: bool) -> None:
        if again:
            self.attempt(lists.take_up_again, self.case(name), by=by)
        else:
            self.attempt(lists.close_case, self.case(name), why="refused", by=by)

    @rule(by=st.sampled_from(["officer", "district"]))
    def survey_everybody(self, by: str) -> None:
        """The usual way, so that the machine gets far: every household visited and checked."""
        for name in HEADS:
            self.send(name, "enumerator", 800_000)
            self.confirm(name, by)

    # --- meeting ---

    @rule(by=who)
    def call(self, by: str) -> None:
        group = CampaignGroup.objects.get(ward=self.ward, group=self.office.group)
        day = self.now.date()
        self.attempt(
            meetings.call_meeting, group, held_on=day, place="Nhà văn hóa", chair="Tổ trưởng", secretary="Thư ký", by=by
        )

    @rule(by=who, share=st.sampled_from([0, 9, 10, 20]))
    def hold_meeting(self, by: str, share: int) -> None:
        meeting = Meeting.objects.order_by("-pk").first()
        if meeting is not None:
            votes = {row.case_id: meetings.Vote(share) for row in meeting.discussed.all()}
            self.attempt(meetings.enter_results, meeting, attended={"others": 20}, votes=votes, by=by)

    @rule(by=who, cancel=st.booleans())
    def close_meeting(self, by: str, cancel: bool) -> None:
        meeting = Meeting.objects.order_by("-pk").first()
        if meeting is not None and cancel:
            self.attempt(meetings.cancel_meeting, meeting, why="Mưa", by=by)
        elif meeting is not None:
            self.attempt(meetings.close_meeting, meeting, minutes=SIGNED, by=by)

    # --- posting and complaints ---

    @rule(by=who)
    def post(self, by: str) -> None:
        self.attempt(postings.post_list, self.ward, places=["Trụ sở"], by=by)

    @rule(by=who, back=st.booleans())
    def end_posting(self, by: str, back: bool) -> None:
        posting = Posting.objects.order_by("-pk").first()
        if posting is not None and back:
            self.attempt(postings.take_back_posting, posting, why="Sai", by=by)
        elif posting is not None:
            self.attempt(postings.end_posting, posting, by=by)

    @rule(name=head, by=who)
    def complain(self, name: str, by: str) -> None:
        posting = Posting.objects.order_by("-pk").first()
        if posting is not None:
            self.attempt(
                complaints.receive_complaint, posting, case=self.case(name), channel="counter", token=uuid.uuid4(),
                complainant="", words="không đúng", by=by,
            )  # fmt: skip

    @rule(by=who, checker=who, income=st.sampled_from([700_000, 9_000_000]))
    def recheck(self, by: str, checker: str, income: int) -> None:
        complaint = Complaint.objects.order_by("-pk").first()
        if complaint is None:
            return
        self.attempt(complaints.assign_checker, complaint, checker=self.office.people[checker], by=by)
        filled = taking_in.Filled(
            sent_id=uuid.uuid4(), answers=declared(income, "1"), door="keyboard", case_version=1,
            surveyed_on=datetime.date(2019, 9, 6), surveyed_by=self.office.people[checker], purpose="recheck",
        )  # fmt: skip
        self.attempt(complaints.take_recheck, complaint, filled, by=checker)

    @rule(by=who, upheld=st.sampled_from(["yes", "no"]), back=st.booleans())
    def answer(self, by: str, upheld: str, back: bool) -> None:
        complaint = Complaint.objects.order_by("-pk").first()
        if complaint is not None and back:
            self.attempt(complaints.withdraw_complaint, complaint, why="rút", by=by)
        elif complaint is not None:
            self.attempt(complaints.answer_complaint, complaint, upheld=upheld, answer="vì vậy", by=by)

    @rule(by=who, third=st.booleans())
    def settle_rechecks(self, by: str, third: bool) -> None:
        complaint = Complaint.objects.order_by("-pk").first()
        if complaint is not None:
            holds = None if third else complaint.recheck
            self.attempt(rechecks.settle_rechecks, complaint, holds=holds, why="vì vậy", by=by)

    # --- steps back by two people ---

    @rule(by=who, name=head, about=st.sampled_from(["meeting", "complaint", "household"]))
    def propose_step_back(self, by: str, name: str, about: str) -> None:
        meeting, complaint = Meeting.objects.order_by("-pk").first(), Complaint.objects.order_by("-pk").first()
        if about == "meeting" and meeting is not None:
            self.attempt(steps_back.propose_cancelling, meeting, why="Nhầm", by=by)
        elif about == "complaint" and complaint is not None:
            self.attempt(steps_back.propose_withdrawal, complaint, why="Rút", paper=SIGNED, by=by)
        else:
            self.attempt(steps_back.propose_closing, self.case(name), closed_why="refused", why="Thôi", by=by)

    @rule(by=who, agrees=st.booleans())
    def decide_step_back(self, by: str, agrees: bool) -> None:
        step = StepBack.objects.order_by("-pk").first()
        if step is not None and agrees:
            self.attempt(steps_back.agree_to_step_back, step, by=by)
        elif step is not None:
            self.attempt(steps_back.return_step_back, step, answer="Không", by=by)

    @rule(name=head, one=who, two=who)
    def close_by_two(self, name: str, one: str, two: str) -> None:
        """What is rarely drawn in a row: proposed, and agreed to right away, by whomever."""
        self.attempt(steps_back.propose_closing, self.case(name), closed_why="refused", why="Thôi", by=one)
        self.decide_step_back(two, True)

    # --- opinion and decision ---

    @rule(by=who)
    def ask(self, by: str) -> None:
        self.attempt(opinions.ask_opinion, self.ward, letter="1/BC", by=by)
        self.attempt(opinions.go_to_decision, self.ward, by=by)

    @rule(by=who, agrees=st.booleans(), name=head)
    def district_answers(self, by: str, agrees: bool, name: str) -> None:
        opinion = Opinion.objects.order_by("-pk").first()
        if opinion is not None and agrees:
            self.attempt(opinions.agree, opinion, reply="2/CV", by=by)
        elif opinion is not None:
            self.attempt(opinions.send_back, opinion, reply="2/CV", remarks={self.case(name).pk: "xem lại"}, by=by)

    @rule(by=who)
    def draft(self, by: str) -> None:
        self.attempt(decisions.draft_decision, self.ward, by=by)

    @rule(by=who)
    def sign(self, by: str) -> None:
        decision = Decision.objects.order_by("-pk").first()
        if decision is not None:
            day = self.now.date()
            signature = decisions.Signature(
                "7/QĐ-UBND", day, decisions.first_day_of(self.campaign, day), "Bùi Văn Chủ", "CHỦ TỊCH"
            )
            self.attempt(decisions.sign_decision, decision, signature=signature, by=by)

    @rule(by=who, name=head)
    def revoke(self, by: str, name: str) -> None:
        decision = Decision.objects.order_by("-pk").first()
        if decision is not None:
            self.attempt(corrections.draft_revocation, decision, cases=[self.case(name).pk], why="sai", by=by)

    # --- what must hold after each of them ---

    @invariant()
    def nothing_was_passed_by(self) -> None:
        for case in Case.objects.filter(campaign=self.campaign).select_related("survey", "meeting", "posting"):
            world["reached"][case.state] = world["reached"].get(case.state, 0) + 1
            check_evidence(case)

    @invariant()
    def what_stood_was_put_away_by_two(self) -> None:
        """A meeting with votes, a complaint that was checked, a household with a form or class: never by one person."""
        for meeting in Meeting.objects.filter(state="cancelled", discussed__for_it__isnull=False).distinct():
            assert by_two(meeting=meeting)
        for complaint in Complaint.objects.filter(state="withdrawn").exclude(recheck=None):
            assert by_two(complaint=complaint)
        for case in Case.objects.filter(state="closed").exclude(survey=None):  # one that came later closes nothing
            assert by_two(case=case)
        for case in Case.objects.filter(state="closed").exclude(was=""):
            assert by_two(case=case)


def by_two(**subject: Any) -> bool:
    agreed = StepBack.objects.filter(**subject, state="agreed")
    return any(step.decided_by_id not in (None, step.proposed_by_id) for step in agreed)


def check_evidence(case: Case) -> None:
    if case.state in (CaseState.CONFIRMED, *AFTER_MEETING):
        assert case.survey is not None
        assert case.survey.results.get(rule_set="vn-2016").class_id == case.class_id != ""
        assert case.confirmed_by_id not in (None, case.survey.surveyed_by_id, case.survey.entered_by_id)
    if case.state in AFTER_MEETING:
        meeting = case.meeting
        assert meeting.state == "closed"
        assert meeting.present >= 1
        assert meeting.minutes
        row = Discussed.objects.get(meeting=meeting, case=case)
        assert row.agreed
        assert row.for_it * 100 >= 50 * meeting.present
        if row.survey_id != case.survey_id:  # changed since by a complaint that was checked and upheld
            assert Complaint.objects.filter(case=case, recheck=case.survey, state="answered").exists()
    if case.state in AFTER_POSTING:
        assert case.posting.ward_id == case.ward_id
        assert case.posting.state != "taken_back" or case.state == CaseState.RECHECKED
    if case.state in (CaseState.SETTLED, CaseState.DECIDED):
        posting = case.posting
        assert posting.state == "ended"
        assert working_days_between(posting.first_day, posting.last_day) == 3
        assert posting.ended_on > posting.last_day
        assert not Complaint.objects.filter(case=case, state__in=["received", "checking", "checked"]).exists()
    if case.state == CaseState.DECIDED:
        assert case.decision.state == "signed"
        assert Opinion.objects.filter(ward=case.ward, state="agreed").exists()


@pytest.fixture
def office():
    found = made_up.office()
    made_up.register(found, made_up.HOMES_2019[:3])
    return found


@pytest.fixture
def campaign(office):
    return made_up.under_survey(office)


def test_no_sequence_of_operations_passes_a_step_by(office, campaign):
    reached: dict[str, int] = {}
    ways: list[int] = []
    world.update(office=office, campaign=campaign, reached=reached, ways=ways)
    run_state_machine_as_test(
        Review,
        settings=settings(
            max_examples=examples(50, 25),
            stateful_step_count=50,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    unreached = {"to_screen", "screened_out"}  # form A is for households that ask, and 2016 has none
    assert set(CaseState.values) - set(reached) == unreached, reached


def test_every_operation_of_the_review_is_guarded():
    """A new operation that changes states runs through `guarded`, or its refusals would leave no line."""
    code = guarded(lambda subject, *, by, at: None).__code__
    modules = (
        cancelling, complaints, corrections, decisions, lists, meetings, opinions, postings, rechecks, steps_back,
        surveys,
    )  # fmt: skip
    helpers = {
        "hold_case", "hold_cases", "place_form", "class_of", "back_to_survey", "group_back_to_survey", "agenda_digest",
        "too_late", "check_no_draft", "keep_draft", "first_day_of", "named", "hold_ward",
        "hold_meeting", "hold_complaint", "note_cancelled", "note_taken_back", "note_closed",
        "note_handed_back", "hold_review", "note_review_cancelled", "go_on",
        "check_settled", "check_why_closed", "first_effect",
    }  # fmt: skip
    bare = [
        f"{module.__name__}.{name}"
        for module in modules
        for name, found in vars(module).items()
        if getattr(found, "__module__", "") == module.__name__
        and callable(found)
        and not isinstance(found, type)
        and not name.startswith("_")
        and name not in helpers
        and found.__code__ is not code
    ]
    assert bare == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE review_case SET state = 'decided'",
        "UPDATE review_case SET state = 'settled'",
        "UPDATE review_case SET state = 'posted', meeting_id = NULL",
        "UPDATE review_case SET state = 'met'",
        "UPDATE review_case SET state = 'confirmed', confirmed_by_id = surveyed_by_id",
        "UPDATE review_case SET state = 'surveyed'",
        "UPDATE review_case SET state = 'beyond'",
        "UPDATE review_campaign SET decision_number = ''",
    ],
)
def test_the_database_refuses_what_passes_a_step_by(office, campaign, statement):
    """Directly in SQL, on whichever database: the households were listed and nothing more."""
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE review_posting SET state = 'ended'",
        "UPDATE review_posting SET state = 'ended', ended_on = last_day",
        "UPDATE review_case SET state = 'decided'",
        "UPDATE review_case SET state = 'settled', posting_id = NULL",
        "UPDATE review_case SET meeting_id = NULL",
        "UPDATE review_case SET confirmed_by_id = NULL",
        "UPDATE review_case SET survey_id = NULL",
        "UPDATE review_meeting SET present = NULL",
        "UPDATE review_meeting SET minutes = ''",
    ],
)
def test_the_database_keeps_what_a_posted_list_stands_on(office, campaign, statement):
    names = dict(made_up.ANSWERS_2019)
    for name in HEADS:
        income, lacking = names[name]
        made_up.confirmed(office, made_up.case_of(campaign, name), declared(income, *lacking))
    group = CampaignGroup.objects.get(ward__campaign=campaign, group=office.group)
    made_up.met(office, group)
    postings.post_list(
        made_up.ward_of(campaign, office), places=["Trụ sở"], by=office.people["officer"], at=made_up.POSTED_AT
    )
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
