"""Help that was recorded for a household which later became a part of another stands on the page of that one, with the
code it was recorded for, and goes away again with the undoing."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chungtay.foundation.accounts.models import Role
from chungtay.records.entitlements.operations import help as helping
from chungtay.records.entitlements.queries import help as queries
from chungtay.records.registry.models import Household, Operation
from chungtay.records.registry.operations import life, moves
from chungtay.records.registry.operations.catching_up import catch_up
from chungtay.records.registry.operations.joining import Match, join_households
from chungtay.records.registry.operations.standing import Relationship
from chungtay.records.registry.operations.undoing import undo
from chungtay.records.registry.queries.homes import joined_into
from chungtay.records.registry.queries.two_homes import two_homes
from tests import factories
from tests.apps.records.registry.factories import household, member, person

D = datetime.date
AT = datetime.datetime(2026, 9, 20, 8, 0, tzinfo=datetime.UTC)
BORN = D(2015, 1, 1)
LATER = D(2026, 9, 15)
NUMBERS = ("Một", "Hai", "Ba", "Tư", "Năm", "Sáu")


@pytest.fixture
def keeper(group):
    return factories.person("officer-joined", Role.WARD_OFFICER, group.parent)


@pytest.fixture
def son(group) -> Household:
    return household(group, (member("Nguyễn Minh Khôi", born="1995-03-04"),), since=BORN, at=AT)


@pytest.fixture
def mother(group) -> Household:
    return household(group, (member("Đỗ Thị Kim", born="1950-01-02"),), since=BORN, at=AT)


def received(home, keeper, value: int, origin: str) -> None:
    helping.remember_help(
        household=home, person=None, kind="cash", source="donor", title=f"Quà {origin}", value=value,
        on=D(2026, 9, 10), proof="Biên nhận", origin=f"test:joined:{origin}", by=keeper, at=AT,
    )  # fmt: skip


def joins(home: Household, into: Household, day: D = LATER) -> Operation:
    members = {row.person_id: Relationship("parent") for row in home.memberships.filter(valid_to=None)}
    done = moves.merge_households(home, into=into, relations=members, on=day, by=None, at=AT)
    assert done is not None
    return done


def helped(home: Household) -> list[int]:
    return [row.value for row in queries.help_of(home.pk)]


def test_help_of_a_household_that_joined_another_stands_there_until_that_is_undone(client, son, mother, keeper) -> None:
    received(mother, keeper, 500_000, "a")
    received(son, keeper, 200_000, "b")
    done = joins(mother, son)
    assert helped(son) == [200_000, 500_000]
    client.force_login(keeper)
    page = client.get(f"/00016/2026/quyen-loi/ho/{son.pk}/da-nhan/").content.decode()
    assert "700.000 đ" in page
    assert f"ghi cho hộ {mother.code}, nay thuộc hộ này" in page
    assert page.count("nay thuộc hộ này") == 1
    assert "khi đó ở hộ khác" not in page
    panel = client.get(f"/00016/2026/ho-dan/{son.pk}/").content.decode()
    assert f"ghi cho hộ {mother.code}, nay thuộc hộ này" in panel
    assert helped(mother) == [500_000]
    mother.refresh_from_db()
    assert mother.merged_into == son
    told = client.get(f"/00016/2026/ho-dan/{mother.pk}/lich-su/{done.pk}/").content.decode()
    assert "Nhập vào hộ" in told
    assert son.code in told

    back = undo(done, why="Nhầm", by=None, at=AT)
    assert (helped(son), helped(mother)) == ([200_000], [500_000])
    undo(back, why="Không nhầm", by=None, at=AT)
    assert helped(son) == [200_000, 500_000]


def test_a_household_entered_twice_all_of_whose_people_were_known(group, son, keeper) -> None:
    """Nothing is written in the household that stays, and it is known all the same."""
    again = household(group, (member("Nguyen Minh Khoi", born="1995-03-04", papers=()),), since=BORN, at=AT)
    received(again, keeper, 300_000, "c")
    match = Match(person(again, "Khoi").pk, into=person(son, "Khôi").pk)
    seen = two_homes(son, again).seen
    done = join_households(son, again, [match], seen=seen, why="Nhập hai lần", by=None, at=AT)
    assert not done.changes.filter(household=son).exists()
    assert helped(son) == [300_000]
    undo(done, why="Hai hộ", by=None, at=AT)
    assert (helped(son), helped(again)) == ([], [300_000])


def test_by_way_of_others(group, son, mother, keeper) -> None:
    third = household(group, (member("Lê Văn Cảnh", born="1980-05-06"),), since=BORN, at=AT)
    received(mother, keeper, 500_000, "d")
    joins(mother, son, D(2026, 9, 12))
    joins(son, third, D(2026, 9, 15))
    assert joined_into(third.pk) == [son.pk, mother.pk]
    assert helped(third) == [500_000]


@pytest.mark.parametrize(
    ("left_by", "ended_by", "joined"), [("married", "merged", [500_000]), ("moved", "moved_out", [])]
)
def test_the_last_who_marries_takes_the_help_along_and_who_moves_does_not(
    son, mother, keeper, left_by, ended_by, joined
) -> None:
    """A household whose last member moved may come back, and its help stays on its own page."""
    received(mother, keeper, 500_000, "e")
    kim = person(mother, "Kim")
    to = Relationship("parent")
    done = life.record_move_between(kim, into=son, relationship=to, on=D(2026, 9, 15), left_by=left_by, by=None, at=AT)
    mother.refresh_from_db()
    assert (mother.ended_by, mother.merged_into) == (ended_by, son if joined else None)
    assert (helped(son), helped(mother)) == (joined, [500_000])
    undo(done, why="Nhầm", by=None, at=AT)
    assert (helped(son), helped(mother)) == ([], [500_000])


def test_a_household_that_left_is_no_part_of_another(son, mother, keeper) -> None:
    done = joins(mother, son)
    undo(done, why="Nhầm", by=None, at=AT)
    Household.objects.filter(pk=mother.pk).update(merged_into=son)  # left behind by an act before the field was there
    moves.record_household_departure(Household.objects.get(pk=mother.pk), last_day=D(2026, 9, 18), by=None, at=AT)
    assert joined_into(son.pk) == []


@pytest.mark.parametrize("count", [1, 6])
def test_as_many_statements_for_one_household_as_for_six(client, group, son, keeper, count) -> None:
    for number in range(count):
        home = household(group, (member(f"Lê Văn {NUMBERS[number]}", born="1980-05-06"),), since=BORN, at=AT)
        received(home, keeper, 1_000, f"f{number}")
        joins(home, son)
    with CaptureQueriesContext(connection) as seen:
        rows = list(queries.help_of(son.pk))
        assert {row.household.code for row in rows if row.household_id != son.pk} != set()
    assert len(rows) == count
    assert len(seen) == 5, [each["sql"] for each in seen]  # two of households, two of people, one of help


def test_what_was_joined_before_is_found_in_its_history(group, son, mother) -> None:
    again = household(group, (member("Nguyen Minh Khoi", born="1995-03-04", papers=()),), since=BORN, at=AT)
    match = Match(person(again, "Khoi").pk, into=person(son, "Khôi").pk)
    join_households(son, again, [match], seen=two_homes(son, again).seen, why="Hai lần", by=None, at=AT)
    joins(mother, son)
    assert dict(gone_over()) == {mother.pk: son.pk, again.pk: son.pk}
    Household.objects.update(merged_into=None)  # as a database has it from before
    catch_up(at=AT)
    assert dict(gone_over()) == {mother.pk: son.pk, again.pk: son.pk}
    assert Operation.objects.filter(kind="merge_noted").count() == 2
    catch_up(at=AT)
    assert Operation.objects.filter(kind="merge_noted").count() == 2


def gone_over():
    return Household.objects.exclude(merged_into=None).values_list("pk", "merged_into")
