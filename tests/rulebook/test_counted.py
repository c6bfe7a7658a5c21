"""What templates 7.8 and 7.11 count of a form, by hand from the printed notes (1315/VBHN-BLĐTBXH, 87 and 91)."""

from __future__ import annotations

import pytest

from chungtay.rulebook import rule_sets
from chungtay.rulebook.counted import counted
from tests.rulebook.households import ADULT, CHILD, REVIEW_DATE, WORKER, urban

RULES = rule_sets.load("vn-2022")


def counts(*members, **answers):
    return counted(RULES, urban(*members, **answers), on=REVIEW_DATE)


def test_children_are_counted_by_what_each_lacks():
    """Reviewed on 15/09/2026. Six children: 10 years, insured, 140 cm, right level; 10 years, uninsured and 120 cm
    (limit of girls of 126 months 128,7); 5 years, uninsured (too young for the column), not attending; 13 years still
    at primary school; 2 years; and one who is 16 today."""
    small = CHILD | {"height_cm": 120, "health_insurance": 2, "state_paid_insurance": 1}
    young = CHILD | {
        "birth_date": "15/03/2021",
        "height_cm": 110,
        "weight_kg": 18,
        "attending": 2,
        "health_insurance": 2,
    }
    late = CHILD | {"birth_date": "15/03/2013", "height_cm": 160, "school_level": 2}
    baby = CHILD | {"birth_date": "15/03/2024", "height_cm": 90, "weight_kg": 13}
    grown = WORKER | {"birth_date": "15/09/2010"}
    found = counts(WORKER, CHILD, small, young, late, baby, grown)
    assert [found[name] for name in ("children", "insurance", "nutrition", "schooling")] == [5, 1, 1, 2]


@pytest.mark.parametrize(
    ("members", "able"),
    [
        ((ADULT,), 0),  # 66 years old
        ((ADULT, CHILD), 0),
        ((WORKER,), 1),
        ((WORKER | {"employment": 3},), 0),  # of working age and unable to work
        ((WORKER | {"employment": 3}, WORKER | {"employment": 2}), 1),  # without a job, and able
        ((WORKER | {"birth_date": "16/09/1966"},), 1),  # 60 tomorrow
        ((WORKER | {"birth_date": "15/09/1966"},), 0),  # 60 today
        ((CHILD | {"birth_date": "15/09/2011", "employment": 4},), 1),  # 15 today, in school
    ],
)
def test_who_can_work(members, able):
    assert counts(*members)["able_to_work"] == able


def test_merit_and_causes():
    found = counts(ADULT | {"pension": 3}, ADULT | {"pension": 1}, cause_1=1, cause_7="1", cause_8=2)
    assert (found["merit_allowances"], found["causes"]) == (1, ["1", "7"])
    assert counts(ADULT)["causes"] == []


def test_what_was_not_answered_is_unknown_and_not_zero():
    child = {"birth_date": "15/03/2016", "attending": 1, "school_level": 2}
    found = counts(ADULT, child)
    assert (found["children"], found["schooling"]) == (1, 0)
    assert (found["insurance"], found["nutrition"]) == (None, None)
    assert counts(WORKER | {"employment": None})["able_to_work"] is None
    nobody = counted(RULES, {"household": {}, "members": []}, on=REVIEW_DATE)
    assert nobody["children"] is None
    assert counted(rule_sets.load("vn-2016"), {"household": {}, "members": [{"name": "An"}]}, on=REVIEW_DATE) == {}
