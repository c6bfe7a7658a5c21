"""Records of the lists of rights for the visits of every route: a list that waits for approval, with one person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from chungtay.foundation.core.files.keeping import keep_file
from chungtay.foundation.core.files.kinds import PHOTOS
from chungtay.foundation.places.models import Level, Unit
from chungtay.records.catalogue.models import OwnPolicy
from chungtay.records.entitlements.models import HandOverFlag, OutsideHelp, SupportLine, SupportList
from chungtay.records.registry.models import Household
from chungtay.work.referral.models import Proof, Referral
from tests import factories
from tests.apps.records.catalogue.samples import sample
from tests.apps.route_world import YEAR, World
from tests.apps.work.assistance.people import picture


def list_of_rights(world: World, area: Unit) -> int:
    home = Household.objects.get(pk=world.record("household", area))
    ward = area if area.level == Level.WARD else home.group.parent
    made = SupportList.objects.create(
        ward=ward, policy="bhyt-poor-2018", version="1", title="Thẻ BHYT", period=str(YEAR), day=factories.REVIEWED,
        drawn_by=world.keeper_of(area), drawn_at=factories.AT,
    )  # fmt: skip
    person = home.memberships.first().person
    made.lines.create(policy=made.policy, period=made.period, household=home, person=person, reason="hộ nghèo")
    return made.pk


def line_of_a_list(world: World, area: Unit) -> int:
    return SupportLine.objects.get(list=world.record("list of rights", area)).pk


def help_from_elsewhere(world: World, area: Unit) -> int:
    made = OutsideHelp.objects.create(
        household_id=world.record("household", area), kind="cash", source="donor", giver="Công ty An Phú",
        title="Tiền sửa bếp", value=2_000_000, on=factories.REVIEWED, proof="Biên nhận", entered_at=factories.AT,
        entered_by=world.keeper_of(area),
    )  # fmt: skip
    return made.pk


def policy_of_the_office(world: World, area: Unit) -> int:
    """A proposal that waits for its approval, where the area lies."""
    unit = area if area.level != Level.GROUP else area.parent
    made = OwnPolicy.objects.create(
        code=f"rieng-thu-{unit.pk}", version=1, unit=unit, proposed_by=world.keeper_of(area), proposed_at=factories.AT,
        **asdict(sample()),
    )  # fmt: skip
    return made.pk


def referral(world: World, area: Unit) -> int:
    home = Household.objects.get(pk=world.record("household", area))
    made = Referral.objects.create(
        household=home, need="water", year=YEAR, rule_set="vn-2022", indicator="5.1",
        opened_by=world.keeper_of(area), opened_at=factories.AT,
    )  # fmt: skip
    return made.pk


def referral_with_proof(world: World, area: Unit) -> int:
    home = Household.objects.get(pk=world.record("household", area))
    keeper = world.keeper_of(area)
    made = Referral.objects.create(
        household=home, need="school", year=YEAR, rule_set="vn-2022", indicator="3.2", state="gone", outcome="thử",
        opened_by=keeper, opened_at=factories.AT, closed_by=keeper, closed_at=factories.AT,
    )  # fmt: skip
    kept = keep_file(SimpleUploadedFile("anh.jpg", picture()), kinds=PHOTOS)
    Proof.objects.create(
        referral=made, stored=kept.stored, media_type=kept.media_type, size=kept.size, sha256=kept.sha256,
        added_by=keeper, added_at=factories.AT,
    )  # fmt: skip
    return made.pk


def flag_of_hand_overs(world: World, area: Unit) -> int:
    line = SupportLine.objects.get(pk=world.record("line of that list of rights", area))
    made = HandOverFlag.objects.create(
        ward=line.list.ward, year=YEAR, kind="receiver", key=f"thu-{area.pk}", receiver="Thử", households=3,
        lines=[line.pk], found_at=factories.AT,
    )  # fmt: skip
    return made.pk


RECORDS: dict[str, Callable[[World, Unit], Any]] = {
    "list of rights": list_of_rights,
    "line of that list of rights": line_of_a_list,
    "flag of hand-overs": flag_of_hand_overs,
    "referral to a service": referral,
    "referral closed with a photograph": referral_with_proof,
    "policy of the office": policy_of_the_office,
    "help from elsewhere": help_from_elsewhere,
}
