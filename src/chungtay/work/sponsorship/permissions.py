"""Who reads sponsorships, keeps them, confirms what another entered, and writes down what came."""

from __future__ import annotations

import datetime
from typing import Any

from chungtay.foundation.accounts.permissions import Permission, check_may, may
from chungtay.foundation.places.models import Unit

READ, KEEP, CONFIRM = Permission.REGISTRY_READ, Permission.SPONSOR_KEEP, Permission.SPONSOR_CONFIRM
RECEIVE, EXPORT = Permission.SUPPORT_HAND_OVER, Permission.REGISTRY_EXPORT


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


def can_receive(user: Any, area: Unit, on: datetime.date) -> bool:
    """Write down what reached a household: whoever goes to people."""
    return may(user, RECEIVE, area, on)


def check_may_receive(user: Any, area: Unit, on: datetime.date) -> None:
    check_may(user, RECEIVE, area, on)


def can_export(user: Any, area: Unit, on: datetime.date) -> bool:
    return may(user, EXPORT, area, on)
