"""The part of the register that some households of a file may mean, read in a number of statements that does not grow
with them."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q

from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import (
    BankAccount,
    Circumstance,
    Household,
    HouseholdStatus,
    IdentityPaper,
    Membership,
    Person,
    Relation,
    Residence,
)
from chungtay.records.registry.queries.intake.incoming import Incoming, Print
from chungtay.records.registry.queries.intake.past import Past, past_of

OUR_CODE = re.compile(r"\d{5}-\d{6}", re.ASCII)


@dataclass(slots=True)
class KnownMember:
    membership: Membership
    person: Person
    papers: list[IdentityPaper] = field(default_factory=list)
    circumstances: dict[str, Circumstance] = field(default_factory=dict)
    account: BankAccount | None = None


@dataclass(slots=True)
class KnownHome:
    household: Household
    members: list[KnownMember] = field(default_factory=list)
    statuses: list[HouseholdStatus] = field(default_factory=list)
    residence: Residence | None = None

    @property
    def head(self) -> KnownMember | None:
        return next((each for each in self.members if each.membership.relation == Relation.HEAD), None)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who bears a number: the person, the household of today (None: none, or outside the area), and, of somebody who
    belongs to none, the last one."""

    person: Person
    home: int | None
    last: int | None = None


@dataclass(slots=True)
class Known:
    """`holders` knows numbers of the whole country's register; everything else is of the file's area, or lived there
    once: `away` are households that another unit keeps today. `over`: those that ended, or were taken back as entered
    twice. `past`: who belonged to a household once, by household; `gone`: the same, by name and birth of a head."""

    homes: dict[int, KnownHome] = field(default_factory=dict)
    by_code: dict[str, int] = field(default_factory=dict)
    by_official: dict[tuple[int | None, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    over: set[int] = field(default_factory=set)
    away: set[int] = field(default_factory=set)
    past: dict[int, list[Past]] = field(default_factory=dict)
    holders: dict[Print, Holder] = field(default_factory=dict)
    born: dict[tuple[str, datetime.date], list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    gone: dict[tuple[str, datetime.date], list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))

    def code_of(self, home: int | None) -> str:
        return self.homes[home].household.code if home in self.homes and home not in self.away else ""


def known_for(homes: Sequence[Incoming], area: Unit, rule_set: str) -> Known:
    """Everything that one of the households may be, or whose number it bears."""
    known = Known()
    _by_codes(homes, area, known)
    numbers = _by_numbers(homes, known)
    _by_birth(homes, area, known)
    wanted = set(known.by_code.values()) | {each for found in known.by_official.values() for each in found}
    wanted |= numbers | {home for found in known.born.values() for _person, home in found}
    wanted |= {home for found in known.gone.values() for _person, home in found}
    _load(sorted(wanted), homes, area, rule_set, known)
    for sign, holder in list(known.holders.items()):
        home, last = (one if one in known.homes else None for one in (holder.home, holder.last))
        known.holders[sign] = Holder(holder.person, home, last)
    return known


def _standing(*, of: str = "") -> Q:
    """Households that stand, and those that went over into another one as entered twice."""
    return Q(**{f"{of}withdrawn": False}) | Q(**{f"{of}merged_into__isnull": False})


def _here(area: Unit, household: str) -> Q:
    """Who lives in the area, or lived there once: borders move, and lists keep the address of their day. `household`:
    the path to the household, "" for itself."""
    path = f"{household}__" if household else ""
    lived = Residence.objects.live().filter(household=OuterRef(household or "pk"), group__path__startswith=area.path)
    return Q(**{f"{path}group__path__startswith": area.path}) | Q(Exists(lived))


def _by_codes(homes: Sequence[Incoming], area: Unit, known: Known) -> None:
    codes = {home.code for home in homes if home.code}
    codes |= {home.official_code for home in homes if home.official_code}
    if not codes:
        return
    ours = [code for code in codes if OUR_CODE.fullmatch(code)]
    found = Household.objects.filter(_standing()).filter(Q(code__in=ours) | Q(official_code__in=codes))
    rows = found.filter(_here(area, "")).order_by("-withdrawn", "pk")
    for number, code, official, ward in rows.values_list("pk", "code", "official_code", "group__parent"):
        known.by_code[code] = number
        if official:
            known.by_official[ward, official].append(number)


def _by_numbers(homes: Iterable[Incoming], known: Known) -> set[int]:
    """Who bears the numbers of the file, wherever; the households that they belong to."""
    prints = {sign for home in homes for each in home.members for sign in each.prints}
    if not prints:
        return set()
    papers = IdentityPaper.objects.live().filter(print__in=[sign for _kind, sign in prints]).select_related("person")
    found = {(paper.kind, paper.print): paper.person for paper in papers.defer("number")}
    found = {sign: person for sign, person in found.items() if sign in prints}
    numbers = {person.pk for person in found.values()}
    rows = Membership.objects.current().filter(person__in=numbers) if numbers else Membership.objects.none()
    home_of = dict(rows.values_list("person", "household"))
    former = Membership.objects.live().filter(person__in=numbers - home_of.keys()).order_by("valid_to", "pk")
    last_of = dict(former.values_list("person", "household")) if numbers - home_of.keys() else {}
    for sign, person in found.items():
        known.holders[sign] = Holder(person, home_of.get(person.pk), last_of.get(person.pk))
    return {*home_of.values(), *last_of.values()}


def _by_birth(homes: Iterable[Incoming], area: Unit, known: Known) -> None:
    """Members of the area, present and past, with the name and birth of a head of the file."""
    heads = [home.head for home in homes if home.head]
    wanted = {(head.folded, head.entered.birth_date) for head in heads if head.entered.birth_date}
    if not wanted:
        return
    rows = Membership.objects.live().filter(
        _here(area, "household"),
        person__birth_date__in={day for _name, day in wanted},
        person__name_folded__in={name for name, _day in wanted},
    )
    for name, day, person, household, until in rows.order_by("pk").values_list(
        "person__name_folded", "person__birth_date", "person", "household", "valid_to"
    ):
        if day and (name, day) in wanted:
            (known.gone if until else known.born)[name, day].append((person, household))


def _load(wanted: list[int], homes: Sequence[Incoming], area: Unit, rule_set: str, known: Known) -> None:
    if not wanted:
        return
    found = Household.objects.filter(_standing()).filter(_here(area, ""), pk__in=wanted)
    found = found.select_related("group__parent", "merged_into__group")
    known.homes = {row.pk: KnownHome(row) for row in found}
    known.over = {row.pk for row in found if row.withdrawn or row.ended_on}
    known.away = {row.pk for row in found if not row.group.path.startswith(area.path)}
    members: dict[int, KnownMember] = {}
    rows = Membership.objects.current().filter(household__in=list(known.homes)).select_related("person")
    for row in rows.order_by("id"):
        members[row.person_id] = KnownMember(row, row.person)
        known.homes[row.household_id].members.append(members[row.person_id])
    for paper in IdentityPaper.objects.live().filter(person__in=list(members)).defer("number").order_by("id"):
        members[paper.person_id].papers.append(paper)
    if any(each.entered.circumstances for home in homes for each in home.members):
        for about in Circumstance.objects.current().filter(person__in=list(members)):
            members[about.person_id].circumstances[about.kind] = about
    if any(each.account for home in homes for each in home.members):
        for account in BankAccount.objects.live().filter(person__in=list(members)).order_by("id"):
            members[account.person_id].account = account
    if any(home.standing for home in homes):
        statuses = HouseholdStatus.objects.live().filter(household__in=list(known.homes), rule_set=rule_set)
        for status in statuses.order_by("valid_from", "id"):
            known.homes[status.household_id].statuses.append(status)
    for residence in Residence.objects.current().filter(household__in=list(known.homes)):
        known.homes[residence.household_id].residence = residence
    present = {number: {each.person.pk for each in home.members} for number, home in known.homes.items()}
    known.past = past_of(present, area)
