"""Prints of identity numbers: they find an equal number and tell nothing."""

from __future__ import annotations

from chungtay.foundation.core.sealed import fingerprint


def number_print(number: str) -> str:
    """Finds an equal identity number."""
    return fingerprint(number, "registry.identity")


def tail_print(number: str) -> str:
    """Finds numbers with the same last four digits."""
    return fingerprint(number[-4:], "registry.identity.tail")
