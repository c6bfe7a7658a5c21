"""Circumstances entered in any order: no two periods of a kind overlap, and the last that was entered holds."""

from __future__ import annotations

import contextlib
import datetime
import itertools

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from chungtay.records.registry.models import Circumstance
from chungtay.records.registry.operations import editing
from tests import factories as people
from tests.apps.records.registry import factories as f

BY = {"by": None, "at": f.AT}
D = datetime.date
FIRST = D(2023, 1, 1)


def periods(person, kind="work"):
    rows = Circumstance.objects.live().filter(person=person, kind=kind).order_by("valid_from", "pk")
    return [(row.code, row.valid_from, row.valid_to) for row in rows]


@pytest.mark.django_db
def test_an_earlier_one_goes_in_front_of_a_later_one_and_between_two(group):
    khoi = f.person(f.household(group), "Khôi")
    editing.set_circumstance(khoi, kind="work", code="1", since=D(2023, 7, 1), **BY)
    editing.set_circumstance(khoi, kind="work", code="2", since=D(2022, 9, 1), **BY)
    assert periods(khoi) == [("2", D(2022, 9, 1), D(2023, 6, 30)), ("1", D(2023, 7, 1), None)]
    editing.set_circumstance(khoi, kind="work", code="3", since=D(2023, 1, 1), **BY)
    assert periods(khoi) == [
        ("2", D(2022, 9, 1), D(2022, 12, 31)),
        ("3", D(2023, 1, 1), D(2023, 6, 30)),
        ("1", D(2023, 7, 1), None),
    ]
    assert not Circumstance.objects.filter(withdrawn=True).exists()


@pytest.mark.django_db
def test_an_end_does_not_reach_into_the_next(group):
    khoi = f.person(f.household(group), "Khôi")
    editing.set_circumstance(khoi, kind="work", code="1", since=D(2023, 7, 1), **BY)
    editing.set_circumstance(khoi, kind="work", code="2", since=D(2022, 9, 1), **BY)
    with pytest.raises(ValidationError, match="01/07/2023"):
        editing.end_circumstance(Circumstance.objects.get(code="2"), last_day=D(2023, 7, 1), **BY)
    editing.end_circumstance(Circumstance.objects.get(code="2"), last_day=D(2023, 3, 1), **BY)
    assert periods(khoi)[0] == ("2", D(2022, 9, 1), D(2023, 3, 1))


DAYS = st.integers(0, 12).map(lambda days: FIRST + datetime.timedelta(days=days))
ENTRIES = st.lists(st.tuples(st.booleans(), DAYS, st.sampled_from("1234")), min_size=1, max_size=10)


class TestAnySequence(TestCase):
    @classmethod
    def setUpTestData(cls):
        people.district()
        from chungtay.foundation.places.models import Unit

        group = Unit.objects.get(level="group", parent__code="00016")
        cls.khoi = f.person(f.household(group), "Khôi")

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(ENTRIES)
    def test_no_two_overlap_and_the_last_entered_holds(self, entries):
        for ends, day, code in entries:
            if ends:
                row = Circumstance.objects.live().filter(person=self.khoi, kind="work").order_by("valid_from").first()
                if row:
                    with contextlib.suppress(ValidationError):
                        editing.end_circumstance(row, last_day=day, **BY)
            else:
                editing.set_circumstance(self.khoi, kind="work", code=code, since=day, **BY)
                (holds,) = Circumstance.objects.on(day).filter(person=self.khoi, kind="work")
                assert holds.code == code
            found = periods(self.khoi)
            for (_one, _from, ends_on), (_other, begins, _to) in itertools.pairwise(found):
                assert ends_on is not None
                assert ends_on < begins
