"""A step back that would undo what others said or found: one person proposes it, another one does it.

Not law but the office's own rule: votes of residents, the result of a second visit, a form that came in and a household
of the list of poor and near-poor are not put away by one person alone. Which of them needs whom is in
`docs/decisions/2026-11-30-steps-back-by-two.md`.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.accounts.permissions import Duty, check_apart
from chungtay.foundation.core.files import StoredFile
from chungtay.foundation.core.operations import record_event
from chungtay.foundation.core.text import tidy
from chungtay.work.review.models import (
    Campaign,
    Case,
    Complaint,
    Meeting,
    MeetingState,
    StepBack,
    StepBackKind,
    StepBackState,
)
from chungtay.work.review.operations.cancelling import hold_review, note_review_cancelled
from chungtay.work.review.operations.complaints import hold_complaint, note_taken_back
from chungtay.work.review.operations.lists import check_why_closed, hold_case, note_closed
from chungtay.work.review.operations.meetings import hold_meeting, note_cancelled
from chungtay.work.review.operations.steps import guarded
from chungtay.work.review.permissions import check_may_open, check_may_prepare, check_may_second
from chungtay.work.review.queries import steps_back as queries
from chungtay.work.review.queries.cancelling import inside_of
from chungtay.work.review.queries.postings import OPEN_COMPLAINT
from chungtay.work.review.transitions import check_case_step, check_open


@guarded
def propose_cancelling(meeting: Meeting, *, why: str, by: Any, at: datetime.datetime) -> StepBack:
    """Votes were entered, but the meeting did not take place or does not count: another person decides."""
    meeting = hold_meeting(meeting, by, at, MeetingState.HELD)
    if not queries.has_votes(meeting):
        raise ValidationError(_("No votes were entered; cancel the meeting at once."), code="alone")
    seen = queries.seen_of_meeting(meeting)
    return _propose(meeting.group.group, by, at, kind=StepBackKind.MEETING, meeting=meeting, why=why, seen=seen)


@guarded
def propose_withdrawal(
    complaint: Complaint, *, why: str, paper: StoredFile, by: Any, at: datetime.datetime
) -> StepBack:
    """The household was visited again and the same class found; now whoever complained takes it back in writing.
    Refused when another class was found: that result stands and is answered."""
    complaint, _case = hold_complaint(complaint, StepBackState.WAITING, *OPEN_COMPLAINT)
    check_may_prepare(by, complaint.ward.ward, timezone.localdate(at))
    _check_result_stands(complaint)
    if not queries.rechecks_of(complaint):
        raise ValidationError(_("Nobody visited the household again yet; note it at once."), code="alone")
    seen = queries.seen_of_complaint(complaint)
    more = {"paper": paper.stored, "paper_type": paper.media_type}
    return _propose(
        complaint.ward.ward, by, at, kind=StepBackKind.COMPLAINT, complaint=complaint, why=why, seen=seen, **more
    )


@guarded
def propose_closing(case: Case, *, closed_why: str, why: str, by: Any, at: datetime.datetime) -> StepBack:
    """A household that has a form, or a class to lose or to keep, is to be closed without an outcome of the survey."""
    case = hold_case(case)
    check_open(case.campaign)
    check_may_prepare(by, case.group.group, timezone.localdate(at))
    check_why_closed(case, closed_why)
    check_case_step(case, "closed")
    if not queries.by_two(case, timezone.localdate(at)):
        raise ValidationError(_("It has no form and no class; close the household at once."), code="alone")
    seen = queries.seen_of_case(case)
    return _propose(
        case.group.group, by, at, kind=StepBackKind.HOUSEHOLD, case=case, closed_why=closed_why, why=why, seen=seen
    )


@guarded
def propose_cancelling_review(campaign: Campaign, *, why: str, by: Any, at: datetime.datetime) -> StepBack:
    """A review opened by mistake has forms or votes: who may open it proposes to cancel it, another person decides."""
    campaign = hold_review(campaign)
    check_may_open(by, campaign.area, timezone.localdate(at))
    if not inside_of(campaign).by_two:
        raise ValidationError(_("No form and no vote stands in it; cancel the review at once."), code="alone")
    seen = queries.seen_of_review(campaign)
    return _propose(campaign.area, by, at, kind=StepBackKind.REVIEW, campaign=campaign, why=why, seen=seen)


def _propose(area: Any, by: Any, at: datetime.datetime, *, kind: str, why: str, **values: Any) -> StepBack:
    said = tidy(why, lines=True)
    if not said:
        raise ValidationError(_("Say why, so that another person can decide."), code="why")
    subject = {name: values[name] for name in ("meeting", "complaint", "case", "campaign") if name in values}
    if StepBack.objects.filter(**subject, state=StepBackState.WAITING).exists():
        raise ValidationError(_("A proposal about this waits for another person already."), code="waits")
    step = StepBack.objects.create(kind=kind, why=said, proposed_by=by, proposed_at=at, **values)
    record_event("review.step_back_proposed", step, by=by, at=at, area=area, detail={"kind": str(kind)})
    return step


@guarded
def agree_to_step_back(step: StepBack, *, answer: str = "", by: Any, at: datetime.datetime) -> StepBack:
    """Another person agrees, and it is done: never who proposed it, nor who filled the household's form in. Refused
    when votes, re-check or form are others than the proposer saw (code "changed")."""
    step = _hold(step)
    today = timezone.localdate(at)
    check_may_second(by, queries.area_of(step), today)
    check_apart(by, Duty.APPROVE, acted={Duty.PROPOSE: step.proposed_by_id})
    meeting, complaint, case, campaign = step.meeting, step.complaint, step.case, step.campaign
    if meeting is not None:
        meeting = hold_meeting(meeting, None, at, MeetingState.HELD)
        _check_seen(step, queries.seen_of_meeting(meeting))
        note_cancelled(meeting, why=tidy(step.why), by=by, at=at)
    elif complaint is not None:
        complaint, _case = hold_complaint(complaint, StepBackState.AGREED, *OPEN_COMPLAINT)
        _check_result_stands(complaint)
        _check_seen(step, queries.seen_of_complaint(complaint))
        note_taken_back(complaint, _case, why=step.why, by=by, at=at)
    elif case is not None:
        case = hold_case(case)
        check_open(case.campaign)
        if case.surveys.filter(surveyed_by=by).exists():
            raise PermissionDenied(_("You filled a form of this household in; somebody else decides."))
        _check_seen(step, queries.seen_of_case(case))
        note_closed(case, why=step.closed_why, note=step.why, by=by, at=at)
    elif campaign is not None:
        campaign = hold_review(campaign)
        _check_seen(step, queries.seen_of_review(campaign))
        note_review_cancelled(campaign, why=step.why, by=by, at=at, agreed=step)
    return _decide(step, StepBackState.AGREED, answer, by, at)


@guarded
def return_step_back(step: StepBack, *, answer: str, by: Any, at: datetime.datetime) -> StepBack:
    """Not agreed, with a reason; everything stays as it is. Whoever proposed it may take it back so too."""
    step = _hold(step)
    check_open(queries.campaign_of(step))
    check_may_second(by, queries.area_of(step), timezone.localdate(at))
    if not tidy(answer, lines=True):
        raise ValidationError(_("Say why it is not done."), code="answer")
    return _decide(step, StepBackState.RETURNED, answer, by, at)


def _hold(step: StepBack) -> StepBack:
    rows = StepBack.objects.select_for_update(of=("self",), no_key=True).select_related(
        "meeting__group__group", "meeting__group__ward__campaign__area", "complaint__ward__ward",
        "complaint__ward__campaign__area", "complaint__case", "case__group__group", "case__campaign__area",
        "campaign__area",
    )  # fmt: skip
    held = rows.get(pk=step.pk)
    if held.state != StepBackState.WAITING:
        raise ValidationError(_("This proposal was decided already. Load the page anew."), code="decided")
    return held


def _check_seen(step: StepBack, seen: str) -> None:
    if step.seen != seen:
        raise ValidationError(
            _("Since it was proposed something else was entered. Return the proposal; look, and propose anew."),
            code="changed",
        )


def _check_result_stands(complaint: Complaint) -> None:
    if queries.changed_by_recheck(complaint):
        raise ValidationError(
            _(
                "The second visit found another class than was posted, or than the household has by now. That result"
                " stands: the leader answers."
            ),
            code="stands",
        )


def _decide(step: StepBack, state: str, answer: str, by: Any, at: datetime.datetime) -> StepBack:
    step.state, step.answer, step.decided_by, step.decided_at = state, tidy(answer, lines=True), by, at
    step.save(update_fields=["state", "answer", "decided_by", "decided_at"])
    action = "review.step_back_agreed" if state == StepBackState.AGREED else "review.step_back_returned"
    record_event(action, step, by=by, at=at, area=queries.area_of(step), detail={"kind": str(step.kind)})
    return step
