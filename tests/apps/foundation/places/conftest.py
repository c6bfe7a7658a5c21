"""Ba Đình as the delivered lists have it, with a few invented residential groups in each old ward."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace

import pytest

from chungtay.foundation.places import forms, operations, queries
from chungtay.foundation.places.models import Unit
from tests.factories import AT, SINCE

DAY = datetime.date(2025, 7, 1)
EVE = datetime.date(2025, 6, 30)
LATER = datetime.datetime(2025, 7, 3, 8, 0, tzinfo=datetime.UTC)


@dataclass
class District:
    """`old("00016")` is the ward of 2024, `new("00008")` the one of today; groups by ward and code."""

    groups: dict[tuple[str, str], Unit]

    def old(self, code: str) -> Unit:
        unit = queries.unit_by_code(code, EVE)
        assert unit is not None
        return unit

    def new(self, code: str) -> Unit:
        unit = queries.unit_by_code(code, DAY)
        assert unit is not None
        return unit

    def group(self, ward: str, code: str) -> Unit:
        return Unit.objects.get(pk=self.groups[ward, code].pk)


def load() -> None:
    operations.load_units(forms.delivered_units("ba-dinh"), by=None, at=AT)
    operations.load_successions(forms.delivered_successions("ba-dinh"), by=None, at=AT)


def groups_in(district: Unit, count: int) -> dict[tuple[str, str], Unit]:
    """Groups 01, 02 ... in every ward of the district, urban, with the last day of their ward."""
    found = {}
    for ward in Unit.objects.filter(parent=district, level="ward"):
        for number in range(1, count + 1):
            group = operations.add_group(
                ward, code=f"{number:02}", name=f"Tổ dân phố {number}", kind="urban", valid_from=SINCE, by=None, at=AT
            )
            found[ward.code, group.code] = group
    return found


@pytest.fixture
def ba_dinh(db) -> District:
    """Groups founded while the wards stood open; then the lists close the wards."""
    before = [row for row in forms.delivered_units("ba-dinh") if row.valid_from == SINCE]
    operations.load_units([replace(row, valid_to=None) for row in before], by=None, at=AT)
    district = queries.unit_by_code("001", SINCE)
    assert district is not None
    groups = groups_in(district, 2)
    load()
    return District(groups)
