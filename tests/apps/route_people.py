"""Records of meetings, postings, complaints and requests for the visits of every route: a review of June (a ward's) or
July (a district's) beside the one of `route_campaigns`, so that its household stays where it is."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings

from chungtay.foundation.core.files import FileKind, StoredFile
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import Household
from chungtay.rulebook import process as processes
from chungtay.rulebook import rule_sets
from chungtay.work.review.models import CampaignGroup, Case, Complaint, Meeting, Posting, StepBack
from chungtay.work.review.operations import (
    campaigns,
    complaints,
    lists,
    meetings,
    postings,
    requests,
    surveys,
    taking_in,
)
from chungtay.work.review.operations.campaigns import Standard
from tests import factories
from tests.apps.route_campaigns import FIRST, leader_of, month_of
from tests.apps.route_world import World

AT = datetime.datetime(2024, 9, 20, 8, 0, tzinfo=datetime.UTC)


def _ward(area: Unit, home: Household) -> Unit:
    return area if area.level == "ward" else home.group.parent


def _people(world: World, ward: Unit) -> tuple[Any, Any]:
    """An enumerator and a member of the committee of the ward."""
    found = []
    for role in ("enumerator", "committee_member"):
        name = f"people-{role}-{ward.code}"
        if name not in world.made:
            world.made[name] = factories.person(name, role, ward)
        found.append(world.made[name])
    return found[0], found[1]


def _kept(world: World, name: str) -> StoredFile:
    path = Path(settings.MEDIA_ROOT) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"%PDF-1.4")
    return StoredFile(name, name, FileKind.PDF, "application/pdf", 8, "0" * 64)


def review_that_posts(world: World, area: Unit) -> int:
    """Its only household is checked."""
    keeper, home = world.keeper_of(area), Household.objects.get(pk=world.record("household", area))
    process = processes.in_force(FIRST)
    campaign = campaigns.prepare_campaign(
        area, kind="in_year", year=2024, **month_of(6 if area.level == "ward" else 7),
        standards=[Standard("vn-2022", "income")],
        settled={f"{step}.{each.what}": 5 for step, each in process.unknowns()}, by=keeper, at=AT,
    )  # fmt: skip
    leader = leader_of(world, area)
    campaign = campaigns.open_campaign(campaign, number="1/QĐ-UBND", date=FIRST, by=leader, at=AT)
    lists.add_households(campaign, households=[home.pk], listed_for="asked", by=keeper, at=AT)
    case = Case.objects.get(campaign=campaign)
    enumerator, _member = _people(world, _ward(area, home))
    known = [entry.id for entry in rule_sets.load("vn-2022").indicators]
    answers = {"income_per_person": 1_200_000, "declared": {name: name in known[:3] for name in known}}
    filled = taking_in.Filled(
        sent_id=uuid.uuid4(), answers=answers, door="phone", case_version=case.version, surveyed_on=FIRST,
        surveyed_by=enumerator,
    )  # fmt: skip
    survey, _new = taking_in.take_in(case, filled, by=enumerator, at=AT)
    surveys.confirm(survey, by=keeper, at=AT)
    return campaign.pk


def _group(world: World, area: Unit) -> CampaignGroup:
    return CampaignGroup.objects.get(cases__campaign=world.record("review that posts", area))


def group_that_meets(world: World, area: Unit) -> int:
    return _group(world, area).pk


def ward_that_posts(world: World, area: Unit) -> int:
    return _group(world, area).ward_id


def meeting(world: World, area: Unit) -> int:
    """Closed, everybody agreed."""
    keeper = world.keeper_of(area)
    one = meetings.call_meeting(
        _group(world, area), held_on=AT.date(), place="Nhà văn hóa", chair="Tổ trưởng", secretary="Thư ký",
        by=keeper, at=AT,
    )  # fmt: skip
    votes = {row.case_id: meetings.Vote(20) for row in one.discussed.all()}
    meetings.enter_results(one, attended={"others": 20}, votes=votes, by=keeper, at=AT)
    return meetings.close_meeting(one, minutes=_kept(world, f"bien-ban-{area.code}.pdf"), by=keeper, at=AT).pk


def proof_of_that_meeting(world: World, area: Unit) -> int:
    one = Meeting.objects.get(pk=world.record("residents' meeting", area))
    kept = _kept(world, f"anh-hop-{area.code}.pdf")
    return postings.attach_proof(one, title="Ảnh họp", kept=kept, by=world.keeper_of(area), at=AT).pk


def posting(world: World, area: Unit) -> int:
    world.record("residents' meeting", area)
    ward = _group(world, area).ward
    return postings.post_list(ward, places=["Trụ sở"], by=world.keeper_of(area), at=AT).pk


def proof_of_that_posting(world: World, area: Unit) -> int:
    one = Posting.objects.get(pk=world.record("posted list", area))
    kept = _kept(world, f"anh-niem-yet-{area.code}.pdf")
    return postings.attach_proof(one, title="Ảnh bảng tin", kept=kept, by=world.keeper_of(area), at=AT).pk


def token_of_that_list(world: World, area: Unit) -> str:
    return Posting.objects.get(pk=world.record("posted list", area)).token


def complaint(world: World, area: Unit) -> int:
    """Answered: the result stays."""
    one = Posting.objects.get(pk=world.record("posted list", area))
    keeper, ward = world.keeper_of(area), one.ward.ward
    _enumerator, member = _people(world, ward)
    case = Case.objects.get(posting=one)
    found, _new = complaints.receive_complaint(
        one, case=case, channel="counter", token=uuid.uuid4(), complainant="Bà Lý", words="Không đúng", by=keeper, at=AT
    )
    complaints.assign_checker(found, checker=member, by=keeper, at=AT)
    filled = taking_in.Filled(
        sent_id=uuid.uuid4(), answers=case.survey.answers, door="keyboard", case_version=1, surveyed_on=AT.date(),
        surveyed_by=member, purpose="recheck",
    )  # fmt: skip
    complaints.take_recheck(found, filled, by=member, at=AT)
    leader = leader_of(world, ward)
    complaints.answer_complaint(found, upheld="no", answer="Kết quả như cũ", by=leader, at=AT)
    return Complaint.objects.get(pk=found.pk).pk


def step_back(world: World, area: Unit) -> int:
    """About that complaint, returned already: whoever sends the form again is told."""
    return StepBack.objects.create(
        kind="complaint", complaint_id=world.record("complaint", area), why="rút", seen="0" * 64, state="returned",
        paper=_kept(world, f"giay-rut-{area.code}.pdf").stored, paper_type="application/pdf",
        proposed_by=world.keeper_of(area), proposed_at=AT, answer="chưa có chữ ký", decided_at=AT,
    ).pk  # fmt: skip


def request(world: World, area: Unit) -> int:
    """Answered at once."""
    home = Household.objects.get(pk=world.record("household", area))
    ward = _ward(area, home)
    found, _new = requests.receive_request(
        ward, kind="add", channel="paper", token=uuid.uuid4(), asker="Ông Tư", words="Xin xét",
        by=world.keeper_of(area), at=AT,
    )  # fmt: skip
    requests.answer_request(found, answer="Hộ đã có trong danh sách", by=leader_of(world, ward), at=AT)
    return found.pk


RECORDS: dict[str, Callable[[World, Unit], Any]] = {
    "review that posts": review_that_posts,
    "group that meets": group_that_meets,
    "ward that posts": ward_that_posts,
    "residents' meeting": meeting,
    "proof of that meeting": proof_of_that_meeting,
    "posted list": posting,
    "proof of that posting": proof_of_that_posting,
    "token of that list": token_of_that_list,
    "complaint": complaint,
    "step back by two people": step_back,
    "request for a review": request,
}
