"""Help from elsewhere: what reached a household by no list of this program, told by one and confirmed by another. Only
then it stands in the ledger."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.accounts.permissions import Duty, check_apart
from chungtay.foundation.core.operations import record_event
from chungtay.foundation.places.models import Unit
from chungtay.records.entitlements.models import OutsideHelp, OutsideState
from chungtay.records.entitlements.operations.help import Help, check_help, remember_help
from chungtay.records.entitlements.permissions import check_may_confirm_help, check_may_enter_help
from chungtay.records.registry.queries.listed import wards_of


@transaction.atomic
def enter_outside(
    household: Any,
    *,
    kind: str,
    source: str,
    giver: str,
    title: str,
    value: int | None,
    on: datetime.date,
    proof: str,
    by: Any,
    at: datetime.datetime,
) -> OutsideHelp:
    """Write down what another source gave. Raises ValidationError for what the ledger would refuse, for no giver, or
    when the same was entered already; PermissionDenied."""
    today = timezone.localdate(at)
    check_may_enter_help(by, _ward(household), today)
    giver, title, proof = giver.strip(), title.strip(), proof.strip()
    if not giver:
        raise ValidationError(_("Say who gave it."), code="giver")
    told = Help(
        household=household.pk, person=None, kind=kind, source=source, title=title, value=value, on=on, proof=proof,
        origin="",
    )  # fmt: skip
    check_help(told, today)
    same = OutsideHelp.objects.filter(household=household, on=on, title=title, giver=giver)
    if same.exclude(state=OutsideState.REFUSED).exists():
        raise ValidationError(_("The same help of this day was entered already."), code="twice")
    made = OutsideHelp.objects.create(
        household=household, kind=kind, source=source, giver=giver, title=title, value=value, on=on, proof=proof,
        entered_by=by, entered_at=at,
    )  # fmt: skip
    _event("entitlements.outside_help_entered", made, by=by, at=at)
    return made


@transaction.atomic
def confirm_outside(number: int, *, by: Any, at: datetime.datetime) -> OutsideHelp:
    """Confirm what another entered: it stands in the ledger from then on. Raises ValidationError, PermissionDenied."""
    made = _decidable(number, by=by, at=at)
    _decide(made, OutsideState.CONFIRMED, "", by=by, at=at)
    remember_help(
        by=by,
        at=at,
        household=made.household,
        person=None,
        kind=made.kind,
        source=made.source,
        title=f"{made.title} · {made.giver}"[:200],
        value=made.value,
        on=made.on,
        proof=made.proof,
        origin=f"entitlements:outsidehelp:{made.pk}",
    )
    _event("entitlements.outside_help_confirmed", made, by=by, at=at)
    return made


@transaction.atomic
def refuse_outside(number: int, *, note: str, by: Any, at: datetime.datetime) -> OutsideHelp:
    """Say that it was not so, with the reason. Raises ValidationError, PermissionDenied."""
    made = _decidable(number, by=by, at=at)
    if not note.strip():
        raise ValidationError(_("Say why."), code="note")
    _decide(made, OutsideState.REFUSED, note.strip(), by=by, at=at)
    _event("entitlements.outside_help_refused", made, by=by, at=at)
    return made


def _decidable(number: int, *, by: Any, at: datetime.datetime) -> OutsideHelp:
    rows = OutsideHelp.objects.select_for_update(of=("self",), no_key=True).select_related("household")
    made = rows.filter(pk=number).first()
    if made is None or made.state != OutsideState.ENTERED:
        raise ValidationError(_("This was settled already. Load the page anew."), code="state")
    check_may_confirm_help(by, _ward(made.household), timezone.localdate(at))
    check_apart(by, Duty.CONFIRM, acted={Duty.ENTER: made.entered_by_id})
    return made


def _decide(made: OutsideHelp, state: OutsideState, note: str, *, by: Any, at: datetime.datetime) -> None:
    made.state, made.note, made.decided_by, made.decided_at = state, note, by, at
    made.save(update_fields=["state", "note", "decided_by", "decided_at"])


def _ward(household: Any) -> Unit:
    ward = wards_of([household.pk]).get(household.pk)
    if ward is None:
        raise ValidationError(_("The household lives in no ward."), code="ward")
    return Unit.objects.get(pk=ward)


def _event(action: str, made: OutsideHelp, *, by: Any, at: datetime.datetime) -> None:
    record_event(action, made, by=by, at=at, area=_ward(made.household), detail={"source": made.source})
