"""What the official reports count of each poor and near-poor household, and the names behind a figure.

For apps above the register. Unscoped: the caller has asked who may.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from chungtay.records.registry.models import (
    Circumstance,
    CircumstanceKind,
    Household,
    HouseholdStatus,
    Membership,
    Relation,
)
from chungtay.records.registry.queries.movement import LISTED, Reading
from chungtay.records.registry.queries.parts import in_parts
from chungtay.records.registry.queries.peoples import is_minority

_PART = 5_000
CHILD_UNTIL = 16  # years; notes of template 7.11, 1315/VBHN-BLDTBXH page 91


@dataclass(frozen=True, slots=True)
class Found:
    """What a decision or a review found of a household. None: nobody stated it. `receives_merit` is whether the form
    has a member with the monthly merit allowance. The last three count its children who lack insurance, are
    undernourished, do not go to school."""

    class_id: str
    deprived: tuple[str, ...] | None = None
    reasons: tuple[str, ...] = ()
    no_labour: bool | None = None
    minority: bool = False
    merit: bool = False
    receives_merit: bool | None = None
    insurance: int | None = None
    nutrition: int | None = None
    schooling: int | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A household on the list, as reports count it. `ethnicity` is the head's, "" when not on record; `minority` as
    note 1
    of template 7.8 has it: of the head or of the head's wife or husband. `children` is None when an age is unknown."""

    household: int
    group: int
    class_id: str
    persons: int
    found: Found
    ethnicity: str
    minority: bool | None
    merit: bool
    children: int | None
    households: int = 1

    @property
    def insurance(self) -> int | None:
        return self.found.insurance

    @property
    def nutrition(self) -> int | None:
        return self.found.nutrition

    @property
    def schooling(self) -> int | None:
        return self.found.schooling


@dataclass(frozen=True, slots=True)
class Member:
    relation: str
    ethnicity: str
    birth: datetime.date | None
    known: str


def decided(numbers: Sequence[int], reading: Reading) -> dict[int, Found]:
    """Household -> what was decided under the reading's rule set and holds on its day."""
    found: dict[int, Found] = {}
    columns = ("household", "class_id", "reasons", "result__indicators", "result__declared", "result__flags",
               "result__counted")  # fmt: skip
    for part in in_parts(numbers, _PART):
        rows = HouseholdStatus.objects.on(reading.day).filter(
            household__in=part, rule_set=reading.rule_set, class_id__in=LISTED
        )
        for home, class_id, reasons, *told in rows.order_by("valid_from", "pk").values_list(*columns):
            found[home] = _found(class_id, reasons, *told)
    return found


def _found(class_id: str, reasons: str, indicators: Any, declared: Any, flags: Any, counted: Any) -> Found:
    told = indicators or declared
    found = found_in(class_id, counted)
    return replace(
        found,
        deprived=tuple(str(each["id"]) for each in told if each["deprived"]) if told else None,
        reasons=tuple(code.strip() for code in reasons.split(",") if code.strip()),
        no_labour="no_labour" in flags if flags is not None else found.no_labour,
        minority="ethnic_minority" in (flags or ()),
        merit="merit" in (flags or ()),
    )


def found_in(class_id: str, counted: Mapping[str, Any] | None) -> Found:
    """A class with what the report templates count of the form behind it (`rulebook.counted`); nothing is told where
    there was no form."""
    told = counted or {}
    able, merit = told.get("able_to_work"), told.get("merit_allowances")
    return Found(
        class_id=class_id,
        reasons=tuple(told.get("causes", ())),
        no_labour=None if able is None else able == 0,
        receives_merit=None if merit is None else merit > 0,
        insurance=told.get("insurance"),
        nutrition=told.get("nutrition"),
        schooling=told.get("schooling"),
    )


def listed_households(
    places: Mapping[int, tuple[int, str]], day: datetime.date, found: Mapping[int, Found]
) -> list[Listed]:
    """`places` maps household -> (group, class) as they stand on the closing list of a day."""
    numbers = sorted(places)
    members = _members(numbers, day)
    merit = _with_merit(numbers, day)
    rows = []
    for home in numbers:
        group, class_id = places[home]
        told = found.get(home) or Found(class_id)
        people = members.get(home, [])
        rows.append(
            Listed(
                household=home,
                group=group,
                class_id=class_id,
                persons=len(people),
                found=told,
                ethnicity=next((each.ethnicity for each in people if each.relation == Relation.HEAD), ""),
                minority=True if told.minority else _of_minority(people),
                merit=told.merit or (home in merit if told.receives_merit is None else told.receives_merit),
                children=_children(people, day),
            )
        )
    return rows


def _members(numbers: Sequence[int], day: datetime.date) -> dict[int, list[Member]]:
    found: dict[int, list[Member]] = defaultdict(list)
    columns = ("household", "relation", "person__ethnicity", "person__birth_date", "person__birth_known")
    for part in in_parts(numbers, _PART):
        for home, *row in Membership.objects.on(day).filter(household__in=part).values_list(*columns):
            found[home].append(Member(*row))
    return found


def minority_of(numbers: Iterable[int], day: datetime.date) -> dict[int, bool | None]:
    """Household -> is it of an ethnic minority by note 1 of template 7.8; None when that is not on record."""
    homes = sorted(numbers)
    members = _members(homes, day)
    return {home: _of_minority(members.get(home, [])) for home in homes}


def _with_merit(numbers: Sequence[int], day: datetime.date) -> set[int]:
    """Households with a member who is a person of merit or such a person's relative."""
    found: set[int] = set()
    for part in in_parts(numbers, _PART):
        told = Circumstance.objects.on(day).filter(kind=CircumstanceKind.MERIT).values("person")
        rows = Membership.objects.on(day).filter(household__in=part, person__in=told)
        found.update(rows.values_list("household", flat=True))
    return found


def _of_minority(people: Sequence[Member]) -> bool | None:
    told = [is_minority(each.ethnicity) for each in people if each.relation in (Relation.HEAD, Relation.SPOUSE)]
    if any(told):
        return True
    return False if told and None not in told else None


def _children(people: Sequence[Member], day: datetime.date) -> int | None:
    """Members under 16. A year of birth alone is enough unless the birthday of that year decides."""
    count = 0
    for each in people:
        if each.birth is None:
            return None
        oldest = _years(each.birth, day)
        youngest = _years(each.birth.replace(month=12, day=31), day) if each.known == "year" else oldest
        if (oldest < CHILD_UNTIL) != (youngest < CHILD_UNTIL):
            return None
        count += oldest < CHILD_UNTIL
    return count


def _years(born: datetime.date, day: datetime.date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


@dataclass(frozen=True, slots=True)
class Named:
    """A household behind a figure; also one that has ended since."""

    household: int
    code: str
    group: str
    address: str
    head: str
    sex: str
    born: str
    gone: bool
    key: str


def named(numbers: Iterable[int], day: datetime.date) -> list[Named]:
    """These households with their head on a day (the last one when it has ended), by given name."""
    found: list[Named] = []
    for part in in_parts(sorted(numbers), _PART):
        heads: dict[int, tuple[str, str, str, str]] = {}
        rows = Membership.objects.live().filter(household__in=part, relation=Relation.HEAD, valid_from__lte=day)
        people = rows.order_by("valid_from", "pk").select_related("person")
        for row in people:
            who = row.person
            heads[row.household_id] = (who.full_name, who.name_key, who.sex, _born(who.birth_date, who.birth_known))
        homes = Household.objects.filter(pk__in=part)
        for pk, code, group, address, ended in homes.values_list("pk", "code", "group__name", "address", "ended_on"):
            name, key, sex, born = heads.get(pk, ("", "", "", ""))
            gone = ended is not None and ended <= day
            found.append(Named(pk, code, group, address, name, sex, born, gone, key))
    return sorted(found, key=lambda each: (each.key, each.household))


_BORN = {"day": "%d/%m/%Y", "month": "%m/%Y", "year": "%Y"}


def _born(birth: datetime.date | None, known: str) -> str:
    return birth.strftime(_BORN[known]) if birth else ""
