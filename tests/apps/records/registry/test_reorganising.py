"""Households follow their residential group into the new ward, and what was before stays readable."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chungtay.foundation.places import operations as places
from chungtay.foundation.places.models import Unit
from chungtay.foundation.places.operations import Move
from chungtay.records.registry.models import Household, Operation, Residence
from chungtay.records.registry.operations import life, moves
from chungtay.records.registry.operations.reorganising import follow_groups
from chungtay.records.registry.operations.undoing import LaterChange
from chungtay.records.registry.queries.counts import people_in_groups
from chungtay.records.registry.queries.proof import strayed_records
from tests.apps.records.registry import factories as f

pytestmark = pytest.mark.django_db

DAY = datetime.date(2025, 7, 1)
AT = datetime.datetime(2025, 9, 1, 8, 0, tzinfo=datetime.UTC)
BEFORE = datetime.date(2025, 6, 30)


@pytest.fixture
def new_group(group) -> Unit:
    ward = places.found_unit(
        level="ward", code="00097", name="Phường Hồng Hà", parent=group.parent.parent, valid_from=DAY, by=None, at=AT
    )
    return places.found_unit(level="group", code="01", name="Tổ 1", parent=ward, valid_from=DAY, by=None, at=AT)


def follow(pairs, undo: bool = False) -> None:
    rows = [Move(old, new, DAY) for old, new in pairs]
    follow_groups(rows, origin="reorganisation:1", undo=undo, by=None, at=AT)


def spans(home: Household) -> list[tuple]:
    rows = Residence.objects.live().filter(household=home).order_by("valid_from")
    return [(row.group_id, row.valid_from, row.valid_to, row.came_by) for row in rows]


def test_households_follow_and_come_back(group, new_group):
    home = f.household(group)
    before = f.standing()
    follow([(group, new_group)])
    home.refresh_from_db()
    assert home.group == new_group
    assert spans(home) == [(group.pk, f.SINCE, BEFORE, ""), (new_group.pk, DAY, None, "reorganised")]
    assert people_in_groups([group.pk, new_group.pk], BEFORE) == {group.pk: (1, 4)}
    assert people_in_groups([group.pk, new_group.pk], DAY) == {new_group.pk: (1, 4)}
    assert list(strayed_records()) == []

    follow([(new_group, group)], undo=True)
    assert f.standing() == before


def test_who_left_before_lived_in_the_old_ward_and_is_kept_in_the_new_one(group, other_group, new_group):
    early, late = f.household(group), f.household(group)
    moves.record_household_departure(early, last_day=datetime.date(2025, 3, 1), by=None, at=AT)
    moves.move_household(late, group=other_group, address="", on=datetime.date(2025, 8, 10), by=None, at=AT)
    came = f.household(group, since=datetime.date(2025, 8, 15), at=AT)
    follow([(group, new_group)])
    assert spans(early) == [(group.pk, f.SINCE, datetime.date(2025, 3, 1), "")]
    assert spans(late) == [
        (group.pk, f.SINCE, BEFORE, ""),
        (new_group.pk, DAY, datetime.date(2025, 8, 9), "reorganised"),
        (other_group.pk, datetime.date(2025, 8, 10), None, ""),
    ]
    assert spans(came) == [(new_group.pk, datetime.date(2025, 8, 15), None, "")]
    assert [Household.objects.get(pk=home.pk).group for home in (early, late, came)] == [
        new_group, other_group, new_group
    ]  # fmt: skip


def test_the_border_does_not_go_back_over_what_was_done_since(group, other_group, new_group):
    home = f.household(group)
    follow([(group, new_group)])
    moves.move_household(home, group=other_group, address="", on=datetime.date(2025, 8, 10), by=None, at=AT)
    with pytest.raises(LaterChange):
        follow([(new_group, group)], undo=True)
    assert Household.objects.get().group == other_group


def test_a_birth_since_does_not_hold_the_border(group, new_group):
    home = f.household(group)
    follow([(group, new_group)])
    life.record_birth(home, f.member("Nguyễn An", "child", "2025-08-01", papers=()), by=None, at=AT)
    follow([(new_group, group)], undo=True)
    assert Household.objects.get().group == group
    assert f.members(home)["An"] == "child"


def test_statements_do_not_grow_with_households(group, new_group):
    def count(homes: int) -> int:
        for _ in range(homes):
            f.household(group, (f.member(),))
        with CaptureQueriesContext(connection) as asked:
            follow([(group, new_group)])
        follow([(new_group, group)], undo=True)
        return len(asked)

    assert count(2) == count(40)
    assert Operation.objects.filter(kind="group_reorganised").count() == 2
