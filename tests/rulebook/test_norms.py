"""Norms of relief and gifts against the figures of the law notes (sections 3.3, 7.1, 7.2 and check 5)."""

from __future__ import annotations

import datetime

import pytest

from chungtay.rulebook.norms import NormNotThere, norm_on, norms_on, to_verify

HANOI, DA_NANG = ["01", "00004"], ["48"]
IN_2026 = datetime.date(2026, 9, 1)


def test_a_house_burnt_down_with_four_people() -> None:
    """Check 5: at least 40,000,000, and at most 4 x 15 kg x 3 months = 180 kg of rice."""
    house, rice = (norm_on(name, IN_2026, HANOI) for name in ("house-lost", "relief-rice-disaster"))
    assert (house.worth(persons=4), house.norm.least, house.norm.each) == (40_000_000, True, "household")
    assert (rice.worth(persons=4, units=3), rice.norm.unit) == (180, "kg")
    with pytest.raises(NormNotThere, match="từ 1 đến 3 tháng; đã ghi 4"):
        rice.worth(persons=4, units=4)


@pytest.mark.parametrize(
    ("name", "day", "places", "amount"),
    [
        ("relief-injured", IN_2026, HANOI, 6_500_000),  # 10 x 650,000
        ("relief-injured", IN_2026, DA_NANG, 5_400_000),  # 10 x 540,000
        ("relief-injured", datetime.date(2025, 3, 1), DA_NANG, 5_000_000),  # 10 x 500,000
        ("relief-injured", datetime.date(2025, 3, 1), HANOI, 5_000_000),  # 500,000 > the city's 440,000
        ("relief-death", IN_2026, HANOI, 32_500_000),  # 50 x 650,000
        ("relief-death", datetime.date(2021, 8, 1), DA_NANG, 18_000_000),  # 50 x 360,000
        ("funeral-of-beneficiary", IN_2026, HANOI, 13_000_000),  # 20 x 650,000
        ("house-moved", IN_2026, DA_NANG, 30_000_000),
        ("house-damaged", IN_2026, DA_NANG, 20_000_000),
        ("relief-rice-hunger", IN_2026, DA_NANG, 15),
        ("protection-meals", IN_2026, DA_NANG, 60_000),
        ("gift-national-day-2025", datetime.date(2025, 9, 1), DA_NANG, 100_000),
        ("gift-tet-2026-merit", datetime.date(2026, 2, 1), HANOI, 2_000_000),
        ("gift-tet-2026-worker", datetime.date(2026, 2, 1), HANOI, 500_000),
        ("gift-tet-2026-longevity-70", datetime.date(2026, 2, 1), HANOI, 700_000),
        ("gift-tet-2026-longevity-90", datetime.date(2026, 2, 1), HANOI, 1_000_000),
        ("gift-tet-2026-longevity-100", datetime.date(2026, 2, 1), HANOI, 1_500_000),
        ("gift-tet-2026-longevity-over-100", datetime.date(2026, 2, 1), HANOI, 1_200_000),
        ("gift-tet-2026-fund", datetime.date(2026, 2, 1), HANOI, 1_000_000),
        ("gift-tet-2026-elderly", datetime.date(2026, 2, 1), HANOI, 500_000),
    ],
)
def test_every_norm_is_worth_what_the_notes_say(name: str, day: datetime.date, places: list[str], amount: int) -> None:
    assert norm_on(name, day, places).amount == amount


def test_all_norms_carry_a_mark_and_are_tested_here() -> None:
    holds = {each.norm.id for day in (IN_2026, datetime.date(2025, 9, 1), datetime.date(2026, 2, 1))
             for each in norms_on(day, HANOI)}  # fmt: skip
    tested = {mark.args[1][index][0] for mark in test_every_norm_is_worth_what_the_notes_say.pytestmark  # type: ignore[attr-defined]
              for index in range(len(mark.args[1]))}  # fmt: skip
    assert holds == tested | {"house-lost", "relief-rice-disaster"}
    assert {each.norm.mark for each in norms_on(IN_2026, HANOI)} <= {"V", "S"}


def test_a_number_that_no_source_gives_leaves_the_amount_out() -> None:
    """Hà Nội's own standard of 2021 to 2024 began on a day nobody read."""
    found = {each.norm.id: each for each in norms_on(datetime.date(2022, 1, 1), HANOI)}
    assert (found["relief-injured"].amount, found["relief-injured"].lacking) == (None, ("assistance_standard",))
    assert found["house-lost"].amount == 40_000_000
    with pytest.raises(NormNotThere, match="chưa có mức"):
        norm_on("relief-injured", datetime.date(2022, 1, 1), HANOI)


def test_days_and_places_of_which_nothing_was_read() -> None:
    assert norms_on(datetime.date(2019, 10, 1), HANOI) == ()
    assert not [each for each in norms_on(datetime.date(2026, 2, 1), DA_NANG) if each.norm.id.startswith("gift")]
    with pytest.raises(NormNotThere, match="gift-tet-2026-fund"):
        norm_on("gift-tet-2026-fund", datetime.date(2026, 2, 18), HANOI)
    assert {entry.id for entry in to_verify()} == {
        "gift-poor-household", "relief-136-2013", "house-hanoi", "gift-25-2022",
    }  # fmt: skip
