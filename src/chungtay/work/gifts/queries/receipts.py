"""Envelopes of public money that were handed over without a signature, photograph or signed paper: on record as handed
over, and not proved until that is there (`docs/decisions/2026-11-30-receipts-of-money.md`)."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from typing import Any

from django.db.models import Count, Q, QuerySet

from chungtay.foundation.accounts.permissions import Permission, scope_of
from chungtay.foundation.places.models import Unit
from chungtay.records.entitlements.queries.receipts import PUBLIC
from chungtay.work.gifts.models import Delivery, Form, GiftState, Outcome, Round, Standing

SHOWN = 5
# A telephone that has told the hand-over sends its picture after it: until then the receipt is missing all the same.
_LACKING = Delivery.objects.filter(
    outcome=Outcome.DELIVERED,
    standing=Standing.KEPT,
    proof="",
    gift__state=GiftState.DELIVERED,
    gift__kind__form=Form.CASH,
    supply__source__in=PUBLIC,
)


def lacking_in(made: Round, *, carrier: Any = None) -> QuerySet[Delivery]:
    """Of a round; `carrier`: of this person's routes alone."""
    found = _LACKING.filter(gift__round=made)
    return found if carrier is None else found.filter(gift__route__carrier=carrier)


def lacking_among(gifts: Collection[int]) -> set[int]:
    """Those of these gifts whose receipt is missing. One statement."""
    return set(_LACKING.filter(gift__in=gifts).order_by().values_list("gift", flat=True))


def missing(user: Any, place: Unit, today: datetime.date) -> list[tuple[Round, int]]:
    """Rounds where this person may hand over and neither drew up nor approved, with how many receipts are missing. One
    statement."""
    inside = Q(pk__in=[])
    for path in scope_of(user, Permission.SUPPORT_HAND_OVER, today):
        inside |= Q(ward__path__startswith=path)
    rounds = Round.objects.filter(inside, ward__path__startswith=place.path)
    others = rounds.exclude(Q(drawn_by=user) | Q(approved_by=user)).select_related("ward")
    counted = others.annotate(lacking=Count("gifts__deliveries", Q(gifts__deliveries__in=_LACKING)))
    return [(made, made.lacking) for made in counted.filter(lacking__gt=0).order_by("last_day", "pk")[:SHOWN]]
