"""Whatever is recorded, decided, handed over and undone later: a day that is asked again, by the rules in effect and
the facts on record at the end of another, gives the answer that was given then."""

from __future__ import annotations

import contextlib
import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from chungtay.foundation.accounts.models import Role
from chungtay.records.catalogue.models import OwnPolicy
from chungtay.records.catalogue.operations import policies
from chungtay.records.entitlements.models import CardBefore, HealthCard, LineState, NoCard, SupportList
from chungtay.records.entitlements.operations import cards, lists
from chungtay.records.entitlements.operations.standing import rights_today
from chungtay.records.entitlements.queries.facts import Facts, facts_known, facts_of
from chungtay.records.entitlements.queries.rights import Found, NotKnownThen, rights_in, rights_known, rules_on
from chungtay.records.entitlements.queries.wards import rights_by_ward
from chungtay.records.registry.models import Household, Membership, Person
from chungtay.records.registry.operations import editing, joining, life, merging
from chungtay.records.registry.operations.status import NewStatus, record_hardship, record_status
from chungtay.records.registry.queries.two_homes import two_homes
from chungtay.rulebook.rights import InForce
from tests import factories as people
from tests.apps.records.catalogue.samples import DOCUMENTS, sample
from tests.apps.records.entitlements import test_standing_lives as standing
from tests.apps.records.entitlements.test_standing import same
from tests.apps.records.registry import factories as f
from tests.lengths import examples

D = datetime.date
OWN = (
    "birthday", "people", "hardship", "records joined", "households joined", "policy", "policy anew", "policy approved",
    "policy ends", "list", "approve", "hand over", "drop",
)  # fmt: skip
BEGIN = D(2026, 6, 1)  # numbers of 335/2026/NĐ-CP, known from 05/10/2026, count from 01/07/2026
BEFORE = datetime.datetime(2026, 5, 30, 8, tzinfo=datetime.UTC)
steps = st.lists(
    st.tuples(
        st.sampled_from((*standing.OF_LIVES, *standing.OWN, *OWN, *OWN)),
        st.integers(0, 50),
        st.integers(0, 50),
        st.integers(0, 60),  # days that pass before it
        st.sampled_from((0, 0, 40, 300)),  # how far back it is dated
    ),
    min_size=2,
    max_size=12,
)
POLICIES = ("btxh-6", "btxh-5c", "social-pension-2026")


def answer(found: Found) -> tuple:
    """All that was told: every right with its reason and state, and what it was worked out by."""
    return sorted(found.rows.select(sorted(found.rows.columns)).iter_rows(), key=str), basis(found.rules, found.facts)


def basis(rules: InForce, facts: Facts) -> tuple:
    """The rules and every fact of everybody: rights are worked out by these alone."""
    frames = (facts.people, facts.homes)
    return rules, *(sorted(each.select(sorted(each.columns)).iter_rows(), key=str) for each in frames)


class PastDays(TestCase):
    @classmethod
    def setUpTestData(cls):
        standing.Kept.setUpTestData.__func__(cls)
        cls.wards = sorted({group.parent for group in cls.groups}, key=lambda ward: ward.pk)
        for name, role in (("leaders", Role.WARD_LEADER), ("members", Role.COMMITTEE_MEMBER)):
            setattr(cls, name, {ward.pk: people.person(f"{name}{ward.pk}", role, ward) for ward in cls.wards})

    def act(self, what: str, one: int, two: int, now: D, day: D) -> None:
        """Recorded on `now`, for `day`, as in `Kept.act`."""
        at = datetime.datetime.combine(now, datetime.time(8), tzinfo=datetime.UTC)
        persons, homes = list(Person.objects.order_by("pk")), list(Household.objects.order_by("pk"))
        who, other = persons[one % len(persons)], persons[two % len(persons)]
        home, second = homes[one % len(homes)], homes[two % len(homes)]
        ward, by = self.wards[one % 2], {"by": None, "at": at}
        officer, leader, member = (
            {"by": each[ward.pk], "at": at} for each in (self.officers, self.leaders, self.members)
        )
        lines = list(SupportList.objects.filter(ward=ward).order_by("-pk"))
        last = lines[two % min(2, len(lines))].pk if lines else 0
        own = list(OwnPolicy.objects.filter(unit=ward).order_by("-pk"))
        match what:
            case "birthday":
                born = D(1935 + two * 2, 3, 1)
                editing.edit_person(who, {"birth_date": born, "birth_known": "day"}, seen=who.version, **by)
            case "people":
                editing.edit_person(who, {"ethnicity": ("Tày", "", "Kinh")[two % 3]}, seen=who.version, **by)
            case "hardship":
                record_hardship(home, kind=("fire", "illness")[two % 2], happened_on=day, **by)
            case "records joined":
                here = Membership.objects.current().filter(person=who).values_list("pk", flat=True).first()
                choices = merging.Choices(membership=here, moved=two % 2 == 0, take=frozenset({"birth"}))
                merging.merge_persons(who, other, choices, seen=(who.version, other.version), why="thử", **by)
            case "households joined":
                both = two_homes(home, second)
                into = [each.person.pk for each in both.staying]
                matches = [
                    joining.Match(each.person.pk, into=into[number] if number < len(into) else None)
                    for number, each in enumerate(both.going)
                ]
                joining.join_households(home, second, matches, seen=both.seen, why="thử", **by)
            case "policy" | "policy anew":
                who_gets = ("age_months >= 720", "household_class in (poor, near_poor)", "hardship = 1")[two % 3]
                rates = [{"when": "", "times": str((two + 1) * 10_000), "words": "x"}]
                changes = {"who": who_gets, "rates": rates, "issued_on": now, "valid_from": day}
                newer = own[0].pk if own and what == "policy anew" else None
                policies.propose(ward, sample(**changes), newer_than=newer, **officer)
            case "policy approved":
                policies.approve(own[0].pk if own else 0, decision="1/QĐ", **leader)
            case "policy ends":
                last_day = now + datetime.timedelta(days=two)
                policies.end(own[0].pk if own else 0, last_day=last_day, why="thử", **leader)
            case "list":
                names = [*POLICIES, *(each.code for each in own)]
                lists.draw_up(ward, names[two % len(names)], day=now, **officer)
            case "approve":
                lists.approve_list(last, decision="1", documents=DOCUMENTS, **leader)
            case "hand over":
                for line in SupportList.objects.filter(pk=last, lines__state=LineState.APPROVED).values_list(
                    "lines", flat=True
                )[:1]:
                    lists.hand_over(last, line, received_by="x", on=now, **member)
            case "drop":
                lists.drop_list(last, **officer)
            case _:
                standing.Kept.act(self, what, one, two, now, day)

    @settings(max_examples=examples(60, 6), suppress_health_check=[HealthCheck.too_slow], deadline=None)
    @given(steps)
    def test_a_past_day_gives_the_answer_that_was_given(self, wanted):
        now, by = BEGIN, {"by": None, "at": BEFORE}
        mother = f.member("Đỗ Thị Kim", "parent", "1940-01-01")
        home = f.household(self.groups[0], (f.member(), mother), since=D(2015, 1, 1), at=BEFORE)
        editing.set_circumstance(f.person(home, "Kim"), kind="disability", code="2", since=D(2020, 1, 1), **by)
        record_status(home, NewStatus(2026, "vn-2022", "near_poor", D(2026, 1, 1), "legacy"), **by)
        old = f.member("Lê Văn Sơn", born="1941-05-31")
        f.household(self.groups[1], (old, f.member("Lê Thị Mai", "child", "2015-01-01", birth_known="year", papers=())),
                    at=BEFORE)  # fmt: skip
        answers: dict[tuple[int, D], tuple] = {}
        bases: dict[tuple[int, D, D], tuple] = {}
        for what, one, two, days, back in wanted:
            now += datetime.timedelta(days=days)
            with contextlib.suppress(ValidationError, PermissionDenied):  # most choices are refused
                self.act(what, one, two, now, now - datetime.timedelta(days=back))
            asked = self.wards[one % 2]  # of two acts on one day the answer after the second is that day's
            answers[asked.pk, now] = answer(rights_in(None, asked, now, now))
            for ward in self.wards:
                for day in (now, now - datetime.timedelta(days=35), now - datetime.timedelta(days=300)):
                    rules = rules_on(ward, day, known_on=now)
                    bases[ward.pk, day, now] = basis(rules, facts_of([ward.path], day, rules))
                if ward != asked:
                    answers.pop((ward.pk, now), None)
        place, wards = self.units["001"], {ward.pk: ward for ward in self.wards}
        same(rights_today(self.reader, place, now).rights, rights_by_ward(self.reader, place, now, now))
        for (number, day), told in answers.items():
            assert answer(rights_known(None, wards[number], day, day, now)) == told, (number, day)
        for (number, day, known_on), told in bases.items():
            rules = rules_on(wards[number], day, known_on=known_on)
            facts = facts_known([wards[number].path], day, known_on, rules)
            assert basis(rules, facts) == told, (number, day, known_on)


SEPTEMBER, NOVEMBER = D(2026, 9, 15), D(2026, 11, 20)


def at(month: int, day: int) -> datetime.datetime:
    return datetime.datetime(2026, month, day, 3, tzinfo=datetime.UTC)


@pytest.fixture
def dung(group) -> Person:
    """A woman of 72, of a household on no list, entered in June 2026: Hà Nội pays for her card while she has none."""
    home = f.household(group, (f.member("Vũ Thị Dung", born="1954-02-01"),), since=D(2020, 1, 1), at=at(6, 1))
    status = NewStatus(2026, "vn-2022", "not_poor", D(2026, 1, 1), "legacy")
    record_status(home, status, by=None, at=at(6, 1))
    return f.person(home, "Dung")


def of_seventy(group, known_on: D, day: D = SEPTEMBER) -> list[str]:
    found = rights_known(None, group.parent, day, known_on, NOVEMBER)
    return found.rows.filter(found.rows["policy"] == "bhyt-hanoi-70-2026")["state"].to_list()


def test_cards_are_those_that_were_known(group, dung) -> None:
    """15 September as known on other days: asked on the 10th, she had none (due); a card written down on 1 October held
    since August (no right); ended on 1 November with 31 August as its last day, she had none; taken back on 5 November,
    still none."""
    cards.record_no_card([dung.pk], on=D(2026, 9, 10), source="list", origin="x", by=None, at=at(9, 20))
    new = cards.NewCard(dung.pk, "household", D(2026, 8, 1), None)
    [card] = cards.record_cards([new], source="list", origin="y", by=None, at=at(10, 1))
    cards.end_cards({card.pk: (D(2026, 8, 31), "recalled")}, at=at(11, 1))
    cards.take_back("y", at=at(11, 5))
    cards.take_back("x", at=at(11, 6))
    assert of_seventy(group, D(2026, 9, 19)) == ["open"]  # nobody had asked yet
    assert of_seventy(group, D(2026, 9, 30)) == ["due"]
    assert of_seventy(group, D(2026, 10, 31)) == []
    assert of_seventy(group, D(2026, 11, 5)) == ["due"]
    assert of_seventy(group, D(2026, 11, 6)) == ["open"]
    stood = list(CardBefore.objects.values_list("valid_to", "ended_why"))
    assert stood == [(None, ""), (D(2026, 8, 31), "recalled")]


def test_a_changed_card_counts_as_it_stood(group, dung) -> None:
    """Until 1 October the list said the card runs from July; then, that it began on 1 October."""
    new = cards.NewCard(dung.pk, "household", D(2026, 7, 1), D(2026, 12, 31))
    [card] = cards.record_cards([new], source="list", origin="y", by=None, at=at(7, 5))
    cards.change_cards({card.pk: cards.Period(D(2026, 10, 1), None, "household")}, at=at(10, 1))
    assert of_seventy(group, D(2026, 9, 30)) == []
    assert of_seventy(group, D(2026, 10, 1)) == ["open"]
    assert of_seventy(group, D(2026, 10, 1), D(2026, 10, 1)) == []


def test_what_was_not_kept_is_not_guessed(group, dung) -> None:
    """A card ended, and a word of having none taken back, before the program kept how they stood."""
    told = cards.record_no_card([dung.pk], on=D(2026, 9, 10), source="list", origin="x", by=None, at=at(9, 20))
    NoCard.objects.update(withdrawn=True)
    with pytest.raises(NotKnownThen, match="30/09/2026"):
        of_seventy(group, D(2026, 9, 30))
    NoCard.objects.update(withdrawn_at=at(9, 25))
    assert (told, of_seventy(group, D(2026, 9, 30))) == (1, ["open"])
    new = cards.NewCard(dung.pk, "household", D(2026, 7, 1), D(2026, 8, 31))
    [card] = cards.record_cards([new], source="list", origin="y", by=None, at=at(7, 5))
    CardBefore.objects.create(card=card, until=at(10, 2))
    with pytest.raises(NotKnownThen, match="30/09/2026"):
        of_seventy(group, D(2026, 9, 30))
    assert of_seventy(group, D(2026, 10, 2)) == ["open"]
    assert HealthCard.objects.count() == 1


def test_a_record_that_went_over_to_another_is_where_it_was(group, dung) -> None:
    """A child's disability entered with a second record of her: joined on 1 October, both stand as they were before."""
    other = f.household(group, (f.member("Lê Văn Út"), f.member("Vũ Thị Dung", "other", "1954-02-01", papers=())),
                        since=D(2020, 1, 1), at=at(6, 2))  # fmt: skip
    again = f.person(other, "Dung")
    editing.set_circumstance(again, kind="disability", code="2", since=D(2026, 1, 1), by=None, at=at(6, 3))
    dung.refresh_from_db()
    again.refresh_from_db()
    choices = merging.Choices(membership=Membership.objects.current().get(person=dung).pk)
    merging.merge_persons(dung, again, choices, seen=(dung.version, again.version), why="x", by=None, at=at(10, 1))
    for known_on, persons, who in ((D(2026, 9, 30), 3, again), (D(2026, 10, 1), 2, dung)):
        found = rights_known(None, group.parent, SEPTEMBER, known_on, NOVEMBER)
        assert (found.persons, found.of_policy("btxh-6", "due")["person"].to_list()) == (persons, [who.pk])


def test_as_many_statements_for_one_household_as_for_forty(group, dung) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            rights_known(None, group.parent, SEPTEMBER, D(2026, 10, 1), NOVEMBER)
        return len(asked)

    life.record_death(dung, on=D(2026, 10, 9), by=None, at=at(10, 10))
    statements()  # what is read once is read
    first = statements()
    for number in range(40):
        made = f.household(group, (f.member(), f.member("Bùi Thị Hoa", "spouse")), since=D(2020, 1, 1), at=at(6, 1))
        if number % 2:
            life.record_departure(f.person(made, "Hoa"), last_day=D(2026, 10, 5), by=None, at=at(10, 6))
    assert (statements(), first <= 35) == (first, True)
