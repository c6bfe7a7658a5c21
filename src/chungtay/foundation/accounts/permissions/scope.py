"""Where a person holds a permission: the question that queries and pages ask."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext

from chungtay.foundation.accounts.permissions.roles import ROLES, Permission
from chungtay.foundation.places.models import Unit
from chungtay.foundation.places.queries import holders_of_code, why_no_place


def scope_of(user: Any, permission: Permission, on: datetime.date) -> list[str]:
    """Paths of the areas where the user holds the permission on a day. Nothing held: an empty list, nothing seen."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return []
    return [row.area.path for row in user.assignments_on(on) if permission in ROLES[row.role].may]


def scope_at(user: Any, permission: Permission, on: datetime.date, levels: Collection[str]) -> list[str]:
    """As `scope_of`, the areas of some levels alone: a duty in a district holds there, one in a ward does not."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return []
    held = (row for row in user.assignments_on(on) if permission in ROLES[row.role].may)
    return [row.area.path for row in held if row.area.level in levels]


def may(user: Any, permission: Permission, area: Unit, on: datetime.date) -> bool:
    """Does the user hold the permission for this unit on a day?"""
    return any(area.path.startswith(path) for path in scope_of(user, permission, on))


def check_may(user: Any, permission: Permission, area: Unit, on: datetime.date) -> None:
    """Raise PermissionDenied with a sentence for the user."""
    if not may(user, permission, area, on):
        sentence = gettext("You have no duty in %(area)s that allows this. Ask the administrator of your office.")
        raise PermissionDenied(sentence % {"area": area.name})


class NoSuchPlace(Http404):
    """An address whose code named no unit in its year; `sentence` says why and what took its place."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def place_for(user: Any, code: str, year: int) -> Unit:
    """The unit that an address names: codes are re-used, so it is the last one that had the code in that year (of the
    current year up to today). Where only the one before lies in the person's area, it is meant.

    Raises NoSuchPlace (404) when there is none, PermissionDenied when it lies outside every area where the user holds a
    duty today. A duty in a unit that has ended goes on for that unit's years, and reaches nothing else.
    """
    today = timezone.localdate()
    units = holders_of_code(code, year, today)
    if not units:
        raise NoSuchPlace(why_no_place(code, year, today))
    paths = [row.area.path for row in user.assignments_on(today)]
    for unit in units:
        if any(unit.path.startswith(path) for path in paths):
            return unit
    raise PermissionDenied(gettext("%(place)s is outside your area.") % {"place": units[0].name})
