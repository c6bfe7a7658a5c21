"""Entering households: one from the screen, or hundreds from a file, by the same path."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.accounts.permissions import Permission, scope_of
from chungtay.foundation.core.words import fold
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import (
    Circumstance,
    CodeSeries,
    Household,
    IdentityPaper,
    Membership,
    PaperKind,
    Person,
    Source,
)
from chungtay.records.registry.operations.act import Act, acting
from chungtay.records.registry.operations.remembering import remember_alike
from chungtay.records.registry.operations.stays import stays_of
from chungtay.records.registry.permissions import check
from chungtay.records.registry.queries.facts import (
    NewHousehold,
    NewMember,
    NewPaper,
    checked_household,
    checked_paper,
    name_fields,
)
from chungtay.records.registry.queries.homes import home_of
from chungtay.records.registry.queries.numbers import number_print, tail_print


def register_household(
    entered: NewHousehold,
    *,
    why: str = "",
    source: str = Source.SCREEN,
    origin: str = "",
    by: Any,
    at: datetime.datetime,
) -> Household:
    """Enter one household with its members. Raises ValidationError with a sentence for each thing wrong, also when an
    identity number belongs to somebody on record already."""
    check(by, Permission.REGISTRY_EDIT, entered.group, at)
    checked = checked_household(entered, today=timezone.localdate(at))
    with acting(
        "household_registered",
        by=by,
        at=at,
        area=checked.group,
        why=why,
        effective_on=checked.since,
        source=source,
        origin=origin,
    ) as act:
        refuse_taken_numbers([paper for member in checked.members for paper in member.papers], by=by, at=at)
        household = add_households(act, [checked])[0]
    remember_alike([row.person for row in household.memberships.select_related("person")], at=at)
    return household


def register_households(
    entered: Sequence[NewHousehold], *, area: Unit, why: str = "", source: str, by: Any, at: datetime.datetime
) -> list[Household]:
    """Enter many households of an area as one operation: all of them, or none when one is wrong."""
    check(by, Permission.REGISTRY_EDIT, area, at)
    today = timezone.localdate(at)
    checked = [checked_household(each, today=today) for each in entered]
    with acting("households_registered", by=by, at=at, area=area, why=why, source=source) as act:
        papers = [paper for each in checked for member in each.members for paper in member.papers]
        refuse_taken_numbers(papers, by=by, at=at)
        return add_households(act, checked)


def add_households(act: Act, entered: Sequence[NewHousehold]) -> list[Household]:
    """Write checked households with their members, in a number of statements that does not grow with them."""
    households = add_homes(act, entered)
    add_members(
        act,
        [
            (household, member, since_of(member, each.since))
            for household, each in zip(households, entered, strict=True)
            for member in each.members
        ],
    )
    return households


def add_homes(act: Act, entered: Sequence[NewHousehold]) -> list[Household]:
    """Write checked households and where they live; whoever calls adds their members in the same act."""
    codes = _new_codes([each.group for each in entered])
    households = [
        Household(
            code=code,
            official_code=each.official_code,
            group=each.group,
            address=each.address,
            address_folded=fold(each.address),
            note=each.note,
            latitude=each.latitude,
            longitude=each.longitude,
        )
        for code, each in zip(codes, entered, strict=True)
    ]
    act.add(*households)
    placed = zip(households, entered, strict=True)
    act.add(*stays_of([(household, each.group, each.address, each.since) for household, each in placed]))
    return households


def since_of(member: NewMember, since: datetime.date) -> datetime.date:
    """A member born after the household was first known there belongs to it from birth."""
    return max(since, member.birth_date) if member.birth_date else since


def add_members(act: Act, entered: Sequence[tuple[Household, NewMember, datetime.date]]) -> list[Person]:
    """Write checked persons with membership, papers and circumstances."""
    persons = [
        Person(
            **name_fields(member.full_name),
            sex=member.sex,
            birth_date=member.birth_date,
            birth_known=member.birth_known,
            ethnicity=member.ethnicity,
            phone=member.phone,
        )
        for _household, member, _since in entered
    ]
    act.add(*persons)
    rows = list(zip(persons, entered, strict=True))
    act.add(
        *(
            Membership(
                household=household,
                person=person,
                relation=member.relation,
                relation_words=member.relation_words,
                valid_from=since,
            )
            for person, (household, member, since) in rows
        )
    )
    act.add(*(paper_row(person, paper) for person, (_home, member, _since) in rows for paper in member.papers))
    act.add(
        *(
            Circumstance(person=person, kind=each.kind, code=each.code, words=each.words, valid_from=since)
            for person, (_household, member, since) in rows
            for each in member.circumstances
        )
    )
    return persons


def paper_row(person: Person, paper: NewPaper) -> IdentityPaper:
    return IdentityPaper(
        person=person,
        kind=paper.kind,
        number=paper.number,
        print=number_print(paper.number),
        tail_print=tail_print(paper.number),
        issued_on=paper.issued_on,
        issued_by=paper.issued_by,
    )


def refuse_taken_numbers(papers: Sequence[NewPaper], *, by: Any, at: datetime.datetime) -> None:
    """Raise ValidationError when a number is given twice or is somebody's on record. The sentence has no number, and of
    a household outside the area of `by` the ward alone. None is the program, which may know all."""
    prints = [(paper.kind, number_print(paper.number)) for paper in papers]
    if len(set(prints)) < len(prints):
        raise ValidationError(_("The same identity number is given for two persons."), code="number_twice")
    holders = holders_of_numbers(prints)
    scope = None if by is None or not holders else scope_of(by, Permission.REGISTRY_READ, timezone.localdate(at))
    for kind, _print, person in holders:
        raise ValidationError(_taken(kind, person, scope), code="number_taken")


def refuse_second_number(person: Person, kind: str) -> None:
    """Raise ValidationError when the person has a citizen number already: nobody has two that count."""
    if kind != PaperKind.CITIZEN:
        return
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)  # two at the same moment: one after the other
    if IdentityPaper.objects.live().filter(person=person, kind=kind).exists():
        raise ValidationError(
            _("%(name)s has a citizen number already. Correct or replace that one instead of entering a second."),
            params={"name": person.full_name},
            code="second_number",
        )


def _taken(kind: str, person: Person, scope: list[str] | None) -> str:
    """Whose the number is, as far as whoever asks may know."""
    home = home_of(person)
    words = {"kind": PaperKind(kind).label}
    if home is None:
        return _("This number (%(kind)s) belongs to somebody on record already.") % words
    if scope is not None and not home.group.path.startswith(tuple(scope)):
        ward = home.group.parent or home.group
        if person.death_date is not None:
            said = _("This number (%(kind)s) belongs to somebody who died in %(ward)s. Ask the office there.")
        else:
            said = _("This number (%(kind)s) belongs to somebody on record in %(ward)s. Ask the office there.")
        return said % (words | {"ward": ward.name})
    if person.death_date is not None:
        said = _("This number (%(kind)s) belongs to somebody who has died, of household %(code)s.")
    else:
        said = _("This number (%(kind)s) belongs to somebody on record in household %(code)s.")
    return said % (words | {"code": home.code})


def holders_of_numbers(prints: Sequence[tuple[str, str]]) -> list[tuple[str, str, Person]]:
    """Of these (kind, print), the ones on record, with the person who has each. Two statements at most."""
    wanted: dict[str, list[str]] = defaultdict(list)
    for kind, found in prints:
        wanted[kind].append(found)
    match = Q(pk__in=[])
    for kind, each in wanted.items():
        match |= Q(kind=kind, print__in=each)
    papers = IdentityPaper.objects.live().filter(match).select_related("person").order_by("pk")
    return [(paper.kind, paper.print, paper.person) for paper in papers]


@transaction.atomic
def add_paper(
    person: Person, paper: NewPaper, *, area: Unit, why: str = "", by: Any, at: datetime.datetime
) -> IdentityPaper:
    """Enter one more identity paper. To correct a number, withdraw the wrong row and enter the right one."""
    check(by, Permission.REGISTRY_EDIT, area, at)
    errors: list[ValidationError] = []
    checked = checked_paper(paper, errors)
    if errors:
        raise ValidationError(errors)
    with acting("paper_added", by=by, at=at, area=area, why=why) as act:
        refuse_taken_numbers([checked], by=by, at=at)
        refuse_second_number(person, checked.kind)
        row = paper_row(person, checked)
        act.add(row)
    remember_alike([person], at=at)
    return row


def next_code(group: Unit) -> str:
    """The code for one more household of the group's ward."""
    return _new_codes([group])[0]


def _new_codes(groups: Sequence[Unit]) -> list[str]:
    """The next codes of each group's ward, in order: 00016-000001."""
    wards = dict(Unit.objects.filter(children__in={group.pk for group in groups}).values_list("pk", "code"))
    counts: dict[str, int] = defaultdict(int)
    for group in groups:
        counts[wards[group.parent_id or 0]] += 1
    nexts = {}
    for code, count in sorted(counts.items()):
        series, _new = CodeSeries.objects.select_for_update(no_key=True).get_or_create(ward_code=code)
        nexts[code] = series.last + 1
        series.last += count
        series.save(update_fields=["last"])
    codes = []
    for group in groups:
        ward = wards[group.parent_id or 0]
        codes.append(f"{ward}-{nexts[ward]:06}")
        nexts[ward] += 1
    return codes
