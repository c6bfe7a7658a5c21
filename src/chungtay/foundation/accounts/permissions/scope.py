"""Where a person holds a permission: the question that queries and pages ask."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext

from chungtay.foundation.accounts.permissions.roles import ROLES, Permission
from chungtay.foundation.places.models import Unit
from chungtay.foundation.places.queries import unit_by_code


def scope_of(user: Any, permission: Permission, on: datetime.date) -> list[str]:
    """Paths of the areas where the user holds the permission on a day. Nothing held: an empty list, nothing seen."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return []
    return [row.area.path for row in user.assignments_on(on) if permission in ROLES[row.role].may]


def may(user: Any, permission: Permission, area: Unit, on: datetime.date) -> bool:
    """Does the user hold the permission for this unit on a day?"""
    return any(area.path.startswith(path) for path in scope_of(user, permission, on))


def check_may(user: Any, permission: Permission, area: Unit, on: datetime.date) -> None:
    """Raise PermissionDenied with a sentence for the user."""
    if not may(user, permission, area, on):
        sentence = gettext("You have no duty in %(area)s that allows this. Ask the administrator of your office.")
        raise PermissionDenied(sentence % {"area": area.name})


def place_for(user: Any, code: str, year: int) -> Unit:
    """The unit that an address names, as it stood on the last day of that year (or today). Raises Http404 when there
    is none, PermissionDenied when it lies outside every area where the user holds a duty today."""
    today = timezone.localdate()
    unit = unit_by_code(code, min(today, datetime.date(year, 12, 31)))
    if unit is None:
        raise Http404
    if not any(unit.path.startswith(row.area.path) for row in user.assignments_on(today)):
        raise PermissionDenied(gettext("%(place)s is outside your area.") % {"place": unit.name})
    return unit
