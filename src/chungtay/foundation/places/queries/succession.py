"""What a unit was before and what it became, followed from day to day however often it changed."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from chungtay.foundation.places.models import Extent, Succession, Unit


@dataclass(frozen=True, slots=True)
class Part:
    """A unit that stands for another one; `whole` when all of the old one went over into it."""

    unit: Unit
    whole: bool


def as_of(unit: Unit, day: datetime.date) -> list[Part]:
    """The units that stand for this one on a day: itself while it exists, else what it became or came from.

    Last year's report goes by the old units, this year's by the new ones. Nothing known: an empty list.
    """
    if unit.exists_on(day):
        return [Part(unit, True)]
    return predecessors(unit, day) if day < unit.valid_from else successors(unit, day)


def successors(unit: Unit, day: datetime.date) -> list[Part]:
    """The units that exist on a day and took this one over, directly or through others; in the order of the sources."""
    return _follow(unit, day, forward=True)


def predecessors(unit: Unit, day: datetime.date) -> list[Part]:
    """The units that existed on a day and went over into this one, whole or in part."""
    return _follow(unit, day, forward=False)


def certain_way(unit: Unit, day: datetime.date) -> list[Succession] | None:
    """Step by step into which unit all of this one went over, up to the one that exists on the day. None where that is
    not certain: the unit was divided, or nobody wrote down what it became. One statement for each step."""
    way: list[Succession] = []
    while not unit.exists_on(day):
        rows = list(Succession.objects.filter(old=unit, day__lte=day).select_related("new__parent")[:2])
        if len(rows) != 1 or rows[0].extent != Extent.WHOLE:
            return None
        way.append(rows[0])
        unit = rows[0].new
    return way


def certain_origins(units: Iterable[Unit]) -> dict[int, list[Succession]]:
    """Unit's number -> step by step back, the latest first, the one unit that stood in its place before. It ends where
    there was more than one, or nobody wrote it down. One statement for each step, for all of them."""
    heads = {unit.pk: unit for unit in units}
    ways: dict[int, list[Succession]] = {number: [] for number in heads}
    while heads:
        rows = came_from(heads.values())
        before = {}
        for start, unit in heads.items():
            found = rows.get(unit.pk, [])
            if len(found) == 1 and found[0].extent == Extent.WHOLE and found[0].old.valid_from < unit.valid_from:
                ways[start].append(found[0])
                before[start] = found[0].old
        heads = before
    return ways


def became(units: Iterable[Unit]) -> dict[int, list[Succession]]:
    """Old unit's number -> what it became, directly. One statement for all."""
    found: dict[int, list[Succession]] = {}
    for row in Succession.objects.filter(old__in=[unit.pk for unit in units]).select_related("new__parent"):
        found.setdefault(row.old_id, []).append(row)
    return found


def came_from(units: Iterable[Unit]) -> dict[int, list[Succession]]:
    """New unit's number -> what it came from, directly. One statement for all."""
    found: dict[int, list[Succession]] = {}
    for row in Succession.objects.filter(new__in=[unit.pk for unit in units]).select_related("old__parent"):
        found.setdefault(row.new_id, []).append(row)
    return found


def _follow(unit: Unit, day: datetime.date, *, forward: bool) -> list[Part]:
    """Step by step along the successions; one statement for each step."""
    there: dict[int, Part] = {}
    seen = {unit.pk}
    front = {unit.pk: True}
    while front:
        rows = Succession.objects.select_related("old__parent", "new__parent")
        rows = rows.filter(old__in=front, day__lte=day) if forward else rows.filter(new__in=front, day__gt=day)
        following: dict[int, bool] = {}
        for row in rows:
            here, other = (row.old_id, row.new) if forward else (row.new_id, row.old)
            whole = front[here] and row.extent == Extent.WHOLE
            if other.exists_on(day):
                known = there.get(other.pk)
                there[other.pk] = Part(other, whole or bool(known and known.whole))
            elif other.pk not in seen:
                following[other.pk] = following.get(other.pk, False) or whole
        seen |= following.keys()
        front = following
    return list(there.values())
