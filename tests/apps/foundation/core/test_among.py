"""Long lists of numbers in a condition: the same rows, as one array where the database is PostgreSQL."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.models import F, Q

from chungtay.foundation.core.models.among import FROM
from chungtay.foundation.places.models import Unit
from tests import factories

MANY = list(range(-FROM, 10_000))


@pytest.fixture
def units(db) -> dict[str, Unit]:
    return factories.district()


@pytest.mark.parametrize("field", ["pk", "parent", "parent_id", "children", "parent__parent"])
def test_the_same_rows_by_long_and_short_lists(units, field: str) -> None:
    number = units["001"].pk
    short = set(Unit.objects.filter(**{f"{field}__in": [number, None]}).values_list("pk", flat=True))
    written = [*(n for n in MANY if n < 0), number, number, None]
    long = set(Unit.objects.filter(**{f"{field}__in": written}).values_list("pk", flat=True))
    assert short == long
    rest = Unit.objects.exclude(**{f"{field}__in": [n for n in MANY if n != number]}).values_list("pk", flat=True)
    assert short <= set(rest)


def test_texts_among_many(units) -> None:
    codes = [f"{number:05}" for number in range(FROM * 2)]
    wanted = {unit.pk for unit in units.values() if unit.level == "ward" and unit.code in codes}
    assert wanted
    assert set(Unit.objects.filter(level="ward", code__in=codes).values_list("pk", flat=True)) == wanted
    odd = ["'", '"', "\\", "{}", "%s", "Đà Nẵng", *codes]
    assert set(Unit.objects.filter(level="ward", code__in=odd).values_list("pk", flat=True)) == wanted
    assert Unit.objects.filter(name__in=[*odd, units["00016"].name]).filter(pk=units["00016"].pk).exists()


def test_units_as_values_and_conditions_within_conditions(units) -> None:
    wards = [unit for unit in units.values() if unit.level == "ward"]
    wanted = Unit.objects.filter(Q(parent__in=[units["001"]] * FROM) | Q(pk__in=[unit.pk for unit in wards] * FROM))
    assert {unit.pk for unit in wards} <= set(wanted.values_list("pk", flat=True))
    assert Unit.objects.filter(pk__in=Unit.objects.filter(pk__in=MANY).values("parent")).exists()
    assert Unit.objects.filter(pk__in=[F("parent")] * FROM).count() == 0
    assert Unit.objects.filter(pk__in=[]).count() == 0
    assert Unit.objects.filter(pk__in=MANY).update(source="thử") == Unit.objects.count()


def test_postgresql_gets_one_array(units, django_assert_num_queries) -> None:
    with django_assert_num_queries(1) as asked:
        list(Unit.objects.filter(pk__in=MANY))
    sql = asked.captured_queries[0]["sql"]
    assert ("= ANY(" in sql) == (connection.vendor == "postgresql")
