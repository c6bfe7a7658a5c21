"""Households follow their residential group when the borders of wards change. Nobody moved house: the past keeps its
old ward, and a new residence begins on the day of the change. Of a household that had ended, or was taken back, only
the group that keeps its page is another one: whoever keeps the new group takes it in again, or undoes what ended it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from posixpath import commonpath
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from chungtay.foundation.places.models import Unit
from chungtay.foundation.places.operations import Move
from chungtay.records.registry.models import Household, Operation, Residence, Source
from chungtay.records.registry.operations.act import acting
from chungtay.records.registry.operations.borders import CAME_BY
from chungtay.records.registry.operations.standing import DAY
from chungtay.records.registry.operations.undoing import take_back


def follow_groups(moves: Sequence[Move], *, origin: str, undo: bool, by: Any, at: datetime.datetime) -> None:
    """Registered with places (`register_mover`), which has asked who may do this. Statements grow with batches."""
    if undo:
        for operation in Operation.objects.filter(origin=origin, undone_by=None, undoes=None).order_by("-pk"):
            take_back(operation, why="", source=Source.PROGRAM, over_borders=False, by=by, at=at)
        _check_left([move.old for move in moves])
    elif moves:
        _follow(moves, origin, by, at)


def _follow(moves: Sequence[Move], origin: str, by: Any, at: datetime.datetime) -> None:
    new_of, day = {move.old.pk: move.new for move in moves}, moves[0].day
    lived = Residence.objects.live().filter(Q(valid_to=None) | Q(valid_to__gte=day), group__in=new_of)
    over = list(lived.filter(valid_from__lt=day).order_by("pk"))
    after = list(lived.filter(valid_from__gte=day).order_by("pk"))
    homes = Household.objects.filter(group__in=new_of).order_by("pk")
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


def _check_left(groups: Sequence[Unit]) -> None:
    """Raise ValidationError when a household came into one of these groups since, which are taken back."""
    numbers = [group.pk for group in groups]
    lived = Residence.objects.live().filter(group__in=numbers)
    homes = Count("household", distinct=True)
    found = lived.order_by("group").values_list("group").annotate(homes=homes).first()
    if found is not None:
        unit = next(group for group in groups if group.pk == found[0])
        raise ValidationError(
            _("%(count)s households are left in %(unit)s; nothing was undone.") % {"count": found[1], "unit": unit.name}
        )


def _common_area(units: Sequence[Unit]) -> Unit:
    """The smallest unit that holds them all."""
    shared = commonpath([unit.path for unit in units])
    found: Unit = Unit.objects.get(pk=int(shared.rsplit("/", 1)[-1]))
    return found
