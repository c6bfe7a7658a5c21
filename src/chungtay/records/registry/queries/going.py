"""What is open of a ward and goes along with its people, by number. Unscoped: for the acts and previews of apps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from chungtay.foundation.places.queries.going import Move
from chungtay.records.registry.queries.wards_after import Held, wards_after


def held(
    rows: QuerySet[Any, Any],
    moves: Sequence[Move],
    *,
    ward: str = "ward",
    household: str = "household",
    person: str = "person",
) -> list[Held]:
    """Rows of the old wards, each with whose it is ("" : it has no such column). One statement."""
    wards = {move.old.parent_id for move in moves}
    names = ["pk", ward, *filter(None, (person, household))]
    found = []
    for row in rows.filter(**{f"{ward}__in": wards}).order_by("pk").values_list(*names):
        told = dict(zip(names, row, strict=True))
        found.append(Held(told["pk"], told[ward], told.get(person), told.get(household)))
    return found


def count_going(rows: QuerySet[Any, Any], moves: Sequence[Move], **columns: str) -> Mapping[int, int]:
    """New ward -> how many of these rows go there; columns as `held` names them."""
    return Counter(wards_after(held(rows, moves, **columns), moves).values())
