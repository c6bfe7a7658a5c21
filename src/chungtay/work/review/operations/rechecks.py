"""Two second visits found different classes: somebody names the one that holds, or sends a third person."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.core.operations import record_event
from chungtay.foundation.core.text import tidy
from chungtay.work.review.models import Case, Complaint, ComplaintState, Settled, Survey, SurveyState
from chungtay.work.review.operations.complaints import hold_complaint, note_handed_back
from chungtay.work.review.operations.steps import guarded
from chungtay.work.review.permissions import check_may_second
from chungtay.work.review.queries.complaints import possible_checkers
from chungtay.work.review.queries.rechecks import disagree, found_of, gone, visitors_of


@guarded
def settle_rechecks(
    complaint: Complaint, *, holds: Survey | None, why: str, by: Any, at: datetime.datetime
) -> Complaint:
    """Name the form that holds (`holds`), or None: a third person visits. By whoever prepares, checks or signs, and
    made none of these visits. What does not hold stays readable as replaced; other complaints about the household
    that still wait for their answer rest on the same form. Also while a third person was asked for and nobody has
    the visit, or whoever has it can no longer go: the account ended, the duty was handed over."""
    complaint, case = hold_complaint(complaint, ComplaintState.CHECKED, ComplaintState.CHECKED, ComplaintState.CHECKING)
    today = timezone.localdate(at)
    left = gone([complaint], today) if complaint.state == ComplaintState.CHECKING else []
    if complaint.state == ComplaintState.CHECKING and complaint.checker_id is not None and not left:
        raise ValidationError(
            _("The visit is given to somebody; first its form comes in, or the visit is taken back with a reason."),
            code="given",
        )
    check_may_second(by, complaint.ward.ward, today)
    found = found_of(case)
    if not disagree(found):
        raise ValidationError(_("The second visits found the same; there is nothing to settle."), code="same")
    if by is not None and by.pk in visitors_of(found):
        raise PermissionDenied(_("You made one of these visits; somebody else says which one holds."))
    said = tidy(why, lines=True)
    if not said:
        raise ValidationError(_("Say why this one holds, or why somebody goes a third time."), code="why")
    if left:
        note_handed_back(complaint, why=said, by=by, at=at)
    if holds is None:
        outcome = _third_visit(complaint, today)
    else:
        chosen = next((each for each in found if each.survey.pk == holds.pk), None)
        if chosen is None:
            raise ValidationError(_("Choose one of the second visits of this household."), code="holds")
        losers = [each.survey for each in found if each.class_id != chosen.class_id]
        outcome = _this_holds(complaint, case, chosen.survey, losers, by, at)
    complaint.settled, complaint.settled_why, complaint.settled_by, complaint.settled_at = outcome, said, by, at
    complaint.save(update_fields=["settled", "settled_why", "settled_by", "settled_at"])
    detail = {"case": case.pk, "outcome": str(outcome), "forms": [each.survey.pk for each in found]}
    record_event("review.rechecks_settled", complaint, by=by, at=at, area=complaint.ward.ward, detail=detail)
    return complaint


def _third_visit(complaint: Complaint, today: datetime.date) -> str:
    """Back to be given to somebody who made none of the visits; the forms so far stay beside the third one. Refused
    where there is nobody: the complaint could not go on."""
    if not possible_checkers(complaint, today):
        raise ValidationError(
            _(
                "Nobody is left in %(ward)s who could visit a third time: everybody with that duty filled in, typed or"
                " confirmed a form of this household. Say which visit holds."
            )
            % {"ward": complaint.ward.ward.name},
            code="nobody",
        )
    complaint.state, complaint.checker, complaint.recheck = ComplaintState.CHECKING, None, None
    complaint.save(update_fields=["state", "checker", "recheck"])
    return Settled.THIRD


def _this_holds(
    complaint: Complaint, case: Case, winner: Survey, losers: list[Survey], by: Any, at: datetime.datetime
) -> str:
    outcome = Settled.THIS if complaint.recheck_id == winner.pk else Settled.OTHER
    numbers = [each.pk for each in losers]
    Survey.objects.filter(pk__in=numbers).update(state=SurveyState.REPLACED, decided_by=by, decided_at=at)
    waiting = Complaint.objects.filter(case=case, state=ComplaintState.CHECKED)
    waiting.filter(recheck__in=numbers).update(recheck=winner, checker=winner.surveyed_by)
    # a third person is needed no more, neither for this complaint nor for another one
    given = Complaint.objects.filter(case=case, state=ComplaintState.CHECKING, checker__isnull=False)
    for other in gone(list(given.select_related("ward__ward")), timezone.localdate(at)):
        note_handed_back(other, why=_("Another second visit holds."), by=by, at=at)
    unmet = Complaint.objects.filter(case=case, state=ComplaintState.CHECKING, checker=None)
    unmet.update(recheck=winner, checker=winner.surveyed_by, state=ComplaintState.CHECKED)
    if outcome == Settled.OTHER:
        complaint.recheck, complaint.checker, complaint.state = winner, winner.surveyed_by, ComplaintState.CHECKED
    return outcome
