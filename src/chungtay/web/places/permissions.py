"""Who may keep the units of a place, and who may hand duties over after a reorganisation."""

from __future__ import annotations

import datetime
from typing import Any

from chungtay.foundation.accounts.permissions import Permission, check_may, may
from chungtay.foundation.places.models import Unit


def can_keep(user: Any, place: Unit, on: datetime.date) -> bool:
    return may(user, Permission.PLACE_MANAGE, place, on)


def check_may_keep(user: Any, place: Unit, on: datetime.date) -> None:
    """Raise PermissionDenied with a sentence. Whoever keeps the units of an area reorganises it, also where its groups
    go to wards outside: the official list says which wards may take them."""
    check_may(user, Permission.PLACE_MANAGE, place, on)


def can_give_duties(user: Any, area: Unit, on: datetime.date) -> bool:
    return may(user, Permission.ACCOUNT_MANAGE, area, on)


def check_may_give_duties(user: Any, area: Unit, on: datetime.date) -> None:
    check_may(user, Permission.ACCOUNT_MANAGE, area, on)
