"""The year's movement, counted by hand for one case of each line, and balanced whatever happens."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import Household
from chungtay.records.registry.operations import life, moves, status
from chungtay.records.registry.queries.movement import CAME, LEFT, Reading, movement
from tests import factories as people
from tests.apps.records.registry import factories as f
from tests.lengths import examples

D = datetime.date
AT = datetime.datetime(2025, 3, 1, 8, tzinfo=datetime.UTC)
BY = {"by": None, "at": AT}
OPEN, CLOSE = D(2024, 1, 1), D(2025, 1, 1)


def classed(home: Household, class_id: str, day: D) -> None:
    new = status.NewStatus(year=day.year, rule_set="vn-2022", class_id=class_id, valid_from=day, source="legacy")
    status.record_status(home, new, **BY)


def home(group: Unit, *classes: str, members: int = 2) -> Household:
    """A household with its class of 2023, 2024 and 2025, as far as given; "" for no row of that year."""
    rows = [
        f.member(),
        *(f.member(f"Lê Văn {word}", "child", "2010-01-01") for word in ("An", "Ba", "Tư")[: members - 1]),
    ]
    found = f.household(group, tuple(rows), at=AT)
    for year, class_id in zip((2023, 2024, 2025), classes, strict=False):
        if class_id:
            classed(found, class_id, D(year, 1, 1))
    return found


def of(place: Unit):
    return movement(Reading(OPEN, "vn-2022", (place.path,)), Reading(CLOSE, "vn-2022", (place.path,)))


@pytest.mark.django_db
def test_one_household_in_each_line(group, other_group):
    ward = group.parent
    stays = home(group, "", "poor", "poor")
    to_near = home(group, "", "poor", "near_poor", members=3)
    above = home(group, "", "poor", "not_poor")
    falls = home(group, "", "near_poor", "poor")
    back = home(group, "poor", "not_poor", "poor")
    new = home(group, "", "", "poor", members=4)
    died = home(group, "", "poor", members=1)
    life.record_death(f.person(died, "Đình"), on=D(2024, 5, 1), **BY)
    left = home(group, "", "poor")
    moves.record_household_departure(left, last_day=D(2024, 6, 30), **BY)
    away = home(group, "", "poor", "poor")
    moves.move_household(away, group=other_group, address="", on=D(2024, 7, 1), **BY)
    came = home(other_group, "", "poor", "poor")
    moves.move_household(came, group=group, address="", on=D(2024, 7, 1), **BY)
    child = f.person(stays, "An")
    half = moves.split_household(
        stays, persons=[child], head=child, relations={}, group=group, address="", on=D(2024, 8, 1), **BY
    )
    classed(half, "poor", CLOSE)

    found = of(ward)
    poor, near = found.poor, found.near_poor
    # at the start: stays, to_near, above, died, left, away = 2+3+2+1+2+2 persons; at the end: stays (1 person now),
    # falls, back, new, came, half
    assert (len(poor.start.households), poor.start.persons) == (6, 12)
    assert set(poor.end.households) == {each.pk for each in (stays, falls, back, new, came, half)}
    assert poor.end.persons == 1 + 2 + 2 + 4 + 2 + 1
    assert {name: line.households for name, line in poor.lines.items()} == {
        "to_other_class": [to_near.pk],
        "above_both": [above.pk],
        "dissolved": [died.pk],
        "moved_out": [left.pk, away.pk],
        "from_other_class": [falls.pk],
        "fell_back": [back.pk],
        "newly_arising": [new.pk],
        "moved_in": [came.pk],
        "split_off": [half.pk],
    }
    assert (poor.grew, poor.shrank) == (0, 1)
    assert (len(near.start.households), len(near.end.households)) == (1, 1)
    assert near.lines["from_other_class"].households == [to_near.pk]
    assert near.lines["to_other_class"].households == [falls.pk]
    assert found.problems() == []
    assert (poor.balance(), near.balance()) == ((0, 0), (0, 0))


@pytest.mark.django_db
def test_the_district_is_the_sum_of_its_wards_but_for_moves_inside(group, other_group):
    inside = home(group, "", "poor", "poor")
    moves.move_household(inside, group=other_group, address="", on=D(2024, 7, 1), **BY)
    home(other_group, "", "poor", "near_poor")
    wards = [of(group.parent), of(other_group.parent)]
    district = of(group.parent.parent)
    assert [len(each.poor.start.households) for each in (*wards, district)] == [1, 1, 2]
    assert [len(each.poor.lines["moved_out"].households) for each in (*wards, district)] == [1, 0, 0]
    assert [len(each.poor.lines["moved_in"].households) for each in (*wards, district)] == [0, 1, 0]
    assert all(each.problems() == [] for each in (*wards, district))


@pytest.mark.django_db
def test_a_broken_identity_is_named(group):
    home(group, "", "poor", "near_poor")
    found = of(group.parent)
    found.near_poor.lines["from_other_class"].households.clear()
    assert found.problems() == ["near_poor: balance", "poor to near_poor"]


@pytest.mark.django_db
def test_statements_do_not_grow_with_households(group):
    def count(homes: int) -> int:
        for _ in range(homes):
            home(group, "poor", "near_poor", "poor")
        with CaptureQueriesContext(connection) as asked:
            of(group.parent)
        return len(asked)

    count(1)  # what a connection asks once
    assert count(2) == count(12)


classes = st.sampled_from(["poor", "near_poor", "not_poor", ""])
fates = st.sampled_from(["", "death", "leave", "away", "split", "birth"])


class Years(TestCase):
    @classmethod
    def setUpTestData(cls):
        people.district()
        cls.groups = list(Unit.objects.filter(level="group").order_by("pk"))

    @settings(max_examples=examples(40, 15), suppress_health_check=[HealthCheck.too_slow], deadline=None)
    @given(
        st.lists(st.tuples(classes, classes, classes, fates, st.booleans(), st.integers(1, 4)), min_size=1, max_size=6)
    )
    def test_every_account_balances(self, homes):
        for old, opening, closing, fate, second, members in homes:
            group, other = self.groups if second else reversed(self.groups)
            each = home(group, old, opening, "" if fate in ("death", "leave") else closing, members=members)
            self.befall(each, fate, other, closing)
        for place in (*self.groups, self.groups[0].parent, self.groups[0].parent.parent):
            found = of(place)
            assert found.problems() == []
            for account in (found.poor, found.near_poor):
                lines = [home for name in (*LEFT, *CAME) for home in account.lines[name].households]
                assert len(lines) == len(set(lines))

    def befall(self, each: Household, fate: str, other: Unit, closing: str) -> None:
        try:
            match fate:
                case "death" if each.memberships.count() == 1:
                    life.record_death(f.person(each, "Đình"), on=D(2024, 5, 1), **BY)
                case "leave":
                    moves.record_household_departure(each, last_day=D(2024, 5, 1), **BY)
                case "away":
                    moves.move_household(each, group=other, address="", on=D(2024, 5, 1), **BY)
                case "split" if each.memberships.count() > 1:
                    child = f.person(each, "An")
                    new = moves.split_household(
                        each, persons=[child], head=child, relations={}, group=other, address="", on=D(2024, 5, 1), **BY
                    )
                    if closing:
                        classed(new, closing, CLOSE)
                case "birth":
                    life.record_birth(each, f.member("Lê Bé", "child", "2024-03-01", papers=()), **BY)
        except ValidationError:
            raise AssertionError(fate) from None
