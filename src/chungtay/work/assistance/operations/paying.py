"""Paying a part out, by a third person, against a receipt; taking it back; looking at it at the household."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.accounts.permissions import Duty, check_apart
from chungtay.foundation.core.files import StoredFile
from chungtay.foundation.core.words import fold
from chungtay.records.entitlements.operations.help import remember_help, take_back_help
from chungtay.records.entitlements.operations.receivers import check_receiver
from chungtay.work.assistance.models import (
    Case,
    CaseKind,
    CaseState,
    Outcome,
    Part,
    PartKind,
    PartState,
    Visit,
    VisitKind,
)
from chungtay.work.assistance.operations import steps
from chungtay.work.assistance.operations.deaths import check_not_by_the_dead
from chungtay.work.assistance.operations.deciding import seen
from chungtay.work.assistance.permissions import can_pay, can_propose, check_may_pay
from chungtay.work.assistance.queries.norms import FUNERAL
from chungtay.work.assistance.transitions import check_case, check_part

VISIT_DAYS = {CaseKind.RELIEF: 14, CaseKind.REPAIR: 30, CaseKind.ONE_OFF: 30}  # our own aims
_STATE_OF = {
    VisitKind.BEFORE: CaseState.PROPOSED,
    VisitKind.WORK: CaseState.APPROVED,
    VisitKind.AFTER: CaseState.PAID,
}


@transaction.atomic
def pay(
    number: int,
    part: int,
    *,
    received_by: str,
    on: datetime.date,
    kept: StoredFile,
    signed_for: str = "",
    by: Any,
    at: datetime.datetime,
) -> Part:
    """Pay a part out, by somebody who neither proposed nor approved it, against a signed receipt or photograph. Who
    received it belongs to the household, or it is said why another signed. Raises ValidationError, PermissionDenied."""
    case, today = steps.held(number), timezone.localdate(at)
    check_may_pay(by, case.ward, today)
    check_apart(by, Duty.PAY, acted={Duty.ENTER: case.proposed_by_id, Duty.APPROVE: case.approved_by_id})
    one = steps.part_of(case, part)
    check_part(one.state, PartState.PAID)
    check_case(case.state, CaseState.PAID)
    if case.approved_at is None:
        raise ValidationError(_("Nobody has approved this case."), code="state")
    if case.by_call and case.paper_at is None and case.noted_by_id == by.pk:  # else one hand says "allowed" and pays
        raise PermissionDenied(_("You noted the leader's call. Another person pays, or you once the leader confirmed."))
    steps.check_day(on, timezone.localdate(case.approved_at), at)
    steps.check_still_there(case, today)
    _check_work(case, one, by)
    _check_receiver(case, one, received_by, signed_for, by=by, on=today)
    one.state, one.paid_by, one.paid_at, one.paid_on = PartState.PAID, by, at, on
    one.received_by, one.received_key, one.signed_for = received_by, fold(received_by), signed_for
    one.receipt = steps.keep(case, _("Receipt, part %(number)s") % {"number": one.number}, kept, by=by, at=at)
    one.save()
    _remember(case, one, by=by, at=at)
    if not case.parts.filter(state=PartState.DUE).exists():
        case.state = CaseState.PAID
        case.follow_up_on = on + datetime.timedelta(days=VISIT_DAYS[CaseKind(case.kind)])
        case.save(update_fields=["state", "follow_up_on"])
    steps.event("assistance.paid", case, {"part": one.number}, by=by, at=at)
    return one


@transaction.atomic
def give_back(number: int, part: int, *, note: str, by: Any, at: datetime.datetime) -> Part:
    """Note that a part was given back, with a reason. A case of which nothing is left closes. Raises ValidationError,
    PermissionDenied."""
    case, today = steps.held(number), timezone.localdate(at)
    check_may_pay(by, case.ward, today)
    one = steps.part_of(case, part)
    check_part(one.state, PartState.RETURNED)
    one.state, one.note = PartState.RETURNED, steps.said(note)
    one.save(update_fields=["state", "note"])
    take_back_help(by=by, at=at, origin=origin(one), on=today, why=note)
    left = case.parts.filter(state__in=(PartState.DUE, PartState.PAID)).exists()
    if case.state == CaseState.PAID and not left:
        case.state = CaseState.CLOSED
        case.save(update_fields=["state"])
    steps.event("assistance.given_back", case, {"part": one.number}, by=by, at=at)
    return one


@transaction.atomic
def visit(
    number: int,
    *,
    kind: str,
    on: datetime.date,
    found: str,
    outcome: str,
    kept: StoredFile | None,
    by: Any,
    at: datetime.datetime,
) -> Visit:
    """Note a visit: the inspection before, the check of the work, or the visit afterwards, which somebody else than who
    paid makes and which closes the case when all is as the papers say. Raises ValidationError, PermissionDenied."""
    case, today = steps.held(number), timezone.localdate(at)
    if not (can_pay(by, case.ward, today) or can_propose(by, case.ward, today)):
        raise PermissionDenied(_("You have no duty here that allows this."))
    _check_visit(case, kind, outcome, found, kept)
    payers = set(case.parts.exclude(paid_by=None).values_list("paid_by", flat=True))
    if kind == VisitKind.AFTER and by.pk in payers:
        raise PermissionDenied(_("You paid this out. Another person visits the household."))
    since = case.told_at if kind == VisitKind.BEFORE else case.approved_at or case.told_at
    steps.check_day(on, timezone.localdate(since), at)
    photo = steps.keep(case, str(VisitKind(kind).label), kept, by=by, at=at) if kept else None
    made = Visit.objects.create(case=case, kind=kind, on=on, found=found, outcome=outcome, photo=photo, by=by, at=at)
    if kind == VisitKind.AFTER and outcome == Outcome.AS_TOLD and not case.denied:
        case.state = CaseState.CLOSED
        case.save(update_fields=["state"])
    steps.event("assistance.visited", case, {"visit": kind, "outcome": outcome}, by=by, at=at)
    return made


def _check_visit(case: Case, kind: str, outcome: str, found: str, kept: StoredFile | None) -> None:
    if kind not in VisitKind.values or outcome not in Outcome.values:
        raise ValidationError(_("The kind or the outcome of the visit is unknown."), code="kind")
    if case.state != _STATE_OF[VisitKind(kind)]:
        sentence = _("The case stands at “%(state)s”; this step is not possible now. Load the page anew.")
        raise ValidationError(sentence % {"state": CaseState(case.state).label}, code="state")
    if not found.strip():
        raise ValidationError(_("Say what you saw."), code="found")
    if kept is None and kind != VisitKind.AFTER:
        raise ValidationError(_("This visit needs a photograph."), code="photo")


def _check_work(case: Case, one: Part, by: Any) -> None:
    """What is paid after the check needs the check, made by somebody else than who pays."""
    if not one.after_check:
        return
    if not seen(case, VisitKind.WORK):
        raise ValidationError(_("The finished work must be seen first, with a photograph."), code="work")
    last = case.visits.filter(kind=VisitKind.WORK).order_by("-pk").first()
    if last is not None and last.by_id == by.pk:
        raise PermissionDenied(_("You checked the work. Another person pays the part that waited for it."))


def _check_receiver(case: Case, one: Part, received_by: str, signed_for: str, *, by: Any, on: datetime.date) -> None:
    """A member of the household who is not the dead of a funeral, for money no child; else why another signed."""
    if case.norm == FUNERAL and case.person is not None:
        check_not_by_the_dead(fold(case.person.full_name), fold(received_by))
    hands = (by.pk, case.proposed_by_id, case.approved_by_id)
    member = check_receiver(
        received_by, household=case.household_id, hands=hands, on=on, money=one.kind == PartKind.CASH, signed=True
    )
    if not member and not signed_for.strip():
        sentence = _("“%(name)s” does not belong to the household. Say why another person signed.")
        raise ValidationError(sentence % {"name": received_by}, code="signed_for")


def _remember(case: Case, one: Part, *, by: Any, at: datetime.datetime) -> None:
    """The ledger of help gets its row."""
    number = case.decision_number or _("allowed by telephone")
    amount = f": {one.kilograms} kg" if one.kilograms else ""
    title = f"{case.title[: 200 - len(amount)]}{amount}"
    remember_help(
        by=by,
        at=at,
        household=case.household,
        person=case.person,
        kind=one.kind,
        source=one.source,
        title=title,
        value=one.amount,
        on=one.paid_on or timezone.localdate(at),
        proof=_("%(number)s, received by %(name)s") % {"number": number, "name": one.received_by},
        origin=origin(one),
    )


def origin(one: Part) -> str:
    return f"assistance:part:{one.pk}"
