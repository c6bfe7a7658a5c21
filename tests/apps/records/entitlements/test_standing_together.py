"""Two connections of PostgreSQL: a household changes while somebody works its rights out. What changed is never lost.

SQLite lets one writer in at a time: whoever records waits until the rights are kept.
"""

from __future__ import annotations

import threading
import time

import pytest
from django.db import connection, connections, transaction

from chungtay.records.entitlements.models import FactsChanged, StandingRight
from chungtay.records.entitlements.operations.nightly import one_mark_a_household
from chungtay.records.entitlements.operations.standing import rights_today
from chungtay.records.entitlements.queries.wards import rights_by_ward
from chungtay.records.registry.operations import editing
from tests.apps.records.entitlements.people import BY, DAY
from tests.apps.records.entitlements.test_standing import D, asked, same, stale
from tests.apps.records.registry.factories import person

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="one writer at a time"),
]
ENDS = 30  # seconds


class Another:
    """Somebody with a connection of their own; what went wrong there is raised when it is waited for."""

    def __init__(self, act) -> None:
        self.problems: list[Exception] = []
        self.thread = threading.Thread(target=self._run, args=(act,))
        self.thread.start()

    def _run(self, act) -> None:
        try:
            act()
        except Exception as problem:
            self.problems.append(problem)
        finally:
            connections.close_all()

    def waits_for_a_lock(self) -> None:
        until = time.monotonic() + ENDS
        while time.monotonic() < until:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM pg_locks WHERE NOT granted")
                if cursor.fetchone():
                    return
            time.sleep(0.01)
        raise AssertionError(f"nobody waits: {self.problems}")

    def ends(self) -> None:
        self.thread.join(ENDS)
        assert not self.thread.is_alive()
        assert self.problems == []


def milder(world) -> None:
    """Kim's disability is severe no more since 2024: another right, or none."""
    kim = person(world["homes"][0], "Kim")
    editing.set_circumstance(kim, kind="disability", code="3", since=D(2024, 1, 1), **BY)


def right_again(world) -> None:
    one = world["homes"][0]
    assert stale(world) == [one.pk]  # the mark was not taken away
    asked(world)
    assert not FactsChanged.objects.exists()


def test_a_change_that_lands_between_the_facts_and_what_is_kept_stays_marked(world) -> None:
    """The page read marks and facts and waits for a row of rights that is held here; meanwhile the change lands."""
    asked(world)
    one, ward = world["homes"][0], world["ward"]
    editing.set_circumstance(person(one, "Đình"), kind="disability", code="1", since=D(2023, 1, 1), **BY)
    with transaction.atomic():
        list(StandingRight.objects.select_for_update().filter(home=one.pk))
        page = Another(lambda: rights_today(world["officer"], ward, DAY))
        page.waits_for_a_lock()
        change = Another(lambda: milder(world))
        change.ends()  # waits for nobody
    page.ends()
    right_again(world)


def test_a_change_that_is_not_finished_while_the_page_reads_stays_marked(world) -> None:
    """Its facts are not seen, and neither is its mark."""
    asked(world)
    one, ward = world["homes"][0], world["ward"]
    editing.set_circumstance(person(one, "Đình"), kind="disability", code="1", since=D(2023, 1, 1), **BY)
    with transaction.atomic():
        milder(world)
        page = Another(lambda: rights_today(world["officer"], ward, DAY))
        page.ends()  # the page waits for nobody
    right_again(world)


def test_two_pages_at_once_keep_the_same(world) -> None:
    """Both found the household stale; the second waits for the rows of the first and works out the same."""
    asked(world)
    one, ward = world["homes"][0], world["ward"]
    milder(world)
    with transaction.atomic():
        list(StandingRight.objects.select_for_update().filter(home=one.pk))
        pages = [Another(lambda: rights_today(world["officer"], ward, DAY)) for _ in range(2)]
        pages[0].waits_for_a_lock()
    for page in pages:
        page.ends()
    assert stale(world) == []
    place, user = world["district"], world["district_officer"]
    same(rights_today(user, place, DAY).rights, rights_by_ward(user, place, DAY, DAY))


def test_marks_put_together_while_a_page_works_lose_none(world) -> None:
    """Two marks before, the page reads both; a third lands; then marks are put together, which waits for the page."""
    asked(world)
    one, ward = world["homes"][0], world["ward"]
    for code in ("1", "2"):
        editing.set_circumstance(person(one, "Đình"), kind="disability", code=code, since=D(2023, 1, 1), **BY)
    with transaction.atomic():
        list(StandingRight.objects.select_for_update().filter(home=one.pk))
        page = Another(lambda: rights_today(world["officer"], ward, DAY))
        page.waits_for_a_lock()
        Another(lambda: milder(world)).ends()
        put_together = Another(one_mark_a_household)
    page.ends()
    put_together.ends()
    right_again(world)
