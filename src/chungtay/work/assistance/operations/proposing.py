"""Proposing a case: emergency relief by the norm of the law, a house to be repaired, help given once."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chungtay.foundation.places.models import Level, Unit
from chungtay.records.entitlements.operations.drawing import hold
from chungtay.records.registry.queries.categories import listed_on
from chungtay.records.registry.queries.hardships import Event, event_of
from chungtay.records.registry.queries.listed import homes, rosters, wards_of
from chungtay.rulebook.errors import ChungTayError
from chungtay.work.assistance.models import Case, CaseKind, CaseState, Part, PartKind, PartSource
from chungtay.work.assistance.operations import once as once_only
from chungtay.work.assistance.operations import steps
from chungtay.work.assistance.operations.deaths import check_died
from chungtay.work.assistance.permissions import check_may_propose
from chungtay.work.assistance.queries.norms import FUNERAL, Worked, once_of, worked_out
from chungtay.work.assistance.transitions import check_case

HOURS = 24  # our own aim for relief, from the moment the office learns of it; the law gives the ward two days
MOST_PARTS = 12
MOST_WORDS = 200  # of a finding of hardship, which stands within the reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What one source gives in one payment: whole đồng, or things with their worth (None: unknown)."""

    source: str
    basis: str
    amount: int | None = None
    kind: str = PartKind.CASH
    kilograms: int | None = None
    label: str = ""
    after_check: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What relief is worked out from. `amount`: what was asked for, None for what the norm gives.
    `hardship`: in words, why a household is needy that the register has neither as poor nor as near-poor. `missing`: of
    a funeral, by which report the person is missing; "" for one who died."""

    event: int
    norm: str
    source: str
    person: int | None = None
    persons: int = 1
    months: int = 1
    amount: int | None = None
    hardship: str = ""
    missing: str = ""
    extra: tuple[Given, ...] = ()


@transaction.atomic
def propose_relief(household: int, *, need: Need, told_at: datetime.datetime, by: Any, at: datetime.datetime) -> Case:
    """Propose relief after a misfortune of the register: the norm's amount from the state's money, with its sum; what
    goes beyond the norm comes from another source that is named. Raises ValidationError, PermissionDenied."""
    ward = _ward(household, by=by, at=at)
    happened = event_of(household, need.event)
    if happened is None:
        raise ValidationError(_("The household's register has no such misfortune. Record it first."), code="event")
    worked = _worked(ward, happened, need)
    norm = worked.norm
    _check_asked(need, worked)
    _check_person(household, need, worked, happened)
    once = once_of(norm)
    once_only.check_relief(happened, norm.id, once, need.person if norm.each == "person" else None, need.source)
    reason = worked.reason.vi + _finding(household, need, worked, happened)
    kind = PartKind.IN_KIND if worked.kilograms else PartKind.CASH
    first = Given(
        source=need.source,
        kind=kind,
        amount=worked.amount,
        kilograms=worked.kilograms,
        basis=f"{norm.instrument}, {norm.article}",
        label=norm.label.vi,
    )
    case = Case(
        kind=CaseKind.RELIEF,
        event_id=happened.number,
        norm=norm.id,
        once=once,
        person_id=need.person if norm.each == "person" else None,
        persons=need.persons if worked.kilograms else None,
        months=need.months if worked.kilograms else None,
        title=norm.label.vi,
        reason=reason,
        missing=need.missing if norm.id == FUNERAL else "",
        limit_at=told_at + datetime.timedelta(hours=HOURS),
    )
    return _made(case, (first, *need.extra), household, ward, happened, told_at=told_at, by=by, at=at)


@transaction.atomic
def propose_help(
    household: int,
    *,
    kind: str,
    title: str,
    gives: Sequence[Given],
    told_at: datetime.datetime,
    person: int | None = None,
    event: int | None = None,
    again: str = "",
    by: Any,
    at: datetime.datetime,
) -> Case:
    """Propose a house repair or help given once, each part with its source and what it rests on. The last part of a
    repair waits for the check of the work. `again`: why it is given beside a like one that stands. Raises
    ValidationError, PermissionDenied."""
    ward = _ward(household, by=by, at=at)
    if kind not in (CaseKind.REPAIR, CaseKind.ONE_OFF):
        raise ValidationError(_("The kind of case is unknown."), code="kind")
    if not title.strip():
        raise ValidationError(_("Say what the help is for."), code="title")
    happened = event_of(household, event) if event is not None else None
    if event is not None and happened is None:
        raise ValidationError(_("The household's register has no such misfortune. Record it first."), code="event")
    if person is not None and person not in _members(household, timezone.localdate(at)):
        raise ValidationError(_("The person does not belong to the household."), code="person")
    if kind == CaseKind.REPAIR and gives and not gives[-1].after_check:
        raise ValidationError(_("The last part of a repair is paid after the work was seen."), code="after_check")
    bases, sources = [each.basis for each in gives], [each.source for each in gives]
    once_only.check_help(household, kind, title, happened, bases, sources, again, timezone.localdate(at))
    case = Case(kind=kind, event_id=event, person_id=person, title=title, again=again)
    return _made(case, gives, household, ward, happened, told_at=told_at, by=by, at=at)


@transaction.atomic
def withdraw(number: int, *, note: str, by: Any, at: datetime.datetime) -> Case:
    """Take a case back that nobody decided on, with a reason. Raises ValidationError, PermissionDenied."""
    case = steps.held(number)
    check_may_propose(by, case.ward, timezone.localdate(at))
    check_case(case.state, CaseState.WITHDRAWN)
    case.state, case.note = CaseState.WITHDRAWN, steps.said(note)
    case.save(update_fields=["state", "note"])
    steps.drop_rest(case)
    steps.event("assistance.withdrawn", case, {}, by=by, at=at)
    return case


def _worked(ward: Unit, happened: Event, need: Need) -> Worked:
    """The norm's amount on the day of the misfortune. Raises ValidationError where the law gives none."""
    if need.persons < 1:
        raise ValidationError(_("Rice is given to at least one person."), code="persons")
    counts = {"persons": need.persons, "months": need.months}
    try:
        return worked_out(need.norm, happened.kind, happened.happened_on, ward, **counts)
    except ChungTayError as error:
        raise ValidationError(error.en if get_language() == "en" else error.vi, code="norm") from error


def _check_asked(need: Need, worked: Worked) -> None:
    if need.source not in once_only.STATE:
        raise ValidationError(_("The amount of the norm comes from a budget of the state."), code="source")
    if need.amount is not None and need.amount != worked.amount:
        sentence = _("By the norm it is %(sum)s. What goes beyond it needs another source; less is not given.")
        raise ValidationError(sentence % {"sum": worked.reason.vi}, code="amount")
    for each in need.extra:
        if each.source == need.source:
            raise ValidationError(_("What goes beyond the norm comes from another source."), code="source")


def _check_person(household: int, need: Need, worked: Worked, happened: Event) -> None:
    there = _members(household, happened.happened_on)
    if worked.norm.each == "person" and need.person not in there | ({happened.person} if happened.person else set()):
        raise ValidationError(_("Say which person of the household it is for."), code="person")
    if worked.norm.id == FUNERAL:
        check_died(need.person, happened, need.missing)
    if worked.kilograms and need.persons > len(there):
        raise ValidationError(
            _("The household had %(count)s persons on the day.") % {"count": len(there)}, code="persons"
        )


def _finding(household: int, need: Need, worked: Worked, happened: Event) -> str:
    """What is added to the reason where the norm is for poor, near-poor and needy households and the register has this
    one as neither poor nor near-poor on the day. Raises ValidationError while nobody said why it is needy."""
    if not worked.norm.needy or listed_on(household, happened.happened_on):
        return ""
    found = need.hardship.strip()
    if not found:
        sentence = _(
            "“%(norm)s” is for poor, near-poor and needy households, and on %(day)s the register has this one as "
            "neither poor nor near-poor. Write why it is needy."
        )
        told = {"norm": worked.norm.label.vi, "day": f"{happened.happened_on:%d/%m/%Y}"}
        raise ValidationError(sentence % told, code="hardship")
    if len(found) > MOST_WORDS:
        raise ValidationError(
            _("At most %(count)s signs say why it is needy.") % {"count": MOST_WORDS}, code="hardship"
        )
    return f"; hộ có hoàn cảnh khó khăn: {found}"


def _members(household: int, day: datetime.date) -> set[int | None]:
    return {each.person for each in rosters([household], day).get(household, [])}


def _ward(household: int, *, by: Any, at: datetime.datetime) -> Unit:
    """The ward of a household that still is one, where the person may propose."""
    ward = Unit.objects.filter(pk=wards_of([household]).get(household), level=Level.WARD).first()
    if ward is None:
        raise ValidationError(_("There is no such household."), code="none")
    check_may_propose(by, ward, timezone.localdate(at))
    hold(ward)  # of two that propose the same at once the second finds the first
    if not homes([household], day=timezone.localdate(at)):
        raise ValidationError(_("The household has ended. Refuse the case; nothing is paid."), code="ended")
    return ward


def _made(
    case: Case,
    gives: Sequence[Given],
    household: int,
    ward: Unit,
    happened: Event | None,
    *,
    told_at: datetime.datetime,
    by: Any,
    at: datetime.datetime,
) -> Case:
    _check_told(told_at, happened, at)
    _check_gives(gives)
    case.household_id, case.ward = household, ward
    case.told_at, case.proposed_by, case.proposed_at = told_at, by, at
    try:
        with transaction.atomic():
            case.save()
    except IntegrityError as error:
        raise ValidationError(_("This relief was asked for already after this misfortune."), code="twice") from error
    Part.objects.bulk_create(
        Part(
            case=case,
            number=number,
            kind=each.kind,
            source=each.source,
            amount=each.amount,
            kilograms=each.kilograms,
            label=each.label,
            basis=each.basis,
            after_check=each.after_check,
            proposed_by=by,
        )
        for number, each in enumerate(gives, 1)
    )
    steps.event("assistance.proposed", case, {"parts": len(gives)}, by=by, at=at)
    return case


def _check_told(told_at: datetime.datetime, happened: Event | None, at: datetime.datetime) -> None:
    if told_at > at:
        raise ValidationError(_("The office learned of it in the past."), code="told_at")
    if happened is not None and timezone.localdate(told_at) < happened.happened_on:
        sentence = _("The misfortune was on %(day)s; the office cannot have learned of it before.")
        raise ValidationError(sentence % {"day": f"{happened.happened_on:%d/%m/%Y}"}, code="told_at")


def _check_gives(gives: Sequence[Given]) -> None:
    if not 1 <= len(gives) <= MOST_PARTS:
        raise ValidationError(_("Say which source gives how much."), code="parts")
    for each in gives:
        if each.source not in PartSource.values or each.kind not in PartKind.values:
            raise ValidationError(_("The kind or the source of the help is unknown."), code="source")
        if not each.basis.strip():
            raise ValidationError(_("Say by which decision, plan or letter the source gives it."), code="basis")
        if each.kind == PartKind.CASH and (each.amount is None or each.amount <= 0):
            raise ValidationError(_("Say how much money it is."), code="amount")
        if each.amount is not None and each.amount < 0:
            raise ValidationError(_("The worth of help is not below zero."), code="amount")
