"""Urban or rural on a day."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db.models import QuerySet

from chungtay.foundation.places.models import AreaType, Unit


def area_kind(group: Unit, on: datetime.date) -> str | None:
    """Urban or rural on a day; None when nobody decided."""
    return kinds_of([group], on).get(group.pk)


def kinds_of(groups: Iterable[Unit], on: datetime.date) -> dict[int, str]:
    """Group's number -> urban or rural on a day; groups of which nobody decided are left out. One statement."""
    rows = AreaType.objects.on(on).filter(unit__in=[group.pk for group in groups])
    return dict(rows.values_list("unit", "kind"))


def kinds_within(unit: Unit, on: datetime.date) -> set[str]:
    """The area types that occur among the residential groups of a unit on a day."""
    rows = AreaType.objects.on(on).filter(unit__path__startswith=unit.path)
    return set(rows.values_list("kind", flat=True).distinct())


def entries_of(group: Unit) -> QuerySet[AreaType]:
    """Every entry about a group, the standing ones and those that were corrected; oldest first."""
    return AreaType.objects.filter(unit=group).order_by("valid_from", "pk")
