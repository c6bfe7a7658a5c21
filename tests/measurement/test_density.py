"""McCrary's density test on counts whose lines are exact, worked out by hand."""

from __future__ import annotations

import math
import random

import pytest

from chungtay.measurement.density import jump


def test_lines_through_the_counts_are_read_at_the_threshold():
    """10, 12, 14, 16, 18 lie on a line that is 19 at the threshold, 5 times 5 on one that is 5. theta = ln(19/5) =
    1,335; se² = 4,8 · (1/95 + 1/25) = 0,24253, se = 0,49247; z = 2,711; one-sided p of the normal law 0,00336."""
    found = jump([10, 12, 14, 16, 18], [5, 5, 5, 5, 5])
    assert (round(found.under, 9), round(found.above, 9)) == (19, 5)
    assert found.theta == pytest.approx(1.3350, abs=1e-4)
    assert found.error == pytest.approx(0.49247, abs=1e-5)
    assert found.z == pytest.approx(2.711, abs=1e-3)
    assert found.p == pytest.approx(0.00336, abs=1e-5)


def test_a_slope_alone_is_no_jump():
    """The counts fall by 2 a band right through the line: 20 at it from both sides."""
    found = jump([29, 27, 25, 23, 21], [19, 17, 15, 13, 11])
    assert (found.theta, found.p) == (pytest.approx(0, abs=1e-12), pytest.approx(0.5))
    assert found.error == pytest.approx(math.sqrt(4.8 * 2 / 100))


def test_gathering_above_the_line_is_not_what_is_asked():
    assert jump([5] * 5, [20] * 5).p > 0.99


def test_too_few_households_carry_no_line():
    assert jump([0, 0, 0, 0, 0], [3, 2, 1, 0, 0]) is None
    with pytest.raises(ValueError, match="three bands"):
        jump([1, 2], [1, 2])


def test_it_errs_as_often_as_it_says():
    """Two thousand districts without any steering, counts of a falling density: p is at most 5 % in about 5 %."""
    draw = random.Random(20190930)
    often = 0
    for _district in range(2_000):
        counts = [0] * 10
        for _home in range(600):
            value = 1 - math.sqrt(draw.random())  # density falls in a straight line from 0 to 1
            counts[min(9, int(value * 10))] += 1
        found = jump(counts[:5], counts[5:])
        often += found is not None and found.p <= 0.05
    assert 0.03 <= often / 2_000 <= 0.075
