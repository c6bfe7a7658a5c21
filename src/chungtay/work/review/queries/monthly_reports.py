"""Which reviews within the year must be reported upwards these days."""

from __future__ import annotations

import datetime
from typing import Any

from chungtay.foundation.places.models import Unit
from chungtay.rulebook import process as processes
from chungtay.rulebook.errors import UnknownRuleSet
from chungtay.work.review.models import Campaign, CampaignKind, CampaignState
from chungtay.work.review.queries.calendar import ReportDue, reports_due
from chungtay.work.review.queries.campaigns import campaigns_seen

AHEAD = datetime.timedelta(days=3)


def to_report(user: Any, place: Unit, today: datetime.date) -> list[tuple[Campaign, ReportDue]]:
    """The reviews of the month before, under way or closed, with the report that is due today or within three days. At
    most one statement."""
    month = today.replace(day=1) - datetime.timedelta(days=1)
    try:
        monthly = processes.in_force(month).monthly_report
    except UnknownRuleSet:
        return []
    day = monthly.of_review(month.year, month.month) if monthly else None
    if day is None or not day - AHEAD <= today <= day:
        return []
    rows = campaigns_seen(user, place, month.year).filter(
        kind=CampaignKind.IN_YEAR,
        month=month.month,
        state__in=[CampaignState.OPEN, CampaignState.CLOSED],
        area__path__startswith=place.path,
    )
    return [(each, report) for each in rows.order_by("area__code", "pk") for report in reports_due(each, today)]
