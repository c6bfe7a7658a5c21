"""Who may read reviews and who may classify, in which area."""

from __future__ import annotations

import datetime
from typing import Any

from chungtay.foundation.accounts.permissions import Permission, check_may, may
from chungtay.foundation.places.models import Unit


def can_classify(user: Any, area: Unit, on: datetime.date) -> bool:
    return may(user, Permission.REVIEW_CLASSIFY, area, on)


def check_may_classify(user: Any, area: Unit, on: datetime.date) -> None:
    check_may(user, Permission.REVIEW_CLASSIFY, area, on)


def can_read(user: Any, area: Unit, on: datetime.date) -> bool:
    return may(user, Permission.REVIEW_READ, area, on)


def check_may_read(user: Any, area: Unit, on: datetime.date) -> None:
    check_may(user, Permission.REVIEW_READ, area, on)
