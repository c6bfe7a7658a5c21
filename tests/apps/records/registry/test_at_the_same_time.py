"""Two officers at the same moment, each with a connection of its own: what lists and search look in says afterwards
what the records say, and nobody waits for ever."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections, transaction

from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import Membership, Person
from chungtay.records.registry.operations import editing, finding, life, moves
from chungtay.records.registry.operations.standing import Relationship, stand
from chungtay.records.registry.operations.undoing import undo
from tests import factories as people
from tests.apps.records.registry import factories
from tests.apps.records.registry.factories import AT
from tests.apps.records.registry.slow_lists import assert_lists_agree
from tests.apps.work.review.test_phone_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
MARRIED = AT.date().replace(year=2022)
BORN = AT.date().replace(year=2023)
ENDS = 30  # seconds


class Homes:
    """Đình headed `left` until he married into `new`; his wife's sister has headed `left` since."""

    def __init__(self) -> None:
        people.district()
        group, self.elsewhere = Unit.objects.filter(level="group").order_by("pk")[:2]
        self.left = factories.household(group, (factories.member(), factories.member("Lê Thị Sáu", "other")))
        self.new = factories.household(group, (factories.member("Trần Thị Hường"),))
        self.him, sister = factories.person(self.left, "Đình"), factories.person(self.left, "Sáu")
        life.record_move_between(
            self.him, into=self.new, relationship=Relationship("spouse"), on=MARRIED, new_head=sister, by=None, at=AT
        )

    def rename(self) -> None:
        him = Person.objects.get(pk=self.him.pk)
        editing.edit_person(him, {"full_name": "Nguyễn Văn Định"}, seen=him.version, by=None, at=AT)

    def birth(self) -> None:
        child = factories.member("Lê Minh An", "child", BORN.isoformat(), papers=())
        life.record_birth(self.left, child, by=None, at=AT)

    def move(self) -> None:
        moves.move_household(self.new, group=self.elsewhere, address="7 phố Lý Nam Đế", on=BORN, by=None, at=AT)


@pytest.fixture
def homes() -> Homes:
    return Homes()


@contextlib.contextmanager
def meanwhile(act: Callable[[], Any]) -> Iterator[threading.Thread]:
    """Another connection begins and comes as far as it comes; when the block is left, it has ended."""
    problems: list[Exception] = []

    def run() -> None:
        try:
            act()
        except Exception as problem:
            problems.append(problem)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    until = time.monotonic() + 5
    while thread.is_alive() and not _waits() and time.monotonic() < until:
        time.sleep(0.01)
    yield thread
    thread.join(ENDS)
    assert not thread.is_alive()
    assert problems == []


def _waits() -> bool:
    """Whether somebody waits for a lock; in SQLite whoever comes second waits from its first statement on."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_locks WHERE NOT granted")
        return cursor.fetchone() is not None


def agree() -> None:
    assert_lists_agree()
    kept = factories.entries()
    finding.rebuild()
    assert factories.entries() == kept


@pytest.mark.parametrize(
    ("first", "second"),
    [("rename", "birth"), ("birth", "rename"), ("move", "birth"), ("birth", "move"), ("rename", "move")],
)
def test_the_second_works_from_what_the_first_wrote(homes, first, second):
    """His name stands in the past of a household that somebody else changes; where he lives, in what that household's
    change writes about everybody who ever belonged to it."""
    waiting = contextlib.ExitStack()
    with transaction.atomic():
        getattr(homes, first)()
        waiting.enter_context(meanwhile(getattr(homes, second)))
    waiting.close()
    agree()


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="30/11/2026: SQLite lets one writer in at a time")
def test_a_name_is_corrected_while_somebody_holds_a_household_of_the_past(homes):
    """The row of the household is held without its key: the correction writes rows that point at it, and ends first."""
    with transaction.atomic():
        stand(homes.left, by=None, at=AT)
        with meanwhile(homes.rename) as thread:
            thread.join(ENDS)
            assert not thread.is_alive()
        homes.birth()
    agree()


def test_two_move_between_two_households_in_opposite_directions(homes):
    """Both hold the two households in one order: one after the other, no dead lock."""
    other = homes.left
    homes.birth()
    him, child = Person.objects.get(pk=homes.him.pk), factories.person(other, "An")

    def away() -> bool:
        life.record_move_between(
            child, into=homes.new, relationship=Relationship("child"), on=AT.date(), by=None, at=AT
        )
        return True

    def back() -> bool:
        life.record_move_between(him, into=other, relationship=Relationship("other"), on=AT.date(), by=None, at=AT)
        return True

    assert at_once(away, back) == [True, True]
    assert factories.members(other) == {"Sáu": "head", "Đình": "other"}
    assert factories.members(homes.new) == {"Hường": "head", "An": "child"}
    agree()


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="30/11/2026: SQLite lets one writer in at a time")
@pytest.mark.parametrize("how", ["return", "undo"])
@pytest.mark.parametrize("first", ["death", "back"])
def test_nobody_dies_in_one_act_and_comes_back_in_another(homes, how, first):
    """Đình left and belongs to no household. His death waits for his return, or his return for his death."""
    left = life.record_departure(Person.objects.get(pk=homes.him.pk), last_day=BORN, by=None, at=AT)
    him = Person.objects.get(pk=homes.him.pk)
    refused: list[str] = []

    def death() -> None:
        life.record_death(him, on=AT.date(), by=None, at=AT)

    def back() -> None:
        if how == "undo":
            undo(left, why="Nhầm", by=None, at=AT)
        else:
            life.record_return(homes.new, him, relationship=Relationship("other"), on=AT.date(), by=None, at=AT)

    def late(act: Callable[[], None]) -> None:
        try:
            act()
        except ValidationError as problem:
            refused.extend(problem.messages)

    now, then = (death, back) if first == "death" else (back, death)
    waiting = contextlib.ExitStack()
    with transaction.atomic():
        now()
        waiting.enter_context(meanwhile(lambda: late(then)))
    waiting.close()
    assert len(refused) == 1
    him.refresh_from_db()
    lives_here = Membership.objects.current().filter(person=him).exists()
    assert (him.death_date, lives_here) == ((AT.date(), False) if first == "death" else (None, True))
    agree()
