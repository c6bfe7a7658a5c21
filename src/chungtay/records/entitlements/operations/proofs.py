"""Handing over with a signature or photograph: kept while its line is written, forgotten where nothing was given."""

from __future__ import annotations

import datetime
from typing import Any

from chungtay.foundation.core.files import forget, keeping
from chungtay.records.entitlements.models import SupportLine
from chungtay.records.entitlements.operations.lists import hand_over


def hand_over_with(
    number: int, line: int, *, file: Any, received_by: str, on: datetime.date, by: Any, at: datetime.datetime
) -> SupportLine:
    """As `hand_over`; `file` is an upload, or None. Raises FileRefused for what is no picture or PDF, and as
    `hand_over` does; then nothing is kept."""
    if not file:
        return hand_over(number, line, received_by=received_by, on=on, by=by, at=at)
    with keeping(file) as kept:
        one = hand_over(number, line, received_by=received_by, on=on, kept=kept, by=by, at=at)
        if one.proof != kept.stored:  # lapsed instead
            forget(kept.stored)
        return one
