"""A second decision beside the first: it corrects households by a later form, or takes a recognition back. Nothing of
the first is overwritten."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.core.text import tidy
from chungtay.work.review.models import (
    CampaignWard,
    Case,
    CaseState,
    Decision,
    DecisionKind,
    DecisionState,
    Purpose,
    Revisit,
    RevisitState,
    Survey,
)
from chungtay.work.review.operations.decisions import check_no_draft, keep_draft
from chungtay.work.review.operations.opinions import hold_ward
from chungtay.work.review.operations.steps import guarded
from chungtay.work.review.permissions import check_may_prepare
from chungtay.work.review.queries import decisions as queries
from chungtay.work.review.transitions import StepRefused


@guarded
def draft_correction(
    decision: Decision, *, forms: Mapping[int, int], why: str, by: Any, at: datetime.datetime
) -> Decision:
    """Correct households of a signed decision: case -> the later form that holds, filled in by other people than the
    first; the case's own form when only name or address were wrong. The class is what the form gives, never typed."""
    ward, cases = _begin(decision, list(forms), why, by, at)
    _check_forms(cases, forms, by)
    annex = queries.annex_of(ward, cases, on=timezone.localdate(at), surveys=forms)
    fillers = dict(Survey.objects.filter(pk__in=forms.values()).values_list("pk", "surveyed_by"))
    for row in annex["rows"]:
        row["surveyed_by"] = fillers[row["survey"]]
    draft = keep_draft(ward, DecisionKind.CORRECT, annex, by=by, at=at, corrects=decision, why=why.strip())
    Revisit.objects.filter(case__in=forms, survey__in=forms.values(), state=RevisitState.DONE).update(correction=draft)
    return draft


@guarded
def draft_revocation(decision: Decision, *, cases: Sequence[int], why: str, by: Any, at: datetime.datetime) -> Decision:
    """Take the recognition of households back, for a reason that the decision states. They count as not poor from its
    day on, under every standard that had them poor or near-poor; what was decided before stays."""
    ward, found = _begin(decision, cases, why, by, at)
    annex = queries.annex_of(ward, found, on=timezone.localdate(at))
    said = {"status": "taken_back", "why": tidy(why), "decision": decision.number}
    for row in annex["rows"]:
        for name, result in row["found"].items():
            row["was"][name] = result["class"]
            if result["class"] in queries.LISTED:
                result |= {"class": "not_poor", "sub": "", "taken_back": said}
    if not all(any(each.get("taken_back") for each in row["found"].values()) for row in annex["rows"]):
        raise ValidationError(_("Only households that are recognised as poor or near-poor can lose it."), code="class")
    return keep_draft(ward, DecisionKind.REVOKE, annex, by=by, at=at, corrects=decision, why=why.strip())


def _begin(
    decision: Decision, numbers: Sequence[int], why: str, by: Any, at: datetime.datetime
) -> tuple[CampaignWard, list[Case]]:
    ward = hold_ward(decision.ward)
    check_may_prepare(by, ward.ward, timezone.localdate(at))
    if decision.state != DecisionState.SIGNED:
        raise StepRefused(
            _("Only a signed decision is corrected."),
            subject=decision,
            area=ward.ward,
            stands=decision.state,
            wanted=DecisionKind.CORRECT,
        )
    check_no_draft(ward)
    if not tidy(why):
        raise ValidationError(_("Say why, with the paper it rests on."), code="why")
    rows = Case.objects.select_for_update(of=("self",), no_key=True).select_related("group__group")
    cases = list(rows.filter(ward=ward, pk__in=numbers, state=CaseState.DECIDED).order_by("name_key", "pk"))
    if not cases or len(cases) != len(set(numbers)):
        raise ValidationError(_("A household is not in the decision, or none was chosen."), code="elsewhere")
    return ward, cases


def _check_forms(cases: Sequence[Case], forms: Mapping[int, int], by: Any) -> None:
    known = Survey.objects.filter(pk__in=forms.values()).in_bulk()
    for case in cases:
        form = known.get(forms[case.pk])
        if form is None or form.case_id != case.pk:
            raise ValidationError(_("A form belongs to another household."), code="elsewhere")
        if form.pk == case.survey_id:
            continue
        if form.purpose != Purpose.RECHECK:
            raise ValidationError(
                _("%(name)s: a correction rests on a form filled in when the household was checked again.")
                % {"name": case.head_name},
                code="purpose",
            )
        if by is not None and by.pk == form.surveyed_by_id:
            raise PermissionDenied(_("You filled this form in; somebody else confirms it."))
