"""Showing what is sensitive: whoever looks leaves a trace."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction

from chungtay.foundation.accounts.permissions import Permission
from chungtay.foundation.core.operations import record_look
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import BankAccount, Evidence, Household, IdentityPaper
from chungtay.records.registry.permissions import check
from chungtay.records.registry.queries.looks import OPENED, is_open


@transaction.atomic
def show_number(record: IdentityPaper | BankAccount, *, area: Unit, by: Any, at: datetime.datetime) -> str:
    """The number in full. Raises PermissionDenied without the right to see it there."""
    check(by, Permission.REGISTRY_SENSITIVE, area, at)
    record_look(record, ["number"], by=by, at=at, area=area)
    return record.number


@transaction.atomic
def open_household(home: Household, *, by: Any, at: datetime.datetime) -> None:
    """Circumstances, misfortunes, documents, remarks and causes of a household are shown to whoever reads it: one event
    a day, so that the trail does not drown. Raises PermissionDenied without the right to read there."""
    check(by, Permission.REGISTRY_READ, home.group, at)
    if not is_open(by, home, at):
        record_look(home, OPENED, by=by, at=at, area=home.group)


@transaction.atomic
def hand_out_document(record: Evidence, *, area: Unit, by: Any, at: datetime.datetime) -> str:
    """Where the file lies; each time it is handed out is an event. Raises PermissionDenied without the right to read
    there."""
    check(by, Permission.REGISTRY_READ, area, at)
    record_look(record, ["title"], by=by, at=at, area=area)
    return record.stored
