"""Cases that are not ended go along with their household when the borders of wards change."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from chungtay.foundation.places.operations import Move
from chungtay.records.registry.operations.going_along import follow_rows
from chungtay.work.assistance.models import Case
from chungtay.work.assistance.models.cases import ENDED


def follow_borders(moves: Sequence[Move], *, origin: str, undo: bool, by: Any, at: datetime.datetime) -> None:
    """Registered with places. What waits for approval, for a part to be paid, for a paper or a visit."""
    rows = Case.objects.exclude(state__in=ENDED)
    follow_rows(rows, moves, action="assistance.went_along", origin=origin, undo=undo, by=by, at=at)
