"""Who may read rounds, draw them up, approve them and hand gifts over. Three people, never one (`Duty`)."""

from __future__ import annotations

import datetime
from typing import Any

from chungtay.foundation.accounts.permissions import Permission, check_may, may
from chungtay.foundation.places.models import Unit


def check_may_read(user: Any, area: Unit, on: datetime.date) -> None:
    """Whoever reads the register of the area, whose people the lists name; volunteers see their own routes there."""
    check_may(user, Permission.GIFT_READ, area, on)


def reads_register(user: Any, area: Unit, on: datetime.date) -> bool:
    return may(user, Permission.REGISTRY_READ, area, on)


def check_reads_register(user: Any, area: Unit, on: datetime.date) -> None:
    check_may(user, Permission.REGISTRY_READ, area, on)


def can_carry(user: Any, area: Unit, on: datetime.date) -> bool:
    """Hand over on a route that was given to the person."""
    return may(user, Permission.GIFT_CARRY, area, on)


def can_prepare(user: Any, area: Unit, on: datetime.date) -> bool:
    return may(user, Permission.SUPPORT_PREPARE, area, on)


def check_may_prepare(user: Any, area: Unit, on: datetime.date) -> None:
    check_may(user, Permission.SUPPORT_PREPARE, area, on)


def can_approve(user: Any, area: Unit, on: datetime.date) -> bool:
    return may(user, Permission.SUPPORT_APPROVE, area, on)


def check_may_approve(user: Any, area: Unit, on: datetime.date) -> None:
    check_may(user, Permission.SUPPORT_APPROVE, area, on)


def can_hand_over(user: Any, area: Unit, on: datetime.date) -> bool:
    return may(user, Permission.SUPPORT_HAND_OVER, area, on)


def check_may_hand_over(user: Any, area: Unit, on: datetime.date) -> None:
    check_may(user, Permission.SUPPORT_HAND_OVER, area, on)
