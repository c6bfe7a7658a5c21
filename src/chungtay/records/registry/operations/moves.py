"""What happens to whole households: split, merge, move, leave, come back. Each can be undone."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from chungtay.foundation.accounts.permissions import Permission
from chungtay.foundation.core.words import fold
from chungtay.foundation.places.models import Level, Unit
from chungtay.records.registry.models import (
    Ending,
    Household,
    Leaving,
    Membership,
    Operation,
    Person,
    Relation,
    Residence,
)
from chungtay.records.registry.operations.act import Act, acting
from chungtay.records.registry.operations.registering import next_code
from chungtay.records.registry.operations.standing import (
    DAY,
    Relationship,
    check_day,
    end_household,
    end_membership,
    give_head,
    stand,
    stand_both,
)
from chungtay.records.registry.operations.stays import stays_from
from chungtay.records.registry.permissions import check
from chungtay.records.registry.queries.homes import LeftWith, left_with
from chungtay.records.registry.queries.rights_facts import had_class

_NOBODY: Mapping[int, Relationship] = {}


@transaction.atomic
def split_household(
    household: Household,
    *,
    persons: Sequence[Person],
    head: Person,
    relations: Mapping[int, Relationship],
    group: Unit,
    address: str,
    on: datetime.date,
    staying_head: Person | None = None,
    staying_relations: Mapping[int, Relationship] = _NOBODY,
    why: str = "",
    by: Any,
    at: datetime.datetime,
) -> Household:
    """These persons found a household of their own from a day on. `relations`: to their head, by person number.
    `staying_head` and `staying_relations` are needed when the old head is among those who go."""
    check_day(on, at)
    here = stand(household, by=by, at=at)
    check(by, Permission.REGISTRY_EDIT, group, at)
    going = [here.of(person) for person in dict.fromkeys(persons)]
    staying = [row for row in here.memberships if row not in going]
    if not going or not staying:
        raise ValidationError(_("Somebody must go and somebody must stay."), code="nobody")
    # what follows from the class of the old household does not vanish with the split (notes of the law, 12.1)
    open_class = had_class(household, on)
    with acting("household_split", by=by, at=at, area=here.area, why=why, effective_on=on) as act:
        new = Household(
            code=next_code(group), group=group, address=address, address_folded=fold(address), class_open=open_class
        )
        act.add(new)
        act.add(*stays_from(new, group, address, on))
        for row in going:
            end_membership(act, row, last_day=on - DAY, left_by=Leaving.SPLIT)
        act.add(*_memberships(new, [row.person for row in going], head, relations, on))
        if here.head in going:
            give_head(act, staying, staying_head, staying_relations, since=on)
    return new


@transaction.atomic
def merge_households(
    household: Household,
    *,
    into: Household,
    relations: Mapping[int, Relationship],
    on: datetime.date,
    why: str = "",
    by: Any,
    at: datetime.datetime,
) -> Operation | None:
    """All members join another household from a day on; `relations`: to the head there. This household ends."""
    check_day(on, at)
    if household.pk == into.pk:
        raise ValidationError(_("Choose another household."), code="same")
    here, there = stand_both(household, into, by=by, at=at)
    with acting("households_merged", by=by, at=at, area=there.area, why=why, effective_on=on) as act:
        persons = [row.person for row in here.memberships]
        for row in here.memberships:
            end_membership(act, row, last_day=on - DAY, left_by=Leaving.MERGED)
        act.add(*_memberships(there.household, persons, None, relations, on))
        end_household(act, here.household, last_day=on - DAY, how=Ending.MERGED, into=there.household)
    return act.operation


@transaction.atomic
def move_household(
    household: Household,
    *,
    group: Unit,
    address: str,
    on: datetime.date,
    why: str = "",
    by: Any,
    at: datetime.datetime,
) -> Operation | None:
    """The household lives in another group, or at another address, from a day on. Both places must be the person's:
    who moves to a foreign ward leaves here and is taken in there."""
    check_day(on, at)
    here = stand(household, by=by, at=at)
    check(by, Permission.REGISTRY_EDIT, group, at)
    if group.level != Level.GROUP:
        raise ValidationError(_("A household lives in a residential group."), code="no_group")
    with acting("household_moved", by=by, at=at, area=group, why=why, effective_on=on) as act:
        _settle(act, here.household, group, address, on)
    return act.operation


@transaction.atomic
def record_household_departure(
    household: Household, *, last_day: datetime.date, why: str = "", by: Any, at: datetime.datetime
) -> Operation | None:
    """The whole household leaves the area. It stays on record, ended, and can be taken in again."""
    check_day(last_day, at)
    here = stand(household, by=by, at=at)
    with acting("household_left", by=by, at=at, area=here.area, why=why, effective_on=last_day) as act:
        for row in here.memberships:
            end_membership(act, row, last_day=last_day, left_by=Leaving.MOVED)
        end_household(act, here.household, last_day=last_day, how=Ending.MOVED_OUT)
    return act.operation


@transaction.atomic
def take_in_again(
    household: Household,
    *,
    group: Unit,
    address: str,
    on: datetime.date,
    persons: Sequence[Person] | None = None,
    head: Person | None = None,
    relations: Mapping[int, Relationship] = _NOBODY,
    why: str = "",
    by: Any,
    at: datetime.datetime,
) -> Operation | None:
    """A household that left lives here again from a day on, with those of its last members who come back: `persons`, or
    all who are alive and belong to no other household. When the head of then is not among them, `head` and everybody's
    relationship to that head are needed."""
    check_day(on, at)
    check(by, Permission.REGISTRY_EDIT, group, at)
    found = Household.objects.select_for_update(no_key=True).get(pk=household.pk)
    if found.withdrawn or found.ended_by != Ending.MOVED_OUT or found.ended_on is None or on <= found.ended_on:
        raise ValidationError(_("Only a household that moved out before that day can be taken in again."), code="here")
    once = Membership.objects.live().filter(household=found).values("person")
    list(Person.objects.select_for_update(no_key=True).filter(pk__in=once).order_by("pk"))
    coming = _coming(left_with(found), persons)
    people = [row.person for row in coming]
    as_before = {row.person_id: Relationship(row.relation, row.relation_words) for row in coming}
    led = next((row.person for row in coming if row.relation == Relation.HEAD), None)
    if led is None and head is None:
        raise ValidationError(
            _("The head of then does not come back. Say which of those who come is the head."), code="no_head"
        )
    with acting("household_returned", by=by, at=at, area=group, why=why, effective_on=on) as act:
        act.change(found, ended_on=None, ended_by="")
        _settle(act, found, group, address, on)
        if led is not None:
            act.add(*_memberships(found, people, led, as_before, on))
        else:
            act.add(*_memberships(found, people, head, relations, on))
    return act.operation


def _coming(left: Sequence[LeftWith], persons: Sequence[Person] | None) -> list[Membership]:
    """The last memberships of those who come back. Raises ValidationError for whoever cannot."""
    by_person = {each.row.person_id: each for each in left}
    chosen = [each for each in left if each.may_come] if persons is None else []
    for person in dict.fromkeys(persons or ()):
        each = by_person.get(person.pk)
        name = {"name": person.full_name}
        if each is None:
            raise ValidationError(_("%(name)s did not leave together with the household."), "not_among_them", name)
        if each.row.person.death_date is not None:
            raise ValidationError(_("%(name)s has died and does not come back."), "died", name)
        if each.elsewhere is not None:
            raise ValidationError(
                _("%(name)s belongs to another household. Let the person leave it first."), "elsewhere", name
            )
        chosen.append(each)
    if not chosen:
        raise ValidationError(_("Say who comes back: a household without members is none."), code="nobody")
    return [each.row for each in chosen]


def _settle(act: Act, household: Household, group: Unit, address: str, on: datetime.date) -> None:
    current = Residence.objects.current().filter(household=household).first()
    if current and on <= current.valid_from:
        raise ValidationError(
            _("Household %(code)s lives there since %(day)s only. Choose a later day."),
            params={"code": household.code, "day": current.valid_from.strftime("%d/%m/%Y")},
            code="too_early",
        )
    if current:
        act.change(current, valid_to=on - DAY)
    act.add(*stays_from(household, group, address, on))
    act.change(household, group=group, address=address, address_folded=fold(address))


def _memberships(
    household: Household,
    persons: Sequence[Person],
    head: Person | None,
    relations: Mapping[int, Relationship],
    since: datetime.date,
) -> list[Membership]:
    """New memberships; everybody but the head needs a relationship that was said."""
    rows = []
    for person in persons:
        is_head = head is not None and person.pk == head.pk
        to = Relationship(Relation.HEAD) if is_head else relations.get(person.pk)
        if to is None or (to.relation == Relation.HEAD and not is_head):
            raise ValidationError(
                _("Say how these members relate to the new head: %(names)s."),
                params={"names": person.full_name},
                code="no_relation",
            )
        rows.append(
            Membership(
                household=household, person=person, relation=to.relation, relation_words=to.words, valid_from=since
            )
        )
    return rows
