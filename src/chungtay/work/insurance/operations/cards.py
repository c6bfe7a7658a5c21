"""One card typed in, one person known to have none, one card ended; the cards of the dead locked."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.core.operations import record_event
from chungtay.foundation.places.models import Unit
from chungtay.records.entitlements.operations.cards import (
    CardSource,
    HealthCard,
    NewCard,
    end_cards,
    end_cards_of_the_dead,
    record_cards,
    record_no_card,
)
from chungtay.records.entitlements.queries.cards import one_in
from chungtay.records.registry.queries.pupils import people
from chungtay.work.insurance.permissions import check_may_keep


@transaction.atomic
def record_card(ward: Unit, card: NewCard, *, by: Any, at: datetime.datetime) -> HealthCard:
    """Write one card down. Raises ValidationError for a second card on one day, PermissionDenied."""
    check_may_keep(by, ward, timezone.localdate(at))
    _check_here(card.person, ward)
    [made] = record_cards([card], source=CardSource.ENTERED, origin="", by=by, at=at)
    record_event("insurance.card_recorded", made, by=by, at=at, area=ward, detail={"payer": card.payer})
    return made


@transaction.atomic
def record_none(ward: Unit, person: int, *, on: datetime.date, by: Any, at: datetime.datetime) -> None:
    """Remember that somebody was asked and has no card. Raises ValidationError, PermissionDenied."""
    today = timezone.localdate(at)
    check_may_keep(by, ward, today)
    _check_here(person, ward)
    if on > today:
        raise ValidationError(_("The day lies in the future."), code="future")
    record_no_card([person], on=on, source=CardSource.ENTERED, origin="", by=by, at=at)
    record_event("insurance.no_card", ward, by=by, at=at, area=ward, detail={"person": person})


@transaction.atomic
def end_card(
    ward: Unit, number: int, *, on: datetime.date, why: str, note: str, by: Any, at: datetime.datetime
) -> HealthCard:
    """End a card of somebody of the ward: its last day and why. Raises ValidationError, PermissionDenied."""
    today = timezone.localdate(at)
    check_may_keep(by, ward, today)
    card = one_in([ward.path], number, today)
    if card is None or card.ended_why:
        raise ValidationError(_("There is no such card here, or it has ended."), code="none")
    if on > today:
        raise ValidationError(_("The day lies in the future."), code="future")
    end_cards({card.pk: (on, why)}, note=note)
    record_event("insurance.card_ended", card, by=by, at=at, area=ward, detail={"why": why})
    card.refresh_from_db()
    return card


@transaction.atomic
def lock_cards_of_the_dead(ward: Unit, *, by: Any, at: datetime.datetime) -> int:
    """Cards that outlive their person end on the day of death (30/2020/TT-BYT Điều 11). Returns how many."""
    check_may_keep(by, ward, timezone.localdate(at))
    count = end_cards_of_the_dead([ward.path])
    record_event("insurance.cards_locked", ward, by=by, at=at, area=ward, detail={"cards": count})
    return count


def _check_here(person: int, ward: Unit) -> None:
    found = people([person], [ward.path]).get(person)
    if found is None or found.died:
        raise ValidationError(_("This person has died or lives in this ward no more."), code="gone")
