"""Showing a number in full: whoever looks leaves a trace."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction

from chungtay.foundation.accounts.permissions import Permission
from chungtay.foundation.core.operations import record_look
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import BankAccount, IdentityPaper
from chungtay.records.registry.permissions import check


@transaction.atomic
def show_number(record: IdentityPaper | BankAccount, *, area: Unit, by: Any, at: datetime.datetime) -> str:
    """The number in full. Raises PermissionDenied without the right to see it there."""
    check(by, Permission.REGISTRY_SENSITIVE, area, at)
    record_look(record, ["number"], by=by, at=at, area=area)
    return record.number
