"""Two wards with disabled people in three groups, and who works there; one group, and who draws up, approves and hands
over in its ward."""

from __future__ import annotations

import datetime

import pytest

from chungtay.foundation.accounts.models import Role
from chungtay.foundation.places import operations as places
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.operations import editing
from chungtay.records.registry.operations.status import NewStatus, record_status
from tests import factories
from tests.apps.records.entitlements.people import AT, disabled
from tests.apps.records.registry.factories import household, member, person

WHEN = datetime.datetime(2026, 9, 10, 8, 0, tzinfo=datetime.UTC)


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


@pytest.fixture
def group(db) -> Unit:
    factories.district()
    return Unit.objects.get(level="group", parent__code="00016")


@pytest.fixture
def people(group) -> dict[str, object]:
    ward = group.parent
    return {
        "officer": factories.person("officer-lists", Role.WARD_OFFICER, ward),
        "leader": factories.person("leader-lists", Role.WARD_LEADER, ward),
        "member": factories.person("member-lists", Role.COMMITTEE_MEMBER, ward),
        "stranger": factories.person("leader-phucxa", Role.WARD_LEADER, Unit.objects.get(level="ward", code="00001")),
    }


@pytest.fixture
def home(group):
    """A couple, the man severely disabled (1.5 x 650,000 = 975,000 a month in Hà Nội), his mother of 86 too (2.0)."""
    by = {"by": None, "at": WHEN}
    made = household(
        group,
        (
            member(),
            member("Trần Thị Hường", "spouse", "1974-11-02"),
            member("Đỗ Thị Kim", "parent", "1940-01-01"),
        ),
        since=datetime.date(2015, 1, 1),
        at=WHEN,
    )
    for name in ("Đình", "Kim"):
        editing.set_circumstance(person(made, name), kind="disability", code="2", since=datetime.date(2020, 1, 1), **by)
    record_status(made, NewStatus(2026, "vn-2022", "not_poor", datetime.date(2026, 1, 1), "legacy"), **by)
    return made
