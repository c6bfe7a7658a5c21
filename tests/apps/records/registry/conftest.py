import pytest

from chungtay.foundation.places.models import Unit
from tests import factories


@pytest.fixture
def group(db) -> Unit:
    """Group 1 of Ngọc Hà."""
    factories.district()
    return Unit.objects.get(level="group", parent__code="00016")


@pytest.fixture
def other_group(group) -> Unit:
    """Group 1 of Phúc Xá."""
    return Unit.objects.get(level="group", parent__code="00001")
