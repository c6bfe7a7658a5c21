"""Looking units up: by official code on a day or in a year, below a unit, in a person's area."""

from __future__ import annotations

import datetime

from django.db.models import Q
from django.db.models.functions import Length

from chungtay.foundation.places.models import Level, Unit, UnitQuerySet

_LEVEL_OF_LENGTH = {2: Level.PROVINCE, 3: Level.DISTRICT, 5: Level.WARD}
_FROM_TOP = list(Level.values)
BY_NUMBER = (Length("code"), "code", "pk")  # group 11 before group 100; codes are texts


def level_of_code(code: str) -> Level | None:
    """Two digits name a province, three a district, five a ward; anything else nothing."""
    return _LEVEL_OF_LENGTH.get(len(code)) if code.isascii() and code.isdigit() else None


def unit_by_code(code: str, on: datetime.date) -> Unit | None:
    """The province (2 digits), district (3) or ward (5) that had this code on a day."""
    level = level_of_code(code)
    return Unit.objects.filter(level=level, code=code).on(on).first() if level else None


def last_day(year: int, today: datetime.date) -> datetime.date:
    """The day that stands for a year: its last one, and in the current year today."""
    return min(today, datetime.date(year, 12, 31))


def holders_of_code(code: str, year: int, today: datetime.date) -> list[Unit]:
    """Every unit that had this code on some day of a year up to today, the last one first; of a year that is still to
    come, the unit that has it today.

    Codes are re-used: in 2025 the code 00004 was Trúc Bạch's until 30 June and is Ba Đình's from 1 July.
    """
    level = level_of_code(code)
    if level is None:
        return []
    found = Unit.objects.filter(level=level, code=code)
    return list(found.during(_first_day(year, today), last_day(year, today)).order_by("-valid_from"))


def _first_day(year: int, today: datetime.date) -> datetime.date:
    return min(today, datetime.date(year, 1, 1))


def ever_with_code(code: str) -> list[Unit]:
    """Every unit that ever had this code, the last one first."""
    level = level_of_code(code)
    return list(Unit.objects.filter(level=level, code=code).order_by("-valid_from")) if level else []


def units_of_year(paths: list[str], year: int, today: datetime.date) -> list[Unit]:
    """Units within the paths, groups left out, that an address of the year can mean: of two that had one code in the
    year the last one. From the top, by code."""
    found = Unit.objects.within(paths).exclude(level=Level.GROUP)
    by_code: dict[tuple[str, str], Unit] = {}
    for unit in found.during(_first_day(year, today), last_day(year, today)).order_by("valid_from"):
        by_code[unit.level, unit.code] = unit
    return sorted(by_code.values(), key=lambda unit: (_FROM_TOP.index(unit.level), unit.code))


def below(paths: list[str], on: datetime.date) -> UnitQuerySet:
    """Units within the given paths that exist on a day, groups left out; ordered from the top."""
    return Unit.objects.within(paths).on(on).exclude(level=Level.GROUP).order_by("path")


def children_of(unit: Unit, on: datetime.date) -> UnitQuerySet:
    """What stands directly below a unit on a day, by code."""
    return Unit.objects.filter(parent=unit).on(on).order_by(*BY_NUMBER)


def groups_numbered(paths: list[str], number: int) -> list[str]:
    """Paths of the residential groups of any day that have this number, within the paths: "07" and "7" are one."""
    rows = Unit.objects.filter(level=Level.GROUP, code__endswith=str(number)).within(paths)
    return [path for code, path in rows.values_list("code", "path") if code.isdecimal() and int(code) == number]


def groups_of(ward: Unit, on: datetime.date) -> UnitQuerySet:
    """The residential groups of a ward (or of all wards below a unit) on a day, in order."""
    return Unit.objects.filter(level=Level.GROUP).within([ward.path]).on(on).order_by("parent__code", *BY_NUMBER)


def groups_ever(paths: list[str]) -> dict[int, int]:
    """Residential group -> its ward, of these places and any day; with those of a reorganisation that was undone, where
    people lived as long as it stood."""
    inside = Q(pk__in=[])
    for path in paths:
        inside |= Q(path__startswith=path)
    rows = Unit._base_manager.filter(inside, level=Level.GROUP).order_by().values_list("pk", "parent")
    return {group: ward for group, ward in rows if ward is not None}


def ancestors(unit: Unit) -> list[Unit]:
    """From the province down to the unit itself."""
    numbers = [int(part) for part in unit.path.strip("/").split("/")]
    found = Unit.objects.in_bulk(numbers)
    return [found[number] for number in numbers]


def province_of(unit: Unit) -> Unit:
    return ancestors(unit)[0]
