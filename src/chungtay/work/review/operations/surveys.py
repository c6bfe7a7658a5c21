"""The one pipeline of answers: whichever door a form comes by, it is kept once, scored, checked by a second person."""

from __future__ import annotations

import datetime
import hashlib
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.accounts.permissions import Duty, check_apart
from chungtay.foundation.core.operations import record_event
from chungtay.foundation.core.text import tidy
from chungtay.rulebook.errors import ChungTayError
from chungtay.work.review.models import (
    Case,
    CaseState,
    Door,
    GroupState,
    Purpose,
    Remark,
    Survey,
    SurveyResult,
    SurveyState,
)
from chungtay.work.review.operations.lists import hold_case
from chungtay.work.review.operations.steps import guarded
from chungtay.work.review.permissions import can_prepare, check_may_confirm, check_may_recheck, check_may_survey
from chungtay.work.review.queries.campaigns import main_standard
from chungtay.work.review.queries.scoring import result_of
from chungtay.work.review.transitions import StepRefused, check_case_step, check_open

ANSWER_KEYS = {"household", "members", "left", "overrides", "income_per_person", "declared"}


class OtherContent(ValidationError):
    """A form with the number of one that is here already, and other answers."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as it left the hand that filled it in. `sent_id` was made there; `case_version` is what that hand had
    seen; the clock of the device is `started_at`, `ended_at`; place is optional and never asked as a condition."""

    sent_id: uuid.UUID
    answers: Mapping[str, Any]
    door: str
    case_version: int
    surveyed_on: datetime.date
    surveyed_by: Any
    purpose: str = Purpose.FIRST
    started_at: datetime.datetime | None = None
    ended_at: datetime.datetime | None = None
    latitude: Any = None
    longitude: Any = None
    accuracy_m: int | None = None
    same_as_before: Sequence[str] = ()
    note: str = ""
    half: bool = False  # typed from paper once: it counts when a second person has typed it too


@dataclass(frozen=True, slots=True)
class Said:
    """A remark on one answer; `member` counts from 1, 0 is the household."""

    words: str
    question: str = ""
    member: int = 0


def digest_of(answers: Mapping[str, Any]) -> str:
    text = json.dumps(answers, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


@guarded
def take_in(case: Case, filled: Filled, *, by: Any, at: datetime.datetime) -> tuple[Survey, bool]:
    """Keep a form and score it; the form and whether it is new. Sent twice, kept once. A form that meets another one,
    or a household that changed since the filler saw it, is kept as a conflict that a person decides. Forms that cannot
    be scored yet are kept with their problems and cannot be confirmed.

    Raises OtherContent (same number, other answers), StepRefused, PermissionDenied, ValidationError.
    """
    known = Survey.objects.filter(sent_id=filled.sent_id).select_related("case").first()
    if known is not None:
        return _known(known, case, filled), False
    case = hold_case(case)
    _check_may_send(case, filled, by, at)
    _check_shape(filled, case, at)
    check_open(case.campaign)
    state = _state_of(case, filled)
    state = SurveyState.HALF if filled.half else state
    survey = Survey(
        case=case,
        number=(case.surveys.order_by("-number").values_list("number", flat=True).first() or 0) + 1,
        purpose=filled.purpose,
        door=filled.door,
        sent_id=filled.sent_id,
        digest=digest_of(filled.answers),
        case_version=filled.case_version,
        answers=dict(filled.answers),
        same_as_before=list(filled.same_as_before),
        surveyed_on=filled.surveyed_on,
        started_at=filled.started_at,
        ended_at=filled.ended_at,
        received_at=at,
        surveyed_by=filled.surveyed_by,
        entered_by=by,
        latitude=filled.latitude,
        longitude=filled.longitude,
        accuracy_m=filled.accuracy_m,
        state=state,
        note=filled.note,
    )
    results = [] if filled.half else scored(case, filled.answers, filled.surveyed_on)
    try:
        with transaction.atomic():
            survey.save(force_insert=True)
    except IntegrityError:  # the same form arrived by another line at this moment
        return _known(Survey.objects.select_related("case").get(sent_id=filled.sent_id), case, filled), False
    _place(case, survey, results)
    detail = {"case": case.pk, "door": str(filled.door), "state": str(state), "number": survey.number}
    record_event("review.survey_received", survey, by=by, at=at, area=case.ward.ward, detail=detail)
    return survey, True


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
) -> Survey:
    """A second person typed the same paper: from here on the form is like any other that came in. `answers` are those
    that both typed, or that were settled with the paper in hand; `differing` counts the boxes that had to be settled,
    `head` corrects surveyed_by and surveyed_on.

    Raises StepRefused, PermissionDenied, ValidationError."""
    survey = Survey.objects.select_related("case", "surveyed_by").get(pk=survey.pk)
    case = hold_case(survey.case)
    survey = case.surveys.select_for_update(of=("self",)).select_related("surveyed_by").get(pk=survey.pk)
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
    _check_may_send(case, filled, by, at)
    _check_shape(filled, case, at)
    check_open(case.campaign)
    survey.state, survey.case, survey.case_version = _state_of(case, filled), case, case_version
    survey.answers, survey.digest, survey.entered_again_by = dict(answers), digest_of(answers), by
    survey.save()
    _place(case, survey, scored(case, answers, survey.surveyed_on))
    detail = {"case": case.pk, "state": str(survey.state), "number": survey.number, "differing": differing}
    record_event("review.survey_typed_again", survey, by=by, at=at, area=case.ward.ward, detail=detail)
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


def scored(case: Case, answers: Mapping[str, Any], on: datetime.date) -> list[SurveyResult]:
    """What each standard of the campaign makes of the answers, not saved. Raises ValidationError in words."""
    try:
        standards = list(case.campaign.standards.all())
        return [result_of(standard, answers, group=case.group.group, on=on) for standard in standards]
    except ChungTayError as error:
        raise ValidationError(error.vi, code="answers") from error


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


def _known(known: Survey, case: Case, filled: Filled) -> Survey:
    if known.case_id != case.pk or known.digest != digest_of(filled.answers):
        raise OtherContent(
            _("A form with this number and other answers was received before. Both are kept; ask the ward officer."),
            code="other_content",
        )
    return known


def _check_may_send(case: Case, filled: Filled, by: Any, at: datetime.datetime) -> None:
    if by is None:
        return
    today = timezone.localdate(at)
    if filled.purpose == Purpose.FIRST:
        check_may_survey(by, case.group.group, today)
        # a paper form is typed by others than who carried it; the household was given to the one who visits
        visitor = filled.surveyed_by if filled.door == Door.KEYBOARD and filled.surveyed_by else by
        if case.assigned_to_id not in (None, visitor.pk) and not can_prepare(by, case.group.group, today):
            raise PermissionDenied(
                _("This household was given to %(name)s.") % {"name": case.assigned_to.full_name}  # type: ignore[union-attr]
            )
        return
    check_may_recheck(by, case.group.group, today)
    first = set(case.surveys.filter(purpose=Purpose.FIRST).values_list("surveyed_by", flat=True))
    check_apart(filled.surveyed_by, Duty.RECHECK, acted={Duty.SURVEY: [pk for pk in first if pk]})


def _check_shape(filled: Filled, case: Case, at: datetime.datetime) -> None:
    if unknown := sorted(set(filled.answers) - ANSWER_KEYS):
        raise ValidationError(_("The form has no part “%(name)s”.") % {"name": unknown[0]}, code="shape")
    if filled.door not in Door.values or filled.purpose not in Purpose.values:
        raise ValidationError(_("The form does not say how or why it came."), code="shape")
    if filled.surveyed_by is None:
        raise ValidationError(_("The form does not say who visited the household."), code="who")
    if not case.campaign.first_day <= filled.surveyed_on <= timezone.localdate(at):
        raise ValidationError(
            _("The visit of %(day)s lies outside the review (from %(first)s to today). Correct the date.")
            % {"day": f"{filled.surveyed_on:%d/%m/%Y}", "first": f"{case.campaign.first_day:%d/%m/%Y}"},
            code="day",
        )


def _state_of(case: Case, filled: Filled) -> str:
    """Sent, or a conflict. Raises StepRefused where no form can come in any more."""
    if filled.purpose != Purpose.FIRST:
        return SurveyState.SENT
    if case.group.state == GroupState.LISTS:
        raise StepRefused(
            _("The list of %(group)s is not settled yet; its survey has not begun.") % {"group": case.group.group.name},
            subject=case,
            area=case.ward.ward,
            stands=case.group.state,
            wanted=GroupState.SURVEY,
        )
    if case.state in (CaseState.LISTED, CaseState.RETURNED):
        return SurveyState.SENT if filled.case_version == case.version else SurveyState.CONFLICT
    return SurveyState.CONFLICT  # nothing that was filled in is thrown away: a person decides


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
    _decide(survey, SurveyState.RETURNED, by, at)
    Remark.objects.bulk_create(
        Remark(survey=survey, question=each.question, member=each.member, words=tidy(each.words), by=by, at=at)
        for each in said
    )
    back_to_survey(case)
    detail = {"case": case.pk, "remarks": len(said)}
    record_event("review.survey_returned", survey, by=by, at=at, area=case.ward.ward, detail=detail)
    return survey


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
    rivals = list(case.surveys.select_for_update().filter(purpose=Purpose.FIRST))
    if not any(each.state == SurveyState.CONFLICT for each in rivals):
        raise ValidationError(_("This household has no forms that contradict each other."), code="no_conflict")
    if case.state not in (CaseState.LISTED, CaseState.RETURNED, CaseState.SURVEYED):
        check_case_step(case, CaseState.SURVEYED)
    for each in rivals:
        if each.pk != survey.pk and each.state in (SurveyState.CONFLICT, SurveyState.SENT):
            _decide(each, SurveyState.REPLACED, by, at)
    survey = next(each for each in rivals if each.pk == survey.pk)
    survey.state = SurveyState.SENT
    survey.save(update_fields=["state"])
    survey.case = case
    case.survey, case.surveyed_by, case.confirmed_by = survey, survey.surveyed_by, None
    case.state, case.class_id, case.version = CaseState.SURVEYED, class_of(survey), case.version + 1
    case.save(update_fields=["survey", "surveyed_by", "confirmed_by", "state", "class_id", "version"])
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


def _decide(survey: Survey, state: str, by: Any, at: datetime.datetime) -> None:
    survey.state, survey.decided_by, survey.decided_at = state, by, at
    survey.save(update_fields=["state", "decided_by", "decided_at"])
