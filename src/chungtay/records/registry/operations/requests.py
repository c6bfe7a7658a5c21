"""Proposals from the field: written, submitted, decided by somebody else.

What was submitted is frozen: its print is kept, and a proposal whose items do not give that print is never applied.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.accounts.permissions import Permission
from chungtay.foundation.core.operations import record_event
from chungtay.foundation.core.text import tidy
from chungtay.foundation.core.words import fold
from chungtay.records.registry.models import (
    ChangeRequest,
    FoundBy,
    Household,
    Membership,
    Person,
    RequestState,
    Source,
)
from chungtay.records.registry.operations.act import Act, acting
from chungtay.records.registry.operations.deeds import carry_out, try_out
from chungtay.records.registry.operations.editing import household_values, person_values
from chungtay.records.registry.operations.registering import add_members, refuse_taken_numbers
from chungtay.records.registry.operations.remembering import remember_alike_of_batch
from chungtay.records.registry.operations.standing import check_day
from chungtay.records.registry.permissions import check
from chungtay.records.registry.queries.deeds import PAPER, Deed
from chungtay.records.registry.queries.doubles import doubles_of
from chungtay.records.registry.queries.facts import checked_member
from chungtay.records.registry.queries.proposals import (
    Edit,
    Item,
    Newcomer,
    as_text,
    differences,
    items_of,
    newcomer,
    overtaken,
    print_of,
    proposed_values,
    records_of,
)
from chungtay.records.registry.transitions import check_request_may_become


class Conflict(ValidationError):
    """The register changed since the proposal was written, in fields that it touches."""


@transaction.atomic
def draft_request(
    household: Household,
    *,
    why: str,
    edits: Sequence[Edit] = (),
    newcomers: Sequence[Newcomer] = (),
    deeds: Sequence[Deed] = (),
    by: Any,
    at: datetime.datetime,
) -> ChangeRequest:
    """Write a proposal for one household. Raises ValidationError for values that could never stand in the register."""
    check(by, Permission.REGISTRY_PROPOSE, household.group, at)
    text = _checked(household, why, edits, newcomers, deeds, by, at)
    request = ChangeRequest.objects.create(
        household=household, why=tidy(why), items=text, proposed_by=by, proposed_at=at, state=RequestState.DRAFT
    )
    _event("request_drafted", request, by, at)
    return request


@transaction.atomic
def revise_request(
    request: ChangeRequest,
    *,
    why: str,
    edits: Sequence[Edit] = (),
    newcomers: Sequence[Newcomer] = (),
    deeds: Sequence[Deed] = (),
    by: Any,
    at: datetime.datetime,
) -> ChangeRequest:
    """Write the own draft anew, or the own proposal that was returned."""
    request = _held(request)
    _check_own(request, by)
    if request.state != RequestState.DRAFT:
        check_request_may_become(request, RequestState.DRAFT)
    check(by, Permission.REGISTRY_PROPOSE, request.household.group, at)
    request.items, request.why = _checked(request.household, why, edits, newcomers, deeds, by, at), tidy(why)
    request.state, request.digest, request.submitted_at = RequestState.DRAFT, "", None
    request.decided_by, request.decided_at = None, None
    request.save()
    _event("request_drafted", request, by, at)
    return request


@transaction.atomic
def submit_request(request: ChangeRequest, *, by: Any, at: datetime.datetime) -> ChangeRequest:
    """Hand the own draft in; from now on nobody changes it."""
    request = _held(request)
    _check_own(request, by)
    check_request_may_become(request, RequestState.SUBMITTED)
    check(by, Permission.REGISTRY_PROPOSE, request.household.group, at)
    request.state, request.submitted_at, request.digest = RequestState.SUBMITTED, at, print_of(request.items)
    request.save()
    _event("request_submitted", request, by, at)
    return request


@transaction.atomic
def approve_request(
    request: ChangeRequest,
    *,
    others: Collection[int] = (),
    answer: str = "",
    by: Any,
    at: datetime.datetime,
) -> ChangeRequest:
    """Take the proposal over into the register, by somebody else than its writer. Raises Conflict when the register
    changed meanwhile in a field that it touches, or when a new member may be on record already; then it is returned, or
    the register is looked at first. `others`: persons on record of whom the approver says that a new member is somebody
    else, by number."""
    request = _decidable(request, RequestState.APPROVED, by, at)
    household = request.household
    Household.objects.select_for_update(no_key=True).get(pk=household.pk)  # who enters somebody directly holds it too
    if print_of(request.items) != request.digest:
        raise ValidationError(_("The proposal is not what was submitted. It cannot be approved."), code="altered")
    touched = [difference for difference in differences(request) if difference.conflicts]
    if touched or any(overtaken(item) for item in items_of(request)):
        raise Conflict(
            _("The register has changed since this was proposed. Return the proposal, so that it is written anew."),
            code="conflict",
        )
    _check_still_here(request, household)
    _check_new(request, others)
    with acting(
        "request_applied",
        by=by,
        at=at,
        area=household.group,
        why=request.why,
        source=Source.REQUEST,
        origin=f"request:{request.pk}",
    ) as act:
        _apply(act, household, items_of(request), at)
    papers = {deed.person for item in items_of(request) if (deed := item.deed) and deed.kind == PAPER}
    told = sorted(papers.union(act.persons_written()))
    remember_alike_of_batch(told, found_by=FoundBy.REQUEST, at=at)
    request.state, request.decided_by, request.decided_at = RequestState.APPROVED, by, at
    request.answer, request.operation = tidy(answer), act.operation
    request.save()
    _event("request_approved", request, by, at)
    return request


@transaction.atomic
def return_request(request: ChangeRequest, *, answer: str, by: Any, at: datetime.datetime) -> ChangeRequest:
    """Give the proposal back to its writer with a reason."""
    if not tidy(answer):
        raise ValidationError(_("Say why it is returned."), code="answer")
    request = _decidable(request, RequestState.RETURNED, by, at)
    request.state, request.decided_by, request.decided_at = RequestState.RETURNED, by, at
    request.answer = tidy(answer)
    request.save()
    _event("request_returned", request, by, at)
    return request


@transaction.atomic
def drop_request(request: ChangeRequest, *, by: Any, at: datetime.datetime) -> ChangeRequest:
    """The writer takes the proposal back; it stays readable."""
    request = _held(request)
    _check_own(request, by)
    check_request_may_become(request, RequestState.DROPPED)
    request.state = RequestState.DROPPED
    request.save()
    _event("request_dropped", request, by, at)
    return request


def _held(request: ChangeRequest) -> ChangeRequest:
    rows = ChangeRequest.objects.select_for_update(of=("self",), no_key=True).select_related("household__group")
    found: ChangeRequest = rows.get(pk=request.pk)
    return found


def _decidable(request: ChangeRequest, state: str, by: Any, at: datetime.datetime) -> ChangeRequest:
    request = _held(request)
    check(by, Permission.REGISTRY_APPROVE, request.household.group, at)
    if by is None or by.pk == request.proposed_by_id:
        raise PermissionDenied(_("Nobody decides on a proposal of his or her own."))
    check_request_may_become(request, state)
    return request


def _check_own(request: ChangeRequest, by: Any) -> None:
    if by is None or by.pk != request.proposed_by_id:
        raise PermissionDenied(_("Only who wrote the proposal can do this."))


def _checked(
    household: Household,
    why: str,
    edits: Sequence[Edit],
    newcomers: Sequence[Newcomer],
    deeds: Sequence[Deed],
    by: Any,
    at: datetime.datetime,
) -> str:
    """The items as text. Every value is one that could stand in the register, and every record belongs here."""
    today = timezone.localdate(at)
    if not tidy(why):
        raise ValidationError(_("Say why, so that somebody else can decide."), code="why")
    members = set(Membership.objects.current().filter(household=household).values_list("person", flat=True))
    checked = []
    for edit in edits:
        if isinstance(edit.record, Person):
            if edit.record.pk not in members:
                raise ValidationError(
                    _("%(name)s is not a member of household %(code)s."),
                    params={"name": edit.record.full_name, "code": household.code},
                )
            values = person_values(edit.record, edit.values, today=today)
        elif edit.record.pk == household.pk:
            values = household_values(edit.values)
        else:
            raise ValidationError(_("A proposal is about one household."), code="other_household")
        checked.append(Edit(edit.record, {name: values[name] for name in edit.values}))
    for each in newcomers:
        check_day(each.since, at)
    _refuse_twice(newcomers)
    if any(deed.person not in members for deed in deeds):
        raise ValidationError(_("A proposal is about one household."), code="other_household")
    try_out(household, deeds, by=by, at=at)
    joining = [Newcomer(checked_member(each.member, today=today), each.since) for each in newcomers]
    text = as_text(checked, joining, deeds)
    if text == "[]":
        raise ValidationError(_("Nothing differs from what is on record."), code="nothing")
    return text


def _check_still_here(request: ChangeRequest, household: Household) -> None:
    """What was proposed of somebody who moved, died or was joined with another record meanwhile is nobody's here."""
    records = records_of(items_of(request))
    members = set(Membership.objects.current().filter(household=household).values_list("person", flat=True))
    gone = [
        record
        for record in records.values()
        if record.withdrawn or (isinstance(record, Person) and record.pk not in members)
    ]
    if gone or household.withdrawn or household.ended_on:
        raise Conflict(
            _("Somebody whom it is about no longer belongs to the household. Return it, so that it is written anew."),
            code="conflict",
        )


def _check_new(request: ChangeRequest, others: Collection[int]) -> None:
    """Nobody is entered twice unless the approver saw the other record and says that it is somebody else's."""
    for double in doubles_of(request, paths=()):
        if any(each.number not in others for each in double.candidates):
            raise Conflict(
                _(
                    "%(name)s may be on record already. Look at the two side by side: return the proposal, or say that "
                    "it is another person."
                ),
                params={"name": double.newcomer.member.full_name},
                code="double",
            )


def _refuse_twice(newcomers: Sequence[Newcomer]) -> None:
    """One proposal names nobody twice."""
    seen = set()
    for each in newcomers:
        who = (fold(each.member.full_name), each.member.birth_date)
        if who in seen:
            raise ValidationError(
                _("%(name)s is in the proposal already."), params={"name": each.member.full_name}, code="twice"
            )
        seen.add(who)


def _apply(act: Act, household: Household, items: Sequence[Item], at: datetime.datetime) -> None:
    today, records = timezone.localdate(at), records_of(items)
    act.touch_households([household.pk])
    for item in items:
        if item.record_id is None or item.deed:
            continue
        record, values = records[item.record_type, item.record_id], proposed_values(item)
        if isinstance(record, Person):
            act.change(record, **person_values(record, values, today=today))
        else:
            new = household_values(values)
            residence = household.residences.filter(withdrawn=False, valid_to=None).first()
            if residence and "address" in new:
                act.change(residence, address=new["address"])
            act.change(record, **new)
    joining = [newcomer(item) for item in items if item.is_newcomer]
    refuse_taken_numbers([paper for each in joining for paper in each.member.papers], by=act.by, at=at)
    add_members(act, [(household, checked_member(each.member, today=today), each.since) for each in joining])
    carry_out(act, household, [deed for item in items if (deed := item.deed)], at)


def _event(action: str, request: ChangeRequest, by: Any, at: datetime.datetime) -> None:
    record_event(
        f"registry.{action}",
        request,
        by=by,
        at=at,
        area=request.household.group,
        detail={"household": request.household_id},
    )
