"""What people do with a form that came in: type it a second time, confirm it, give it back, decide between two."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.accounts.permissions import Duty, check_apart
from chungtay.foundation.core.operations import record_event
from chungtay.foundation.core.text import tidy
from chungtay.work.review.models import (
    OUT_OF_THE_REVIEW,
    Case,
    CaseState,
    Purpose,
    Remark,
    Survey,
    SurveyResult,
    SurveyState,
)
from chungtay.work.review.operations.lists import group_back_to_survey, hold_case
from chungtay.work.review.operations.steps import guarded
from chungtay.work.review.operations.taking_in import (
    Filled,
    check_may_send,
    check_shape,
    check_takes_forms,
    digest_of,
    scored,
    state_of,
)
from chungtay.work.review.permissions import check_may_confirm
from chungtay.work.review.queries.campaigns import main_standard
from chungtay.work.review.transitions import StepRefused, check_case_step, check_open


@dataclass(frozen=True, slots=True)
class Said:
    """A remark on one answer; `member` counts from 1, 0 is the household."""

    words: str
    question: str = ""
    member: int = 0


@guarded
def complete_half(
    survey: Survey,
    *,
    answers: Mapping[str, Any],
    case_version: int,
    differing: int = 0,
    head: Mapping[str, Any] | None = None,
    by: Any,
    at: datetime.datetime,
    settled_by: Any = None,
) -> Survey:
    """A second person typed the same paper: from here on the form is like any other that came in. `answers` are those
    that both typed, or that were settled with the paper in hand; `differing` counts the boxes that had to be settled,
    `head` corrects surveyed_by and surveyed_on. `by` typed second; `settled_by` compared the two, where that is another
    person, whose right the caller has checked.

    Raises StepRefused, PermissionDenied, ValidationError."""
    survey = Survey.objects.select_related("case", "surveyed_by").get(pk=survey.pk)
    case = hold_case(survey.case)
    survey = case.surveys.select_for_update(of=("self",), no_key=True).select_related("surveyed_by").get(pk=survey.pk)
    if survey.state != SurveyState.HALF:
        raise ValidationError(_("This form was typed twice already. Load the page anew."), code="not_half")
    if by is not None and by.pk == survey.entered_by_id:
        raise PermissionDenied(_("You typed this form first; a second person types it again."))
    for name in ("surveyed_by", "surveyed_on"):
        if head and name in head:
            setattr(survey, name, head[name])
    filled = Filled(
        survey.sent_id, answers, survey.door, case_version, survey.surveyed_on, survey.surveyed_by, survey.purpose
    )
    first = case.surveys.filter(purpose=Purpose.FIRST, surveyed_by__isnull=False).values_list("surveyed_by", flat=True)
    compared = settled_by is not None and settled_by != by
    check_may_send(case, filled, by, at, first=list(first), compared=compared)
    check_shape(filled, case, at)
    check_takes_forms(case, filled.purpose)
    survey.state, survey.case, survey.case_version = state_of(case, filled), case, case_version
    survey.answers, survey.digest, survey.entered_again_by = dict(answers), digest_of(answers), by
    survey.save()
    _place(case, survey, scored(case, answers, survey.surveyed_on))
    detail = {"case": case.pk, "state": str(survey.state), "number": survey.number, "differing": differing}
    detail |= {"typed_by": by.pk} if compared else {}
    who = settled_by if compared else by
    record_event("review.survey_typed_again", survey, by=who, at=at, area=case.ward.ward, detail=detail)
    return survey


def _place(case: Case, survey: Survey, results: Sequence[SurveyResult]) -> None:
    """Keep the results; the form becomes that of the household, or stands beside another one as a conflict."""
    for result in results:
        result.survey = survey
    SurveyResult.objects.bulk_create(results)
    if survey.state == SurveyState.SENT and survey.purpose == Purpose.FIRST:
        place_form(case, survey)
    elif survey.state == SurveyState.CONFLICT:
        case.version += 1
        case.save(update_fields=["version"])


def place_form(case: Case, survey: Survey) -> None:
    """The form becomes that of the household, to be checked."""
    check_case_step(case, CaseState.SURVEYED)
    case.survey, case.surveyed_by, case.confirmed_by = survey, survey.surveyed_by, None
    case.state, case.class_id, case.version = CaseState.SURVEYED, class_of(survey), case.version + 1
    case.save(update_fields=["survey", "surveyed_by", "confirmed_by", "state", "class_id", "version"])


def class_of(survey: Survey) -> str:
    """The class by the main standard; "" when the form could not be classified."""
    standard = main_standard(survey.case.campaign)
    return survey.results.get(rule_set=standard.rule_set).class_id


@guarded
def confirm(survey: Survey, *, by: Any, at: datetime.datetime) -> Survey:
    """The second pair of eyes: the form is right. Never by who filled it in or typed it."""
    survey, case = _for_check(survey, by, at)
    typed = [number for number in (survey.entered_by_id, survey.entered_again_by_id) if number]
    check_apart(by, Duty.CONFIRM, acted={Duty.ENTER: typed})
    if by is not None and by.pk == survey.surveyed_by_id:
        raise PermissionDenied(_("You filled this form in; somebody else confirms it."))
    if case.surveys.filter(state=SurveyState.CONFLICT).exists():
        raise ValidationError(
            _("Another form of this household contradicts it. Decide which one holds."), code="conflict"
        )
    if not case.class_id:
        raise ValidationError(
            _("The form is not complete, so the household has no class. Give it back with what is missing."),
            code="incomplete",
        )
    check_case_step(case, CaseState.CONFIRMED)
    _decide(survey, SurveyState.CONFIRMED, by, at)
    case.state, case.confirmed_by, case.version = CaseState.CONFIRMED, by, case.version + 1
    case.save(update_fields=["state", "confirmed_by", "version"])
    detail = {"case": case.pk, "class": case.class_id}
    record_event("review.survey_confirmed", survey, by=by, at=at, area=case.ward.ward, detail=detail)
    return survey


@guarded
def give_back(survey: Survey, *, remarks: Sequence[Said], by: Any, at: datetime.datetime) -> Survey:
    """Back to the survey, with a reason for each answer to look at."""
    survey, case = _for_check(survey, by, at)
    said = [each for each in remarks if tidy(each.words)]
    if not said:
        raise ValidationError(_("Say what is to be looked at again."), code="remarks")
    check_case_step(case, CaseState.RETURNED)
    _check_not_settled(case)
    _decide(survey, SurveyState.RETURNED, by, at)
    Remark.objects.bulk_create(
        Remark(survey=survey, question=each.question, member=each.member, words=tidy(each.words), by=by, at=at)
        for each in said
    )
    group_back_to_survey(case)
    back_to_survey(case)
    detail = {"case": case.pk, "remarks": len(said)}
    record_event("review.survey_returned", survey, by=by, at=at, area=case.ward.ward, detail=detail)
    return survey


def _check_not_settled(case: Case) -> None:
    """Raise StepRefused for a household whose posting is over: it goes back for the opinion of the district about it
    (`operations.opinions`), never for an officer's own step."""
    if case.state == CaseState.SETTLED:
        raise StepRefused(
            _(
                "The posting of %(name)s is over without a complaint. It goes back to the survey only when the district"
                " sends it back; a mistake is put right by a second decision."
            )
            % {"name": case.head_name},
            subject=case,
            area=case.ward.ward,
            stands=case.state,
            wanted=CaseState.RETURNED,
        )


def back_to_survey(case: Case) -> None:
    """The household waits for a visit again; whoever has it is told by the version."""
    case.state, case.confirmed_by, case.version = CaseState.RETURNED, None, case.version + 1
    case.save(update_fields=["state", "confirmed_by", "version"])


@guarded
def settle_conflict(survey: Survey, *, why: str, by: Any, at: datetime.datetime) -> Survey:
    """Of several forms of a household this one holds; the others stay readable as replaced."""
    survey = Survey.objects.select_related("case").get(pk=survey.pk)
    case = hold_case(survey.case)
    check_open(case.campaign)
    check_may_confirm(by, case.group.group, timezone.localdate(at))
    if not tidy(why):
        raise ValidationError(_("Say why this form holds."), code="why")
    rivals = list(case.surveys.select_for_update(no_key=True).filter(purpose=Purpose.FIRST))
    if not any(each.state == SurveyState.CONFLICT for each in rivals):
        raise ValidationError(_("This household has no forms that contradict each other."), code="no_conflict")
    checked = case.state not in (CaseState.LISTED, CaseState.RETURNED, CaseState.SURVEYED)
    # what holds may be the form of a second visit by now: it goes on holding
    if not any(each.pk == survey.pk for each in rivals) and not (checked and survey.pk == case.survey_id):
        raise ValidationError(_("This is no form of the first visit."), code="purpose")
    _check_under_review(case)
    if checked:
        return _goes_on_holding(survey, case, rivals, why, by, at)
    for each in rivals:
        if each.pk != survey.pk and each.state in (SurveyState.CONFLICT, SurveyState.SENT):
            _decide(each, SurveyState.REPLACED, by, at, why)
    survey = next(each for each in rivals if each.pk == survey.pk)
    survey.state, survey.decided_why = SurveyState.SENT, tidy(why, lines=True)
    survey.save(update_fields=["state", "decided_why"])
    survey.case = case
    case.survey, case.surveyed_by, case.confirmed_by = survey, survey.surveyed_by, None
    case.state, case.class_id, case.version = CaseState.SURVEYED, class_of(survey), case.version + 1
    case.save(update_fields=["survey", "surveyed_by", "confirmed_by", "state", "class_id", "version"])
    detail = {"case": case.pk, "forms": len(rivals)}
    record_event("review.conflict_settled", survey, by=by, at=at, area=case.ward.ward, detail=detail)
    return survey


def _check_under_review(case: Case) -> None:
    """Raise ValidationError, with the way on, for a household of which no form holds as it stands."""
    if case.state in OUT_OF_THE_REVIEW:
        raise ValidationError(
            _(
                "%(name)s is at “%(state)s”: no form of it holds. Keep the late form beside the household, or put the"
                " household on the list again."
            )
            % {"name": case.head_name, "state": case.get_state_display()},
            code="closed",
        )
    if case.state == CaseState.TO_SCREEN:
        raise ValidationError(
            _("%(name)s waits for form A; after it somebody says which form holds.") % {"name": case.head_name},
            code="form_a",
        )


def _goes_on_holding(
    survey: Survey, case: Case, rivals: Sequence[Survey], why: str, by: Any, at: datetime.datetime
) -> Survey:
    """A form came after the household was checked (a telephone that was away for days). The checked form may go on
    holding, whatever step the household stands at; for another one the household is given back, or put right by a
    complaint or a second decision."""
    if case.survey_id != survey.pk:
        sentence = _(
            "The form that holds was checked already. Say that it goes on holding; where it is wrong, give it back "
            "before the posting, and later put the class right by a complaint or a second decision."
        )
        raise ValidationError(sentence, code="checked")
    for each in rivals:
        if each.state == SurveyState.CONFLICT:
            _decide(each, SurveyState.REPLACED, by, at, why)
    detail = {"case": case.pk, "forms": len(rivals)}
    record_event("review.conflict_settled", survey, by=by, at=at, area=case.ward.ward, detail=detail)
    return survey


def _for_check(survey: Survey, by: Any, at: datetime.datetime) -> tuple[Survey, Case]:
    survey = Survey.objects.select_related("case").get(pk=survey.pk)
    case = hold_case(survey.case)
    check_open(case.campaign)
    check_may_confirm(by, case.group.group, timezone.localdate(at))
    if case.survey_id != survey.pk:
        raise ValidationError(_("Another form took the place of this one. Load the page anew."), code="replaced")
    survey.case = case
    return survey, case


def _decide(survey: Survey, state: str, by: Any, at: datetime.datetime, why: str = "") -> None:
    survey.state, survey.decided_by, survey.decided_at = state, by, at
    survey.decided_why = tidy(why, lines=True)
    survey.save(update_fields=["state", "decided_by", "decided_at", "decided_why"])
