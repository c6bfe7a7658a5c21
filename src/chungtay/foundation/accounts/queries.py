"""Where a person works."""

from __future__ import annotations

import datetime

from chungtay.foundation.accounts.models import User
from chungtay.foundation.places.models import Unit
from chungtay.foundation.places.queries import below


def places_of(user: User, on: datetime.date) -> list[Unit]:
    """Every unit down to the wards in the person's areas on a day, from the top."""
    return list(below([row.area.path for row in user.assignments_on(on)], on))


def first_place_of(user: User, on: datetime.date) -> Unit | None:
    """Where the person's day begins: the area of the widest duty."""
    return min((row.area for row in user.assignments_on(on)), key=lambda unit: len(unit.path), default=None)
