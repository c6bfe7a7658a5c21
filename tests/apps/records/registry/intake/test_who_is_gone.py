"""An export from before somebody died, left, or was joined with another record, brought in again: nobody comes back by
it, and a household that ended is not entered anew."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import Household, Membership, Person
from chungtay.records.registry.operations import life, moves
from chungtay.records.registry.operations.exporting import Layout
from chungtay.records.registry.operations.intake.choosing import choose
from chungtay.records.registry.operations.joining import Match, join_households
from chungtay.records.registry.operations.merging import Choices, merge_persons
from chungtay.records.registry.operations.standing import Relationship
from chungtay.records.registry.queries.intake.planning import Choice
from chungtay.records.registry.queries.two_homes import two_homes
from tests import factories as people
from tests.apps.records.registry import factories as records
from tests.apps.records.registry.intake import files as f
from tests.apps.records.registry.intake.test_round_trip import AT, exported

pytestmark = pytest.mark.django_db
D = datetime.date
GONE = D(2024, 12, 20)
TODAY = D(2024, 12, 28)


@pytest.fixture
def ward(group, monkeypatch) -> Unit:
    monkeypatch.setattr(f, "AT", AT)
    return Unit.objects.get(code="00016")


def bare(name: str, relation: str = "head", born: str = "1970-05-12", **more):
    return records.member(name, relation, born, **({"papers": ()} | more))


def family(group: Unit, *, numbers: bool) -> Household:
    make = records.member if numbers else bare
    return records.household(
        group,
        (
            make("Trần Văn Núi"),
            make("Lê Thị Sông", "spouse", "1972-03-08"),
            make("Trần Văn Đồi", "child", "2000-01-02"),
        ),
    )


def alive(name: str) -> int:
    return Membership.objects.current().filter(person__full_name=name).count()


def sentences(file) -> list[str]:
    return [said for _cell, said in f.told(file)]


@pytest.mark.parametrize("layout", [Layout.LISTS, Layout.FULL])
@pytest.mark.parametrize("numbers", [True, False])
def test_the_dead_stay_dead(ward, group, tmp_path, layout, numbers):
    home = family(group, numbers=numbers)
    path = exported(tmp_path, ward, layout)
    life.record_death(records.person(home, "Sông"), on=GONE, by=None, at=AT)
    file = f.applied(path, ward, on=TODAY)
    assert (f.outcomes(file), file.counts["missing"]) == ({"unchanged": 1}, 0)
    [said] = sentences(file)
    assert said.startswith("Lê Thị Sông đã mất ngày 20/12/2024")
    assert (alive("Lê Thị Sông"), Person.objects.count()) == (0, 3)


@pytest.mark.parametrize("numbers", [True, False])
def test_who_left_does_not_come_back_by_an_old_list(ward, group, tmp_path, numbers):
    home = family(group, numbers=numbers)
    path = exported(tmp_path, ward, Layout.FULL)
    life.record_departure(records.person(home, "Đồi"), last_day=GONE, by=None, at=AT)
    file = f.applied(path, ward, on=TODAY)
    assert f.outcomes(file) == {"unchanged": 1}
    [said] = sentences(file)
    assert said.startswith("Trần Văn Đồi đã chuyển đi ngày 20/12/2024")
    assert (alive("Trần Văn Đồi"), Person.objects.count()) == (0, 3)


@pytest.mark.parametrize("numbers", [True, False])
def test_who_married_away_is_not_entered_again_with_the_parents(ward, group, tmp_path, numbers):
    home, other = family(group, numbers=numbers), records.household(group, (bare("Ngô Thị Suối", born="1999-01-01"),))
    path = exported(tmp_path, ward, Layout.FULL)
    life.record_move_between(
        records.person(home, "Đồi"), into=other, relationship=Relationship("spouse"), on=GONE, by=None, at=AT
    )
    file = f.applied(path, ward, on=TODAY)
    assert f.outcomes(file) == {"unchanged": 2}
    assert (alive("Trần Văn Đồi"), Person.objects.count()) == (1, 4)
    assert all(said.startswith("Trần Văn Đồi") for said in sentences(file))


def test_a_record_that_was_joined_with_another_is_not_entered_again(ward, group, tmp_path):
    home = records.household(group, (bare("Trần Văn Núi"), bare("Trần Đồi", "child", "2000-01-02"),
                                     bare("Trần Văn Đồi", "child", "2000-01-01")))  # fmt: skip
    path = exported(tmp_path, ward, Layout.FULL)
    second, first = Person.objects.get(full_name="Trần Đồi"), Person.objects.get(full_name="Trần Văn Đồi")
    stays = Membership.objects.current().get(person=first).pk
    merge_persons(first, second, Choices(membership=stays), seen=(first.version, second.version),
                  why="Nhập hai lần", by=None, at=AT)  # fmt: skip
    file = f.applied(path, ward, on=TODAY)
    assert f.outcomes(file) == {"unchanged": 1}
    [said] = sentences(file)
    assert said.startswith("Trần Đồi đã gộp vào hồ sơ của Trần Văn Đồi")
    assert Membership.objects.current().filter(household=home).count() == 2


def test_the_officer_may_say_that_it_is_somebody_new(ward, group, tmp_path):
    home = family(group, numbers=True)
    path = exported(tmp_path, ward, Layout.FULL)
    life.record_death(records.person(home, "Đồi"), on=GONE, by=None, at=AT)
    file = f.staged(path, ward, on=TODAY)
    row = f.only(file)
    choose(row, Choice(people=frozenset({2})), by=None, at=AT)
    row.refresh_from_db()
    assert (row.outcome, row.choice["people"]) == ("changed", [2])
    f.apply(file)
    # two persons: the dead one keeps the number
    assert (alive("Trần Văn Đồi"), Person.objects.filter(full_name="Trần Văn Đồi").count()) == (1, 2)
    assert any("số định danh" in said for said in sentences(file))


@pytest.mark.parametrize("layout", [Layout.LISTS, Layout.FULL])
@pytest.mark.parametrize("numbers", [True, False])
def test_a_household_that_left_is_not_entered_anew(ward, group, tmp_path, layout, numbers):
    home = family(group, numbers=numbers)
    path = exported(tmp_path, ward, layout)
    moves.record_household_departure(home, last_day=GONE, by=None, at=AT)
    file = f.applied(path, ward, on=TODAY)
    assert f.outcomes(file) == {"refused": 1}
    [said] = sentences(file)
    assert said.startswith(f"Hộ {home.code} đã chuyển đi ngày 20/12/2024")
    assert "Hộ trở về" in said
    assert (Household.objects.count(), Person.objects.count()) == (1, 3)


def test_found_by_the_numbers_of_its_members_alone(ward, group, tmp_path):
    members = [f.person("Trần Văn Núi", "12/05/1970", id_number="099070111111"),
               f.person("Lê Thị Sông", "08/03/1972", "spouse", id_number="099172111111")]  # fmt: skip
    path = f.write(tmp_path / "a.xlsx", f.home(7, *members))
    f.applied(path, ward)
    home = Household.objects.get()
    moves.record_household_departure(home, last_day=GONE, by=None, at=AT)
    other = f.home(7, *members)
    other.official_code = "H9999"
    file = f.applied(f.write(tmp_path / "b.xlsx", other), ward, on=TODAY)
    assert f.outcomes(file) == {"refused": 1}
    assert sentences(file)[0].startswith(f"Hộ {home.code} đã chuyển đi")


def test_found_by_name_and_birth_of_its_head_it_waits_for_a_choice(ward, group, tmp_path):
    f.applied(f.write(tmp_path / "a.xlsx", f.home(7, f.person("Trần Văn Núi", "12/05/1970"))), ward)
    moves.record_household_departure(Household.objects.get(), last_day=GONE, by=None, at=AT)
    other = f.home(7, f.person("Trần Văn Núi", "12/05/1970"))
    other.official_code = "H9999"
    file = f.staged(f.write(tmp_path / "b.xlsx", other), ward, on=TODAY)
    assert f.outcomes(file) == {"duplicate": 1}
    choose(f.only(file), Choice(enter=True, people=frozenset({0})), by=None, at=AT)
    f.apply(file)
    assert Household.objects.live().filter(ended_on=None).count() == 1


def test_of_a_household_that_died_out_the_sentence_says_so(ward, group, tmp_path):
    home = records.household(group, (bare("Trần Văn Núi"),))
    path = exported(tmp_path, ward, Layout.FULL)
    life.record_death(records.person(home, "Núi"), on=GONE, by=None, at=AT)
    file = f.applied(path, ward, on=TODAY)
    assert f.outcomes(file) == {"refused": 1}
    assert sentences(file)[0].startswith(f"Hộ {home.code} đã kết thúc ngày 20/12/2024")
    assert Person.objects.count() == 1


def test_a_household_that_joined_another_is_found_there(ward, group, tmp_path):
    first, second = family(group, numbers=True), records.household(group, (bare("Ngô Văn Suối", born="1960-01-01"),))
    path = exported(tmp_path, ward, Layout.FULL)
    suoi = records.person(second, "Suối")
    moves.merge_households(second, into=first, relations={suoi.pk: Relationship("other")}, on=GONE, by=None, at=AT)
    file = f.applied(path, ward, on=TODAY)
    assert f.outcomes(file) == {"unchanged": 1, "refused": 1}
    [said] = [said for said in sentences(file) if second.code in said]
    assert first.code in said
    assert alive("Ngô Văn Suối") == 1


def test_a_household_that_was_joined_as_entered_twice(ward, group, tmp_path):
    first = records.household(group, (bare("Trần Văn Núi"), bare("Lê Thị Sông", "spouse", "1972-03-08")))
    second = records.household(group, (bare("Trần Văn Núi"),), address="Số 12, ngõ 5, Đội Cấn")
    path = exported(tmp_path, ward, Layout.FULL)
    one, other = records.person(first, "Núi"), records.person(second, "Núi")
    matches = [Match(other.pk, into=one.pk)]
    seen = two_homes(first, second).seen
    join_households(first, second, matches, seen=seen, why="Nhập hai lần", by=None, at=AT)
    file = f.applied(path, ward, on=TODAY)
    assert f.outcomes(file) == {"unchanged": 1, "refused": 1}
    assert alive("Trần Văn Núi") == 1


def test_after_a_new_head_the_old_one_changes_nothing(ward, group, tmp_path):
    home = family(group, numbers=False)
    path = exported(tmp_path, ward, Layout.FULL)
    song, doi = records.person(home, "Sông"), records.person(home, "Đồi")
    life.record_death(
        records.person(home, "Núi"), on=GONE, new_head=song, relations={doi.pk: Relationship("child")}, by=None, at=AT
    )
    file = f.applied(path, ward, on=TODAY)
    assert (f.outcomes(file), file.counts["missing"]) == ({"unchanged": 1}, 0)
    assert records.members(home) == {"Sông": "head", "Đồi": "child"}


def test_members_alike_in_everything_stay_as_many(ward, group, tmp_path):
    alike = [bare("Lê Văn Đôi", "child", "2001-01-01") for _number in range(3)]
    home = records.household(group, (bare("Lê Văn Núi"), *alike))
    for layout in (Layout.FULL, Layout.LISTS):
        file = f.applied(exported(tmp_path, ward, layout, name=f"{layout}.xlsx"), ward, on=TODAY)
        assert (f.outcomes(file), f.told(file), file.counts["missing"]) == ({"unchanged": 1}, [], 0)
    assert Membership.objects.current().filter(household=home).count() == 4


def test_of_members_who_cannot_be_told_apart_nobody_is_added(ward, group, tmp_path):
    """Two of one name on record, and a row that agrees with neither."""
    f.applied(f.write(tmp_path / "a.xlsx", f.home(1, f.person("Lê Văn Núi"),
              f.person("Lê Văn Đôi", "2001", "child"), f.person("Lê Văn Đôi", "2001", "other"))), ward)  # fmt: skip
    other = f.home(1, f.person("Lê Văn Núi"), f.person("Lê Văn Đôi", "02/2001", "child", ethnicity="Tày"))
    file = f.applied(f.write(tmp_path / "b.xlsx", other), ward, on=TODAY)
    assert (f.outcomes(file), file.counts["missing"]) == ({"unchanged": 1}, 0)
    assert sentences(file) == ["Không rõ Lê Văn Đôi là thành viên nào của hộ; không thêm và không sửa ai."]
    assert Person.objects.count() == 3


def test_the_same_statements_however_many_are_gone(ward, group, tmp_path):
    def count(homes: int, name: str) -> int:
        for _number in range(homes):
            home = family(group, numbers=True)
            life.record_departure(records.person(home, "Đồi"), last_day=GONE, by=None, at=AT)
        path = exported(tmp_path, ward, Layout.FULL, name=name)
        with CaptureQueriesContext(connection) as asked:
            f.staged(path, ward, on=TODAY)
        return len(asked)

    assert count(2, "a.xlsx") == count(9, "b.xlsx")


def test_the_page_of_the_row_asks_and_keeps_the_answer(ward, group, tmp_path, client):
    home = family(group, numbers=True)
    path = exported(tmp_path, ward, Layout.FULL)
    life.record_death(records.person(home, "Đồi"), on=GONE, by=None, at=AT)
    file = f.staged(path, ward, on=TODAY)
    row = f.only(file)
    client.force_login(people.person("hoa", "ward_officer", ward))
    address = f"/00016/2024/ho-dan/nap/{file.pk}/ho/{row.pk}/"
    page = client.get(address).content.decode()
    assert "Trần Văn Đồi đã mất ngày 20/12/2024" in page
    assert "Trần Văn Đồi là người khác: nhập mới" in page
    assert client.post(address, {"person_2": "on"}).status_code == 302
    row.refresh_from_db()
    assert (row.outcome, row.choice["people"]) == ("changed", [2])
    assert "checked" in client.get(address).content.decode()
