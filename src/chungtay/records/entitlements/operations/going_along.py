"""Open lines of lists, and monthly allowances, go along with their people when the borders of wards change."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from chungtay.foundation.places.operations import Move
from chungtay.records.entitlements.models import Allowance, SupportLine
from chungtay.records.entitlements.models.lists import OPEN
from chungtay.records.entitlements.operations.keeping import keep_numbered
from chungtay.records.registry.operations.going_along import follow_lines, follow_rows


def follow_borders(moves: Sequence[Move], *, origin: str, undo: bool, by: Any, at: datetime.datetime) -> None:
    """Registered with places. An allowance goes along whether it runs or ended: what the old ward left unpaid of it is
    owed by the new one, and which of two that follow each other pays a month is seen by both together."""
    about = {"origin": origin, "undo": undo, "by": by, "at": at}
    lines = SupportLine.objects.filter(state__in=OPEN)
    follow_lines(lines, moves, action="entitlements.list_went_along", kept=keep_numbered, **about)
    follow_rows(
        Allowance.objects.filter(withdrawn=False),
        moves,
        household="",
        action="entitlements.allowances_went_along",
        **about,
    )
