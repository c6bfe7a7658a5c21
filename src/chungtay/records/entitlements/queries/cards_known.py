"""Who had a health-insurance card on a day, as known on another. Unscoped: the caller has asked who may."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from chungtay.records.entitlements.models import CardBefore, HealthCard, NoCard
from chungtay.records.entitlements.queries.cards import GIVEN, KNOWN_FOR, insured_by, stand_of
from chungtay.records.registry.queries.known import among, midnight_after
from chungtay.rulebook.errors import ChungTayError

_STOOD = ("payer", "valid_from", "valid_to", "ended_why", "withdrawn")


class CardUnknown(ChungTayError):
    """How a card stood then was not kept."""


def insured_known(persons: Sequence[int], day: datetime.date, known_on: datetime.date) -> dict[int, bool]:
    """What `insured_in` told of these people on the day, had it been asked at the end of the day `known_on`. Raises
    CardUnknown where a card was changed before the program kept how it stood. Three statements."""
    after = midnight_after(known_on)
    found = [(card[0], card[1]) for card in _cards(persons, after, known_on) if _counts(day, *card[1:])]
    return insured_by(found, _without(persons, day, after, known_on))


def held_known(persons: Sequence[int], day: datetime.date, known_on: datetime.date) -> dict[int, str]:
    """Who of these people had a card that held on the day (HAS) or one that began later (FOLLOWS), as known then.
    Raises CardUnknown. Two statements."""
    cards = _cards(persons, midnight_after(known_on), known_on)
    rows = [
        (person, payer, first, last)
        for person, payer, first, last, _why, withdrawn in cards
        if not withdrawn and (last is None or last >= day)
    ]
    return stand_of(rows, day)


def _cards(persons: Sequence[int], after: datetime.datetime, known_on: datetime.date) -> list[tuple[Any, ...]]:
    """The cards of these people as they stood: person and the columns of _STOOD."""
    held = HealthCard.objects.filter(person__in=among(persons), recorded_at__lt=after).order_by()
    cards: dict[int, tuple[Any, ...]] = {row[0]: row[1:] for row in held.values_list("pk", "person", *_STOOD)}
    changed = CardBefore.objects.filter(card__in=held.values("pk"), until__gte=after).order_by("-pk")
    for number, *stood in changed.values_list("card", *_STOOD[:-1]):  # the earliest last: it stood so until then
        cards[number] = (cards[number][0], *stood, False)
    if any(card[2] is None for card in cards.values()):
        raise _unknown(known_on)
    return list(cards.values())


def _without(persons: Sequence[int], day: datetime.date, after: datetime.datetime, known_on: datetime.date) -> set[int]:
    told = NoCard.objects.filter(person__in=among(persons), recorded_at__lt=after, on__lte=day, on__gt=day - KNOWN_FOR)
    then = told.filter(Q(withdrawn=False) | Q(withdrawn_at=None) | Q(withdrawn_at__gte=after)).order_by()
    rows = list(then.values_list("person", "withdrawn", "withdrawn_at"))
    if any(withdrawn and at is None for _person, withdrawn, at in rows):
        raise _unknown(known_on)
    return {row[0] for row in rows}


def _counts(day: datetime.date, payer: str, first: Any, last: Any, ended_why: str, withdrawn: bool) -> bool:
    """Whether a card tells something of the day: it holds, or was given and ran out within the last quarter."""
    if withdrawn or first > day:
        return False
    if last is None or last >= day:
        return True
    return payer in GIVEN and not ended_why and last >= day - KNOWN_FOR


def _unknown(known_on: datetime.date) -> CardUnknown:
    return CardUnknown(
        f"Thẻ bảo hiểm y tế của người trong hộ đã được sửa trước khi chương trình giữ lại thẻ cũ, nên không rõ ngày "
        f"{known_on:%d/%m/%Y} thẻ ra sao; không đoán.",
        "A health-insurance card of somebody here was changed before the program kept how cards stood; how it stood on "
        f"{known_on.isoformat()} is not known, and nothing is guessed.",
    )
