"""What contradicts last year's form or the register: plain facts, without names, each with the figures beside it.

A finding is (code, member or 0, what the form says, what it was held against). `docs/features/quality.md` lists them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from chungtay.records.registry.queries.listed import Member
from chungtay.rulebook.birth import birth_range
from chungtay.work.review.queries.entry import SEXES

Finding = tuple[str, int, Any, Any]
PAPERS = "papers"  # of a form: for each member the print of the identity number it brought or "", never the number
MANY_MEMBERS = 3  # more or fewer than last year: births and marriages do not explain it
_RISEN = {"not_poor", "average"}


def with_last_year(
    now: Mapping[str, Any], before: Mapping[str, Any] | None, *, class_now: str, was: str
) -> list[Finding]:
    """The form held against the form of the last review, and the class against last year's."""
    found: list[Finding] = []
    if was == "poor" and class_now in _RISEN:
        found.append(("class", 0, class_now, was))
    if before is None:
        return found
    people, earlier = now.get("members") or [], before.get("members") or []
    if people and earlier and abs(len(people) - len(earlier)) >= MANY_MEMBERS:
        found.append(("members", 0, len(people), len(earlier)))
    area, area_before = _amount(now, "floor_area_m2"), _amount(before, "floor_area_m2")
    if area and area_before and not area_before <= 2 * area <= 4 * area_before:
        found.append(("floor_area", 0, str(area), str(area_before)))
    known = {member["person"]: member for member in earlier if member.get("person")}
    for number, member in enumerate(people, 1):
        other = known.get(member.get("person"))
        if other is None:
            continue
        if member.get("sex") and other.get("sex") and member["sex"] != other["sex"]:
            found.append(("sex", number, member["sex"], other["sex"]))
        if _born_otherwise(member.get("birth_date"), other.get("birth_date")):
            found.append(("birth", number, member["birth_date"], other["birth_date"]))
    return found


def with_register(now: Mapping[str, Any], roster: Sequence[Member]) -> list[Finding]:
    """The members held against those of the register on the day of the visit; nothing where the form lists none."""
    people = now.get("members") or []
    if not people:
        return []
    known = {member.person: member for member in roster}
    found: list[Finding] = list(_persons(people, known))
    there = {member.get("person") for member in people}
    missing = sum(number not in there for number in known)
    if missing:
        found.append(("not_on_form", 0, 0, missing))
    added = sum(not member.get("person") for member in people)
    if added:
        found.append(("not_in_register", 0, added, 0))
    return found


def _persons(people: Sequence[Mapping[str, Any]], known: Mapping[int, Member]) -> Iterator[Finding]:
    for number, member in enumerate(people, 1):
        if not member.get("person"):
            continue
        held = known.get(member["person"])
        if held is None:
            yield ("elsewhere", number, 1, 0)
            continue
        sex = SEXES.get(held.sex)
        if member.get("sex") and sex and member["sex"] != sex:
            yield ("sex", number, member["sex"], sex)
        if _born_otherwise(member.get("birth_date"), held.birth):
            yield ("birth", number, member["birth_date"], held.birth)
        if (member.get("relationship") == 1) != (held.relation == "head") and member.get("relationship"):
            yield ("head", number, member["relationship"], int(held.relation == "head"))


def with_lists(now: Mapping[str, Any], known: Mapping[int, Mapping[str, str]]) -> list[Finding]:
    """What other lists said that were taken over into the register (benefits, schools, illnesses): `known` is person ->
    kind -> code on the day."""
    found: list[Finding] = []
    for number, member in enumerate(now.get("members") or [], 1):
        told = known.get(member.get("person") or 0, {})
        asks = "social_benefit" in member or "health_insurance" in member
        if asks and "protection" in told and str(member.get("social_benefit", "")) in ("0", ""):
            found.append(("benefit", number, 0, told["protection"]))
        if "schooling" in told and str(member.get("attending", "")) == "2":
            found.append(("schooling", number, 2, told["schooling"]))
        if "illness" in told and str(member.get("serious_illness", "")) == "2":
            found.append(("illness", number, 2, told["illness"]))
    return found


def papers_of(answers: Mapping[str, Any]) -> list[str]:
    """A form comes from outside: what is no list of texts is no list of prints."""
    told = answers.get(PAPERS)
    return [each if isinstance(each, str) else "" for each in told] if isinstance(told, list) else []


def with_papers(now: Mapping[str, Any], held: Mapping[int, frozenset[str]], owners: Mapping[str, int]) -> list[Finding]:
    """Identity numbers of the form against the register, by their prints: somebody else's number, another one than the
    register has. `held` is person -> prints, `owners` print -> person. A person without a number on record contradicts
    nothing."""
    found: list[Finding] = []
    for number, (member, told) in enumerate(zip(now.get("members") or [], papers_of(now), strict=False), 1):
        person = member.get("person")
        if not told:
            continue
        owner = owners.get(told)
        if owner is not None and owner != person:
            found.append(("paper_of_other", number, 1, 0))
        elif owner is None and person and held.get(person):
            found.append(("paper_differs", number, 1, 0))
    return found


def _born_otherwise(one: Any, other: Any) -> bool:
    """Two dates of birth that cannot mean the same day; what is no date is told elsewhere."""
    first = birth_range(str(one)) if one else None
    second = birth_range(str(other)) if other else None
    return bool(first and second) and (first[1] < second[0] or second[1] < first[0])  # type: ignore[index]


def _amount(answers: Mapping[str, Any], name: str) -> Decimal | None:
    try:
        return Decimal(str((answers.get("household") or {})[name]))
    except (KeyError, InvalidOperation):
        return None
