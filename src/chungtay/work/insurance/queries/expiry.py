"""The calendar of cards that run out: those that hold on a day, end soon, and are followed by no other."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.db.models import Count, Q, QuerySet

from chungtay.records.entitlements.operations.cards import HealthCard
from chungtay.records.entitlements.queries.cards import cards_ending, running_out

ENDS = (30, 60, 90)


def within(cards: QuerySet[HealthCard, HealthCard], day: datetime.date, days: int) -> QuerySet[HealthCard, HealthCard]:
    """Cards whose last day is the day itself or one of so many after it."""
    return running_out(cards, day).filter(valid_to__lte=day + datetime.timedelta(days=days))


def soon(paths: Sequence[str], day: datetime.date, days: int) -> QuerySet[HealthCard, HealthCard]:
    """As `within`, of the cards of whoever lives in the places."""
    return running_out(cards_ending(paths, day, day + datetime.timedelta(days=days)), day)


def counts(cards: QuerySet[HealthCard, HealthCard], day: datetime.date) -> dict[int, int]:
    """Days -> cards that run out within them. One statement."""
    ends = {f"d{days}": Count("pk", Q(valid_to__lte=day + datetime.timedelta(days=days))) for days in ENDS}
    found = running_out(cards, day).order_by().aggregate(**ends)
    return {days: found[f"d{days}"] for days in ENDS}
