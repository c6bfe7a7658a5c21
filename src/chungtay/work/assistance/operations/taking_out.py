"""Cases leave the program as a workbook: an event of the trail, written before its first row."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from chungtay.foundation.accounts.permissions import Permission, check_may
from chungtay.foundation.core.operations import record_export, record_look
from chungtay.foundation.core.privacy import leaving
from chungtay.foundation.places.models import Unit
from chungtay.records.entitlements.permissions import can_see_amounts
from chungtay.work.assistance.models import Case, Proof

# What a copy shows; what of it is sensitive stays here for whoever needs no amounts.
_SHOWN = ("household", "household__memberships__person__full_name", "person", "person__full_name", "kind", "state",
          "decision_number", "title", "reason", "parts__amount", "parts__kilograms")  # fmt: skip


@transaction.atomic
def take_out_cases(place: Unit, *, rows: int, by: Any, at: datetime.datetime) -> bool:
    """Record that `rows` cases leave with their names; whether reasons and amounts may go out too. Raises
    PermissionDenied."""
    today = timezone.localdate(at)
    check_may(by, Permission.REGISTRY_EXPORT, place, today)
    whole = can_see_amounts(by, place, today)
    fields = leaving(Case, _SHOWN, whole=whole)
    record_export(Case, fields, subject=place, rows=rows, sensitive_allowed=whole, by=by, at=at, area=place)
    return whole


@transaction.atomic
def hand_out_proof(kept: Proof, *, by: Any, at: datetime.datetime) -> str:
    """Where a photograph or receipt lies; each time it is handed out is an event. The caller has asked who may."""
    record_look(kept.case, ["proofs__title"], by=by, at=at, area=kept.case.ward)
    return kept.stored
