"""Since when a household lives somewhere, and since when its group is there: nobody lives in a group before that. What
lies before was lived in the one group that stood in its place, as far as that is certain."""

from __future__ import annotations

import dataclasses
import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chungtay.foundation.places import operations as places
from chungtay.foundation.places.models import Extent, Succession, Unit
from chungtay.records.registry.models import Household, HouseholdStretch, Membership, Residence
from chungtay.records.registry.operations import moves
from chungtay.records.registry.operations.registering import register_households
from chungtay.records.registry.operations.undoing import undo
from chungtay.records.registry.queries.counts import people_in_groups
from chungtay.records.registry.queries.outgoing import Outgoing
from chungtay.records.registry.queries.proof import strayed_records
from chungtay.workbooks.registry.full import FullBook
from tests.apps.records.registry import factories as f
from tests.apps.records.registry.intake import files
from tests.factories import SINCE as FOUNDED  # 1 January 2019: wards and groups

pytestmark = pytest.mark.django_db

D = datetime.date
DAY = D(2025, 7, 1)
EVE = D(2025, 6, 30)
AT = datetime.datetime(2025, 9, 1, 8, 0, tzinfo=datetime.UTC)
BY = {"by": None, "at": AT}


@pytest.fixture
def new_group(group) -> Unit:
    """Ngọc Hà ended with June 2025; its one group became the first of Hồng Hà."""
    ward = places.found_unit(
        level="ward", code="00097", name="Phường Hồng Hà", parent=group.parent.parent, valid_from=DAY, **BY
    )
    places.close_unit(group.parent, last_day=EVE, **BY)
    Succession.objects.create(old=group.parent, new=ward, day=DAY, extent=Extent.WHOLE)
    places.apply_plan(places.draft_plan(group.parent, day=DAY, **BY), **BY)
    return Unit.objects.select_related("parent").get(level="group", parent=ward)


@pytest.fixture
def merged(group) -> Unit:
    """Groups 1 and 2 of Ngọc Hà are group 3 from July 2025 on."""
    second = places.found_unit(
        level="group", code="02", name="Tổ dân phố 2", parent=group.parent, valid_from=FOUNDED, **BY
    )
    places.set_area_type(second, kind="urban", valid_from=FOUNDED, **BY)
    places.merge_groups([group, second], code="03", name="Tổ dân phố 3", valid_from=DAY, **BY)
    return Unit.objects.select_related("parent").get(level="group", parent=group.parent, code="03")


def spans(home: Household) -> list[tuple]:
    rows = Residence.objects.live().filter(household=home).order_by("valid_from")
    return [(row.group.parent.code, row.group.code, row.valid_from, row.valid_to, row.came_by) for row in rows]


def test_the_years_before_are_lived_in_the_group_that_was_there(group, new_group) -> None:
    home = f.household(new_group, since=D(2020, 1, 1), at=AT)
    assert spans(home) == [
        ("00016", "01", D(2020, 1, 1), EVE, ""),
        ("00097", "01", DAY, None, "reorganised"),
    ]
    assert Household.objects.get().group == new_group
    assert people_in_groups([group.pk, new_group.pk], EVE) == {group.pk: (1, 4)}
    assert people_in_groups([group.pk, new_group.pk], DAY) == {new_group.pk: (1, 4)}
    assert list(HouseholdStretch.objects.order_by("first_year").values_list("first_year", "last_year", "group")) == [
        (2020, 2024, group.pk),
        (2025, 9999, new_group.pk),
    ]
    assert list(strayed_records()) == []


def test_through_every_border_and_no_further_than_is_known(group, new_group) -> None:
    places.rename_group(new_group, code="07", name="Tổ dân phố 7", valid_from=D(2025, 8, 1), **BY)
    seventh = Unit.objects.get(level="group", code="07")
    home = f.household(seventh, (f.member(born="1960-05-12"),), since=D(1990, 3, 2), at=AT)
    assert spans(home) == [
        ("00016", "01", D(1990, 3, 2), EVE, ""),
        ("00097", "01", DAY, D(2025, 7, 31), "reorganised"),
        ("00097", "07", D(2025, 8, 1), None, "reorganised"),
    ]
    assert Membership.objects.get().valid_from == D(1990, 3, 2)  # they are one household since then


def test_of_two_groups_that_were_there_neither_is_guessed(merged) -> None:
    home = f.household(merged, since=D(2020, 1, 1), at=AT)
    assert spans(home) == [("00016", "03", D(2020, 1, 1), None, "")]
    assert set(Membership.objects.values_list("valid_from", flat=True)) == {D(2020, 1, 1)}


def test_from_a_day_on_which_the_group_is_there_nothing_is_split(new_group) -> None:
    assert spans(f.household(new_group, since=DAY, at=AT)) == [("00097", "01", DAY, None, "")]
    assert spans(f.household(new_group, since=D(2025, 8, 9), at=AT)) == [("00097", "01", D(2025, 8, 9), None, "")]


def test_a_move_recorded_after_the_border_moved_goes_into_the_group_of_that_day(group, other_group, new_group) -> None:
    home = f.household(other_group, at=AT)
    before = f.standing()
    done = moves.move_household(home, group=new_group, address="Số 3", on=D(2025, 5, 10), **BY)
    assert spans(home) == [
        ("00001", "01", f.SINCE, D(2025, 5, 9), ""),
        ("00016", "01", D(2025, 5, 10), EVE, ""),
        ("00097", "01", DAY, None, "reorganised"),
    ]
    undo(done, why="Nhầm", **BY)
    assert f.standing() == before


def test_a_split_and_a_return_go_the_same_way(other_group, new_group) -> None:
    home = f.household(other_group, at=AT)
    son = f.person(home, "Khôi")
    new = moves.split_household(
        home, persons=[son], head=son, relations={}, group=new_group, address="", on=D(2025, 5, 10), **BY
    )
    assert [span[:3] for span in spans(new)] == [("00016", "01", D(2025, 5, 10)), ("00097", "01", DAY)]
    moves.record_household_departure(home, last_day=D(2025, 1, 31), **BY)
    moves.take_in_again(home, group=new_group, address="", on=D(2025, 6, 1), **BY)
    assert [span[:3] for span in spans(home)] == [
        ("00001", "01", f.SINCE),
        ("00016", "01", D(2025, 6, 1)),
        ("00097", "01", DAY),
    ]


def test_a_move_into_a_group_that_was_not_there_is_refused_with_its_first_day(other_group, merged) -> None:
    home = f.household(other_group, at=AT)
    before = f.standing()
    with pytest.raises(ValidationError) as refused:
        moves.move_household(home, group=merged, address="", on=D(2025, 5, 10), **BY)
    assert refused.value.code == "group_too_young"
    assert refused.value.messages == [
        "Tổ dân phố 3 (Phường Ngọc Hà) có từ 01/07/2025, trước đó là tổ nào thì không chắc. Chọn ngày đó hoặc ngày sau."
    ]
    assert f.standing() == before
    moves.move_household(home, group=merged, address="", on=DAY, **BY)


@pytest.mark.parametrize("homes", [1, 30])
def test_one_statement_for_each_step_back_whatever_the_households(new_group, homes) -> None:
    entered = [
        f.entered(
            new_group, (f.member(f"Lê Văn {'ABCDEFGHIKLMNOPQRSTUVXYaabbcchhi'[at]}", papers=()),), since=D(2020, 1, 1)
        )
        for at in range(homes)
    ]
    with CaptureQueriesContext(connection) as asked:
        register_households(entered, area=new_group, source="program", **BY)
    assert Residence.objects.count() == 2 * homes
    assert len([each for each in asked if "places_succession" in each["sql"]]) == 2  # one step, and none before it


def test_a_file_of_the_new_ward_with_households_of_long_ago(new_group, tmp_path, monkeypatch) -> None:
    """Nobody is refused, nobody is told of: the years before are lived in the old group, or not told of any."""
    monkeypatch.setattr(files, "AT", AT)
    place = dataclasses.replace(files.PLACE, ward="Phường Hồng Hà", ward_code="00097", group="Tổ dân phố 1")
    with FullBook(tmp_path / "so.xlsx") as book:
        for number, since in ((1, "01/01/1990"), (2, "15/03/2021"), (3, "")):
            home = files.home(number, place=place, since=since, class_id="", decision_number="", reasons="")
            book.write(dataclasses.replace(home, code=f"H{number}", b1=None, b2=None, decision_date=""))
    ward = new_group.parent
    file = files.applied(tmp_path / "so.xlsx", ward, on=D(2025, 8, 15))
    assert files.told(file) == []
    assert files.outcomes(file) == {"new": 3}
    first, second, third = Household.objects.order_by("pk")
    assert spans(first) == [("00016", "01", D(1990, 1, 1), EVE, ""), ("00097", "01", DAY, None, "reorganised")]
    assert spans(second) == [("00016", "01", D(2021, 3, 15), EVE, ""), ("00097", "01", DAY, None, "reorganised")]
    assert spans(third) == [("00097", "01", D(2025, 8, 15), None, "")]
    told = {home.code: home.since for home in Outgoing(ward, 2025, AT.date(), whole=True).homes()}
    assert told == {first.code: "01/01/1990", second.code: "15/03/2021", third.code: "15/08/2025"}
    file = files.undone(file)
    assert not Residence.objects.live().exists()


def moved_by_file(tmp_path, ward: Unit, monkeypatch, group: str):
    """A household of group 1 of Ngọc Hà stands in another group in a file of 10 May 2025."""
    monkeypatch.setattr(files, "AT", AT)
    for day, name in ((D(2025, 2, 1), "Tổ dân phố 1"), (D(2025, 5, 10), group)):
        place = dataclasses.replace(files.PLACE, group=name)
        home = files.home(1, place=place, class_id="", decision_number="", reasons="", address="Số 3")
        path = tmp_path / f"{day}.xlsx"
        with FullBook(path) as book:
            book.write(dataclasses.replace(home, code="H1", b1=None, b2=None, decision_date=""))
        file = files.staged(path, ward, on=day)
        if day.month == 5:
            # the row was compared with a group that is founded anew, later than the day of the file
            Unit.objects.filter(parent=ward, code="02").update(valid_from=DAY)
        files.apply(file)
    return file


def test_a_file_moves_nobody_into_a_group_before_it_is_there(group, tmp_path, monkeypatch) -> None:
    places.found_unit(level="group", code="02", name="Tổ dân phố 2", parent=group.parent, valid_from=FOUNDED, **BY)
    file = moved_by_file(tmp_path, group.parent, monkeypatch, "Tổ dân phố 2")
    assert files.outcomes(file) == {"refused": 1}
    assert [text for _cell, text in files.told(file)] == [
        "Tổ dân phố 2 (Phường Ngọc Hà) có từ 01/07/2025, trước đó là tổ nào thì không chắc. Chọn ngày đó hoặc ngày sau."
    ]
    assert spans(Household.objects.get()) == [("00016", "01", D(2025, 2, 1), None, "")]


def test_a_file_moves_through_the_group_that_was_in_its_place(group, tmp_path, monkeypatch) -> None:
    places.found_unit(level="group", code="02", name="Tổ dân phố 2", parent=group.parent, valid_from=FOUNDED, **BY)
    before = places.found_unit(
        level="group", code="05", name="Tổ dân phố 5", parent=group.parent, valid_from=FOUNDED, **BY
    )
    second = Unit.objects.get(parent=group.parent, code="02")
    Succession.objects.create(old=before, new=second, day=DAY, extent=Extent.WHOLE)
    Unit.objects.filter(pk=before.pk).update(valid_to=EVE)
    file = moved_by_file(tmp_path, group.parent, monkeypatch, "Tổ dân phố 2")
    assert files.outcomes(file) == {"changed": 1}
    assert spans(Household.objects.get()) == [
        ("00016", "01", D(2025, 2, 1), D(2025, 5, 9), ""),
        ("00016", "05", D(2025, 5, 10), EVE, ""),
        ("00016", "02", DAY, None, "reorganised"),
    ]
