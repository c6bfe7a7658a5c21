"""What the form of a second visit is for: it goes to the complaint or the correction that asked for it, whichever door
it came by."""

from __future__ import annotations

import contextlib
import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError

from chungtay.foundation.core.operations import record_event
from chungtay.work.review.models import (
    Case,
    Complaint,
    ComplaintState,
    Purpose,
    Revisit,
    RevisitState,
    Survey,
    SurveyState,
)
from chungtay.work.review.operations.complaints import tie_recheck
from chungtay.work.review.operations.surveys import class_of


def hold_asked(case: Case) -> None:
    """Hold the complaints that wait for a check of the household, before the household itself: in the order in which
    complaints are worked on, so that two people do not wait for each other."""
    asked = Complaint.objects.select_for_update(of=("self",), no_key=True)
    list(asked.filter(case=case, state=ComplaintState.CHECKING).order_by("pk"))


def tie_second_visit(survey: Survey | None, *, by: Any, at: datetime.datetime) -> None:
    """The check that was given to whoever visited is done when its form is in; one that cannot be classified is to be
    made again."""
    if survey is None or survey.purpose != Purpose.RECHECK or survey.state == SurveyState.HALF:
        return
    asked = Complaint.objects.filter(case=survey.case_id, checker=survey.surveyed_by, state=ComplaintState.CHECKING)
    for complaint in asked:
        with contextlib.suppress(ValidationError, PermissionDenied):
            tie_recheck(complaint, survey=survey, by=by, at=at)
    _tie_to_revisit(survey, by, at)


def _tie_to_revisit(survey: Survey, by: Any, at: datetime.datetime) -> None:
    """The visit that was ordered for a correction is made; a form without a class is to be filled in again."""
    rows = Revisit.objects.select_for_update(of=("self",), no_key=True).select_related("case__ward__ward")
    revisit = rows.filter(
        case=survey.case_id,
        assigned_to=survey.surveyed_by,
        state=RevisitState.ORDERED,
        ordered_at__lte=survey.received_at,
    ).first()
    if revisit is None or not class_of(survey):
        return
    revisit.survey, revisit.state = survey, RevisitState.DONE
    revisit.save(update_fields=["survey", "state"])
    detail = {"case": survey.case_id, "survey": survey.pk}
    record_event("review.revisit_done", revisit, by=by, at=at, area=revisit.case.ward.ward, detail=detail)
