"""Statistics of the survey against values worked by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest

from chungtay.measurement.agreement import Rate, differing, rates
from chungtay.measurement.alikeness import alikeness, match, twins
from chungtay.measurement.bunching import bunching, slope_share
from chungtay.measurement.exact import binomial_tail, hypergeometric_tail
from chungtay.measurement.pace import is_far, metres_between, seconds_per_member, too_fast

F = Fraction


@pytest.mark.parametrize(
    ("hits", "tries", "share", "chance"),
    [
        (0, 5, F(1, 2), F(1)),
        (5, 5, F(1, 2), F(1, 32)),
        (4, 5, F(1, 2), F(6, 32)),  # 5 + 1 of 32
        (2, 3, F(1, 3), F(7, 27)),  # 3·(1/9)(2/3) + 1/27 = 6/27 + 1/27
        (15, 20, F(1, 2), F(21_700, 1_048_576)),  # 15504 + 4845 + 1140 + 190 + 20 + 1
    ],
)
def test_binomial_tails_by_hand(hits, tries, share, chance):
    assert binomial_tail(hits, tries, share) == chance


def test_the_tea_tasting_lady():
    """Fisher's own table: of 8 cups 4 with milk first; all 4 told right by chance once in 70, 3 or more 17 in 70."""
    assert hypergeometric_tail(4, 4, 4, 8) == F(1, 70)
    assert hypergeometric_tail(3, 4, 4, 8) == F(17, 70)


@pytest.mark.parametrize("call", [lambda: binomial_tail(3, 2), lambda: hypergeometric_tail(3, 2, 4, 8)])
def test_counts_that_cannot_be_are_refused(call):
    with pytest.raises(ValueError):
        call()


def test_bunching_by_hand():
    """Line 140, bands of 5: 136–140 holds 15 households, 141–145 five, the next ones ten each: no slope, share 1/2; 15
    or more of 20 has the chance 21700/1048576, about 2 %."""
    values = [138] * 14 + [140] + [141] * 5 + [135] * 10 + [146] * 10 + [300]
    found = bunching(values, cut=140, width=5)
    assert (found.under, found.above, found.slope_share, found.enough) == (15, 5, F(1, 2), True)
    assert found.p_even == found.p_slope == F(21_700, 1_048_576)
    # the density test with the slopes' own error is the more careful one: 17 and 8 at the line, ln 2,125 = 0,754,
    # error 0,420 (4,8 · (1/85 + 1/40) = 0,1765), z = 1,794, p = 3,64 %
    assert found.p == F(36_380, 1_000_000)
    assert [(band.low, band.high, band.count) for band in found.bands[3:7]] == [
        (131, 135, 10),
        (136, 140, 15),
        (141, 145, 5),
        (146, 150, 10),
    ]


def test_a_slope_is_not_taken_for_bunching():
    """Counts 30, 20 | 10, 0 fall evenly: the line gives (2·30 + 0)/90 = 2/3 under; 20 of 30 is just that."""
    values = [135] * 30 + [140] * 20 + [141] * 10
    found = bunching(values, cut=140, width=5)
    assert slope_share(30, 0) == found.slope_share == F(2, 3)
    assert found.p == found.p_slope > F(1, 2)
    assert found.p_even < F(1, 10)


def test_twins_by_hand():
    """Ten answers: one other answer leaves nine in ten (twins), two leave eight in ten (not)."""
    base = {f"q{n}": 1 for n in range(10)}
    one, two = base | {"q0": 2}, base | {"q0": 3, "q1": 3}
    assert match(base, one) == F(9, 10)
    assert twins([base, one, two]) == (0, 1)
    assert match(base, {"other": 1}) == 0


def test_copied_forms_stand_out_against_the_neighbours():
    """Person 1 wrote five forms alike, person 2 five that differ in every answer: all 5 twins among person 1's five of
    ten has the chance 1/C(10,5) = 1/252."""
    copied = [{f"q{n}": 1 for n in range(10)} for _form in range(5)]
    honest = [{f"q{n}": form + 2 for n in range(10)} for form in range(5)]
    found = alikeness({1: copied, 2: honest, 3: honest[:2]})
    assert found[1].twins == (0, 1, 2, 3, 4)
    assert found[2].twins == ()
    assert 3 not in found  # too few forms to judge
    assert alikeness({1: copied, 2: honest})[1].p == F(1, 252)


def test_disagreement_is_counted_per_question_and_person():
    """A: toilet differs, water not; member's education differs. B: nothing differs. By hand: toilet 1 of 2, education 1
    of 1; A 2 of 3, B 0 of 1."""
    a = ("A", {"toilet": 1, "water": 1, "members.1.education": 2}, {"toilet": 2, "water": 1, "members.1.education": 3})
    b = ("B", {"toilet": 1, "only_first": 1}, {"toilet": 1})
    by_question, by_person = rates([a, b])
    assert by_question == [Rate("education", 1, 1), Rate("toilet", 1, 2), Rate("water", 0, 1)]
    assert by_person == [Rate("A", 2, 3), Rate("B", 0, 1)]
    assert [rate.percent for rate in by_person] == [67, 0]
    assert differing(a[1], a[2]) == ["toilet", "members.1.education"]


def test_too_fast_by_hand():
    """Nine forms of 600 seconds a member and one of 199: the median is 600, a third 200."""
    paces = dict.fromkeys(range(9), 600) | {9: 199}
    assert too_fast(paces) == ([9], 600)
    assert too_fast({**paces, 9: 200}) == ([], 600)
    assert too_fast({1: 1}) == ([], 0)
    assert seconds_per_member(1300, 4) == 325


def test_distances():
    """One minute of latitude is a sea mile, about 1,853 metres on this sphere."""
    assert abs(metres_between((21.0, 105.8), (21.0 + 1 / 60, 105.8)) - 1853) <= 1
    assert is_far(600, 50)
    assert not is_far(600, 150)
