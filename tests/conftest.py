"""What all tests share: hypothesis profiles. Fixtures of an area live in the conftest.py of its folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, settings

from tests.flushing import let_final_rows_go_after_a_test

let_final_rows_go_after_a_test()

LONG = {"journeys", "test_backup.py"}

# No deadline: nothing here is a timed test, and the machine may be busy. `thorough` is for a long look at a property.
# The usual run draws the same examples each time, so that main is green or red by its code alone; `thorough` seeks.
settings.register_profile("usual", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
settings.register_profile("thorough", settings.get_profile("usual"), max_examples=5000, derandomize=False)
settings.load_profile(os.environ.get("CHUNGTAY_HYPOTHESIS", "usual"))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long ones first, by one process: where they begin last, the others have nothing left to do, and what a module
    makes once is made by each that takes a part of it."""
    items.sort(key=lambda item: LONG.isdisjoint(item.path.parts))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The database as pytest-django makes it. Before it goes, whoever is still connected is put out: PostgreSQL learns
    that a killed process or a closed browser is gone only when it next speaks to it."""
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
