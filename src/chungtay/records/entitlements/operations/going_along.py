"""Open lines of lists, and monthly allowances, go along with their people when the borders of wards change."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from chungtay.foundation.places.operations import Move
from chungtay.foundation.places.queries.going import Going
from chungtay.records.entitlements.models import Allowance, SupportLine
from chungtay.records.entitlements.models.lists import OPEN
from chungtay.records.entitlements.operations.keeping import keep_numbered
from chungtay.records.registry.operations.going_along import follow_lines, follow_rows
from chungtay.records.registry.queries.going import count_going


def follow_borders(moves: Sequence[Move], *, origin: str, undo: bool, by: Any, at: datetime.datetime) -> None:
    """Registered with places. An allowance goes along whether it runs or ended: what the old ward left unpaid of it is
    owed by the new one, and which of two that follow each other pays a month is seen by both together."""
    about = {"origin": origin, "undo": undo, "by": by, "at": at}
    follow_lines(_lines(), moves, action="entitlements.list_went_along", kept=keep_numbered, **about)
    follow_rows(
        _allowances(),
        moves,
        household="",
        action="entitlements.allowances_went_along",
        **about,
    )


def going(moves: Sequence[Move]) -> list[Going]:
    """The same counted beforehand, for the preview of a plan."""
    lines = count_going(_lines(), moves, ward="list__ward")
    return [
        Going(_("Open lines of lists"), lines),
        Going(_("Monthly allowances"), count_going(_allowances(), moves, household="")),
    ]


def _lines() -> QuerySet[SupportLine]:
    return SupportLine.objects.filter(state__in=OPEN)


def _allowances() -> QuerySet[Allowance]:
    return Allowance.objects.filter(withdrawn=False)
