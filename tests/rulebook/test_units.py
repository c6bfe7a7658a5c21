"""Square metres are shown as m², wherever the source types them."""

from __future__ import annotations

import pytest

from chungtay.rulebook import rule_sets
from chungtay.rulebook.questionnaire import questionnaire
from chungtay.rulebook.units import written


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("m2", "m²"),
        ("Từ 20 m2 đến dưới 30 m2", "Từ 20 m² đến dưới 30 m²"),
        ("Diện tích nhà ở bình quân đầu người từ 25m2 trở lên", "Diện tích nhà ở bình quân đầu người từ 25m² trở lên"),
        ("7,5 m2 → Dưới 8 m2.", "7,5 m² → Dưới 8 m²."),
        ("floor_area_m2", "floor_area_m2"),
        ("cm2 m20 m2a", "cm2 m20 m2a"),
        ("đồng", "đồng"),
    ],
)
def test_square_metres(text, shown):
    assert written(text) == shown


def test_the_form_asks_in_square_metres_and_the_rule_set_stays_as_its_source_types_it():
    rules = rule_sets.load("vn-2022")
    form = questionnaire(rules, "points")
    asked = {question.id: question for question in form.household}
    assert asked["floor_area_m2"].unit == "m²"
    assert asked["floor_area_m2"].words("45.5").vi == "45,5 m²"
    assert rules.inputs["floor_area_m2"].unit == "m2"
