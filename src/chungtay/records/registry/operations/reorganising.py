"""Households follow their residential group when the borders of wards change. Nobody moved house: the past keeps its
old ward, and a new residence begins on the day of the change."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from posixpath import commonpath
from typing import Any

from django.db.models import Q

from chungtay.foundation.places.models import Unit
from chungtay.foundation.places.operations import Move
from chungtay.records.registry.models import Household, Operation, Residence, Source
from chungtay.records.registry.operations.act import acting
from chungtay.records.registry.operations.standing import DAY
from chungtay.records.registry.operations.undoing import take_back

CAME_BY = "reorganised"


def follow_groups(moves: Sequence[Move], *, origin: str, undo: bool, by: Any, at: datetime.datetime) -> None:
    """Registered with places (`register_mover`), which has asked who may do this. Statements grow with batches."""
    if undo:
        for operation in Operation.objects.filter(origin=origin, undone_by=None, undoes=None).order_by("-pk"):
            take_back(operation, why="", source=Source.PROGRAM, by=by, at=at)
    elif moves:
        _follow(moves, origin, by, at)


def _follow(moves: Sequence[Move], origin: str, by: Any, at: datetime.datetime) -> None:
    new_of, day = {move.old.pk: move.new for move in moves}, moves[0].day
    lived = Residence.objects.live().filter(Q(valid_to=None) | Q(valid_to__gte=day), group__in=new_of)
    over = list(lived.filter(valid_from__lt=day).order_by("pk"))
    after = list(lived.filter(valid_from__gte=day).order_by("pk"))
    homes = Household.objects.live().filter(Q(ended_on=None) | Q(ended_on__gte=day), group__in=new_of).order_by("pk")
    area = _common_area([unit for move in moves for unit in (move.old, move.new)])
    with acting(
        "group_reorganised", by=by, at=at, area=area, effective_on=day, source=Source.PROGRAM, origin=origin
    ) as act:
        new = [
            Residence(
                household_id=row.household_id,
                group=new_of[row.group_id],
                address=row.address,
                came_by=CAME_BY,
                valid_from=day,
                valid_to=row.valid_to,
            )
            for row in over
        ]
        act.change_all(Residence, [(row, {"valid_to": day - DAY}) for row in over])
        act.add(*new)
        act.change_all(Residence, [(row, {"group": new_of[row.group_id]}) for row in after])
        act.change_all(Household, [(home, {"group": new_of[home.group_id]}) for home in homes])


def _common_area(units: Sequence[Unit]) -> Unit:
    """The smallest unit that holds them all."""
    shared = commonpath([unit.path for unit in units])
    found: Unit = Unit.objects.get(pk=int(shared.rsplit("/", 1)[-1]))
    return found
