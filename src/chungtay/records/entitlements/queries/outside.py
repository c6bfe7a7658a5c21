"""Help from elsewhere that was told and does not stand in the ledger."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet

from chungtay.foundation.accounts.permissions import Permission, scope_of
from chungtay.foundation.places.models import Unit
from chungtay.records.entitlements.models import OutsideHelp, OutsideState
from chungtay.records.registry.queries.households import groups_within

SHOWN = 5


def outside_of(household: int, joined: Collection[int]) -> QuerySet[OutsideHelp]:
    """Of a household, and of those that became a part of it: to be confirmed first, then what was not confirmed."""
    rows = OutsideHelp.objects.filter(household__in=[household, *joined]).exclude(state=OutsideState.CONFIRMED)
    return rows.select_related("entered_by", "decided_by").order_by("state", "-on", "-pk")


def to_confirm(user: Any, place: Unit, today: datetime.date) -> list[OutsideHelp]:
    """What somebody else told of households that live where this person confirms, oldest first. Two statements."""
    paths = [path for path in scope_of(user, Permission.SPONSOR_CONFIRM, today) if place.path.startswith(path)]
    if not paths:
        return []
    rows = OutsideHelp.objects.filter(household__group__in=groups_within([place.path]), state=OutsideState.ENTERED)
    return list(rows.exclude(entered_by=user).select_related("household").order_by("entered_at", "pk")[:SHOWN])
