"""Two wards with disabled people in three groups, and who works there."""

from __future__ import annotations

import pytest

from chungtay.foundation.accounts.models import Role
from chungtay.foundation.places import operations as places
from chungtay.foundation.places.models import Unit
from tests import factories
from tests.apps.records.entitlements.people import AT, disabled


@pytest.fixture
def world(db):
    """Ngọc Hà with two groups, Phúc Xá with one; two disabled people in each of the three."""
    units = factories.district()
    ward, other = units["00016"], units["00001"]
    one = Unit.objects.get(level="group", parent=ward)
    two = places.found_unit(
        level="group", code="02", name="Tổ dân phố 2", parent=ward, valid_from=factories.SINCE, by=None, at=AT
    )
    three = Unit.objects.get(level="group", parent=other)
    return {
        "ward": ward,
        "other": other,
        "district": units["001"],
        "groups": (one, two, three),
        "homes": (
            disabled(one, "Nguyễn Văn Đình", "Đỗ Thị Kim"),
            disabled(two, "Lê Văn Cảnh", "Vũ Thị Dung"),
            disabled(three, "Phạm Văn Giang", "Bùi Thị Hoa"),
        ),
        "officer": factories.person("officer-cov", Role.WARD_OFFICER, ward),
        "leader": factories.person("leader-cov", Role.WARD_LEADER, ward),
        "member": factories.person("member-cov", Role.COMMITTEE_MEMBER, ward),
        "district_officer": factories.person("district-cov", Role.DISTRICT_OFFICER, units["001"]),
        "other_officer": factories.person("officer-px", Role.WARD_OFFICER, other),
    }
