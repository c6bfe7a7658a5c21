"""Households added up by hand from the printed table 3.3 (gazette pages 32–36), one per column and threshold edge."""

from __future__ import annotations

from typing import Any

import pytest

from chungtay.rulebook import compiled, rule_sets
from chungtay.rulebook.answers import normalise
from chungtay.rulebook.evaluate import evaluate
from chungtay.rulebook.result import Result
from tests.rulebook.households import ADULT, CHILD, REVIEW_DATE, WORKER, rural, urban

RULES = rule_sets.load("vn-2022")


def score(raw: dict[str, Any], **options: Any) -> Result:
    return evaluate(RULES, raw, on=REVIEW_DATE, **options)


# Each line: the household and its B1 by hand.
# One retired adult in a brick house of 19 m2, 20 kWh, tap water, septic toilet, one phone, nothing else:
#   item 1 one person · item 3 nobody dependent · item 7 wall, column · item 10 tap · item 11 septic · item 15
ALONE = [
    # 125 + 5 + 5 + 5 + 10 + 10 + 25
    (urban(), 185),
    # 105 + 0 + 5 + 0 + 5 + 5
    (rural(1), 120),
    # 90 + 10 + 10 + 0 + 5 + 5
    (rural(2), 120),
    # 90 + 0 + 10 + 0 + 5 + 5
    (rural(3), 110),
    # 95 + 15 + 5 + 0 + 0 + 10
    (rural(4), 125),
    # 100 + 0 + 5 + 5 + 15 + 10
    (rural(5), 135),
    # 100 + 0 + 5 + 5 + 0 + 10
    (rural(6), 120),
]


@pytest.mark.parametrize(("raw", "b1"), ALONE)
def test_one_retired_person_in_each_column(raw: dict[str, Any], b1: int) -> None:
    result = score(raw)
    assert (result.scores["b1"].low, result.scores["b1"].high) == (b1, b1)
    assert result.scores["b2"].low == 0


FAMILY = (WORKER, WORKER | {"birth_date": "01/01/1982", "contract": 1, "job_type": 2, "nonfarm": 1}, CHILD, CHILD)
THINGS: dict[str, Any] = {
    "floor_area_m2": 80, "electricity_kwh": 120, "motorbikes": 2, "televisions": 2, "refrigerators": 1,
    "air_conditioners": 1, "computers": 1, "land_annual_m2": 5000, "cattle": 3, "pigs": 10, "poultry_tens": 10,
}  # fmt: skip


@pytest.mark.parametrize(
    ("raw", "b1"),
    [
        # 1:75 2:20 3:0 4:0 5:10 7:5+5 8:0 9:15 10:10 11:10 12: 20 tv5 fridge5 ac10 pc5 13:10 14: 15+10+15 15:25
        (urban(*FAMILY, **THINGS), 270),
        # 1:60 2:25 5:20 7:5+0 8:0 9:10 10:5 11:5 12: 25 tv0 15 10 5 13:10 14: 20+10+10
        (rural(1, *FAMILY, **THINGS), 235),
        # 1:45 2:10 5:35 7:10+0 8:0 9:25 10:5 11:5 12: 20 tv0 10 0 10 13:5 14: 30+5+15
        (rural(2, *FAMILY, **THINGS), 230),
        # 1:40 2:10 5:20 7:10+0 8:5 9:25 10:5 11:5 12: 30 tv15 15 10 10 13:0 14: 20+10+10
        (rural(3, *FAMILY, **THINGS), 240),
        # 1:50 2:5 5:20 7:5+0 8:0 9:20 10:0 11:10 12: 25 tv0 15 0 15 13:0 14: 30+10+5
        (rural(4, *FAMILY, **THINGS), 210),
        # 1:30 2:35 5:25 7:5+5 8:0 9:30 10:15 11:10 12: 20 tv10 5 5 5 13:5 14: 10+5+5
        (rural(5, *FAMILY, **THINGS), 225),
        # 1:60 2:25 5:20 7:5+5 8:5 9:15 10:0 11:10 12: 25 tv10 10 15 5 13:10 14: 25+5+15
        (rural(6, *FAMILY, **THINGS), 265),
    ],
)
def test_a_family_of_four_in_each_column(raw: dict[str, Any], b1: int) -> None:
    result = score(raw)
    assert result.scores["b1"].low == b1
    assert result.class_id == "not_poor"


# Urban line 175, rural line 140. The retired adult alone has 185 (urban) and 120 (rural, sheet 1).
@pytest.mark.parametrize(
    ("raw", "b1", "expected"),
    [
        # 185 - 10 (toilet 2) = 175, at the line: near-poor without deprivations
        (urban(toilet=2), 175, "near_poor"),
        # 175 + 5 (one fridge) = 180, above
        (urban(toilet=2, refrigerators=1), 180, "not_poor"),
        # 120 + 15 (one motorbike) + 5 (50 kWh) = 140, at the line
        (rural(1, motorbikes=1, electricity_kwh=50), 140, "near_poor"),
        # 120 + 25 (two motorbikes) = 145, above
        (rural(1, motorbikes=2), 145, "not_poor"),
    ],
)
def test_the_line_belongs_to_the_poor_side(raw: dict[str, Any], b1: int, expected: str) -> None:
    result = score(raw)
    assert result.scores["b1"].low == b1
    assert result.class_id == expected


@pytest.mark.parametrize(
    ("answers", "b2", "expected"),
    [
        ({"toilet": 3}, 10, "near_poor"),
        ({"toilet": 3, "water": 4}, 20, "near_poor"),
        ({"toilet": 3, "water": 4, "floor_area_m2": "7.99"}, 30, "poor"),
    ],
)
def test_three_deprivations_make_a_household_below_the_line_poor(
    answers: dict[str, Any], b2: int, expected: str
) -> None:
    result = score(rural(1, **answers))
    assert result.scores["b2"].low == b2
    assert result.class_id == expected


# --- the conditions of the point-giving rules -------------------------------------------------------------------


def points(result: Result, item: str) -> int:
    return next(entry.points.low for entry in result.items if entry.id == item)


@pytest.mark.parametrize(
    ("change", "counted"),
    [
        ({"birth_date": "15/09/2011"}, 1),  # 15 years on the day
        ({"birth_date": "16/09/2011"}, 0),  # 15 years tomorrow
        ({"birth_date": "16/09/1966"}, 1),  # 60 years tomorrow
        ({"birth_date": "15/09/1966"}, 0),  # 60 years on the day
        ({"birth_date": "1980", "employment": 3}, 0),  # unable to work
        ({"birth_date": "1980", "social_benefit": 2}, 0),  # disabled, with a monthly benefit
        ({"birth_date": "1980", "serious_illness": 1}, 0),
    ],
)
def test_who_counts_as_of_working_age(change: dict[str, Any], counted: int) -> None:
    person = ADULT | {"employment": 4, "sex": 1, "height_cm": 160, "attending": 1, "school_level": 3} | change
    result = score(urban(person))
    assert points(result, "b1_02") == (10 if counted else 0)


def test_several_workers_take_the_row_with_most_points_and_other_readings_say_so() -> None:
    servant = WORKER | {"job_type": 1, "contract": 1}
    hired = WORKER | {"nonfarm": 1}
    raw = rural(1, servant, hired)
    assert points(score(raw), "b1_05") == 20  # civil servant 0, hired 20
    first = rule_sets.load("vn-2022", {"several_workers": "first_printed"})
    result = evaluate(first, raw, on=REVIEW_DATE)
    assert points(result, "b1_05") == 0
    assert result.readings == ("several_workers=first_printed",)


@pytest.mark.parametrize(("tens", "expected"), [("9.9", 0), (10, 15)])
def test_poultry_is_counted_in_tens(tens: object, expected: int) -> None:
    assert points(score(urban(poultry_tens=tens)), "b1_14_poultry") == expected


@pytest.mark.parametrize(
    ("area", "persons", "expected"),
    [("59.99", 3, 0), (60, 3, 0), ("89.99", 3, 0), (90, 3, 5), ("119.99", 3, 5), (120, 3, 10)],
)
def test_floor_area_per_person_is_never_rounded(area: object, persons: int, expected: int) -> None:
    raw = urban(*[ADULT] * persons, floor_area_m2=area)
    assert points(score(raw), "b1_08") == expected


# --- deprivations -----------------------------------------------------------------------------------------------


def deprived(result: Result) -> set[str]:
    return {entry.id for entry in result.indicators if entry.deprived}


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (urban(ADULT | {"birth_date": "1980", "employment": 2}), {"1.1"}),
        (urban(WORKER | {"contract": 2}), {"1.1"}),
        (urban(WORKER | {"contract": 3}), set()),
        (urban(ADULT, CHILD), set()),  # exactly half is not more than 50 %
        (urban(ADULT, CHILD, CHILD, floor_area_m2=24), {"1.2"}),
        (urban(ADULT, ADULT | {"social_benefit": 1}, ADULT | {"social_benefit": 2}, floor_area_m2=24), {"1.2"}),
        # 10 years 6 months, girl: printed height 128,7
        (urban(ADULT, CHILD | {"height_cm": "128.6"}), {"2.1"}),
        (urban(ADULT, CHILD | {"height_cm": "128.7"}), set()),
        # boy of 3 years: printed 11,3 kg and 88,7 cm
        (urban(ADULT, _ := {**CHILD, "birth_date": "15/09/2023", "sex": 1, "height_cm": "88.7", "weight_kg": "11.2",
                            "school_level": 1}), {"2.1"}),
        (urban(ADULT, {**_, "weight_kg": "11.3"}), set()),
        (urban(ADULT | {"health_insurance": 2, "state_paid_insurance": 2}), {"2.2"}),
        (urban(ADULT | {"health_insurance": 2, "state_paid_insurance": 1}), set()),
        # 17 years: lower secondary is enough; 18 years: upper secondary is needed
        (urban(ADULT, ADULT | {"birth_date": "16/09/2008", "attending": 2, "education": 3}), set()),
        (urban(ADULT, ADULT | {"birth_date": "15/09/2008", "attending": 2, "education": 3}), {"3.1"}),
        (urban(ADULT, ADULT | {"birth_date": "15/09/2008", "attending": 2, "education": 3, "training": 2}), set()),
        (urban(ADULT, ADULT | {"birth_date": "15/09/1996", "attending": 2, "education": 1}), set()),  # 30 on the day
        (urban(ADULT, CHILD | {"attending": 2}), {"3.2"}),
        (urban(ADULT, CHILD | {"school_level": 1}), {"3.2"}),
        (urban(ADULT, CHILD | {"birth_date": "15/09/2014", "height_cm": 150}), {"3.2"}),  # 12 years, primary
        (urban(ADULT, CHILD | {"birth_date": "16/09/2014", "height_cm": 150}), set()),  # 11 years, primary
        (urban(wall_material=4, column_material=4), {"4.1"}),
        (urban(wall_material=4, roof_material=4), {"4.1"}),
        (urban(roof_material=4), set()),
        (urban(floor_area_m2="7.99"), {"4.2"}),
        (urban(floor_area_m2=8), set()),
        (urban(water=4), {"5.1"}),
        (urban(water=3), set()),
        (urban(toilet=3), {"5.2"}),
        (urban(toilet=2), set()),
        (urban(ADULT | {"internet": 2}), {"6.1"}),
        (urban(phones=0, radio=2), {"6.2"}),
        (urban(phones=0, radio=1), set()),
    ],
)  # fmt: skip
def test_each_deprivation_on_both_sides_of_its_edge(raw: dict[str, Any], expected: set[str]) -> None:
    result = score(raw)
    assert result.status == "classified", [problem.message.vi for problem in result.problems]
    assert deprived(result) == expected
    assert result.scores["b2"].low == 10 * len(expected)


# --- missing, wrong, changed ------------------------------------------------------------------------------------


def test_a_missing_answer_refuses_and_never_scores_zero() -> None:
    raw = urban()
    del raw["household"]["water"]
    result = score(raw)
    assert (result.status, result.class_id, result.scores) == ("refused", "", {})
    assert [problem.input for problem in result.problems] == ["water"]
    assert "Nước sinh hoạt" in result.problems[0].message.vi


def test_a_missing_answer_can_be_bounded() -> None:
    raw = urban()
    del raw["household"]["water"]
    result = score(raw, missing="bound")
    # tap water gives 10 of the 185; any other answer 10, 5 or 0; "other" is one deprivation
    assert (result.scores["b1"].low, result.scores["b1"].high) == (175, 185)
    assert (result.scores["b2"].low, result.scores["b2"].high) == (0, 10)
    assert result.possible_classes == ("near_poor", "not_poor")
    assert result.class_id == ""


def test_bounds_that_stay_on_one_side_still_decide() -> None:
    raw = urban(refrigerators=1, motorbikes=1)
    del raw["household"]["water"]
    assert score(raw, missing="bound").class_id == "not_poor"


def test_a_year_of_birth_is_enough_where_no_rule_turns_in_that_year() -> None:
    assert score(urban(ADULT | {"birth_date": "1955"})).status == "classified"
    result = score(urban(ADULT | {"birth_date": "1966"}))  # turns 60 in the year of the review
    assert result.status == "refused"
    assert "ngày, tháng sinh đầy đủ" in result.problems[0].message.vi


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("water", 5),
        ("water", "x"),
        ("cars", -1),
        ("cars", "1.5"),
        ("floor_area_m2", "nan"),
        ("floor_area_m2", "1e9999999"),
        ("floor_area_m2", "1e999990"),
        ("floor_area_m2", "19." + "0" * 40 + "1"),
        ("floor_area_m2", "1_9"),
        ("cars", "٣"),
    ],
)
def test_a_wrong_answer_is_named_not_guessed(field: str, value: object) -> None:
    result = score(urban(**{field: value}))
    assert result.status == "refused"
    assert [(problem.kind, problem.input) for problem in result.problems] == [("invalid", field)]


def test_no_members_is_refused() -> None:
    raw = urban()
    raw["members"] = []
    assert score(raw).problems[0].input == "persons"
    assert score(raw, missing="bound").status == "refused"


def test_an_override_is_recorded_with_its_reason() -> None:
    raw = urban() | {"overrides": {"5.1": {"deprived": True, "reason": "nguồn nước nhiễm mặn"}}}
    result = score(raw)
    changed = next(entry for entry in result.indicators if entry.id == "5.1")
    assert (changed.deprived, changed.overridden) == (True, True)
    assert "nguồn nước nhiễm mặn" in changed.reason.vi


def test_what_would_change_the_class() -> None:
    result = score(urban(toilet=2))  # 175, near-poor
    to_not_poor = {change.item for change in result.changes if change.to_class == "not_poor"}
    assert {"b1_11", "b1_12_refrigerators", "b1_09"} <= to_not_poor
    assert not any(change.to_class == "poor" for change in result.changes)  # one deprivation is not three


def test_what_nobody_can_act_on_is_never_said_to_change_the_class() -> None:
    """175 points of 175 in a town: one person fewer, a pension or another region would each do, and none is listed."""
    fixed = {item.id for item in RULES.items if not item.can_change}
    assert fixed == {"b1_01", "b1_02", "b1_03", "b1_06", "b1_15"}
    assert {entry.id for entry in RULES.indicators if not entry.can_change} == {"1.2"}
    for chosen in ({"eight_persons": "as_seven"}, {"region_points": "everywhere"}):  # the mark holds in every reading
        assert {item.id for item in rule_sets.load("vn-2022", chosen).items if not item.can_change} == fixed
    result = score(urban(toilet=2))
    order = [item.id for item in RULES.items] + [entry.id for entry in RULES.indicators]
    told = [change.item for change in result.changes]
    assert told
    assert not {*told} & {*fixed, "1.2"}
    assert told == sorted(told, key=order.index)  # in the order of the forms


def test_the_compiled_scorer_gives_the_same_points() -> None:
    fast = compiled.compile_rules(RULES)
    for raw in [urban(*FAMILY, **THINGS), *(rural(sheet, *FAMILY, **THINGS) for sheet in range(1, 7))]:
        result = score(raw)
        class_id, b1, b2, vector, flags = fast(*normalise(RULES, raw, REVIEW_DATE).exact())
        assert (class_id, b1, b2) == (result.class_id, result.scores["b1"].low, result.scores["b2"].low)
        assert vector == tuple(item.points.low for item in result.items)
        assert flags == tuple(bool(entry.deprived) for entry in result.indicators)
