"""Rounds of gifts that wait for one person."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from chungtay.foundation.places.models import Unit
from chungtay.work.gifts.models import Gift, GiftState, Round, RoundState
from chungtay.work.gifts.models.hands import CONFLICTS
from chungtay.work.gifts.queries.rounds import rounds_seen

SHOWN = 5


def to_approve(user: Any, place: Unit, today: datetime.date) -> list[Round]:
    """Rounds with a list that somebody else drew up."""
    drafts = rounds_seen(user, place, today).filter(state=RoundState.DRAFT).exclude(drawn_by=user)
    return list(drafts.filter(Exists(Gift.objects.filter(round=OuterRef("pk")))).order_by("drawn_at")[:SHOWN])


def to_bring(user: Any, place: Unit) -> list[tuple[Round, int]]:
    """Rounds with gifts on this person's own routes, and how many are to be handed over."""
    mine = Q(routes__carrier=user, routes__gifts__state=GiftState.READY)
    found = Round.objects.filter(ward__path__startswith=place.path, state=RoundState.HANDING).filter(mine)
    counted = found.select_related("ward").annotate(open_count=Count("routes__gifts")).order_by("last_day", "pk")
    return [(made, made.open_count) for made in counted[:SHOWN]]


def to_settle(user: Any, place: Unit, today: datetime.date) -> list[tuple[Round, int]]:
    """Rounds with hand-overs that did not count and that nobody settled yet."""
    found = rounds_seen(user, place, today).filter(gifts__deliveries__standing__in=CONFLICTS)
    counted = found.annotate(conflict_count=Count("gifts__deliveries")).order_by("last_day", "pk")
    return [(made, made.conflict_count) for made in counted[:SHOWN]]
