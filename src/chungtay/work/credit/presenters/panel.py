"""The loans of one household, on its page."""

from __future__ import annotations

import datetime
from typing import Any

from chungtay.work.credit import permissions
from chungtay.work.credit.presenters.loans import next_step
from chungtay.work.credit.queries.loans import of_household


def panel(user: Any, household: Any, today: datetime.date, opened: bool) -> dict[str, Any] | None:
    """What the household borrowed; for who keeps loans, the way to enter one. How much, and how it stands, only
    when the household is opened."""
    found = of_household(household, opened=opened)
    may = household.ended_on is None and permissions.can_keep(user, household.group, today)
    if not found and not may:
        return None
    rows = [(one, next_step(one, today) if opened else "") for one in found]
    return {"rows": rows, "household": household, "may": may}
