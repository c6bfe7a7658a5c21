"""Gifts still to be given go along with their people when the borders of wards change, and with them their part of the
store and of what sources promised. What was handed over stays on the round of the old ward, which settles it."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.core.operations import record_events
from chungtay.foundation.core.operations.trail import Entry
from chungtay.foundation.places.models import Unit
from chungtay.foundation.places.operations import Move
from chungtay.foundation.places.operations.carrying import carried, carry, settle
from chungtay.foundation.places.queries.going import Going
from chungtay.records.registry.queries.dwelling import groups_of_homes
from chungtay.records.registry.queries.going import count_going
from chungtay.records.registry.queries.parts import in_parts
from chungtay.records.registry.queries.wards_after import Held, Place, places_after
from chungtay.work.gifts.models import Gift, GiftKind, Round, RoundState, StockMove, Supply
from chungtay.work.gifts.models import Move as Stock
from chungtay.work.gifts.models.lines import OPEN
from chungtay.work.gifts.operations.changing_groups import follow_groups
from chungtay.work.gifts.queries.balance import Line, balance

_RUNNING = (RoundState.DRAFT, RoundState.APPROVED, RoundState.HANDING)
_PART = 2_000
_Key = tuple[int, int]  # a round or kind, and the ward that it goes to


def follow_borders(moves: Sequence[Move], *, origin: str, undo: bool, by: Any, at: datetime.datetime) -> None:
    """Registered with places. Undone, the round that continued another comes back with everything that was done in it,
    as a round of its own: its store was counted apart. Statements grow with rounds and kinds, not with gifts."""
    if undo:
        _bring_back(origin, at)
    follow_groups(moves, undo=undo, by=by, at=at)
    _follow(moves, f"{origin}:back" if undo else origin, by, at)


def _follow(moves: Sequence[Move], origin: str, by: Any, at: datetime.datetime) -> None:
    wards = {move.old.parent_id for move in moves}
    gifts = Gift.objects.filter(state__in=OPEN, round__ward__in=wards, round__state__in=_RUNNING)
    rows = list(gifts.order_by("pk").values_list("pk", "round__ward", "person", "household", "round", "kind"))
    goes = places_after([Held(*row[:4]) for row in rows], moves)
    told = {row[0]: (row[4], row[5]) for row in rows if row[0] in goes}
    rounds = _rounds({(made, goes[number].ward) for number, (made, _kind) in told.items()})
    counts = Counter((kind, goes[number].ward) for number, (_made, kind) in told.items())
    kinds = _kinds(counts, rounds)
    for made in Round.objects.filter(pk__in={made for made, _ward in rounds}).order_by("pk"):
        _divide(made, counts, kinds, by, at)
    _write(told, goes, rounds, kinds, origin, at)
    left = Gift.objects.filter(state__in=OPEN).values("round")
    empty = Round.objects.filter(pk__in={made for made, _ward in rounds}, state=RoundState.DRAFT).exclude(pk__in=left)
    empty.update(state=RoundState.DROPPED)
    _tell(told, goes, rounds, by, at)


def _rounds(wanted: set[_Key]) -> dict[_Key, Round]:
    """The round that continues each in the ward. It lists nobody anew: whom the ward finds missing gets a round of its
    own, by the facts of its own people."""
    olds = Round.objects.in_bulk({made for made, _ward in wanted})
    keys = sorted(wanted)
    new = Round.objects.bulk_create([_copy(olds[made], ward_id=ward, continues=olds[made]) for made, ward in keys])
    return dict(zip(keys, new, strict=True))


def _kinds(counts: Mapping[_Key, int], rounds: Mapping[_Key, Round]) -> dict[_Key, GiftKind]:
    olds = GiftKind.objects.in_bulk({kind for kind, _ward in counts})
    keys = sorted(counts)
    new = [
        _copy(olds[kind], round=rounds[olds[kind].round_id, ward], carried_from=olds[kind], who="", counted=None)
        for kind, ward in keys
    ]
    return dict(zip(keys, GiftKind.objects.bulk_create(new), strict=True))


def _copy(row: Any, **changes: Any) -> Any:
    values = {field.name: getattr(row, field.name) for field in row._meta.concrete_fields}
    del values["id"]
    values["adds_to"] = None
    if "ward_id" in changes:
        del values["ward"]
    return type(row)(**values | changes)


def _divide(
    made: Round, counts: Mapping[_Key, int], kinds: Mapping[_Key, GiftKind], by: Any, at: datetime.datetime
) -> None:
    """The store and the promises of a round by the gifts that each ward still gives; where too little is there, each
    gets its share of it."""
    waiting = dict(made.gifts.filter(state__in=OPEN).order_by().values_list("kind").annotate(Count("pk")))
    wards = {ward.pk: ward for ward in Unit.objects.filter(pk__in={ward for _kind, ward in counts})}
    for row in balance(made):
        parts = sorted((wards[ward].code, ward, count) for (kind, ward), count in counts.items() if kind == row.kind.pk)
        if not parts:
            continue
        lefts = [[line, line.left, max(line.planned - line.received, 0)] for line in row.lines]
        shares = _shares(row.left, [count for _code, _ward, count in parts], waiting[row.kind.pk])
        for (_code, ward, count), share in zip(parts, shares, strict=True):
            for line, stock, promise in _taken(lefts, share, count - share):
                _hand_on(line, kinds[row.kind.pk, ward], stock, promise, made, wards[ward], by, at)
        _keep_promises(row.lines, lefts)


def _shares(left: int, counts: Sequence[int], waiting: int) -> list[int]:
    """What of the store goes to each: all it needs, or its part. `waiting`: gifts that are open in all, those that stay
    included."""
    if left >= waiting:
        return list(counts)
    left = max(left, 0)
    shares = [left * count // waiting for count in counts]
    stays = left * (waiting - sum(counts)) // waiting
    for place in range(left - sum(shares) - stays):
        if place < len(shares):
            shares[place] += 1
    return shares


def _taken(lefts: list[list[Any]], stock: int, promise: int) -> Iterator[tuple[Line, int, int]]:
    """Source by source, in their order, how much of the store and how much of the promise."""
    for each in lefts:
        line, there, promised = each
        some, more = min(stock, max(there, 0)), min(promise, promised)
        if some or more:
            each[1], each[2] = there - some, promised - more
            stock, promise = stock - some, promise - more
            yield line, some, more


def _hand_on(
    line: Line, into: GiftKind, stock: int, promise: int, made: Round, ward: Unit, by: Any, at: datetime.datetime
) -> None:
    supply, on = line.supply, timezone.localdate(at)
    there = Supply.objects.create(kind=into, source=supply.source, giver=supply.giver, planned=stock + promise)
    if stock:
        about = {"count": stock, "on": on, "by": by, "at": at}
        StockMove.objects.create(supply=supply, what=Stock.CARRIED, paper=ward.name[:120], **about)
        StockMove.objects.create(supply=there, what=Stock.IN, paper=made.title[:120], **about)


def _keep_promises(lines: Sequence[Line], lefts: Sequence[Sequence[Any]]) -> None:
    """What is expected here is what came and what still is to come here: the rest was promised to the new wards."""
    for line, (_line, _stock, promised) in zip(lines, lefts, strict=True):
        expected = line.received + promised if line.planned > line.received else line.planned
        if expected == line.planned:
            continue
        if expected:
            line.supply.planned = expected
        else:
            line.supply.put_away = True
        line.supply.save(update_fields=["planned", "put_away"])


def _write(
    told: Mapping[int, _Key], goes: Mapping[int, Place], rounds: Mapping[_Key, Round], kinds: Mapping[_Key, GiftKind],
    origin: str, at: datetime.datetime,
) -> None:  # fmt: skip
    moved = {number: (made, rounds[made, goes[number].ward].pk) for number, (made, _kind) in told.items()}
    carry(Gift, "round", moved, origin=origin, at=at)
    changed = [
        Gift(pk=number, kind=kinds[kind, goes[number].ward], group_id=goes[number].group, route=None)
        for number, (_made, kind) in sorted(told.items())
    ]
    Gift.objects.bulk_update(changed, ["kind", "group", "route"], batch_size=500)


def _bring_back(origin: str, at: datetime.datetime) -> None:
    pairs = {after: before for before, after in carried(Gift, origin=origin).values()}
    made = Round.objects.in_bulk({*pairs, *pairs.values()})
    for after, before in pairs.items():
        made[after].ward_id = made[before].ward_id
    Round.objects.bulk_update([made[number] for number in sorted(pairs)], ["ward"])
    rows = Gift.objects.filter(round__in=pairs).order_by("pk")
    groups: dict[int, int] = {}
    for part in in_parts(sorted(set(rows.values_list("household", flat=True))), _PART):
        groups |= groups_of_homes(part, timezone.localdate(at))
    back = [
        Gift(pk=number, group_id=groups.get(home, group), route=None)
        for number, home, group in rows.values_list("pk", "household", "group")
    ]
    Gift.objects.bulk_update(back, ["group", "route"], batch_size=500)
    settle(Gift, origin=origin, at=at)


def _tell(
    told: Mapping[int, _Key], goes: Mapping[int, Place], rounds: Mapping[_Key, Round], by: Any, at: datetime.datetime
) -> None:
    counts = Counter((made, goes[number].ward) for number, (made, _kind) in told.items())
    wards = Unit.objects.in_bulk({ward for _made, ward in counts})
    record_events(
        [
            Entry("gifts.round_went_along", rounds[made, ward], wards[ward], {"gifts": count, "from": made})
            for (made, ward), count in sorted(counts.items())
        ],
        by=by,
        at=at,
    )


def going(moves: Sequence[Move]) -> list[Going]:
    """The same counted beforehand, for the preview of a plan."""
    gifts = Gift.objects.filter(state__in=OPEN, round__state__in=_RUNNING)
    return [Going(_("Gifts still to be given"), count_going(gifts, moves, ward="round__ward"))]
