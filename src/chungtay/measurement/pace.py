"""Forms that were filled in too fast, and far from the household.

Too fast: less than a third of the median time per member among the forms of the ward (median: the middle value, of an
even number the lower of the two), with at least ten forms that say how long they took. Far: further than the limit from
the household, beyond what the telephone itself said it may be wrong.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

FEWEST = 10
SHORTEST_SHARE = 3  # a third of the median
FAR_METRES = 500
_EARTH = 6_371_000  # metres


def seconds_per_member(seconds: int, members: int) -> int:
    """Time per member, at least one member, in whole seconds rounded down."""
    return seconds // max(1, members)


def too_fast(paces: Mapping[int, int]) -> tuple[list[int], int]:
    """(the forms that took less than a third of the median, the median) of form -> seconds per member."""
    if len(paces) < FEWEST:
        return [], 0
    middle = sorted(paces.values())[(len(paces) - 1) // 2]
    return [form for form, pace in paces.items() if pace * SHORTEST_SHARE < middle], middle


def metres_between(one: tuple[float, float], other: tuple[float, float]) -> int:
    """Whole metres on the sphere between two (latitude, longitude) in degrees (haversine)."""
    lat1, lon1, lat2, lon2 = map(math.radians, (*one, *other))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return round(2 * _EARTH * math.asin(math.sqrt(half)))


def is_far(metres: int, accuracy: int) -> bool:
    """Further than the limit even if the telephone was wrong by as much as it said."""
    return metres - accuracy > FAR_METRES
