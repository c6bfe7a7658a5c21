"""The whole small demonstration district in a review: registered, and played to certificates by those who have a part
in it. Every household is reviewed, those of last year's list and all others, which an officer adds."""

from __future__ import annotations

import dataclasses
import datetime
import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from chungtay.demo import district as demo
from chungtay.demo.places import WARDS
from chungtay.foundation.accounts import operations as accounts
from chungtay.foundation.accounts.models import Role
from chungtay.foundation.places import operations as places
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.operations.registering import register_households
from chungtay.records.registry.operations.status import NewStatus, record_statuses
from chungtay.rulebook import process as processes
from chungtay.rulebook import rule_sets
from chungtay.web.home.management.register import _household as as_registered
from chungtay.work.review.models import Campaign, CampaignGroup, CampaignWard, Case, Decision
from chungtay.work.review.operations import (
    campaigns,
    certificates,
    decisions,
    lists,
    meetings,
    opinions,
    postings,
    surveys,
    taking_in,
)
from chungtay.work.review.operations.campaigns import Standard
from chungtay.work.review.queries.campaigns import takes
from tests import by_hand, factories
from tests.campaigns import INDICATORS, SETTLED_2019, SIGNED, Office

_KEPT = {"name", "birth_date"}
_PLACE = {"area_type", "region", "rural_sheet"}


def _at(year: int, month: int, day: int, hour: int = 2) -> datetime.datetime:
    return datetime.datetime(year, month, day, hour, tzinfo=datetime.UTC)


@dataclass(frozen=True)
class Autumn:
    """The days of a review, and what is decided for it. Three and five working days of posting are over by `over`."""

    year: int
    rule_set: str
    standards: tuple[Standard, ...]
    settled: dict[str, int]

    @property
    def visited(self) -> datetime.date:
        return datetime.date(self.year, 9, 15)

    @property
    def holds(self) -> datetime.date:
        return datetime.date(self.year + 1, 1, 1)


IN_2019 = Autumn(2019, "vn-2016", (Standard("vn-2016", "income"), Standard("vn-2016-hanoi", "income")), SETTLED_2019)
_OPEN = {f"{step}.{each.what}": 5 for step, each in processes.in_force(datetime.date(2024, 9, 1)).unknowns()}
IN_2024 = Autumn(2024, "vn-2022", (Standard("vn-2022", "points"),), _OPEN)


@dataclass
class Home:
    """A household of the district: what the demonstration says of it, what is answered, what follows by hand. `persons`
    are there on the day of the visit, `at_new_year` of them were on 1 January: the others are born in the year."""

    code: str
    head: str
    ward: str
    group: str
    persons: int
    at_new_year: int
    was: str
    answers: dict[str, Any]
    found: str
    lacks: tuple[str, ...]
    number: int = 0  # in the register


@dataclass
class Played:
    """The district after its review."""

    office: Office
    homes: list[Home]
    campaign: Campaign
    decisions: list[Decision]


def homes_of(autumn: Autumn, wards: Sequence[str]) -> list[tuple[Home, dict[str, Any]]]:
    """The households of these wards with what is answered for them, and the demonstration's own facts."""
    found = demo.generate("small", missing=0, on=autumn.visited).households
    chance = random.Random("thu nhập năm 2019")
    homes = []
    for each in found:
        facts, people = each["household"], each["members"]
        said, class_id, lacks = _by_points(each, autumn) if autumn is IN_2024 else _by_income(chance)
        was = facts.get("previous_class")
        if facts["ward_code"] in wards:
            home = Home(
                facts["household_code"], facts["head_name"], facts["ward_code"], facts["group"], len(people),
                sum(_born(one) <= datetime.date(autumn.year, 1, 1) for one in people),
                was if was in ("poor", "near_poor") else "", said, class_id, lacks,
            )  # fmt: skip
            homes.append((home, each))
    return homes


def _born(one: dict[str, Any]) -> datetime.date:
    day, month, year = (int(part) for part in one["birth_date"].split("/"))
    return datetime.date(year, month, day)


def _by_points(each: dict[str, Any], autumn: Autumn) -> tuple[dict[str, Any], str, tuple[str, ...]]:
    rules = rule_sets.load("vn-2022")
    asked = {entry.id for entry in rules.inputs_of("household")} - _PLACE
    of_member = {entry.id for entry in rules.inputs_of("member")} | _KEPT
    home, people = each["household"], each["members"]
    answers = {
        "household": {key: value for key, value in home.items() if key in asked},
        "members": [{key: value for key, value in one.items() if key in of_member} for one in people],
    }
    class_id, _b1, _b2 = by_hand.by_points(home, people, autumn.visited)
    ages = [by_hand.months(one["birth_date"], autumn.visited) for one in people]
    return answers, class_id, tuple(by_hand.deprivations(home, people, ages))


def _by_income(chance: random.Random) -> tuple[dict[str, Any], str, tuple[str, ...]]:
    """An income between 500.000 and 3.000.000 đồng, and up to five of the ten indicators lacking."""
    income = chance.randrange(500_000, 3_000_001, 50_000)
    lacks = tuple(sorted(chance.sample(INDICATORS, chance.randrange(6)), key=int))
    declared = {"income_per_person": income, "declared": {name: name in lacks for name in INDICATORS}}
    return declared, by_hand.by_income_2016(income, len(lacks)), lacks


# --- the district and its people ----------------------------------------------------------------------------------


def founded(wards: Sequence[str]) -> Office:
    """The wards with their residential groups, urban, and one person for each duty in all of them."""

    def found(level: str, code: str, name: str, parent: Unit | None) -> Unit:
        act = {"valid_from": factories.SINCE, "by": None, "at": factories.AT}
        return places.found_unit(level=level, code=code, name=name, parent=parent, **act)

    province = found("province", "01", "Thành phố Hà Nội", None)
    units = {"01": province, "001": found("district", "001", "Quận Ba Đình", province)}
    for ward in WARDS:
        if ward.code not in wards:
            continue
        units[ward.code] = found("ward", ward.code, f"Phường {ward.name}", units["001"])
        for number in range(1, ward.groups + 1):
            places.add_group(
                units[ward.code], code=f"{number:02}", name=f"Tổ dân phố {number}", kind="urban",
                valid_from=factories.SINCE, by=None, at=factories.AT,
            )  # fmt: skip
    made = Office(units)
    for name, role in (
        ("officer", Role.WARD_OFFICER), ("leader", Role.WARD_LEADER), ("enumerator", Role.ENUMERATOR),
    ):  # fmt: skip
        made.people[name] = factories.person(f"{name}-district", role, units[wards[0]])
        for code in wards[1:]:
            accounts.assign(
                made.people[name], role=role, area=units[code], starts_on=factories.SINCE, by=None, at=factories.AT
            )
    for name, role in (("district", Role.DISTRICT_OFFICER), ("chief", Role.DISTRICT_LEADER)):
        made.people[name] = factories.person(f"{name}-district", role, units["001"])
    return made


def registered(made: Office, autumn: Autumn, homes: list[tuple[Home, dict[str, Any]]]) -> None:
    """In the register, with the class of last year's list where there is one."""
    groups = {
        (unit.parent.code, unit.name): unit
        for unit in Unit.objects.filter(level="group").select_related("parent")
        if unit.parent
    }
    since = datetime.date(autumn.year - 1, 12, 1)
    rows = [dataclasses.replace(as_registered(each, groups), since=since) for _home, each in homes]
    act = {"area": made.units["001"], "why": "thử", "source": "program", "by": None, "at": factories.AT}
    kept = list(register_households(rows, **act))
    for (home, _each), row in zip(homes, kept, strict=True):
        home.number = row.pk
    first = datetime.date(autumn.year, 1, 1)
    decided = {"decision_number": "128/QĐ-UBND", "decision_date": first - datetime.timedelta(days=12)}
    listed = [
        (row, NewStatus(year=autumn.year, rule_set=autumn.rule_set, class_id=home.was, valid_from=first,
                        source="legacy", **decided))
        for (home, _each), row in zip(homes, kept, strict=True)
        if home.was
    ]  # fmt: skip
    record_statuses(listed, **act)


# --- the review ---------------------------------------------------------------------------------------------------


def played(autumn: Autumn, wards: Sequence[str]) -> Played:
    """From the decision that opens the review to the certificates."""
    homes = homes_of(autumn, wards)
    made = founded(wards)
    registered(made, autumn, homes)
    campaign = opened(made, autumn, [home for home, _each in homes])
    surveyed(made, autumn, campaign, {home.number: home for home, _each in homes})
    signed = [decided(made, autumn, ward) for ward in campaign.wards.select_related("ward").order_by("pk")]
    campaign = campaigns.close_campaign(campaign, by=made.people["chief"], at=_at(autumn.year, 12, 10))
    return Played(made, [home for home, _each in homes], campaign, [each for each in signed if each is not None])


def opened(made: Office, autumn: Autumn, homes: list[Home]) -> Campaign:
    """Opened by the district's leader; last year's list comes in, an officer adds all others."""
    year, at = autumn.year, _at(autumn.year, 9, 1)
    campaign = campaigns.prepare_campaign(
        made.units["001"],
        kind="periodic",
        year=year,
        first_day=datetime.date(year, 9, 1),
        last_day=datetime.date(year, 12, 14),
        baseline_on=datetime.date(year, 8, 31),
        standards=list(autumn.standards),
        settled=autumn.settled,
        by=made.people["district"],
        at=at,
    )
    day = datetime.date(year, 8, 28)
    campaign = campaigns.open_campaign(campaign, number="96/QĐ-UBND", date=day, by=made.people["chief"], at=at)
    by = made.people["district"]
    assert lists.list_households(campaign, by=by, at=at) == sum(bool(home.was) for home in homes)
    others = [home.number for home in homes if not home.was]
    assert lists.add_households(campaign, households=others, listed_for="added", by=by, at=at) == len(others)
    for group in CampaignGroup.objects.filter(ward__campaign=campaign).order_by("pk"):
        lists.finish_list(group, by=by, at=at)
    return campaign


def surveyed(made: Office, autumn: Autumn, campaign: Campaign, homes: dict[int, Home]) -> None:
    """Every form comes by telephone, twenty together, and is confirmed by the officer."""
    at, enumerator = _at(autumn.year, 9, 16), made.people["enumerator"]
    cases = list(Case.objects.filter(campaign=campaign).order_by("pk"))
    assert {case.household_id for case in cases} == set(homes)
    for start in range(0, len(cases), 20):
        part = [
            (case, taking_in.Filled(uuid.uuid4(), homes[case.household_id].answers, "phone", case.version,
                                    autumn.visited, enumerator))
            for case in cases[start : start + 20]
        ]  # fmt: skip
        for taken in taking_in.take_in_all(part, by=enumerator, at=at):
            assert taken.survey is not None, taken.refusal
            surveys.confirm(taken.survey, by=made.people["officer"], at=at)


def decided(made: Office, autumn: Autumn, ward: CampaignWard) -> Decision | None:
    """Met group by group, posted, agreed to by the district, decided and certified."""
    officer, leader, chief, year = made.people["officer"], made.people["leader"], made.people["chief"], autumn.year
    if not ward.cases.exists():
        return None
    for group in ward.groups.filter(cases__isnull=False).distinct().order_by("pk"):
        _met(made, autumn, group)
    posting = postings.post_list(_now(ward), places=["Trụ sở phường"], by=officer, at=_at(year, 9, 26))
    postings.end_posting(posting, by=officer, at=_at(year, 10, 7))
    assert takes(ward.campaign, "opinion")
    opinion = opinions.ask_opinion(_now(ward), letter="21/BC-UBND", by=officer, at=_at(year, 10, 7))
    opinions.agree(opinion, reply="88/UBND-LĐTBXH", by=chief, at=_at(year, 10, 9))
    draft = decisions.draft_decision(_now(ward), by=officer, at=_at(year, 10, 10))
    signature = decisions.Signature(
        number=f"{ward.pk}/QĐ-UBND", signed_on=datetime.date(year, 10, 14), effective_on=autumn.holds,
        signatory="Hoàng Văn Ký", title="CHỦ TỊCH",
    )  # fmt: skip
    decision = decisions.sign_decision(draft, signature=signature, by=leader, at=_at(year, 10, 14))
    certificates.issue(decision, by=leader, at=_at(year, 10, 15))
    return decision


def _met(made: Office, autumn: Autumn, group: CampaignGroup) -> None:
    by, year = made.people["officer"], autumn.year
    meeting = meetings.call_meeting(
        CampaignGroup.objects.get(pk=group.pk), held_on=datetime.date(year, 9, 25), place="Nhà văn hóa",
        chair="Đỗ Văn Tổ", secretary="Ngô Thị Ký", by=by, at=_at(year, 9, 20),
    )  # fmt: skip
    votes = {number: meetings.Vote(40) for number in meeting.discussed.values_list("case", flat=True)}
    at = _at(year, 9, 25, 13)
    meetings.enter_results(meeting, attended={"reviewed": 5, "others": 35}, votes=votes, by=by, at=at)
    meetings.close_meeting(meeting, minutes=SIGNED, by=by, at=at)


def _now(ward: CampaignWard) -> CampaignWard:
    return CampaignWard.objects.select_related("ward", "campaign__area").get(pk=ward.pk)
