"""The reformed district, with the people who work in it."""

from __future__ import annotations

import pytest
from django.test import Client

from chungtay.foundation.accounts.models import User
from chungtay.foundation.places import operations, queries
from chungtay.foundation.places.models import Reorganisation
from tests.apps.foundation.places.conftest import DAY, LATER, District, ba_dinh
from tests.factories import person

__all__ = ["ba_dinh"]


@pytest.fixture
def plan(ba_dinh: District) -> Reorganisation:
    """Prepared, with the groups of split wards undecided."""
    return operations.draft_plan(ba_dinh.old("001"), day=DAY, by=None, at=LATER)


@pytest.fixture
def decided(plan: Reorganisation) -> Reorganisation:
    """Every group goes to the first ward that may take it."""
    rows = queries.planned(plan)
    may_take = queries.candidates(plan, rows)
    wards = {row.pk: may_take[row.old_ward.pk][0].pk for row in rows if row.ward is None}
    operations.assign_groups(plan, wards, by=None, at=LATER)
    return plan


@pytest.fixture
def reformed(ba_dinh: District, decided: Reorganisation) -> District:
    operations.apply_plan(decided, by=None, at=LATER)
    return ba_dinh


@pytest.fixture
def keeper(ba_dinh: District) -> User:
    return person("minh", "district_officer", ba_dinh.old("001"))


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client
