"""Two records of one person (or household), joined: nothing is listed, paid or counted twice, before and after."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chungtay.records.entitlements.models import LineState, SupportLine, SupportList
from chungtay.records.entitlements.operations import lists
from chungtay.records.entitlements.queries.coverage import coverage_of
from chungtay.records.entitlements.queries.lists import held_in, homes_held_in, months_given
from chungtay.records.registry.models import Membership, Operation
from chungtay.records.registry.operations import editing, moves
from chungtay.records.registry.operations.merging import Choices, merge_persons
from chungtay.records.registry.operations.standing import Relationship
from chungtay.records.registry.operations.undoing import undo
from tests.apps.records.entitlements.people import AT, BY, DAY, D
from tests.apps.records.registry.factories import household, member, person

LATER = datetime.datetime(2026, 9, 20, 8, 0, tzinfo=datetime.UTC)
POLICY = "btxh-6"


@pytest.fixture
def twice(group):
    """Kim, severely disabled, of one household, and entered again in another: in both records the disability."""
    one = household(group, (member(), member("Đỗ Thị Kim", "parent", "1940-01-01")), since=D(2015, 1, 1), at=AT)
    again = member("Đỗ Thị Kim", "other", "1940-01-01", papers=())
    two = household(group, (member("Lê Văn Út"), again), since=D(2016, 1, 1), at=AT)
    first, second = person(one, "Kim"), person(two, "Kim")
    for each in (first, second):
        editing.set_circumstance(each, kind="disability", code="2", since=D(2020, 1, 1), **BY)
    return one, first, second


def listed(group, people, who) -> SupportLine:
    """A list of September with this record alone."""
    made = SupportList.objects.create(
        ward=group.parent, policy=POLICY, version="1", title="Người khuyết tật", period="2026-09", day=DAY,
        drawn_by=people["officer"], drawn_at=AT,
    )  # fmt: skip
    home = who.memberships.get().household
    return made.lines.create(
        policy=POLICY, period="2026-09", household=home, person=who, amount=975_000, reason="x",
        entered_by=people["officer"],
    )  # fmt: skip


def handed(line, people) -> None:
    lists.approve_list(line.list_id, decision="1", by=people["leader"], at=AT)
    lists.hand_over(line.list_id, line.pk, received_by="Kim", on=D(2026, 9, 15), by=people["member"],
                    at=datetime.datetime(2026, 9, 15, 8, 0, tzinfo=datetime.UTC))  # fmt: skip


def merged(keep, merge) -> Operation:
    for each in (keep, merge):
        each.refresh_from_db()
    choices = Choices(membership=Membership.objects.current().get(person=keep).pk)
    return merge_persons(
        keep, merge, choices, seen=(keep.version, merge.version), why="Nhập hai lần", by=None, at=LATER
    )


def delivered(group, people) -> int:
    found = coverage_of(people["officer"], group.parent, D(2026, 9, 20), D(2026, 9, 20))
    counts = {stage: count for (name, _ward), at in found.counts("ward").items() if name == POLICY
              for stage, count in at.items() if count}  # fmt: skip
    return counts


def test_what_one_record_was_given_the_other_is_not_listed_for(group, people, twice) -> None:
    _home, kim, second = twice
    handed(listed(group, people, second), people)
    act = {"day": D(2026, 9, 20), "by": people["officer"], "at": LATER}
    # before: two people for the register, and the first is still due
    assert held_in(POLICY, "2026-09", [kim.pk]) == set()
    done = merged(kim, second)
    # after: one person, who has it
    assert held_in(POLICY, "2026-09", [kim.pk]) == {kim.pk}
    assert months_given(POLICY, [kim.pk]) == {kim.pk: 1}
    assert delivered(group, people) == {"delivered": 1}
    with pytest.raises(ValidationError, match="Không còn ai"):
        lists.draw_up(group.parent, POLICY, **act)
    # undone: two again
    undo(done, why="thử", owner=done.origin, by=None, at=LATER)
    assert delivered(group, people) == {"delivered": 1, "unlisted": 1}
    assert lists.draw_up(group.parent, POLICY, **act).lines.get().person_id == kim.pk


def test_both_were_approved_before_and_one_is_handed_over(group, people, twice) -> None:
    """Both records stood on lists of September; the second's was handed over, then they were joined."""
    _home, kim, second = twice
    own = listed(group, people, kim)
    lists.approve_list(own.list_id, decision="1", by=people["leader"], at=AT)
    handed(listed(group, people, second), people)
    merged(kim, second)
    one = lists.hand_over(own.list_id, own.pk, received_by="Kim", on=D(2026, 9, 20), by=people["member"], at=LATER)
    assert (one.state, "bản ghi khác" in one.note) == (LineState.LAPSED, True)
    assert delivered(group, people) == {"delivered": 1}


def test_the_line_of_the_one_that_went_lapses_and_the_other_is_listed(group, people, twice) -> None:
    _home, kim, second = twice
    line = listed(group, people, second)
    merged(kim, second)
    lists.approve_list(line.list_id, decision="1", by=people["leader"], at=LATER)
    line.refresh_from_db()
    assert line.state == LineState.LAPSED
    made = lists.draw_up(group.parent, POLICY, day=D(2026, 9, 20), by=people["officer"], at=LATER)
    assert made.lines.get().person_id == kim.pk


def test_a_household_that_joined_another(group, people) -> None:
    """What a household itself was given for a month counts for the one it went over into."""
    one = household(group, (member("Lê Văn Cảnh"),), since=D(2015, 1, 1), at=AT)
    two = household(group, (member("Vũ Thị Dung"),), since=D(2015, 1, 1), at=AT)
    made = SupportList.objects.create(
        ward=group.parent, policy="x", version="1", title="x", period="2026-09", day=DAY, drawn_by=people["officer"],
        drawn_at=AT,
    )  # fmt: skip
    made.lines.create(policy="x", period="2026-09", household=one, reason="x", entered_by=people["officer"])
    assert homes_held_in("x", "2026-09", [two.pk]) == set()
    near = {one.memberships.get().person_id: Relationship("other")}
    done = moves.merge_households(one, into=two, relations=near, on=D(2026, 9, 12), by=None, at=LATER)
    assert homes_held_in("x", "2026-09", [two.pk]) == {two.pk}
    undo(done, why="thử", owner=done.origin, by=None, at=LATER)
    assert homes_held_in("x", "2026-09", [two.pk]) == set()


def test_statements_do_not_grow_with_the_people(group, people, twice) -> None:
    _home, kim, second = twice
    merged(kim, second)

    def asked(numbers: list[int]) -> int:
        with CaptureQueriesContext(connection) as seen:
            held_in(POLICY, "2026-09", numbers)
        return len(seen)

    assert asked([kim.pk]) == asked([kim.pk, *range(90_000, 90_400)]) == 3  # records, records of those, lines
