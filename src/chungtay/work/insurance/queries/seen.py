"""Lists, purchases and sessions of the reader's own area."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from chungtay.foundation.accounts.permissions import Permission, scope_of
from chungtay.foundation.places.models import Unit
from chungtay.work.insurance.models import (
    AwarenessSession,
    BatchLine,
    CardList,
    CardRow,
    LineState,
    ListState,
    PurchaseBatch,
    RowOutcome,
    StateLine,
    StateList,
)

WARNED = "warned"
_STANDING = (ListState.COMPARING, ListState.STAGED, ListState.APPLYING)


def _inside(user: Any, place: Unit, today: datetime.date) -> Q:
    inside = Q(pk__in=[])
    for path in scope_of(user, Permission.REGISTRY_READ, today):
        inside |= Q(ward__path__startswith=path)
    return inside & Q(ward__path__startswith=place.path)


def lists_seen(user: Any, place: Unit, today: datetime.date) -> QuerySet[CardList]:
    return CardList.objects.filter(_inside(user, place, today)).select_related("ward", "brought_by")


def waiting_lists(user: Any, place: Unit, today: datetime.date) -> list[tuple[CardList, int]]:
    """Lists that wait for a hand, with how many of their lines do."""
    found = list(lists_seen(user, place, today).filter(state__in=_STANDING))
    choose = CardRow.objects.filter(list__in=found, outcome=RowOutcome.CHOOSE).order_by()
    counts = dict(choose.values_list("list").annotate(Count("pk")))
    return [(made, counts.get(made.pk, 0)) for made in found]


def policies_of(made: PurchaseBatch | StateList) -> list[str]:
    """The policies that the people on it stand under; they say who approves it."""
    return sorted(set(made.lines.order_by().values_list("policy", flat=True).distinct()))


def rows_of(made: CardList, outcome: str) -> QuerySet[CardRow]:
    """Lines of one outcome, those with something to look at (WARNED), or all."""
    rows = made.rows.select_related("decided_by")
    if outcome == WARNED:
        return rows.exclude(warning="")
    return rows.filter(outcome=outcome) if outcome else rows.all()


def outcomes_of(made: CardList) -> dict[str, int]:
    """Outcome -> lines. One statement."""
    return dict(made.rows.order_by().values_list("outcome").annotate(Count("pk")))


def warned(made: CardList, outcomes: Iterable[str] = ()) -> int:
    """Lines with something to look at, of these outcomes where told."""
    rows = made.rows.exclude(warning="")
    return (rows.filter(outcome__in=list(outcomes)) if outcomes else rows).count()


def batches_seen(user: Any, place: Unit, today: datetime.date) -> QuerySet[PurchaseBatch]:
    found = PurchaseBatch.objects.filter(_inside(user, place, today))
    return found.select_related("ward", "drawn_by", "approved_by", "adds_to")


def of_year(year: int) -> Q:
    """Purchases that concern a year: begun, paid or drawn up in it. Cards from January on are bought in December."""
    return Q(starts_on__year=year) | Q(paid_on__year=year) | Q(drawn_at__year=year)


def states_of(numbers: Iterable[int]) -> dict[int, dict[str, int]]:
    """Purchase -> state -> lines. One statement."""
    rows = BatchLine.objects.filter(batch__in=list(numbers)).order_by().values_list("batch", "state")
    found: dict[int, dict[str, int]] = {}
    for number, state, lines in rows.annotate(Count("pk")):
        found.setdefault(number, {})[state] = lines
    return found


def cost_of(made: PurchaseBatch) -> dict[str, int]:
    """What the purchase costs, and who pays which part, of the lines that count. One statement."""
    counted = made.lines.exclude(state__in=(LineState.DROPPED, LineState.REFUSED)).exclude(
        state=LineState.LAPSED, card=None
    )
    sums = counted.aggregate(
        total=Sum(F("monthly") * F("months")),
        state=Sum("by_state"),
        city=Sum("by_city"),
        donor=Sum("by_donor"),
        household=Sum("by_household"),
    )
    return {name: value or 0 for name, value in sums.items()}


def lines_of(made: PurchaseBatch, state: str) -> QuerySet[BatchLine]:
    lines = made.lines.select_related("handed_by").order_by("household", "place", "pk")
    return lines.filter(state=state) if state else lines


def state_lists_seen(user: Any, place: Unit, today: datetime.date) -> QuerySet[StateList]:
    found = StateList.objects.filter(_inside(user, place, today))
    return found.select_related("ward", "drawn_by", "approved_by")


def of_state_year(year: int) -> Q:
    """Lists of the state that concern a year: cards begin in it, or it was drawn up in it."""
    return Q(starts_on__year=year) | Q(drawn_at__year=year)


def state_counts(made: StateList) -> dict[str, int]:
    """State -> lines. One statement."""
    return dict(made.lines.order_by().values_list("state").annotate(Count("pk")))


def state_lines_of(made: StateList, state: str) -> QuerySet[StateLine]:
    lines = made.lines.select_related("handed_by", "card").order_by("household", "pk")
    return lines.filter(state=state) if state else lines


def sessions_seen(user: Any, place: Unit, today: datetime.date) -> QuerySet[AwarenessSession]:
    found = AwarenessSession.objects.filter(_inside(user, place, today), withdrawn=False)
    return found.select_related("ward", "group", "recorded_by")
