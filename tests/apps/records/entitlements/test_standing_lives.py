"""Whatever is recorded, in any order and for any day, and whenever somebody looks: rights that are kept are those that
are worked out from nothing."""

from __future__ import annotations

import contextlib
import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from chungtay.foundation.accounts.models import Role
from chungtay.foundation.places.models import Unit
from chungtay.records.entitlements.operations import cards
from chungtay.records.entitlements.operations.allowances import Decided, add_allowances, end_allowance
from chungtay.records.entitlements.operations.standing import rights_today
from chungtay.records.entitlements.queries.allowances import live_of
from chungtay.records.entitlements.queries.cards import cards_of
from chungtay.records.entitlements.queries.standing import wards_kept
from chungtay.records.entitlements.queries.wards import rights_by_ward
from chungtay.records.registry.models import Household, Operation, Person
from chungtay.records.registry.operations import editing
from chungtay.records.registry.operations.status import NewStatus, record_status
from chungtay.records.registry.operations.undoing import undo
from tests import factories as people
from tests.apps.records.entitlements.test_standing import same
from tests.apps.records.registry import factories as f
from tests.apps.records.registry import test_any_life_can_be_undone as lives
from tests.lengths import examples

OF_LIVES = ("birth", "death", "departure", "return", "marriage", "split", "merge", "move", "leave", "again")
OWN = ("class", "circumstance", "card", "no card", "card ends", "cards back", "allowance", "allowance ends", "undo")
KINDS = (("disability", "2"), ("disability", "4"), ("schooling", "4"), ("pension", "0"), ("care", "1"))
steps = st.lists(
    st.tuples(
        st.sampled_from((*OF_LIVES, *OWN, *OWN, "nothing")),
        st.integers(0, 50),
        st.integers(0, 50),
        st.integers(1, 120),  # days that pass before it
        st.sampled_from((0, 0, 40, 300)),  # how far back it is dated
    ),
    min_size=1,
    max_size=9,
)


class Kept(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.units = people.district()
        cls.groups = list(Unit.objects.filter(level="group").order_by("pk"))
        cls.officers = {
            group.parent_id: people.person(f"o{group.pk}", Role.WARD_OFFICER, group.parent) for group in cls.groups
        }
        cls.reader = people.person("reader", Role.DISTRICT_OFFICER, cls.units["001"])

    def act(self, what: str, one: int, two: int, now: datetime.date, day: datetime.date) -> None:
        """Recorded on `now`, for `day`."""
        homes, persons = list(Household.objects.order_by("pk")), list(Person.objects.order_by("pk"))
        home, who = homes[one % len(homes)], persons[two % len(persons)]
        at = datetime.datetime.combine(now, datetime.time(8), tzinfo=datetime.UTC)
        by, ward = {"by": None, "at": at}, home.group.parent
        officer = {"by": self.officers[ward.pk], "at": at}
        ending = day + datetime.timedelta(days=30 + two)
        match what:
            case "nothing":
                return
            case "class":
                class_id = ("poor", "near_poor", "average", "not_poor")[two % 4]
                record_status(home, NewStatus(day.year, "vn-2022", class_id, day, "legacy"), **by)
            case "circumstance":
                kind, code = KINDS[one % len(KINDS)]
                editing.set_circumstance(who, kind=kind, code=code, since=day, **by)
            case "card":
                until = None if one % 2 else ending
                payer = ("state", "city", "household", "donor")[two % 4]
                cards.record_cards([cards.NewCard(who.pk, payer, day, until)], source="list", origin="x", **by)
            case "no card":
                cards.record_no_card([who.pk], on=day, source="list", origin="x", **by)
            case "card ends":
                held = cards_of([who.pk], day, None).get(who.pk, [])
                cards.end_cards({card.pk: (day, "recalled") for card in held}, at=at)
            case "cards back":
                cards.take_back("x", at=at)
            case "allowance":
                told = Decided(person=who.pk, title="Người cao tuổi", amount=540_000, valid_from=day,
                               decision_number=f"{one}/QĐ", valid_to=None if one % 2 else ending)  # fmt: skip
                add_allowances(ward, [told], **officer)
            case "allowance ends":
                for each in live_of([who.pk]):
                    end_allowance(each.pk, last_day=ending, note="x", **officer)
            case "undo":
                acts = list(Operation.objects.filter(undone_by=None, undoes=None).order_by("pk"))
                act = acts[-1 - one % min(3, len(acts))]
                undo(act, why="thử", owner=act.origin, **by)
            case _:
                lives.Lives.act(self, what, one, two, day, now)

    @settings(max_examples=examples(25, 8), suppress_health_check=[HealthCheck.too_slow], deadline=None)
    @given(steps)
    def test_what_is_kept_is_what_is_worked_out_from_nothing(self, wanted):
        f.household(self.groups[0], since=datetime.date(2020, 6, 1))
        young = f.member("Lê Thị Mai", "child", "2015-01-01", birth_known="year", papers=())
        f.household(self.groups[1], (f.member("Lê Văn Sơn", born="1941-05-31"), young))
        now, place = datetime.date(2024, 9, 1), self.units["001"]
        rights_today(self.reader, place, now)
        for what, one, two, days, back in wanted:
            now += datetime.timedelta(days=days)
            with contextlib.suppress(ValidationError, PermissionDenied):  # most choices are refused, as they should be
                self.act(what, one, two, now, now - datetime.timedelta(days=back))
            same(rights_today(self.reader, place, now).rights, rights_by_ward(self.reader, place, now, now))
            assert not any(ward.stale for ward in wards_kept([place.path], now).values())
