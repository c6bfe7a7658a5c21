"""A household asks to be reviewed, or to be taken off the list: received, found in the register, listed, answered.

Source: form 01 of QĐ 24/2021/QĐ-TTg (Điều 4, Điều 5); forms 1a, 1b of TT 17/2016 as amended. The in-year review that a
request leads to runs on the parts of the yearly one.
"""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.accounts.permissions import Duty, check_apart
from chungtay.foundation.core.operations import record_event
from chungtay.foundation.core.text import tidy
from chungtay.foundation.places.models import Level, Unit
from chungtay.records.registry.queries.listed import Home, Member, homes, rosters
from chungtay.records.registry.queries.movement import LISTED
from chungtay.work.review.models import (
    OUT_OF_THE_REVIEW,
    Campaign,
    CampaignKind,
    Case,
    CaseState,
    Channel,
    ClosedWhy,
    ListedFor,
    Request,
    RequestKind,
    RequestState,
)
from chungtay.work.review.operations.complaint_days import day_of_request
from chungtay.work.review.operations.complaints_of_requests import complaint_from
from chungtay.work.review.operations.lists import add_households, close_case, take_up_again
from chungtay.work.review.operations.steps import guarded
from chungtay.work.review.operations.steps_back import propose_closing
from chungtay.work.review.permissions import check_may_prepare, check_may_sign
from chungtay.work.review.queries.campaigns import DONE
from chungtay.work.review.queries.complaints import requests_flooded
from chungtay.work.review.queries.receipts import REQUEST, new_receipt
from chungtay.work.review.queries.requests import cases_of, due_of, reviews_for
from chungtay.work.review.queries.screening import form_a_demanded, goes_with_its_request, is_for
from chungtay.work.review.queries.steps_back import has_class, one_waits, steps_back_of
from chungtay.work.review.transitions import StepRefused, check_case_step

R = RequestState
_LONGEST = 4_000


@guarded
def receive_request(
    area: Unit,
    *,
    kind: str,
    channel: str,
    token: uuid.UUID,
    asker: str,
    words: str,
    by: Any,
    at: datetime.datetime,
    counter: Unit | None = None,
    received_on: datetime.date | None = None,
    late_note: str = "",
) -> tuple[Request, bool]:
    """Take a request in; the request and whether it is new. By the web nobody is signed in (`by` None); `counter` is
    the other place whose officer takes it in. What came by another door than the web on `received_on` has its clock
    from that day; with a note, where that was more than a few working days ago."""
    known = Request.objects.filter(token=token).first()
    if known is not None:
        return known, False
    today = timezone.localdate(at)
    if area.level != Level.WARD:
        raise ValidationError(_("A request is made to a ward or commune."), code="area")
    if kind not in RequestKind.values or channel not in Channel.values:
        raise ValidationError(_("Say what is asked and how the request came."), code="kind")
    _check_door(area, channel, counter or area, by, at)
    asker, words = tidy(asker, lines=True), tidy(words, lines=True)
    if not asker:
        raise ValidationError(_("Write who asks, with address and telephone, so that the answer finds its way."))
    if max(len(asker), len(words)) > _LONGEST:
        raise ValidationError(_("The text is too long. Bring the rest on paper."), code="long")
    day, told = day_of_request(area, received_on if by is not None else None, late_note, today)
    values: dict[str, Any] = {
        "area": area,
        "kind": kind,
        "channel": channel,
        "token": token,
        "asker": asker,
        "words": words,
        "received_on": day,
        "received_by": by,
        "received_at": at,
        "due_on": due_of(day, area),
        "late_note": tidy(late_note, lines=True)[:1000] if told.get("entered_late") else "",
    }
    try:
        with transaction.atomic():
            request = Request.objects.create(receipt=new_receipt(REQUEST, today.year), **values)
    except IntegrityError:  # the same form, sent at the same moment
        return Request.objects.get(token=token), False
    detail = {"kind": str(kind), "channel": str(channel)} | told
    detail |= {} if counter in (None, area) else {"counter": counter.code}
    record_event("review.request_received", request, by=by, at=at, area=area, detail=detail)
    return request, True


def _check_door(area: Unit, channel: str, counter: Unit, by: Any, at: datetime.datetime) -> None:
    if by is not None:
        check_may_prepare(by, counter, timezone.localdate(at))
    elif channel != Channel.WEB:
        raise PermissionDenied(_("Only an officer takes in what did not come by the web."))
    elif requests_flooded(area, at):
        raise ValidationError(
            _("Too many requests came by the web just now. Please come to the office, or try again in an hour."),
            code="flood",
        )


def take_form(request: Request, *, by: Any, at: datetime.datetime) -> tuple[Home | None, list[Member]]:
    """The household that asks with its members, to be printed and signed. Raises PermissionDenied."""
    today = timezone.localdate(at)
    check_may_prepare(by, request.area, today)
    record_event("review.request_form_taken", request, by=by, at=at, area=request.area)
    if request.household_id is None:
        return None, []
    found = homes([request.household_id], day=today)
    return (found[0] if found else None), rosters([request.household_id], today).get(request.household_id, [])


@guarded
def link_household(request: Request, *, household: int, by: Any, at: datetime.datetime) -> Request:
    """Say which household of the register asks. It lives in the ward that was asked."""
    request = _prepared(request, by, at, R.RECEIVED)
    found = homes([household], day=timezone.localdate(at))
    groups = set(Unit.objects.filter(parent=request.area).values_list("pk", flat=True))
    if not found or found[0].group not in groups:
        raise ValidationError(
            _("No household of that code lives in %(ward)s.") % {"ward": request.area.name}, code="elsewhere"
        )
    request.household_id = household
    request.save(update_fields=["household"])
    record_event("review.request_linked", request, by=by, at=at, area=request.area, detail={"household": household})
    return request


@guarded
def list_request(request: Request, *, campaign: Campaign, by: Any, at: datetime.datetime) -> Case:
    """Put the household on the list of a review that is under way; one that is there already is tied to the request,
    and taken up again where it was closed or left out by form A: whoever asks anew is looked at anew. Raises
    StepRefused where its group or ward is too far for that, ValidationError where it is decided already. What came
    while the list with its result hung is a complaint about that result, too: other people visit again."""
    request = _prepared(request, by, at, R.RECEIVED)
    if request.household_id is None:
        raise ValidationError(_("Find the household in the register first."), code="household")
    if not reviews_for(request).filter(pk=campaign.pk).exists():
        raise ValidationError(_("That review is not under way in this ward."), code="campaign")
    add_households(
        campaign, households=[request.household_id], listed_for=ListedFor.ASKED, request=request, by=by, at=at
    )
    rows = Case.objects.select_for_update(of=("self",), no_key=True).select_related("campaign__area", "ward__ward")
    case = rows.get(campaign=campaign, household=request.household_id)
    if request.kind == RequestKind.REMOVE and case.was not in LISTED:
        raise ValidationError(
            _(
                "%(name)s was on no list of poor or near-poor households on %(day)s: there is nothing to take it off. "
                "Answer the request."
            )
            % {"name": case.head_name, "day": f"{campaign.baseline_on:%d/%m/%Y}"},
            code="not_listed",
        )
    _check_still_to_decide(case)
    if case.request_id is None or case.state in OUT_OF_THE_REVIEW:
        case.request = request
        case.save(update_fields=["request"])
        _ask_for_form_a(case)
    if case.state in OUT_OF_THE_REVIEW:
        case = take_up_again(case, by=by, at=at)
    complaint = complaint_from(request, case, by=by, at=at)
    request.state = R.LISTED
    if campaign.kind == CampaignKind.PERIODIC and request.due_on and request.due_on < campaign.last_day:
        request.due_on = campaign.last_day  # the clock of Điều 5 runs within the year; here the yearly decision answers
    request.save(update_fields=["state", "due_on"])
    detail = {"campaign": campaign.pk, "case": case.pk} | ({"complaint": complaint.pk} if complaint else {})
    record_event("review.request_listed", request, by=by, at=at, area=request.area, detail=detail)
    return case


def _check_still_to_decide(case: Case) -> None:
    """Raise ValidationError, with the way on, for a household to which this review has nothing more to say."""
    if case.state == CaseState.DECIDED:
        raise ValidationError(
            _(
                "%(name)s was decided in this review already. Put the request on the review within the year, or answer"
                " it."
            )
            % {"name": case.head_name},
            code="decided",
        )
    if case.closed_why == ClosedWhy.ENTERED_TWICE:
        raise ValidationError(
            _("%(name)s was closed here as listed twice. Find the other record of this household in the register.")
            % {"name": case.head_name},
            code="twice",
        )


def _ask_for_form_a(case: Case) -> None:
    """A household that an officer had added filed form 01 meanwhile: form A comes first, unless somebody surveyed it or
    filled form A in already."""
    by_form_a = form_a_demanded(case.campaign) and is_for(case)
    if not by_form_a or case.state != CaseState.LISTED or case.screening or case.surveys.exists():
        return
    check_case_step(case, CaseState.TO_SCREEN)
    case.state, case.version = CaseState.TO_SCREEN, case.version + 1
    case.save(update_fields=["state", "version"])


@guarded
def answer_request(request: Request, *, answer: str, by: Any, at: datetime.datetime) -> Request:
    """The leader answers in writing, with reasons: after the household has its outcome, or at once where no review of
    it is due. Never by who took the request in."""
    request = hold_request(request, R.RECEIVED, R.LISTED)
    check_may_sign(by, request.area, timezone.localdate(at))
    check_apart(by, Duty.DECIDE, acted={Duty.RECEIVE: request.received_by_id})
    answer = tidy(answer, lines=True)
    if not answer:
        raise ValidationError(_("Write the answer with its reasons."), code="answer")
    if cases_of(request).exclude(state__in=DONE).exists():
        raise _refused(request, _("The household is still under review. Answer when it has its outcome."), R.ANSWERED)
    request.state, request.answer, request.answered_by, request.answered_at = R.ANSWERED, answer, by, at
    request.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    record_event("review.request_answered", request, by=by, at=at, area=request.area)
    return request


@guarded
def withdraw_request(request: Request, *, why: str, by: Any, at: datetime.datetime) -> Request:
    """Whoever asked takes it back; a household not surveyed yet is closed with that reason. One that is poor or
    near-poor waits for a second person to close it."""
    request = _prepared(request, by, at, R.RECEIVED, R.LISTED)
    why = tidy(why, lines=True)
    if not why:
        raise ValidationError(_("Write how and why the request was taken back."), code="why")
    # one that has a form already goes on: two people close it, or its review ends as any other
    waiting = (CaseState.TO_SCREEN, CaseState.LISTED)
    same_home = Request.objects.filter(household=request.household_id or 0, area=request.area, state=R.LISTED)
    another = same_home.exclude(pk=request.pk).order_by("pk").first()
    for case in request.cases.filter(state__in=waiting, listed_for=ListedFor.ASKED, surveys=None):
        if another is not None:  # somebody else of the household goes on asking
            case.request = another
            case.save(update_fields=["request"])
            continue
        if not goes_with_its_request(case):  # the yearly review looks at last year's list, whoever asks what
            continue
        if has_class(case, timezone.localdate(at)):  # another person decides that this review says nothing about it
            if not one_waits(steps_back_of(case=case)):
                propose_closing(case, closed_why=ClosedWhy.WITHDRAWN, why=why, by=by, at=at)
            continue
        close_case(case, why=ClosedWhy.WITHDRAWN, by=by, at=at)
    request.state, request.answer = R.WITHDRAWN, why
    request.save(update_fields=["state", "answer"])
    record_event("review.request_withdrawn", request, by=by, at=at, area=request.area)
    return request


def _prepared(request: Request, by: Any, at: datetime.datetime, *states: str) -> Request:
    """For whoever prepares the reviews of the ward."""
    found = hold_request(request, *states)
    check_may_prepare(by, found.area, timezone.localdate(at))
    return found


def hold_request(request: Request, *states: str) -> Request:
    """The request as it stands, held. Raises StepRefused unless it is in one of the states."""
    found = Request.objects.select_for_update(of=("self",), no_key=True).select_related("area").get(pk=request.pk)
    if found.state not in states:
        raise _refused(
            found,
            _("The request is at “%(state)s”; this does not follow. Load the page anew.")
            % {"state": RequestState(found.state).label},
            states[0],
        )
    return found


def _refused(request: Request, sentence: str, wanted: str) -> StepRefused:
    return StepRefused(sentence, subject=request, area=request.area, stands=request.state, wanted=wanted)
