"""From which day the list of a year holds, and which wards have none yet: for the reports. Unscoped: the caller asks
who may."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from chungtay.foundation.places.models import Unit
from chungtay.work.review.models import (
    OUT_OF_THE_REVIEW,
    Campaign,
    CampaignKind,
    CampaignState,
    CampaignWard,
    Case,
    Decision,
    DecisionKind,
    DecisionState,
    WardState,
)


def _touching(place: Unit, field: str) -> Q:
    """Campaigns of the place, of what lies above it and of what lies below."""
    above = [int(part) for part in place.path.strip("/").split("/")]
    return Q(**{f"{field}__in": above}) | Q(**{f"{field}__path__startswith": place.path})


def list_day(place: Unit, year: int) -> datetime.date:
    """The day of the list that a year begins with: 1 January, or the day from which the last decision of the yearly
    review of the year before holds, where that was signed in the new year. Of all wards of that review alike, so that
    what a ward reports is a part of what is reported above it. One statement."""
    first = datetime.date(year, 1, 1)
    late = Decision.objects.filter(
        _touching(place, "ward__campaign__area"),
        ward__campaign__kind=CampaignKind.PERIODIC,
        ward__campaign__year=year - 1,
        kind=DecisionKind.RECOGNISE,
        state=DecisionState.SIGNED,
    )
    held = late.aggregate(last=Max("effective_on"))["last"]
    return max(first, held) if held else first


def late_lists(place: Unit, year: int) -> dict[str, datetime.date]:
    """Path of the area of each yearly review that touches the place -> the day from which its last decision holds: of
    the list that the year begins with, as `list_day` has it for one place. One statement."""
    rows = Decision.objects.filter(
        _touching(place, "ward__campaign__area"),
        ward__campaign__kind=CampaignKind.PERIODIC,
        ward__campaign__year=year - 1,
        kind=DecisionKind.RECOGNISE,
        state=DecisionState.SIGNED,
    )
    found = rows.order_by().values_list("ward__campaign__area__path").annotate(last=Max("effective_on"))
    return dict(found)


def list_day_in(late: Mapping[str, datetime.date], ward: Unit, year: int) -> datetime.date:
    """`list_day` of a ward out of the `late_lists` of a place above it."""
    days = [day for path, day in late.items() if ward.path.startswith(path) or path.startswith(ward.path)]
    return max([datetime.date(year, 1, 1), *days])


def undecided_wards(place: Unit, year: int, closing: datetime.date) -> list[str]:
    """The wards of the place, by name, whose yearly review is under way and not decided although the year of the report
    is over on the closing day: official figures do not hold what it found. One statement at most."""
    return wards_without_decision(place, year) if closing > datetime.date(year, 12, 31) else []


def yearly_reviews(place: Unit, year: int) -> QuerySet[Campaign]:
    """The yearly reviews of a year that touch the place, planned, under way or closed."""
    rows = Campaign.objects.filter(_touching(place, "area"), kind=CampaignKind.PERIODIC, year=year)
    return rows.exclude(state=CampaignState.CANCELLED).select_related("area").order_by("area__code", "pk")


def wards_without_decision(place: Unit, year: int) -> list[str]:
    """The wards of the place, by name, that the year's open review reaches and that have something to decide and no
    decision. One statement."""
    reviewed = Case.objects.filter(ward=OuterRef("pk")).exclude(state__in=OUT_OF_THE_REVIEW)
    rows = CampaignWard.objects.filter(
        Exists(reviewed),
        campaign__kind=CampaignKind.PERIODIC,
        campaign__year=year,
        campaign__state=CampaignState.OPEN,
        ward__path__startswith=place.path,
    ).exclude(state__in=[WardState.DECIDED, WardState.CERTIFIED])
    return list(rows.order_by("ward__code").values_list("ward__name", flat=True))


def any_ward_decided(place: Unit, year: int) -> bool:
    """Has a ward of the place decided in the year's review? One statement."""
    rows = CampaignWard.objects.filter(
        campaign__kind=CampaignKind.PERIODIC, campaign__year=year, ward__path__startswith=place.path
    )
    return rows.filter(state__in=[WardState.DECIDED, WardState.CERTIFIED]).exists()
