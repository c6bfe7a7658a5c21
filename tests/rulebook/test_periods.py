"""Lines and definitions of each period at their edges, from the instruments as the law notes quote them."""

from __future__ import annotations

import datetime

import pytest

from chungtay.rulebook import rule_sets
from chungtay.rulebook.classes import choose, classify_by_income
from chungtay.rulebook.errors import RuleSetIncomplete, UnknownRuleSet
from chungtay.rulebook.evaluate import evaluate
from chungtay.rulebook.income import income_of
from chungtay.rulebook.screening import screen


@pytest.mark.parametrize(
    ("rules", "area", "income", "deprivations", "expected", "sub"),
    [
        ("vn-2016", "urban", 900_000, 0, "poor", "income_poor"),
        ("vn-2016", "urban", 900_001, 2, "near_poor", ""),
        ("vn-2016", "urban", 900_001, 3, "poor", "deprivation_poor"),
        ("vn-2016", "urban", 1_300_000, 3, "poor", "deprivation_poor"),
        ("vn-2016", "urban", 1_300_001, 10, "average", ""),
        ("vn-2016", "urban", 1_950_001, 0, "not_poor", ""),
        ("vn-2016", "rural", 700_000, 0, "poor", "income_poor"),
        ("vn-2016", "rural", 1_000_000, 2, "near_poor", ""),
        ("vn-2016", "rural", 1_500_000, 0, "average", ""),
        ("vn-2016-hanoi", "urban", 1_400_000, 0, "poor", "income_poor"),
        ("vn-2016-hanoi", "rural", 1_500_000, 2, "near_poor", ""),
        ("vn-2022", "urban", 2_000_000, 3, "poor", ""),
        ("vn-2022", "urban", 2_000_000, 2, "near_poor", ""),
        ("vn-2022", "urban", 2_000_001, 12, "average", ""),
        ("vn-2022", "urban", 3_000_001, 0, "not_poor", ""),
        ("vn-2022", "rural", 1_500_000, 0, "near_poor", ""),
        ("vn-2022", "rural", 2_250_000, 0, "average", ""),
        ("vn-2027", "rural", 2_200_000, 3, "poor", ""),
        ("vn-2027", "urban", 2_800_000, 2, "near_poor", ""),
        ("vn-2027", "urban", 2_800_001, 12, "not_poor", ""),
    ],
)
def test_income_and_deprivations(
    rules: str, area: str, income: int, deprivations: int, expected: str, sub: str
) -> None:
    result = classify_by_income(rule_sets.load(rules), area=area, income=income, deprivations=deprivations)
    assert (result.class_id, result.sub_class, result.method) == (expected, sub, "income")


@pytest.mark.parametrize("rules", ["vn-2016", "vn-2027"])
def test_points_without_a_table_are_refused_with_what_to_do(rules: str) -> None:
    with pytest.raises(RuleSetIncomplete) as error:
        evaluate(rule_sets.load(rules), {"household": {}, "members": []}, on=datetime.date(2019, 9, 1))
    assert "thu nhập kê khai" in error.value.vi


def test_the_rural_upper_line_of_2016_is_not_guessed() -> None:
    rules = rule_sets.load("vn-2016")
    assert choose(rules, "points", "rural", {"b1": (120, 120), "b2": (0, 0)}).class_id == "poor"
    with pytest.raises(RuleSetIncomplete):
        choose(rules, "points", "rural", {"b1": (121, 121), "b2": (0, 0)})
    assert choose(rules, "points", "urban", {"b1": (175, 175), "b2": (30, 30)}).sub == "deprivation_poor"


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (datetime.date(2019, 9, 1), "vn-2016"),
        (datetime.date(2021, 12, 31), "vn-2016"),
        (datetime.date(2022, 1, 1), "vn-2022"),
        (datetime.date(2026, 12, 31), "vn-2022"),
        (datetime.date(2027, 1, 1), "vn-2027"),
    ],
)
def test_the_date_of_the_record_chooses_the_law(day: datetime.date, expected: str) -> None:
    assert rule_sets.in_force(day).id == expected


def test_no_law_before_2016() -> None:
    with pytest.raises(UnknownRuleSet):
        rule_sets.in_force(datetime.date(2015, 12, 31))


RULES = rule_sets.load("vn-2022")
ALL_NO: dict[str, bool | None] = {key: False for key, _ in (*RULES.screening.conditions, *RULES.screening.criteria)}  # type: ignore[union-attr]


def test_form_a_lists_fewer_than_four_criteria() -> None:
    three = ALL_NO | {"criterion_1": True, "criterion_2": True, "criterion_9": True}
    assert screen(RULES, three).listed is True
    assert screen(RULES, three | {"criterion_5": True}).listed is False
    assert screen(RULES, three | {"criterion_5": None}).listed is None
    assert screen(RULES, ALL_NO | {"condition_4": True}).listed is False
    assert screen(RULES, ALL_NO | {"condition_5": None}).listed is None
    assert screen(RULES, ALL_NO | {"criterion_5": None}).listed is True  # one more cannot reach four


def test_income_form_at_the_edges_of_average_living_standard() -> None:
    nothing = {key: (0, 0) for key, *_ in RULES.income_form.lines}  # type: ignore[union-attr]
    # rural: over 1,500,000 to 2,250,000 a person a month; 2 persons × 12 months = 24 shares, in thousands of đồng
    for thousands, expected in ((36_000, False), (36_001, True), (54_000, True), (54_001, False)):
        lines = nothing | {"crops_food": (thousands + 500, 500)}
        assert income_of(RULES, lines, persons=2, area="rural").average is expected
