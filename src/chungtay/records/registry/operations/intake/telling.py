"""What a long piece of work needs from whoever runs it: a background job, or a command that waits for the end."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Protocol

from django.db import transaction

from chungtay.foundation.core.operations.progress import Batch


class Telling(Protocol):
    """`core.operations.progress.Progress` is one. A batch is one transaction."""

    def beat(self, done: int | None = None, total: int | None = None, *, stage: str | None = None) -> None: ...

    def batch(self) -> AbstractContextManager[Batch]: ...


class Plainly:
    """For a command: no job, the same transactions. `tell(stage, done, total)` draws the bar."""

    def __init__(self, tell: Callable[[str, int, int], None] = lambda stage, done, total: None) -> None:
        self._tell = tell
        self._stage, self._done, self._total = "", 0, 0

    def beat(self, done: int | None = None, total: int | None = None, *, stage: str | None = None) -> None:
        self._stage = self._stage if stage is None else stage
        self._done = self._done if done is None else done
        self._total = self._total if total is None else total
        self._tell(self._stage, self._done, self._total)

    @contextmanager
    def batch(self) -> Any:
        with transaction.atomic():
            batch = Batch({}, self._done, self._total)
            yield batch
        self.beat(batch.done, batch.total)
