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
from chungtay.records.registry.queries.looks import OPENED, is_open, opened_beside


@transaction.atomic
def show_number(record: IdentityPaper | BankAccount, *, area: Unit, by: Any, at: datetime.datetime) -> str:
    """The number in full. Raises PermissionDenied without the right to see it there."""
    check(by, Permission.REGISTRY_SENSITIVE, area, at)
    record_look(record, ["number"], by=by, at=at, area=area)
    return record.number


def open_household(home: Household, *, by: Any, at: datetime.datetime) -> None:
    """Circumstances, misfortunes, documents, remarks and causes of a household, help, loans and assistance are shown to
    whoever reads it: one event a day, so that the trail does not drown. Raises PermissionDenied without the right to
    read there."""
    check(by, Permission.REGISTRY_READ, home.group, at)
    if not is_open(by, home.pk, at):
        _record(home, home.group, by, at)


def open_for_page(number: int, *, by: Any, at: datetime.datetime, area: Unit | None = None) -> None:
    """A page of another app shows what is sensitive of one household: the household is opened, as by a press. The
    caller has asked who may look. `area`: where the page came upon the household, when that is not where it lives.
    Raises PermissionDenied without the right to read there. One statement for a household that is open."""
    if is_open(by, number, at):
        return
    home = Household.objects.select_related("group").get(pk=number)
    check(by, Permission.REGISTRY_READ, area or home.group, at)
    _record(home, area or home.group, by, at)


@transaction.atomic
def _record(home: Household, area: Unit, by: Any, at: datetime.datetime) -> None:
    record_look(home, OPENED, beside=opened_beside(), by=by, at=at, area=area)


@transaction.atomic
def hand_out_document(record: Evidence, *, area: Unit, by: Any, at: datetime.datetime) -> str:
    """Where the file lies; each time it is handed out is an event. Raises PermissionDenied without the right to read
    there."""
    check(by, Permission.REGISTRY_READ, area, at)
    record_look(record, ["title"], by=by, at=at, area=area)
    return record.stored
