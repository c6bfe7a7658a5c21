"""Records of a review for the visits of every route: a campaign of each area, its ward and group, a household under
review. A ward's review is of March, a district's of April, so that they do not overlap."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable
from typing import Any

from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import Household
from chungtay.rulebook import process as processes
from chungtay.work.review.models import Attachment, Campaign, CampaignGroup, Case, Survey
from chungtay.work.review.operations import campaigns, lists, taking_in
from chungtay.work.review.operations.campaigns import Standard
from tests import factories
from tests.apps.route_world import World

FIRST, LAST = datetime.date(2024, 9, 1), datetime.date(2024, 12, 14)
AT = datetime.datetime(2024, 9, 20, 8, 0, tzinfo=datetime.UTC)


def leader_of(world: World, area: Unit) -> Any:
    name = f"chair-{area.code}"
    known = world.made.get(name)
    if known is None:
        role = "ward_leader" if area.level == "ward" else "district_leader"
        known = world.made[name] = factories.person(name, role, area)
    return known


def campaign_of(world: World, area: Unit) -> Campaign:
    return Campaign.objects.get(pk=world.record("review campaign", area))


def month_of(month: int) -> dict[str, Any]:
    """The days of a review within the year: from the 15th, decided within fifteen days."""
    first = datetime.date(2024, month, 15)
    return {
        "month": month,
        "first_day": first,
        "last_day": first.replace(day=30),
        "baseline_on": first.replace(day=14),
    }


def review_campaign(world: World, area: Unit) -> int:
    """Opened, with the household of the register listed and its group under survey."""
    process = processes.in_force(FIRST)
    keeper = world.keeper_of(area)
    campaign = campaigns.prepare_campaign(
        area,
        kind="in_year",
        year=2024,
        **month_of(3 if area.level == "ward" else 4),
        standards=[Standard("vn-2022", "points")],
        settled={f"{step}.{each.what}": 5 for step, each in process.unknowns()},
        by=keeper,
        at=AT,
    )
    leader = leader_of(world, area)
    campaign = campaigns.open_campaign(campaign, number="1/QĐ-UBND", date=FIRST, by=leader, at=AT)
    home = Household.objects.get(pk=world.record("household", area))
    lists.add_households(campaign, households=[home.pk], listed_for="asked", by=keeper, at=AT)
    return campaign.pk


def household_under_review(world: World, area: Unit) -> int:
    return Case.objects.get(campaign=campaign_of(world, area)).pk


def group_under_review(world: World, area: Unit) -> int:
    return CampaignGroup.objects.get(cases=world.record("household under review", area)).pk


def ward_under_review(world: World, area: Unit) -> int:
    return CampaignGroup.objects.get(pk=world.record("group under review", area)).ward_id


def form_of_that_household(world: World, area: Unit) -> int:
    """Sent without a single answer: kept, and good for nothing but to be given back."""
    case = Case.objects.get(pk=world.record("household under review", area))
    ward = case.ward.ward
    filler = factories.person(f"filler-{area.code}", "enumerator", ward)
    filled = taking_in.Filled(
        sent_id=uuid.uuid4(),
        answers={"household": {}, "members": []},
        door="phone",
        case_version=case.version,
        surveyed_on=datetime.date(2024, 9, 18),
        surveyed_by=filler,
    )
    form, _new = taking_in.take_in(case, filled, by=filler, at=AT)
    return form.number


def photograph_of_that_form(world: World, area: Unit) -> int:
    """Announced and still on its way."""
    number = world.record("form of that household", area)
    survey = Survey.objects.get(case=world.record("household under review", area), number=number)
    return Attachment.objects.create(survey=survey, sent_id=uuid.uuid4(), kind="photo", size=10, sha256="0" * 64).pk


RECORDS: dict[str, Callable[[World, Unit], Any]] = {
    "review campaign": review_campaign,
    "household under review": household_under_review,
    "group under review": group_under_review,
    "ward under review": ward_under_review,
    "form of that household": form_of_that_household,
    "photograph of that form": photograph_of_that_form,
}
