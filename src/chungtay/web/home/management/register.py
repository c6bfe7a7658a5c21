"""The fictional district's households in the register: 300 of them, their class of 2024, and what happened to a few."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction

from chungtay.demo import district as demo
from chungtay.foundation.places.models import Level, Unit
from chungtay.records.registry.operations.registering import register_households
from chungtay.records.registry.operations.status import NewStatus, record_hardship, record_statuses
from chungtay.records.registry.queries.facts import NewCircumstance, NewHousehold, NewMember, NewPaper

SINCE = datetime.date(2022, 1, 1)
DECIDED = datetime.date(2023, 12, 20)
_RELATIONS = {1: "head", 2: "spouse", 3: "child", 4: "parent", 5: "other"}
# (which of the listed households, what, when, in words)
_MISFORTUNES = (
    (0, "illness", datetime.date(2024, 5, 6), "Người lao động chính phải nằm viện ba tháng."),
    (3, "fire", datetime.date(2024, 2, 17), "Cháy gian bếp, hỏng mái nhà."),
    (7, "accident", datetime.date(2023, 11, 2), "Tai nạn giao thông, gãy chân, nghỉ làm bốn tháng."),
)


@transaction.atomic
def fill_register(district: Unit, *, by: Any, at: datetime.datetime) -> None:
    """Enter the small district once, through the same operations that officers use."""
    groups = {
        (unit.parent.code, unit.name): unit
        for unit in Unit.objects.filter(level=Level.GROUP, path__startswith=district.path).select_related("parent")
        if unit.parent
    }
    found = demo.generate("small").households
    entered = [_household(each, groups) for each in found]
    homes = register_households(entered, area=district, why="Dữ liệu mẫu", source="program", by=by, at=at)
    listed = [
        (home, str(each["household"]["previous_class"]))
        for home, each in zip(homes, found, strict=True)
        if each["household"].get("previous_class")
    ]
    statuses = [(home, _status(previous)) for home, previous in listed]
    record_statuses(statuses, area=district, why="Danh sách năm 2024", source="program", by=by, at=at)
    for number, kind, day, words in _MISFORTUNES:
        record_hardship(listed[number][0], kind=kind, happened_on=day, description=words, by=by, at=at)


def _household(each: dict[str, Any], groups: dict[tuple[str, str], Unit]) -> NewHousehold:
    home = each["household"]
    return NewHousehold(
        group=groups[home["ward_code"], home["group"]],
        since=SINCE,
        address=home["address"],
        official_code=home["household_code"],
        members=tuple(_member(member) for member in each["members"]),
    )


def _member(member: dict[str, Any]) -> NewMember:
    born = datetime.datetime.strptime(member["birth_date"], "%d/%m/%Y").date()  # noqa: DTZ007 - a date has no zone
    number = member.get("id_number")
    benefit, school, work = member.get("social_benefit"), member.get("school_level"), member.get("employment")
    circumstances = [
        NewCircumstance(kind, str(code))
        for kind, code in (("protection", benefit), ("schooling", school), ("work", work))
        if code
    ]
    if member.get("serious_illness") == 1:
        circumstances.append(NewCircumstance("illness"))
    return NewMember(
        full_name=member["name"],
        sex="male" if member["sex"] == 1 else "female",
        birth_date=born,
        birth_known="day",
        relation=_RELATIONS[member["relationship"]],
        ethnicity=member.get("ethnicity") or "Kinh",
        papers=(NewPaper("citizen", number),) if number else (),
        circumstances=tuple(circumstances),
    )


def _status(previous: str) -> NewStatus:
    return NewStatus(
        year=2024,
        rule_set="vn-2022",
        class_id=previous,
        valid_from=datetime.date(2024, 1, 1),
        source="legacy",
        decision_number="128/QĐ-UBND",
        decision_date=DECIDED,
    )
