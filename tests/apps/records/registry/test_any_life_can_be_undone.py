"""Whatever happens to a household, in any order: nothing impossible comes to stand, and undoing everything from the
last act to the first leaves the register as it was."""

from __future__ import annotations

import datetime

from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from chungtay.foundation.core.queries import first_broken_link
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import Household, HouseholdStatus, IdentityPaper, Membership, Operation, Person
from chungtay.records.registry.operations import editing, finding, life, moves
from chungtay.records.registry.operations.act import acting
from chungtay.records.registry.operations.integrity import check_households, check_persons
from chungtay.records.registry.operations.standing import Relationship
from chungtay.records.registry.operations.status import NewStatus, record_status
from chungtay.records.registry.operations.tallying import recount_all
from chungtay.records.registry.operations.undoing import undo
from tests import factories as people
from tests.apps.records.registry import factories as f
from tests.apps.records.registry.slow_lists import (
    past_kept,
    past_of_records,
    past_tally_kept,
    past_tally_of,
    tally_kept,
    tally_of_records,
)
from tests.lengths import examples

ACTS = (
    "birth", "death", "departure", "return", "marriage", "head", "split", "merge", "move", "leave", "again", "edit",
    "circumstance", "class", "no class", "paper",
)  # fmt: skip
steps = st.lists(
    st.tuples(st.sampled_from(ACTS), st.integers(0, 50), st.integers(0, 50), st.integers(1, 200)),
    min_size=1,
    max_size=14,
)


class Lives(TestCase):
    @classmethod
    def setUpTestData(cls):
        people.district()
        cls.groups = list(Unit.objects.filter(level="group").order_by("pk"))

    def act(self, what: str, one: int, two: int, day: datetime.date, now: datetime.date | None = None) -> None:
        """Do it with persons and households picked by number, recorded on the day itself or on `now`; most choices are
        refused, as they should be."""
        homes, persons = list(Household.objects.order_by("pk")), list(Person.objects.order_by("pk"))
        home, other, person = homes[one % len(homes)], homes[two % len(homes)], persons[one % len(persons)]
        at = datetime.datetime.combine(now or day, datetime.time(8), tzinfo=datetime.UTC)
        by = {"by": None, "at": at}
        rest = [row.person for row in Membership.objects.current().filter(household=home).order_by("pk")]
        heir = rest[two % len(rest)] if rest else person
        relations = {each.pk: Relationship("other") for each in persons if each.pk != heir.pk}
        of_person = Membership.objects.current().filter(person=person).values_list("household", flat=True).first()
        house_mates = [
            row.person for row in Membership.objects.current().filter(household=of_person).exclude(person=person)
        ]
        new_head = house_mates[two % len(house_mates)] if house_mates else None
        others = {each.pk: Relationship("other") for each in house_mates if each != new_head}
        gone = {"new_head": new_head, "relations": others}
        living = Household.objects.filter(ended_on=None).exclude(pk=of_person).order_by("pk")
        elsewhere = living[two % living.count()] if living.count() else other
        strays = Person.objects.filter(death_date=None).exclude(memberships__in=Membership.objects.current())
        stray = strays.order_by("pk").first() or person
        match what:
            case "birth":
                life.record_birth(home, f.member("Nguyễn An Nhiên", "child", day.isoformat(), papers=()), **by)
            case "death":
                life.record_death(person, on=day, **gone, **by)
            case "departure":
                life.record_departure(person, last_day=day, **gone, **by)
            case "return":
                life.record_return(elsewhere, stray, relationship=Relationship("other"), on=day, **by)
            case "marriage":
                life.record_move_between(
                    person, into=elsewhere, relationship=Relationship("spouse"), on=day, **gone, **by
                )
            case "head":
                life.change_head(home, new_head=heir, relations=relations, on=day, **by)
            case "split":
                moves.split_household(
                    home, persons=[heir], head=heir, relations={}, group=self.groups[0], address="Số 8", on=day,
                    staying_head=next((each for each in rest if each != heir), None),
                    staying_relations={each.pk: Relationship("other") for each in rest}, **by,
                )  # fmt: skip
            case "merge":
                moves.merge_households(
                    home, into=other, relations={each.pk: Relationship("other") for each in rest}, on=day, **by
                )
            case "move":
                moves.move_household(home, group=self.groups[two % len(self.groups)], address=f"Số {two}", on=day, **by)
            case "leave":
                moves.record_household_departure(home, last_day=day, **by)
            case "again":
                moves.take_in_again(
                    Household.objects.filter(ended_by="moved_out").first() or home,
                    group=self.groups[0],
                    address="Số 2",
                    on=day,
                    **by,
                )
            case "edit":
                editing.edit_person(person, {"phone": f"09{two:08}"}, seen=person.version, **by)
            case "circumstance":
                editing.set_circumstance(person, kind="work", code=str(two % 6 + 1), since=day, **by)
            case "class":
                year, class_id = 2019 + one % 4, ("poor", "near_poor", "average", "not_poor")[two % 4]
                begins = datetime.date(year, 1 + two % 3, 1)
                record_status(home, NewStatus(year, f"set-{one % 2}", class_id, begins, "legacy"), **by)
            case "no class":
                with acting("test", area=home.group, **by) as act:
                    act.withdraw(*HouseholdStatus.objects.live().filter(household=home, year=2019 + one % 4))
            case "paper":
                with acting("test", area=home.group, **by) as act:
                    act.withdraw(*IdentityPaper.objects.live().filter(person=person))

    @settings(max_examples=examples(60, 20), suppress_health_check=[HealthCheck.too_slow], deadline=None)
    @given(steps)
    def test_everything_can_be_undone(self, wanted):
        f.household(self.groups[0])
        f.household(self.groups[1], (f.member("Lê Văn Sơn"), f.member("Lê Thị Mai", "child", "2001-02-03")))
        before, day, done = f.standing(), datetime.date(2021, 1, 1), Operation.objects.count()
        for what, one, two, days in wanted:
            day += datetime.timedelta(days=days)
            try:
                self.act(what, one, two, day)
            except ValidationError:
                continue
            check_households(Household.objects.values_list("pk", flat=True))
            check_persons(Person.objects.values_list("pk", flat=True))
            assert tally_kept() == tally_of_records()  # lists count what the records say
            assert past_kept() == past_of_records()
            assert past_tally_kept() == past_tally_of(past_of_records())
        entries = f.entries()
        finding.rebuild()
        assert f.entries() == entries  # search knows what the records say
        acts = list(Operation.objects.order_by("pk"))[done:]
        for each in reversed(acts):
            undo(each, why="thử", owner=each.origin, by=None, at=f.AT)
            assert tally_kept() == tally_of_records()
            assert past_kept() == past_of_records()
        assert past_tally_kept() == past_tally_of(past_of_records())
        assert recount_all() == 0
        assert f.standing() == before
        assert first_broken_link() is None
