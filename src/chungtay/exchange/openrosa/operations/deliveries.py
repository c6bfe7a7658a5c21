"""A form that ODK Collect sends goes down the same line as every other: kept once, scored, then checked."""

from __future__ import annotations

import datetime
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from chungtay.exchange.openrosa import queries
from chungtay.exchange.openrosa.models import CollectForm, CollectKey, Delivery
from chungtay.foundation.core.files.keeping import Upload
from chungtay.foundation.core.operations import record_event
from chungtay.foundation.core.operations.lasting import on_the_disk
from chungtay.foundation.core.words import fold
from chungtay.records.registry.queries.listed import Member, rosters
from chungtay.work.review.models import Attachment, Case, Method, Survey, SurveyState
from chungtay.work.review.operations.phone_forms import MOST_MEMBERS
from chungtay.work.review.operations.taking_in import Filled, OtherContent, take_in
from chungtay.work.review.operations.whole_files import add_whole_file
from chungtay.work.review.queries.campaigns import main_standard
from chungtay.work.review.queries.conflicts import why_it_waits


class NotHere(ValidationError):
    """The household, or the form that this one was made from, is not where this person surveys."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A form as its XML was read. `files` are the names of its photographs and what each shows; `edits` is the number
    of the form it was made from; `said` what the telephone worked out."""

    household: str
    filled: Filled
    files: Mapping[str, str]
    said: Mapping[str, str]
    xml: str
    digest: str
    edits: uuid.UUID | None = None
    device: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of it: `new` when anything is here that was not before; `words` for whoever sent it."""

    new: bool
    words: str


def receive(
    form: CollectForm, sent: Sent, uploads: Mapping[str, Upload], *, key: CollectKey, by: Any, at: datetime.datetime
) -> Receipt:
    """Take in a form and the photographs that came along; more may follow with the same XML, in any order, and all of
    it may come again. No transaction holds all this together: the form is safe first, then each file, and what was
    broken off is made up for when the telephone sends again.

    Raises NotHere, OtherContent, StepRefused, PermissionDenied, ValidationError."""
    known = queries.delivery_of(sent.filled.sent_id)
    if known is not None and known.digest != sent.digest:
        raise OtherContent(_("A form with this number and other answers was received before. Ask the ward officer."))
    survey, new = (known.survey, False) if known is not None else _take_in(form, sent, key, by, at)
    arrived = [
        add_whole_file(survey, number=_number(sent, name), kind=sent.files[name], upload=upload, by=by, at=at)
        for name, upload in uploads.items()
        if name in sent.files and not _is_here(sent, name)
    ]
    on_the_disk()  # the telephone throws its own copy away now
    return Receipt(new or bool(arrived), " ".join(_words(survey, sent, new or bool(arrived), arrived)))


def _take_in(form: CollectForm, sent: Sent, key: CollectKey, by: Any, at: datetime.datetime) -> tuple[Survey, bool]:
    case = queries.household_sent(by, form.campaign, sent.household)
    if case is None:
        raise NotHere(
            _("No household with the code “%(code)s” is under review in your area.") % {"code": sent.household}
        )
    if sent.edits is not None:
        _check_edits(sent.edits, case)
    answers = _tied(
        sent.filled.answers, rosters([case.household_id], sent.filled.surveyed_on).get(case.household_id, [])
    )
    survey, new = take_in(case, replace(sent.filled, answers=answers), by=by, at=at)
    _keep(form, sent, survey, key, by, at)
    return survey, new


def _check_edits(number: uuid.UUID, case: Case) -> None:
    """A form made from one that was sent before: taken as one more form of the household, so that a person decides."""
    before = queries.delivery_of(number)
    if before is None or before.survey.case_id != case.pk:
        raise NotHere(_("The form that this one was made from did not come from this household. Fill in a new one."))


def _tied(answers: Mapping[str, Any], roster: Sequence[Member]) -> dict[str, Any]:
    """Members are tied to the register by name alone, where it is the only one of the household."""
    members = answers.get("members") or []
    if len(members) > MOST_MEMBERS:
        raise ValidationError(_("The form has more than %(count)s members.") % {"count": MOST_MEMBERS}, code="size")
    held = Counter(fold(member.name) for member in roster)
    persons = {fold(member.name): member.person for member in roster if held[fold(member.name)] == 1}
    given = Counter(fold(str(row.get("name", ""))) for row in members)
    rows = []
    for row in members:
        name = fold(str(row.get("name", "")))
        person = persons.get(name) if given[name] == 1 else None
        rows.append(dict(row) | ({"person": person} if person else {}))
    return dict(answers) | {"members": rows}


@transaction.atomic
def _keep(form: CollectForm, sent: Sent, survey: Survey, key: CollectKey, by: Any, at: datetime.datetime) -> None:
    """The XML as it came, and whether the telephone worked out what the office did."""
    values = {
        "form": form,
        "key": key,
        "edits": sent.edits,
        "digest": sent.digest,
        "xml": sent.xml,
        "said": dict(sent.said),
        "differs": dict(sent.said) != scored(survey),
        "files": sorted(sent.files),
        "device": sent.device,
        "received_at": at,
    }
    delivery, new = Delivery.objects.get_or_create(survey=survey, defaults=values)
    if new:
        detail = {"survey": survey.pk, "version": form.version, "differs": delivery.differs}
        record_event("openrosa.form_received", delivery, by=by, at=at, area=survey.case.ward.ward, detail=detail)


def scored(survey: Survey) -> dict[str, str]:
    """What the office's scoring says of a form, in the words of the form: "" where there is nothing yet."""
    standard = main_standard(survey.case.campaign)
    result = survey.results.get(rule_set=standard.rule_set)
    if standard.method == Method.INCOME:
        return {"class": result.class_id, "deprivations": _text(result.deprivations)}
    return {"class": result.class_id, "b1": _text(result.b1), "b2": _text(result.b2)}


def _text(value: int | None) -> str:
    return "" if value is None else str(value)


def _number(sent: Sent, name: str) -> uuid.UUID:
    """The same photograph of the same form always has the same number."""
    return uuid.uuid5(sent.filled.sent_id, name)


def _is_here(sent: Sent, name: str) -> bool:
    return Attachment.objects.filter(sent_id=_number(sent, name)).exclude(stored="").exists()


def _words(survey: Survey, sent: Sent, new: bool, arrived: Sequence[Attachment]) -> list[str]:
    numbers = [_number(sent, name) for name in sent.files]
    here = Attachment.objects.filter(sent_id__in=numbers).exclude(stored="").count()
    words = [_("Received.") if new else _("This form was received before.")]
    if survey.state == SurveyState.CONFLICT:
        words.append(why_it_waits(survey))
    words += [row.problem for row in arrived if row.problem]
    if missing := len(numbers) - here - sum(1 for row in arrived if row.problem):
        words.append(_("Photographs still to come: %(count)s.") % {"count": missing})
    return words
