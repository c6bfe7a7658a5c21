"""Units by official code on a day; what the database refuses by itself."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from chungtay.foundation.places import operations, queries
from chungtay.foundation.places.models import Unit
from tests.factories import AT, SINCE

DAY = datetime.timedelta(days=1)


def test_codes_are_text_and_tell_the_level(units):
    assert queries.unit_by_code("00016", SINCE) == units["00016"]
    assert queries.unit_by_code("001", SINCE) == units["001"]
    assert queries.unit_by_code("16", SINCE) is None


def test_a_unit_is_not_there_before_it_was_founded(units):
    assert queries.unit_by_code("00016", SINCE - DAY) is None


def test_a_closed_unit_is_there_on_its_last_day_and_not_after(units):
    last = datetime.date(2025, 6, 30)
    operations.close_unit(units["00016"], last_day=last, by=None, at=AT)
    assert queries.unit_by_code("00016", last) == units["00016"]
    assert queries.unit_by_code("00016", last + DAY) is None


def test_a_code_may_come_back_for_another_unit(units):
    operations.close_unit(units["00016"], last_day=datetime.date(2025, 6, 30), by=None, at=AT)
    again = operations.found_unit(
        level="ward", code="00016", name="Phường Khác", parent=units["001"], valid_from=datetime.date(2025, 7, 1),
        by=None, at=AT,
    )  # fmt: skip
    assert queries.unit_by_code("00016", datetime.date(2026, 1, 1)) == again
    assert queries.unit_by_code("00016", datetime.date(2024, 1, 1)) == units["00016"]


def test_a_code_in_use_is_refused(units):
    with pytest.raises(ValidationError):
        operations.found_unit(
            level="ward", code="00016", name="Hai", parent=units["001"], valid_from=datetime.date(2022, 1, 1), by=None,
            at=AT,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("level", "code"), [("ward", "16"), ("ward", "0001a"), ("district", "0001"), ("province", "1")]
)
def test_a_code_of_the_wrong_form_is_refused(units, level, code):
    with pytest.raises(ValidationError):
        operations.found_unit(level=level, code=code, name="Sai", parent=units["001"], valid_from=SINCE, by=None, at=AT)


def test_the_database_refuses_a_second_current_unit_of_a_code(units):
    with pytest.raises(IntegrityError), transaction.atomic():
        Unit.objects.create(
            level="ward",
            code="00016",
            name="Hai",
            parent=units["001"],
            valid_from=datetime.date(2024, 1, 1),
            path="/x/",
        )


def test_the_database_refuses_an_end_before_the_beginning(units):
    with pytest.raises(IntegrityError), transaction.atomic():
        Unit.objects.filter(pk=units["00016"].pk).update(valid_to=SINCE - DAY)


def test_the_province_stands_above_everything(units):
    assert [unit.code for unit in queries.ancestors(units["00016"])] == ["01", "001", "00016"]
    assert queries.province_of(units["00016"]) == units["01"]


def test_urban_or_rural_has_dates(units):
    group = Unit.objects.get(parent=units["00016"])
    operations.set_area_type(group, kind="rural", valid_from=datetime.date(2023, 1, 1), by=None, at=AT)
    assert queries.area_kind(group, datetime.date(2022, 12, 31)) == "urban"
    assert queries.area_kind(group, datetime.date(2023, 1, 1)) == "rural"
    assert queries.kinds_within(units["001"], datetime.date(2024, 1, 1)) == {"urban", "rural"}
    assert queries.area_kind(group, SINCE - DAY) is None
