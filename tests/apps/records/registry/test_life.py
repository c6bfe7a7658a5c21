"""Birth, death, marriage, split, merge, moves: what becomes of everybody, day by day, and how each is undone."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import Household, Membership, Operation, Person, Residence
from chungtay.records.registry.operations import life, moves
from chungtay.records.registry.operations.standing import Relationship
from chungtay.records.registry.operations.undoing import LaterChange, undo
from chungtay.records.registry.queries.homes import home_of, members_on
from tests import factories as people
from tests.apps.records.registry import factories as f

pytestmark = pytest.mark.django_db

D = datetime.date
BY = {"by": None, "at": f.AT}


def names_on(household: Household, day: D) -> list[str]:
    return [row.person.full_name.split()[-1] for row in members_on(household, day)]


def code_of(error) -> str:
    return error.value.error_list[0].code


def test_a_child_is_born(group):
    home = f.household(group)
    baby = life.record_birth(home, f.member("Nguyễn An Nhiên", "child", "2024-02-10", papers=()), **BY)
    assert names_on(home, D(2024, 2, 9)) == ["Đình", "Hường", "Khôi", "Ánh"]
    assert names_on(home, D(2024, 2, 10)) == ["Đình", "Hường", "Khôi", "Ánh", "Nhiên"]
    assert home_of(baby) == home


def test_a_birth_needs_its_day(group):
    home = f.household(group)
    with pytest.raises(ValidationError) as refused:
        life.record_birth(home, f.member("Nguyễn An", "child", "2024-01-01", birth_known="year"), **BY)
    assert code_of(refused) == "birth_date"


def test_the_head_dies_and_the_son_is_the_new_head(group):
    home = f.household(group)
    father, mother, son, daughter = (f.person(home, name) for name in ("Đình", "Hường", "Khôi", "Ánh"))
    relations = {mother.pk: Relationship("parent"), daughter.pk: Relationship("other", "em gái")}
    before = f.standing()
    act = life.record_death(father, on=D(2024, 2, 20), new_head=son, relations=relations, why="Giấy báo tử", **BY)

    assert f.members(home) == {"Hường": "parent", "Khôi": "head", "Ánh": "other"}
    assert names_on(home, D(2024, 2, 20)) == ["Đình", "Hường", "Khôi", "Ánh"]
    assert names_on(home, D(2024, 2, 21)) == ["Khôi", "Hường", "Ánh"]
    assert Membership.objects.get(person=father).left_by == "died"
    # what they were to the dead head stays on record
    assert [row.relation for row in Membership.objects.filter(person=mother)] == ["spouse", "parent"]

    # marked dead by mistake: the first question of every help desk
    undo(act, why="Nhầm người", **BY)
    assert f.standing() == before
    father.refresh_from_db()
    assert father.death_date is None


def test_a_dying_head_leaves_nobody_unrelated(group):
    home = f.household(group)
    father, son = f.person(home, "Đình"), f.person(home, "Khôi")
    with pytest.raises(ValidationError) as refused:
        life.record_death(father, on=D(2024, 2, 20), **BY)
    assert code_of(refused) == "no_head"
    with pytest.raises(ValidationError) as refused:
        life.record_death(father, on=D(2024, 2, 20), new_head=son, relations={}, **BY)
    assert code_of(refused) == "no_relation"
    assert Operation.objects.count() == 1


def test_the_last_member_dies_and_the_household_ends(group):
    home = f.household(group, (f.member(),))
    act = life.record_death(f.person(home, "Đình"), on=D(2024, 2, 20), **BY)
    home.refresh_from_db()
    assert (home.ended_on, home.ended_by) == (D(2024, 2, 20), "died_out")
    assert Residence.objects.get().valid_to == D(2024, 2, 20)
    undo(act, why="Nhầm", **BY)
    home.refresh_from_db()
    assert home.ended_on is None


@pytest.mark.parametrize(("day", "code"), [(D(2024, 3, 2), "future"), (D(1969, 1, 1), "before_birth")])
def test_impossible_days_of_death(group, day, code):
    home = f.household(group, (f.member(),))
    with pytest.raises(ValidationError) as refused:
        life.record_death(f.person(home, "Đình"), on=day, **BY)
    assert code_of(refused) == code


def test_a_daughter_marries_into_another_household(group):
    home = f.household(group)
    into = f.household(
        group, (f.member("Lê Văn Sơn", born="1968-01-01"), f.member("Lê Văn Hải", "child", "2000-01-01"))
    )
    bride = f.person(home, "Ánh")
    life.record_move_between(bride, into=into, relationship=Relationship("other", "con dâu"), on=D(2024, 2, 1), **BY)
    assert names_on(home, D(2024, 2, 1)) == ["Đình", "Hường", "Khôi"]
    assert names_on(into, D(2024, 2, 1)) == ["Sơn", "Hải", "Ánh"]
    assert names_on(home, D(2024, 1, 31)) == ["Đình", "Hường", "Khôi", "Ánh"]
    assert Membership.objects.get(person=bride, household=home).left_by == "married"


def test_nobody_belongs_to_two_households(group):
    home, into = f.household(group), f.household(group, (f.member("Lê Văn Sơn"),))
    with pytest.raises(ValidationError) as refused:
        life.record_return(into, f.person(home, "Khôi"), relationship=Relationship("other"), on=D(2024, 2, 1), **BY)
    assert code_of(refused) == "elsewhere"


def test_who_left_can_come_back(group):
    home = f.household(group)
    son = f.person(home, "Khôi")
    life.record_departure(son, last_day=D(2023, 5, 31), **BY)
    assert home_of(son) == home
    life.record_return(home, son, relationship=Relationship("child"), on=D(2024, 1, 15), **BY)
    assert names_on(home, D(2023, 12, 1)) == ["Đình", "Hường", "Ánh"]
    assert names_on(home, D(2024, 1, 15)) == ["Đình", "Hường", "Khôi", "Ánh"]


def test_coming_back_before_having_left_is_refused(group):
    home = f.household(group)
    son = f.person(home, "Khôi")
    life.record_departure(son, last_day=D(2023, 5, 31), **BY)
    with pytest.raises(ValidationError, match=r"31/05|15/05"):
        life.record_return(home, son, relationship=Relationship("child"), on=D(2023, 5, 15), **BY)


def test_a_household_splits_and_merges_again(group):
    home = f.household(group)
    mother, son, daughter = (f.person(home, name) for name in ("Hường", "Khôi", "Ánh"))
    before = f.standing()
    new = moves.split_household(
        home,
        persons=[son, daughter],
        head=son,
        relations={daughter.pk: Relationship("other", "em gái")},
        group=group,
        address="Số 7",
        on=D(2024, 1, 1),
        **BY,
    )
    assert new.code == "00016-000002"
    assert f.members(home) == {"Đình": "head", "Hường": "spouse"}
    assert f.members(new) == {"Khôi": "head", "Ánh": "other"}

    split = Operation.objects.get(kind="household_split")
    relations = {son.pk: Relationship("child"), daughter.pk: Relationship("child")}
    merged = moves.merge_households(new, into=home, relations=relations, on=D(2024, 2, 1), **BY)
    assert f.members(home) == {"Đình": "head", "Hường": "spouse", "Khôi": "child", "Ánh": "child"}
    new.refresh_from_db()
    assert (new.ended_on, new.ended_by) == (D(2024, 1, 31), "merged")

    # the split cannot be undone before the merging that stands on it
    with pytest.raises(LaterChange) as refused:
        undo(split, why="x", **BY)
    assert refused.value.operation == merged
    undo(merged, why="x", **BY)
    undo(split, why="x", **BY)
    assert f.standing() == before
    assert mother.memberships.count() == 1


def test_the_head_goes_with_a_split(group):
    home = f.household(group)
    father, mother, son, daughter = (f.person(home, name) for name in ("Đình", "Hường", "Khôi", "Ánh"))
    moves.split_household(
        home,
        persons=[father],
        head=father,
        relations={},
        group=group,
        address="Số 9",
        on=D(2024, 1, 1),
        staying_head=mother,
        staying_relations={son.pk: Relationship("child"), daughter.pk: Relationship("child")},
        **BY,
    )
    assert f.members(home) == {"Hường": "head", "Khôi": "child", "Ánh": "child"}


def test_a_household_moves_and_its_past_stays(group, other_group):
    home = f.household(group)
    moves.move_household(home, group=other_group, address="Số 1 Hồng Hà", on=D(2024, 1, 10), **BY)
    home.refresh_from_db()
    assert (home.group, home.address) == (other_group, "Số 1 Hồng Hà")
    rows = [(row.group, row.valid_from, row.valid_to) for row in Residence.objects.filter(household=home)]
    assert rows == [(group, f.SINCE, D(2024, 1, 9)), (other_group, D(2024, 1, 10), None)]


def test_an_officer_cannot_move_a_household_into_a_foreign_ward(group, other_group):
    officer = people.person("hoa", "ward_officer", Unit.objects.get(code="00016"))
    home = f.household(group)
    with pytest.raises(PermissionDenied):
        moves.move_household(home, group=other_group, address="", on=D(2024, 1, 10), by=officer, at=f.AT)


def test_a_household_leaves_and_is_taken_in_elsewhere(group, other_group):
    home = f.household(group)
    moves.record_household_departure(home, last_day=D(2023, 8, 31), **BY)
    assert f.members(home) == {}
    with pytest.raises(ValidationError) as refused:
        life.record_birth(home, f.member("Nguyễn An", "child", "2024-01-01"), **BY)
    assert code_of(refused) == "ended"
    moves.take_in_again(home, group=other_group, address="Số 3", on=D(2024, 1, 1), **BY)
    assert f.members(home) == {"Đình": "head", "Hường": "spouse", "Khôi": "child", "Ánh": "child"}
    assert Household.objects.get(pk=home.pk).group == other_group


def test_the_head_changes(group):
    home = f.household(group)
    father, mother, son, daughter = (f.person(home, name) for name in ("Đình", "Hường", "Khôi", "Ánh"))
    relations = {
        father.pk: Relationship("spouse"),
        son.pk: Relationship("child"),
        daughter.pk: Relationship("child"),
    }
    life.change_head(home, new_head=mother, relations=relations, on=D(2024, 1, 1), **BY)
    assert f.members(home) == {"Đình": "spouse", "Hường": "head", "Khôi": "child", "Ánh": "child"}
    assert Membership.objects.filter(person=son).count() == 1  # still a child: nothing changed for the son
    assert Person.objects.get(pk=father.pk).death_date is None
    # the days before the mother had a head already: nobody is made a second one of them
    later = {mother.pk: Relationship("other", "mẹ"), father.pk: Relationship("other", "cha")}
    later[daughter.pk] = Relationship("other", "em")
    with pytest.raises(ValidationError) as refused:
        life.change_head(home, new_head=son, relations=later, on=D(2023, 12, 31), **BY)
    assert "Trần Thị Hường là chủ hộ từ 01/01/2024" in refused.value.messages[0]
    life.change_head(home, new_head=son, relations=later, on=D(2024, 1, 1), **BY)  # of that day itself: a correction
    heads = Membership.objects.live().filter(household=home, relation="head").order_by("valid_from")
    assert [(row.person, row.valid_from, row.valid_to) for row in heads] == [
        (father, f.SINCE, D(2023, 12, 31)),
        (son, D(2024, 1, 1), None),
    ]
