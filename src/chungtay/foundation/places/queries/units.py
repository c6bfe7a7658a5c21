"""Looking units up: by official code on a day, below a unit, in a person's area."""

from __future__ import annotations

import datetime

from chungtay.foundation.places.models import Level, Unit, UnitQuerySet

_LEVEL_OF_LENGTH = {2: Level.PROVINCE, 3: Level.DISTRICT, 5: Level.WARD}


def unit_by_code(code: str, on: datetime.date) -> Unit | None:
    """The province (2 digits), district (3) or ward (5) that had this code on a day."""
    level = _LEVEL_OF_LENGTH.get(len(code))
    return Unit.objects.filter(level=level, code=code).on(on).first() if level else None


def below(paths: list[str], on: datetime.date) -> UnitQuerySet:
    """Units within the given paths that exist on a day, groups left out; ordered from the top."""
    return Unit.objects.within(paths).on(on).exclude(level=Level.GROUP).order_by("path")


def ancestors(unit: Unit) -> list[Unit]:
    """From the province down to the unit itself."""
    numbers = [int(part) for part in unit.path.strip("/").split("/")]
    found = Unit.objects.in_bulk(numbers)
    return [found[number] for number in numbers]


def province_of(unit: Unit) -> Unit:
    return ancestors(unit)[0]
