"""Who may read, take out and finalise the reports of an area."""

from __future__ import annotations

import datetime
from typing import Any

from chungtay.foundation.accounts.permissions import Permission, check_may, may
from chungtay.foundation.places.models import Unit


def can_read(user: Any, area: Unit, on: datetime.date) -> bool:
    return may(user, Permission.REVIEW_READ, area, on)


def check_may_read(user: Any, area: Unit, on: datetime.date) -> None:
    check_may(user, Permission.REVIEW_READ, area, on)


def can_finalise(user: Any, area: Unit, on: datetime.date) -> bool:
    return may(user, Permission.REPORT_FINALISE, area, on)


def check_may_finalise(user: Any, area: Unit, on: datetime.date) -> None:
    check_may(user, Permission.REPORT_FINALISE, area, on)


def can_take_lists(user: Any, area: Unit, on: datetime.date) -> bool:
    """Lists with names, and the file for the ministry."""
    return may(user, Permission.REGISTRY_EXPORT, area, on)


def check_may_take_lists(user: Any, area: Unit, on: datetime.date) -> None:
    check_may(user, Permission.REGISTRY_EXPORT, area, on)


def can_see_households(user: Any, area: Unit, on: datetime.date) -> bool:
    return may(user, Permission.REGISTRY_READ, area, on)


def can_see_sensitive(user: Any, area: Unit, on: datetime.date) -> bool:
    """Which households a figure about health, ethnicity or merit counts."""
    return may(user, Permission.REGISTRY_SENSITIVE, area, on)
