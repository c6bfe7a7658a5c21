"""Cases and allowances leave the program as workbooks: each is an event of the trail, written before its first row."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from chungtay.foundation.accounts.permissions import Permission, check_may
from chungtay.foundation.core.operations import record_export
from chungtay.foundation.places.models import Unit
from chungtay.records.entitlements.models import Allowance
from chungtay.records.entitlements.permissions import can_see_amounts
from chungtay.work.assistance.models import Case

_CASE = ("household", "person", "kind", "state", "decision_number")
_OF_CASE = ("title", "reason")
_ALLOWANCE = ("ward", "person", "valid_from", "valid_to", "decision_number")
_OF_ALLOWANCE = ("title", "amount")


@transaction.atomic
def take_out_cases(place: Unit, *, rows: int, by: Any, at: datetime.datetime) -> bool:
    """Record that `rows` cases leave with their names; whether reasons and amounts may go out too. Raises
    PermissionDenied."""
    return _taken(Case, _CASE, _OF_CASE, place, rows=rows, by=by, at=at)


@transaction.atomic
def take_out_allowances(place: Unit, *, rows: int, by: Any, at: datetime.datetime) -> bool:
    """As `take_out_cases`, of monthly allowances."""
    return _taken(Allowance, _ALLOWANCE, _OF_ALLOWANCE, place, rows=rows, by=by, at=at)


def _taken(
    model: Any,
    fields: tuple[str, ...],
    sensitive: tuple[str, ...],
    place: Unit,
    *,
    rows: int,
    by: Any,
    at: datetime.datetime,
) -> bool:
    today = timezone.localdate(at)
    check_may(by, Permission.REGISTRY_EXPORT, place, today)
    whole = can_see_amounts(by, place, today)
    told = fields + (sensitive if whole else ())
    record_export(model, told, subject=place, rows=rows, sensitive_allowed=whole, by=by, at=at, area=place)
    return whole
