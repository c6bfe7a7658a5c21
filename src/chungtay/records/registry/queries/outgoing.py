"""The households of an area as they are written to a workbook, part by part: memory does not grow with the area."""

from __future__ import annotations

import datetime
from array import array
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Length

from chungtay.foundation.core import privacy
from chungtay.foundation.core.privacy import Privacy
from chungtay.foundation.places.models import Level, Unit
from chungtay.foundation.places.queries.units import last_day
from chungtay.records.registry.models import (
    BankAccount,
    Circumstance,
    Household,
    HouseholdStatus,
    IdentityPaper,
    Membership,
    PaperKind,
    Relation,
    Residence,
)
from chungtay.records.registry.models.base import RecordQuerySet
from chungtay.records.registry.queries.households import groups_within
from chungtay.records.registry.queries.intake.planning import born_shown, shown
from chungtay.records.registry.queries.movement import Reading
from chungtay.records.registry.queries.movement_steps import REORGANISED
from chungtay.records.registry.queries.parts import in_parts
from chungtay.workbooks.registry.entries import REMARK, Home, Person, Place

PART = 500
_NUMBER = ("person__papers__kind", "person__papers__number")
# What of the register each thing of an entry tells, as seen from a membership: the event of a copy names these fields.
# A test reads what the workbooks write and fails for a thing that does not stand here.
TELLS: dict[str, tuple[str, ...]] = {
    "home.code": ("household__code",),
    "home.official_code": ("household__official_code",),
    "home.head": ("person__full_name",),
    "home.place": ("household__group",),
    "home.members": ("household",),
    "home.address": ("household__address",),
    "home.since": ("household__residences__valid_from",),
    "home.latitude": ("household__latitude",),
    "home.longitude": ("household__longitude",),
    "home.note": ("household__note",),
    "home.class_id": ("household__statuses__class_id",),
    "home.previous_class": ("household__statuses__class_id",),
    "home.b1": ("household__statuses__b1",),
    "home.b2": ("household__statuses__b2",),
    "home.decision_number": ("household__statuses__decision_number",),
    "home.decision_date": ("household__statuses__decision_date",),
    "home.signed_by": ("household__statuses__signed_by",),
    "home.reasons": ("household__statuses__reasons",),
    "home.ethnic_minority": ("household__statuses__result",),
    "home.no_labour": ("household__statuses__result",),
    "home.merit": ("household__statuses__result",),
    "person.name": ("person__full_name",),
    "person.sex": ("person__sex",),
    "person.born": ("person__birth_date", "person__birth_known"),
    "person.age": ("person__birth_date",),
    "person.relation": ("relation",),
    "person.relation_words": ("relation_words",),
    "person.ethnicity": ("person__ethnicity",),
    "person.phone": ("person__phone",),
    "person.id_number": _NUMBER,
    "person.id_issued_on": ("person__papers__issued_on",),
    "person.id_issued_by": ("person__papers__issued_by",),
    "person.old_card": _NUMBER,
    "person.certificate_of_birth": _NUMBER,
    "person.bank": ("person__accounts__bank",),
    "person.bank_account": ("person__accounts__number",),
    "person.bank_holder": ("person__accounts__holder",),
    "person.circumstances": (
        "person__circumstances__kind", "person__circumstances__code", "person__circumstances__words",
    ),
}  # fmt: skip


def fields_leaving(left_out: Collection[str], whole: bool) -> list[str]:
    """The fields, from a membership on, that a workbook tells which leaves these things out. Without `whole` a thing
    with anything sensitive in it is not told."""
    told = [fields for thing, fields in TELLS.items() if thing not in left_out]
    if not whole:
        told = [fields for fields in told if _strictest(fields) is not Privacy.SENSITIVE]
    return sorted({field for fields in told for field in fields})


def _strictest(fields: Collection[str]) -> Privacy:
    return privacy.strictest(privacy.of(Membership, field) for field in fields)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a household stands by the two lists of a report; "" for one that stood on none before."""

    class_id: str
    previous_class: str


@dataclass(frozen=True, slots=True)
class Outgoing:
    """An area as it stands today, or stood on the last day of a past year; `whole` with what is sensitive. Of a past
    year go out the households that are in one of the `scope` now (None: wherever they are), with who belonged to them
    then. What has no history of days goes out as it is on record: names, addresses, papers. With `standing`
    (household -> Standing) only these go out, with the classes given there and the decisions that hold on the day of
    `reading`."""

    area: Unit
    year: int
    today: datetime.date
    whole: bool
    scope: Sequence[str] | None = None
    standing: Mapping[int, Standing] | None = None
    reading: Reading | None = None

    def households(self) -> int:
        return self._rows().count()

    def persons(self) -> int:
        return self._members().filter(household__in=self._rows().values("pk")).count()

    @property
    def day(self) -> datetime.date:
        return last_day(self.year, self.today)

    @property
    def present(self) -> bool:
        return self.day == self.today

    def _rows(self) -> QuerySet[Any]:
        """With `there`, the group of the day."""
        rows = Household.objects.live()
        if self.present:
            here = rows.filter(group__path__startswith=self.area.path, ended_on=None)
            return here.annotate(there=F("group"))
        if self.scope is not None:
            rows = rows.filter(group__in=groups_within(self.scope))
        then = Q(stretches__first_year__lte=self.year, stretches__last_year__gte=self.year)
        stood = rows.filter(then, stretches__group__path__startswith=self.area.path)
        return stood.annotate(there=F("stretches__group"))

    def _members(self) -> RecordQuerySet[Membership]:
        return Membership.objects.current() if self.present else Membership.objects.on(self.day)

    def homes(self) -> Iterator[Home]:
        """Ward by ward, group by group, in the order of their codes."""
        units = {unit.pk: unit for unit in Unit.objects.within(_above(self.area))}
        group = "group" if self.present else "stretches__group"
        rows = (
            self._rows()
            .order_by(f"{group}__parent__code", Length(f"{group}__code"), f"{group}__code", "code")
            .values_list("pk", "there")
        )
        # which households, told by one statement: 16 bytes each, and no cursor stays open while others write
        found, there = array("q"), array("q")
        for number, where in rows.iterator(chunk_size=5_000):
            found.append(number)
            there.append(where)
        pairs = zip(found, there, strict=True)
        wanted = (pair for pair in pairs if self.standing is None or pair[0] in self.standing)
        for part in in_parts(wanted, PART):
            yield from self._part(dict(part), units)

    def _part(self, groups: dict[int, int], units: dict[int, Unit]) -> Iterator[Home]:
        numbers = list(groups)
        homes = Household.objects.in_bulk(numbers)
        members: dict[int, list[Membership]] = defaultdict(list)
        rows = self._members().filter(household__in=numbers).select_related("person").order_by("id")
        for row in rows:
            members[row.household_id].append(row)
        persons = [row.person_id for each in members.values() for row in each]
        papers, accounts, about = self._told_of(persons)
        statuses = self._statuses(numbers)
        since = _since(numbers, self.day)
        for number in numbers:
            household = homes[number]
            ordered = sorted(members[number], key=lambda row: row.relation != Relation.HEAD)
            people = [
                self._person(row, papers[row.person_id], accounts.get(row.person_id), about[row.person_id])
                for row in ordered
            ]
            if people:
                home = self._home(household, people, _place_of(units[groups[number]], units))
                home.note = "\n".join([*filter(None, [home.note]), *_remarks(ordered, papers)])
                home.since = shown(since.get(number))
                self._stand(home, statuses.get((number, self.year)), statuses.get((number, self.year - 1)))
                if self.standing is not None:
                    told = self.standing[number]
                    home.class_id, home.previous_class = told.class_id, told.previous_class
                yield home

    def _told_of(
        self, persons: Sequence[int]
    ) -> tuple[dict[int, list[IdentityPaper]], dict[int, BankAccount], dict[int, list[Circumstance]]]:
        papers: dict[int, list[IdentityPaper]] = defaultdict(list)
        about: dict[int, list[Circumstance]] = defaultdict(list)
        accounts: dict[int, BankAccount] = {}
        if self.whole:
            for paper in IdentityPaper.objects.live().filter(person__in=persons).order_by("id"):
                papers[paper.person_id].append(paper)
            held = Circumstance.objects.current() if self.present else Circumstance.objects.on(self.day)
            for each in held.filter(person__in=persons):
                about[each.person_id].append(each)
            accounts = {row.person_id: row for row in BankAccount.objects.live().filter(person__in=persons)}
        return papers, accounts, about

    def _statuses(self, numbers: Sequence[int]) -> dict[tuple[int, int], HouseholdStatus]:
        """The last class of the year and of the year before; for a report, what holds on the day of its list."""
        if self.reading is not None:
            held = HouseholdStatus.objects.on(self.reading.day).filter(rule_set=self.reading.rule_set)
            found = held.filter(household__in=numbers).order_by("valid_from", "id")
            return {(row.household_id, self.year): row for row in found}
        rows = HouseholdStatus.objects.live().filter(household__in=numbers, year__in=(self.year, self.year - 1))
        return {(row.household_id, row.year): row for row in rows.order_by("valid_from", "id")}

    def _person(
        self, row: Membership, papers: list[IdentityPaper], account: BankAccount | None, about: list[Circumstance]
    ) -> Person:
        who = row.person
        numbers = {paper.kind: paper for paper in papers}
        card = numbers.get(PaperKind.CITIZEN) or numbers.get(PaperKind.OLD_CARD)
        old, certificate = numbers.get(PaperKind.OLD_CARD), numbers.get(PaperKind.BIRTH)
        return Person(
            name=who.full_name,
            sex=who.sex,
            born=born_shown(who.birth_date, who.birth_known),
            relation=row.relation,
            relation_words=row.relation_words,
            age=_age(who.birth_date, self.day),
            ethnicity=who.ethnicity if self.whole else "",
            phone=who.phone,
            id_number=card.number if card else "",
            id_issued_on=shown(card.issued_on) if card else "",
            id_issued_by=card.issued_by if card else "",
            old_card=old.number if old and old is not card else "",
            certificate_of_birth=certificate.number if certificate else "",
            bank=account.bank if account else "",
            bank_account=account.number if account else "",
            bank_holder=account.holder if account else "",
            circumstances={each.kind: (each.code, each.words) for each in about},
        )

    def _home(self, household: Household, people: list[Person], place: Place) -> Home:
        return Home(
            code=household.code,
            official_code=household.official_code,
            head=people[0].name,
            place=place,
            members=people,
            address=household.address,
            latitude=shown(household.latitude),
            longitude=shown(household.longitude),
            note=household.note if self.whole else "",
        )

    def _stand(self, home: Home, now: HouseholdStatus | None, before: HouseholdStatus | None) -> None:
        home.previous_class = before.class_id if before else ""
        if now is None:
            return
        home.class_id, home.b1, home.b2 = now.class_id, now.b1, now.b2
        home.decision_number, home.decision_date = now.decision_number, shown(now.decision_date)
        home.signed_by = now.signed_by
        if self.whole:
            flags = set(now.result.get("flags", []))
            home.reasons = now.reasons
            home.ethnic_minority = "ethnic_minority" in flags
            home.no_labour, home.merit = "no_labour" in flags, "merit" in flags


def _remarks(members: Sequence[Membership], papers: Mapping[int, Sequence[IdentityPaper]]) -> list[str]:
    """Of a person with two numbers of one kind the copy has the one that was entered last, and says so."""
    remarks = []
    for row in members:
        kinds = [paper.kind for paper in papers[row.person_id] if paper.kind != PaperKind.BIRTH]
        if len(set(kinds)) < len(kinds):
            remarks.append(
                f"{REMARK} {row.person.full_name} có hai số giấy tờ cùng loại trong sổ; ở đây chỉ có số sau."
            )
    return remarks


def _above(area: Unit) -> list[str]:
    """The province of the area: everything that a place of it may name."""
    return ["/" + area.path.strip("/").split("/")[0] + "/"]


def _place_of(group: Unit, units: dict[int, Unit]) -> Place:
    chain = {units[number].level: units[number] for number in map(int, group.path.strip("/").split("/"))}
    province, district, ward = chain.get(Level.PROVINCE), chain.get(Level.DISTRICT), chain.get(Level.WARD)
    return Place(
        province=province.name if province else "",
        province_code=province.code if province else "",
        district=district.name if district else "",
        district_code=district.code if district else "",
        ward=ward.name if ward else "",
        ward_code=ward.code if ward else "",
        group=group.name,
    )


def _age(born: datetime.date | None, today: datetime.date) -> int | None:
    if born is None:
        return None
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _since(households: Sequence[int], day: datetime.date) -> dict[int, datetime.date]:
    """Since when each lives where it lives on the day; a border that moved meanwhile moved nobody. One statement."""
    lived = Residence.objects.live().filter(household__in=households, valid_from__lte=day)
    lived = lived.order_by("household", "valid_from")
    found: dict[int, datetime.date] = {}
    for home, begins, came_by in lived.values_list("household", "valid_from", "came_by"):
        if came_by != REORGANISED or home not in found:
            found[home] = begins
    return found
