"""A complaint or request about a household that is no longer here: moved away, died out, joined another. It is answered
with the reason and where to turn; nobody is sent to visit, and nobody needs to say that it was taken back."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.accounts.permissions import Duty, check_apart
from chungtay.foundation.core.operations import record_event
from chungtay.foundation.core.text import tidy
from chungtay.foundation.places.models import Unit
from chungtay.work.review.models import (
    CampaignState,
    CaseState,
    Complaint,
    ComplaintState,
    Request,
    RequestState,
    Upheld,
)
from chungtay.work.review.operations.complaints import go_on, hold_complaint
from chungtay.work.review.operations.lists import hold_case, note_closed
from chungtay.work.review.operations.requests import hold_request
from chungtay.work.review.operations.steps import guarded
from chungtay.work.review.permissions import check_may_sign
from chungtay.work.review.queries.left_here import LeftHere, left_here
from chungtay.work.review.queries.requests import cases_of
from chungtay.work.review.queries.steps_back import has_form, rechecks_of


@guarded
def answer_complaint_of_left(complaint: Complaint, *, answer: str, by: Any, at: datetime.datetime) -> Complaint:
    """By a leader, who did not take it in, before anybody visited the household again: what a second visit found
    stands. The household goes on to the decision, whose draft names it as gone. Raises StepRefused, PermissionDenied,
    ValidationError."""
    complaint, case = hold_complaint(
        complaint, ComplaintState.ANSWERED, ComplaintState.RECEIVED, ComplaintState.CHECKING
    )
    ward = complaint.ward.ward
    check_may_sign(by, ward, timezone.localdate(at))
    check_apart(by, Duty.DECIDE, acted={Duty.RECEIVE: complaint.received_by_id})
    left = _left(case.household_id, ward, at)
    if rechecks_of(complaint):
        raise ValidationError(
            _("The household was visited again. What was found stands; answer by it."), code="checked"
        )
    complaint.state, complaint.upheld, complaint.answer = ComplaintState.ANSWERED, Upheld.LEFT, _said(answer)
    complaint.answered_by, complaint.answered_at = by, at
    complaint.save(update_fields=["state", "upheld", "answer", "answered_by", "answered_at"])
    go_on(case)
    detail = {"case": case.pk, "upheld": str(Upheld.LEFT), "why": left.why, "to": left.to.code if left.to else ""}
    record_event("review.complaint_answered", complaint, by=by, at=at, area=ward, detail=detail)
    return complaint


@guarded
def answer_request_of_left(request: Request, *, answer: str, by: Any, at: datetime.datetime) -> Request:
    """By a leader, who did not take it in. A household of a review under way that no form came of is closed with the
    reason; one with a form goes on: two people close it, or the decision names it as gone."""
    request = hold_request(request, RequestState.RECEIVED, RequestState.LISTED)
    check_may_sign(by, request.area, timezone.localdate(at))
    check_apart(by, Duty.DECIDE, acted={Duty.RECEIVE: request.received_by_id})
    left = _left(request.household_id, request.area, at)
    said = _said(answer)
    waiting = cases_of(request).filter(
        state__in=[CaseState.TO_SCREEN, CaseState.LISTED], campaign__state=CampaignState.OPEN
    )
    closed = []
    for case in map(hold_case, waiting):
        if not has_form(case):
            note_closed(case, why=left.why, note="", by=by, at=at)
            closed.append(case.pk)
    request.state, request.answer, request.left = RequestState.ANSWERED, said, True
    request.answered_by, request.answered_at = by, at
    request.save(update_fields=["state", "answer", "left", "answered_by", "answered_at"])
    detail = {"left": left.why, "to": left.to.code if left.to else "", "closed": closed}
    record_event("review.request_answered", request, by=by, at=at, area=request.area, detail=detail)
    return request


def _left(household: int | None, ward: Unit, at: datetime.datetime) -> LeftHere:
    found = left_here(household, ward, timezone.localdate(at))
    if found is None:
        raise ValidationError(
            _(
                "By the register the household lives in %(ward)s. Record there first that it left, dissolved or joined"
                " another."
            )
            % {"ward": ward.name},
            code="still_here",
        )
    return found


def _said(answer: str) -> str:
    said = tidy(answer, lines=True)
    if not said:
        raise ValidationError(_("Write the answer with its reasons."), code="answer")
    return said
