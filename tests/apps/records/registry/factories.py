"""Fictional households of one residential group. Invented identity numbers begin with 099."""

from __future__ import annotations

import datetime
import itertools

from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import RECORDS, Household, HouseholdEntry, Membership, Person, PersonEntry
from chungtay.records.registry.operations.registering import register_household
from chungtay.records.registry.queries.deltas import told_fields
from chungtay.records.registry.queries.facts import NewHousehold, NewMember, NewPaper

AT = datetime.datetime(2024, 3, 1, 8, 0, tzinfo=datetime.UTC)
SINCE = datetime.date(2020, 1, 1)
_numbers = itertools.count(1)


def number() -> str:
    """An identity number of nobody."""
    return f"099{next(_numbers):09}"


def member(name: str = "Nguyễn Văn Đình", relation: str = "head", born: str = "1970-05-12", **changes) -> NewMember:
    values = {
        "full_name": name,
        "sex": "female" if " Thị " in name else "male",
        "birth_date": datetime.date.fromisoformat(born),
        "birth_known": "day",
        "relation": relation,
        "ethnicity": "Kinh",
        "papers": (NewPaper("citizen", number()),),
    }
    return NewMember(**(values | changes))


def family() -> tuple[NewMember, ...]:
    """A couple with a son of 20 and a daughter of 10 on the day AT."""
    return (
        member(),
        member("Trần Thị Hường", "spouse", "1974-11-02"),
        member("Nguyễn Minh Khôi", "child", "2003-06-30"),
        member("Nguyễn Thị Ánh", "child", "2014-01-15"),
    )


def entered(group: Unit, members: tuple[NewMember, ...] | None = None, **changes) -> NewHousehold:
    values = {"group": group, "since": SINCE, "members": members or family(), "address": "12 ngõ 5 phố Đội Cấn"}
    return NewHousehold(**(values | changes))


def household(group: Unit, members: tuple[NewMember, ...] | None = None, *, by=None, at=AT, **changes) -> Household:
    return register_household(entered(group, members, **changes), by=by, at=at)


def person(of: Household, given_name: str) -> Person:
    """A living member by the last word of the name."""
    return Person.objects.get(memberships__household=of, full_name__endswith=" " + given_name)


def members(of: Household) -> dict[str, str]:
    """Who belongs to the household now: given name -> relationship."""
    rows = Membership.objects.current().filter(household=of)
    return {row.person.full_name.split()[-1]: row.relation for row in rows.select_related("person")}


def standing() -> dict[str, list[tuple]]:
    """Everything that stands in the register, without what only history counts."""
    found = {}
    for name, model in RECORDS.items():
        fields = [field.attname for field in told_fields(model)]
        found[name] = sorted(model.objects.filter(withdrawn=False).values_list("pk", *fields), key=lambda row: row[0])
    return found


def entries() -> tuple[list[tuple], list[tuple]]:
    """What search looks in, of persons and of households."""
    return tuple(
        list(model.objects.order_by("id").values_list(*[field.attname for field in model._meta.concrete_fields]))
        for model in (PersonEntry, HouseholdEntry)
    )
