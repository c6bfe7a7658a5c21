"""Which level approves under a policy, and which of the drafts wait for a person of which level."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db.models import Q

from chungtay.foundation.places.models import Level, Unit
from chungtay.records.entitlements.permissions import areas_of, level_of
from chungtay.records.entitlements.queries.issued import policies_named


def level_for(policies: Iterable[str], on: datetime.date) -> str:
    """The level that approves a list of these policies. What follows no policy is approved in the ward."""
    found = policies_named([name for name in policies if name])
    return level_of((policy.approval for policy in found.values()), on)


def approves_somewhere(user: Any, on: datetime.date) -> bool:
    return any(areas_of(user, level, on) for level in (Level.WARD, Level.DISTRICT))  # a district's: and a city's


def decidable(
    user: Any, place: Unit, on: datetime.date, policies: Sequence[str], of: Callable[[Sequence[str]], Q]
) -> Q:
    """Drafts of the place whose level this person approves at. `policies`: those of all drafts there; `of(names)`: the
    drafts with one of these policies. A draft with several goes by the highest."""
    named = policies_named([name for name in policies if name])
    by_level: dict[str, list[str]] = {Level.DISTRICT: [], Level.PROVINCE: []}
    for name, policy in named.items():
        level = level_of([policy.approval], on)
        if level in by_level:
            by_level[level].append(name)
    found, above = Q(pk__in=[]), Q(pk__in=[])
    for level in (Level.PROVINCE, Level.DISTRICT):
        if names := by_level[level]:
            found |= _inside(areas_of(user, level, on)) & of(names) & ~above
            above |= of(names)
    return (found | (_inside(areas_of(user, Level.WARD, on)) & ~above)) & Q(ward__path__startswith=place.path)


def _inside(paths: Iterable[str]) -> Q:
    inside = Q(pk__in=[])
    for path in paths:
        inside |= Q(ward__path__startswith=path)
    return inside
