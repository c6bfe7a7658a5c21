"""Everything on record about one household, for its page: a fixed number of statements, however long its life."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from django.db.models import F, QuerySet

from chungtay.records.registry.models import (
    BankAccount,
    Circumstance,
    Evidence,
    HardshipEvent,
    Household,
    HouseholdStatus,
    IdentityPaper,
    Membership,
    Record,
    Residence,
)

R = TypeVar("R", bound=Record)
NEIGHBOURS = 300  # points drawn around a household


@dataclass(frozen=True, slots=True)
class Life:
    """The live records of a household; papers, accounts, circumstances by person."""

    household: Household
    memberships: list[Membership]
    papers: dict[int, list[IdentityPaper]]
    accounts: dict[int, list[BankAccount]]
    circumstances: dict[int, list[Circumstance]]
    residences: list[Residence]
    statuses: list[HouseholdStatus]
    hardships: list[HardshipEvent]
    evidence: list[Evidence]

    @property
    def members(self) -> list[Membership]:
        """Who belongs to it now, the head first, then by age."""
        return _in_order(row for row in self.memberships if row.valid_to is None)

    @property
    def former(self) -> list[Membership]:
        """The last membership of each who belongs to it no longer, the latest to leave first."""
        here = {row.person_id for row in self.memberships if row.valid_to is None}
        last: dict[int, Membership] = {}
        for row in self.memberships:
            if row.person_id not in here and row.valid_to is not None:
                known = last.get(row.person_id)
                if known is None or known.valid_to is None or known.valid_to < row.valid_to:
                    last[row.person_id] = row
        return sorted(last.values(), key=lambda row: (row.valid_to is not None and -row.valid_to.toordinal(), row.pk))

    @property
    def head(self) -> Membership | None:
        """The head now, or the last one of a household that has ended."""
        heads = [row for row in self.memberships if row.relation == "head"]
        return max(heads, key=lambda row: (row.valid_to is None, row.valid_to or row.valid_from, row.pk), default=None)


def members_of(home: Household) -> list[Membership]:
    """Who belongs to the household now, the head first, then by age."""
    rows = Membership.objects.current().filter(household=home).select_related("person")
    return _in_order(rows)


def last_row_of(home: Household, person: int) -> Membership | None:
    """The last membership of somebody who belongs to the household, or belonged to it, also when it was taken back."""
    rows = Membership.objects.filter(household=home, person=person).select_related("person")
    return rows.order_by("withdrawn", F("valid_to").desc(nulls_first=True), "-pk").first()


def title_of(home: Household) -> str:
    """The name of the head, or of the last one, also when all was taken back; the code of a household that never had
    one."""
    heads = Membership.objects.filter(household=home, relation="head").select_related("person")
    heads = heads if home.withdrawn else heads.filter(withdrawn=False)
    last = heads.order_by(F("valid_to").desc(nulls_first=True), "-pk").first()
    return last.person.full_name if last else home.code


def life_of(home: Household, *, opened: bool = True) -> Life:
    """Ten statements; of a household that is not `opened`, circumstances, misfortunes and documents are not even read.
    Papers, accounts and circumstances of somebody who belongs to another household by now stand on
    the page of that one, for whoever keeps it."""
    memberships = list(Membership.objects.live().filter(household=home).select_related("person"))
    persons = {row.person_id for row in memberships}
    persons -= set(
        Membership.objects.current().filter(person__in=persons).exclude(household=home).values_list("person", flat=True)
    )
    return Life(
        household=home,
        memberships=memberships,
        papers=_by_person(IdentityPaper.objects.live().filter(person__in=persons).order_by("kind", "pk")),
        accounts=_by_person(BankAccount.objects.live().filter(person__in=persons).order_by("pk")),
        circumstances=_by_person(Circumstance.objects.current().filter(person__in=persons)) if opened else {},
        residences=list(Residence.objects.live().filter(household=home).select_related("group__parent")),
        statuses=list(HouseholdStatus.objects.live().filter(household=home).order_by("-year", "-valid_from", "-pk")),
        hardships=list(HardshipEvent.objects.live().filter(household=home).select_related("person")) if opened else [],
        evidence=list(Evidence.objects.live().filter(household=home).select_related("person")) if opened else [],
    )


def neighbours(home: Household) -> list[tuple[Decimal, Decimal]]:
    """Where the other households of the group are, as far as known: latitude and longitude."""
    others: QuerySet[Household] = Household.objects.live().filter(group=home.group_id, ended_on=None)
    known = others.exclude(pk=home.pk).exclude(latitude=None).order_by("pk")
    return [
        (lat, lon)
        for lat, lon in known.values_list("latitude", "longitude")[:NEIGHBOURS]
        if lat is not None and lon is not None
    ]


def _in_order(rows: Iterable[Membership]) -> list[Membership]:
    return sorted(rows, key=lambda row: (row.relation != "head", row.person.birth_date is None, _born(row), row.pk))


def _by_person(rows: Iterable[R]) -> dict[int, list[R]]:
    found: dict[int, list[R]] = defaultdict(list)
    for row in rows:
        found[row.person_id].append(row)  # type: ignore[attr-defined]
    return dict(found)


def _born(row: Membership) -> int:
    return row.person.birth_date.toordinal() if row.person.birth_date else 0
