"""The first day that may stand under a decision: after the posting of its own list, not before its meeting."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db.models import Max

from chungtay.work.review.models import Decision, DecisionKind
from chungtay.work.review.queries.decisions import settled_cases

_ONE_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Before:
    """What lies before a decision: the last meeting about its households, the last day their list hung, the day of the
    decision that it corrects. None where the review has no such step."""

    met_on: datetime.date | None = None
    posted_until: datetime.date | None = None
    corrects_of: datetime.date | None = None

    @property
    def first(self) -> datetime.date | None:
        """The first possible day; None when nothing lies before it."""
        after = self.posted_until + _ONE_DAY if self.posted_until else None
        return max((day for day in (self.met_on, after, self.corrects_of) if day), default=None)


def before(decision: Decision) -> Before:
    """What the date of a decision must not lie before. One statement."""
    if decision.kind != DecisionKind.RECOGNISE:
        return Before(corrects_of=decision.corrects.signed_on if decision.corrects else None)
    days = (
        settled_cases(decision.ward).order_by().aggregate(met=Max("meeting__held_on"), until=Max("posting__last_day"))
    )
    return Before(met_on=days["met"], posted_until=days["until"])
