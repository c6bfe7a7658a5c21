"""Households that the register has poor or near-poor in a place and that its yearly review does not know: they moved
in, or were recognised within the year, after the list was drawn up (Điều 4 QĐ 24/2021: every household of the list is
reviewed)."""

from __future__ import annotations

import datetime

from chungtay.foundation.places.models import Unit
from chungtay.records.registry.queries.listed import Home, homes, listed_where
from chungtay.work.review.models import Campaign, CampaignKind, CampaignState, Case, ClosedWhy, GroupState, WardState

# Where a household may still come on the list: its group has not met, its ward did not go to the opinion or decision.
TAKING_GROUPS = (GroupState.LISTS, GroupState.SURVEY)
TAKING_WARDS = (WardState.SURVEY, WardState.POSTED)


def list_until(campaign: Campaign, today: datetime.date) -> datetime.date:
    """The day whose list a review looks at besides the one it starts from: today, while it runs."""
    return min(today, campaign.last_day)


def not_in_review(campaign: Campaign, place: Unit, today: datetime.date) -> dict[int, int]:
    """Household -> group; none before the list of the review was drawn up. Two statements."""
    if campaign.kind != CampaignKind.PERIODIC:
        return {}
    rows = Case.objects.filter(campaign=campaign).values_list("household", "closed_why", "group__group")
    known = {home: (why, group) for home, why, group in rows}
    found = listed_where([place.path], list_until(campaign, today)) if known else {}
    return {
        home: group
        for home, group in found.items()
        # closed where it lived before: it moved within the area of the review
        if home not in known or (known[home][0] == ClosedWhy.MOVED and known[home][1] != group)
    }


def can_still_be_listed(campaign: Campaign, place: Unit, today: datetime.date) -> int:
    """How many of them live in groups that still take households on their list. Three statements at most."""
    if campaign.state != CampaignState.OPEN:
        return 0
    found = not_in_review(campaign, place, today)
    if not found:
        return 0
    open_groups = set(
        campaign.wards.filter(
            state__in=TAKING_WARDS, groups__state__in=TAKING_GROUPS, groups__group__in=set(found.values())
        ).values_list("groups__group", flat=True)
    )
    return sum(group in open_groups for group in found.values())


def named_not_in_review(campaign: Campaign, place: Unit, today: datetime.date) -> list[Home]:
    return homes(not_in_review(campaign, place, today), day=today)
