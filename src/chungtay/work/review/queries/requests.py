"""Requests to be reviewed or to be taken off the list (form 01), with their clocks."""

from __future__ import annotations

import datetime
from collections import Counter
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from chungtay.foundation.places.models import Unit
from chungtay.rulebook import in_year
from chungtay.rulebook import process as processes
from chungtay.rulebook.days_off import fixed_after
from chungtay.rulebook.errors import UnknownRuleSet
from chungtay.work.review.models import Campaign, CampaignState, Case, Request, RequestState
from chungtay.work.review.queries.campaigns import DONE, days_off, inside, reach
from chungtay.work.review.queries.complaint_days import LATE_DAYS

# A household of a review that was cancelled answers nothing.
_STANDS = ~Q(campaign__state=CampaignState.CANCELLED)
OPEN_REQUEST = (RequestState.RECEIVED, RequestState.LISTED)


def law_of(day: datetime.date) -> processes.InYear | None:
    """What the process in force on a day says of reviews within the year; None where no source covers it."""
    try:
        return processes.in_force(day).in_year
    except UnknownRuleSet:
        return None


def requests_seen(user: Any, place: Unit) -> QuerySet[Request]:
    rows = Request.objects.filter(area__path__startswith=place.path)
    return rows.filter(inside("area__path", reach(user))).select_related("area", "household")


def late(found: QuerySet[Request], today: datetime.date) -> QuerySet[Request]:
    return found.filter(state__in=OPEN_REQUEST, due_on__lt=today)


def late_and_waiting(found: QuerySet[Request], today: datetime.date) -> tuple[int, int]:
    """How many open requests are overdue, and how many were not looked at yet; in one statement."""
    counted = found.order_by().aggregate(
        late=Count("pk", filter=Q(state__in=OPEN_REQUEST, due_on__lt=today)),
        waiting=Count("pk", filter=Q(state=RequestState.RECEIVED)),
    )
    return counted["late"], counted["waiting"]


def to_answer(found: QuerySet[Request]) -> QuerySet[Request]:
    """Requests whose households have their outcome in the review they came into: the answer can be written."""
    own = Case.objects.filter(_STANDS, request=OuterRef("pk"))
    other = _brought_by_another(OuterRef("household"), OuterRef("received_at"))
    its_own = Exists(own) & ~Exists(own.exclude(state__in=DONE))
    the_others = ~Exists(own) & Exists(other) & ~Exists(other.exclude(state__in=DONE))
    return found.filter(its_own | the_others, state=RequestState.LISTED)


def cases_of(request: Request) -> QuerySet[Case]:
    """The households under review whose outcome answers the request: those it brought in. Where another request had
    brought its household in before, a second one about the same household waits for the same outcome."""
    if request.state != RequestState.LISTED or request.household_id is None or request.cases.filter(_STANDS).exists():
        return request.cases.filter(_STANDS)
    return _brought_by_another(request.household_id, request.received_at)


def cancelled_reviews_of(request: Request) -> QuerySet[Campaign]:
    """Reviews that were to answer it and were cancelled."""
    rows = Campaign.objects.filter(state=CampaignState.CANCELLED, cases__household=request.household_id or 0)
    return rows.filter(cases__request__isnull=False).distinct().order_by("-pk")


def _brought_by_another(household: Any, received_at: Any) -> QuerySet[Case]:
    """In reviews that were not closed yet when the request came."""
    rows = Case.objects.filter(_STANDS, household=household, request__isnull=False)
    return rows.filter(Q(campaign__closed_at=None) | Q(campaign__closed_at__gte=received_at))


def due_of(received: datetime.date, area: Unit) -> datetime.date | None:
    """The last day to decide, by the process in force; None where no source covers the day. No working days are the
    holidays of a fixed day, and the days off that reviews of the place under way were opened with."""
    try:
        return in_year.decide_by(processes.in_force(received), received, _off(received, area))
    except UnknownRuleSet:
        return None


def _off(received: datetime.date, area: Unit) -> frozenset[datetime.date]:
    above = [int(part) for part in area.path.strip("/").split("/")]
    reviews = Campaign.objects.filter(area__in=above, state=CampaignState.OPEN)
    return fixed_after(received).union(*map(days_off, reviews))


def entered_at_once_until(received: datetime.date, area: Unit) -> datetime.date:
    """The last day on which an officer enters what came on a day without saying why so late."""
    return processes.due_day(received, LATE_DAYS, _off(received, area))


def reviews_for(request: Request) -> QuerySet[Campaign]:
    """Reviews under way that the household's request can come into: of its ward or of what lies above."""
    above = [int(part) for part in request.area.path.strip("/").split("/")]
    return Campaign.objects.filter(area__in=above, state=CampaignState.OPEN).select_related("area").order_by("-pk")


def counts(found: QuerySet[Request]) -> Counter[str]:
    rows = found.order_by().values_list("state").annotate(n=Count("pk"))
    return Counter(dict(rows))
