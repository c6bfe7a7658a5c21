"""What a list knows better is taken over into a form: one person proposes, another decides, nothing is written over."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Sequence
from typing import Any, cast

from django.core.exceptions import PermissionDenied, ValidationError
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
    Flag,
    FlagState,
    GroupState,
    Purpose,
    Survey,
    SurveyResult,
    SurveyState,
    Takeover,
    TakeoverState,
)
from chungtay.work.review.operations.lists import hold_case
from chungtay.work.review.operations.steps import guarded
from chungtay.work.review.operations.surveys import back_to_survey, confirm, place_form
from chungtay.work.review.operations.taking_in import digest_of, scored
from chungtay.work.review.permissions import check_may_confirm
from chungtay.work.review.queries import takeovers as queries
from chungtay.work.review.queries.campaigns import main_standard
from chungtay.work.review.queries.entry import form_of
from chungtay.work.review.transitions import StepRefused, check_case_step, check_open

BEFORE_THE_MEETING = (CaseState.SURVEYED, CaseState.CONFIRMED)


@guarded
def propose_takeover(flag: Flag, *, chosen: Sequence[str], why: str, by: Any, at: datetime.datetime) -> Takeover:
    """Propose to change answers of the flag's form to what the lists say; `chosen` are ids of `queries.offers_of`.
    Refused when the form would have no class any more, or would contradict itself.

    Raises StepRefused, PermissionDenied, ValidationError."""
    flag = _hold_flag(flag)
    survey = flag.survey
    if survey is None or flag.state != FlagState.OPEN:
        raise ValidationError(_("This was looked at already. Load the page anew."), code="closed")
    case = _begin(flag, by, at)
    _check_holds(case, survey)
    if Takeover.objects.filter(case=case, state=TakeoverState.WAITING).exists():
        raise ValidationError(_("A proposal of this household waits already."), code="waits")
    said = tidy(why, lines=True)
    if not said:
        raise ValidationError(_("Say why the list is right."), code="why")
    offers = {offer.id: offer for offer in _offers(survey)}
    if not chosen or set(chosen) - set(offers):
        raise ValidationError(_("Choose what is to be taken over."), code="chosen")
    changes = [offers[name].as_json() for name in offers if name in chosen]
    _made, results = _outcome(case, survey, changes)
    main = main_standard(case.campaign).rule_set
    takeover = Takeover.objects.create(
        flag=flag,
        case=case,
        survey=survey,
        changes=changes,
        effect={
            "was": queries.figures(survey.results.get(rule_set=main)),
            "now": queries.figures(next(result for result in results if result.rule_set == main)),
        },
        why=said,
        proposed_by=by,
        proposed_at=at,
    )
    detail = {"case": case.pk, "answers": [each["path"] for change in changes for each in change["answers"]]}
    record_event("review.takeover_proposed", takeover, by=by, at=at, area=case.ward.ward, detail=detail)
    return takeover


@guarded
def approve_takeover(takeover: Takeover, *, answer: str = "", by: Any, at: datetime.datetime) -> Survey:
    """Another person agrees: the changed answers become the household's next form and are scored; a form that was
    confirmed stays so, by this person. The flag has its outcome.

    Raises StepRefused, PermissionDenied, ValidationError (code "changed" when the form or the list says something else
    by now)."""
    takeover, case = _for_decision(takeover, by, at)
    survey = takeover.survey
    if by is not None and by.pk == survey.surveyed_by_id:
        raise PermissionDenied(_("This is about your own forms; somebody else looks at it."))
    _check_holds(case, survey)
    if queries.moved_since(takeover):
        raise ValidationError(
            _("The form or the list says something else by now. Return the proposal; look at the comparison."),
            code="changed",
        )
    answers, results = _outcome(case, survey, takeover.changes)
    made = _next_form(case, survey, answers, results, takeover, at)
    was_confirmed = case.state == CaseState.CONFIRMED
    check_case_step(case, CaseState.RETURNED)
    back_to_survey(case)
    Survey.objects.filter(pk=survey.pk).update(state=SurveyState.REPLACED, decided_by=by, decided_at=at)
    place_form(case, made)
    if was_confirmed:
        confirm(made, by=by, at=at)
    takeover.made = made
    _decide(takeover, TakeoverState.APPROVED, tidy(answer, lines=True), by, at)
    flag = takeover.flag
    flag.state, flag.words, flag.closed_by, flag.closed_at = FlagState.TAKEN, takeover.why, by, at
    flag.save(update_fields=["state", "words", "closed_by", "closed_at"])
    detail = {"kind": flag.kind, "outcome": str(FlagState.TAKEN), "returned": 0}
    record_event("review.flag_closed", flag, by=by, at=at, area=case.ward.ward, detail=detail)
    detail = {"case": case.pk, "form": made.number, "class": case.class_id}
    record_event("review.takeover_approved", takeover, by=by, at=at, area=case.ward.ward, detail=detail)
    return made


@guarded
def return_takeover(takeover: Takeover, *, answer: str, by: Any, at: datetime.datetime) -> Takeover:
    """Another person does not agree and says why. The form stays as it is, the flag stays open."""
    takeover, case = _for_decision(takeover, by, at, returning=True)
    said = tidy(answer, lines=True)
    if not said:
        raise ValidationError(_("Say why it is not taken over."), code="answer")
    _decide(takeover, TakeoverState.RETURNED, said, by, at)
    detail = {"case": case.pk}
    record_event("review.takeover_returned", takeover, by=by, at=at, area=case.ward.ward, detail=detail)
    return takeover


def _hold_flag(flag: Flag) -> Flag:
    rows = Flag.objects.select_for_update(of=("self",), no_key=True).select_related(
        "campaign__area", "ward__ward", "survey__case"
    )
    return rows.get(pk=flag.pk)


def _begin(flag: Flag, by: Any, at: datetime.datetime) -> Case:
    """The household of the flag, held, before its meeting. Raises StepRefused and PermissionDenied."""
    case = hold_case(cast(Survey, flag.survey).case)
    check_open(case.campaign)
    check_may_confirm(by, case.group.group, timezone.localdate(at))
    if case.state not in BEFORE_THE_MEETING or case.group.state != GroupState.SURVEY:
        raise StepRefused(
            _(
                "“%(name)s” is at “%(state)s”, its group at “%(group)s”. Lists are taken over before the meeting is"
                " called only; later the form goes back to the survey, and after the decision a second decision"
                " corrects it."
            )
            % {
                "name": case.head_name,
                "state": case.get_state_display(),
                "group": case.group.get_state_display(),
            },
            subject=case,
            area=case.ward.ward,
            stands=case.state,
            wanted="taken_over",
        )
    return case


def _for_decision(
    takeover: Takeover, by: Any, at: datetime.datetime, *, returning: bool = False
) -> tuple[Takeover, Case]:
    """The proposal, held, with its household. A proposal can be returned wherever the household stands."""
    rows = Takeover.objects.select_for_update(of=("self",), no_key=True).select_related(
        "flag__ward", "survey__case", "case__campaign"
    )
    held = rows.get(pk=takeover.pk)
    if held.state != TakeoverState.WAITING:
        raise ValidationError(_("This proposal was decided already. Load the page anew."), code="decided")
    held.flag = _hold_flag(held.flag)
    if returning:
        case = hold_case(held.case)
        check_open(case.campaign)
        check_may_confirm(by, case.group.group, timezone.localdate(at))
    else:
        case = _begin(held.flag, by, at)
    check_apart(by, Duty.APPROVE, acted={Duty.PROPOSE: held.proposed_by_id})
    return held, case


def _check_holds(case: Case, survey: Survey) -> None:
    if case.survey_id != survey.pk:
        raise ValidationError(_("Another form took the place of this one. Load the page anew."), code="changed")
    if case.surveys.filter(state=SurveyState.CONFLICT).exists():
        raise ValidationError(
            _("Another form of this household contradicts it. Decide which one holds."), code="conflict"
        )


def _offers(survey: Survey) -> list[queries.Offer]:
    try:
        return queries.offers_of(survey, form_of(survey.case.campaign))
    except ChungTayError as error:
        raise ValidationError(error.vi, code="form") from error


def _outcome(case: Case, survey: Survey, changes: Sequence[Any]) -> tuple[dict[str, Any], list[SurveyResult]]:
    """The changed answers and what each standard makes of them. Raises ValidationError with what would be missing."""
    made = queries.changed_answers(cast(dict[str, Any], survey.answers), changes)
    try:
        wrong = queries.spoilt(case, survey, made)
    except ChungTayError as error:
        raise ValidationError(error.vi, code="answers") from error
    if wrong:
        raise ValidationError(
            _("The list alone does not fill the form: %(what)s Give the form back, so that somebody asks.")
            % {"what": wrong[0].message.vi},
            code="incomplete",
        )
    results = scored(case, made, survey.surveyed_on)
    if case.class_id and not all(result.class_id for result in results):
        raise ValidationError(
            _("The form would have no class any more. Give it back, so that somebody asks."), code="incomplete"
        )
    return made, results


def _next_form(
    case: Case,
    survey: Survey,
    answers: dict[str, Any],
    results: list[SurveyResult],
    takeover: Takeover,
    at: datetime.datetime,
) -> Survey:
    """The household's next form: the visit is the one it was, nobody came again."""
    last = case.surveys.order_by("-number").values_list("number", flat=True)[0]
    made = Survey.objects.create(
        case=case,
        number=last + 1,
        purpose=Purpose.FIRST,
        door=Door.LIST,
        sent_id=uuid.uuid4(),
        digest=digest_of(answers),
        case_version=case.version,
        answers=answers,
        same_as_before=survey.same_as_before,
        surveyed_on=survey.surveyed_on,
        received_at=at,
        surveyed_by=survey.surveyed_by,
        entered_by=takeover.proposed_by,
        note=survey.note,
    )
    for result in results:
        result.survey = made
    SurveyResult.objects.bulk_create(results)
    return made


def _decide(takeover: Takeover, state: str, answer: str, by: Any, at: datetime.datetime) -> None:
    takeover.state, takeover.answer, takeover.decided_by, takeover.decided_at = state, answer, by, at
    takeover.save(update_fields=["state", "answer", "decided_by", "decided_at", "made"])
