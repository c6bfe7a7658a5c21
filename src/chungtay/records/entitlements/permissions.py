"""Who may read which rights, draw lists up, approve them and hand over. Three people, never one (`Duty`).

Each policy says at which level each case is approved; who approves at another level does not approve it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.accounts.permissions import Permission, check_may, may, scope_at
from chungtay.foundation.places.models import Level, Unit

# From this day there are two levels of government, and what the chairman of a district decided is the ward chairman's
# (law notes, section 0: V, S).
NO_DISTRICTS = datetime.date(2025, 7, 1)
# What a policy says -> the level of the leader who approves; whatever is not named is approved in the ward.
_LEVELS = {"district_leader": Level.DISTRICT, "city": Level.PROVINCE}
_REACH = {Level.DISTRICT: (Level.DISTRICT, Level.PROVINCE), Level.PROVINCE: (Level.PROVINCE,)}
APPROVERS: dict[str, str | Promise] = {
    Level.WARD: _("the leader of the ward"),
    Level.DISTRICT: _("the leader of the district"),
    Level.PROVINCE: _("the leader of the city"),
}


def check_may_read(user: Any, area: Unit, on: datetime.date) -> None:
    """Whoever reads the register of the area: rights are told from it."""
    check_may(user, Permission.REGISTRY_READ, area, on)


def can_prepare(user: Any, area: Unit, on: datetime.date) -> bool:
    return may(user, Permission.SUPPORT_PREPARE, area, on)


def check_may_prepare(user: Any, area: Unit, on: datetime.date) -> None:
    check_may(user, Permission.SUPPORT_PREPARE, area, on)


def level_of(approvals: Iterable[str], on: datetime.date) -> str:
    """The level that approves under policies with these words, the highest of several."""
    found = {_LEVELS.get(each, Level.WARD) for each in approvals}
    if on >= NO_DISTRICTS:
        found -= {Level.DISTRICT}
    return next((level for level in (Level.PROVINCE, Level.DISTRICT) if level in found), Level.WARD)


def areas_of(user: Any, level: str, on: datetime.date) -> list[str]:
    """Paths of the areas in which the person approves what this level approves: of that level, or of one above."""
    if level == Level.WARD:
        return scope_at(user, Permission.SUPPORT_APPROVE, on, Level.values)
    return scope_at(user, Permission.SUPPORT_APPROVE_ABOVE, on, _REACH[Level(level)])


def can_approve(user: Any, area: Unit, on: datetime.date, level: str = Level.WARD) -> bool:
    return any(area.path.startswith(path) for path in areas_of(user, level, on))


def check_may_approve(user: Any, area: Unit, on: datetime.date, level: str = Level.WARD) -> None:
    """Raise PermissionDenied, with a sentence that names who approves."""
    if level == Level.WARD and not can_approve_above(user, area, on):
        check_may(user, Permission.SUPPORT_APPROVE, area, on)
    if not can_approve(user, area, on, level):
        raise PermissionDenied(
            gettext("Under this policy %(who)s approves each case. You hold no such duty over %(area)s.")
            % {"who": APPROVERS[level], "area": area.name}
        )


def can_approve_above(user: Any, area: Unit, on: datetime.date) -> bool:
    """Something there, of a level above the ward."""
    return may(user, Permission.SUPPORT_APPROVE_ABOVE, area, on)


def can_hand_over(user: Any, area: Unit, on: datetime.date) -> bool:
    return may(user, Permission.SUPPORT_HAND_OVER, area, on)


def check_may_hand_over(user: Any, area: Unit, on: datetime.date) -> None:
    check_may(user, Permission.SUPPORT_HAND_OVER, area, on)


def can_enter_help(user: Any, area: Unit, on: datetime.date) -> bool:
    """What came from elsewhere, as what sponsors give."""
    return may(user, Permission.SPONSOR_KEEP, area, on)


def check_may_enter_help(user: Any, area: Unit, on: datetime.date) -> None:
    check_may(user, Permission.SPONSOR_KEEP, area, on)


def can_confirm_help(user: Any, area: Unit, on: datetime.date) -> bool:
    return may(user, Permission.SPONSOR_CONFIRM, area, on)


def check_may_confirm_help(user: Any, area: Unit, on: datetime.date) -> None:
    check_may(user, Permission.SPONSOR_CONFIRM, area, on)


def can_export(user: Any, area: Unit, on: datetime.date) -> bool:
    return may(user, Permission.REGISTRY_EXPORT, area, on)


def can_see_amounts(user: Any, area: Unit, on: datetime.date) -> bool:
    """In a copy that leaves the program: amounts and reasons, for whoever sees sensitive facts or acts on the lists."""
    acts = (Permission.REGISTRY_SENSITIVE, Permission.SUPPORT_PREPARE, Permission.SUPPORT_APPROVE)
    return any(may(user, permission, area, on) for permission in acts)
