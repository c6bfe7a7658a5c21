"""Who may see cases of assistance, propose, approve, pay out and visit. Three people, never one (`Duty`)."""

from __future__ import annotations

import datetime
from typing import Any

from chungtay.foundation.accounts.permissions import Permission, check_may, may
from chungtay.foundation.places.models import Unit


def check_may_read(user: Any, area: Unit, on: datetime.date) -> None:
    check_may(user, Permission.REGISTRY_READ, area, on)


def can_propose(user: Any, area: Unit, on: datetime.date) -> bool:
    return may(user, Permission.SUPPORT_PREPARE, area, on)


def check_may_propose(user: Any, area: Unit, on: datetime.date) -> None:
    check_may(user, Permission.SUPPORT_PREPARE, area, on)


def can_approve(user: Any, area: Unit, on: datetime.date) -> bool:
    return may(user, Permission.SUPPORT_APPROVE, area, on)


def check_may_approve(user: Any, area: Unit, on: datetime.date) -> None:
    check_may(user, Permission.SUPPORT_APPROVE, area, on)


def can_pay(user: Any, area: Unit, on: datetime.date) -> bool:
    """Pay out, and visit."""
    return may(user, Permission.SUPPORT_HAND_OVER, area, on)


def check_may_pay(user: Any, area: Unit, on: datetime.date) -> None:
    check_may(user, Permission.SUPPORT_HAND_OVER, area, on)
