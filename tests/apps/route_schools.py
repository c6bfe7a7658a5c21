"""Records of schools for the visits of every route: a school with a pupil, and a list with a line to decide."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from chungtay.foundation.accounts.models import Role, User
from chungtay.foundation.places.models import Level, Unit
from chungtay.records.entitlements.models import SupportLine, SupportList
from chungtay.records.registry.models import Household
from chungtay.work.schooling.models import AwayTask, Enrolment, PupilList, School
from tests import factories
from tests.apps.route_world import OWN, YEAR, World


def school(world: World, area: Unit) -> int:
    home = Household.objects.get(pk=world.record("household", area))
    ward = area if area.level == Level.WARD else home.group.parent
    name = f"Trường Tiểu học số {School.objects.count() + 1}"
    made = School.objects.create(ward=ward, name=name, level="2", kind="public", added_at=factories.AT)
    officer = User.objects.get(username=Role.SCHOOL_OFFICER)  # of 00016, and noted at its school alone
    if area.code == OWN[Level.WARD]:
        made.officers.create(user=officer, named_by=world.keeper_of(area), named_at=factories.AT)
    return made.pk


def pupil(world: World, area: Unit) -> int:
    person = Household.objects.get(pk=world.record("household", area)).memberships.get(relation="spouse").person
    return Enrolment.objects.create(
        person=person, school_id=world.record("school", area), school_year=YEAR, level="2", grade=4,
        enrolled_on=factories.REVIEWED, entered_at=factories.AT,
    ).pk  # fmt: skip


def pupil_list(world: World, area: Unit) -> int:
    made = PupilList.objects.create(
        school_id=world.record("school", area), school_year=YEAR, day=factories.REVIEWED, name="ds.xlsx",
        sha256="0" * 64, brought_by=world.keeper_of(area), brought_at=factories.AT,
    )  # fmt: skip
    made.rows.create(line=5, name="Nguyễn Thị Ánh", born="15/01/2014", grade=4, outcome="choose")
    return made.pk


def away_task(world: World, area: Unit) -> int:
    home = Household.objects.get(pk=world.record("household", area))
    ward = area if area.level == Level.WARD else home.group.parent
    person = home.memberships.filter(relation="child").first().person
    day = factories.REVIEWED
    last = Enrolment.objects.create(
        person=person, school_id=world.record("school", area), school_year=YEAR - 1, level="2", grade=3,
        state="finished", enrolled_on=day.replace(year=YEAR - 1), ended_on=day.replace(year=YEAR - 1, month=12),
        entered_at=factories.AT,
    )  # fmt: skip
    return AwayTask.objects.create(
        person=person, ward=ward, school_year=YEAR, reason="not_back", last=last, found_on=day, due_on=day
    ).pk  # fmt: skip


def support_list(world: World, area: Unit) -> int:
    made = School.objects.select_related("ward").get(pk=world.record("school", area))
    home = Household.objects.get(pk=world.record("household", area))
    drawn = SupportList.objects.create(
        ward=made.ward, policy="schooling:books", title="Sách vở", period=f"{YEAR - 1}-K1", day=factories.REVIEWED,
        kind="in_kind", source="ward", criteria="Hộ nghèo", origin=f"schooling:school:{made.pk}",
        drawn_by=world.keeper_of(area), drawn_at=factories.AT,
    )  # fmt: skip
    drawn.lines.create(
        policy=drawn.policy, period=drawn.period, household=home, person=home.memberships.get(relation="spouse").person,
        reason="Hộ nghèo", entered_by=drawn.drawn_by,
    )  # fmt: skip
    return drawn.pk


def line_of_that_list(world: World, area: Unit) -> int:
    return SupportLine.objects.get(list=world.record("list of support of that school", area)).pk


RECORDS: dict[str, Callable[[World, Unit], Any]] = {
    "school": school,
    "pupil of that school": pupil,
    "child who stays away": away_task,
    "list of that school": pupil_list,
    "list of support of that school": support_list,
    "pupil on that list": line_of_that_list,
}
