"""Writing down who has a card, who has none, and how a card ends. Part of the act that learned it: that act checks the
right and records the event, and a row is written in its transaction or not at all.

Nobody ever has two cards on one day: refused here with a sentence, and by the database for whoever comes at once.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from chungtay.records.entitlements.models import CardBefore, CardEnd, CardPayer, CardSource, HealthCard, NoCard
from chungtay.records.entitlements.operations.standing import mark_people
from chungtay.records.entitlements.queries.cards import card_print, cards_of, cards_of_the_dead, of_origin
from chungtay.records.registry.queries.parts import in_parts
from chungtay.records.registry.queries.pupils import lives_of

__all__ = [
    "CardEnd",
    "CardPayer",
    "CardSource",
    "HealthCard",
    "NewCard",
    "Period",
    "change_cards",
    "end_cards",
    "end_cards_of_the_dead",
    "record_cards",
    "record_no_card",
    "take_back",
    "told_of",
]
_BATCH = 500


@dataclass(frozen=True, slots=True)
class NewCard:
    """A card of a person by number, both days included; `number` is "" where it is not known yet."""

    person: int
    payer: str
    valid_from: datetime.date
    valid_to: datetime.date | None
    number: str = ""
    paid_on: datetime.date | None = None
    note: str = ""


def overlap(one: NewCard, other: HealthCard | NewCard) -> bool:
    """Whether two cards hold on some same day."""
    first, last = max(one.valid_from, other.valid_from), datetime.date.max
    return first <= min(one.valid_to or last, other.valid_to or last)


@transaction.atomic
def record_cards(
    cards: Sequence[NewCard], *, source: str, origin: str, by: Any, at: datetime.datetime
) -> list[HealthCard]:
    """Write cards down, in a fixed number of statements for a batch. Raises ValidationError for dates that cannot be, a
    card of somebody dead, and a second card on one day."""
    if not cards:
        return []
    check_cards(cards)
    rows = [
        HealthCard(
            person_id=card.person,
            number=card.number,
            print=card_print(card.number),
            payer=card.payer,
            valid_from=card.valid_from,
            valid_to=card.valid_to,
            paid_on=card.paid_on,
            source=source,
            origin=origin,
            note=card.note,
            recorded_by=by,
            recorded_at=at,
        )
        for card in sorted(cards, key=lambda each: (each.person, each.valid_from))
    ]
    try:
        with transaction.atomic():
            made = HealthCard.objects.bulk_create(rows, batch_size=_BATCH)
    except IntegrityError as error:
        raise ValidationError(_("This person has another card at that time."), code="two") from error
    mark_people(card.person for card in cards)
    return made


def check_cards(cards: Sequence[NewCard]) -> None:
    """Raise ValidationError for the first that cannot be written."""
    lives = lives_of([card.person for card in cards])
    first = min(card.valid_from for card in cards)
    held = cards_of([card.person for card in cards], first, None)
    seen: dict[int, list[NewCard]] = {}
    for card in cards:
        if card.payer not in CardPayer.values:
            raise ValidationError(_("It is not known who pays this card."), code="payer")
        if card.valid_to is not None and card.valid_to < card.valid_from:
            raise ValidationError(_("The card ends before it begins."), code="dates")
        died = lives[card.person].died if card.person in lives else None
        if died is not None and (card.valid_to is None or card.valid_to > died):
            sentence = _("The person died on %(day)s: no card holds after that.")
            raise ValidationError(sentence % {"day": f"{died:%d/%m/%Y}"}, code="died")
        others = [*held.get(card.person, ()), *seen.get(card.person, ())]
        other = next((each for each in others if overlap(card, each)), None)
        if other is not None:
            raise ValidationError(told_of(other), code="two")
        seen.setdefault(card.person, []).append(card)


def told_of(other: HealthCard | NewCard) -> str:
    """Why a second card is refused."""
    if other.valid_to is None:
        return _("The person has a card from %(first)s on.") % {"first": f"{other.valid_from:%d/%m/%Y}"}
    return _("The person has a card from %(first)s to %(last)s already.") % {
        "first": f"{other.valid_from:%d/%m/%Y}",
        "last": f"{other.valid_to:%d/%m/%Y}",
    }


@transaction.atomic
def end_cards(ends: Mapping[int, tuple[datetime.date, str]], *, note: str = "", at: datetime.datetime) -> int:
    """Card -> its last day and why. A card that had not begun by then is taken back. Returns how many changed."""
    changed, before = [], []
    for part in in_parts(sorted(ends), _BATCH):
        for card in (
            HealthCard.objects.select_for_update(no_key=True).filter(pk__in=part, withdrawn=False).order_by("pk")
        ):
            last, why = ends[card.pk]
            if why not in CardEnd.values:
                raise ValidationError(_("Say why."), code="why")
            before.append(_before(card, at))
            card.ended_why, card.note = why, note[:300] or card.note
            if last < card.valid_from:
                card.withdrawn = True
            elif card.valid_to is None or card.valid_to > last:
                card.valid_to = last
            changed.append(card)
    HealthCard.objects.bulk_update(changed, ["ended_why", "note", "withdrawn", "valid_to"], batch_size=_BATCH)
    CardBefore.objects.bulk_create(before, batch_size=_BATCH)
    mark_people(card.person_id for card in changed)
    return len(changed)


@dataclass(frozen=True, slots=True)
class Period:
    """What a list says anew of a card that is on record. A `number` of "" leaves the number as it is; None takes away
    the one that a list brought."""

    valid_from: datetime.date
    valid_to: datetime.date | None
    payer: str
    ended_why: str = ""
    number: str | None = ""


@transaction.atomic
def change_cards(changes: Mapping[int, Period], *, at: datetime.datetime) -> dict[int, Period]:
    """Card -> what it becomes. Returns what each was before (the number is not told: "" where it had one, None where
    it had none), so that changing it back leaves it as it was. Raises ValidationError where it meets another card."""
    before: dict[int, Period] = {}
    rows, stood = [], []
    for part in in_parts(sorted(changes), _BATCH):
        for card in (
            HealthCard.objects.select_for_update(no_key=True).filter(pk__in=part, withdrawn=False).order_by("pk")
        ):
            number = "" if card.print else None
            before[card.pk] = Period(card.valid_from, card.valid_to, card.payer, card.ended_why, number)
            stood.append(_before(card, at))
            new = changes[card.pk]
            card.valid_from, card.valid_to = new.valid_from, new.valid_to
            card.payer, card.ended_why = new.payer, new.ended_why
            if new.number != "":
                card.number, card.print = new.number or "", card_print(new.number or "")
            rows.append(card)
    try:
        with transaction.atomic():
            HealthCard.objects.bulk_update(
                rows, ["valid_from", "valid_to", "payer", "ended_why", "number", "print"], batch_size=_BATCH
            )
    except IntegrityError as error:
        raise ValidationError(_("This person has another card at that time."), code="two") from error
    CardBefore.objects.bulk_create(stood, batch_size=_BATCH)
    mark_people(card.person_id for card in rows)
    return before


@transaction.atomic
def record_no_card(
    persons: Sequence[int], *, on: datetime.date, source: str, origin: str, by: Any, at: datetime.datetime
) -> int:
    """Remember who was found to have no card on a day."""
    NoCard.objects.bulk_create(
        (
            NoCard(person_id=person, on=on, source=source, origin=origin, recorded_by=by, recorded_at=at)
            for person in sorted(set(persons))
        ),
        batch_size=_BATCH,
    )
    mark_people(persons)
    return len(set(persons))


@transaction.atomic
def take_back(origin: str, *, at: datetime.datetime) -> int:
    """Everything that one origin brought: its cards and its word of who has none. Returns how many cards."""
    told = NoCard.objects.filter(origin=origin, withdrawn=False)
    mark_people({*told.values_list("person", flat=True), *of_origin(origin).values_list("person", flat=True)})
    told.update(withdrawn=True, withdrawn_at=at)
    CardBefore.objects.bulk_create((_before(card, at) for card in of_origin(origin)), batch_size=_BATCH)
    return of_origin(origin).update(withdrawn=True)


@transaction.atomic
def end_cards_of_the_dead(paths: Sequence[str], *, at: datetime.datetime) -> int:
    """Cards of the dead of these places end on the day of death; those that begin later are taken back."""
    rows = list(cards_of_the_dead(paths).values_list("pk", "person__death_date"))
    return end_cards({card: (died, str(CardEnd.DIED)) for card, died in rows if died is not None}, at=at)


def _before(card: HealthCard, at: datetime.datetime) -> CardBefore:
    """How a live card stands that is about to be changed."""
    held = {"payer": card.payer, "valid_from": card.valid_from, "valid_to": card.valid_to}
    return CardBefore(card=card, until=at, ended_why=card.ended_why, **held)
