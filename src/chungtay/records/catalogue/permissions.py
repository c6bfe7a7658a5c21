"""Who may propose an office's own policy, and who decides on it: two people, never one (`Duty`)."""

from __future__ import annotations

import datetime
from typing import Any

from chungtay.foundation.accounts.permissions import Permission, check_may, may
from chungtay.foundation.places.models import Unit


def check_may_read(user: Any, area: Unit, on: datetime.date) -> None:
    """Whoever reads the register of the area: what it is held against is told there."""
    check_may(user, Permission.REGISTRY_READ, area, on)


def can_propose(user: Any, area: Unit, on: datetime.date) -> bool:
    return may(user, Permission.POLICY_PROPOSE, area, on)


def check_may_propose(user: Any, area: Unit, on: datetime.date) -> None:
    check_may(user, Permission.POLICY_PROPOSE, area, on)


def can_approve(user: Any, area: Unit, on: datetime.date) -> bool:
    return may(user, Permission.POLICY_APPROVE, area, on)


def check_may_approve(user: Any, area: Unit, on: datetime.date) -> None:
    check_may(user, Permission.POLICY_APPROVE, area, on)
