"""Pairs of persons that wait for somebody to look at them side by side, in the area of whoever asks."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from chungtay.foundation.accounts.permissions import Permission, scope_of
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import (
    BankAccount,
    Change,
    Circumstance,
    DuplicatePair,
    Household,
    HouseholdStatus,
    IdentityPaper,
    Membership,
    Operation,
    Person,
    PersonEntry,
    Verdict,
)
from chungtay.records.registry.queries.deltas import read
from chungtay.records.registry.queries.likeness import Likeness, Sign
from chungtay.records.registry.queries.pairing import compared
from chungtay.records.registry.queries.search import areas_seen

PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the queue. A person who lives outside the area is None: only `ward` of that one is told. `open`: it
    waits to be looked at, perhaps again since its joining was undone."""

    pair: DuplicatePair
    persons: tuple[Person | None, Person | None]
    households: tuple[Household | None, Household | None]
    wards: tuple[Unit | None, Unit | None]
    open: bool

    @property
    def elsewhere(self) -> Unit | None:
        """The ward of the one that lives outside the area."""
        return next((ward for one, ward in zip(self.persons, self.wards, strict=True) if one is None and ward), None)


def waiting(user: Any, place: Unit, today: datetime.date) -> QuerySet[DuplicatePair]:
    """Open pairs with a person in the place, the likeliest first. A pair whose merging was undone is open again."""
    paths, _further = areas_seen(user, place, today, Permission.REGISTRY_MERGE)
    return open_pairs().filter(touching(paths)).order_by("-score", "pk")


def open_pairs() -> QuerySet[DuplicatePair]:
    undecided = Q(verdict__in=(Verdict.OPEN, Verdict.MERGED))
    return DuplicatePair.objects.filter(undecided, first__withdrawn=False, second__withdrawn=False)


def touching(paths: Sequence[str]) -> Q:
    """Pairs of which one at least belongs, or belonged last, to a household there."""
    inside = Q(pk__in=[])
    for path in paths:
        inside |= Q(household__group__path__startswith=path)
    entries = PersonEntry.objects.filter(inside)
    return Q(Exists(entries.filter(pk=OuterRef("first")))) | Q(Exists(entries.filter(pk=OuterRef("second"))))


def pair_of(user: Any, place: Unit, number: int, today: datetime.date) -> DuplicatePair | None:
    """A pair, open or decided, with a person in the place; None for every other."""
    paths, _further = areas_seen(user, place, today, Permission.REGISTRY_MERGE)
    return (
        DuplicatePair.objects.filter(touching(paths), pk=number)
        .select_related("first", "second", "decided_by", "operation")
        .first()
    )


def lines_of(pairs: Sequence[DuplicatePair], user: Any, today: datetime.date) -> list[Line]:
    """With whom and where; persons outside the area without their names."""
    numbers = {number for pair in pairs for number in (pair.first_id, pair.second_id)}
    scope = tuple(scope_of(user, Permission.REGISTRY_MERGE, today))
    entries = PersonEntry.objects.select_related("household__group__parent").in_bulk(numbers)
    persons = Person.objects.in_bulk(numbers)
    lines = []
    for pair in pairs:
        both = [_seen(entries.get(number), persons, scope) for number in (pair.first_id, pair.second_id)]
        (one, home, ward), (other, other_home, other_ward) = both
        both_stand = not any(persons[number].withdrawn for number in (pair.first_id, pair.second_id))
        waits = pair.verdict == Verdict.OPEN or (pair.verdict == Verdict.MERGED and both_stand)
        lines.append(Line(pair, (one, other), (home, other_home), (ward, other_ward), waits))
    return lines


def _seen(
    entry: PersonEntry | None, persons: dict[int, Person], scope: tuple[str, ...]
) -> tuple[Person | None, Household | None, Any]:
    if entry is None:
        return None, None, None
    group = entry.household.group
    if not group.path.startswith(scope):
        return None, None, group.parent
    return persons[entry.pk], entry.household, group.parent


@dataclass(frozen=True, slots=True)
class Side:
    """All that is shown of one of the two. `home` is the household of now or the last one."""

    person: Person
    home: Household
    memberships: list[Membership]
    papers: list[IdentityPaper]
    accounts: list[BankAccount]
    circumstances: list[Circumstance]
    household_members: list[Membership]
    hints: dict[str, Operation]
    statuses: list[HouseholdStatus]

    @property
    def present(self) -> Membership | None:
        return next((row for row in self.memberships if row.valid_to is None), None)


def sides_of(line: Line) -> tuple[Side, Side] | None:
    """Both records side by side; None when one of them is outside the area of whoever asks, or was joined already."""
    (one, other), (home, other_home) = line.persons, line.households
    if one is None or other is None or home is None or other_home is None:
        return None
    return side_of(one, home), side_of(other, other_home)


def may_look(user: Any, place: Unit, today: datetime.date) -> bool:
    """Some part of the place is the user's to join records in."""
    return bool(areas_seen(user, place, today, Permission.REGISTRY_MERGE)[0])


def side_of(person: Person, home: Household) -> Side:
    return Side(
        person,
        home,
        list(Membership.objects.live().filter(person=person).select_related("household").order_by("valid_from", "pk")),
        list(IdentityPaper.objects.live().filter(person=person).order_by("kind", "pk")),
        list(BankAccount.objects.live().filter(person=person).order_by("pk")),
        list(Circumstance.objects.live().filter(person=person)),
        list(Membership.objects.current().filter(household=home).select_related("person").order_by("pk")),
        hints_of(person),
        list(HouseholdStatus.objects.live().filter(household=home).defer("result")[:4]),
    )


def hints_of(person: Person) -> dict[str, Operation]:
    """Field -> the act that last gave the person this value."""
    rows = Change.objects.filter(record_type=Person.RECORD_TYPE, record_id=person.pk).order_by("-id")
    found: dict[str, Operation] = {}
    for row in rows.select_related("operation__by"):
        for name in read(row.delta):
            found.setdefault(name, row.operation)
    return found


def likeness_of(pair: DuplicatePair) -> Likeness:
    """As the two stand now. That a file gave one number for both is known from the file alone, and stays."""
    found = compared([(pair.first_id, pair.second_id)])
    number = next((row for row in pair.evidence if row.get("field") == "number" and _same(row)), None)
    if not found:
        return Likeness(pair.score, ())
    now = found[0].likeness
    if number is None or any(sign.field == "number" and sign.says == "same" for sign in now.signs):
        return now
    others = tuple(sign for sign in now.signs if sign.field != "number")
    return Likeness(max(pair.score, now.score), (Sign("number", "same", 0), *others))


def _same(row: dict[str, Any]) -> bool:
    return bool(row.get("says") == "same" or row.get("agrees"))


def more_of(pair: DuplicatePair, homes: Sequence[Household]) -> QuerySet[DuplicatePair]:
    """Other open pairs between the same two households: a household that was entered twice."""
    members = PersonEntry.objects.filter(household__in=[home.pk for home in homes]).values("pk")
    return open_pairs().filter(first__in=members, second__in=members).exclude(pk=pair.pk).order_by("-score", "pk")
