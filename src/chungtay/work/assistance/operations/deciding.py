"""Deciding on a case: at the desk with a number, or by telephone in an emergency with the paper to follow."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.accounts.permissions import Duty, check_apart
from chungtay.work.assistance.models import Case, CaseKind, CaseState, Outcome, PartState, VisitKind
from chungtay.work.assistance.operations import steps
from chungtay.work.assistance.permissions import can_approve, can_pay, can_propose, check_may_approve
from chungtay.work.assistance.transitions import check_case

PAPER_DAYS = 2  # our own aim: what was allowed by telephone is confirmed within two days


@transaction.atomic
def approve(number: int, *, decision: str, by: Any, at: datetime.datetime) -> Case:
    """Approve what another proposed, with the number of the decision. A house is looked at before. Raises
    ValidationError, PermissionDenied."""
    case = steps.held(number)
    check_may_approve(by, case.ward, timezone.localdate(at))
    if not decision.strip():
        raise ValidationError(_("Give the number of the decision."), code="decision")
    case.decision_number = decision
    return _approved(case, by, by=by, at=at)


@transaction.atomic
def note_call(number: int, *, leader: Any, by: Any, at: datetime.datetime) -> Case:
    """Note that a leader allowed emergency relief by telephone: written down by somebody who did not propose it, to be
    confirmed by the leader within `PAPER_DAYS`. Raises ValidationError, PermissionDenied."""
    case, today = steps.held(number), timezone.localdate(at)
    if not (can_pay(by, case.ward, today) or can_propose(by, case.ward, today)):
        raise PermissionDenied(_("You have no duty here that allows this."))
    if case.kind != CaseKind.RELIEF:
        raise ValidationError(_("Only emergency relief is allowed by telephone."), code="kind")
    if by.pk in (case.proposed_by_id, leader.pk):
        raise PermissionDenied(_("The call is noted by somebody who neither proposed the case nor allows it."))
    if not can_approve(leader, case.ward, today):
        raise ValidationError(_("This person may not approve here."), code="leader")
    case.by_call, case.noted_by = True, by
    case.paper_due = today + datetime.timedelta(days=PAPER_DAYS)
    return _approved(case, leader, by=by, at=at)


@transaction.atomic
def confirm_call(number: int, *, decision: str, by: Any, at: datetime.datetime) -> Case:
    """The leader confirms the call, with the number of the decision. Raises ValidationError, PermissionDenied."""
    case = _called(number, by=by)
    if not decision.strip():
        raise ValidationError(_("Give the number of the decision."), code="decision")
    case.decision_number, case.paper_at = decision, at
    case.save(update_fields=["decision_number", "paper_at"])
    steps.event("assistance.call_confirmed", case, {}, by=by, at=at)
    return case


@transaction.atomic
def deny_call(number: int, *, note: str, by: Any, at: datetime.datetime) -> Case:
    """The leader never allowed it: nothing more is paid, and what was paid is to be given back. Raises
    ValidationError, PermissionDenied."""
    case = _called(number, by=by)
    case.denied, case.paper_at, case.note = True, at, steps.said(note)
    steps.drop_rest(case)
    paid = case.parts.filter(state=PartState.PAID).exists()
    if case.state == CaseState.APPROVED:
        case.state = CaseState.PAID if paid else CaseState.REFUSED
    case.save(update_fields=["denied", "paper_at", "note", "state"])
    steps.event("assistance.call_denied", case, {"paid": paid}, by=by, at=at)
    return case


@transaction.atomic
def refuse(number: int, *, note: str, by: Any, at: datetime.datetime) -> Case:
    """Refuse a case, or stop what is left of one that was partly paid, with a reason. Raises ValidationError,
    PermissionDenied."""
    case = steps.held(number)
    check_may_approve(by, case.ward, timezone.localdate(at))
    check_apart(by, Duty.APPROVE, acted={Duty.PROPOSE: case.proposed_by_id})
    check_case(case.state, CaseState.REFUSED)
    paid = case.parts.filter(state=PartState.PAID).exists()
    case.note = steps.said(note)
    case.state = CaseState.PAID if paid else CaseState.REFUSED
    if paid:
        case.follow_up_on = timezone.localdate(at)
    case.save(update_fields=["note", "state", "follow_up_on"])
    steps.drop_rest(case)
    steps.event("assistance.refused", case, {"paid": paid}, by=by, at=at)
    return case


def _approved(case: Case, leader: Any, *, by: Any, at: datetime.datetime) -> Case:
    check_case(case.state, CaseState.APPROVED)
    check_apart(leader, Duty.APPROVE, acted={Duty.PROPOSE: case.proposed_by_id})
    steps.check_still_there(case, timezone.localdate(at))
    if case.kind == CaseKind.REPAIR and not seen(case, VisitKind.BEFORE):
        raise ValidationError(_("Look at the house first, with a photograph."), code="inspection")
    case.state, case.approved_by, case.approved_at = CaseState.APPROVED, leader, at
    case.save()
    case.parts.filter(state=PartState.DUE).update(approved_by=leader)
    steps.event("assistance.approved", case, {"by_call": case.by_call}, by=by, at=at)
    return case


def seen(case: Case, kind: str) -> bool:
    """Whether the last visit of a kind found it as the papers say."""
    last = case.visits.filter(kind=kind).order_by("-pk").first()
    return last is not None and last.outcome == Outcome.AS_TOLD


def _called(number: int, *, by: Any) -> Case:
    case = steps.held(number)
    if not case.by_call or case.paper_at:
        raise ValidationError(_("No call waits to be confirmed here."), code="state")
    if case.approved_by_id != by.pk:
        raise PermissionDenied(_("The leader who was called confirms it, nobody else."))
    return case
