"""What leaves the program with names: people of the coverage, a list, its paper to sign. Each copy is an event of the
trail; amounts and reasons go out only for whoever has a duty that needs them."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from chungtay.foundation.accounts.permissions import Permission, check_may
from chungtay.foundation.core.operations import record_export, record_look
from chungtay.foundation.core.privacy import leaving
from chungtay.foundation.places.models import Unit
from chungtay.records.entitlements.models import Allowance, SupportLine
from chungtay.records.entitlements.permissions import can_see_amounts

# What a copy shows; what of it is sensitive stays here for whoever needs no amounts.
_OF_LINES = ("household", "person", "state", "person__full_name", "household__memberships__person__full_name", "amount",
             "reason", "note")  # fmt: skip
_OF_ALLOWANCES = (
    "ward", "person", "person__full_name", "title", "amount", "valid_from", "valid_to", "decision_number", "paid_for",
    "paid_for__full_name",
)  # fmt: skip


@transaction.atomic
def take_names(
    area: Unit,
    subject: models.Model,
    *,
    rows: int,
    write: Callable[[bool], None],
    more: Sequence[str] = (),
    by: Any,
    at: datetime.datetime,
) -> None:
    """Record that `rows` people leave with their names (and `more` of their lines), and write them: `write` is told
    whether amounts and reasons may go out too. Raises PermissionDenied for whoever may take nothing out."""
    today = timezone.localdate(at)
    check_may(by, Permission.REGISTRY_EXPORT, area, today)
    whole = can_see_amounts(by, area, today)
    fields = leaving(SupportLine, [*_OF_LINES, *more], whole=whole)
    record_export(SupportLine, fields, subject=subject, rows=rows, sensitive_allowed=whole, by=by, at=at, area=area)
    write(whole)


@transaction.atomic
def take_allowances(area: Unit, *, rows: int, by: Any, at: datetime.datetime) -> bool:
    """Record that `rows` monthly allowances leave with their names; whether what they are for and how much may go out
    too. Raises PermissionDenied for whoever may take nothing out."""
    today = timezone.localdate(at)
    check_may(by, Permission.REGISTRY_EXPORT, area, today)
    whole = can_see_amounts(by, area, today)
    fields = leaving(Allowance, _OF_ALLOWANCES, whole=whole)
    record_export(Allowance, fields, subject=area, rows=rows, sensitive_allowed=whole, by=by, at=at, area=area)
    return whole


@transaction.atomic
def hand_out_proof(line: SupportLine, *, by: Any, at: datetime.datetime) -> str:
    """Where the signature or photograph of a hand-over lies; each time it is handed out is an event. The caller has
    asked who may."""
    record_look(line, ["proof"], by=by, at=at, area=line.list.ward)
    return line.proof
