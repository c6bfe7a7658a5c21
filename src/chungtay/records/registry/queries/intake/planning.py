"""What taking over one household of a file would do to the register."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import (
    BankAccount,
    Circumstance,
    HouseholdStatus,
    IdentityPaper,
    Membership,
    Outcome,
    Person,
)
from chungtay.records.registry.queries.facts import NewCircumstance, NewPaper
from chungtay.records.registry.queries.intake.incoming import Account, Incoming, IncomingMember, Standing
from chungtay.records.registry.queries.intake.known import KnownHome


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for all households of a file. `only_gaps`: what the register knows is never replaced."""

    area: Unit
    on: datetime.date
    today: datetime.date
    rule_set: str
    only_gaps: bool = False

    @property
    def year(self) -> int:
        return self.on.year


@dataclass(frozen=True, slots=True)
class Choice:
    """What the officer decided for one household: `enter` it although it may be here already; who is `gone`, by
    number of the membership, and how; which `people`, by place among its members from 0, are other persons than those
    on record who died or left, and are entered."""

    enter: bool = False
    gone: Mapping[int, str] = field(default_factory=dict)
    people: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Difference:
    """A field whose value the file has otherwise. `who` is a person's name, "" for the household. `field` also says
    "member" for a person who would be added, "missing" for one who is not in the file, "left_out" for one of the file
    who is on record as having died or left: `membership` is the place among the file's members, `after` is "x" where
    the officer said that it is somebody else."""

    who: str
    field: str
    before: str = ""
    after: str = ""
    row: int = 0
    membership: int = 0


@dataclass(slots=True)
class Plan:
    """`added` with the papers that may be entered; `relations` corrected where they stand, `heads` from a day on.
    `standing` is a class to be added. `pairs`: somebody of the file and the person who bears the number.
    `head_left_out`: the file's head is nobody of the household, so its relationships tell nothing."""

    incoming: Incoming
    outcome: str = Outcome.REFUSED
    home: KnownHome | None = None
    differences: list[Difference] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    residence: dict[str, Any] = field(default_factory=dict)
    move: bool = False
    added: list[IncomingMember] = field(default_factory=list)
    persons: list[tuple[Person, dict[str, Any]]] = field(default_factory=list)
    relations: list[tuple[Membership, dict[str, Any]]] = field(default_factory=list)
    heads: list[tuple[Membership, dict[str, Any]]] = field(default_factory=list)
    gone: list[tuple[Membership, str]] = field(default_factory=list)
    papers: list[tuple[Person, NewPaper]] = field(default_factory=list)
    paper_values: list[tuple[IdentityPaper, dict[str, Any]]] = field(default_factory=list)
    accounts: list[tuple[Person, Account]] = field(default_factory=list)
    circumstances: list[tuple[Person, NewCircumstance]] = field(default_factory=list)
    over: list[Circumstance] = field(default_factory=list)
    withdrawn: list[IdentityPaper | BankAccount | Circumstance] = field(default_factory=list)
    standing: Standing | None = None
    status_values: tuple[HouseholdStatus, dict[str, Any]] | None = None
    pairs: list[tuple[IncomingMember | Person, Person]] = field(default_factory=list)
    head_left_out: bool = False

    def differ(self, field: str, before: Any, after: Any, *, who: str = "", row: int = 0) -> None:
        self.differences.append(Difference(who, field, shown(before), shown(after), row))

    def leave_out(self, each: IncomingMember, place: int, *, entered: bool) -> None:
        """The officer is asked about this person."""
        after = "x" if entered else ""
        self.differences.append(Difference(each.entered.full_name, "left_out", "", after, each.row, place))

    @property
    def changes(self) -> list[Difference]:
        return [each for each in self.differences if each.field not in ("missing", "left_out")]

    @property
    def missing(self) -> list[Difference]:
        return [each for each in self.differences if each.field == "missing"]


def shown(value: Any) -> str:
    """A value as text: days as dd/mm/yyyy, nothing as ""."""
    if value is None:
        return ""
    return f"{value:%d/%m/%Y}" if isinstance(value, datetime.date) else str(value)


def born_shown(day: datetime.date | None, known: str) -> str:
    """As far as it is known: 05/03/1960, 03/1960 or 1960."""
    if day is None:
        return ""
    return f"{day:%d/%m/%Y}"[{"day": 0, "month": 3, "year": 6}[known] :]
