"""A list from before the wards were reorganised, brought in at the old ward's address: no household is doubled."""

from __future__ import annotations

import datetime

import pytest

from chungtay.foundation.places import operations as places
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import Household, Person
from chungtay.records.registry.operations.exporting import Layout
from tests.apps.records.registry import factories as records
from tests.apps.records.registry.intake import files as f
from tests.apps.records.registry.intake.test_round_trip import exported
from tests.apps.records.registry.test_ended_before_reform import AT as LATER
from tests.apps.records.registry.test_ended_before_reform import DAY, new_ward, reform

__all__ = ["new_ward"]
pytestmark = pytest.mark.django_db
D = datetime.date
EVE = D(2025, 6, 30)


@pytest.mark.parametrize("layout", [Layout.LISTS, Layout.FULL])
@pytest.mark.parametrize("numbers", [True, False])
def test_an_old_list_doubles_nobody(group, new_ward, tmp_path, monkeypatch, layout, numbers):
    ward = group.parent
    members = records.family() if numbers else (records.member(papers=()),)
    home = records.household(group, members)
    path = exported(tmp_path, ward, layout)
    reform(group, new_ward)
    monkeypatch.setattr(f, "AT", LATER)
    persons = Person.objects.count()
    file = f.applied(path, ward, on=EVE)
    assert f.outcomes(file) == {"refused": 1}
    assert [said for _cell, said in f.told(file)] == [
        f"Hộ {home.code} nay thuộc Phường Hồng Hà. Hãy nạp danh sách của nơi ấy tại đó."
    ]
    assert (Household.objects.count(), Person.objects.count()) == (1, persons)


def test_nothing_new_is_entered_where_no_group_is_any_more(group, new_ward, tmp_path, monkeypatch):
    reform(group, new_ward)
    monkeypatch.setattr(f, "AT", LATER)
    file = f.applied(f.write(tmp_path / "a.xlsx", f.home(1)), group.parent, on=EVE)
    assert f.outcomes(file) == {"refused": 1}
    assert not Household.objects.exists()


def test_on_a_day_when_the_ward_was_no_more(group, new_ward, tmp_path, monkeypatch):
    reform(group, new_ward)
    monkeypatch.setattr(f, "AT", LATER)
    file = f.applied(f.write(tmp_path / "a.xlsx", f.home(1)), group.parent, on=DAY, found_groups=True)
    assert f.outcomes(file) == {"refused": 1}
    assert not Household.objects.exists()


def test_a_group_that_ended_without_successor_takes_nobody(group, tmp_path, monkeypatch):
    places.close_unit(Unit.objects.get(pk=group.pk), last_day=EVE, by=None, at=LATER)
    monkeypatch.setattr(f, "AT", LATER)
    file = f.applied(f.write(tmp_path / "a.xlsx", f.home(1)), group.parent, on=EVE)
    assert f.outcomes(file) == {"refused": 1}
