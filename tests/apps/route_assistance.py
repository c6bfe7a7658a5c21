"""Records of assistance for the visits of every route: a misfortune, a case that waits for approval, a photograph."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from chungtay.foundation.core.files.keeping import keep_file
from chungtay.foundation.core.files.kinds import PHOTOS
from chungtay.foundation.places.models import Level, Unit
from chungtay.records.entitlements.models import Allowance
from chungtay.records.registry.models import HardshipEvent, Household
from chungtay.work.assistance.models import AllowanceFile, Case, Part, Proof
from tests import factories
from tests.apps.route_world import World
from tests.apps.work.assistance.people import picture


def fire(world: World, area: Unit) -> int:
    home = Household.objects.get(pk=world.record("household", area))
    return HardshipEvent.objects.create(household=home, kind="fire", happened_on=factories.REVIEWED).pk


def case_of_assistance(world: World, area: Unit) -> int:
    home = Household.objects.get(pk=world.record("household", area))
    ward = area if area.level == Level.WARD else home.group.parent
    keeper = world.keeper_of(area)
    made = Case.objects.create(
        ward=ward, kind="relief", household=home, event_id=world.record("fire of that household", area),
        norm="house-lost", title="Hỗ trợ làm nhà ở", told_at=factories.AT,
        limit_at=factories.AT + datetime.timedelta(hours=24), proposed_by=keeper, proposed_at=factories.AT,
    )  # fmt: skip
    Part.objects.create(
        case=made, number=1, kind="cash", source="ward", amount=40_000_000, basis="thử", proposed_by=keeper
    )
    return made.pk


def photograph(world: World, area: Unit) -> int:
    kept = keep_file(SimpleUploadedFile("anh.jpg", picture()), kinds=PHOTOS)
    return Proof.objects.create(
        case_id=world.record("case of assistance", area), title="Ảnh", stored=kept.stored, media_type=kept.media_type,
        size=kept.size, sha256=kept.sha256, added_by=world.keeper_of(area), added_at=factories.AT,
    ).pk  # fmt: skip


def monthly_allowance(world: World, area: Unit) -> int:
    home = Household.objects.get(pk=world.record("household", area))
    ward = area if area.level == Level.WARD else home.group.parent
    return Allowance.objects.create(
        person=home.memberships.first().person, ward=ward, title="Trợ cấp", amount=975_000, decision_number="1",
        valid_from=factories.REVIEWED, paid_from=factories.REVIEWED, entered_by=world.keeper_of(area),
        entered_at=factories.AT,
    ).pk  # fmt: skip


def list_of_allowances(world: World, area: Unit) -> int:
    home = Household.objects.get(pk=world.record("household", area))
    ward = area if area.level == Level.WARD else home.group.parent
    made = AllowanceFile.objects.create(
        ward=ward, name="tro-cap.xlsx", sha256=f"{area.pk:064d}", paid_from=factories.REVIEWED, brought_at=factories.AT,
        brought_by=world.keeper_of(area),
    )  # fmt: skip
    made.lines.create(line=5, name="Nguyễn Văn Đình", title="Trợ cấp", amount=975_000, outcome="unknown")
    return made.pk


RECORDS: dict[str, Callable[[World, Unit], Any]] = {
    "fire of that household": fire,
    "case of assistance": case_of_assistance,
    "photograph of that case": photograph,
    "monthly allowance": monthly_allowance,
    "list of allowances": list_of_allowances,
}
