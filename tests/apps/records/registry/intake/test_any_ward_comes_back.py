"""Any ward, whoever died, left or was joined in it, also people whom nothing tells apart: taken out with every field
and brought in untouched, nothing changes; and what was taken out before all that brings nobody back."""

from __future__ import annotations

import datetime
import tempfile
from pathlib import Path

from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import Household, Membership, Person
from chungtay.records.registry.operations import life, moves
from chungtay.records.registry.operations.exporting import Layout
from chungtay.records.registry.operations.merging import Choices, merge_persons
from tests import factories as people
from tests.apps.records.registry import factories as records
from tests.apps.records.registry.intake import files as f
from tests.apps.records.registry.intake.test_round_trip import AT, exported
from tests.lengths import examples

GONE, EVE, TODAY = (datetime.date(2024, 12, day) for day in (20, 27, 28))
# few names and days, so that many are alike
persons = st.tuples(
    st.sampled_from(["Lê Văn Đôi", "Lê Thị Đôi", "Lê Văn Ba"]),
    st.sampled_from(["2001-01-01", "2002-01-01"]),
    st.sampled_from(["child", "other"]),
    st.booleans(),
)
wards = st.lists(st.lists(persons, max_size=4), min_size=1, max_size=3)
acts = st.lists(st.tuples(st.sampled_from(["death", "departure", "leave", "joined"]), st.integers(0, 50)), max_size=4)


class AnyWard(TestCase):
    @classmethod
    def setUpTestData(cls):
        people.district()
        cls.ward = Unit.objects.get(code="00016")
        cls.group = Unit.objects.get(level="group", parent=cls.ward)

    def enter(self, number: int, members: list[tuple[str, str, str, bool]]) -> None:
        head = records.member(f"Trần Văn {'ABC'[number]}n", born=f"1950-0{number + 1}-01", papers=())
        rest = [
            records.member(name, relation, born, **({} if numbered else {"papers": ()}))
            for name, born, relation, numbered in members
        ]
        records.household(self.group, (head, *rest))

    def act(self, what: str, which: int) -> None:
        """Most choices are possible; those that are not are refused, as they should be."""
        rows = list(Membership.objects.current().exclude(relation="head").select_related("person").order_by("pk"))
        homes = list(Household.objects.filter(ended_on=None).order_by("pk"))
        try:
            if what == "leave" and homes:
                moves.record_household_departure(homes[which % len(homes)], last_day=GONE, by=None, at=AT)
            elif what == "death" and rows:
                life.record_death(rows[which % len(rows)].person, on=GONE, by=None, at=AT)
            elif what == "departure" and rows:
                life.record_departure(rows[which % len(rows)].person, last_day=GONE, by=None, at=AT)
            elif what == "joined" and len(rows) > 1:
                first, second = rows[which % len(rows)], rows[(which + 1) % len(rows)]
                one, two = first.person, second.person
                choices = Choices(membership=first.pk, papers=frozenset())
                merge_persons(one, two, choices, seen=(one.version, two.version), why="x", by=None, at=AT)
        except ValidationError:
            pass

    @settings(max_examples=examples(60, 8), deadline=None, suppress_health_check=list(HealthCheck))
    @given(homes=wards, happened=acts)
    def test_out_and_in(self, homes, happened):
        before, f.AT = f.AT, AT
        try:
            with tempfile.TemporaryDirectory() as folder:
                for number, members in enumerate(homes):
                    self.enter(number, members)
                old = exported(Path(folder), self.ward, Layout.FULL, name="cu.xlsx")
                for what, which in happened:
                    self.act(what, which)
                living = sorted(Membership.objects.current().values_list("person", "household"))
                if living:
                    file = f.applied(exported(Path(folder), self.ward, Layout.FULL), self.ward, on=TODAY)
                    assert f.outcomes(file).keys() == {"unchanged"}, f.told(file)
                    # namesakes are told; nobody is left out
                    left_out = [said for _cell, said in f.told(file) if "không" in said.lower()]
                    assert (left_out, file.counts["missing"]) == ([], 0)
                number = Person.objects.count()
                file = f.applied(old, self.ward, on=EVE)  # where nothing happened it is the same file, word for word
                assert Person.objects.count() == number, (f.outcomes(file), f.told(file))
                assert sorted(Membership.objects.current().values_list("person", "household")) == living
        finally:
            f.AT = before
