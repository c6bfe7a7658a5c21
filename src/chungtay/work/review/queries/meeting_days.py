"""When a meeting was or can be: its hour, the days of the review, and the day on which its list was checked."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db.models import Max
from django.utils import timezone

from chungtay.work.review.models import Campaign, Case, Meeting

_LATE = datetime.timedelta(days=30)  # how far ahead a review that is late calls its meetings


def has_begun(meeting: Meeting, now: datetime.datetime) -> bool:
    """`now` in local time. A meeting without an hour begins with its day."""
    return now.replace(tzinfo=None) >= datetime.datetime.combine(meeting.held_on, meeting.held_at or datetime.time())


def last_day_to_meet(campaign: Campaign, today: datetime.date) -> datetime.date:
    """The last day of the review; of one that is late, a month from today."""
    return campaign.last_day if today <= campaign.last_day else today + _LATE


def checked_until(cases: Iterable[int]) -> datetime.date | None:
    """The day on which the last of the households' forms was confirmed."""
    last = Case.objects.filter(pk__in=list(cases)).aggregate(last=Max("survey__decided_at"))["last"]
    return timezone.localdate(last) if last else None
