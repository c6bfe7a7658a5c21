"""Until when a complaint that came in time is entered: paper that arrived on the last day lies there next morning."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db.models import Q

from chungtay.foundation.places.models import Unit
from chungtay.rulebook.process import due_day
from chungtay.work.review.models import Case, Posting, PostingState, Request, WardState
from chungtay.work.review.queries.campaigns import days_off
from chungtay.work.review.queries.complaints import runs

_LONGEST_WAIT = datetime.timedelta(days=31)  # three working days, with the longest holidays between
LATE_DAYS = 3  # working days after the posting; our own rule, see docs/decisions/2026-11-30-complaints-entered-late.md


def entered_until(posting: Posting) -> datetime.date:
    return due_day(posting.last_day, LATE_DAYS, days_off(posting.ward.campaign))


def takes_late(posting: Posting, today: datetime.date) -> bool:
    """May an officer still enter what came while the list hung? Not once the ward went on."""
    return (
        posting.state in (PostingState.POSTED, PostingState.ENDED)
        and posting.last_day < today <= entered_until(posting)
        and posting.ward.state == WardState.POSTED
    )


@dataclass(frozen=True, slots=True)
class ByHand:
    """A list about which an officer takes complaints in; `until` where it hangs no more: what came while it hung is
    entered until the end of that day."""

    posting: Posting
    until: datetime.date | None


def taken_by_hand(ward: Unit, today: datetime.date) -> list[ByHand]:
    """The lists of a ward that hang on a day, and those that hung a few days ago. One statement. Unscoped: whether a
    list hangs or hung may be read by everybody."""
    rows = Posting.objects.filter(
        state__in=[PostingState.POSTED, PostingState.ENDED],
        first_day__lte=today,
        last_day__gte=today - _LONGEST_WAIT,
        ward__ward=ward,
    )
    found = []
    for posting in rows.select_related("ward__ward", "ward__campaign__area").order_by("pk"):
        if runs(posting, today):
            found.append(ByHand(posting, None))
        elif takes_late(posting, today):
            found.append(ByHand(posting, entered_until(posting)))
    return found


def came_in_time(posting: Posting, day: datetime.date, today: datetime.date) -> bool:
    """Did what came on a day come while the list hung, and may it still be entered today?"""
    return posting.first_day <= day <= posting.last_day and (runs(posting, today) or takes_late(posting, today))


def posted_case(posting: Posting, request: Request) -> Case | None:
    """The household of a request on the posted list, shown there or not: it was reviewed, and its result is what it
    complains about."""
    rows = Case.objects.filter(posting=posting, ward=posting.ward_id)
    return rows.filter(Q(request=request) | Q(household=request.household_id or 0)).order_by("pk").first()
