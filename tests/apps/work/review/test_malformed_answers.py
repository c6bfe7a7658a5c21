"""Answers of another shape than a form has are refused by themselves, with a sentence, whichever door they come by."""

from __future__ import annotations

import uuid

import pytest
from django.core.exceptions import ValidationError

from chungtay.work.review.models import Survey
from chungtay.work.review.operations.taking_in import Filled, take_in, take_in_all
from tests import campaigns as made_up
from tests.campaigns import NOW, VISITED, declared

pytestmark = pytest.mark.django_db
GOOD = declared(1_000_000, "2", "6")
MALFORMED = [
    {"members": "x"},
    {"household": [1]},
    {"household": "x"},
    {"members": {"1": {}}},
    {"members": ["A"]},
    {"left": [3]},
    {"declared": ["1"]},
    {"papers": [{"a": 1}]},
    {"income_per_person": 10**400},
    {"income_per_person": float("nan")},
    {"household": {"x": "\ud800"}},
    {"overrides": {"1": {"deprived": True, "reason": "x"}}},
    {"overrides": {}},
    ["members"],
    "x",
]


@pytest.fixture
def office():
    found = made_up.office()
    made_up.register(found)
    return found


def filled(office, case, answers, door="phone"):
    return Filled(uuid.uuid4(), answers, door, case.version, VISITED, office.people["enumerator"])


@pytest.mark.parametrize("door", ["phone", "file", "odk"])
def test_one_malformed_form_does_not_hold_the_others_back(office, door):
    campaign = made_up.under_survey(office)
    one, two = (made_up.case_of(campaign, name) for name in ("Trần Thị Hường", "Vũ Đức Cảnh"))
    for answers in MALFORMED:
        mixed = GOOD | answers if isinstance(answers, dict) else answers
        forms = [(one, filled(office, one, mixed, door))]
        [taken] = take_in_all(forms, by=office.people["enumerator"], at=NOW)
        assert isinstance(taken.refusal, ValidationError), answers
        assert taken.refusal.code == "shape"
        assert taken.refusal.messages[0]
        assert taken.survey is None
    bad = [(one, filled(office, one, GOOD | answers)) for answers in MALFORMED[:2]]
    found = take_in_all([*bad, (two, filled(office, two, GOOD, door))], by=office.people["enumerator"], at=NOW)
    assert [each.survey is not None for each in found] == [False, False, True]
    assert Survey.objects.get().case_id == two.pk


def test_the_sentence_names_the_part_that_no_form_has(office):
    campaign = made_up.under_survey(office)
    case = made_up.case_of(campaign, "Trần Thị Hường")
    with pytest.raises(ValidationError) as refused:
        take_in(case, filled(office, case, GOOD | {"overrides": {}}), by=office.people["enumerator"], at=NOW)
    assert refused.value.messages == ["Phiếu không có phần “overrides”."]
    survey, new = take_in(case, filled(office, case, GOOD), by=office.people["enumerator"], at=NOW)
    assert (survey.answers, new) == (GOOD, True)
