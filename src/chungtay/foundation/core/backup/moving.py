"""Putting folders in the place of others, so that a failure half-way leaves everything as it was."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path


class Moves:
    """Moves one after another on one disk; `undo` takes them back in reverse."""

    def __init__(self) -> None:
        self._done: list[tuple[Path, Path]] = []

    def move(self, source: Path, target: Path) -> None:
        """Nothing happens when there is no source."""
        if source.exists():
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            source.rename(target)
            self._done.append((source, target))

    def undo(self) -> None:
        for source, target in reversed(self._done):
            target.rename(source)


@contextlib.contextmanager
def moving() -> Iterator[Moves]:
    moves = Moves()
    try:
        yield moves
    except BaseException:
        moves.undo()
        raise
