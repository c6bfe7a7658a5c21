"""Paper forms typed at the keyboard: kept at every step, typed twice by two people, then into the one pipeline."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.core.operations import record_event
from chungtay.rulebook.questionnaire import flat, nested
from chungtay.work.review.models import Case, Door, Purpose, Survey, Typing
from chungtay.work.review.operations.lists import hold_case
from chungtay.work.review.operations.second_visits import hold_asked, tie_second_visit
from chungtay.work.review.operations.steps import guarded
from chungtay.work.review.operations.surveys import complete_half
from chungtay.work.review.operations.taking_in import Filled, check_takes_forms, take_in
from chungtay.work.review.permissions import check_may_compare, check_may_recheck, check_may_survey
from chungtay.work.review.queries.conflicts import version_compared
from chungtay.work.review.queries.entry import HEAD, answers_of, differing_of, half_typed
from chungtay.work.review.queries.second_papers import check_due, hands_of
from chungtay.work.review.queries.settling import faults_of, settled_answers


@dataclass(frozen=True, slots=True)
class Typed:
    """The paper as far as it is typed. `twice` is asked for unless the visitor types the own form."""

    answers: Mapping[str, Any]
    surveyed_by: Any = None
    surveyed_on: datetime.date | None = None
    twice: bool = True
    note: str = ""


@transaction.atomic
def keep_typing(case: Case, typed: Typed, *, purpose: str = Purpose.FIRST, by: Any, at: datetime.datetime) -> Typing:
    """Keep what is typed so far, as often as wanted. Only the first time leaves a line in the trail: the rest is one
    person's unfinished work that nobody else sees. Raises PermissionDenied, StepRefused, and ValidationError where no
    form of that purpose is awaited."""
    case = hold_case(case)
    check_takes_forms(case, purpose)
    _check_may_type(case, purpose, by, at)
    check_due(case, purpose)
    half = half_typed(case, purpose)
    if half is not None and half.entered_by_id == by.pk:
        raise PermissionDenied(_("You typed this form first; a second person types it again."))
    known = Typing.objects.select_for_update(no_key=True).filter(case=case, purpose=purpose, by=by).first()
    row = known or Typing(case=case, purpose=purpose, by=by, sent_id=uuid.uuid4(), began_at=at)
    if row.differs:
        raise ValidationError(_("The form is typed; what differs from the first typing is settled next."), code="typed")
    row.case_version, row.answers, row.saved_at = case.version, dict(typed.answers), at
    row.surveyed_by, row.surveyed_on, row.note = typed.surveyed_by, typed.surveyed_on, typed.note
    # typed once only where the visitor types the own form; and never against a first typing that asks for a second
    row.twice = typed.twice or typed.surveyed_by != by or half is not None
    row.save()
    if known is None:
        detail = {"case": case.pk, "again": half is not None}
        record_event("review.typing_begun", case, by=by, at=at, area=case.ward.ward, detail=detail)
    return row


@guarded
def finish_typing(typing: Typing, *, by: Any, at: datetime.datetime) -> Survey | None:
    """The paper is typed to its end. Alone or as the first of two it goes into the pipeline; as the second it is held
    against the first. None when the two differ: then `settle_typing` follows, with the paper in hand."""
    typing = _own(typing, by)
    hold_asked(typing.case)
    case = hold_case(typing.case)
    _check_whole(typing)
    half = half_typed(case, typing.purpose)
    if half is None:
        survey, _new = take_in(case, _filled(typing), by=by, at=at)
        typing.delete()
        tie_second_visit(survey, by=by, at=at)
        return survey
    differing = differing_of(half, typing)
    if differing:
        typing.differs, typing.saved_at = True, at
        typing.save(update_fields=["differs", "saved_at"])
        detail = {"case": case.pk, "differing": len(differing)}
        record_event("review.typing_differs", half, by=by, at=at, area=case.ward.ward, detail=detail)
        return None
    version = version_compared(case, half, typing)
    survey = complete_half(half, answers=answers_of(typing), case_version=version, by=by, at=at)
    typing.delete()
    tie_second_visit(survey, by=by, at=at)
    return survey


@guarded
def settle_typing(typing: Typing, *, chosen: Mapping[str, Any], by: Any, at: datetime.datetime) -> Survey:
    """Box by box what the paper says where two typings differ: `chosen` has a value (None: the box is empty) for every
    path of `differing_of`, a person for surveyed_by and a date for surveyed_on. A value that neither of the two typed
    is held against the codes and ranges of its box. Of a first visit by whoever typed last; of a second visit by
    another person than typed it or made the visit."""
    typing = _held(typing)
    hold_asked(typing.case)
    case = hold_case(typing.case)
    half = half_typed(case, typing.purpose)
    if half is None or not typing.differs:
        raise ValidationError(_("There is nothing to settle any more. Load the page anew."), code="settled")
    _check_may_settle(half, typing, by, at)
    differing = differing_of(half, typing)
    if set(differing) - set(chosen):
        raise ValidationError(_("Say for every box what the paper says."), code="chosen")
    if faults := faults_of(half, typing, chosen):
        raise ValidationError(list(faults.values()), code="settled_wrong")
    survey = complete_half(
        half,
        answers=nested(settled_answers(half, typing, chosen)),
        case_version=version_compared(case, half, typing),
        differing=len(differing),
        head={path: chosen[path] for path in differing if path in HEAD},
        by=typing.by,
        settled_by=by,
        at=at,
    )
    typing.delete()
    tie_second_visit(survey, by=by, at=at)
    return survey


@guarded
def drop_typing(typing: Typing, *, by: Any, at: datetime.datetime) -> None:
    """Throw the own unfinished typing away; the first typing of somebody else stays."""
    typing = _own(typing, by)
    case = typing.case
    typing.delete()
    record_event("review.typing_dropped", case, by=by, at=at, area=case.ward.ward, detail={"case": case.pk})


def _check_may_settle(half: Survey, typing: Typing, by: Any, at: datetime.datetime) -> None:
    if typing.purpose == Purpose.FIRST:
        if typing.by_id != by.pk:
            raise PermissionDenied(_("This form is being typed by somebody else."))
        return
    if by.pk in hands_of(half, typing):
        raise PermissionDenied(
            _("You typed this form or made the visit. Another person compares the two with the paper in hand.")
        )
    check_may_compare(by, typing.case.group.group, timezone.localdate(at))


def _own(typing: Typing, by: Any) -> Typing:
    row = _held(typing)
    if row.by_id != by.pk:
        raise PermissionDenied(_("This form is being typed by somebody else."))
    return row


def _held(typing: Typing) -> Typing:
    rows = Typing.objects.select_for_update(of=("self",), no_key=True).select_related(
        "case__ward__ward", "case__campaign__area", "case__group__group", "surveyed_by", "by"
    )
    row = rows.filter(pk=typing.pk).first()
    if row is None:
        raise ValidationError(_("This typing is over. Load the page anew."), code="over")
    return row


def _check_may_type(case: Case, purpose: str, by: Any, at: datetime.datetime) -> None:
    today = timezone.localdate(at)
    if purpose == Purpose.FIRST:
        check_may_survey(by, case.group.group, today)
    else:
        check_may_recheck(by, case.group.group, today)


def _check_whole(typing: Typing) -> None:
    if typing.surveyed_by is None or typing.surveyed_on is None:
        raise ValidationError(_("Write who visited the household and on which day, as the paper says."), code="who")
    if not flat(answers_of(typing)):
        raise ValidationError(_("Nothing is typed yet."), code="empty")


def _filled(typing: Typing) -> Filled:
    return Filled(
        typing.sent_id,
        answers_of(typing),
        Door.KEYBOARD,
        typing.case_version,
        typing.surveyed_on,  # type: ignore[arg-type]
        typing.surveyed_by,
        typing.purpose,
        note=typing.note,
        half=typing.twice,
    )
