"""Which household a person belongs to."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, Subquery

from chungtay.records.registry.models import Ending, Household, Leaving, Membership, Person, Relation


def home_of(person: Person) -> Household | None:
    """The household that the person belongs to now, else the last one; None for somebody who never had one."""
    rows = Membership.objects.live().filter(person=person).select_related("household__group")
    last = rows.filter(valid_to=None).first() or rows.order_by("-valid_to", "-id").first()
    return last.household if last else None


def members_on(household: Household, day: datetime.date) -> list[Membership]:
    """Who belonged to the household on a day, the head first."""
    rows = list(Membership.objects.on(day).filter(household=household).select_related("person"))
    return sorted(rows, key=lambda row: (row.relation != "head", row.person.birth_date or datetime.date.max, row.pk))


def away_from(household: Household) -> list[Person]:
    """Whose last household this is: who is alive and belongs to none now. One statement."""
    here = Membership.objects.live().filter(household=household).values("person")
    home = Membership.objects.current().filter(person=OuterRef("pk"))
    last = Membership.objects.live().filter(person=OuterRef("pk")).order_by("-valid_to", "-pk").values("household")[:1]
    rows = Person.objects.live().alias(last_home=Subquery(last)).filter(~Exists(home), pk__in=here, death_date=None)
    return list(rows.filter(last_home=household.pk).order_by("name_key", "pk"))


@dataclass(frozen=True, slots=True)
class LeftWith:
    """Who left together with the household, as a member of it; `elsewhere`: the household the person belongs to now."""

    row: Membership
    elsewhere: Household | None

    @property
    def may_come(self) -> bool:
        return self.row.person.death_date is None and self.elsewhere is None


def left_with(household: Household) -> list[LeftWith]:
    """Who belonged to the household on the day it left, the head first. Two statements."""
    rows = Membership.objects.live().filter(household=household, valid_to=household.ended_on, left_by=Leaving.MOVED)
    left = list(rows.select_related("person").order_by("pk"))
    now = Membership.objects.current().filter(person__in=[row.person_id for row in left]).select_related("household")
    homes = {row.person_id: row.household for row in now}
    left.sort(key=lambda row: row.relation != Relation.HEAD)
    return [LeftWith(row, homes.get(row.person_id)) for row in left]


def joined_into(household: int) -> list[int]:
    """Households that went over into this one, directly or by way of others, and still stand so. One statement, and one
    more for each step of the way."""
    gone = Household.objects.filter(Q(withdrawn=True) | Q(ended_by=Ending.MERGED)).order_by("pk")
    found: list[int] = []
    front = [household]
    while front:
        rows = gone.filter(merged_into__in=front).exclude(pk__in=[household, *found])
        front = list(rows.values_list("pk", flat=True))
        found += front
    return found


def joined_of(household: Household) -> list[int]:
    """As `joined_into`, asked once for a record that several parts of one page look at."""
    known: list[int] | None = household.__dict__.get("_joined")
    if known is None:
        known = household.__dict__["_joined"] = joined_into(household.pk)
    return known


def member_numbers(household: int) -> list[int]:
    """The people of a household now, by number, and the second records that were merged into theirs."""
    people = list(Membership.objects.current().filter(household=household).values_list("person", flat=True))
    return people + list(Person.objects.filter(merged_into__in=people).values_list("pk", flat=True))
