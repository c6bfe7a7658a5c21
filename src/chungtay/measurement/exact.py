"""Exact probabilities as fractions: no rounding decides whether something looks wrong.

Sources: the binomial and hypergeometric distributions as in every textbook; values in the tests are worked by hand.
"""

from __future__ import annotations

from fractions import Fraction
from math import comb

HALF = Fraction(1, 2)


def binomial_tail(hits: int, tries: int, share: Fraction = HALF) -> Fraction:
    """The probability of `hits` or more among `tries` when each hits with probability `share`.

    Raises ValueError for counts or shares that cannot be.
    """
    if not 0 <= hits <= tries or not 0 <= share <= 1:
        raise ValueError(f"no {hits} of {tries} at {share}")
    up, down, whole = share.numerator, share.denominator - share.numerator, share.denominator
    ways = sum(comb(tries, count) * up**count * down ** (tries - count) for count in range(hits, tries + 1))
    return Fraction(ways, whole**tries)


def hypergeometric_tail(hits: int, drawn: int, marked: int, total: int) -> Fraction:
    """The probability of `hits` or more marked ones among `drawn` of `total`, of which `marked` are marked: the
    one-sided exact test of Fisher for a table of two by two. Raises ValueError for counts that cannot be."""
    if not (0 <= hits <= drawn <= total and hits <= marked <= total):
        raise ValueError(f"no {hits} of {drawn} with {marked} of {total}")
    ways = sum(
        comb(marked, count) * comb(total - marked, drawn - count) for count in range(hits, min(drawn, marked) + 1)
    )
    return Fraction(ways, comb(total, drawn))
