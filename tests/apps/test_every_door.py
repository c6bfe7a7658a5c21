"""Whatever comes by whichever door: for every policy, group and day, due = delivered + open + refused + lapsed + given
back, the ledger of help has what was handed over, once, and every earlier day, as known then, is told as it was told.

Doors: lists of rights, allowances by decision and their months, purchases of cards, lists of the state over the
insurer, cards that an insurer's list brings and that are renewed, gift rounds, help from elsewhere, joined records.
"""

from __future__ import annotations

import contextlib
import datetime
from collections import Counter, defaultdict
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from chungtay.records.entitlements.models import (
    Allowance,
    HealthCard,
    HelpReceived,
    LineState,
    OutsideHelp,
    SupportLine,
    SupportList,
)
from chungtay.records.entitlements.operations import allowances, lists, outside
from chungtay.records.entitlements.operations.standing import rights_today
from chungtay.records.entitlements.queries import coverage
from chungtay.records.entitlements.queries.coverage import Coverage, coverage_of
from chungtay.records.entitlements.queries.one_of_a_group import ALLOWANCES, others_of_group
from chungtay.records.entitlements.queries.periods import holding
from chungtay.records.entitlements.queries.wards import rights_by_ward
from chungtay.records.registry.models import Household, Person
from chungtay.records.registry.operations import editing
from chungtay.records.registry.operations.status import NewStatus, record_status
from chungtay.records.registry.queries.same import standing_people
from chungtay.rulebook import policy_book
from chungtay.work.assistance.operations.pay_lists import draw_up_month
from chungtay.work.gifts.models import Delivery, Gift, GiftState, Round, Standing
from chungtay.work.gifts.operations import handing as gift_handing
from chungtay.work.insurance.models import BatchLine, CardList, PurchaseBatch, StateLine, StateLineState, StateList
from chungtay.work.insurance.operations import batches, handing, state_cards, state_lists
from chungtay.work.insurance.operations import lists as card_lists
from chungtay.work.insurance.operations.undoing import undo_list
from chungtay.workbooks.cards import CardLine
from tests import gifts
from tests.apps.records.entitlements import test_past_days as past
from tests.apps.records.entitlements.test_standing import same
from tests.apps.records.registry import factories as f
from tests.apps.work.insurance.factories import nobody_has_a_card
from tests.lengths import examples

D = datetime.date
BEGIN = D(2026, 9, 5)
BEFORE = datetime.datetime(2026, 5, 30, 8, tzinfo=datetime.UTC)
DOORS = ("rights", "decisions", "bought", "by the state", "brought", "undone", "round", "outside")
LATER = (
    "go on", "go on", "back", "drop", "records joined", "households joined", "death", "move", "split", "allowance ends",
)  # fmt: skip
POLICIES = ("btxh-6", "btxh-5c", "social-pension-2026")
EXCLUDES = {
    policy.id: {*others_of_group(policy), ALLOWANCES} for policy in policy_book.load().policies if policy.id in POLICIES
}
steps = st.lists(
    st.tuples(
        st.sampled_from((*DOORS * 4, "rights", "rights", *LATER * 2, *past.standing.OF_LIVES, *past.standing.OWN)),
        st.integers(0, 63),  # whom, and how far each goes, bit by bit
        st.integers(0, 63),
        st.integers(0, 25),  # days that pass before it
        st.sampled_from((0, 0, 0, 40)),  # how far back it is dated
    ),
    min_size=6,
    max_size=16,
)


def tried(act: Any, *args: Any, **kwargs: Any) -> Any:
    """Most choices are refused."""
    with contextlib.suppress(ValidationError, PermissionDenied):
        return act(*args, **kwargs)


class EveryDoor(TestCase):
    @classmethod
    def setUpTestData(cls):
        past.PastDays.setUpTestData.__func__(cls)
        by = {"by": None, "at": BEFORE}
        cls.homes = []
        for group, class_id, names in (
            (cls.groups[0], "near_poor", (("Nguyễn Văn Đình", "1970-05-12"), ("Đỗ Thị Kim", "1940-01-01"))),
            (cls.groups[0], "poor", (("Đỗ Văn Sáu", "1960-01-01"), ("Đỗ Thị Na", "2021-03-01"))),
            (cls.groups[1], "not_poor", (("Lê Văn Sơn", "1941-05-31"), ("Lê Thị Mai", "1990-01-01"))),
        ):
            head, *others = names
            members = [f.member(head[0], born=head[1])]
            members += [f.member(name, "other", born, papers=()) for name, born in others]
            home = f.household(group, tuple(members), since=D(2015, 1, 1), at=BEFORE)
            record_status(home, NewStatus(2026, "vn-2022", class_id, D(2026, 1, 1), "legacy"), **by)
            cls.homes.append(home)
        for name, home in (("Kim", cls.homes[0]), ("Sơn", cls.homes[2])):
            editing.set_circumstance(f.person(home, name), kind="pension", code="0", since=D(2020, 1, 1), **by)
        for name, home in (("Đình", cls.homes[0]), ("Kim", cls.homes[0]), ("Mai", cls.homes[2])):
            editing.set_circumstance(f.person(home, name), kind="disability", code="2", since=D(2020, 1, 1), **by)

    def act(self, what: str, one: int, two: int, now: D, day: D) -> None:
        at = datetime.datetime.combine(now, datetime.time(8), tzinfo=datetime.UTC)
        ward = self.wards[one % 4 == 3]  # most of them where most people are
        officer, leader, member = (
            {"by": each[ward.pk], "at": at} for each in (self.officers, self.leaders, self.members)
        )
        hands = (officer, leader, member)
        who = list(Person.objects.order_by("pk"))[two % Person.objects.count()]
        match what:
            case "rights":
                made = tried(lists.draw_up, ward, POLICIES[one % 3], day=now, **officer)
                if made and two % 4:
                    tried(lists.approve_list, made.pk, decision="1", **leader)
                self.go_on(ward, one, now, hands)
            case "decisions":
                here = Person.objects.filter(memberships__household__group__parent=ward).distinct().order_by("pk")
                who = list(here)[two % max(here.count(), 1)]
                others = list(Person.objects.exclude(pk=who.pk).order_by("pk"))
                told = allowances.Decided(
                    person=who.pk, title="Nuôi con", amount=650_000, valid_from=day, decision_number=f"{one}/QĐ",
                    paid_for=others[one % len(others)].pk if one & 4 else None,
                )  # fmt: skip
                tried(allowances.add_allowances, ward, [told], **officer)
                made = tried(draw_up_month, ward, now, source="ward", **officer)
                if made and two % 4:
                    tried(lists.approve_list, made.pk, decision="1", **leader)
                self.go_on(ward, one, now, hands)
            case "bought":
                nobody_has_a_card(ward, now)
                begins = now + datetime.timedelta(days=two % 20)
                paid = {"months": 1 + one % 4, "paid_on": now, "remainder": "household"}
                made = tried(batches.draw_up, ward, starts_on=begins, **paid, **officer)
                if made and two % 4:
                    tried(batches.approve, made.pk, decision="1", **leader)
                self.go_on(ward, one, now, hands)
            case "by the state":
                made = tried(state_lists.draw_up_state, ward, starts_on=now, **officer)
                if made and two % 4:
                    tried(state_lists.approve_state, made.pk, decision="1", **leader)
                    tried(state_lists.send_state, made.pk, on=now, **officer)
                self.go_on(ward, one, now, hands)
            case "brought":
                last = day + datetime.timedelta(days=20 + one)
                line = CardLine(5, who.full_name, number=f"HN40102{who.pk:08d}", payer="state", first=day, last=last)
                line.day = who.birth_date
                line.born = f"{who.birth_date:%d/%m/%Y}" if who.birth_date else ""
                sent = card_lists.Sent("x", f"{CardList.objects.count():064d}", [line])
                made, _new = card_lists.bring_in(ward, sent, on=now, complete=False, payer="state", **officer)
                tried(card_lists.take_over, made.pk, looked_at=True, **officer)
                for each in StateList.objects.filter(ward=ward):
                    tried(state_lists.take_issued, each.pk, **officer)
            case "undone":
                for each in CardList.objects.filter(ward=ward).order_by("-pk")[:1]:
                    undo_list(each.pk, why="x", **officer)
            case "round":
                self.round(ward, now, one, at)
                self.go_on(ward, two, now, hands)
            case "outside":
                home = list(Household.objects.order_by("pk"))[two % Household.objects.count()]
                made = outside.enter_outside(home, kind="in_kind", source="donor", giver=f"Chùa {one}", title="Gạo",
                                             value=100_000, on=now, proof="ảnh", **officer)  # fmt: skip
                if one & 1:
                    outside.confirm_outside(made.pk, **leader)
            case "go on":
                self.go_on(ward, one, now, hands)
            case "back":
                self.back(two, now, hands)
            case "drop":
                for made in SupportList.objects.filter(ward=ward, state="draft"):
                    tried(lists.drop_list, made.pk, **officer)
                for made in PurchaseBatch.objects.filter(ward=ward, state="draft"):
                    tried(batches.drop, made.pk, **officer)
            case _:
                past.PastDays.act(self, what, one, two, now, day)

    def go_on(self, ward: Any, bits: int, now: D, hands: tuple[dict, dict, dict]) -> None:
        """Of everything that is approved in the ward, each by its bit: handed over, refused, or left."""
        officer, leader, member = hands
        give = {"received_by": "x", "on": now}
        for line in SupportLine.objects.filter(list__ward=ward, state="approved").order_by("pk"):
            if bits >> (line.pk % 6) & 1:
                tried(lists.hand_over, line.list_id, line.pk, **give, **member)
            elif bits & 32:
                tried(lists.refuse, line.list_id, line.pk, note="x", **leader)
        for bought in BatchLine.objects.filter(batch__ward=ward, state="approved").order_by("pk"):
            if bits >> (bought.pk % 6) & 1:
                card = {"card": f"HN40101{bought.pk:08d}", "looked_at": True}
                tried(handing.hand_over, bought.batch_id, bought.pk, **card, **give, **member)
            elif bits & 32:
                tried(handing.refuse, bought.batch_id, bought.pk, note="x", **member)
        for line in StateLine.objects.filter(list__ward=ward, state__in=("sent", "issued")).order_by("pk"):
            if bits >> (line.pk % 6) & 1:
                last = now + datetime.timedelta(days=90)
                card = {"card": f"HN40103{line.pk:08d}", "valid_from": now, "valid_to": last, "looked_at": True}
                tried(state_cards.issue, line.list_id, line.pk, **card, **officer)
                if bits & 1:
                    tried(state_cards.hand_over_state, line.list_id, line.pk, **give, **member)
            elif bits & 32:
                act = state_cards.send_back if bits & 1 else state_cards.refuse_state
                tried(act, line.list_id, line.pk, note="x", **officer)
        for gift in Gift.objects.filter(round__ward=ward, state="ready").order_by("pk"):
            outcome = ("delivered", "delivered", "absent", "refused")[(bits + gift.pk) % 4]
            tried(gift_handing.take_in, gifts.told(gift, outcome, at=member["at"], note="x"), where="x", **member)

    def back(self, one: int, now: D, hands: tuple[dict, dict, dict]) -> None:
        """Every third thing that was handed over is given back."""
        officer, _leader, member = hands
        for line in SupportLine.objects.filter(state="delivered", pk__gt=0):
            if (line.pk + one) % 3 == 0:
                tried(lists.give_back, line.list_id, line.pk, note="x", **member)
        for bought in BatchLine.objects.filter(state="delivered"):
            if (bought.pk + one) % 3 == 0:
                tried(handing.give_back, bought.batch_id, bought.pk, note="x", **member)
        for gift in Gift.objects.filter(state="delivered"):
            if (gift.pk + one) % 3 == 0:
                tried(gift_handing.give_back, gift.round_id, gift.pk, why="x", **officer)

    def round(self, ward: Any, now: D, one: int, at: datetime.datetime) -> None:
        people = {"officer": self.officers[ward.pk], "leader": self.leaders[ward.pk]}
        made = gifts.Office(ward, self.groups[0], at, people)
        occasion = ("tet", "national", "mid_autumn", "elderly")[one % 4]
        found = gifts.begun(made, f"Quà {one}", occasion=occasion)
        who = "household_class in (poor, near_poor)" if one % 2 else "children_under_16 > 0"
        gifts.supply(made, gifts.kind(made, found, who=who), 5)
        gifts.lists.draw_list(found.pk, by=people["officer"], at=at)
        gifts.rounds.approve_round(found.pk, decision="1", by=people["leader"], at=at)
        gifts.fill(made, found)
        gifts.rounds.begin_handing(found.pk, by=people["officer"], at=at)

    @settings(max_examples=examples(200, 6), suppress_health_check=[HealthCheck.too_slow], deadline=None)
    @given(steps)
    def test_whatever_comes_by_whichever_door_adds_up(self, wanted):
        now, decided, place = BEGIN, BEGIN, self.units["001"]
        told: dict[tuple[D, D], list[tuple]] = {}
        for what, one, two, days, back in wanted:
            now += datetime.timedelta(days=days)
            decided = now if what == "decisions" else decided
            tried(self.act, what, one, two, now, now - datetime.timedelta(days=back))
            told = {asked: then for asked, then in told.items() if asked[1] != now}  # of two acts on a day the last
            for day in (now, now - datetime.timedelta(days=(0, 12, 35)[one % 3])):
                told[day, now] = answer(coverage_of(self.reader, place, day, now))
        same(rights_today(self.reader, place, now).rights, rights_by_ward(self.reader, place, now, now))
        for day in {now, now - datetime.timedelta(days=20), decided}:
            whole = coverage_of(self.reader, place, day, now)
            adds_up(whole, day)
            parts: Counter = Counter()
            for ward in self.wards:
                part = coverage_of(self.officers[ward.pk], ward, day, now)
                adds_up(part, day)
                parts += summed(part, "group")
                assert summed(part, "group") == summed(part, "ward")
            assert parts == summed(whole, "ward")
        the_ledger_has_it_once()
        for (day, known_on), then in told.items():  # whatever came later, the answer that was given
            again = coverage_of(self.reader, place, day, now, known_on=known_on)
            assert answer(again) == then, (day, known_on)


def answer(found: Coverage) -> list[tuple]:
    """All that was told: everybody at their step, by which line and list, why."""
    return sorted(found.rows.select(sorted(found.rows.columns)).iter_rows(), key=str)


def summed(found: Coverage, part: str) -> Counter:
    total: Counter = Counter()
    for (policy, _part), stages in found.counts(part).items():
        for stage, count in stages.items():
            if count:
                total[policy, stage] += count
    return total


def adds_up(found: Coverage, day: D) -> None:
    """Against what rights, lines and cards say by themselves."""
    due: dict[str, set[int]] = defaultdict(set)
    for each in found.found.values():
        for policy, home, person in each.rows.filter(state="due").select("policy", "household", "person").iter_rows():
            due[policy].add(person if person is not None else -home)
    at: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for policy, stage, home, person in found.rows.select("policy", "stage", "household", "person").iter_rows():
        at[policy][stage].append(person if person is not None else -home)
    assert set(found.rows["stage"]) <= set(coverage.STAGES)
    for policy in due.keys() | at.keys():
        counted = [who for stage in coverage.DUE for who in at[policy][stage]]
        assert len(counted) == len(set(counted)), (policy, at[policy])  # nobody at two steps
        assert due[policy] <= set(counted), (policy, due[policy] - set(counted))
    cards = HealthCard.objects.filter(withdrawn=False, valid_from__lte=day).exclude(valid_to__lt=day)
    covered = list(cards.values_list("person", flat=True))
    assert len(covered) == len(set(covered))
    for policy in found.of_cards:
        assert set(at[policy]["delivered"]) == due[policy] & set(covered), policy
    handed = given_in(day)
    for policy in (due.keys() | at.keys()) - set(found.of_cards):
        everybody = {who for each in at[policy].values() for who in each}
        listed = {who for stage in coverage.DUE if stage != "unlisted" for who in at[policy][stage]}
        expected = handed[policy] & everybody
        if policy in POLICIES:  # who gets another that is not paid beside it stands where that stands
            others = {who for other in EXCLUDES[policy] for who in handed[other]}
            expected |= others & due[policy] - by_own_line(policy, day)
        assert set(at[policy]["delivered"]) == expected, (policy, at[policy], expected)
        assert set(at[policy]["delivered"]) <= listed


def by_own_line(policy: str, day: D) -> set[int]:
    """Whom a line of the policy itself holds or tells the end of, for the time of a day."""
    lines = SupportLine.objects.filter(policy=policy, period__in=holding(day), person__isnull=False)
    ended = (LineState.REFUSED, LineState.RETURNED, LineState.DUE, LineState.APPROVED, LineState.DELIVERED)
    rows = lines.filter(state__in=ended).values_list("person", flat=True)
    numbers = [person for person in rows if person is not None]
    stands = standing_people(numbers)
    return {stands.get(person, person) for person in numbers}


def given_in(day: D) -> dict[str, set[int]]:
    """Policy -> the people who were handed it for the time of a day, by the record that stands."""
    found: dict[str, set[int]] = defaultdict(set)
    lines = SupportLine.objects.filter(state=LineState.DELIVERED, period__in=holding(day), person__isnull=False)
    rows = list(lines.values_list("policy", "person"))
    stands = standing_people([person for _policy, person in rows if person is not None])
    for policy, person in rows:
        if person is not None:
            found[policy].add(stands.get(person, person))
    return found


def the_ledger_has_it_once() -> None:
    """One row for each thing that was handed over and not given back, of its worth; none for anything else."""
    rows = {row.origin: row for row in HelpReceived.objects.filter(takes_back=None)}
    back = set(HelpReceived.objects.exclude(takes_back=None).values_list("takes_back__origin", flat=True))
    kept = {origin: row.value for origin, row in rows.items() if origin not in back}
    wanted: dict[str, int | None] = {}
    for line in SupportLine.objects.filter(state="delivered"):
        wanted[f"entitlements:supportline:{line.pk}"] = line.amount
    for one in BatchLine.objects.filter(state="delivered"):
        for source, part in (("central", one.by_state), ("city", one.by_city), ("donor", one.by_donor)):
            if part:
                wanted[f"insurance:batchline:{one.pk}:{source}"] = part
    for state_line in StateLine.objects.filter(state=StateLineState.DELIVERED):
        wanted[f"insurance:stateline:{state_line.pk}"] = None
    for row in Delivery.objects.filter(outcome="delivered", standing=Standing.KEPT, gift__state=GiftState.DELIVERED):
        wanted[f"gifts:delivery:{row.pk}"] = row.gift.kind.worth
    for help_ in OutsideHelp.objects.filter(state="confirmed"):
        wanted[f"entitlements:outsidehelp:{help_.pk}"] = help_.value
    assert kept == wanted
    for made in Round.objects.all():
        states = Counter(made.gifts.values_list("state", flat=True))
        assert states[GiftState.DELIVERED] == sum(origin.startswith("gifts:") for origin in kept if _of(origin, made))
    running = Allowance.objects.filter(withdrawn=False, valid_to=None).values_list("person", "paid_for", "title")
    assert len(set(running)) == len(running)  # one of a kind for one person


def _of(origin: str, made: Round) -> bool:
    number = int(origin.rsplit(":", 1)[1]) if origin.startswith("gifts:") else 0
    return Delivery.objects.filter(pk=number, gift__round=made).exists()
