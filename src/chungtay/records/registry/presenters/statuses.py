"""Where a household stood each year, with its scores beside their lines and the reasons as decided."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from chungtay.foundation.core.templatetags.words import standard
from chungtay.foundation.places.models import AreaType
from chungtay.records.registry.models import HouseholdStatus
from chungtay.records.registry.presenters import scores


@dataclass(frozen=True, slots=True)
class StatusLine:
    """`why` is what the rule book returned; empty for the list of another program."""

    status: HouseholdStatus
    standard: str
    bars: list[scores.Bar]
    reasons: list[str]
    why: dict[str, Any]
    law: str


def lines(statuses: Iterable[HouseholdStatus], kinds: Iterable[AreaType]) -> list[StatusLine]:
    """The latest first; `kinds` are the entries about urban or rural of the household's group."""
    standing = [entry for entry in kinds if not entry.withdrawn]
    return [
        StatusLine(
            status,
            standard(status.rule_set),
            scores.bars_of(status, _kind_on(standing, status.valid_from)),
            scores.reason_words(status),
            status.result,
            scores.law_of(status.result),
        )
        for status in statuses
    ]


def _kind_on(entries: Iterable[AreaType], day: datetime.date) -> str | None:
    held = (each for each in entries if each.valid_from <= day and (each.valid_to is None or day <= each.valid_to))
    return next((entry.kind for entry in held), None)
