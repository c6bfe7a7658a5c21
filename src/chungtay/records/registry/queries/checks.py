"""What looks wrong and may be right: said as a warning, confirmed by the officer, never in the way.

A citizen identity number tells the place of birth (3 digits), century and sex (1) and the year of birth (2).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from chungtay.foundation.core.words import fold
from chungtay.records.registry.models import PaperKind, Relation, Sex
from chungtay.records.registry.queries.facts import NewMember, NewPaper

# Codes of provinces on identity numbers: even and odd numbers between these, with gaps that we do not judge.
_FIRST_PROVINCE, _LAST_PROVINCE = 1, 96
INVENTED = "099"  # of no province: numbers of invented people in the demonstration and in tests begin with it
_YOUNGEST_PARENT = 12  # years between a parent and a child below which somebody mistyped
_YOUNGEST_SPOUSE = 15
_CENTURY = {1900: 0, 2000: 2, 2100: 4}


@dataclass(frozen=True, slots=True)
class Warning:
    """A sentence, and the field that it is about."""

    code: str
    field: str
    sentence: str


def member_warnings(member: NewMember, head: NewMember | None, *, today: datetime.date) -> list[Warning]:
    """All that looks wrong with one member."""
    found = [warning for paper in member.papers for warning in paper_warnings(paper, member)]
    found += _name_against_sex(member)
    if head is not None and member is not head:
        found += _relation_against_ages(member, head)
    if member.relation == Relation.HEAD and member.birth_date and _years(member.birth_date, today) < _YOUNGEST_SPOUSE:
        found.append(
            Warning("young_head", "birth_date", _("%(name)s is a child and the head.") % {"name": member.full_name})
        )
    return found


def household_warnings(members: Sequence[NewMember], *, today: datetime.date) -> list[Warning]:
    """All that looks wrong with a household."""
    head = next((member for member in members if member.relation == Relation.HEAD), None)
    found = [warning for member in members for warning in member_warnings(member, head, today=today)]
    if sum(member.relation == Relation.SPOUSE for member in members) > 1:
        found.append(Warning("two_spouses", "relation", _("Two members are wife or husband of the head.")))
    seen: set[tuple[str, datetime.date | None]] = set()
    for member in members:
        key = (fold(member.full_name), member.birth_date)
        if key in seen:
            words = _("%(name)s stands here twice, with the same date of birth.")
            found.append(Warning("twice", "full_name", words % {"name": member.full_name}))
        seen.add(key)
    return found


def paper_warnings(paper: NewPaper, member: NewMember) -> Iterable[Warning]:
    """The number against what it says about its holder. The sentences do not repeat the number."""
    digits = paper.number
    if paper.kind != PaperKind.CITIZEN or len(digits) != 12 or not digits.isdecimal() or digits.startswith(INVENTED):
        return
    name = {"name": member.full_name}
    if not _FIRST_PROVINCE <= int(digits[:3]) <= _LAST_PROVINCE:
        yield Warning("number_province", "number", _("%(name)s: no province has the first three digits.") % name)
    born = member.birth_date
    if born is None:
        return
    century = _CENTURY.get(born.year // 100 * 100)
    if century is not None and int(digits[3]) // 2 * 2 != century:
        yield Warning("number_century", "number", _("%(name)s: the fourth digit is of another century.") % name)
    if member.sex and int(digits[3]) % 2 != (member.sex == Sex.FEMALE):
        yield Warning("number_sex", "number", _("%(name)s: the fourth digit is of the other sex.") % name)
    if digits[4:6] != f"{born.year % 100:02}":
        yield Warning(
            "number_year", "number", _("%(name)s: the fifth and sixth digits are not the year of birth.") % name
        )


def _relation_against_ages(member: NewMember, head: NewMember) -> Iterable[Warning]:
    if not member.birth_date or not head.birth_date:
        return
    gap = _years(head.birth_date, member.birth_date)
    names = {"name": member.full_name, "head": head.full_name}
    if member.relation == Relation.CHILD and gap < _YOUNGEST_PARENT:
        words = _("%(name)s is a child of %(head)s and less than 12 years younger.")
        yield Warning("child_too_old", "birth_date", words % names)
    if member.relation == Relation.PARENT and _years(member.birth_date, head.birth_date) < _YOUNGEST_PARENT:
        words = _("%(name)s is father or mother of %(head)s and less than 12 years older.")
        yield Warning("parent_too_young", "birth_date", words % names)
    if member.relation == Relation.SPOUSE and member.sex == head.sex:
        words = _("%(name)s and %(head)s are wife and husband and of one sex.")
        yield Warning("spouse_sex", "sex", words % names)


def _name_against_sex(member: NewMember) -> Iterable[Warning]:
    middle = [fold(word) for word in member.full_name.split()[1:-1]]
    if member.sex == Sex.MALE and "thi" in middle:
        yield Warning("name_sex", "sex", _("%(name)s: “Thị” in the name of a man.") % {"name": member.full_name})


def _years(earlier: datetime.date, later: datetime.date) -> int:
    """Whole years from one day to another; negative when the second is before the first."""
    return later.year - earlier.year - ((later.month, later.day) < (earlier.month, earlier.day))
