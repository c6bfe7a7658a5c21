import pytest
from django.utils import translation

from chungtay.foundation.accounts.models import User
from chungtay.foundation.places.models import Unit
from chungtay.work.review.models import ReviewFile
from tests import factories


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
