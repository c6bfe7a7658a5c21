"""Who reads, brings lists in, draws purchases up, approves them and hands cards over. Three people, never one."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from chungtay.foundation.accounts.permissions import Permission, check_may, may
from chungtay.foundation.places.models import Unit
from chungtay.records.entitlements import permissions as rights
from chungtay.records.entitlements.queries.approving import level_for


def check_may_read(user: Any, area: Unit, on: datetime.date) -> None:
    check_may(user, Permission.REGISTRY_READ, area, on)


def can_keep(user: Any, area: Unit, on: datetime.date) -> bool:
    """Cards typed in one by one, and sessions."""
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


def check_may_prepare(user: Any, area: Unit, on: datetime.date) -> None:
    check_may(user, Permission.SUPPORT_PREPARE, area, on)


def can_approve(user: Any, area: Unit, on: datetime.date, policies: Iterable[str]) -> bool:
    """What stands under these policies, at the level that the highest of them names."""
    return rights.can_approve(user, area, on, level_for(policies, on))


def check_may_approve(user: Any, area: Unit, on: datetime.date, policies: Iterable[str]) -> None:
    rights.check_may_approve(user, area, on, level_for(policies, on))


def can_hand_over(user: Any, area: Unit, on: datetime.date) -> bool:
    return may(user, Permission.SUPPORT_HAND_OVER, area, on)


def check_may_hand_over(user: Any, area: Unit, on: datetime.date) -> None:
    check_may(user, Permission.SUPPORT_HAND_OVER, area, on)
