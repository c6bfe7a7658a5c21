"""One card typed in, one person known to have none, one card ended; the cards of the dead locked."""

from __future__ import annotations

import dataclasses
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
    told_of,
)
from chungtay.records.entitlements.queries.cards import KNOWN_FOR, cards_of, one_in
from chungtay.records.registry.queries.pupils import people
from chungtay.work.insurance.operations.numbers import check_number
from chungtay.work.insurance.permissions import check_may_keep

FAR = datetime.timedelta(days=3_653)


@transaction.atomic
def record_card(ward: Unit, card: NewCard, *, looked_at: bool = False, by: Any, at: datetime.datetime) -> HealthCard:
    """Write one card down. `looked_at`: an unusual number was looked at again. Raises ValidationError for a second card
    on one day, PermissionDenied."""
    today = timezone.localdate(at)
    check_may_keep(by, ward, today)
    _check_here(card.person, ward)
    _check_days(card, today)
    number, note = check_number(card.number, card.person, looked_at=looked_at)
    one = dataclasses.replace(card, number=number, note=note)
    [made] = record_cards([one], source=CardSource.ENTERED, origin="", by=by, at=at)
    detail = {"payer": card.payer} | ({"looked_at_number": True} if note else {})
    record_event("insurance.card_recorded", made, by=by, at=at, area=ward, detail=detail)
    return made


@transaction.atomic
def record_none(ward: Unit, person: int, *, on: datetime.date, by: Any, at: datetime.datetime) -> None:
    """Remember that somebody was asked and has no card. Raises ValidationError, PermissionDenied."""
    today = timezone.localdate(at)
    check_may_keep(by, ward, today)
    _check_here(person, ward)
    if on > today:
        raise ValidationError(_("The day lies in the future."), code="future")
    held = cards_of([person], on, on).get(person)
    if held:
        raise ValidationError(told_of(held[0]), code="has")
    if today - on >= KNOWN_FOR:
        raise ValidationError(_("That is too long ago to say anything of today: ask again."), code="old")
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
    if on < card.valid_from - datetime.timedelta(days=1) and card.valid_from <= today:
        sentence = _("The card began on %(day)s. To take back one that was entered in error, give the day before it.")
        raise ValidationError(sentence % {"day": f"{card.valid_from:%d/%m/%Y}"}, code="before")
    end_cards({card.pk: (on, why)}, note=note, at=at)
    record_event("insurance.card_ended", card, by=by, at=at, area=ward, detail={"why": why})
    card.refresh_from_db()
    return card


@transaction.atomic
def lock_cards_of_the_dead(ward: Unit, *, by: Any, at: datetime.datetime) -> int:
    """Cards that outlive their person end on the day of death (30/2020/TT-BYT Điều 11). Returns how many."""
    check_may_keep(by, ward, timezone.localdate(at))
    count = end_cards_of_the_dead([ward.path], at=at)
    record_event("insurance.cards_locked", ward, by=by, at=at, area=ward, detail={"cards": count})
    return count


def _check_days(card: NewCard, today: datetime.date) -> None:
    """A slip of the finger in a year is asked about; what no card has is refused."""
    if any(day is not None and abs(day - today) > FAR for day in (card.valid_from, card.valid_to, card.paid_on)):
        raise ValidationError(_("A day lies more than ten years away: look at the year again."), code="day")
    if card.paid_on is not None and card.paid_on > today:
        raise ValidationError(_("The day of payment lies in the future."), code="future")


def _check_here(person: int, ward: Unit) -> None:
    found = people([person], [ward.path]).get(person)
    if found is None or found.died:
        raise ValidationError(_("This person has died or lives in this ward no more."), code="gone")
