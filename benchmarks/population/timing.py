"""CPU seconds of this process and its children's threads: steadier than the clock on a computer that others use too."""

from __future__ import annotations

import resource
from collections.abc import Callable
from typing import Any


def cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def best(work: Callable[[], Any], times: int = 3) -> tuple[float, Any]:
    """Least CPU seconds of several runs, and what the last one returned."""
    least, result = float("inf"), None
    for _ in range(times):
        start = cpu()
        result = work()
        least = min(least, cpu() - start)
    return least, result


def peak_megabytes() -> float:
    """The most memory that this process held at any time, in MB (10**6 bytes)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
