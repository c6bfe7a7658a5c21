"""The district's opinion, in the periods that have a district: asked once for a frozen list, answered in writing."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.core.operations import record_event
from chungtay.foundation.core.text import tidy
from chungtay.rulebook.process import due_day
from chungtay.work.review.models import (
    CampaignGroup,
    CampaignWard,
    Case,
    CaseState,
    GroupState,
    Opinion,
    OpinionState,
    Remark,
    Survey,
    SurveyState,
    WardState,
)
from chungtay.work.review.operations.conflicts import check_no_conflict
from chungtay.work.review.operations.steps import guarded
from chungtay.work.review.permissions import check_may_answer_for_district, check_may_prepare
from chungtay.work.review.queries.campaigns import days_off, number_for
from chungtay.work.review.queries.decisions import has_opinion, list_digest
from chungtay.work.review.queries.postings import ready_for_opinion_or_decision
from chungtay.work.review.transitions import (
    StepRefused,
    check_case_step,
    check_group_step,
    check_open,
    check_ward_step,
)


@guarded
def ask_opinion(ward: CampaignWard, *, letter: str = "", by: Any, at: datetime.datetime) -> Opinion:
    """Send the list of a ward, whose posting is over, to the district. The hash of the list goes with it."""
    ward = hold_ward(ward)
    today = timezone.localdate(at)
    check_may_prepare(by, ward.ward, today)
    check_open(ward.campaign)
    check_ward_step(ward, WardState.OPINION)
    if not has_opinion(ward.campaign):
        raise _refused(ward, WardState.OPINION, _("This review has no opinion of a district; draft the decision."))
    _check_ready(ward, WardState.OPINION)
    days = number_for(ward.campaign, "opinion", "working_days")
    opinion = Opinion.objects.create(
        ward=ward,
        number=ward.opinions.count() + 1,
        asked_by=by,
        asked_at=at,
        letter=tidy(letter),
        due_on=due_day(today, days, days_off(ward.campaign)) if days is not None else None,
        digest=list_digest(ward),
    )
    _move(ward, WardState.OPINION)
    detail = {"number": opinion.number, "digest": opinion.digest}
    record_event("review.opinion_asked", opinion, by=by, at=at, area=ward.ward, detail=detail)
    return opinion


@guarded
def go_to_decision(ward: CampaignWard, *, by: Any, at: datetime.datetime) -> CampaignWard:
    """Where the law has no opinion of a district: the posting is over, the decision may be drafted."""
    ward = hold_ward(ward)
    check_may_prepare(by, ward.ward, timezone.localdate(at))
    check_open(ward.campaign)
    check_ward_step(ward, WardState.AGREED)
    if ward.state not in (WardState.SURVEY, WardState.POSTED) or has_opinion(ward.campaign):
        raise _refused(ward, WardState.AGREED, _("The district gives its opinion first; ask for it."))
    _check_ready(ward, WardState.AGREED)
    _move(ward, WardState.AGREED)
    record_event("review.ward_ready", ward, by=by, at=at, area=ward.ward, detail={"digest": list_digest(ward)})
    return ward


@guarded
def agree(opinion: Opinion, *, reply: str, words: str = "", by: Any, at: datetime.datetime) -> Opinion:
    """The district agrees with the list as it was sent; the ward may decide."""
    opinion, ward = _to_answer(opinion, WardState.AGREED, reply, by, at)
    if list_digest(ward) != opinion.digest:
        raise ValidationError(
            _("The list of %(ward)s is not the one that was sent. Send it back.") % {"ward": ward.ward.name},
            code="changed",
        )
    _answer(opinion, OpinionState.AGREED, reply, words, by, at)
    _move(ward, WardState.AGREED)
    record_event("review.opinion_given", opinion, by=by, at=at, area=ward.ward, detail={"agrees": True})
    return opinion


@guarded
def send_back(
    opinion: Opinion, *, remarks: Mapping[int, str], reply: str, words: str = "", by: Any, at: datetime.datetime
) -> Opinion:
    """The district has doubts about some households (case -> what is to be looked at): these go back to the survey,
    their groups meet again, and the ward posts again. The others wait where they are."""
    opinion, ward = _to_answer(opinion, WardState.SURVEY, reply, by, at)
    said = {case: tidy(text) for case, text in remarks.items()}
    if not said or not all(said.values()):
        raise ValidationError(_("Say for each household what is to be looked at again."), code="remarks")
    cases = list(
        Case.objects.select_for_update(of=("self",), no_key=True).filter(ward=ward, pk__in=said).order_by("pk")
    )
    if len(cases) != len(said):
        raise ValidationError(_("A household is not on the list that was sent."), code="elsewhere")
    for case in cases:
        check_case_step(case, CaseState.RETURNED)
    _take_up_again(cases, said, by, at)
    _answer(opinion, OpinionState.SENT_BACK, reply, words, by, at)
    _move(ward, WardState.SURVEY)
    detail = {"agrees": False, "households": len(cases)}
    record_event("review.opinion_given", opinion, by=by, at=at, area=ward.ward, detail=detail)
    return opinion


def _take_up_again(cases: list[Case], said: Mapping[int, str], by: Any, at: datetime.datetime) -> None:
    """Households back to the survey with the remark on their form; their groups with them. Six statements."""
    forms = {case.survey_id: said[case.pk] for case in cases if case.survey_id}
    Remark.objects.bulk_create(Remark(survey_id=form, words=words, by=by, at=at) for form, words in forms.items())
    Survey.objects.filter(pk__in=forms).update(state=SurveyState.RETURNED, decided_by=by, decided_at=at)
    groups = list(
        CampaignGroup.objects.select_for_update(of=("self",), no_key=True).filter(pk__in={c.group_id for c in cases})
    )
    for group in groups:
        if group.state != GroupState.SURVEY:
            check_group_step(group, GroupState.SURVEY)
    CampaignGroup.objects.filter(pk__in=[group.pk for group in groups]).update(state=GroupState.SURVEY)
    Case.objects.filter(pk__in=[case.pk for case in cases]).update(
        state=CaseState.RETURNED, confirmed_by=None, version=F("version") + 1
    )


def hold_ward(ward: CampaignWard) -> CampaignWard:
    """The ward as it stands, held until the end of the transaction."""
    found = CampaignWard.objects.select_for_update(of=("self", "campaign"), no_key=True).select_related(
        "campaign__area", "ward"
    )
    return found.get(pk=ward.pk)


def _to_answer(
    opinion: Opinion, wanted: str, reply: str, by: Any, at: datetime.datetime
) -> tuple[Opinion, CampaignWard]:
    opinion = Opinion.objects.select_for_update(of=("self",), no_key=True).select_related("ward").get(pk=opinion.pk)
    ward = hold_ward(opinion.ward)
    check_may_answer_for_district(by, ward.ward, timezone.localdate(at))
    check_open(ward.campaign)
    if opinion.state != OpinionState.ASKED or ward.state != WardState.OPINION:
        raise _refused(ward, wanted, _("This opinion was given already. Load the page anew."))
    check_ward_step(ward, wanted)
    if not tidy(reply):
        raise ValidationError(_("Write the number of the district's letter."), code="reply")
    return opinion, ward


def _answer(opinion: Opinion, state: str, reply: str, words: str, by: Any, at: datetime.datetime) -> None:
    opinion.state, opinion.reply, opinion.words = state, tidy(reply), words.strip()
    opinion.answered_by, opinion.answered_at = by, at
    opinion.save(update_fields=["state", "reply", "words", "answered_by", "answered_at"])


def _move(ward: CampaignWard, state: str) -> None:
    ward.state = state
    ward.save(update_fields=["state"])


def _check_ready(ward: CampaignWard, wanted: str) -> None:
    check_no_conflict(ward, wanted)
    if not ready_for_opinion_or_decision(ward):
        sentence = _("%(ward)s is not ready: the posting is not over, or a household still waits for something.")
        raise _refused(ward, wanted, sentence % {"ward": ward.ward.name})


def _refused(ward: CampaignWard, wanted: str, sentence: str) -> StepRefused:
    return StepRefused(sentence, subject=ward, area=ward.ward, stands=ward.state, wanted=wanted)
