"""What the addresses in routes.toml name besides a place: one maker for each kind of record, called once for an area.

A maker takes the world and the area, and returns what stands in the address (a number, as a rule). An app that adds a
route with a record in its address adds its maker here. A maker may ask for a record of a kind above it in the table.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings

from chungtay.foundation.accounts.models import Assignment, SignIn
from chungtay.foundation.core.models import Job
from chungtay.foundation.places import operations as places
from chungtay.foundation.places.models import AreaType, Reorganisation, Unit
from chungtay.records.registry.models import DuplicatePair, Household, IdentityPaper, Person, StagedHousehold
from chungtay.records.registry.operations.editing import edit_household
from chungtay.records.registry.operations.requests import draft_request, submit_request
from chungtay.records.registry.operations.status import attach_evidence
from chungtay.records.registry.queries.proposals import Edit
from chungtay.work.review.models import HouseholdResult
from tests import factories
from tests.apps import (
    route_assistance,
    route_campaigns,
    route_decisions,
    route_gifts,
    route_insurance,
    route_openrosa,
    route_papers,
    route_people,
    route_phone,
    route_reports,
    route_rights,
    route_schools,
    route_sponsors,
)
from tests.apps.records.registry import factories as registry
from tests.apps.records.registry.intake import files as lists
from tests.apps.route_world import World


def review_file(world: World, area: Unit) -> int:
    """A classified file for the whole area."""
    path, _district = factories.workbook(world.folder)
    return factories.classified(path, area, world.keeper_of(area)).pk


def household_of_a_review_file(world: World, area: Unit) -> int:
    return HouseholdResult.objects.filter(file=world.record("review file", area), area=area).first().pk


def colleague(world: World, area: Unit) -> int:
    """Somebody whose one duty lies in the area."""
    role = "emulation_council"
    return factories.person(f"colleague-{area.code}", role, area).pk


def session_of_somebody_else(world: World, area: Unit) -> int:
    return SignIn.objects.create(
        user_id=world.record("colleague", area), began_at=factories.AT, last_used_at=factories.AT
    ).pk


def duty_of_a_colleague(world: World, area: Unit) -> int:
    return Assignment.objects.get(user=world.record("colleague", area)).pk


def job_of_the_keeper(world: World, area: Unit) -> int:
    """Background work that the officer of the area began."""
    keeper = world.keeper_of(area)
    return Job.objects.create(kind="test", by=keeper, area_path=area.path, made_at=factories.AT, state="failed").pk


def household(world: World, area: Unit) -> int:
    """A family with its papers, in a group of the area, entered by whoever keeps the register there."""
    group = Unit.objects.filter(level="group", path__startswith=area.path).first() or _group(area)
    return registry.household(group, by=world.keeper_of(area)).pk


def _group(area: Unit) -> Unit:
    """The area of a district that has no group yet gets one, in its first ward."""
    ward = area if area.level == "ward" else Unit.objects.filter(level="ward", parent=area).first()
    return places.found_unit(
        level="group", code="01", name="Tổ dân phố 1", parent=ward, valid_from=factories.SINCE, by=None, at=factories.AT
    )


def act_on_a_household(world: World, area: Unit) -> int:
    """Its address is corrected: an act on which nothing stands."""
    home = Household.objects.get(pk=world.record("household", area))
    values, keeper = {"address": "14 ngõ 5 phố Đội Cấn"}, world.keeper_of(area)
    return edit_household(home, values, seen=home.version, by=keeper, at=registry.AT).pk


def member_of_a_household(world: World, area: Unit) -> int:
    home = {"memberships__household": world.record("household", area)}
    return Person.objects.filter(**home, memberships__relation="child").first().pk


def submitted_proposal(world: World, area: Unit) -> int:
    """Written by somebody in the field, waiting for a decision."""
    home = Household.objects.get(pk=world.record("household", area))
    ward = area if area.level == "ward" else home.group.parent
    writer = factories.person(f"field-{area.code}", "enumerator", ward)
    edit = Edit(home, {"address": "16 ngõ 5 phố Đội Cấn"})
    draft = draft_request(home, why="Ghi sai số nhà", edits=[edit], by=writer, at=registry.AT)
    return submit_request(draft, by=writer, at=registry.AT).pk


def identity_paper(world: World, area: Unit) -> int:
    of_household = {"person__memberships__household": world.record("household", area)}
    return IdentityPaper.objects.filter(**of_household).first().pk


def document(world: World, area: Unit) -> int:
    home = Household.objects.get(pk=world.record("household", area))
    stored = Path(settings.MEDIA_ROOT) / f"{area.code}.pdf"
    stored.parent.mkdir(parents=True, exist_ok=True)
    stored.write_bytes(b"%PDF-1.4")
    values = {"media_type": "application/pdf", "size": 8, "sha256": "0" * 64, "on": registry.SINCE}
    row = attach_evidence(
        home, title="Giấy ra viện", stored=stored.name, by=world.keeper_of(area), at=registry.AT, **values
    )
    return row.pk


def residential_group(world: World, area: Unit) -> int:
    return _group_with(area, "77").pk


def area_type_of_that_group(world: World, area: Unit) -> int:
    return AreaType.objects.get(unit=world.record("residential group", area)).pk


def reorganisation(world: World, area: Unit) -> int:
    """A group got another name."""
    day = datetime.date(2024, 3, 1)
    act = {"by": world.keeper_of(area), "at": factories.AT}
    group = _group_with(area, "88")
    return places.rename_group(group, code=f"N{group.pk}", name="Tổ mới", valid_from=day, **act).pk


def ward_of_that_reorganisation(world: World, area: Unit) -> int:
    return Reorganisation.objects.get(pk=world.record("reorganisation", area)).area_id


def _group_with(area: Unit, code: str) -> Unit:
    ward = area if area.level == "ward" else Unit.objects.filter(level="ward", parent=area).last()
    act = {"valid_from": factories.SINCE, "by": None, "at": factories.AT}
    if found := Unit.objects.filter(parent=ward, code=code).first():
        code = f"{code}{found.pk}"  # a district's group stands in a ward that has one of its own
    return places.add_group(ward, code=code, name=f"Tổ dân phố {code}", kind="urban", **act)


def list_brought_in(world: World, area: Unit) -> int:
    """A list compared with the register, one household of it with a wrong cell."""
    wrong = lists.home(2, lists.person("Lê Văn 2"))
    path = lists.write(world.folder / f"danh-sach-{area.code}.xlsx", lists.home(1), wrong)
    return lists.staged(path, area, by=world.keeper_of(area)).pk


def household_of_a_list(world: World, area: Unit) -> int:
    return StagedHousehold.objects.filter(file=world.record("import", area)).first().pk


def pair_of_alike_persons(world: World, area: Unit) -> int:
    """Two households of one man, entered beside one another."""
    group = Household.objects.get(pk=world.record("household", area)).group
    man = registry.member("Đặng Văn Sáu", born=f"{1930 + area.pk % 60}-04-07", papers=())
    homes = [registry.household(group, (man,), by=world.keeper_of(area), address=f"Số {each}") for each in (1, 2)]
    first, second = (registry.person(home, "Sáu") for home in homes)
    return DuplicatePair.objects.get(first=first, second=second).pk


RECORDS: dict[str, Callable[[World, Unit], Any]] = {
    "colleague": colleague,
    "duty of that colleague": duty_of_a_colleague,
    "session of somebody else": session_of_somebody_else,
    "job of the keeper": job_of_the_keeper,
    "residential group": residential_group,
    "area type of that group": area_type_of_that_group,
    "reorganisation": reorganisation,
    "ward of that reorganisation": ward_of_that_reorganisation,
    "review file": review_file,
    "household of that file": household_of_a_review_file,
    "household": household,
    "act on that household": act_on_a_household,
    "member of that household": member_of_a_household,
    "submitted proposal": submitted_proposal,
    "identity paper of that household": identity_paper,
    "document of that household": document,
    "pair of alike persons": pair_of_alike_persons,
    "import": list_brought_in,
    "household of that import": household_of_a_list,
    **route_campaigns.RECORDS,
    **route_phone.RECORDS,
    **route_reports.RECORDS,
    **route_decisions.RECORDS,
    **route_papers.RECORDS,
    **route_openrosa.RECORDS,
    **route_people.RECORDS,
    **route_gifts.RECORDS,
    **route_rights.RECORDS,
    **route_assistance.RECORDS,
    **route_schools.RECORDS,
    **route_insurance.RECORDS,
    **route_sponsors.RECORDS,
}
