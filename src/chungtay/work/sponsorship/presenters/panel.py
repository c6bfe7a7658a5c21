"""The sponsors of one household, on its page."""

from __future__ import annotations

import datetime
from typing import Any

from chungtay.work.sponsorship import permissions
from chungtay.work.sponsorship.presenters.sponsorships import of_panel
from chungtay.work.sponsorship.queries.sponsorships import months_arrived, of_household


def panel(user: Any, household: Any, today: datetime.date, _opened: bool) -> dict[str, Any] | None:
    """Who sponsors it or did; for who keeps sponsors, the way to a new commitment. It shows nothing
    sensitive, opened or not."""
    found = of_household(household)
    may = household.ended_on is None and permissions.can_keep(user, household.group, today)
    if not found and not may:
        return None
    months = months_arrived([one.pk for one in found]) if found else {}
    return {"rows": of_panel(found, months, today), "household": household, "may": may}
