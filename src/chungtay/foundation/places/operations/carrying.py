"""Open rows of apps belong to another ward (or list) from a reorganisation on, and to the first again once that is
undone. Part of the act that applies or undoes it, which asks who may and records the event."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import models

from chungtay.foundation.places.models import Carried

_PART = 500


def carry(
    model: type[models.Model], field: str, moved: Mapping[int, tuple[int, int]], *, origin: str, at: datetime.datetime
) -> None:
    """Rows of the table (number -> what `field` holds before and after) hold the other from now on, and it is kept
    which. Two statements for some hundreds."""
    Carried.objects.bulk_create(
        (
            Carried(origin=origin, kind=model._meta.label_lower, number=number, before=before, after=after, at=at)
            for number, (before, after) in sorted(moved.items())
        ),
        batch_size=_PART,
    )
    _write(model, field, {number: after for number, (_before, after) in moved.items()})


def carried(model: type[models.Model], *, origin: str) -> dict[int, tuple[int, int]]:
    """Number of a row -> before and after, of those that a reorganisation took along and nobody brought back."""
    rows = Carried.objects.filter(kind=model._meta.label_lower, origin=origin, undone_at=None)
    return {number: (before, after) for number, before, after in rows.values_list("number", "before", "after")}


def bring_back(model: type[models.Model], field: str, *, origin: str, at: datetime.datetime) -> int:
    """Rows that a reorganisation took along, and nothing took further since, hold again what they held; how many."""
    taken = carried(model, origin=origin)
    now: dict[int, int] = {}
    for part in _parts(sorted(taken)):
        now.update(model._base_manager.filter(pk__in=part).values_list("pk", field))
    back = {number: before for number, (before, after) in taken.items() if now.get(number) == after}
    _write(model, field, back)
    settle(model, origin=origin, at=at)
    return len(back)


def settle(model: type[models.Model], *, origin: str, at: datetime.datetime) -> None:
    """Nothing of the table is away by this reorganisation any more."""
    rows = Carried.objects.filter(kind=model._meta.label_lower, origin=origin, undone_at=None)
    rows.update(undone_at=at)


def _write(model: type[models.Model], field: str, values: Mapping[int, int]) -> None:
    rows: list[Any] = [model(pk=number, **{f"{field}_id": value}) for number, value in sorted(values.items())]
    model._base_manager.bulk_update(rows, [field], batch_size=_PART)


def _parts(numbers: list[int]) -> list[list[int]]:
    return [numbers[first : first + _PART] for first in range(0, len(numbers), _PART)]
