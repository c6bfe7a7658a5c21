"""What stands again by an undoing, in a group that went over into another one meanwhile, goes the way of that group."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.places.models import Succession, Unit
from chungtay.foundation.places.queries import certain_way, successors
from chungtay.records.registry.models import Household, Residence
from chungtay.records.registry.operations.act import Act
from chungtay.records.registry.queries.parts import in_parts

CAME_BY = "reorganised"
_DAY = datetime.timedelta(days=1)
_PART = 5_000


def follow_borders(act: Act, households: Iterable[int]) -> None:
    """Of these, whoever lives in a group that ended lives on in the one that took it over, with a residence for each
    step. Raises ValidationError where no single group is certain. Statements grow with groups, not with households."""
    today = timezone.localdate(act.at)
    for part in in_parts(sorted(set(households)), _PART):
        rows = Residence.objects.current().filter(household__in=part, group__valid_to__lt=today)
        _follow(act, list(rows.select_related("household", "group__parent").order_by("pk")), today)


def _follow(act: Act, rows: Sequence[Residence], today: datetime.date) -> None:
    ways: dict[int, list[Succession]] = {}
    for row in rows:
        if row.group_id not in ways:
            way = certain_way(row.group, today)
            if way is None:
                raise ValidationError(_which_group(row, today), code="which_group")
            ways[row.group_id] = way
    act.change_all(Residence, [(row, _left(ways[row.group_id], row.valid_from)) for row in rows])
    act.add(*(stay for row in rows for stay in _stays(row, ways[row.group_id])))
    act.change_all(Household, [(row.household, {"group": ways[row.group_id][-1].new}) for row in rows])


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


def _which_group(row: Residence, today: datetime.date) -> str:
    parts = [part.unit for part in successors(row.group, today)]
    said = {"code": row.household.code, "group": _named(row.group)}
    if parts:
        names = "; ".join(_named(unit) for unit in parts)
        return _(
            "Household %(code)s lived in %(group)s, which was divided: %(parts)s. Find out in which of these groups it "
            "lives, and have it written down under “Places” that %(group)s became that group; then undo this."
        ) % (said | {"parts": names})
    return (
        _(
            "Household %(code)s lived in %(group)s, which is no more, and nobody wrote down which group took it over. "
            "Have that written down under “Places” first; then undo this."
        )
        % said
    )


def _named(unit: Unit) -> str:
    return f"{unit.name} ({unit.parent.name})" if unit.parent else unit.name
