"""How rows of another app stood before a moment, by the final rows in which it keeps that (`until`, and what stood)."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from typing import Any

from chungtay.records.registry.queries.known import among


def kept_then(
    before: Any, owner: str, numbers: Collection[int], names: Sequence[str], after: datetime.datetime
) -> dict[int, list[Any]]:
    """Number of a row -> these columns as they stood before the moment, of those that were changed since; the others
    stand as they did. One statement."""
    rows = before.objects.filter(**{f"{owner}__in": among(numbers), "until__gte": after}).order_by("-pk")
    return {number: stood for number, *stood in rows.values_list(owner, *names)}  # the earliest last: so until then
