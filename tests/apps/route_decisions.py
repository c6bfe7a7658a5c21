"""Records of opinions, decisions, certificates and letters for the visits of every route, by rows of the tables."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable
from typing import Any

from chungtay.foundation.core.models import Job
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.operations.registering import register_households
from chungtay.records.registry.queries.facts import NewHousehold, NewMember
from chungtay.work.review.models import (
    CampaignGroup,
    Case,
    CaseState,
    Certificate,
    Decision,
    Meeting,
    Opinion,
    Posting,
    Revisit,
    Survey,
)
from chungtay.work.review.operations.letters import KIND
from chungtay.work.review.operations.signing_keys import key_in_use
from tests.apps.route_campaigns import AT, leader_of
from tests.apps.route_world import World

DAY = datetime.date(2024, 9, 20)


def opinion(world: World, area: Unit) -> int:
    ward = world.record("ward under review", area)
    return Opinion.objects.create(
        ward_id=ward, number=1, asked_by=world.keeper_of(area), asked_at=AT, digest="0" * 64
    ).pk


def _decision(world: World, area: Unit, **values: Any) -> Decision:
    case = Case.objects.select_related("ward__ward").get(pk=world.record("household under review", area))
    row = {
        "case": case.pk, "household": case.household_id, "code": "1", "head": case.head_name, "sex": "", "born": "",
        "members": 1, "address": "", "group": "Tổ 1", "was": {}, "survey": case.survey_id,
        "found": {"vn-2022": {"class": "poor", "sub": "", "b1": 100, "b2": 40, "income": None, "deprivations": 4,
                              "version": "1"}},
    }  # fmt: skip
    standard = {"rule_set": "vn-2022", "method": "points", "main": True, "label": {"vi": "2022", "en": "2022"}}
    annex = {"standards": [standard], "rows": [row], "ward": {}, "process": "review-2021", "on": DAY.isoformat()}
    given = {"kind": "recognise", "annex": annex, "drafted_by": world.keeper_of(area), "drafted_at": AT, **values}
    return Decision.objects.create(ward=case.ward, **given)


def draft(world: World, area: Unit) -> int:
    return _decision(world, area).pk


def signed(world: World, area: Unit) -> int:
    values = {"state": "signed", "number": "9/QĐ-UBND", "signed_on": DAY, "effective_on": datetime.date(2025, 1, 1)}
    return _decision(world, area, **values, signatory="Hoàng Văn Ký", signed_at=AT).pk


def revisit(world: World, area: Unit) -> int:
    return Revisit.objects.create(
        decision_id=world.record("signed decision", area), case_id=world.record("household under review", area),
        why="Tính thiếu lương hưu", assigned_to=world.keeper_of(area), ordered_at=AT,
    ).pk  # fmt: skip


def certificate(world: World, area: Unit) -> int:
    decision = Decision.objects.select_related("ward__ward").get(pk=world.record("signed decision", area))
    case = Case.objects.get(pk=world.record("household under review", area))
    written = {"head": case.head_name, "ethnicity": "Kinh", "address": "số 1", "members": []}
    values = {"number": "1/GCN-HN.HCN", "class_id": "poor", "year": 2025, "payload": "CT1:", "key_id": "0" * 16}
    key_in_use(None, by=None, at=AT)
    return Certificate.objects.create(
        decision=decision, case=case, household_id=case.household_id, serial=f"{area.code}-2025-00001",
        valid_from=datetime.date(2025, 1, 1), valid_to=datetime.date(2025, 12, 31), written=written, issued_at=AT,
        **values,
    ).pk  # fmt: skip


def _another_household(world: World, area: Unit) -> Case:
    """A household of its own, so that the visits of other pages find theirs as they expect it."""
    group = CampaignGroup.objects.select_related("group", "ward").get(pk=world.record("group under review", area))
    head = NewMember(full_name="Đặng Thị Thư", sex="female", birth_date=datetime.date(1970, 2, 3), birth_known="day",
                     relation="head", ethnicity="Kinh")  # fmt: skip
    home = NewHousehold(group=group.group, since=datetime.date(2020, 1, 1), address="số 9", members=(head,))
    made = register_households([home], area=group.group, why="thử", source="program", by=world.keeper_of(area), at=AT)
    (household,) = made
    return Case.objects.create(
        campaign=group.ward.campaign, ward=group.ward, group=group, household=household, head_name="Đặng Thị Thư",
        name_key="thu", search="dang thi thu", listed_for="added",
    )  # fmt: skip


def told(world: World, area: Unit) -> int:
    """A household whose list hangs; its form has a class by points."""
    case = _another_household(world, area)
    keeper = world.keeper_of(area)
    form = Survey.objects.create(
        case=case, number=1, purpose="first", door="phone", sent_id=uuid.uuid4(), digest="0" * 64, case_version=1,
        surveyed_on=DAY, received_at=AT, surveyed_by=keeper, state="confirmed",
    )  # fmt: skip
    why = {
        "scores": {"b1": {"low": 100, "high": 100}, "b2": {"low": 40, "high": 40}},
        "lines": {"b1_line": 140, "b2_line": 30},
        "items": [], "indicators": [], "changes": [], "summary": {"vi": "", "en": ""},
    }  # fmt: skip
    form.results.create(rule_set="vn-2022", rule_set_version="1", method="points", class_id="poor", explanation=why)
    meeting = Meeting.objects.create(
        group=case.group, number=90, held_on=DAY, place="Nhà văn hóa", chair="Chủ trì", secretary="Thư ký", present=9,
        state="closed", minutes="bien-ban.pdf", closed_at=AT,
    )  # fmt: skip
    posting = Posting.objects.create(
        ward=case.ward, number=90, token=f"letter-{case.pk}", first_day=DAY, last_day=DAY, working_days=1,
        places="Trụ sở", digest="0" * 64, posted_at=AT, state="ended", ended_on=DAY + datetime.timedelta(days=1),
    )  # fmt: skip
    case.survey, case.surveyed_by, case.confirmed_by = form, keeper, leader_of(world, area)
    case.class_id, case.meeting, case.posting, case.state = "poor", meeting, posting, CaseState.POSTED
    case.save()
    return case.pk


def letters_job(world: World, area: Unit) -> int:
    return Job.objects.create(kind=KIND, made_at=AT).pk


RECORDS: dict[str, Callable[[World, Unit], Any]] = {
    "opinion": opinion,
    "draft of a decision": draft,
    "signed decision": signed,
    "second visit of that decision": revisit,
    "certificate": certificate,
    "household that is told": told,
    "job of letters": letters_job,
}
