"""Whom an approved round misses comes on a list of its own, once. By hand: the first list of the small district has
four envelopes (Đình, Hường, Ánh, Bưởi) and one bag (Cảnh); see `tests/gifts.py`."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from chungtay.records.registry.operations import life
from chungtay.records.registry.operations.standing import Relationship
from chungtay.records.registry.operations.status import NewStatus, record_status
from chungtay.work.gifts.models import GiftState, Round, RoundState
from chungtay.work.gifts.operations import additions, handing, lists, rounds, settling, stock
from tests import gifts
from tests.apps.records.registry import factories as registry
from tests.gifts import AT, DAY, Office, deliver, gift

LATE = AT + 3 * DAY


@pytest.fixture
def made(db) -> Office:
    return gifts.office()


def found_poor_after_all(made: Office, head: str, class_id: str = "poor") -> None:
    """A household that came too late into the register, with the class that it had on the round's day."""
    home = registry.household(made.group, (registry.member(head),), since=datetime.date(2015, 1, 1))
    record_status(home, NewStatus(2026, "vn-2022", class_id, datetime.date(2026, 1, 1), "legacy"), by=None, at=LATE)


def add(made: Office, base: Round, who: str = "officer") -> Round:
    return additions.begin_addition(base.pk, by=made.people[who], at=LATE)


def heads(of: Round, state: str = "due") -> list[str]:
    rows = of.gifts.filter(state=state).select_related("household")
    return sorted(each.household.memberships.get(relation="head").person.full_name for each in rows)


def test_whom_the_first_list_misses_and_nobody_twice(made) -> None:
    base = gifts.handing_out(made)
    deliver(made, gift(base, "Đình"))
    found_poor_after_all(made, "Ngô Thị Muộn")
    second = add(made, base)
    assert (second.title, second.state, second.day) == ("Quà Tết, bổ sung 1", "draft", base.day)
    assert heads(second) == ["Ngô Thị Muộn"]
    assert [kind.name for kind in second.kinds.all()] == ["Phong bì"]  # nobody is missing who would be given a bag
    lists.draw_list(second.pk, by=made.people["officer"], at=LATE)  # drawn anew it stays so
    assert heads(second) == ["Ngô Thị Muộn"]
    base.refresh_from_db()
    assert (base.state, base.gifts.count()) == (RoundState.HANDING, 5)


def test_it_has_its_own_sources_decision_and_settlement(made) -> None:
    """One envelope of 500,000 from the ward: promised, received, handed over, nothing left."""
    base = gifts.handing_out(made)
    found_poor_after_all(made, "Ngô Thị Muộn")
    second = add(made, base)
    with pytest.raises(ValidationError) as refused:  # no source covers it yet
        rounds.approve_round(second.pk, decision="18/QĐ-UBND", by=made.people["leader"], at=LATE)
    assert refused.value.error_list[0].code == "budget"
    kind = second.kinds.get()
    source = gifts.supply(made, kind, 1)
    with pytest.raises(PermissionDenied):
        rounds.approve_round(second.pk, decision="18/QĐ-UBND", by=made.people["officer"], at=LATE)
    rounds.approve_round(second.pk, decision="18/QĐ-UBND", by=made.people["leader"], at=LATE)
    officer = made.people["officer"]
    stock.move_stock(second.pk, source.pk, what="in", count=1, on=LATE.date(), paper="PN-9", by=officer, at=LATE)
    rounds.begin_handing(second.pk, by=officer, at=LATE)
    told = gifts.told(second.gifts.get(), at=LATE + DAY)
    handing.take_in(told, where="UBND phường", by=made.people["second"], at=LATE + DAY)
    done = settling.settle(second.pk, counted={kind.pk: 0}, by=officer, at=LATE + 2 * DAY)
    assert done.state == RoundState.SETTLED


def test_nobody_is_missing(made) -> None:
    base = gifts.handing_out(made)
    with pytest.raises(ValidationError) as refused:
        add(made, base)
    assert refused.value.error_list[0].code == "nobody"
    assert Round.objects.count() == 1  # nothing is left behind


def test_one_list_at_a_time_and_the_next_misses_the_first_two(made) -> None:
    base = gifts.handing_out(made)
    found_poor_after_all(made, "Ngô Thị Muộn")
    second = add(made, base)
    with pytest.raises(ValidationError) as refused:
        add(made, base)
    assert refused.value.error_list[0].code == "waiting"
    gifts.supply(made, second.kinds.get(), 1)
    rounds.approve_round(second.pk, decision="18/QĐ-UBND", by=made.people["leader"], at=LATE)
    found_poor_after_all(made, "Đinh Văn Sau")
    third = additions.begin_addition(second.pk, by=made.people["officer"], at=LATE)  # asked for on the second's page
    assert (third.adds_to, third.title) == (base, "Quà Tết, bổ sung 2")
    assert heads(third) == ["Đinh Văn Sau"]


def test_who_was_thought_gone_and_lives_here_is_listed_again(made) -> None:
    """Bưởi's gift lapsed by mistake before the hand-over; refused and returned gifts stay what they are."""
    base = gifts.handing_out(made)
    base.gifts.filter(pk=gift(base, "Bưởi").pk).update(state=GiftState.LAPSED)
    deliver(made, gift(base, "Ánh"), "refused", note="Nhường hộ khác")
    assert heads(add(made, base)) == ["Phạm Thị Bưởi"]


def test_a_person_who_moved_within_the_ward_is_given_one_gift(made) -> None:
    """Tư, 76 on the round's day, moves to Hường two days later; the gift goes along at the approval on the third, and
    by the facts of the round's day she would be chosen again in the household that she left."""
    elder = registry.member("Nguyễn Thị Tư", "parent", "1950-01-01", papers=())
    left = registry.household(made.group, (registry.member("Nguyễn Văn Bảy"), elder), since=datetime.date(2015, 1, 1))
    base = gifts.begun(made)
    kind = gifts.kind(made, base, "Quà thọ", worth=300_000, of="person", who="age_months >= 840", words="Từ 70 tuổi")
    gifts.supply(made, kind, 1)
    lists.draw_list(base.pk, by=made.people["officer"], at=AT)
    who, into = registry.person(left, "Tư"), made.homes["Hường"]
    on = datetime.date(2026, 2, 4)
    life.record_move_between(who, into=into, relationship=Relationship("other"), on=on, by=None, at=LATE)
    rounds.approve_round(base.pk, decision="15/QĐ-UBND", by=made.people["leader"], at=LATE)
    assert base.gifts.get().household == into
    with pytest.raises(ValidationError) as refused:
        add(made, base)
    assert refused.value.error_list[0].code == "nobody"


def test_the_dead_are_not_missing(made) -> None:
    """Bưởi dies after the round's day and before the approval: nothing is due, and nobody is missing."""
    base = gifts.drawn(made)
    life.record_death(registry.person(made.homes["Bưởi"], "Bưởi"), on=datetime.date(2026, 2, 3), by=None, at=LATE)
    rounds.approve_round(base.pk, decision="15/QĐ-UBND", by=made.people["leader"], at=LATE)
    assert heads(base, "lapsed") == ["Phạm Thị Bưởi"]
    with pytest.raises(ValidationError) as refused:
        add(made, base)
    assert refused.value.error_list[0].code == "nobody"


def test_a_draft_is_drawn_up_anew_instead(made) -> None:
    base = gifts.drawn(made)
    found_poor_after_all(made, "Ngô Thị Muộn")
    with pytest.raises(ValidationError):
        add(made, base)


def test_by_the_page(made, client) -> None:
    base = gifts.handing_out(made)
    found_poor_after_all(made, "Ngô Thị Muộn")
    client.force_login(made.people["officer"])
    page = client.get(reverse("gifts:round", args=["00016", 2026, base.pk])).content.decode()
    address = reverse("gifts:add_missing", args=["00016", 2026, base.pk])
    assert address in page
    answer = client.post(address, follow=True)
    second = base.additions.get()
    assert answer.redirect_chain[-1][0] == reverse("gifts:round", args=["00016", 2026, second.pk])
    assert base.title in answer.content.decode()
