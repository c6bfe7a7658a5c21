"""Units as people read them. The rule sets write them as their sources type them ("m2"), and stay as they are: their
versions and the results kept by them do not change. Whatever shows a text of the law says it through here."""

from __future__ import annotations

import re

_SQUARE_METRES = re.compile(r"(?<![^\W\d])m2(?!\w)")  # "20 m2" and "25m2"; no part of a name such as "floor_area_m2"


def written(text: str) -> str:
    """`Dưới 20 m2` -> `Dưới 20 m²`."""
    return _SQUARE_METRES.sub("m²", text)
