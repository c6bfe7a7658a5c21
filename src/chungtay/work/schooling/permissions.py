"""Who reads, writes and takes out what schools and the ward know of pupils: whoever does so with the register, of which
it is a part."""

from __future__ import annotations

import datetime
from typing import Any

from chungtay.foundation.accounts.permissions import Permission, check_may, may
from chungtay.foundation.places.models import Unit


def check_may_read(user: Any, area: Unit, on: datetime.date) -> None:
    check_may(user, Permission.REGISTRY_READ, area, on)


def can_keep(user: Any, area: Unit, on: datetime.date) -> bool:
    """Schools, enrolments, and what became of children who stay away."""
    return may(user, Permission.REGISTRY_EDIT, area, on)


def check_may_keep(user: Any, area: Unit, on: datetime.date) -> None:
    check_may(user, Permission.REGISTRY_EDIT, area, on)


def can_import(user: Any, area: Unit, on: datetime.date) -> bool:
    return may(user, Permission.REGISTRY_IMPORT, area, on)


def check_may_import(user: Any, area: Unit, on: datetime.date) -> None:
    check_may(user, Permission.REGISTRY_IMPORT, area, on)


def can_take_out(user: Any, area: Unit, on: datetime.date) -> bool:
    return may(user, Permission.REGISTRY_EXPORT, area, on)


def check_may_take_out(user: Any, area: Unit, on: datetime.date) -> None:
    check_may(user, Permission.REGISTRY_EXPORT, area, on)


def can_prepare(user: Any, area: Unit, on: datetime.date) -> bool:
    return may(user, Permission.SUPPORT_PREPARE, area, on)


def may_see_support(user: Any, area: Unit, on: datetime.date) -> bool:
    """Amounts and reasons of support in a file: for whoever draws up, approves or hands over the lists."""
    needed = (Permission.SUPPORT_PREPARE, Permission.SUPPORT_APPROVE, Permission.SUPPORT_HAND_OVER)
    return any(may(user, each, area, on) for each in needed)
