import pytest

from chungtay.foundation.places.models import Unit
from tests import factories
from tests.apps.records.registry.slow_lists import assert_lists_agree


@pytest.fixture
def group(db) -> Unit:
    """Group 1 of Ngọc Hà."""
    factories.district()
    return Unit.objects.get(level="group", parent__code="00016")


@pytest.fixture
def other_group(group) -> Unit:
    """Group 1 of Phúc Xá."""
    return Unit.objects.get(level="group", parent__code="00001")


@pytest.fixture(autouse=True)
def lists_agree(request):
    """After every test that wrote in the register."""
    writes = "db" in request.fixturenames
    if writes:
        request.getfixturevalue("db")
    yield
    if writes:
        assert_lists_agree()
