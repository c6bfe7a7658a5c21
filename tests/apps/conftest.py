import os
import re
from pathlib import Path

import pytest
from django.utils import translation

from chungtay.foundation.accounts.models import User
from chungtay.foundation.places.models import Unit
from chungtay.work.review.models import ReviewFile
from tests import factories

# What a screen says does not differ by database: its words, forms, buttons. What it asks of the database does, so
# PostgreSQL keeps the tests that count statements, and test_every_route.py opens every page there.
SCREENS = re.compile(r"_(screens?|pages?)\.py$")
# Every page is a case of these two, and each asks for something else; the further cases of any other test ask the same
# with other words, unless it tells what the database itself refuses: those rules are written for each database.
EACH_CASE = {"test_the_route_opens_for_whom_it_should", "test_nonsense_in_every_form_of_the_page_is_answered"}


@pytest.hookimpl(tryfirst=True)  # before `-m "not slow"` chooses
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """On PostgreSQL the usual run leaves screens to SQLite, and of a test with many cases all but the first, unless it
    is one that really commits; ./run test --all runs them on both."""
    if not os.environ.get("CHUNGTAY_DATABASE_URL"):
        return
    seen: set[str] = set()
    for item in items:
        if Path(__file__).parent not in item.path.parents:
            continue
        counts = "statements" in item.name or any("num_queries" in name for name in item.fixturenames)
        if (SCREENS.search(item.path.name) and not counts) or _another_case(item, seen):
            item.add_marker(pytest.mark.slow)


def _another_case(item: pytest.Item, seen: set[str]) -> bool:
    test = item.nodeid.partition("[")[0]
    marker = item.get_closest_marker("django_db")
    commits = marker is not None and marker.kwargs.get("transaction")
    if item.originalname in EACH_CASE or commits or "the_database" in item.name:  # type: ignore[attr-defined]
        return False
    first = test not in seen
    seen.add(test)
    return not first


@pytest.fixture(autouse=True)
def _files_of_this_test_only(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture(autouse=True)
def _in_vietnamese(settings):
    """Whatever language the page of an earlier test was shown in."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture
def units(db) -> dict[str, Unit]:
    return factories.district()


@pytest.fixture
def officer(units) -> User:
    """Ward officer of Ngọc Hà."""
    return factories.person("hoa", "ward_officer", units["00016"])


@pytest.fixture
def district_officer(units) -> User:
    return factories.person("minh", "district_officer", units["001"])


@pytest.fixture
def classified(units, district_officer, tmp_path) -> ReviewFile:
    """A workbook of the whole district: 14 households, two in Ngọc Hà or Phúc Xá at least, classified."""
    path, _district = factories.workbook(tmp_path)
    return factories.classified(path, units["001"], district_officer)
