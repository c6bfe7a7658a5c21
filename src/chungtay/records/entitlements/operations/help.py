"""Writing down what reached a household. Part of the act that delivered it: that act checks the right and records the
event, and a row is written in its transaction or not at all."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.records.entitlements.models import HelpKind, HelpReceived, HelpSource
from chungtay.records.registry.queries.listed import wards_of

KIND_OF = {"fee_reduction": HelpKind.FEE, "loan_access": HelpKind.LOAN}  # a policy's `gives`, where the words differ
_BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Help:
    """One thing received: `household` and `person` by number; `value` in whole đồng, None where nobody knows it."""

    household: int
    person: int | None
    kind: str
    source: str
    title: str
    value: int | None
    on: datetime.date
    proof: str
    origin: str


@transaction.atomic
def remember_helps(helps: Sequence[Help], *, by: Any, at: datetime.datetime) -> list[HelpReceived]:
    """Write many down, in a fixed number of statements for a batch. Raises ValidationError for a kind or source that is
    unknown, no title or proof, a value below zero, a day to come, or an origin that is written down already."""
    today = timezone.localdate(at)
    for each in helps:
        check_help(each, today)
    origins = [each.origin for each in helps]
    if len(set(origins)) < len(origins) or _written(origins):
        raise ValidationError(_("This help stands in the ledger already."), code="twice")
    wards = wards_of({each.household for each in helps})
    rows = [
        HelpReceived(
            household_id=each.household,
            person_id=each.person,
            ward_id=wards[each.household],
            kind=each.kind,
            source=each.source,
            title=each.title,
            value=each.value,
            on=each.on,
            proof=each.proof,
            origin=each.origin,
            recorded_by=by,
            recorded_at=at,
        )
        for each in helps
    ]
    return HelpReceived.objects.bulk_create(rows, batch_size=_BATCH)


def remember_help(
    *,
    by: Any,
    at: datetime.datetime,
    household: Any,
    person: Any,
    kind: str,
    source: str,
    title: str,
    value: int | None,
    on: datetime.date,
    proof: str,
    origin: str,
) -> HelpReceived:
    """Write one down; see `remember_helps`. `household` and `person` are records or None for no one person."""
    one = Help(
        household=household.pk,
        person=person.pk if person else None,
        kind=kind,
        source=source,
        title=title,
        value=value,
        on=on,
        proof=proof,
        origin=origin,
    )
    return remember_helps([one], by=by, at=at)[0]


@transaction.atomic
def take_back_help(*, by: Any, at: datetime.datetime, origin: str, on: datetime.date, why: str) -> HelpReceived:
    """Write against a row that what it says was given back. Raises ValidationError when there is none, when it was
    taken back already, on a day before it was received or to come, or without a reason."""
    first = HelpReceived.objects.filter(origin=origin, takes_back=None).first()
    if first is None:
        raise ValidationError(_("The ledger of help has no such row."), code="none")
    if HelpReceived.objects.filter(takes_back=first).exists():
        raise ValidationError(_("This help was given back already."), code="twice")
    if not first.on <= on <= timezone.localdate(at):
        raise ValidationError(_("The day lies before it was received, or in the future."), code="day")
    if not why.strip():
        raise ValidationError(_("Say why."), code="why")
    return HelpReceived.objects.create(
        household=first.household,
        person=first.person,
        ward=first.ward,
        kind=first.kind,
        source=first.source,
        title=first.title,
        value=-first.value if first.value is not None else None,
        on=on,
        proof=why,
        origin=f"{origin}:back",
        takes_back=first,
        recorded_by=by,
        recorded_at=at,
    )


def check_help(one: Help, today: datetime.date) -> None:
    """Raise ValidationError for what the ledger does not take."""
    if one.kind not in HelpKind.values or one.source not in HelpSource.values:
        raise ValidationError(_("The kind or the source of the help is unknown."), code="kind")
    if not one.title.strip() or not one.proof.strip():
        raise ValidationError(_("Say what was received, and what proves it."), code="proof")
    if one.value is not None and one.value < 0:
        raise ValidationError(_("The worth of help is not below zero."), code="value")
    if one.on > today:
        raise ValidationError(_("The day lies in the future."), code="future")


def _written(origins: Sequence[str]) -> bool:
    return HelpReceived.objects.filter(origin__in=origins).exists()
