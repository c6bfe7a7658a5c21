"""A review by the points of 2022 with answers that have a class; the district, people and register of `campaigns`."""

from __future__ import annotations

import datetime
from typing import Any

from chungtay.rulebook import process as processes
from chungtay.work.review.models import Campaign, Case
from chungtay.work.review.operations import lists
from chungtay.work.review.operations.campaigns import Standard
from tests import campaigns
from tests.rulebook.households import ADULT, CHILD, urban

FIRST = datetime.date(2024, 9, 1)
OPENED = datetime.datetime(2024, 9, 1, 2, 0, tzinfo=datetime.UTC)
NOW = datetime.datetime(2024, 9, 20, 2, 0, tzinfo=datetime.UTC)
VISITED = datetime.date(2024, 9, 15)
_PLACE = {"area_type", "region"}


def under_survey(made: campaigns.Office, **changes: Any) -> Campaign:
    """The households of the office under survey by points, from 1 September 2024."""
    process = processes.in_force(FIRST)
    values = {
        "year": 2024,
        "first_day": FIRST,
        "last_day": datetime.date(2024, 12, 14),
        "baseline_on": datetime.date(2024, 8, 31),
        "standards": [Standard("vn-2022", "points")],
        "settled": {f"{step}.{each.what}": 5 for step, each in process.unknowns()},
    }
    if "month" not in changes:
        return campaigns.under_survey(made, **(values | changes))
    campaign = campaigns.opened(made, **(values | changes))  # a review within the year has no list to settle
    by, homes = made.people["officer"], [home.pk for home in made.homes]
    lists.add_households(campaign, households=homes, listed_for="added", by=by, at=OPENED)
    return campaign


def answers(*names: str, **changes: Any) -> dict[str, Any]:
    """A plain urban household: an adult of 64 and, with a second name, a girl of 8; everything answered."""
    raw = urban(ADULT | {"relationship": 1, "sex": 1}, *([CHILD | {"relationship": 3}] if len(names) > 1 else []))
    household = {key: value for key, value in raw["household"].items() if key not in _PLACE}
    members = [{"name": name, **member} for name, member in zip(names or ("Chủ hộ",), raw["members"], strict=True)]
    return {"household": household | changes, "members": members}


def sent(made: campaigns.Office, case: Case, given: dict[str, Any], **changes: Any) -> Any:
    """A form by points, sent by a telephone."""
    return campaigns.sent(made, case, given, at=NOW, **({"surveyed_on": VISITED} | changes))
