"""The demonstration's review of 2024 in Ngọc Hà ward: opened, listed, shared out, half of its forms in."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.db import transaction

from chungtay.demo import district as demo
from chungtay.foundation.accounts.models import User
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.queries.listed import numbers_by_official_code
from chungtay.rulebook import process as processes
from chungtay.rulebook import rule_sets
from chungtay.work.review.models import Campaign, Case, CaseState
from chungtay.work.review.operations import campaigns, lists, surveys, taking_in, teams
from chungtay.work.review.operations.campaigns import Standard

FIRST, LAST = datetime.date(2024, 9, 1), datetime.date(2024, 12, 14)
VISITED = datetime.date(2024, 9, 18)
_NAMESPACE = uuid.UUID("5a1f2f0e-9c37-4f43-8a51-0c0ffee02024")
# What no source gives is the office's own decision; the demonstration's office decided so.
DAYS = 5
OFFICER, LEADER, ENUMERATOR, MEMBER = "canbo.ngocha", "lanhdao.ngocha", "dieutra.ngocha", "thanhvien.ngocha"


@transaction.atomic
def open_review(ward: Unit, *, at: datetime.datetime) -> Campaign | None:
    """Once; None when it is there already or the demonstration's people are not."""
    people = {user.username: user for user in User.objects.filter(username__in=[OFFICER, LEADER, ENUMERATOR, MEMBER])}
    if len(people) < 4 or Campaign.objects.filter(area=ward).exists():
        return None
    officer = people[OFFICER]
    process = processes.in_force(FIRST)
    campaign = campaigns.prepare_campaign(
        ward,
        kind="periodic",
        year=FIRST.year,
        first_day=FIRST,
        last_day=LAST,
        baseline_on=FIRST - datetime.timedelta(days=1),
        standards=[Standard("vn-2022", "points")],
        settled={f"{step}.{each.what}": DAYS for step, each in process.unknowns()},
        holidays=[datetime.date(2024, 9, 2), datetime.date(2024, 9, 3)],
        by=officer,
        at=at,
    )
    decided = datetime.date(2024, 8, 26)
    campaign = campaigns.open_campaign(campaign, number="96/QĐ-UBND", date=decided, by=people[LEADER], at=at)
    lists.list_households(campaign, by=officer, at=at)
    asked = _those_that_asked(ward)
    if asked:
        lists.add_households(campaign, households=asked, listed_for="asked", by=officer, at=at)
        _screen(campaign, officer, at)
    for part in campaign.wards.all():
        teams.share_out(part, among=[people[ENUMERATOR]], by=officer, at=at)
        for group in part.groups.all():
            lists.finish_list(group, by=officer, at=at)
    _fill_in(campaign, people, at)
    return campaign


def _those_that_asked(ward: Unit) -> list[int]:
    """Households of the invented district that asked to be reviewed, by their number in the register."""
    codes = [
        each["household"]["household_code"]
        for each in demo.generate("small").households
        if each["household"].get("reason") == "requested" and each["household"]["ward_code"] == ward.code
    ]
    return sorted(numbers_by_official_code([ward.path], codes).values())


def _screen(campaign: Campaign, officer: User, at: datetime.datetime) -> None:
    """Form A of those that asked: a motorbike and an air conditioner in every house, two criteria of four."""
    form = rule_sets.load("vn-2022").screening
    assert form is not None  # noqa: S101 - the period has form A
    answers: dict[str, bool | None] = {key: False for key, _label in (*form.conditions, *form.criteria)}
    answers |= {"criterion_1": True, "criterion_2": True}
    for case in Case.objects.filter(campaign=campaign, state=CaseState.TO_SCREEN).order_by("pk"):
        lists.screen_case(case, answers=answers, by=officer, at=at)


def _fill_in(campaign: Campaign, people: dict[str, User], at: datetime.datetime) -> None:
    """Forms of every household but each third; of those, each second is confirmed already."""
    answers = {each["household"]["household_code"]: each for each in demo.generate("small", missing=0).households}
    numbers = numbers_by_official_code([campaign.area.path], list(answers))
    codes = {number: code for code, number in numbers.items()}
    enumerator, member = people[ENUMERATOR], people[MEMBER]
    for place, case in enumerate(Case.objects.filter(campaign=campaign).order_by("pk")):
        if place % 3 == 2:
            continue
        filled = taking_in.Filled(
            sent_id=uuid.uuid5(_NAMESPACE, codes[case.household_id]),
            answers=_as_answers(answers[codes[case.household_id]]),
            door="phone",
            case_version=case.version,
            surveyed_on=VISITED,
            surveyed_by=enumerator,
        )
        survey, _new = taking_in.take_in(case, filled, by=enumerator, at=at)
        if place % 2 == 0:
            surveys.confirm(survey, by=member, at=at)


def _as_answers(each: dict[str, Any]) -> dict[str, Any]:
    """The answers alone, with the names of the members so that a form can be read."""
    rules = rule_sets.load("vn-2022")
    household = {entry.id for entry in rules.inputs_of("household")}
    member = {entry.id for entry in rules.inputs_of("member")} | {"name", "birth_date"}
    return {
        "household": {key: value for key, value in each["household"].items() if key in household},
        "members": [{key: value for key, value in one.items() if key in member} for one in each["members"]],
    }
