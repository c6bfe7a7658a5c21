"""Do records stand as their history says? Apps that keep a history register a check; `./run audit verify` runs them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple


class Strayed(NamedTuple):
    """A record that somebody changed past the program: which table, which row, which fields. No values."""

    table: str
    number: int
    fields: tuple[str, ...]


Check = Callable[[], Iterator[Strayed]]
_checks: list[Check] = []


def register_standing_check(check: Check) -> None:
    """Called once at start; `check()` yields strayed records in bounded memory."""
    if check not in _checks:
        _checks.append(check)


def strayed_records() -> Iterator[Strayed]:
    """Every record of every app that does not stand as its history says."""
    for check in _checks:
        yield from check()
