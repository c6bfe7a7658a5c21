"""Who is told that facts of households changed: apps above the register that keep what they derive from it.

    register(mark)                                    # in AppConfig.ready of that app; `mark(households)`

Told inside the transaction of the act, after everything is written: what a listener writes lands with the act or not at
all. Each costs a fixed number of statements for a batch, and never refuses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from chungtay.records.registry.queries.dwelling import homes_ever

Listener = Callable[[Sequence[int]], None]
_listeners: list[Listener] = []


def register(listener: Listener) -> None:
    """Each once."""
    if listener not in _listeners:
        _listeners.append(listener)


def tell(households: Iterable[int], persons: Iterable[int]) -> None:
    """Facts of these households changed, and of every household that one of these persons belongs or belonged to."""
    found = set(households) | homes_ever(persons)
    for listener in _listeners:
        listener(sorted(found))
