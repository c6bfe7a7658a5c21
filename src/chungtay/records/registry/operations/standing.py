"""A household as an operation finds it, held until the operation ends; and the small steps that several acts share."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.accounts.permissions import Permission
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import Household, Membership, Person, Relation, Residence
from chungtay.records.registry.operations.act import Act
from chungtay.records.registry.permissions import check

DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Relationship:
    """To the head, by the code list and in words ("cháu nội")."""

    relation: str
    words: str = ""


@dataclass(slots=True)
class Standing:
    """A household with its members of now."""

    household: Household
    memberships: list[Membership]

    @property
    def area(self) -> Unit:
        return self.household.group

    def of(self, person: Person) -> Membership:
        """The person's membership. Raises ValidationError when the person is no member."""
        for row in self.memberships:
            if row.person_id == person.pk:
                return row
        raise ValidationError(
            _("%(name)s is not a member of household %(code)s."),
            params={"name": person.full_name, "code": self.household.code},
        )

    @property
    def head(self) -> Membership:
        return next(row for row in self.memberships if row.relation == Relation.HEAD)


def stand(household: Household, *, by: Any, at: datetime.datetime, ended: bool = False) -> Standing:
    """Hold the household. Raises PermissionDenied outside the person's area, ValidationError when it has ended."""
    found = Household.objects.select_for_update(of=("self",), no_key=True).select_related("group").get(pk=household.pk)
    check(by, Permission.REGISTRY_EDIT, found.group, at)
    if found.withdrawn or (found.ended_on and not ended):
        raise ValidationError(_("Household %(code)s has ended."), params={"code": found.code}, code="ended")
    rows = Membership.objects.current().filter(household=found).select_related("person").order_by("id")
    return Standing(found, list(rows))


def stand_both(one: Household, other: Household, *, by: Any, at: datetime.datetime) -> tuple[Standing, Standing]:
    """Hold two households, in one order for everybody: whoever comes the other way waits, and not for ever."""
    first, second = sorted((one, other), key=lambda each: each.pk)
    found = {each.pk: stand(each, by=by, at=at) for each in (first, second)}
    return found[one.pk], found[other.pk]


def standing_of(person: Person, *, by: Any, at: datetime.datetime) -> Standing:
    """Hold the household that the person belongs to now. Raises ValidationError when there is none."""
    return stand(home_now(person), by=by, at=at)


def home_now(person: Person) -> Household:
    """The household that the person belongs to now. Raises ValidationError when there is none."""
    row = Membership.objects.current().filter(person=person).select_related("household").first()
    if row is None:
        raise ValidationError(
            _("%(name)s does not belong to a household."), params={"name": person.full_name}, code="no_household"
        )
    home: Household = row.household
    return home


def check_day(day: datetime.date, at: datetime.datetime) -> None:
    """What is recorded has happened."""
    if day > timezone.localdate(at):
        raise ValidationError(_("%(day)s is still to come."), params={"day": day.strftime("%d/%m/%Y")}, code="future")


def end_membership(act: Act, row: Membership, *, last_day: datetime.date, left_by: str) -> None:
    """The membership holds for the last time on a day."""
    if last_day < row.valid_from:
        raise ValidationError(
            _("%(name)s belongs to household %(code)s since %(day)s only. Choose a later day, or undo the entry."),
            params={
                "name": row.person.full_name,
                "code": row.household.code,
                "day": row.valid_from.strftime("%d/%m/%Y"),
            },
            code="too_early",
        )
    act.change(row, valid_to=last_day, left_by=left_by)


def relate(act: Act, row: Membership, to: Relationship, *, since: datetime.date) -> None:
    """Another relationship to the head from a day on; what it was until then stays on record."""
    if (row.relation, row.relation_words) == (to.relation, to.words):
        return
    if row.valid_from >= since:
        act.change(row, relation=to.relation, relation_words=to.words)
        return
    act.change(row, valid_to=since - DAY)
    act.add(
        Membership(
            household_id=row.household_id,
            person=row.person,
            relation=to.relation,
            relation_words=to.words,
            valid_from=since,
        )
    )


def give_head(
    act: Act,
    rows: Sequence[Membership],
    head: Person | None,
    relations: Mapping[int, Relationship],
    *,
    since: datetime.date,
) -> None:
    """These members have a new head from a day on. `relations` says how each of the others (by person number) relates
    to the new head. Raises ValidationError when somebody is left out: nobody's relationship is guessed."""
    if head is None or head.pk not in {row.person_id for row in rows}:
        raise ValidationError(_("Say which of the remaining members is the new head."), code="no_head")
    _not_before_the_last(rows, since)
    others = [row for row in rows if row.person_id != head.pk]
    missing = [row.person.full_name for row in others if row.person_id not in relations]
    if missing:
        raise ValidationError(
            _("Say how these members relate to the new head: %(names)s."),
            params={"names": ", ".join(missing)},
            code="no_relation",
        )
    for row in others:
        if relations[row.person_id].relation in (Relation.HEAD, ""):
            raise ValidationError(_("A household has one head."), code="two_heads")
        relate(act, row, relations[row.person_id], since=since)
    relate(act, next(row for row in rows if row.person_id == head.pk), Relationship(Relation.HEAD), since=since)


def _not_before_the_last(rows: Sequence[Membership], since: datetime.date) -> None:
    """The days before the present head began had a head already, who would then be one of two."""
    last = next((row for row in rows if row.relation == Relation.HEAD), None)
    if last and last.valid_from > since:
        raise ValidationError(
            _("%(name)s is the head since %(day)s. Choose that day or a later one, or undo that change first."),
            params={"name": last.person.full_name, "day": last.valid_from.strftime("%d/%m/%Y")},
            code="two_heads",
        )


def end_household(
    act: Act, household: Household, *, last_day: datetime.date, how: str, into: Household | None = None
) -> None:
    """The household exists for the last time on a day; it no longer lives anywhere. `into`: the one that it became a
    part of."""
    residence = Residence.objects.current().filter(household=household).first()
    if residence:
        if last_day < residence.valid_from:
            raise ValidationError(
                _("Household %(code)s lives there since %(day)s only. Choose a later day."),
                params={"code": household.code, "day": residence.valid_from.strftime("%d/%m/%Y")},
                code="too_early",
            )
        act.change(residence, valid_to=last_day)
    act.change(household, ended_on=last_day, ended_by=how, merged_into=into)
