"""Two households that may be one, entered twice: their members side by side, and who is likely whom."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from chungtay.records.registry.models import BankAccount, Circumstance, Household, IdentityPaper, Membership
from chungtay.records.registry.queries.likeness import WORTH_A_WORD
from chungtay.records.registry.queries.pairing import compared


@dataclass(slots=True)
class Member:
    """A present member with what may stand in two records at once."""

    membership: Membership
    papers: list[IdentityPaper]
    accounts: list[BankAccount]
    circumstances: list[Circumstance]

    @property
    def person(self) -> Any:
        return self.membership.person


@dataclass(slots=True)
class TwoHomes:
    """`stays` takes over `goes`. `likely`: number of a person of `goes` -> the person of `stays` who is likely the
    same. `seen` is another text as soon as a record of one of the two changes."""

    stays: Household
    goes: Household
    staying: list[Member]
    going: list[Member]
    likely: dict[int, int]
    seen: str


def two_homes(stays: Household, goes: Household) -> TwoHomes:
    """In the same number of statements for any two households."""
    rows = list(
        Membership.objects.current().filter(household__in=(stays, goes)).select_related("person").order_by("pk")
    )
    members = _members(rows)
    staying, going = ([each for each in members if each.membership.household_id == home.pk] for home in (stays, goes))
    return TwoHomes(stays, goes, staying, going, _likely(staying, going), seen_of((stays, goes), rows))


def seen_of(homes: Sequence[Household], rows: Sequence[Membership]) -> str:
    """A print of the versions of households, memberships and persons."""
    told = [f"h{home.pk}.{home.version}" for home in homes]
    told += [f"m{row.pk}.{row.version}p{row.person_id}.{row.person.version}" for row in rows]
    return hashlib.sha256(" ".join(sorted(told)).encode()).hexdigest()[:32]


def _members(rows: Sequence[Membership]) -> list[Member]:
    persons = [row.person_id for row in rows]
    held: list[dict[int, list[Any]]] = []
    for model in (IdentityPaper, BankAccount, Circumstance):
        found: dict[int, list[Any]] = defaultdict(list)
        for row in model.objects.live().filter(person__in=persons).order_by("pk"):
            if getattr(row, "valid_to", None) is None:
                found[row.person_id].append(row)
        held.append(found)
    papers, accounts, circumstances = held
    return [
        Member(row, papers[row.person_id], accounts[row.person_id], circumstances[row.person_id])
        for row in sorted(rows, key=lambda row: (row.relation != "head", row.pk))
    ]


def _likely(staying: Sequence[Member], going: Sequence[Member]) -> dict[int, int]:
    """The likeliest first; each person once."""
    ours, theirs = {each.person.pk for each in staying}, {each.person.pk for each in going}
    every = [(min(one, other), max(one, other)) for one in ours for other in theirs]
    scored = sorted(compared(every), key=lambda row: (-row.likeness.score, row.pair))
    found: dict[int, int] = {}
    taken: set[int] = set()
    for row in scored:
        one, other = row.pair if row.pair[0] in theirs else row.pair[::-1]
        if row.likeness.score >= WORTH_A_WORD and one not in found and other not in taken:
            found[one] = other
            taken.add(other)
    return found
