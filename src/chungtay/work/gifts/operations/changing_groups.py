"""A residential group gets another name, or several become one, in the middle of a round: the gifts still to be given
go over into the new group of the ward, onto a route there. What was handed over stays with the group of then."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils import timezone

from chungtay.foundation.core.operations import record_events
from chungtay.foundation.core.operations.trail import Entry
from chungtay.foundation.places.operations import Move
from chungtay.records.registry.queries.dwelling import groups_of_homes
from chungtay.records.registry.queries.parts import in_parts
from chungtay.work.gifts.models import Gift, Round, RoundState, Route
from chungtay.work.gifts.models.lines import OPEN

_RUNNING = (RoundState.DRAFT, RoundState.APPROVED, RoundState.HANDING)
_PART = 2_000
_Key = tuple[int, int]  # a round, and the group that gifts of it go to


def follow_groups(moves: Sequence[Move], *, undo: bool, by: Any, at: datetime.datetime) -> None:
    """The groups that stay in their ward. Undone, every gift of the new group goes back to where its family lives, for
    that group never was. Statements grow with rounds, not with gifts."""
    within = {move.old.pk: move.new.pk for move in moves if move.old.parent_id == move.new.parent_id}
    gifts = Gift.objects.filter(group__in=within)
    if not undo:
        gifts = gifts.filter(state__in=OPEN, round__state__in=_RUNNING)
    rows = list(gifts.order_by("pk").values_list("pk", "round", "group", "household", "route"))
    if not rows:
        return
    lives: dict[int, int] = {}
    for part in in_parts(sorted({row[3] for row in rows}), _PART):
        lives |= groups_of_homes(part, timezone.localdate(at))
    into = {move.new.pk for move in moves}
    goes = {row[0]: lives[row[3]] if lives.get(row[3]) in into else within[row[2]] for row in rows}
    before: dict[_Key, set[int]] = defaultdict(set)
    for number, made, _group, _home, route in rows:
        if route:
            before[made, goes[number]].add(route)
    routes = _routes(before)
    changed = [
        Gift(pk=number, group_id=goes[number], route_id=routes.get((made, goes[number])) if route else None)
        for number, made, _group, _home, route in rows
    ]
    Gift.objects.bulk_update(changed, ["group", "route"], batch_size=500)
    if undo:
        Route.objects.filter(group__in=within, gifts=None).delete()
    _tell(Counter(row[1] for row in rows), by, at)


def _routes(before: Mapping[_Key, Iterable[int]]) -> dict[_Key, int]:
    """The route of each group: that which is there, or a new one on the days of those that it takes the place of, given
    to who had them. Where two had them, an officer says who has it now."""
    rounds, groups = {made for made, _group in before}, {group for _made, group in before}
    there = Route.objects.filter(round__in=rounds, group__in=groups).values_list("round", "group", "pk")
    found = {(made, group): number for made, group, number in there}
    olds = Route.objects.in_bulk({number for numbers in before.values() for number in numbers})
    new = [_route(key, [olds[number] for number in numbers]) for key, numbers in before.items() if key not in found]
    for each in Route.objects.bulk_create(new):
        found[each.round_id, each.group_id] = each.pk
    return found


def _route(key: _Key, olds: Sequence[Route]) -> Route:
    carriers = {each.carrier_id for each in olds}
    return Route(
        round_id=key[0],
        group_id=key[1],
        carrier_id=carriers.pop() if len(carriers) == 1 else None,
        starts_on=min(each.starts_on for each in olds),
        ends_on=max(each.ends_on for each in olds),
    )


def _tell(counts: Mapping[int, int], by: Any, at: datetime.datetime) -> None:
    rounds = Round.objects.select_related("ward").in_bulk(counts)
    entries = [
        Entry("gifts.groups_changed", rounds[made], rounds[made].ward, {"gifts": count})
        for made, count in sorted(counts.items())
    ]
    record_events(entries, by=by, at=at)
