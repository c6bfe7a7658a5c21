"""Rights of several days at once are those of each day alone, whatever happened between them."""

from __future__ import annotations

import datetime
import random

import polars as pl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chungtay.foundation.accounts.models import Role
from chungtay.foundation.places.models import Unit
from chungtay.records.entitlements.models import CardPayer, HealthCard, NoCard
from chungtay.records.entitlements.queries.rights import rights_in, rights_of
from chungtay.records.entitlements.queries.rights_on_days import rights_on_days
from chungtay.records.registry.models import (
    Circumstance,
    HardshipEvent,
    Household,
    HouseholdStatus,
    Membership,
    Person,
    Residence,
)
from tests import factories
from tests.apps.records.registry.factories import household, member

D = datetime.date
AT = datetime.datetime(2026, 9, 10, 8, 0, tzinfo=datetime.UTC)
TODAY = D(2026, 11, 30)
DAYS = [D(2025, 6, 30), D(2025, 12, 31), D(2026, 1, 31), D(2026, 6, 30), D(2026, 7, 31), D(2026, 8, 31), TODAY]
KINDS = {"disability": ("1", "2", "3"), "protection": ("",), "care": ("1", "2"), "schooling": ("1", "2", "3", "4"),
         "illness": ("1", "lạ"), "pension": ("0", "1")}  # fmt: skip


def _span(chance: random.Random) -> dict[str, datetime.date | None]:
    first = D(2025, 1, 1) + datetime.timedelta(days=chance.randrange(700))
    last = first + datetime.timedelta(days=chance.randrange(400)) if chance.random() < 0.6 else None
    return {"valid_from": first, "valid_to": last}


@pytest.fixture
def officer(group):
    return factories.person("officer-days", Role.WARD_OFFICER, group.parent)


def random_histories(group, chance: random.Random) -> list[Household]:
    """Four households, of whom everything that policies ask begins, ends and changes on random days."""
    elsewhere = Unit.objects.get(level="group", parent__code="00001")
    homes = []
    for _ in range(4):
        members = [member(papers=(), born=f"{chance.randrange(1930, 2000)}-05-12")]
        members += [
            member("Nguyễn Thị Ánh", "child", f"{chance.randrange(2003, 2026)}-0{chance.randrange(1, 9)}-15", papers=(),
                   birth_known=chance.choice(("day", "month", "year")), ethnicity=chance.choice(("Kinh", "Mường", "")))
            for _ in range(chance.randrange(3))
        ]  # fmt: skip
        homes.append(household(group, tuple(members), since=D(2025, 1, 1), at=AT))
    for home in homes:
        _change(home, elsewhere, chance)
    return homes


def _change(home: Household, elsewhere, chance: random.Random) -> None:
    day = D(2025, 1, 1) + datetime.timedelta(days=chance.randrange(700))
    happens = chance.random()
    if happens < 0.3:
        Residence.objects.filter(household=home).update(valid_to=day)
        Residence.objects.create(household=home, group=elsewhere, valid_from=day + datetime.timedelta(days=1))
    elif happens < 0.5:
        Household.objects.filter(pk=home.pk).update(ended_on=day, ended_by="moved_out")
    for person in Person.objects.filter(memberships__household=home):
        if chance.random() < 0.2:
            Person.objects.filter(pk=person.pk).update(death_date=day)
        if chance.random() < 0.3:
            Membership.objects.filter(person=person).update(valid_to=day)
        for kind in chance.sample(sorted(KINDS), 3):
            Circumstance.objects.create(person=person, kind=kind, code=chance.choice(KINDS[kind]), **_span(chance))
        if chance.random() < 0.5:
            NoCard.objects.create(person=person, on=_span(chance)["valid_from"], source="entered", recorded_at=AT)
        if chance.random() < 0.6:
            payer = chance.choice((CardPayer.CITY, CardPayer.DONOR, CardPayer.STATE))
            HealthCard.objects.create(person=person, payer=payer, source="entered", recorded_at=AT, **_span(chance))
    for year in chance.sample((2025, 2026), chance.randrange(3)):
        HouseholdStatus.objects.create(
            household=home, year=year, rule_set="vn-2022", source="legacy",
            class_id=chance.choice(("poor", "near_poor", "not_poor")), **_span(chance),
        )  # fmt: skip
    if chance.random() < 0.5:
        HardshipEvent.objects.create(household=home, kind="fire", happened_on=_span(chance)["valid_from"])


def _same(one: pl.DataFrame, other: pl.DataFrame) -> bool:
    return one.sort(one.columns, nulls_last=False).equals(other.sort(one.columns, nulls_last=False).select(one.columns))


@pytest.mark.parametrize("seed", range(6))
def test_each_day_is_as_when_it_is_asked_alone(group, officer, seed) -> None:
    homes, ward = random_histories(group, random.Random(seed)), group.parent
    together = rights_on_days(officer, ward, DAYS, TODAY)
    of_one = rights_on_days(officer, ward, DAYS, TODAY, household=homes[0].pk)
    assert list(together) == list(of_one) == DAYS
    for day in DAYS:
        for found, alone in (
            (together[day], rights_in(officer, ward, day, TODAY)),
            (of_one[day], rights_of(officer, ward, homes[0].pk, day, TODAY)),
        ):
            assert found.rules == alone.rules
            assert found.persons == alone.persons
            assert _same(found.rows, alone.rows)
            assert _same(found.homes, alone.homes)
            assert _same(found.facts.people, alone.facts.people)
    assert sum(found.rows.height for found in together.values()) > 0


def test_a_year_takes_as_many_statements_as_a_day(group, officer) -> None:
    random_histories(group, random.Random(1))
    counts, ward = [], group.parent
    rights_on_days(officer, ward, DAYS[:1], TODAY)  # reads the roles of the officer, who keeps them
    for days in (DAYS[-1:], DAYS):
        with CaptureQueriesContext(connection) as asked:
            rights_on_days(officer, ward, days, TODAY)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 11  # one of them asks who receives by an approved list


def test_no_day_is_no_rights_and_no_statement(group, officer, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        assert rights_on_days(officer, group.parent, [], TODAY) == {}
