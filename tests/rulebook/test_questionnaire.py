"""The form from the rule set: what is asked, how boxes are read, what is wrong at which box."""

from __future__ import annotations

import datetime

import pytest

from chungtay.rulebook import rule_sets
from chungtay.rulebook.errors import AnswersError
from chungtay.rulebook.questionnaire import differences, flat, nested, questionnaire
from tests.rulebook.households import urban

ON = datetime.date(2024, 9, 15)
HANOI = {"area_type": 1, "region": 7}


@pytest.fixture(scope="module")
def points():
    return questionnaire(rule_sets.load("vn-2022"), "points")


@pytest.fixture(scope="module")
def income():
    return questionnaire(rule_sets.load("vn-2016"), "income")


def box(form, name):
    return next(each for each in (*form.household, *form.member) if each.id == name)


def test_every_question_of_the_rule_set_is_asked_but_those_the_place_answers(points):
    """By hand, form 3.1: 43 answers of the household (8 of them the causes of A.XIII), of which area, region and sheet
    come from the place; 19 of each member, of which the age is asked as a date of birth, beside the name."""
    assert (len(points.household), len(points.member)) == (40, 20)
    assert [each.id for each in points.member[:3]] == ["name", "birth_date", "relationship"]


def test_the_income_form_asks_income_and_every_indicator(income):
    assert [each.path for each in income.household] == ["income_per_person", *(f"declared.{n}" for n in range(1, 11))]


def test_a_standard_without_questions_in_the_sources_says_so():
    with pytest.raises(AnswersError, match="không có câu hỏi của phiếu B1 trong nguồn"):
        questionnaire(rule_sets.load("vn-2016"), "points")


@pytest.mark.parametrize(
    ("name", "typed", "kept"),
    [
        ("floor_area_m2", "42,50", "42.5"),
        ("floor_area_m2", "42", 42),
        ("floor_area_m2", "42,555", "42,555"),  # three decimals: shown again, with what is wrong
        ("toilet", " 3 ", 3),
        ("toilet", "ba", "ba"),
        ("toilet", "", None),
        ("name", " Vũ Thị Mơ ", "Vũ Thị Mơ"),
    ],
)
def test_boxes_are_read_as_people_write(points, name, typed, kept):
    assert box(points, name).read(typed) == kept


def test_amounts_and_declared_codes(income):
    assert box(income, "income_per_person").read("1.250.000") == 1_250_000
    assert [box(income, "3").read(text) for text in ("1", "2", "3", "")] == [True, False, "3", None]
    assert box(income, "3").show(True) == "1"


def test_what_is_wrong_stands_at_its_box(points):
    answers = {"household": {"toilet": 9}, "members": [{"name": "A", "birth_date": "31/02/2010", "relationship": 2}]}
    remarks = {remark.path: remark for remark in points.check(answers, area=HANOI, on=ON)}
    assert "1, 2, 3" in remarks["household.toilet"].message.vi
    assert not remarks["members.1.birth_date"].missing
    assert remarks["household.water"].missing
    assert "0 chủ hộ" in remarks["members.1.relationship"].message.vi


def test_a_whole_household_has_nothing_to_look_at(points):
    raw = urban()
    answers = {
        "household": {key: value for key, value in raw["household"].items() if key not in HANOI},
        "members": [{"name": "A", **member} for member in raw["members"]],
    }
    remarks = points.check(answers, area={**HANOI, **{k: raw["household"][k] for k in HANOI}}, on=ON)
    assert [remark for remark in remarks if not remark.path.endswith("relationship")] == []


def test_the_income_form_misses_what_is_not_declared(income):
    answers = {"income_per_person": -1, "declared": {str(n): False for n in range(1, 10)}}
    assert [(remark.path, remark.missing) for remark in income.check(answers, area={}, on=ON)] == [
        ("income_per_person", False),
        ("declared.10", True),
    ]


def test_two_forms_compared_box_by_box():
    first = {"household": {"toilet": 1, "cars": 0}, "members": [{"name": "A", "sex": 1}, {"name": "B"}]}
    second = {"household": {"toilet": 2, "cars": 0}, "members": [{"name": "A", "sex": 1}]}
    assert differences(first, second) == ["household.toilet", "members.2.name"]
    assert differences(first, first) == []


def test_paths_and_answers_are_two_ways_to_say_the_same():
    answers = {"household": {"toilet": 1}, "members": [{"name": "A", "person": 4}, {"name": "B"}]}
    assert nested(flat(answers)) == answers
    declared = {"income_per_person": 5, "declared": {"1": False}}
    assert nested(flat(declared)) == declared
