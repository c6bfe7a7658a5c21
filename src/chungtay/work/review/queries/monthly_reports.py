"""Which reviews within the year must be reported upwards, and were not yet."""

from __future__ import annotations

import datetime
from typing import Any

from chungtay.foundation.places.models import Unit
from chungtay.work.review.models import Campaign, CampaignKind, CampaignState
from chungtay.work.review.queries.calendar import ReportDue, monthly_due
from chungtay.work.review.queries.campaigns import campaigns_seen

AHEAD = datetime.timedelta(days=3)


def to_report(user: Any, place: Unit, today: datetime.date) -> list[tuple[Campaign, ReportDue]]:
    """The reviews of this year's months, under way or closed, whose report is due within three days or late and was not
    noted as sent, the earliest first. One statement."""
    rows = campaigns_seen(user, place, today.year).filter(
        kind=CampaignKind.IN_YEAR,
        month__lt=today.month,
        state__in=[CampaignState.OPEN, CampaignState.CLOSED],
        area__path__startswith=place.path,
        reports_sent=None,
    )
    told = [(each, monthly_due(each, today, None)) for each in rows.order_by("month", "area__code", "pk")]
    return [(each, report) for each, report in told if report and today >= report.day - AHEAD]
