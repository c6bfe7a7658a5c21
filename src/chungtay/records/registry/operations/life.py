"""What happens to persons: birth, death, coming, leaving, marriage, another head. Each can be undone."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.accounts.permissions import Permission
from chungtay.records.registry.models import (
    Ending,
    Household,
    Leaving,
    Membership,
    Operation,
    Person,
    Precision,
    Source,
)
from chungtay.records.registry.operations.act import Act, Stale, acting
from chungtay.records.registry.operations.registering import add_members, refuse_taken_numbers
from chungtay.records.registry.operations.remembering import remember_alike
from chungtay.records.registry.operations.standing import (
    DAY,
    Relationship,
    Standing,
    check_day,
    end_household,
    end_membership,
    give_head,
    home_now,
    stand,
    stand_both,
    standing_of,
)
from chungtay.records.registry.permissions import check
from chungtay.records.registry.queries.facts import NewMember, checked_member

_NOBODY: Mapping[int, Relationship] = {}


@transaction.atomic
def record_birth(
    household: Household,
    newborn: NewMember,
    *,
    why: str = "",
    source: str = Source.SCREEN,
    by: Any,
    at: datetime.datetime,
) -> Person:
    """A child is born into the household and belongs to it from the day of birth, which must be known."""
    if newborn.birth_known != Precision.DAY:
        raise ValidationError(_("Give the day of birth."), code="birth_date")
    return _join(household, newborn, newborn.birth_date, "person_born", why=why, source=source, by=by, at=at)


@transaction.atomic
def record_arrival(
    household: Household,
    member: NewMember,
    *,
    on: datetime.date,
    why: str = "",
    source: str = Source.SCREEN,
    by: Any,
    at: datetime.datetime,
) -> Person:
    """Somebody who is not on record joins the household from a day on."""
    return _join(household, member, on, "person_joined", why=why, source=source, by=by, at=at)


@transaction.atomic
def record_return(
    household: Household,
    person: Person,
    *,
    relationship: Relationship,
    on: datetime.date,
    why: str = "",
    by: Any,
    at: datetime.datetime,
) -> Operation | None:
    """A person on record who belongs to no household joins this one from a day on."""
    check_day(on, at)
    here = stand(household, by=by, at=at)
    person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)  # as a death after leaving holds it
    if person.death_date is not None:
        raise ValidationError(_("%(name)s has died and does not come back."), "died", {"name": person.full_name})
    with acting("person_returned", by=by, at=at, area=here.area, why=why, effective_on=on) as act:
        act.add(_membership(here, person, relationship, on))
    return act.operation


@transaction.atomic
def record_death(
    person: Person,
    *,
    on: datetime.date,
    new_head: Person | None = None,
    relations: Mapping[int, Relationship] = _NOBODY,
    why: str = "",
    source: str = Source.SCREEN,
    by: Any,
    at: datetime.datetime,
) -> Operation | None:
    """The person died on a day. When it was the head, `new_head` and everybody's relationship to that head are needed;
    when it was the last member, the household ends. Of somebody who left and belongs to no household, whoever keeps the
    last one records it."""
    check_day(on, at)
    if not Membership.objects.current().filter(person=person).exists():
        return _record_later_death(person, on, why, source, by, at)
    here = standing_of(person, by=by, at=at)
    with acting("person_died", by=by, at=at, area=here.area, why=why, effective_on=on, source=source) as act:
        die(act, here, person, on=on, new_head=new_head, relations=relations)
    return act.operation


def die(
    act: Act,
    here: Standing,
    person: Person,
    *,
    on: datetime.date,
    new_head: Person | None,
    relations: Mapping[int, Relationship],
) -> None:
    """A death as a part of an act."""
    person = here.of(person).person
    if person.birth_date and on < person.birth_date:
        raise ValidationError(_("The day of death lies before the birth."), code="before_birth")
    act.change(person, death_date=on)
    _leave(act, here, person, last_day=on, left_by=Leaving.DIED, new_head=new_head, relations=relations)


def go(
    act: Act,
    here: Standing,
    person: Person,
    *,
    on: datetime.date,
    new_head: Person | None,
    relations: Mapping[int, Relationship],
) -> None:
    """A departure from the area as a part of an act."""
    _leave(act, here, person, last_day=on, left_by=Leaving.MOVED, new_head=new_head, relations=relations)


def _record_later_death(
    person: Person, on: datetime.date, why: str, source: str, by: Any, at: datetime.datetime
) -> Operation | None:
    person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    last = Membership.objects.live().filter(person=person).order_by("-valid_to", "-pk").first()
    name = {"name": person.full_name}
    if last is None or person.withdrawn:
        raise ValidationError(_("%(name)s does not belong to a household."), "no_household", name)
    home = Household.objects.select_related("group").get(pk=last.household_id)
    check(by, Permission.REGISTRY_EDIT, home.group, at)
    if person.death_date is not None:
        raise ValidationError(_("%(name)s has died; that is on record already."), "died", name)
    if last.valid_to is None:  # somebody took the person in at the same moment
        raise Stale(_("Somebody else changed this meanwhile. Look at it again, then repeat your change."))
    if on < last.valid_to:
        raise ValidationError(
            _(
                "%(name)s belonged to household %(code)s until %(day)s. Undo that departure first, then record the "
                "death."
            ),
            "too_early",
            name | {"code": home.code, "day": last.valid_to.strftime("%d/%m/%Y")},
        )
    with acting("person_died", by=by, at=at, area=home.group, why=why, effective_on=on, source=source) as act:
        act.change(person, death_date=on)
    return act.operation


@transaction.atomic
def record_departure(
    person: Person,
    *,
    last_day: datetime.date,
    new_head: Person | None = None,
    relations: Mapping[int, Relationship] = _NOBODY,
    why: str = "",
    by: Any,
    at: datetime.datetime,
) -> Operation | None:
    """The person leaves the household and the area; the person stays on record without a household."""
    check_day(last_day, at)
    here = standing_of(person, by=by, at=at)
    with acting("person_left", by=by, at=at, area=here.area, why=why, effective_on=last_day) as act:
        go(act, here, person, on=last_day, new_head=new_head, relations=relations)
    return act.operation


@transaction.atomic
def record_move_between(
    person: Person,
    *,
    into: Household,
    relationship: Relationship,
    on: datetime.date,
    left_by: str = Leaving.MARRIED,
    new_head: Person | None = None,
    relations: Mapping[int, Relationship] = _NOBODY,
    why: str = "",
    by: Any,
    at: datetime.datetime,
) -> Operation | None:
    """The person marries or moves into another household of the register, and belongs to it from a day on."""
    check_day(on, at)
    here, there = stand_both(home_now(person), into, by=by, at=at)
    if here.household.pk == there.household.pk:
        raise ValidationError(_("%(name)s lives there already."), params={"name": person.full_name}, code="same")
    kind = "person_married" if left_by == Leaving.MARRIED else "person_moved"
    with acting(kind, by=by, at=at, area=there.area, why=why, effective_on=on) as act:
        _leave(
            act,
            here,
            person,
            last_day=on - DAY,
            left_by=left_by,
            new_head=new_head,
            relations=relations,
            into=there.household if left_by == Leaving.MARRIED else None,
        )
        act.add(_membership(there, person, relationship, on))
    return act.operation


@transaction.atomic
def change_head(
    household: Household,
    *,
    new_head: Person,
    relations: Mapping[int, Relationship],
    on: datetime.date,
    why: str = "",
    by: Any,
    at: datetime.datetime,
) -> Operation | None:
    """Another member is the head from a day on; everybody's relationship to the new head is said."""
    check_day(on, at)
    here = stand(household, by=by, at=at)
    with acting("head_changed", by=by, at=at, area=here.area, why=why, effective_on=on) as act:
        old = here.head
        rows = sorted(here.memberships, key=lambda row: row.pk != old.pk)  # the old head first: there is one at a time
        give_head(act, rows, new_head, relations, since=on)
    return act.operation


def _join(
    household: Household,
    member: NewMember,
    since: datetime.date | None,
    kind: str,
    *,
    why: str,
    source: str,
    by: Any,
    at: datetime.datetime,
) -> Person:
    checked = checked_member(member, today=timezone.localdate(at))
    here = stand(household, by=by, at=at)
    if since is None:
        raise ValidationError(_("Give the day of birth."), code="birth_date")
    check_day(since, at)
    with acting(kind, by=by, at=at, area=here.area, why=why, effective_on=since, source=source) as act:
        refuse_taken_numbers(checked.papers, by=by, at=at)
        (person,) = add_members(act, [(here.household, checked, since)])
    remember_alike([person], at=at)
    return person


def _membership(there: Standing, person: Person, relationship: Relationship, on: datetime.date) -> Membership:
    if Membership.objects.current().filter(person=person).exists():
        # who leaves in the same act has left by now
        raise ValidationError(
            _("%(name)s belongs to another household. Let the person leave it first."),
            params={"name": person.full_name},
            code="elsewhere",
        )
    return Membership(
        household=there.household,
        person=person,
        relation=relationship.relation,
        relation_words=relationship.words,
        valid_from=on,
    )


def _leave(
    act: Act,
    here: Standing,
    person: Person,
    *,
    last_day: datetime.date,
    left_by: str,
    new_head: Person | None,
    relations: Mapping[int, Relationship],
    into: Household | None = None,
) -> None:
    """End the membership; give the rest a head when the head goes, end the household when nobody is left: as a part of
    the household `into`, or as one that moved out and may come back."""
    row = here.of(person)
    end_membership(act, row, last_day=last_day, left_by=left_by)
    rest = [each for each in here.memberships if each.pk != row.pk]
    if not rest:
        how = Ending.DIED_OUT if left_by == Leaving.DIED else Ending.MERGED if into else Ending.MOVED_OUT
        end_household(act, here.household, last_day=last_day, how=how, into=into)
    elif row.relation == "head":
        give_head(act, rest, new_head, relations, since=last_day + DAY)
