"""Chance that can be repeated: every draw is a fixed function of the row's key and the name of the question.

The mixing is splitmix64, in whole numbers, so that the same seed gives the same data on every machine and with every
version of Polars (whose own `hash` promises no such thing). A draw does not depend on the other rows or questions:
adding a question changes no other answer, and a ward comes out the same whether made alone or with the district.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from itertools import accumulate

import polars as pl

_STEP = 0x9E3779B97F4A7C15
_FULL = 2**64


def key_of(*parts: object) -> int:
    """A 64-bit key for these parts, e.g. seed and ward code."""
    text = "|".join(map(str, parts))
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")


def row_keys(start: int, serial: pl.Expr) -> pl.Expr:
    """The key of each row: `start` mixed with a serial number that is unique within it."""
    return _mixed(serial.cast(pl.UInt64) * _whole(_STEP) + _whole(start))


def draw(key: pl.Expr, question: str) -> pl.Expr:
    """A whole number of 0..2^31-1 for each row, even and independent of every other question."""
    mixed = _mixed(key + _whole(key_of(question)))
    return (mixed // _whole(2**33)).cast(pl.Int64)


def between(key: pl.Expr, question: str, low: pl.Expr | int, high: pl.Expr | int) -> pl.Expr:
    """A whole number from `low` to `high`, both included; `high` must not be below `low`."""
    first = low if isinstance(low, pl.Expr) else pl.lit(low, dtype=pl.Int64)
    return first + draw(key, question) % (high - first + 1)


def happens(key: pl.Expr, question: str, per_mille: pl.Expr | int) -> pl.Expr:
    """True with a chance of `per_mille` in a thousand (values outside 0..1000 mean never and always)."""
    return draw(key, question) % 1000 < per_mille


def pick(key: pl.Expr, question: str, choices: Sequence[tuple[int, int]]) -> pl.Expr:
    """One of the values of `choices`, pairs of (value, weight)."""
    total = sum(weight for _, weight in choices)
    point = draw(key, question) % total
    ends = list(accumulate(weight for _, weight in choices))
    picked = pl.lit(choices[-1][0])
    for (value, _), end in reversed(list(zip(choices[:-1], ends[:-1], strict=True))):
        picked = pl.when(point < end).then(value).otherwise(picked)
    return picked


def pick_word(key: pl.Expr, question: str, words: Sequence[str]) -> pl.Expr:
    """One of `words`; a word that stands there twice comes twice as often."""
    return pl.lit(pl.Series(words, dtype=pl.String)).gather(draw(key, question) % len(words))


def _mixed(z: pl.Expr) -> pl.Expr:
    z = (z ^ (z // _whole(2**30))) * _whole(0xBF58476D1CE4E5B9)
    z = (z ^ (z // _whole(2**27))) * _whole(0x94D049BB133111EB)
    return z ^ (z // _whole(2**31))


def _whole(number: int) -> pl.Expr:
    return pl.lit(number % _FULL, dtype=pl.UInt64)
