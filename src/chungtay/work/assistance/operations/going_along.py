"""Cases that are not ended go along with their household when the borders of wards change."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from chungtay.foundation.places.operations import Move
from chungtay.foundation.places.queries.going import Going
from chungtay.records.registry.operations.going_along import follow_rows
from chungtay.records.registry.queries.going import count_going
from chungtay.work.assistance.models import Case
from chungtay.work.assistance.models.cases import ENDED


def follow_borders(moves: Sequence[Move], *, origin: str, undo: bool, by: Any, at: datetime.datetime) -> None:
    """Registered with places. What waits for approval, for a part to be paid, for a paper or a visit."""
    follow_rows(_open(), moves, action="assistance.went_along", origin=origin, undo=undo, by=by, at=at)


def going(moves: Sequence[Move]) -> list[Going]:
    """The same counted beforehand, for the preview of a plan."""
    return [Going(_("Cases of assistance"), count_going(_open(), moves))]


def _open() -> QuerySet[Case]:
    return Case.objects.exclude(state__in=ENDED)
