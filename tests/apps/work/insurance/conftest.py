"""The ward, its people with their duties, and its households."""

from __future__ import annotations

import pytest

from chungtay.foundation.accounts.models import Role
from chungtay.foundation.places.models import Unit
from tests import factories
from tests.apps.work.insurance.factories import four_homes


@pytest.fixture
def group(db) -> Unit:
    factories.district()
    return Unit.objects.get(level="group", parent__code="00016")


@pytest.fixture
def people(group) -> dict[str, object]:
    ward = group.parent
    return {
        "officer": factories.person("officer-i", Role.WARD_OFFICER, ward),
        "leader": factories.person("leader-i", Role.WARD_LEADER, ward),
        "member": factories.person("member-i", Role.COMMITTEE_MEMBER, ward),
        "stranger": factories.person("leader-x", Role.WARD_LEADER, Unit.objects.get(level="ward", code="00001")),
    }


@pytest.fixture
def homes(group):
    return four_homes(group)
