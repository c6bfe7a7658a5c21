"""A complaint about a posted result: taken in by any door, checked by others than the first, answered by a leader.

Source: Điều 4 QĐ 24/2021/QĐ-TTg and Điều 6 TT 17/2016 (complaints and re-checks during the posting, then a second
posting); the working days for it are the campaign's decision where no source that counts gives them.
"""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chungtay.foundation.accounts.models import User
from chungtay.foundation.accounts.permissions import Duty, Permission, check_apart, may
from chungtay.foundation.core.operations import record_event
from chungtay.foundation.core.text import tidy
from chungtay.foundation.places.models import Unit
from chungtay.rulebook import rule_sets
from chungtay.rulebook.process import due_day
from chungtay.work.review.models import (
    Case,
    CaseState,
    Channel,
    Complaint,
    ComplaintState,
    HandedBack,
    Posting,
    PostingState,
    Purpose,
    Survey,
    SurveyState,
    Upheld,
)
from chungtay.work.review.operations.complaint_days import day_of_receipt
from chungtay.work.review.operations.lists import hold_case
from chungtay.work.review.operations.opinions import hold_ward
from chungtay.work.review.operations.steps import guarded
from chungtay.work.review.operations.surveys import class_of
from chungtay.work.review.operations.taking_in import Filled, take_in
from chungtay.work.review.permissions import check_may_compare, check_may_prepare, check_may_sign
from chungtay.work.review.queries.campaigns import days_off, main_standard, number_for
from chungtay.work.review.queries.complaints import (
    first_surveyors,
    is_flooded,
    kept_from_checking,
    upheld_since,
)
from chungtay.work.review.queries.postings import OPEN_COMPLAINT, changes_posted
from chungtay.work.review.queries.receipts import COMPLAINT, new_receipt
from chungtay.work.review.queries.rechecks import disagree, found_of
from chungtay.work.review.queries.steps_back import rechecks_of
from chungtay.work.review.transitions import StepRefused, check_case_step, check_open

C = ComplaintState
_LONGEST = 4_000


@guarded
def receive_complaint(
    posting: Posting,
    *,
    case: Case,
    channel: str,
    token: uuid.UUID,
    complainant: str,
    words: str,
    by: Any,
    at: datetime.datetime,
    counter: Unit | None = None,
    received_on: datetime.date | None = None,
    late_note: str = "",
) -> tuple[Complaint, bool]:
    """Take a complaint in while its list hangs; the complaint and whether it is new (a form sent twice is kept once).
    What came by another door than the web on `received_on` while it hung may be entered a few working days after, with
    a note, while the ward is not further.
    By the web nobody is signed in (`by` None); every other door is an officer's, of the ward of the list or, with
    `counter`, of that other place."""
    known = Complaint.objects.filter(token=token).first()
    if known is not None:
        return known, False
    posting = Posting.objects.select_related("ward__ward", "ward__campaign__area").get(pk=posting.pk)
    today = timezone.localdate(at)
    if today > posting.last_day:  # entered late: the ward must not go on to the opinion at this moment
        posting.ward = hold_ward(posting.ward)
    case = hold_case(case)
    _check_door(channel, posting, case, counter or posting.ward.ward, by, at)
    check_open(case.campaign)
    came = day_of_receipt(posting, received_on if by is not None else None, late_note, today)
    if came is None:
        raise _refused(posting, too_late(posting), C.RECEIVED)
    day, told = came
    if case.posting_id != posting.pk:
        raise ValidationError(_("This household does not stand on the list. Ask for a review of it."), code="elsewhere")
    complainant, words = tidy(complainant, lines=True), tidy(words, lines=True)
    if not words:
        raise ValidationError(_("Write what you do not agree with."), code="words")
    if max(len(words), len(complainant)) > _LONGEST:
        raise ValidationError(_("The text is too long. Bring the rest on paper."), code="long")
    days = number_for(case.campaign, "complaints", "working_days")
    if days is None:
        raise ValidationError(_("How many working days a re-check takes is not decided."), code="unsettled")
    if case.state != CaseState.CONTESTED:
        check_case_step(case, CaseState.CONTESTED)
        _move(case, CaseState.CONTESTED)
    values: dict[str, Any] = {
        "ward": posting.ward,
        "posting": posting,
        "case": case,
        "channel": channel,
        "token": token,
        "complainant": complainant,
        "words": words,
        "received_on": day,
        "received_by": by,
        "received_at": at,
        "due_on": due_day(day, days, days_off(case.campaign)),
        "late_note": tidy(late_note, lines=True)[:1000] if told.get("entered_late") else "",
    }
    try:
        with transaction.atomic():
            complaint = Complaint.objects.create(receipt=new_receipt(COMPLAINT, today.year), **values)
    except IntegrityError:  # the same form, sent at the same moment
        return Complaint.objects.get(token=token), False
    detail = {"case": case.pk, "channel": str(channel), "due": complaint.due_on.isoformat()} | told
    detail |= {} if counter in (None, posting.ward.ward) else {"counter": counter.code}
    record_event("review.complaint_received", complaint, by=by, at=at, area=posting.ward.ward, detail=detail)
    return complaint, True


def _check_door(channel: str, posting: Posting, case: Case, counter: Unit, by: Any, at: datetime.datetime) -> None:
    if channel not in Channel.values:
        raise ValidationError(_("Say how the complaint came."), code="channel")
    if by is None and channel != Channel.WEB:
        raise PermissionDenied(_("Only an officer takes in what did not come by the web."))
    if by is not None:
        check_may_prepare(by, counter, timezone.localdate(at))
    elif is_flooded(posting, case, at):
        raise ValidationError(
            _("Too many complaints came by the web just now. Please come to the office, or try again in an hour."),
            code="flood",
        )


def too_late(posting: Posting) -> str:
    """What somebody reads who comes after the posting, and the way that stays open."""
    return _(
        "Complaints about this list were taken until %(day)s. You can still ask for a review within the year, at the"
        " office of the ward or on its page of requests."
    ) % {"day": f"{posting.last_day:%d/%m/%Y}"}


@guarded
def assign_checker(complaint: Complaint, *, checker: User, by: Any, at: datetime.datetime) -> Complaint:
    """Give the re-check to somebody who filled in no form of the household."""
    complaint, case = hold_complaint(complaint, C.CHECKING, C.RECEIVED, C.CHECKING)
    today = timezone.localdate(at)
    check_may_prepare(by, complaint.ward.ward, today)
    if not may(checker, Permission.REVIEW_RECHECK, complaint.ward.ward, today):
        raise ValidationError(
            _("%(name)s has no duty to check households again in %(ward)s.")
            % {"name": checker.full_name, "ward": complaint.ward.ward.name},
            code="no_duty",
        )
    if checker.pk in kept_from_checking(case):
        raise ValidationError(
            _("%(name)s filled in, typed or confirmed a form of this household. Somebody else checks it.")
            % {"name": checker.full_name},
            code="same_person",
        )
    if complaint.checker_id not in (None, checker.pk):
        note_handed_back(complaint, why="", by=by, at=at)
    complaint.checker, complaint.state = checker, C.CHECKING
    complaint.save(update_fields=["checker", "state"])
    detail = {"to": checker.pk}
    record_event("review.complaint_assigned", complaint, by=by, at=at, area=complaint.ward.ward, detail=detail)
    return complaint


def note_handed_back(complaint: Complaint, *, why: str, by: Any, at: datetime.datetime) -> None:
    """Whoever had the visit of the complaint, held by `hold_complaint`, does not make it."""
    person = complaint.checker_id or 0
    HandedBack.objects.create(complaint=complaint, person_id=person, why=tidy(why, lines=True), by=by, at=at)
    complaint.checker = None
    complaint.save(update_fields=["checker"])
    detail = {"from": person}
    record_event("review.recheck_handed_back", complaint, by=by, at=at, area=complaint.ward.ward, detail=detail)


@guarded
def take_recheck(complaint: Complaint, filled: Filled, *, by: Any, at: datetime.datetime) -> Complaint:
    """The form of the second visit comes in by the pipeline of all forms and is tied to the complaint."""
    if filled.purpose != Purpose.RECHECK:
        raise ValidationError(_("This is not the form of a re-check."), code="purpose")
    complaint, case = hold_complaint(complaint, C.CHECKED, C.CHECKING, C.CHECKED)
    survey, _new = take_in(case, filled, by=by, at=at)
    return _tie(complaint, case, survey, by, at)


@guarded
def tie_recheck(complaint: Complaint, *, survey: Survey, by: Any, at: datetime.datetime) -> Complaint:
    """A form of a re-check that came by another door (the telephone) is tied to the complaint."""
    complaint, case = hold_complaint(complaint, C.CHECKED, C.CHECKING, C.CHECKED)
    survey = Survey.objects.select_related("case__campaign").get(pk=survey.pk)
    if survey.case_id != case.pk or survey.purpose != Purpose.RECHECK:
        raise ValidationError(_("This is not the form of a re-check."), code="purpose")
    return _tie(complaint, case, survey, by, at)


def _tie(complaint: Complaint, case: Case, survey: Survey, by: Any, at: datetime.datetime) -> Complaint:
    check_may_compare(by, case.group.group, timezone.localdate(at))  # the paper may have been compared by an officer
    if survey.surveyed_by is None or complaint.checker_id != survey.surveyed_by_id:
        raise PermissionDenied(_("The re-check was given to somebody else."))
    # whoever visited is judged, not whoever typed the paper last: that is typed by two, and is no check of its own
    check_apart(survey.surveyed_by, Duty.RECHECK, acted={Duty.SURVEY: first_surveyors(case)})
    if not class_of(survey):
        raise ValidationError(_("The form is not complete, so the household has no class."), code="incomplete")
    complaint.recheck, complaint.state = survey, C.CHECKED
    complaint.save(update_fields=["recheck", "state"])
    detail = {"case": case.pk, "survey": survey.pk}
    record_event("review.complaint_checked", complaint, by=by, at=at, area=complaint.ward.ward, detail=detail)
    return complaint


@guarded
def answer_complaint(complaint: Complaint, *, upheld: str, answer: str, by: Any, at: datetime.datetime) -> Complaint:
    """A leader decides by what the re-check found. Right: its form and class hold and are posted again. Otherwise the
    household goes back where it was. Never by who took it in, visited the household, or confirmed its form."""
    complaint, case = hold_complaint(complaint, C.ANSWERED, C.CHECKED)
    check_may_sign(by, complaint.ward.ward, timezone.localdate(at))
    recheck = Survey.objects.select_related("case__campaign").get(pk=complaint.recheck_id or 0)
    visited = first_surveyors(case) | {pk for pk in (recheck.surveyed_by_id, recheck.entered_by_id) if pk}
    check_apart(by, Duty.DECIDE, acted={Duty.RECEIVE: complaint.received_by_id, Duty.SURVEY: visited})
    answer = tidy(answer, lines=True)
    if upheld not in (Upheld.YES, Upheld.NO) or not answer:
        raise ValidationError(_("Say whether the complaint is right, and write the answer with its reasons."))
    found = class_of(recheck)
    check_settled(case)
    if changes_posted(case, found) != (upheld == Upheld.YES):
        raise ValidationError(
            _("The re-check decides: another class than posted, and the complaint is right; the same, and it is not."),
            code="recheck",
        )
    complaint.upheld, complaint.answer, complaint.state = upheld, answer, C.ANSWERED
    complaint.answered_by, complaint.answered_at = by, at
    complaint.save(update_fields=["upheld", "answer", "state", "answered_by", "answered_at"])
    # another class than the household has by now: upheld, or an earlier complaint was and this visit holds instead
    if case.survey_id != recheck.pk and (upheld == Upheld.YES or found != case.class_id):
        _take_over(case, recheck, by)
    if recheck.state != SurveyState.CONFIRMED:
        recheck.state, recheck.decided_by, recheck.decided_at = SurveyState.CONFIRMED, by, at
        recheck.save(update_fields=["state", "decided_by", "decided_at"])
    go_on(case)
    detail = {"case": case.pk, "upheld": str(upheld), "class": found}
    record_event("review.complaint_answered", complaint, by=by, at=at, area=complaint.ward.ward, detail=detail)
    return complaint


def check_settled(case: Case) -> None:
    """Raise ValidationError, with what each second visit found, until somebody said which one holds."""
    found = found_of(case)
    if not disagree(found):
        return
    rule_set = main_standard(case.campaign).rule_set
    visits = "; ".join(
        _("%(name)s on %(day)s: %(class)s")
        % {"name": each.by, "day": f"{each.on:%d/%m/%Y}", "class": _class_name(rule_set, each.class_id)}
        for each in found
    )
    raise ValidationError(
        _("The second visits found different classes: %(visits)s. First say which one holds, or send a third person.")
        % {"visits": visits},
        code="disagree",
    )


def _class_name(rule_set: str, class_id: str) -> str:
    found = rule_sets.load(rule_set).classes.get(class_id)
    return (found.label.en if get_language() == "en" else found.label.vi) if found else class_id


def _take_over(case: Case, recheck: Survey, by: Any) -> None:
    """The form of the re-check is that of the household from now on; the first stays readable as replaced, with whoever
    confirmed it: that person goes on being kept from checking it again."""
    Survey.objects.filter(pk=case.survey_id or 0).update(state=SurveyState.REPLACED)
    case.survey, case.surveyed_by, case.confirmed_by = recheck, recheck.surveyed_by, by
    case.class_id = class_of(recheck)
    case.save(update_fields=["survey", "surveyed_by", "confirmed_by", "class_id"])


@guarded
def withdraw_complaint(complaint: Complaint, *, why: str, by: Any, at: datetime.datetime) -> Complaint:
    """Whoever complained takes it back; the officer writes down how that was said. Once somebody visited the household
    again, what was found stands, or two people and the complainant's own paper take it back
    (`operations.steps_back`)."""
    complaint, case = hold_complaint(complaint, C.WITHDRAWN, *OPEN_COMPLAINT)
    check_may_prepare(by, complaint.ward.ward, timezone.localdate(at))
    why = tidy(why, lines=True)
    if not why:
        raise ValidationError(_("Write how and why the complaint was taken back."), code="why")
    if rechecks_of(complaint):
        raise ValidationError(
            _(
                "The household was visited again. What was found stands; where it is the class that was posted, the"
                " complaint is taken back with what the complainant wrote, and another person agrees."
            ),
            code="second",
        )
    return note_taken_back(complaint, case, why=why, by=by, at=at)


def note_taken_back(complaint: Complaint, case: Case, *, why: str, by: Any, at: datetime.datetime) -> Complaint:
    """The complaint, held by `hold_complaint`, is over without an answer; the household goes on."""
    complaint.state, complaint.answer = C.WITHDRAWN, why
    complaint.save(update_fields=["state", "answer"])
    go_on(case)
    record_event("review.complaint_withdrawn", complaint, by=by, at=at, area=complaint.ward.ward)
    return complaint


def go_on(case: Case) -> None:
    """Where the household goes when a complaint is closed: on, once no other is open. A changed result is posted again;
    an unchanged one stands on its list, and is settled at once when that list's days are over."""
    if case.complaints.filter(state__in=OPEN_COMPLAINT).exists():
        return
    wanted = CaseState.RECHECKED if upheld_since(case) else CaseState.POSTED
    check_case_step(case, wanted)
    _move(case, wanted)
    posting = case.posting
    if wanted == CaseState.POSTED and posting is not None and posting.state == PostingState.ENDED:
        check_case_step(case, CaseState.SETTLED)
        _move(case, CaseState.SETTLED)


def _move(case: Case, state: str) -> None:
    case.state, case.version = state, case.version + 1
    case.save(update_fields=["state", "version"])


def hold_complaint(complaint: Complaint, wanted: str, *states: str) -> tuple[Complaint, Case]:
    """The complaint and its household as they stand, held. Raises StepRefused unless it is in one of the states."""
    rows = Complaint.objects.select_for_update(of=("self",), no_key=True).select_related(
        "ward__ward", "ward__campaign__area"
    )
    found = rows.get(pk=complaint.pk)
    if found.state not in states or found.case is None:
        raise _refused(
            found,
            _("The complaint is at “%(state)s”; this does not follow. Load the page anew.")
            % {"state": ComplaintState(found.state).label},
            wanted,
        )
    case = hold_case(found.case)
    check_open(case.campaign)
    return found, case


def _refused(subject: Posting | Complaint, sentence: str, wanted: str) -> StepRefused:
    return StepRefused(sentence, subject=subject, area=subject.ward.ward, stands=subject.state, wanted=wanted)
