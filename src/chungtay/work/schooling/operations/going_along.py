"""Children who are looked for go along when the borders of wards change, and so does a school whose ward became part of
one other ward; of a ward that was divided nobody knows by the households where a school lies."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from chungtay.foundation.places.models import Extent, Unit
from chungtay.foundation.places.operations import Move
from chungtay.foundation.places.operations.carrying import bring_back, carry
from chungtay.foundation.places.queries.going import Going
from chungtay.foundation.places.queries.succession import became
from chungtay.records.registry.operations.going_along import follow_rows
from chungtay.records.registry.queries.going import count_going
from chungtay.work.schooling.models import AwayTask, School


def follow_borders(moves: Sequence[Move], *, origin: str, undo: bool, by: Any, at: datetime.datetime) -> None:
    """Registered with places."""
    follow_rows(
        _open(), moves, household="", action="schooling.tasks_went_along", origin=origin,
        undo=undo, by=by, at=at,
    )  # fmt: skip
    if undo:
        bring_back(School, "ward", origin=origin, at=at)
    else:
        _schools(moves, origin, at)


def _schools(moves: Sequence[Move], origin: str, at: datetime.datetime) -> None:
    """Of wards that went whole into one. Where that one has a school of the same name, they stay two schools of two
    wards: somebody looks which is which."""
    olds = Unit.objects.filter(pk__in={move.old.parent_id for move in moves})
    into = {ward: rows[0].new_id for ward, rows in became(olds).items() if _whole(rows)}
    named = set(School.objects.filter(ward__in=into.values()).values_list("ward", "name"))
    moved: dict[int, tuple[int, int]] = {}
    for number, ward, name in School.objects.filter(ward__in=into).order_by("pk").values_list("pk", "ward", "name"):
        if (into[ward], name) not in named:
            moved[number] = (ward, into[ward])
            named.add((into[ward], name))
    carry(School, "ward", moved, origin=origin, at=at)


def _whole(rows: Sequence[Any]) -> bool:
    return len(rows) == 1 and rows[0].extent == Extent.WHOLE


def going(moves: Sequence[Move]) -> list[Going]:
    """The same counted beforehand, for the preview of a plan."""
    return [Going(_("Children looked for by their school"), count_going(_open(), moves, household=""))]


def _open() -> QuerySet[AwayTask]:
    return AwayTask.objects.filter(outcome="")
