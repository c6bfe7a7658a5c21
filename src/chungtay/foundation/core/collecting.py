"""How often Python looks for circles among objects while much is read or written at once."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator

_NEWCOMERS = (
    20_000  # objects between two looks; Python's own 700 make a sixth of an import's work, and find next to nothing
)


@contextlib.contextmanager
def seldom_collected() -> Iterator[None]:
    """For work in the background. What no circle holds is given back at once as ever."""
    before = gc.get_threshold()
    gc.set_threshold(_NEWCOMERS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
