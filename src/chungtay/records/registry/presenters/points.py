"""Where a household is, drawn without a map service: its neighbours of the group as dots around it, north above."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

_METRES = 111_320  # in one degree of latitude, and of longitude at the equator
_NEAR, _FAR = 50.0, 2_000.0  # metres from the middle to the edge of the drawing
_EDGE = 46.0  # how far from the middle the farthest dot is drawn, of 50


@dataclass(frozen=True, slots=True)
class Drawing:
    """Dots in a square from -50 to 50; `metres` from the middle to its edge."""

    latitude: str
    longitude: str
    dots: list[tuple[str, str]]
    metres: int

    @property
    def address(self) -> str:
        """Opens in whatever shows maps on the machine; nothing is asked of a service."""
        return f"geo:{self.latitude},{self.longitude}"


def drawing(latitude: Decimal, longitude: Decimal, others: Iterable[tuple[Decimal, Decimal]]) -> Drawing:
    """Households farther away than two kilometres are left out: a mistyped point must not squeeze the rest."""
    shrink = math.cos(math.radians(float(latitude)))
    away = [(float(lon - longitude) * shrink * _METRES, float(lat - latitude) * _METRES) for lat, lon in others]
    near = [(east, north) for east, north in away if math.hypot(east, north) <= _FAR]
    reach = max([_NEAR, *(math.hypot(east, north) for east, north in near)])
    scale = _EDGE / reach
    dots = [(f"{east * scale:.1f}", f"{-north * scale:.1f}") for east, north in near]
    return Drawing(f"{latitude:f}", f"{longitude:f}", dots, round(reach * 50 / _EDGE))
