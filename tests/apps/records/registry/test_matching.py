"""Who is told to be on record already: the mistakes that offices make are seen through, and those who only look alike
are not taken for one."""

from __future__ import annotations

import dataclasses
import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chungtay.records.registry.operations import editing, life
from chungtay.records.registry.operations.standing import Relationship
from chungtay.records.registry.queries.blocks import prints, wanted
from chungtay.records.registry.queries.facts import NewPaper
from chungtay.records.registry.queries.likeness import (
    CERTAIN_ENOUGH,
    WEIGHTS,
    WORTH_A_LOOK,
    WORTH_A_WORD,
    Facts,
    likeness,
    mate,
    name_says,
    score_of,
)
from chungtay.records.registry.queries.matching import candidates, candidates_for
from tests.apps.records.registry import factories as f

BORN = datetime.date(1970, 5, 12)


def facts(name: str = "Nguyễn Văn Đình", born: str | None = "1970-05-12", **changes) -> Facts:
    day = datetime.date.fromisoformat(born) if born else None
    known = "" if day is None else "year" if (day.month, day.day) == (1, 1) else "day"
    values = {"full_name": name, "born": day, "known": known, "sex": "male", "ward": 1, "group": 11, "household": None}
    return Facts(**(values | changes))


# --- likeness, without a database -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "says"),
    [
        ("Nguyễn Văn Đình", "Nguyễn Văn Đình", "same"),
        ("Trần Thị Hoà", "Trần Thị Hòa", "same"),  # the tone on another letter
        ("Nguyễn Văn Đình", "Nguyen Van Dinh", "without marks"),
        ("Lê Thị Hường", "Lê Thị Hương", "other marks"),
        ("Đặng Văn Đức", "Dặng Văn Đức", "other marks"),
        ("Nguyễn Văn Đình", "Đình Nguyễn Văn", "other order"),
        ("Nguyễn Văn Đình", "Nguyễn Đình", "middle left out"),
        ("Nguyễn Văn Đình", "Nguyễn Bá Đình", "other middle"),
        ("Hoàng Văn Thoan", "Hoàng Văn Thoang", "one letter"),
        ("Phạm Thị Lan", "Phạm Thị Liên", "other given name"),
        ("Vàng A Sử", "Vang A Su", "without marks"),
        ("H'Bia Êban", "Hbia Eban", "without marks"),
        ("Y Moan Êban", "Y Thim Êban", "other middle"),
        ("Thạch Thị Sa Rên", "Thạch Thị Rên", "middle left out"),
        ("Trần Văn Nam", "Lê Văn Nam", "given name alone"),
        ("Trần Văn Nam", "Lê Thị Hoa", "other"),
    ],
)
def test_what_two_names_say(one, other, says):
    assert name_says(facts(one), facts(other)) == says
    assert name_says(facts(other), facts(one)) == says


def test_the_full_name_alone_is_never_enough():
    same_name = likeness(facts(born=None, ward=None), facts(born=None, ward=None))
    assert same_name.score < WORTH_A_WORD
    for ward in (1, 2):  # in one ward and in two
        assert likeness(facts(born=None), facts(born=None, ward=ward)).score < WORTH_A_WORD


def test_name_and_day_of_birth_are_probably_one_person():
    assert likeness(facts(), facts()).score >= CERTAIN_ENOUGH
    assert likeness(facts("Nguyen Van Dinh"), facts()).score >= CERTAIN_ENOUGH
    assert likeness(facts(), facts(born="1970-12-05")).score >= WORTH_A_LOOK  # day and month exchanged


def test_first_of_january_is_a_year():
    assert [sign.says for sign in likeness(facts(), facts(born="1970-01-01")).signs if sign.field == "birth"] == [
        "same year"
    ]
    assert likeness(facts(), facts(born="1970-01-01")).score < CERTAIN_ENOUGH


@pytest.mark.parametrize("namesakes", [None, 0, 1, 5])
def test_namesakes_of_one_ward_and_year_are_not_certain(namesakes):
    found = likeness(facts(born="1970-01-01"), facts(born="1970-01-01"), namesakes)
    assert found.score < CERTAIN_ENOUGH
    more = likeness(facts(born="1970-01-01", group=12), facts(born="1970-01-01"), 9)
    assert more.score < WORTH_A_WORD


def test_father_and_son_of_one_name_are_two():
    son = facts(born="1998-05-12", household=7, address="12 doi can", phone="0912345678")
    father = facts(household=7, address="12 doi can", phone="0912345678")
    assert likeness(father, son).score < WORTH_A_WORD
    elsewhere = dataclasses.replace(son, household=8, mates=frozenset({mate("Trần Thị Hường", BORN)}))
    at_home = dataclasses.replace(father, mates=frozenset({mate("Trần Thị Hường", BORN)}))
    assert likeness(at_home, elsewhere).score < WORTH_A_WORD


@pytest.mark.parametrize(
    ("one", "other"),
    [("Nguyễn Minh Hải", "Nguyễn Minh Hà"), ("Lê Khánh Ly", "Lê Khánh Linh"), ("Vàng Thị Mai", "Vàng Thị Mây")],
)
@pytest.mark.parametrize("apart", [False, True])
def test_twins_are_two(one, other, apart):
    home = {"born": "2015-03-08", "address": "12 doi can", "phone": "0912345678"}
    mates = frozenset({mate("Nguyễn Văn Đình", BORN), mate("Trần Thị Hường", BORN)})
    first = facts(one, household=7, mates=mates, **home)
    second = facts(other, household=8 if apart else 7, mates=mates, **home)
    assert likeness(first, second).score < CERTAIN_ENOUGH


def test_the_same_number_tells_more_than_a_mistyped_name():
    paper = {"papers": frozenset({("citizen", "p1")}), "ends": frozenset({("citizen", "e1")})}
    other = {"papers": frozenset({("citizen", "p2")}), "ends": frozenset({("citizen", "e2")})}
    assert likeness(facts(**paper), facts("Nguyễn Văn Dính", born="1970-12-05", **paper)).score >= CERTAIN_ENOUGH
    assert likeness(facts(**paper), facts(**other)).score < likeness(facts(), facts()).score
    old_card = {"papers": frozenset({("old_card", "p3")}), "ends": frozenset({("old_card", "e3")})}
    assert likeness(facts(**paper), facts(**old_card)).score == likeness(facts(), facts()).score  # not comparable


def test_sex_is_weak_evidence():
    assert likeness(facts(), facts(sex="female")).score >= WORTH_A_LOOK


def test_the_same_family_around_speaks_for_one():
    mates = frozenset({mate("Trần Thị Hường", BORN), mate("Nguyễn Minh Khôi", BORN)})
    one, other = facts(born="1970-01-01", mates=mates), facts("Nguyễn Bá Đình", born="1970-05-12", mates=mates)
    assert likeness(one, other).score >= WORTH_A_LOOK
    alone = dataclasses.replace(other, mates=frozenset())
    assert likeness(one, alone).score < WORTH_A_WORD


def test_the_score_is_the_sum_of_what_is_said():
    found = likeness(facts(), facts(), 0)
    assert found.score == score_of(sum(sign.weight for sign in found.signs))
    assert all(WEIGHTS[sign.field][sign.says] == sign.weight for sign in found.signs)


@pytest.mark.parametrize(
    ("entered", "born", "shared"),
    [
        (["nguyen", "van", "dinh"], BORN, True),
        (["dinh", "van", "nguyen"], BORN, True),
        (["dinh", "nguyen", "van"], BORN.replace(month=1, day=1), True),
        (["nguyen", "ba", "dinh"], BORN.replace(month=1, day=1), True),
        (["nguyen", "van", "dinhh"], BORN, True),
        (["nguyen", "van", "dinhh"], BORN.replace(day=5, month=12), True),
        (["nguyen", "van", "dinh"], BORN.replace(year=1971), True),
        (["le", "thi", "hoa"], BORN.replace(year=1980), False),
        (["nguyen", "van", "dinh"], BORN.replace(year=1998), False),
    ],
)
def test_whom_the_prints_bring_together(entered, born, shared):
    on_record = prints(["nguyen", "van", "dinh"], BORN, "day", 1)
    known = "year" if (born.month, born.day) == (1, 1) else "day"
    found = any(getattr(on_record, name) == value for name, value in wanted(entered, born, known, 1))
    assert found == shared


# --- candidates, at entry -------------------------------------------------------------------------------------------


@pytest.fixture
def home(group):
    return f.household(group)


@pytest.fixture
def area(group) -> list[str]:
    return [group.parent.path]


def again(name: str = "Nguyễn Văn Đình", born: str = "1970-05-12", **changes):
    return f.member(name, born=born, **({"papers": ()} | changes))


@pytest.mark.parametrize(
    "entered",
    [
        again(),
        again("Nguyen Van Dinh"),
        again("Đình Nguyễn Văn"),
        again("Nguyễn Đình"),
        again("Nguyễn Bá Đình"),
        again("Nguyễn Văn Dình", sex="female"),
        again(born="1970-12-05"),
        again("Nguyễn Văn Đìnhh"),
    ],
    ids=lambda member: f"{member.full_name} {member.birth_date} {member.sex}",
)
def test_a_person_on_record_is_found(home, group, area, entered):
    (found,) = candidates(entered, group=group, paths=area)
    assert found.person == f.person(home, "Đình")
    assert found.household == home
    assert found.ward == group.parent


def test_a_year_alone_is_found_with_the_family_around(home, group, area):
    entered = again(born="1970-01-01", birth_known="year")
    mates = [("Trần Thị Hường", datetime.date(1974, 1, 1)), ("Nguyễn Minh Khôi", datetime.date(2003, 6, 30))]
    (found,) = candidates(entered, group=group, paths=area, mates=mates)
    assert found.probable
    assert {sign.field: sign.says for sign in found.signs}["household"] == "several the same"


def test_a_number_finds_its_holder_under_another_name(home, group, area):
    number = f.person(home, "Hường").papers.get().number
    entered = f.member("Trần Thị Hằng", "head", "1980-01-01", papers=(NewPaper("citizen", number),))
    (found,) = candidates(entered, group=group, paths=area)
    assert found.person == f.person(home, "Hường")
    assert found.signs[0].says == "same"


def test_a_stranger_and_a_namesake_of_another_year_are_not_told(home, group, area):
    assert candidates(again("Lê Văn Sơn"), group=group, paths=area) == []
    assert candidates(again(born="1998-03-03"), group=group, paths=area) == []


def test_of_somebody_outside_the_area_only_the_ward_is_told(home, group, other_group):
    number = f.person(home, "Đình").papers.get().number
    entered = again(papers=(NewPaper("citizen", number),))
    (found,) = candidates(entered, group=other_group, paths=[other_group.parent.path])
    assert (found.person, found.household, found.ward) == (None, None, group.parent)
    assert found.probable
    for secret in (number, number[-4:], "Đình", home.code):
        assert secret not in repr(found)


def test_a_newborn_brother_is_not_his_twin(home, group, area):
    joined = life.record_birth(home, f.member("Nguyễn Minh Hải", "child", "2024-02-20", papers=()), by=None, at=f.AT)
    twin = f.member("Nguyễn Minh Hà", "child", "2024-02-20", papers=())
    found = candidates(twin, group=group, paths=area, joins=home)
    assert [each for each in found if each.probable] == []
    again_him = f.member("Nguyễn Minh Hải", "child", "2024-02-20", papers=())
    assert [each.person for each in candidates(again_him, group=group, paths=area, joins=home)] == [joined]


def test_the_withdrawn_are_not_told_and_the_departed_are(home, group, area):
    khoi = f.person(home, "Khôi")
    life.record_departure(khoi, last_day=datetime.date(2024, 1, 1), by=None, at=f.AT)
    (found,) = candidates(again("Nguyễn Minh Khôi", "2003-06-30"), group=group, paths=area)
    assert (found.person, found.household) == (khoi, home)
    life.record_return(home, khoi, relationship=Relationship("child"), on=datetime.date(2024, 2, 1), by=None, at=f.AT)
    editing.edit_person(khoi, {"full_name": "Nguyễn Minh Khang"}, seen=khoi.version, by=None, at=f.AT)
    found = candidates(again("Nguyễn Minh Khôi", "2003-06-30"), group=group, paths=area)
    assert not [each for each in found if each.probable]


def test_a_batch_of_households_costs_no_more_statements_than_one(home, group, area):
    def count(households: int) -> int:
        entered = [f.entered(group) for _each in range(households)]
        with CaptureQueriesContext(connection) as asked:
            found = candidates_for(entered, paths=area)
        assert len(found) == households
        assert all(len(members) == 4 for members in found)
        assert found[-1][0][0].person == f.person(home, "Đình")
        return len(asked)

    assert count(1) == count(40) <= 16
