"""Before a decision is corrected, the household is visited again by somebody else: ordered, made, or put aside.

A correction rests on a form of such a visit (`corrections`). The review may be closed by then: its households can still
be visited, for nothing but this."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.accounts.models import User
from chungtay.foundation.accounts.permissions import Permission, may
from chungtay.foundation.core.operations import record_event
from chungtay.foundation.core.text import tidy
from chungtay.work.review.models import Case, CaseState, Decision, DecisionKind, DecisionState, Revisit, RevisitState
from chungtay.work.review.operations.opinions import hold_ward
from chungtay.work.review.operations.steps import guarded
from chungtay.work.review.permissions import check_may_prepare
from chungtay.work.review.queries.complaints import first_surveyors
from chungtay.work.review.transitions import StepRefused


@guarded
def order_revisit(decision: Decision, *, case: Case, to: User, why: str, by: Any, at: datetime.datetime) -> Revisit:
    """Have a household of a signed decision visited again by somebody who did not fill in its first form."""
    ward = hold_ward(decision.ward)
    today = timezone.localdate(at)
    check_may_prepare(by, ward.ward, today)
    decision = Decision.objects.get(pk=decision.pk)
    if decision.state != DecisionState.SIGNED or decision.kind == DecisionKind.REVOKE:
        raise StepRefused(
            _("Only a signed decision is corrected."),
            subject=decision,
            area=ward.ward,
            stands=decision.state,
            wanted=DecisionKind.CORRECT,
        )
    rows = Case.objects.select_for_update(of=("self",), no_key=True)
    held = rows.filter(ward=ward, pk=case.pk, state=CaseState.DECIDED).first()
    if held is None or held.pk not in {row["case"] for row in decision.annex.get("rows", [])}:
        raise ValidationError(_("A household is not in the decision, or none was chosen."), code="elsewhere")
    if not tidy(why):
        raise ValidationError(_("Say why the household is visited again."), code="why")
    if not may(to, Permission.REVIEW_RECHECK, ward.ward, today):
        words = {"name": to.full_name, "ward": ward.ward.name}
        raise ValidationError(_("%(name)s has no duty to check households again in %(ward)s.") % words, code="no_duty")
    if to.pk in first_surveyors(held):
        raise ValidationError(
            _("%(name)s filled in the first form. Somebody else checks it.") % {"name": to.full_name},
            code="same_person",
        )
    twice = _("%(name)s is to be visited again already.") % {"name": held.head_name}
    if held.revisits.filter(state=RevisitState.ORDERED).exists():
        raise ValidationError(twice, code="ordered")
    try:
        with transaction.atomic():
            revisit = Revisit.objects.create(
                decision=decision, case=held, why=tidy(why, lines=True), assigned_to=to, ordered_by=by, ordered_at=at
            )
    except IntegrityError as error:
        raise ValidationError(twice, code="ordered") from error
    detail = {"case": held.pk, "to": to.pk, "decision": decision.pk}
    record_event("review.revisit_ordered", revisit, by=by, at=at, area=ward.ward, detail=detail)
    return revisit


@guarded
def drop_revisit(revisit: Revisit, *, words: str, by: Any, at: datetime.datetime) -> Revisit:
    """The visit is not needed any more, or what it found needs no correction."""
    rows = Revisit.objects.select_for_update(of=("self",), no_key=True).select_related("case__ward__ward")
    revisit = rows.get(pk=revisit.pk)
    area = revisit.case.ward.ward
    check_may_prepare(by, area, timezone.localdate(at))
    if revisit.state == RevisitState.DROPPED:
        raise ValidationError(_("This was put aside already. Load the page anew."), code="dropped")
    if not tidy(words):
        raise ValidationError(_("Say why it is put aside."), code="why")
    revisit.state, revisit.words = RevisitState.DROPPED, tidy(words, lines=True)
    revisit.save(update_fields=["state", "words"])
    record_event("review.revisit_dropped", revisit, by=by, at=at, area=area, detail={"case": revisit.case_id})
    return revisit
