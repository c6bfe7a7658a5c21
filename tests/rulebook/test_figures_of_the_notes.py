"""Every figure that the law notes work out themselves (section 1.3, 3.2 and 14), held against the rule book.

Checks 6 and 7 (interest of loans; the statistics 407 to 410) have no part in the program yet. Checks 1, 3 and 5 stand
in `test_premium.py`, `test_rights.py` and `test_norms.py` as well.
"""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from chungtay.rulebook import policy_book
from chungtay.rulebook.named import worth
from chungtay.rulebook.norms import norm_on
from chungtay.rulebook.premium import household_premiums
from chungtay.rulebook.rights import entitlements
from tests.rulebook.test_rights import DA_NANG, HANOI, NOBODY, due, rights

D = datetime.date
BOOK = policy_book.load()
POOR = {"household_class": "poor"}

# section 1.3: day, premium of a month, of a year, second to fifth member
PREMIUMS = [
    (D(2019, 7, 1), 67_050, 804_600, (46_935, 40_230, 33_525, 26_820)),
    (D(2023, 6, 30), 67_050, 804_600, (46_935, 40_230, 33_525, 26_820)),
    (D(2024, 7, 1), 105_300, 1_263_600, (73_710, 63_180, 52_650, 42_120)),
    (D(2026, 6, 30), 105_300, 1_263_600, (73_710, 63_180, 52_650, 42_120)),
    (D(2026, 7, 1), 113_850, 1_366_200, (79_695, 68_310, 56_925, 45_540)),
]


@pytest.mark.parametrize(("day", "month", "year", "others"), PREMIUMS)
def test_premiums(day: datetime.date, month: int, year: int, others: tuple[int, ...]) -> None:
    found = [premium.amount for premium in household_premiums(BOOK, day, [False] * 5)]
    assert found == [month, *others]
    assert 12 * found[0] == year


@pytest.mark.parametrize(
    ("day", "facts", "policy", "support", "own"),
    [
        (D(2019, 10, 1), {"household_class": "near_poor"}, "bhyt-near-poor-2018", 46_935, 20_115),
        (D(2026, 7, 1), {"household_class": "near_poor"}, "bhyt-near-poor-2025", 79_695, 34_155),
        (D(2019, 10, 1), {"schooling": "primary"}, "bhyt-pupil-2018", 20_115, 46_935),
        (D(2026, 7, 1), {"schooling": "primary"}, "bhyt-pupil-2025", 56_925, 56_925),
        (D(2026, 7, 1), POOR, "bhyt-poor-2025", 113_850, 0),
    ],
)
def test_the_state_s_share_and_the_own_one(
    day: datetime.date, facts: dict[str, Any], policy: str, support: int, own: int
) -> None:
    """Section 1.3: the near-poor pay 20,115 in 2019 and 34,155 from July 2026."""
    assert due(rights(day, **facts)) == {policy: support}
    assert household_premiums(BOOK, day, [False])[0].amount - support == own


AT_CENTRE = {"disability": "severe", "centre": "at_centre", "schooling": "short_course", "age_months": 20 * 12}
CHILD, ELDERLY, ADULT = {"age_months": 10 * 12}, {"age_months": 85 * 12}, {"age_months": 40 * 12}
GRAVE, SEVERE = {"disability": "extremely_severe"}, {"disability": "severe"}
# section 3.2, the column of Hà Nội in 2026, and for the rest of the country coefficient x 540,000
MONTHLY: list[tuple[dict[str, Any], str, int, int]] = [
    ({"care": "child_without_support", "age_months": 47}, "btxh-1", 1_625_000, 1_350_000),
    ({"care": "child_without_support", "age_months": 48}, "btxh-1", 975_000, 810_000),
    ({"care": "child_without_support", "age_months": 200, "schooling": "upper_secondary"}, "btxh-2", 975_000, 810_000),
    ({"care": "single_parent", "children_under_16": 1} | POOR, "btxh-4", 650_000, 540_000),
    ({"care": "single_parent", "children_under_16": 3} | POOR, "btxh-4", 1_950_000, 1_620_000),
    ({"care": "elderly_without_carer", "age_months": 60 * 12} | POOR, "btxh-5a", 975_000, 810_000),
    ({"care": "elderly_without_carer"} | ELDERLY | POOR, "btxh-5a", 1_300_000, 1_080_000),
    ({"care": "elderly_in_community"} | ELDERLY | POOR, "btxh-5d", 1_950_000, 1_620_000),
    (GRAVE | ADULT, "btxh-6", 1_300_000, 1_080_000),
    (GRAVE | CHILD, "btxh-6", 1_625_000, 1_350_000),
    (GRAVE | ELDERLY, "btxh-6", 1_625_000, 1_350_000),
    (SEVERE | ADULT, "btxh-6", 975_000, 810_000),
    (SEVERE | CHILD, "btxh-6", 1_300_000, 1_080_000),
    (SEVERE | ELDERLY, "btxh-6", 1_300_000, 1_080_000),
    ({"care": "child_taken_in", "age_months": 47}, "care-child", 1_625_000, 1_350_000),
    ({"care": "child_taken_in", "age_months": 48}, "care-child", 975_000, 810_000),
    ({"care": "elderly_in_community"} | ELDERLY | POOR, "care-elderly", 975_000, 810_000),
    (GRAVE | ADULT, "care-disabled", 650_000, 540_000),
    (GRAVE | ADULT | {"care": "disabled_taken_in"}, "care-disabled-taken-in", 975_000, 810_000),
    (GRAVE | CHILD | {"care": "disabled_taken_in"}, "care-disabled-taken-in", 1_625_000, 1_350_000),
    (GRAVE | CHILD | {"care": "child_taken_in"}, "care-disabled-taken-in", 1_625_000, 1_350_000),
    (AT_CENTRE, "scholarship-66-2026", 2_024_000, 2_024_000),
    (AT_CENTRE | {"household_class": "poor"}, "scholarship-66-2026", 2_530_000, 2_530_000),
]
OF_HANOI: list[tuple[dict[str, Any], str, int]] = [
    ({"parents": "both_parents_disabled", "age_months": 3 * 12 + 11}, "btxh-hanoi-parents", 1_625_000),
    ({"parents": "other_parent_away", "age_months": 4 * 12}, "btxh-hanoi-parents", 975_000),
    ({"household_class": "near_poor", "support": "supporter_on_benefit", "age_months": 60 * 12}, "btxh-hanoi-elderly",
     975_000),
    ({"household_class": "near_poor", "support": "supporter_on_benefit", "age_months": 80 * 12}, "btxh-hanoi-elderly",
     1_300_000),
]  # fmt: skip


@pytest.mark.parametrize(("facts", "policy", "hanoi", "country"), MONTHLY)
def test_monthly_amounts(facts: dict[str, Any], policy: str, hanoi: int, country: int) -> None:
    for where, amount in ((HANOI, hanoi), (DA_NANG, country)):
        assert due(rights(D(2026, 9, 1), where, **facts))[policy] == amount


@pytest.mark.parametrize(("facts", "policy", "amount"), OF_HANOI)
def test_monthly_amounts_of_the_city(facts: dict[str, Any], policy: str, amount: int) -> None:
    assert due(rights(D(2026, 9, 1), HANOI, **facts))[policy] == amount
    assert policy not in rights(D(2026, 9, 1), DA_NANG, **facts)


@pytest.mark.parametrize(
    ("name", "amounts"),
    [
        ("btxh-3", [1_625_000, 1_300_000]),
        ("btxh-5b", [650_000]),
        ("btxh-5c-2025", [650_000]),
        ("btxh-7", [975_000]),
        ("btxh-8", [975_000]),
        ("care-pregnant", [975_000, 1_300_000]),
        ("btxh-hanoi-hiv", [975_000]),
        ("care-home-hanoi", [3_250_000, 2_600_000]),
    ],
)
def test_amounts_of_what_is_looked_at_case_by_case(name: str, amounts: list[int]) -> None:
    """The same column, for those of whom the register cannot tell."""
    entry = next(each for each in BOOK.named if each.id == name)
    assert [amount for _, amount in worth(entry, BOOK.parameters, D(2026, 9, 1), HANOI)] == amounts
    assert worth(entry, BOOK.parameters, D(2023, 1, 1), HANOI)[0][1] is None


def test_check_2_thirty_six_months_from_february_2026() -> None:
    """The last is January 2029; 68 years old, no card of her own."""
    facts = {"age_months": 68 * 12, "escaped": "from_poor", "insured": "not_insured"}
    found = rights(D(2029, 1, 31), months_since_escape=35, **facts)
    assert (due(found), found["bhyt-hanoi-escaped-2026"].policy.months_at_most) == (
        {"bhyt-hanoi-escaped-2026": 113_850},
        36,
    )
    assert due(rights(D(2029, 2, 1), months_since_escape=36, **facts)) == {}


def test_check_4_both_allowances_of_a_disabled_single_parent() -> None:
    """3.5 x 650,000 = 2,275,000."""
    found = due(rights(D(2026, 9, 1), care="single_parent", children_under_16=2, **POOR, **SEVERE))
    assert (found["btxh-4"] or 0) + (found["btxh-6"] or 0) == 2_275_000


def test_check_5_a_house_burnt_down() -> None:
    assert norm_on("house-lost", D(2026, 9, 1), HANOI).worth(persons=4) == 40_000_000
    assert norm_on("relief-rice-disaster", D(2026, 9, 1), HANOI).worth(persons=4, units=3) == 180


@pytest.mark.parametrize(
    ("facts", "policy", "before", "after"),
    [
        (GRAVE | CHILD, "btxh-6", 1_250_000, 1_350_000),  # 2.5: 100,000 a month more
        (SEVERE | ADULT, "btxh-6", 750_000, 810_000),  # 1.5: 60,000
        (GRAVE | ADULT, "care-disabled", 500_000, 540_000),  # 1.0: 40,000
        ({"pension": "no_pension", "age_months": 75 * 12}, "social-pension-2026", 500_000, 540_000),
    ],
)
def test_what_a_decree_that_counts_from_july_adds(facts: dict[str, Any], policy: str, before: int, after: int) -> None:
    """335/2026/NĐ-CP, outside Hà Nội: July to September 2026 are given at 500,000 until 4 October, and owed the
    difference from the 5th."""
    words = policy_book.words_of(BOOK.facts)
    spans = {name: (words.get(str(value), value),) * 2 for name, value in (NOBODY | facts).items()}
    for month in (7, 8, 9):
        for known, amount in ((D(2026, 10, 4), before), (D(2026, 10, 5), after)):
            found = entitlements(BOOK.on(D(2026, month, 28), DA_NANG, known_on=known), spans)  # type: ignore[arg-type]
            assert {right.policy.id: right.amount for right in found}[policy] == amount


def test_what_the_notes_do_not_settle_is_not_worked_out() -> None:
    """Section 13: 540,000 + 150,000 is not 650,000, so the city's top-up waits; the coefficients of the decree of 2026
    were not read; the city's number before 2026 was read nowhere but is below the central one, and says so."""
    waiting = {entry.id: entry for entry in BOOK.to_verify}
    assert {"social-pension-hanoi-top-up", "btxh-335"} <= waiting.keys()
    assert due(rights(D(2026, 9, 1), pension="no_pension", age_months=75 * 12))["social-pension-2026"] == 540_000
    city = next(value for value in BOOK.parameters["assistance_standard"].values if value.amount == 440_000)
    assert "Chưa đọc được" in city.note.vi
    assert all(
        value.note.vi for number in BOOK.parameters.values() for value in number.values if value.amount == 540_000
    )
