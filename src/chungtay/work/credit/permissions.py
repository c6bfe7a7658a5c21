"""Who reads loans, enters what the bank's papers tell, and confirms what another entered."""

from __future__ import annotations

import datetime
from typing import Any

from chungtay.foundation.accounts.permissions import Permission, check_may, may
from chungtay.foundation.places.models import Unit

READ, KEEP, CONFIRM = Permission.REGISTRY_READ, Permission.LOAN_KEEP, Permission.LOAN_CONFIRM
EXPORT, SENSITIVE = Permission.REGISTRY_EXPORT, Permission.REGISTRY_SENSITIVE


def check_may_read(user: Any, area: Unit, on: datetime.date) -> None:
    check_may(user, READ, area, on)


def can_keep(user: Any, area: Unit, on: datetime.date) -> bool:
    return may(user, KEEP, area, on)


def check_may_keep(user: Any, area: Unit, on: datetime.date) -> None:
    check_may(user, KEEP, area, on)


def can_confirm(user: Any, area: Unit, on: datetime.date) -> bool:
    return may(user, CONFIRM, area, on)


def check_may_confirm(user: Any, area: Unit, on: datetime.date) -> None:
    check_may(user, CONFIRM, area, on)


def can_export(user: Any, area: Unit, on: datetime.date) -> bool:
    """Take the list out: it tells what households owe, so whoever takes out and sees sensitive facts."""
    return may(user, EXPORT, area, on) and may(user, SENSITIVE, area, on)


def check_may_export(user: Any, area: Unit, on: datetime.date) -> None:
    check_may(user, EXPORT, area, on)
    check_may(user, SENSITIVE, area, on)
