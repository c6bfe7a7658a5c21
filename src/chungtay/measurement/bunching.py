"""Do scores gather just under a threshold more than the neighbourhood explains?

If nobody steers answers, the number of households just under a line and just above it differ by chance alone, as far as
the distribution runs straight through the line (the idea of McCrary's density test, Journal of Econometrics 142, 2008).
Two exact binomial tests of the households in the two bands beside the line:

- even: each is as likely under as above (share 1/2);
- slope: the share under is what the straight line through the next bands further out gives, so that a slope of the
  distribution is not taken for steering.

The largest p-value counts, among them that of the density test with the slopes' own chance error (`density`) where the
counts carry it. Bands must be wide enough to hold whole steps of the score. Incomes gather at round numbers by
themselves: a line that is a round number raises this flag more easily.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from chungtay.measurement.density import Jump, jump
from chungtay.measurement.exact import HALF, binomial_tail

FEWEST = 20  # households in the two bands; fewer show nothing


@dataclass(frozen=True, slots=True)
class Band:
    """Values from `low` to `high`, both included, and how many there are."""

    low: int
    high: int
    count: int


@dataclass(frozen=True, slots=True)
class Bunching:
    """`under` and `above` are the counts of the two bands at the line; `slope_share` is the share under that the bands
    further out give; `bands` are all that were counted, for a plot."""

    cut: int
    width: int
    under: int
    above: int
    slope_share: Fraction
    p_even: Fraction
    p_slope: Fraction
    bands: tuple[Band, ...]
    jump: Jump | None = None

    @property
    def p(self) -> Fraction:
        """The largest; of the density test in millionths, rounded up."""
        tested = Fraction(math.ceil(self.jump.p * 1_000_000), 1_000_000) if self.jump else Fraction(0)
        return max(self.p_even, self.p_slope, tested)

    @property
    def enough(self) -> bool:
        return self.under + self.above >= FEWEST


def bunching(values: Iterable[int], *, cut: int, width: int, reach: int = 5) -> Bunching:
    """Count `reach` bands of `width` on either side of the line; a value equal to `cut` lies under it."""
    if width < 1 or reach < 2:
        raise ValueError("bands need a width of 1 and two on either side")
    counts = [0] * (2 * reach)
    for value in values:
        place = reach + (value - cut - 1) // width
        if 0 <= place < 2 * reach:
            counts[place] += 1
    low = cut - reach * width + 1
    bands = tuple(Band(low + width * n, low + width * n + width - 1, count) for n, count in enumerate(counts))
    under, above = counts[reach - 1], counts[reach]
    share = slope_share(counts[reach - 2], counts[reach + 1])
    return Bunching(
        cut, width, under, above, share,
        binomial_tail(under, under + above), binomial_tail(under, under + above, share), bands,
        jump(counts[:reach], counts[reach:]) if reach > 2 else None,
    )  # fmt: skip


def slope_share(outer_under: int, outer_above: int) -> Fraction:
    """The share under the line that a straight line through the two bands next to the tested ones gives: with counts a
    and d at -3/2 and +3/2 bands it runs through (2a + d)/3 at -1/2 and (a + 2d)/3 at +1/2."""
    if not outer_under + outer_above:
        return HALF
    return Fraction(2 * outer_under + outer_above, 3 * (outer_under + outer_above))
