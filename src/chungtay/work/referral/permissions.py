"""Who reads referrals, opens and shares them out, and follows them until they are closed."""

from __future__ import annotations

import datetime
from typing import Any

from chungtay.foundation.accounts.permissions import Permission, check_may, may
from chungtay.foundation.places.models import Unit

READ, MANAGE, FOLLOW = Permission.REGISTRY_READ, Permission.SUPPORT_PREPARE, Permission.SUPPORT_HAND_OVER


def check_may_read(user: Any, area: Unit, on: datetime.date) -> None:
    check_may(user, READ, area, on)


def can_manage(user: Any, area: Unit, on: datetime.date) -> bool:
    """Open them for a ward and share them out: whoever draws up lists."""
    return may(user, MANAGE, area, on)


def check_may_manage(user: Any, area: Unit, on: datetime.date) -> None:
    check_may(user, MANAGE, area, on)


def can_follow(user: Any, area: Unit, on: datetime.date) -> bool:
    """Write contacts down and close: whoever goes to people."""
    return may(user, FOLLOW, area, on)


def check_may_follow(user: Any, area: Unit, on: datetime.date) -> None:
    check_may(user, FOLLOW, area, on)


def can_export(user: Any, area: Unit, on: datetime.date) -> bool:
    return may(user, Permission.REGISTRY_EXPORT, area, on)
