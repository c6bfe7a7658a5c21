"""What stands again by an undoing, in a group that went over into another one meanwhile, goes the way of that group."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from chungtay.foundation.places.models import Succession
from chungtay.records.registry.models import Household, Residence
from chungtay.records.registry.operations.act import Act
from chungtay.records.registry.queries.borders import Returns
from chungtay.records.registry.queries.parts import in_parts

CAME_BY = "reorganised"
_DAY = datetime.timedelta(days=1)
_PART = 5_000


def follow_borders(act: Act, back: Returns) -> None:
    """Whoever stands again in a group that ended lives on in the one that took it over, with a residence for each step.
    Statements grow with groups, not with households."""
    for part in in_parts(back.residences, _PART):
        rows = Residence.objects.current().filter(pk__in=part)
        _follow(act, list(rows.select_related("household").order_by("pk")), back.ways)


def _follow(act: Act, rows: Sequence[Residence], ways: dict[int, list[Succession]]) -> None:
    homes = [(row.household, {"group": ways[row.group_id][-1].new}) for row in rows]
    stays = [stay for row in rows for stay in _stays(row, ways[row.group_id])]
    act.change_all(Residence, [(row, _left(ways[row.group_id], row.valid_from)) for row in rows])
    act.add(*stays)
    act.change_all(Household, homes)


def _left(way: Sequence[Succession], since: datetime.date) -> dict[str, Any]:
    """The last day in the old group; who came after it ended stands in the new one from the start."""
    last = [step for step in way if step.day <= since]
    later = way[len(last) :]
    return ({"group": last[-1].new} if last else {}) | ({"valid_to": later[0].day - _DAY} if later else {})


def _stays(row: Residence, way: Sequence[Succession]) -> list[Residence]:
    """One in each group that the old one became, after the day on which the household came."""
    steps = [step for step in way if step.day > row.valid_from]
    ends: list[datetime.date | None] = [*(step.day - _DAY for step in steps[1:]), None]
    return [
        Residence(
            household_id=row.household_id,
            group=step.new,
            address=row.address,
            came_by=CAME_BY,
            valid_from=step.day,
            valid_to=end,
        )
        for step, end in zip(steps, ends, strict=True)
    ]
