"""A list for a day before somebody died or left, drawn up after it: they are not taken up again, and are named.
Money of a month is paid for that of the death (`test_month_of_death`): the dead here are those of what is given once.
"""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError

from chungtay.foundation.core.models import AuditEvent
from chungtay.records.catalogue.operations import policies
from chungtay.records.entitlements.models import LineState, SupportList
from chungtay.records.entitlements.operations import lists
from chungtay.records.entitlements.operations.left_to_list import left_off
from chungtay.records.entitlements.queries.coverage import coverage_of
from chungtay.records.registry.operations import life, moves
from tests.apps.records.catalogue.samples import sample
from tests.apps.records.entitlements.people import AT, DAY, D
from tests.apps.records.registry.factories import person

POLICY = "btxh-6"
RATE = {"when": "", "times": "500000", "words": "500.000 đồng một lần"}
ONCE = {"who": "disability == severe", "rates": [RATE], "period": "once", "documents": []}


def given_once(people, group) -> str:
    """An own policy of the ward: 500,000 once to the severely disabled."""
    made = policies.propose(group.parent, sample(**ONCE), by=people["officer"], at=AT)
    return policies.approve(made.pk, decision="15/QĐ-UBND", by=people["leader"], at=AT).code


LATER = datetime.datetime(2026, 9, 23, 3, 0, tzinfo=datetime.UTC)


def drawn(group, people, at=LATER, policy=POLICY):
    return lists.draw_up_telling(group.parent, policy, day=DAY, by=people["officer"], at=at)


def dies(home, name: str) -> None:
    life.record_death(person(home, name), on=D(2026, 9, 20), by=None, at=LATER)


def test_the_dead_are_left_off_and_named(group, people, home) -> None:
    """Kim died on the 20th; a list for the 10th, drawn up on the 23rd, has Đình alone."""
    once = given_once(people, group)
    dies(home, "Kim")
    made, otherwise, gone = drawn(group, people, policy=once)
    kim = person(home, "Kim").pk
    assert [line.person_id for line in made.lines.all()] == [person(home, "Đình").pk]
    assert (otherwise, gone) == ({}, {kim: "mất ngày 20/09/2026"})
    assert left_off(gone, D(2026, 9, 23)).startswith(
        "1 trường hợp được hưởng ngày ấy không đưa vào danh sách: Đỗ Thị Kim (mất ngày 20/09/2026)."
    )
    assert AuditEvent.objects.get(action="entitlements.list_drawn_up").detail["gone_since"] == 1
    rows = coverage_of(people["officer"], group.parent, DAY, D(2026, 9, 23)).rows.iter_rows(named=True)
    assert (once, kim, "unlisted") in [(row["policy"], row["person"], row["stage"]) for row in rows]


def test_whoever_lapsed_as_dead_is_not_drawn_up_again_and_again(group, people, home) -> None:
    once = given_once(people, group)
    made = lists.draw_up(group.parent, once, day=DAY, by=people["officer"], at=AT)
    dies(home, "Kim")
    lists.approve_list(made.pk, decision="1", by=people["leader"], at=LATER)
    assert made.lines.get(person=person(home, "Kim")).state == LineState.LAPSED
    with pytest.raises(ValidationError, match=r"1 trường hợp .*Đỗ Thị Kim \(mất ngày 20/09/2026\)") as refused:
        drawn(group, people, policy=once)
    assert refused.value.code == "nobody"
    assert SupportList.objects.count() == 1


def test_so_is_whoever_left_the_ward(group, people, home) -> None:
    moves.record_household_departure(home, last_day=D(2026, 9, 20), by=None, at=LATER)
    with pytest.raises(ValidationError, match=r"Đỗ Thị Kim \(không còn ở phường\)"):
        drawn(group, people)


def test_nobody_is_named_while_everybody_is_here(group, people, home) -> None:
    made, _otherwise, gone = drawn(group, people)
    assert (made.lines.count(), gone, left_off(gone, DAY)) == (2, {}, "")
