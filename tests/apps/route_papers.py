"""Records of paper forms and quality control for the visits of every route."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from chungtay.foundation.places.models import Unit
from chungtay.work.review.models import CampaignWard, Flag
from tests.apps import route_campaigns
from tests.apps.route_world import World


def flag(world: World, area: Unit) -> int:
    """A distribution that looks wrong, in the ward of the household under review."""
    ward = CampaignWard.objects.get(pk=world.record("ward under review", area))
    detail = {"twins": 5, "forms": 5, "others": 5, "other_twins": 0, "p": "40", "surveys": []}
    return Flag.objects.create(
        campaign=ward.campaign, ward=ward, kind="alike", subject="routes", detail=detail, raised_at=route_campaigns.AT
    ).pk


RECORDS: dict[str, Callable[[World, Unit], Any]] = {"flag of that review": flag}
