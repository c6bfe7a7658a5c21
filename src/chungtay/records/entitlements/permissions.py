"""Who may read which rights: whoever reads the register of the area, since rights are told from it."""

from __future__ import annotations

import datetime
from typing import Any

from chungtay.foundation.accounts.permissions import Permission, check_may
from chungtay.foundation.places.models import Unit


def check_may_read(user: Any, area: Unit, on: datetime.date) -> None:
    check_may(user, Permission.REGISTRY_READ, area, on)
