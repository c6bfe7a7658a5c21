"""An import of several parts, and somebody who changes a household while it is being taken back: the work stops after
the last whole part, says how much is taken back, and the rest is taken back when it is asked for again."""

from __future__ import annotations

import dataclasses

import pytest
from django.core.exceptions import ValidationError

from chungtay.foundation.core.queries import first_broken_link
from chungtay.foundation.places import operations as places
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import Household, ImportState, Operation, Person
from chungtay.records.registry.operations.editing import edit_household
from chungtay.records.registry.operations.intake import applying, receiving, taking_back
from chungtay.records.registry.operations.intake.telling import Plainly
from chungtay.records.registry.operations.undoing import undo
from chungtay.records.registry.queries.undoing import LaterChange
from tests import factories as people
from tests.apps.records.registry.intake import files as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward(group) -> Unit:
    return Unit.objects.get(code="00016")


@pytest.fixture
def taken_over(ward, tmp_path, monkeypatch):
    """Six households in three parts of two."""
    monkeypatch.setattr(applying, "PART", 2)
    file = f.applied(f.write(tmp_path / "a.xlsx", *(f.home(number) for number in range(1, 7))), ward)
    assert Operation.objects.filter(kind="import_batch").count() == 3
    return file


def ask(file, tell=lambda stage, done, total: None) -> None:
    receiving.take_file_back(file, why="Nhầm tệp", start=False, by=None, at=f.AT)
    taking_back.undo_applied(file.pk, Plainly(tell), by=None, at=f.AT)


def standing() -> set[str]:
    return set(Household.objects.live().values_list("official_code", flat=True))


def test_somebody_edits_between_two_parts(client, ward, taken_over) -> None:
    file, done_so_far = taken_over, []

    def in_between(stage: str, done: int, total: int) -> None:
        done_so_far.append((done, total))
        third = Household.objects.get(official_code="H0003")
        if not Household.objects.live().filter(official_code="H0006").exists() and not third.address:
            edit_household(third, {"address": "Số 9"}, seen=third.version, by=None, at=f.AT)

    with pytest.raises(LaterChange):
        ask(file, in_between)
    file.refresh_from_db()
    edited = Operation.objects.get(kind="household_edited")
    assert file.state == ImportState.APPLIED
    assert standing() == {"H0001", "H0002", "H0003", "H0004"}
    assert file.problem["vi"].startswith("1 phần của tệp này đã được thu hồi, các phần khác vẫn còn.")
    assert file.problem["operation"] == edited.pk
    assert file.counts["applied"] == 4
    assert set(file.households.filter(applied=True).values_list("code", flat=True)) == standing()
    assert done_so_far[-1] == (1, 3)

    # the page says so, leads to the act that stands in the way, and lets ask again
    officer = people.person("nap", "ward_officer", ward)
    client.force_login(officer)
    page = client.get(f"/00016/2024/ho-dan/nap/{file.pk}/").content.decode()
    assert "1 phần của tệp này đã được thu hồi" in page
    assert page.count("đã thu hồi</span>") == 2  # H0005 and H0006
    third = Household.objects.get(official_code="H0003")
    assert f"/00016/2024/ho-dan/{third.pk}/lich-su/{edited.pk}/" in page
    assert f"/00016/2024/ho-dan/nap/{file.pk}/hoan-tac/" in page

    # asked again before that act is undone: nothing more is written, and what is taken back is still said
    with pytest.raises(LaterChange):
        ask(file)
    file.refresh_from_db()
    assert len(standing()) == 4
    assert file.problem["vi"].startswith("1 phần của tệp này đã được thu hồi")

    undo(edited, why="Nhầm", by=None, at=f.AT)
    done_so_far.clear()
    ask(file, lambda stage, done, total: done_so_far.append((done, total)))
    file.refresh_from_db()
    assert (file.state, file.problem, file.counts["applied"]) == (ImportState.UNDONE, {}, 0)
    assert standing() == set()
    assert not Person.objects.live().exists()
    assert list(dict.fromkeys(done_so_far))[-2:] == [(2, 3), (3, 3)]
    assert first_broken_link() is None


def test_what_the_register_refuses_does_not_leave_the_file_hanging(ward, group, tmp_path) -> None:
    """It moved with the second file; its old group was closed since, and nobody wrote down what became of that."""
    places.found_unit(
        level="group", code="02", name="Tổ dân phố 2", parent=ward, valid_from=people.SINCE, by=None, at=f.AT
    )
    f.applied(f.write(tmp_path / "a.xlsx", f.home(1)), ward, on=f.ON.replace(day=1))
    there = dataclasses.replace(f.PLACE, group="Tổ dân phố 2")
    file = f.applied(f.write(tmp_path / "b.xlsx", f.home(1, place=there)), ward)
    assert Household.objects.get().group.code == "02"
    places.close_unit(group, last_day=f.ON.replace(day=16), by=None, at=f.AT)
    with pytest.raises(ValidationError) as refused:
        ask(file)
    assert refused.value.code == "which_group"
    file.refresh_from_db()
    assert file.state == ImportState.APPLIED
    assert (
        "Sổ không cho thu hồi phần tiếp theo: Hộ 00016-000001 đã ở Tổ dân phố 1 (Phường Ngọc Hà)" in file.problem["vi"]
    )
    assert Household.objects.get().group.code == "02"
