"""A form that came when its household was closed, left out by form A, or given to another person: kept beside it with a
reason. A closed household can be taken up again instead (`operations.lists`): then its late forms come back, and a
person says which one holds. Of one that is still to be visited the form may hold (`surveys.settle_conflict`); kept
beside, the household is visited by whom it is given to.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.core.operations import record_event
from chungtay.foundation.core.text import tidy
from chungtay.work.review.models import OUT_OF_THE_REVIEW, CaseState, Survey, SurveyState
from chungtay.work.review.operations.lists import hold_case
from chungtay.work.review.operations.steps import guarded
from chungtay.work.review.permissions import check_may_confirm
from chungtay.work.review.transitions import check_open

_NOTHING_HOLDS = (*OUT_OF_THE_REVIEW, CaseState.LISTED, CaseState.RETURNED)  # where no form would have to give way


@guarded
def keep_beside(survey: Survey, *, why: str, by: Any, at: datetime.datetime) -> Survey:
    """The household stays closed or left out, or goes on to be visited; the form stays readable as evidence. Not by who
    filled it in or typed it.

    Raises StepRefused, PermissionDenied, ValidationError."""
    case = hold_case(Survey.objects.select_related("case").get(pk=survey.pk).case)
    check_open(case.campaign)
    check_may_confirm(by, case.group.group, timezone.localdate(at))
    survey = case.surveys.select_for_update(of=("self",), no_key=True).get(pk=survey.pk)
    if case.state not in _NOTHING_HOLDS or survey.state != SurveyState.CONFLICT:
        sentence = _(
            "Only a form that waits for an officer's word, of a household that is closed or still to be visited, is "
            "kept beside it. Load the page anew."
        )
        raise ValidationError(sentence, code="not_late")
    if by is not None and by.pk in (survey.surveyed_by_id, survey.entered_by_id, survey.entered_again_by_id):
        raise PermissionDenied(_("You filled this form in or typed it; somebody else says what becomes of it."))
    if not tidy(why):
        raise ValidationError(_("Say why this form is put beside the household and does not hold."), code="why")
    survey.state, survey.decided_by, survey.decided_at = SurveyState.BESIDE, by, at
    survey.decided_why = tidy(why, lines=True)
    survey.save(update_fields=["state", "decided_by", "decided_at", "decided_why"])
    detail = {"case": case.pk, "number": survey.number}
    record_event("review.form_kept_beside", survey, by=by, at=at, area=case.ward.ward, detail=detail)
    survey.case = case
    return survey
