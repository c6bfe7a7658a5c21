"""Forms that telephones send, again and again if they must: each is kept once, and each gets an answer in words."""

from __future__ import annotations

import datetime
import json
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from chungtay.foundation.core.operations.lasting import on_the_disk
from chungtay.rulebook.answers import HOUSEHOLD_FACTS, MEMBER_FACTS
from chungtay.work.review.models import (
    Attachment,
    AttachmentKind,
    Case,
    Device,
    Method,
    Purpose,
    Survey,
    SurveyState,
)
from chungtay.work.review.operations.phone import check_in_use
from chungtay.work.review.operations.second_visits import tie_second_visit
from chungtay.work.review.operations.shapes import check_answers, not_understood
from chungtay.work.review.operations.taking_in import Filled, OtherContent, Taken, take_in_all
from chungtay.work.review.queries.conflicts import why_it_waits
from chungtay.work.review.queries.second_visits import given_second_visits

MOST_FORMS = 20  # in one delivery
MOST_FILES = 12  # of one form
MOST_BYTES = 4 * 1024 * 1024  # of one photograph, which the telephone has made small
MOST_TEXT = 64 * 1024  # of the answers of one form, as JSON
MOST_MEMBERS = 40


@dataclass(frozen=True, slots=True)
class Announced:
    """A photograph or signature that follows its form."""

    sent_id: uuid.UUID
    kind: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Delivered:
    """A form of a telephone for the household `case`, and the files that will follow."""

    case: int
    filled: Filled
    files: tuple[Announced, ...] = ()


@dataclass(frozen=True, slots=True)
class FileStand:
    """How much of a file is here; `done` when nothing more is wanted, `problem` why it was not taken."""

    sent_id: uuid.UUID
    got: int
    done: bool
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one form: "kept", "conflict" (kept, and a person decides), "refused" or "other" (its number was
    used for other answers); `words` for whoever sent it."""

    sent_id: uuid.UUID
    outcome: str
    words: tuple[str, ...] = ()
    files: tuple[FileStand, ...] = field(default=())


def receive_forms(device: Device, forms: Sequence[Delivered], *, by: Any, at: datetime.datetime) -> list[Outcome]:
    """Take in what a telephone sends: each form by itself, one that is refused does not hold the others back. The same
    form again, in whatever order, changes nothing and is answered as the first time. When this returns, what is kept
    lies on the disk; the number of SQL statements does not grow with the forms.
    """
    check_in_use(device, by)
    if len(forms) > MOST_FORMS:
        raise ValidationError(_("Too many forms at once."), code="too_many")
    with transaction.atomic():
        outcomes = _receive(forms, by, at)
    on_the_disk()
    return outcomes


def _receive(forms: Sequence[Delivered], by: Any, at: datetime.datetime) -> list[Outcome]:
    rows = Case.objects.select_related("campaign").prefetch_related("campaign__standards")
    cases = rows.in_bulk({each.case for each in forms})
    second = {each.case for each in forms if each.filled.purpose != Purpose.FIRST}
    given = given_second_visits(by, second) if second else set()
    refused = {
        place: words for place, each in enumerate(forms) if (words := _faults(each, cases.get(each.case), given))
    }
    good = [place for place in range(len(forms)) if place not in refused]
    taken = take_in_all([(cases[forms[place].case], forms[place].filled) for place in good], by=by, at=at)
    kept = dict(zip(good, taken, strict=True))
    for each in taken:
        tie_second_visit(each.survey, by=by, at=at)
    stands = announce_files([
        (each.survey, forms[place].files) for place, each in kept.items()
        if each.survey is not None and each.survey.entered_by_id == by.pk
    ])  # fmt: skip
    return [
        Outcome(each.filled.sent_id, "refused", refused[place])
        if place in refused
        else _outcome(each, kept[place], stands)
        for place, each in enumerate(forms)
    ]


def _faults(form: Delivered, case: Case | None, given: Collection[tuple[int, str]]) -> tuple[str, ...]:
    """Why a form is not even looked at, in words. `given` are the second visits that the person was to make."""
    if case is None:
        return (_("This household is not under review."),)
    if form.filled.purpose != Purpose.FIRST and (case.pk, str(form.filled.purpose)) not in given:
        return (_("The second visit of this household was given to somebody else."),)
    try:
        _check_answers(case, form.filled.answers)
        _check_files(form.files)
    except ValidationError as error:
        return tuple(error.messages)
    return ()


def _outcome(form: Delivered, taken: Taken, stands: Mapping[uuid.UUID, FileStand]) -> Outcome:
    number, refusal, survey = form.filled.sent_id, taken.refusal, taken.survey
    if isinstance(refusal, ValidationError):
        return Outcome(number, "other" if isinstance(refusal, OtherContent) else "refused", tuple(refusal.messages))
    if refusal is not None or survey is None:
        return Outcome(number, "refused", (str(refusal),))
    files = tuple(stands[each.sent_id] for each in form.files if each.sent_id in stands)
    if survey.state == SurveyState.CONFLICT:
        return Outcome(number, "conflict", (why_it_waits(survey),), files)
    return Outcome(number, "kept", (), files)


def announce_files(announced: Sequence[tuple[Survey, Sequence[Announced]]]) -> dict[uuid.UUID, FileStand]:
    """Note which files will follow which forms; known ones stay as they are. Returns how far each is. Two statements,
    however many."""
    owners = {file.sent_id: survey for survey, files in announced for file in files}
    if not owners:
        return {}
    Attachment.objects.bulk_create(
        [
            Attachment(survey=survey, sent_id=each.sent_id, kind=each.kind, size=each.size, sha256=each.sha256)
            for survey, files in announced
            for each in files
        ],
        ignore_conflicts=True,
    )
    known = {row.sent_id: row for row in Attachment.objects.filter(sent_id__in=owners)}
    return {
        number: stand_of(known[number])
        if known[number].survey_id == survey.pk
        else FileStand(number, 0, True, _("Another form has a file of this number."))
        for number, survey in owners.items()
    }


def stand_of(row: Attachment) -> FileStand:
    return FileStand(row.sent_id, row.got, bool(row.stored or row.problem), row.problem)


def _check_answers(case: Case, answers: Mapping[str, Any]) -> None:
    """Bounds that hold whatever the standard asks; what each question allows, the rule book says when it scores."""
    if len(json.dumps(answers, ensure_ascii=False)) > MOST_TEXT:
        raise ValidationError(_("The form is too large."), code="size")
    check_answers(answers)
    household, members, left = (answers.get(key) for key in ("household", "members", "left"))
    if max(len(members or ()), len(left or ())) > MOST_MEMBERS:
        raise not_understood()
    for each in left or ():
        if set(each) - {"person", "name", "why"}:
            raise ValidationError(_("The form has no part “%(name)s”.") % {"name": "left"}, code="shape")
    if all(row.method == Method.INCOME for row in case.campaign.standards.all()):
        _check_keys(household or {}, HOUSEHOLD_FACTS)
        for member in members or ():
            _check_keys(member, MEMBER_FACTS | {"person"})


def _check_keys(given: Mapping[str, Any], known: frozenset[str] | set[str]) -> None:
    if unknown := sorted(set(given) - set(known)):
        raise ValidationError(_("There is no question “%(name)s”.") % {"name": unknown[0][:60]}, code="answers")


def _check_files(files: Sequence[Announced]) -> None:
    if len(files) > MOST_FILES or any(
        each.kind not in AttachmentKind.values or not 0 < each.size <= MOST_BYTES for each in files
    ):
        raise ValidationError(_("The form announces files that are too many or too large."), code="files")
