"""A ward's autumn in one sitting: the clock of the server is put forward; everybody stays signed in meanwhile."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from tests.journeys.enumerator.conftest import telephone

__all__ = ["telephone"]


class Clock:
    """What the server takes for now. Set to ten in the morning in Hà Nội of a day."""

    def __init__(self) -> None:
        self.now = timezone.now()

    def to(self, day: int, month: int, year: int) -> None:
        self.now = datetime.datetime(year, month, day, 3, 0, tzinfo=datetime.UTC)

    def read(self) -> datetime.datetime:
        """Each look is a little later than the one before: two events never share a moment by accident."""
        self.now += datetime.timedelta(milliseconds=1)
        return self.now


@pytest.fixture
def clock(monkeypatch, settings) -> Clock:
    found = Clock()
    monkeypatch.setattr(timezone, "now", found.read)
    settings.SESSION_COOKIE_AGE = 400 * 24 * 60 * 60  # nobody signs in anew for each of the days
    return found
