"""The bar of a command that takes long."""

from __future__ import annotations

import sys
from typing import Any


class Bar:
    """A progress bar on a terminal, nothing when output goes to a script."""

    def __init__(self) -> None:
        self.bar: Any = None
        self.tasks: dict[str, Any] = {}
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import Progress

            self.bar = Progress(console=Console(stderr=True))
            self.bar.start()

    def __call__(self, stage: str, done: int, total: int) -> None:
        if self.bar is None or not total:
            return
        if stage not in self.tasks:
            self.tasks[stage] = self.bar.add_task(stage, total=total)
        self.bar.update(self.tasks[stage], completed=done, total=total)

    def close(self) -> None:
        if self.bar is not None:
            self.bar.stop()
