"""What leaves the program with names: the list of a round, and its slips. Each copy is an event of the trail."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone

from chungtay.foundation.accounts.permissions import Permission, check_may
from chungtay.foundation.core.operations import record_export
from chungtay.work.gifts.models import Gift, Round, RoundState
from chungtay.work.gifts.permissions import check_may_prepare
from chungtay.work.gifts.transitions import check_round_is

_NAMES = ("household", "person", "person__full_name", "household__memberships__person__full_name", "household__address")
_LIST = (*_NAMES, "state", "handed_at", "received_by")
_SLIPS = (*_NAMES, "token", "code")


@transaction.atomic
def take_list(made: Round, *, rows: int, write: Callable[[], None], by: Any, at: datetime.datetime) -> None:
    """Raises PermissionDenied for whoever may take nothing out."""
    check_may(by, Permission.REGISTRY_EXPORT, made.ward, timezone.localdate(at))
    record_export(Gift, _LIST, subject=made, rows=rows, sensitive_allowed=False, by=by, at=at, area=made.ward)
    write()


@transaction.atomic
def take_slips(made: Round, *, rows: int, write: Callable[[], None], by: Any, at: datetime.datetime) -> None:
    """The slips with their codes, by who prepares the round, once it is approved. Raises ValidationError before."""
    check_may_prepare(by, made.ward, timezone.localdate(at))
    check_round_is(made.state, RoundState.APPROVED, RoundState.HANDING)
    record_export(Gift, _SLIPS, subject=made, rows=rows, sensitive_allowed=True, by=by, at=at, area=made.ward)
    write()
