"""Records of paper forms and quality control for the visits of every route."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from chungtay.foundation.places.models import Unit
from chungtay.work.review.models import CampaignWard, Case, Flag, SpotVisit, Survey, Takeover
from tests.apps import route_campaigns
from tests.apps.route_world import World


def flag(world: World, area: Unit) -> int:
    """A distribution that looks wrong, in the ward of the household under review."""
    ward = CampaignWard.objects.get(pk=world.record("ward under review", area))
    detail = {"twins": 5, "forms": 5, "others": 5, "other_twins": 0, "p": "40", "surveys": []}
    return Flag.objects.create(
        campaign=ward.campaign, ward=ward, kind="alike", subject="routes", detail=detail, raised_at=route_campaigns.AT
    ).pk


def takeover(world: World, area: Unit) -> int:
    """A proposal about that flag, returned already: whoever sends the form again is told."""
    case = Case.objects.get(pk=world.record("household under review", area))
    nothing = {"class": "", "b1": None, "b2": None, "income": None, "deprived": ""}
    return Takeover.objects.create(
        flag_id=world.record("flag of that review", area), case=case, survey=form_of(world, area, case), changes=[],
        effect={"was": nothing, "now": nothing}, why="có quyết định", proposed_at=route_campaigns.AT, state="returned",
        answer="đã hết hạn", decided_by=route_campaigns.leader_of(world, area), decided_at=route_campaigns.AT,
    ).pk  # fmt: skip


def form_of(world: World, area: Unit, case: Case) -> Survey:
    """The last form of the household; a plain row where none came in yet."""
    last = case.surveys.order_by("-number").first()
    return last or Survey.objects.create(
        case=case, number=1, purpose="first", door="phone", sent_id=uuid.uuid4(), digest="0" * 64, case_version=1,
        surveyed_on=route_campaigns.FIRST, received_at=route_campaigns.AT, state="replaced",
    )  # fmt: skip


def drawn(world: World, area: Unit) -> int:
    """The household under review was drawn for a second visit, and nobody has it."""
    case = world.record("household under review", area)
    return SpotVisit.objects.create(case_id=case, seed="routes", draw=1, drawn_at=route_campaigns.AT).pk


RECORDS: dict[str, Callable[[World, Unit], Any]] = {
    "drawn second visit": drawn,
    "flag of that review": flag,
    "proposal to take over a list": takeover,
}
