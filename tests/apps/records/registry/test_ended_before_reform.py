"""A household that ended before its group went over into another one: whoever keeps that group finds it, undoes what
ended it, or takes it in again; where it lived before stays readable."""

from __future__ import annotations

import datetime

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chungtay.foundation.places import operations as places
from chungtay.foundation.places.models import Extent, Reorganisation, Succession, Unit
from chungtay.foundation.places.queries import certain_way
from chungtay.records.registry.models import Household, Operation, Residence
from chungtay.records.registry.operations import life, moves
from chungtay.records.registry.operations.catching_up import catch_up, catch_up_after_migrating
from chungtay.records.registry.operations.joining import Match, join_households
from chungtay.records.registry.operations.standing import Relationship
from chungtay.records.registry.operations.undoing import undo
from chungtay.records.registry.queries.proof import strayed_records
from chungtay.records.registry.queries.two_homes import two_homes
from tests import factories as people
from tests.apps.records.registry import factories as f

pytestmark = pytest.mark.django_db

D = datetime.date
DAY = D(2025, 7, 1)
EVE = D(2025, 6, 30)
AT = datetime.datetime(2025, 9, 1, 8, 0, tzinfo=datetime.UTC)
GONE = D(2025, 3, 1)
HONG_HA = "/00097/2025/ho-dan/"


@pytest.fixture
def new_ward(group) -> Unit:
    return places.found_unit(
        level="ward", code="00097", name="Phường Hồng Hà", parent=group.parent.parent, valid_from=DAY, by=None, at=AT
    )


@pytest.fixture
def officer(new_ward):
    return people.person("hong-ha", "ward_officer", new_ward)


@pytest.fixture
def old_officer(group):
    return people.person("ngoc-ha", "ward_officer", group.parent)


@pytest.fixture
def dead(group) -> Household:
    """Cúc lived alone and died on 1 March 2025."""
    home = f.household(group, (f.member("Lê Thị Cúc", born="1945-08-19"),))
    life.record_death(f.person(home, "Cúc"), on=GONE, by=None, at=AT)
    return home


@pytest.fixture
def away(group) -> Household:
    """The family of Đình left on 1 March 2025."""
    home = f.household(group)
    moves.record_household_departure(home, last_day=GONE, by=None, at=AT)
    return home


def reform(group: Unit, ward: Unit) -> Reorganisation:
    """The ward ends, and its one group becomes the first of the new ward."""
    places.close_unit(group.parent, last_day=EVE, by=None, at=AT)
    Succession.objects.create(old=group.parent, new=ward, day=DAY, extent=Extent.WHOLE)
    plan = places.draft_plan(group.parent, day=DAY, by=None, at=AT)
    return places.apply_plan(plan, by=None, at=AT)


def spans(home: Household) -> list[tuple]:
    rows = Residence.objects.live().filter(household=home).order_by("valid_from")
    return [(row.group.parent.code, row.valid_from, row.valid_to, row.came_by) for row in rows]


def kept_in(home: Household) -> str:
    return Household.objects.get(pk=home.pk).group.parent.code


def test_the_successor_finds_it_and_undoes_the_death(client, group, new_ward, officer, old_officer, dead) -> None:
    died = Operation.objects.get(kind="person_died")
    before = f.standing()
    reform(group, new_ward)
    assert kept_in(dead) == "00097"
    assert spans(dead) == [("00016", f.SINCE, GONE, "")]  # where it lived is not touched
    client.force_login(officer)
    found = client.get("/00097/2025/tim/", {"tim": "Lê Thị Cúc"}).content.decode()
    assert f"{HONG_HA}{dead.pk}/" in found
    listed = client.get(HONG_HA, {"con": "gone"}).content.decode()
    assert f"{HONG_HA}{dead.pk}/" in listed
    page = client.get(f"{HONG_HA}{dead.pk}/").content.decode()
    assert "Phường Ngọc Hà" in page
    with pytest.raises(PermissionDenied):
        undo(died, why="Nhầm người", by=old_officer, at=AT)
    answer = client.post(f"{HONG_HA}{dead.pk}/lich-su/{died.pk}/hoan-tac/", {"why": "Nhầm người"})
    assert answer.status_code == 302
    assert f.members(dead) == {"Cúc": "head"}
    assert spans(dead) == [("00016", f.SINCE, EVE, ""), ("00097", DAY, None, "reorganised")]
    assert list(strayed_records()) == []

    undo(Operation.objects.get(undoes=died), why="Đúng người", by=officer, at=AT)
    assert spans(dead) == [("00016", f.SINCE, GONE, "")]
    places.undo_plan(Reorganisation.objects.get(), by=None, at=AT)
    assert f.standing() == before


def test_the_successor_takes_it_in_again_into_the_present_group(client, group, new_ward, officer, away) -> None:
    plan = reform(group, new_ward)
    new = Unit.objects.get(level="group", parent=new_ward)
    client.force_login(officer)
    offered = client.get(f"{HONG_HA}{away.pk}/ghi/").content.decode()
    assert "/ghi/nhan-lai/" in offered
    form = {"group": new.pk, "address": "3 ngõ 7", "on": "10/08/2025", "why": "Về lại"}
    form["who"] = [row.person_id for row in away.memberships.all()]
    answer = client.post(f"{HONG_HA}{away.pk}/ghi/nhan-lai/", form)
    assert answer.status_code == 302
    assert spans(away) == [("00016", f.SINCE, GONE, ""), ("00097", D(2025, 8, 10), None, "")]
    assert f.members(away) == {"Đình": "head", "Hường": "spouse", "Khôi": "child", "Ánh": "child"}
    with pytest.raises(ValidationError, match=r"1 hộ"):  # it lives in the new group by now
        places.undo_plan(plan, by=None, at=AT)


def test_undone_the_departure_goes_through_every_border_since(group, new_ward, away) -> None:
    left = Operation.objects.get(kind="household_left")
    reform(group, new_ward)
    new = Unit.objects.get(level="group", parent=new_ward)
    places.rename_group(new, code="07", name="Tổ dân phố 7", valid_from=D(2025, 8, 1), by=None, at=AT)
    undo(left, why="Vẫn ở", by=None, at=AT)
    assert spans(away) == [
        ("00016", f.SINCE, EVE, ""),
        ("00097", DAY, D(2025, 7, 31), "reorganised"),
        ("00097", D(2025, 8, 1), None, "reorganised"),
    ]
    assert Household.objects.get(pk=away.pk).group.name == "Tổ dân phố 7"
    assert list(strayed_records()) == []


def test_two_households_told_apart_again_after_the_reform(group, new_ward, officer) -> None:
    first = f.household(group, (f.member(),))
    again = f.household(group, (f.member("Nguyen Van Dinh", papers=()),))
    match = Match(f.person(again, "Dinh").pk, into=f.person(first, "Đình").pk)
    seen = two_homes(first, again).seen
    joined = join_households(first, again, [match], seen=seen, why="Hai lần", by=None, at=AT)
    reform(group, new_ward)
    undo(joined, why="Hai hộ", by=officer, at=AT)
    assert spans(again) == [("00016", f.SINCE, EVE, ""), ("00097", DAY, None, "reorganised")]
    assert (kept_in(first), kept_in(again)) == ("00097", "00097")


def test_a_divided_group_is_asked_for(group, new_ward, dead) -> None:
    died = Operation.objects.get(kind="person_died")
    places.close_unit(group.parent, last_day=EVE, by=None, at=AT)
    with pytest.raises(ValidationError, match=r"chưa ghi tổ nào tiếp nhận") as nowhere:
        undo(died, why="Nhầm", by=None, at=AT)
    assert nowhere.value.code == "which_group"
    for number in (1, 2):
        part = places.found_unit(
            level="group", code=f"0{number}", name=f"Tổ {number}", parent=new_ward, valid_from=DAY, by=None, at=AT
        )
        Succession.objects.create(old=group, new=part, day=DAY, extent=Extent.PART)
    group.refresh_from_db()
    assert certain_way(group, AT.date()) is None
    with pytest.raises(ValidationError) as divided:
        undo(died, why="Nhầm", by=None, at=AT)
    said = divided.value.messages[0]
    assert "Tổ dân phố 1 (Phường Ngọc Hà)" in said
    assert "Tổ 1 (Phường Hồng Hà); Tổ 2 (Phường Hồng Hà)" in said
    assert spans(dead) == [("00016", f.SINCE, GONE, "")]


def test_what_ended_before_the_program_knew_is_kept_by_the_successor_too(group, new_ward, dead, away) -> None:
    plan = reform(group, new_ward)
    after = f.standing()
    done = Operation.objects.get(kind="group_reorganised")
    undo(done, why="Như trước", owner=done.origin, by=None, at=AT)  # as a database has it from before
    assert {kept_in(dead), kept_in(away)} == {"00016"}
    catch_up(at=AT)
    assert f.standing() == after
    assert list(strayed_records()) == []
    catch_up(at=AT)
    assert Operation.objects.filter(kind="group_reorganised").count() == 2
    places.undo_plan(plan, by=None, at=AT)
    assert {kept_in(dead), kept_in(away)} == {"00016"}


def test_what_broke_off_is_made_good_by_the_next_migrate(group, new_ward, dead) -> None:
    """Nothing of 0011 is in that run's plan; asked again nothing is written."""
    config = apps.get_app_config("registry")
    first, second = f.household(group, (f.member(),)), f.household(group, (f.member("Lê Thị Sáu"),))
    to = {f.person(second, "Sáu").pk: Relationship("other")}
    joined = moves.merge_households(second, into=first, relations=to, on=D(2025, 5, 1), by=None, at=AT)
    back = undo(joined, why="Nhầm", by=None, at=AT)
    undo(back, why="Không nhầm", by=None, at=AT)
    Household.objects.filter(pk=second.pk).update(merged_into=None)  # as a database has it from before
    reform(group, new_ward)
    done = Operation.objects.get(kind="group_reorganised")
    undo(done, why="Như trước", owner=done.origin, by=None, at=AT)
    assert kept_in(dead) == "00016"
    catch_up_after_migrating(config, "default", plan=[])
    assert kept_in(dead) == "00097"
    assert Household.objects.get(pk=second.pk).merged_into == first
    written = Operation.objects.count()
    with CaptureQueriesContext(connection) as asked:
        catch_up_after_migrating(config, "default", plan=[])
    assert (Operation.objects.count(), len([each for each in asked if each["sql"].startswith("SELECT")])) == (
        written,
        4,
    )


def test_a_merge_that_was_undone_is_not_noted(group) -> None:
    first, second = f.household(group, (f.member(),)), f.household(group, (f.member("Lê Thị Sáu"),))
    entered = Operation.objects.filter(kind="household_registered").latest("pk")
    to = {f.person(second, "Sáu").pk: Relationship("other")}
    joined = moves.merge_households(second, into=first, relations=to, on=D(2025, 5, 1), by=None, at=AT)
    undo(joined, why="Nhầm", by=None, at=AT)
    undo(entered, why="Nhập nhầm", by=None, at=AT)
    catch_up(at=AT)
    assert Household.objects.get(pk=second.pk).merged_into is None


def test_statements_grow_with_groups_and_not_with_households(group, new_ward) -> None:
    homes = [f.household(group, (f.member(),)) for _ in range(12)]
    small = f.household(group, (f.member(),))
    for home in [*homes, small]:
        moves.record_household_departure(home, last_day=GONE, by=None, at=AT)
    left = list(Operation.objects.filter(kind="household_left").order_by("pk"))
    reform(group, new_ward)

    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            undo(left.pop(), why="x", by=None, at=AT)
        return len(asked)

    first = count()
    assert [count() for _ in range(3)] == [first] * 3
