"""Premiums of a household against the table of the law notes (section 1.3) and worked check 1."""

from __future__ import annotations

import datetime

import pytest

from chungtay.rulebook import policy_book
from chungtay.rulebook.errors import RuleSetIncomplete
from chungtay.rulebook.premium import Premium, household_premiums, monthly_premium

BOOK = policy_book.load()


@pytest.mark.parametrize(
    ("day", "amounts"),
    [
        (datetime.date(2019, 10, 1), [67_050, 46_935, 40_230, 33_525, 26_820]),
        (datetime.date(2025, 1, 1), [105_300, 73_710, 63_180, 52_650, 42_120]),
        (datetime.date(2026, 7, 1), [113_850, 79_695, 68_310, 56_925, 45_540]),
    ],
)
def test_the_table_of_premiums(day: datetime.date, amounts: list[int]) -> None:
    premiums = household_premiums(BOOK, day, [False] * 7)
    assert [premium.amount for premium in premiums[:5]] == amounts
    assert [premium.amount for premium in premiums[5:]] == [amounts[4]] * 2
    assert 12 * monthly_premium(BOOK, day) in (804_600, 1_263_600, 1_366_200)


def test_a_supported_member_leaves_the_order() -> None:
    """Check 1: father with a company card, mother and three adults: 67,050 + 46,935 + 40,230 + 33,525 = 187,740; when
    one of the three is supported, the others move up: 67,050 + 46,935 + 40,230."""
    day = datetime.date(2019, 10, 1)
    four = household_premiums(BOOK, day, [True, False, False, False, False])
    assert sum(premium.amount for premium in four) == 187_740
    assert four[0] == Premium(None, 0)
    three = household_premiums(BOOK, day, [True, False, False, True, False])
    assert [premium.place for premium in three] == [None, 1, 2, None, 3]
    assert sum(premium.amount for premium in three) == 67_050 + 46_935 + 40_230


@pytest.mark.parametrize("day", [datetime.date(2019, 6, 30), datetime.date(2023, 7, 1), datetime.date(2018, 11, 30)])
def test_no_premium_without_a_source(day: datetime.date) -> None:
    with pytest.raises(RuleSetIncomplete, match="lương cơ sở"):
        household_premiums(BOOK, day, [False])
