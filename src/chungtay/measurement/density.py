"""Does the density of scores jump at a line? McCrary's test (Journal of Econometrics 142, 2008), one-sided.

The counts of equal bands on either side of the line, none of which straddles it, are smoothed by a straight line on
each side, weighted by a triangle over the bands that are given; both lines are read at the threshold. The statistic is
the difference of the logarithms; its standard error, with the slopes estimated, is the one of the paper:

    theta = ln f(under) - ln f(above),   se² = 24/5 · (1/(n·h·f(under)) + 1/(n·h·f(above)))

where h is the width of the window on one side. n·h·f is the fitted count of a band times the bands of a side, so n
cancels. Floats are used here and nowhere in what decides about a household: this is a reason to look, not a score.
Limits: the window is the bands that are drawn, not one chosen by the data, and a normal law is assumed, which needs
some households on both sides; incomes gather at round numbers by themselves.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

FEWEST_FITTED = 1.0  # a side whose fitted count at the line is below one household gives no logarithm to trust


@dataclass(frozen=True, slots=True)
class Jump:
    """`under` and `above` are the fitted counts of a band at the line, `theta` the difference of their logarithms,
    `error` its standard error, `p` the chance of such a gathering under the line or a larger one."""

    under: float
    above: float
    theta: float
    error: float
    p: float

    @property
    def z(self) -> float:
        return self.theta / self.error


def thousandths(found: Jump | None) -> list[int] | None:
    """Difference of the logarithms and its standard error as whole thousandths, to be kept; None for no jump."""
    return [round(1000 * found.theta), round(1000 * found.error)] if found else None


def jump(under: Sequence[int], above: Sequence[int]) -> Jump | None:
    """`under` are the counts of the bands below the line, the nearest last; `above` those over it, the nearest first.
    None where the counts do not carry a line on both sides. Raises ValueError for fewer than three bands."""
    if len(under) != len(above) or len(under) < 3:
        raise ValueError("three bands or more on either side, the same number on both")
    bands = len(under)
    left, right = _at_line(list(reversed(under))), _at_line(list(above))
    if left < FEWEST_FITTED or right < FEWEST_FITTED:
        return None
    theta = math.log(left) - math.log(right)
    error = math.sqrt(24 / 5 * (1 / (bands * left) + 1 / (bands * right)))
    return Jump(left, right, theta, error, math.erfc(theta / error / math.sqrt(2)) / 2)


def _at_line(counts: Sequence[int]) -> float:
    """The weighted straight line through counts at distances 1/2, 3/2, ... bands, read at distance 0."""
    bands = len(counts)
    rows = [(place + 0.5, count, 1 - (place + 0.5) / bands) for place, count in enumerate(counts)]
    whole = sum(weight for _x, _y, weight in rows)
    mean_x = sum(weight * x for x, _y, weight in rows) / whole
    mean_y = sum(weight * y for _x, y, weight in rows) / whole
    spread = sum(weight * (x - mean_x) ** 2 for x, _y, weight in rows)
    slope = sum(weight * (x - mean_x) * (y - mean_y) for x, y, weight in rows) / spread
    return mean_y - slope * mean_x
