"""Somebody moves to another household of the same ward: what is theirs for the time before goes along with them.

Kim, 86, severely disabled, in Hà Nội: 2.0 x 650,000 = 1,300,000 a month; the social pension of July 2026: 500,000, and
540,000 as known from 05/10/2026 on.
"""

from __future__ import annotations

import datetime

import pytest

from chungtay.records.entitlements.models import HelpReceived, LineState
from chungtay.records.entitlements.operations import lists
from chungtay.records.entitlements.operations.back_pay import draw_up_back_pay
from chungtay.records.registry.operations import editing, life, moves
from chungtay.records.registry.operations.standing import Relationship
from chungtay.records.registry.operations.status import NewStatus, record_status
from tests.apps.records.entitlements.people import D
from tests.apps.records.registry.factories import household, member, person


def at(month: int, day: int) -> datetime.datetime:
    return datetime.datetime(2026, month, day, 3, tzinfo=datetime.UTC)


@pytest.fixture
def homes(group):
    one = household(group, (member(), member("Đỗ Thị Kim", "parent", "1940-01-01")), since=D(2015, 1, 1), at=at(7, 5))
    two = household(group, (member("Lê Văn Út"),), since=D(2015, 1, 1), at=at(7, 5))
    for each in (one, two):
        record_status(each, NewStatus(2026, "vn-2022", "not_poor", D(2026, 1, 1), "legacy"), by=None, at=at(7, 5))
    return one, two


def kim_moves(homes) -> None:
    kim = person(homes[0], "Kim")
    life.record_move_between(
        kim, into=homes[1], relationship=Relationship("other", ""), on=D(2026, 9, 5), left_by="moved", by=None,
        at=at(9, 6),
    )  # fmt: skip


def approved(group, people, homes):
    """August, drawn up and approved in August."""
    kim = person(homes[0], "Kim")
    editing.set_circumstance(kim, kind="disability", code="2", since=D(2020, 1, 1), by=None, at=at(7, 5))
    made = lists.draw_up(group.parent, "btxh-6", day=D(2026, 8, 5), by=people["officer"], at=at(8, 5))
    lists.approve_list(made.pk, decision="1", by=people["leader"], at=at(8, 5))
    return made.lines.get()


def handed(line, people, day: D):
    return lists.hand_over(line.list_id, line.pk, received_by="Kim", on=day, by=people["member"],
                           at=datetime.datetime.combine(day, datetime.time(3), tzinfo=datetime.UTC))  # fmt: skip


def test_an_earlier_month_is_handed_over_where_she_lives_now(group, people, homes) -> None:
    line = approved(group, people, homes)
    kim_moves(homes)
    one = handed(line, people, D(2026, 9, 8))
    assert (one.state, one.amount, one.household_id) == (LineState.DELIVERED, 1_300_000, homes[1].pk)
    got = HelpReceived.objects.get()
    assert (got.household_id, got.person_id, got.value) == (homes[1].pk, line.person_id, 1_300_000)


def test_a_list_for_a_day_before_the_move_is_approved_and_handed_over(group, people, homes) -> None:
    kim = person(homes[0], "Kim")
    editing.set_circumstance(kim, kind="disability", code="2", since=D(2020, 1, 1), by=None, at=at(7, 5))
    kim_moves(homes)
    made = lists.draw_up(group.parent, "btxh-6", day=D(2026, 8, 31), by=people["officer"], at=at(9, 9))
    assert made.lines.get().household_id == homes[0].pk  # by the facts of the day
    lists.approve_list(made.pk, decision="2", by=people["leader"], at=at(9, 9))
    one = handed(made.lines.get(), people, D(2026, 9, 9))
    assert (one.state, one.amount, one.household_id) == (LineState.DELIVERED, 1_300_000, homes[1].pk)


def test_a_move_found_out_later_is_no_reason_either(group, people, homes) -> None:
    """Listed and approved in the old household; by what is known since she had moved before the day of the list."""
    kim = person(homes[0], "Kim")
    editing.set_circumstance(kim, kind="disability", code="2", since=D(2020, 1, 1), by=None, at=at(7, 5))
    made = lists.draw_up(group.parent, "btxh-6", day=D(2026, 9, 6), by=people["officer"], at=at(9, 6))
    lists.approve_list(made.pk, decision="1", by=people["leader"], at=at(9, 6))
    kim_moves(homes)  # on the 5th
    assert handed(made.lines.get(), people, D(2026, 9, 8)).state == LineState.DELIVERED


def test_a_new_household_and_one_that_ended(group, people, homes) -> None:
    """She forms a household of her own, and that one joins another later."""
    line, kim = approved(group, people, homes), person(homes[0], "Kim")
    homes[0].refresh_from_db()
    moves.split_household(homes[0], persons=[kim], head=kim, relations={}, group=group, address="x", on=D(2026, 9, 5),
                          by=None, at=at(9, 6))  # fmt: skip
    own = kim.memberships.exclude(household=homes[0]).get().household
    moves.merge_households(own, into=homes[1], relations={kim.pk: Relationship("other", "")}, on=D(2026, 9, 7),
                           by=None, at=at(9, 7))  # fmt: skip
    one = handed(line, people, D(2026, 9, 8))
    assert (one.state, one.household_id) == (LineState.DELIVERED, homes[1].pk)


def test_back_pay_of_months_in_the_old_household(group, people, homes) -> None:
    kim = person(homes[0], "Kim")
    editing.set_circumstance(kim, kind="pension", code="0", since=D(2020, 1, 1), by=None, at=at(7, 5))
    made = lists.draw_up(group.parent, "social-pension-2026", day=D(2026, 7, 5), by=people["officer"], at=at(7, 5))
    lists.approve_list(made.pk, decision="1", by=people["leader"], at=at(7, 5))
    assert handed(made.lines.get(), people, D(2026, 7, 6)).amount == 500_000
    kim.refresh_from_db()
    kim_moves(homes)
    more = draw_up_back_pay(group.parent, "social-pension-2026", by=people["officer"], at=at(10, 10))
    lists.approve_list(more.pk, decision="2", by=people["leader"], at=at(10, 10))
    one = handed(more.lines.get(), people, D(2026, 10, 10))
    assert (one.state, one.amount, one.household_id) == (LineState.DELIVERED, 40_000, homes[1].pk)


def test_whoever_left_the_ward_or_died_still_lapses(group, people, homes) -> None:
    line, kim = approved(group, people, homes), person(homes[0], "Kim")
    kim.refresh_from_db()
    life.record_death(kim, on=D(2026, 7, 31), by=None, at=at(9, 5))
    one = handed(line, people, D(2026, 9, 8))
    assert (one.state, one.note) == (LineState.LAPSED, "Đã mất.")
