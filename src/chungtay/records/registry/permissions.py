"""Who may do what with the register of an area."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from chungtay.foundation.accounts.permissions import Permission, check_may, may
from chungtay.foundation.places.models import Unit


def can_edit(user: Any, area: Unit, on: datetime.date) -> bool:
    return may(user, Permission.REGISTRY_EDIT, area, on)


def can_see_numbers(user: Any, area: Unit, on: datetime.date) -> bool:
    """Identity numbers and bank accounts in full."""
    return may(user, Permission.REGISTRY_SENSITIVE, area, on)


def can_import(user: Any, area: Unit, on: datetime.date) -> bool:
    return may(user, Permission.REGISTRY_IMPORT, area, on)


def can_export(user: Any, area: Unit, on: datetime.date) -> bool:
    return may(user, Permission.REGISTRY_EXPORT, area, on)


def can_merge(user: Any, area: Unit, on: datetime.date) -> bool:
    return may(user, Permission.REGISTRY_MERGE, area, on)


def can_propose(user: Any, area: Unit, on: datetime.date) -> bool:
    return may(user, Permission.REGISTRY_PROPOSE, area, on)


def can_approve(user: Any, area: Unit, on: datetime.date) -> bool:
    return may(user, Permission.REGISTRY_APPROVE, area, on)


def check(user: Any, permission: Permission, area: Unit, at: datetime.datetime) -> None:
    """Raise PermissionDenied unless the user holds the permission there on that day. The program itself (None) may."""
    if user is not None:
        check_may(user, permission, area, timezone.localdate(at))
