"""How lines stand is kept before an act changes them, in its transaction: so a past day is told as it was then known
(`queries.steps_known`). Two statements for some hundreds of lines."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from chungtay.records.registry.queries.parts import in_parts
from chungtay.work.insurance.models import BatchLine, BatchLineBefore, StateLine, StateLineBefore

_PART = 500


def keep_bought(lines: Iterable[int], action: str, *, at: datetime.datetime) -> None:
    """Called by whatever changes state, note or ward of these lines of purchases, before it does."""
    for part in in_parts(sorted(lines), _PART):
        stood = BatchLine.objects.filter(pk__in=part).order_by("pk").values_list("pk", "batch__ward", "state", "note")
        BatchLineBefore.objects.bulk_create(
            BatchLineBefore(line_id=line, until=at, action=action, ward_id=ward, state=state, note=note)
            for line, ward, state, note in stood
        )


def keep_of_state(lines: Iterable[int], action: str, *, at: datetime.datetime) -> None:
    """The same of lists of the state."""
    for part in in_parts(sorted(lines), _PART):
        stood = StateLine.objects.filter(pk__in=part).order_by("pk").values_list("pk", "list__ward", "state", "note")
        StateLineBefore.objects.bulk_create(
            StateLineBefore(line_id=line, until=at, action=action, ward_id=ward, state=state, note=note)
            for line, ward, state, note in stood
        )
