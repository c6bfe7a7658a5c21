"""Who may read which rights, draw lists up, approve them and hand over. Three people, never one (`Duty`)."""

from __future__ import annotations

import datetime
from typing import Any

from chungtay.foundation.accounts.permissions import Permission, check_may, may
from chungtay.foundation.places.models import Unit


def check_may_read(user: Any, area: Unit, on: datetime.date) -> None:
    """Whoever reads the register of the area: rights are told from it."""
    check_may(user, Permission.REGISTRY_READ, area, on)


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


def can_export(user: Any, area: Unit, on: datetime.date) -> bool:
    return may(user, Permission.REGISTRY_EXPORT, area, on)


def can_see_amounts(user: Any, area: Unit, on: datetime.date) -> bool:
    """In a copy that leaves the program: amounts and reasons, for whoever sees sensitive facts or acts on the lists."""
    acts = (Permission.REGISTRY_SENSITIVE, Permission.SUPPORT_PREPARE, Permission.SUPPORT_APPROVE)
    return any(may(user, permission, area, on) for permission in acts)
