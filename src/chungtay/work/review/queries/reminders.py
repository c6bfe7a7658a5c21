"""Which deadlines a person was reminded of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from chungtay.foundation.places.models import Unit
from chungtay.work.review.models import Campaign, CampaignState, CampaignWard, Reminder


def told_of(
    user: Any, place: Unit, campaigns: Iterable[Campaign]
) -> list[tuple[Campaign, list[CampaignWard], frozenset[str]]]:
    """Of each of these reviews under way: the wards of the place and the steps that the person was reminded of. One
    statement."""
    under_way = {each.pk: each for each in campaigns if each.state == CampaignState.OPEN}
    if not under_way:
        return []
    rows = Reminder.objects.filter(to=user, campaign__in=under_way, ward__ward__path__startswith=place.path)
    found: dict[int, tuple[dict[int, CampaignWard], set[str]]] = {}
    for row in rows.select_related("ward__ward").order_by("ward__ward__code", "pk"):
        wards, steps = found.setdefault(row.campaign_id, ({}, set()))
        if row.ward is not None:
            wards[row.ward.pk] = row.ward
        steps.add(row.about)
    return [(under_way[pk], list(wards.values()), frozenset(steps)) for pk, (wards, steps) in sorted(found.items())]
