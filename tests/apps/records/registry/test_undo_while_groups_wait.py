"""A ward ended by the official list and its groups wait for their plan: whoever lives there goes on living there, and
what was written wrongly about them is taken back as ever. Who would be put back into such a group goes its way."""

from __future__ import annotations

import dataclasses
import datetime
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from chungtay.foundation.places import operations as places
from chungtay.foundation.places.models import Extent, Succession, Unit
from chungtay.records.registry.models import Household, Operation, Residence
from chungtay.records.registry.operations import life, moves
from chungtay.records.registry.operations.editing import edit_household
from chungtay.records.registry.operations.intake import receiving, taking_back
from chungtay.records.registry.operations.intake.telling import Plainly
from chungtay.records.registry.operations.undoing import undo
from chungtay.records.registry.presenters.undo import offer
from chungtay.records.registry.queries import history
from chungtay.workbooks.registry.full import FullBook
from tests import factories as people
from tests.apps.records.registry import factories as f
from tests.apps.records.registry.intake import files

pytestmark = pytest.mark.django_db

D = datetime.date
EVE = D(2025, 6, 30)
AT = datetime.datetime(2025, 9, 1, 8, 0, tzinfo=datetime.UTC)
BY = {"by": None, "at": AT}


@pytest.fixture
def officer(group):
    return people.person("ngoc-ha", "ward_officer", group.parent)


def end(ward: Unit) -> None:
    places.close_unit(ward, last_day=EVE, **BY)


def taken_back(file) -> None:
    """On the day of BY, when the groups have ended."""
    receiving.take_file_back(file, why="Nhầm tệp", start=False, **BY)
    taking_back.undo_applied(file.pk, Plainly(), **BY)
    file.refresh_from_db()


def refusal(operation: Operation, officer) -> str:
    """What the preview says."""
    entry = history.of_operation(operation)
    return offer(entry, history.names_for(entry.rows), officer, AT.date()).refusal


def spans(home: Household) -> list[tuple]:
    rows = Residence.objects.live().filter(household=home).order_by("valid_from")
    return [(row.group.code, row.address, row.valid_from, row.valid_to) for row in rows]


def test_a_wrong_address_is_taken_back(group, officer) -> None:
    home = f.household(group)
    before = f.standing()
    wrong = edit_household(home, {"address": "3 ngõ 7"}, seen=home.version, **BY)
    end(group.parent)
    assert refusal(wrong, officer) == ""
    undo(wrong, why="Nhầm", **BY)
    assert f.standing() == before
    assert spans(home) == [("01", "12 ngõ 5 phố Đội Cấn", f.SINCE, None)]


def test_a_move_within_the_group_is_taken_back(group, officer) -> None:
    home = f.household(group)
    before = f.standing()
    moved = moves.move_household(home, group=group, address="3 ngõ 7", on=D(2025, 3, 1), **BY)
    end(group.parent)
    assert refusal(moved, officer) == ""
    undo(moved, why="Nhầm", **BY)
    assert f.standing() == before


def test_a_file_of_corrections_is_taken_back(group, tmp_path) -> None:
    def book(name: str, address: str) -> Path:
        with FullBook(tmp_path / name) as written:
            for number in (1, 2):
                home = files.home(number, class_id="", decision_number="", reasons="", since="15/03/2021")
                home = dataclasses.replace(home, code=f"H{number}", b1=None, b2=None, decision_date="")
                written.write(dataclasses.replace(home, address=address if number == 1 else "Số 2"))
        return tmp_path / name

    files.applied(book("a.xlsx", "Số 1"), group.parent)
    before = f.standing()
    second = files.applied(book("b.xlsx", "Số 9"), group.parent)
    assert files.told(second) == []
    assert files.outcomes(second) == {"changed": 1, "unchanged": 1}
    assert Residence.objects.filter(address="Số 9").count() == 1
    end(group.parent)
    taken_back(second)
    assert f.standing() == before


def test_who_would_come_back_into_a_group_that_ended_is_asked_for_before_and_then(group, officer) -> None:
    home = f.household(group, (f.member("Lê Thị Cúc", born="1945-08-19"),))
    neighbour = f.household(group)
    died = life.record_death(f.person(home, "Cúc"), on=D(2025, 3, 1), **BY)
    end(group.parent)
    said = refusal(died, officer)
    assert f"Hộ {home.code}" in said
    assert "chưa ghi tổ nào tiếp nhận" in said
    with pytest.raises(ValidationError) as refused:
        undo(died, why="Nhầm", **BY)
    assert refused.value.messages == [said]
    assert spans(neighbour) == [("01", "12 ngõ 5 phố Đội Cấn", f.SINCE, None)]


def two_groups(group) -> Unit:
    """Another group of the ward, from the same day on."""
    return places.found_unit(
        level="group", code="02", name="Tổ dân phố 2", parent=group.parent, valid_from=people.SINCE, **BY
    )


def imported_move(group, tmp_path):
    """Two households came with a file; by a second file the first of them lives in group 2."""
    there = dataclasses.replace(files.PLACE, group="Tổ dân phố 2")
    files.applied(
        files.write(tmp_path / "a.xlsx", files.home(1), files.home(2)), group.parent, on=files.ON.replace(day=1)
    )
    before = f.standing()
    return before, files.applied(
        files.write(tmp_path / "b.xlsx", files.home(1, place=there), files.home(2)), group.parent
    )


def test_a_file_that_moved_somebody_between_two_waiting_groups_is_taken_back(group, tmp_path) -> None:
    """Nobody is put where nobody waits: the household waits in group 1 with the others there, and the plan takes it."""
    other = two_groups(group)
    before, file = imported_move(group, tmp_path)
    moved = Household.objects.get(official_code="H0001")
    assert moved.group == other
    end(group.parent)
    taken_back(file)
    assert (file.state, file.problem) == ("undone", {})
    assert f.standing() == before
    assert Household.objects.get(official_code="H0001").group == group

    # the plan, when it is written, takes it along with who lived there all the while
    new = places.found_unit(
        level="ward", code="00097", name="Phường Hồng Hà", parent=group.parent.parent, valid_from=D(2025, 7, 1), **BY
    )
    Succession.objects.create(old=group.parent, new=new, day=D(2025, 7, 1), extent=Extent.WHOLE)
    places.apply_plan(places.draft_plan(group.parent, day=D(2025, 7, 1), **BY), **BY)
    first, second = (Household.objects.get(official_code=code) for code in ("H0001", "H0002"))
    assert first.group == second.group
    assert first.group.parent == new
    assert [span[0] for span in spans(first)] == [span[0] for span in spans(second)]


def test_a_move_between_two_waiting_groups_is_taken_back(group, officer) -> None:
    home = f.household(group)
    before = f.standing()
    moved = moves.move_household(home, group=two_groups(group), address="3 ngõ 7", on=D(2025, 3, 1), **BY)
    end(group.parent)
    assert refusal(moved, officer) == ""
    undo(moved, why="Nhầm", **BY)
    assert f.standing() == before


def test_where_what_became_of_the_former_group_is_written_it_is_not_left_waiting(group, tmp_path) -> None:
    """Group 1 was divided: which part it is nobody can guess. The sentence names the parts and says what to do."""
    two_groups(group)
    _before, file = imported_move(group, tmp_path)
    end(group.parent)
    first = {"valid_from": D(2025, 7, 1), **BY}
    ward = places.found_unit(level="ward", code="00097", name="Phường Hồng Hà", parent=group.parent.parent, **first)
    for name in "AB":
        part = places.found_unit(level="group", code=f"1{name}", name=f"Tổ dân phố 1{name}", parent=ward, **first)
        Succession.objects.create(old=group, new=part, day=D(2025, 7, 1), extent=Extent.PART)
    with pytest.raises(ValidationError) as refused:
        taken_back(file)
    assert refused.value.code == "which_group"
    file.refresh_from_db()
    assert file.state == "applied"
    assert "Tổ dân phố 1A" in file.problem["vi"]
    assert "Hãy hỏi hộ ở tổ nào trong các tổ đó" in file.problem["vi"]
