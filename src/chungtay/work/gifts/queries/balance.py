"""The balance of a round, to the last gift and the last đồng: what came in from each source = what was handed over +
given back + carried over + lost with a record + left. Counted in a fixed number of statements."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Sum

from chungtay.work.gifts.models import Delivery, Gift, GiftKind, GiftState, Move, Round, Standing, StockMove, Supply


@dataclass(frozen=True, slots=True)
class Line:
    """One source of one kind, in gifts. `extra`: left the store beyond the list, as settled by an officer."""

    supply: Supply
    planned: int
    received: int
    handed: int
    extra: int
    back: int
    carried: int
    lost: int

    @property
    def left(self) -> int:
        """What must lie in the store."""
        return self.received - self.handed - self.extra - self.back - self.carried - self.lost


@dataclass(frozen=True, slots=True)
class Row:
    """One kind with its sources. `counted`: what was counted in the store, None while nobody counted."""

    kind: GiftKind
    lines: tuple[Line, ...]
    counted: int | None

    def sum(self, name: str) -> int:
        return sum(getattr(line, name) for line in self.lines)

    @property
    def left(self) -> int:
        return self.sum("left")

    @property
    def missing(self) -> int | None:
        """Gifts that should be in the store and are not (below 0: more than should be)."""
        return None if self.counted is None else self.left - self.counted

    def worth(self, name: str) -> int:
        return self.sum(name) * self.kind.worth


def balance(made: Round, counted: dict[int, int] | None = None) -> list[Row]:
    """`counted`: kind -> gifts counted; what was kept at the settlement where nobody says. Four statements."""
    found: list[Row] = []
    lines = _lines(made)
    for kind in made.kinds.order_by("pk"):
        of_kind = tuple(line for line in lines if line.supply.kind_id == kind.pk)
        found.append(Row(kind, of_kind, (counted or {}).get(kind.pk, kind.counted)))
    return found


def stock_of(kind: GiftKind) -> list[tuple[Supply, int]]:
    """The sources of a kind with what is left of each, in their order; for taking a gift out of the store."""
    return [(line.supply, line.left) for line in _lines(kind.round, kind=kind)]


def _lines(made: Round, *, kind: GiftKind | None = None) -> list[Line]:
    supplies = Supply.objects.filter(kind__round=made, put_away=False)
    moves = StockMove.objects.filter(supply__kind__round=made)
    gifts = Gift.objects.filter(round=made, state=GiftState.DELIVERED)
    extras = Delivery.objects.filter(gift__round=made, standing=Standing.EXTRA)
    if kind is not None:
        supplies, moves = supplies.filter(kind=kind), moves.filter(supply__kind=kind)
        gifts, extras = gifts.filter(kind=kind), extras.filter(gift__kind=kind)
    moved: Counter[tuple[int, str]] = Counter()
    for number, what, count in moves.order_by().values_list("supply", "what").annotate(Sum("count")):
        moved[number, what] = count
    handed = dict(gifts.order_by().values_list("supply").annotate(Count("pk")))
    more = dict(extras.order_by().values_list("supply").annotate(Count("pk")))
    return [
        Line(
            supply,
            supply.planned,
            moved[supply.pk, Move.IN],
            handed.get(supply.pk, 0),
            more.get(supply.pk, 0),
            moved[supply.pk, Move.BACK],
            moved[supply.pk, Move.CARRIED],
            moved[supply.pk, Move.LOST],
        )
        for supply in supplies.order_by("kind", "pk")
    ]
