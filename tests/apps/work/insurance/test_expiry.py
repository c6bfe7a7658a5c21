"""Which cards run out within 30, 60 and 90 days of 10/09/2026: until 10/10, 09/11 and 09/12."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chungtay.foundation.places.models import Unit
from chungtay.records.entitlements.operations.cards import NewCard, end_cards, record_cards
from chungtay.records.entitlements.queries.cards import cards_in
from chungtay.records.registry.operations import life, moves
from chungtay.work.insurance.queries import expiry
from tests import factories
from tests.apps.records.registry.factories import household, member, person
from tests.apps.work.insurance.factories import AT, TODAY, D

LETTERS = "ABCDEGHIKLMNOPQRSTUV"
PAGE = "/00016/2026/bao-hiem/the/"


def with_cards(group, *periods) -> list[list]:
    """One person for each: their cards, in the order given."""
    found = []
    for place, cards in enumerate(periods):
        home = household(group, (member(f"Lê Văn {LETTERS[place]}", papers=()),), since=D(2019, 1, 1))
        who = home.memberships.get().person_id
        rows = [NewCard(who, "city", first, last) for first, last in cards]
        found.append(record_cards(rows, source="list", origin="", by=None, at=AT))
    return found


def run_out(group, days: int, day=TODAY) -> list:
    here = cards_in([group.parent.path], day)
    return sorted(card.valid_to for card in expiry.within(here, day, days))


BEGUN = D(2025, 10, 1)


def soon(group, day=TODAY) -> list:
    return sorted(card.valid_to for card in expiry.soon([group.parent.path], day, 30))


def test_those_that_end_soon_are_the_same_however_many_there_are(group, monkeypatch) -> None:
    """Two here; one whose person died, and one of another ward, are not among them."""
    with_cards(group, [(BEGUN, D(2026, 9, 9))], [(BEGUN, TODAY)], [(BEGUN, D(2026, 10, 10))], [(BEGUN, None)])
    gone = household(group, (member("Vũ Văn Xa", papers=()), member("Vũ Thị Yên", "spouse")), since=D(2019, 1, 1))
    for name in ("Xa", "Yên"):
        rows = [NewCard(person(gone, name).pk, "city", BEGUN, D(2026, 9, 30))]
        record_cards(rows, source="list", origin="", by=None, at=AT)
    life.record_death(person(gone, "Yên"), on=D(2026, 9, 5), by=None, at=AT)
    elsewhere = Unit.objects.get(level="group", parent__code="00001")
    moves.move_household(gone, group=elsewhere, address="Số 1", on=D(2026, 9, 8), by=None, at=AT)
    assert (soon(group), soon(elsewhere)) == ([TODAY, D(2026, 10, 10)], [D(2026, 9, 30)])
    monkeypatch.setattr("chungtay.records.entitlements.queries.cards._FEW", 2)
    assert (soon(group), soon(elsewhere)) == ([TODAY, D(2026, 10, 10)], [D(2026, 9, 30)])


def test_sqlite_begins_with_the_cards_that_end(group) -> None:
    if connection.vendor != "sqlite":
        return
    found = expiry.soon([group.parent.path], TODAY, 30).order_by().values("valid_to")
    first = next(line for line in found.explain().splitlines() if "entitlements_healthcard" in line)
    assert "COVERING INDEX entitlements_card_ends (valid_to>? AND valid_to<?)" in first


def test_the_boundaries_of_30_60_and_90_days(group) -> None:
    ends = [D(2026, 9, 9), TODAY, D(2026, 10, 10), D(2026, 10, 11), D(2026, 11, 9), D(2026, 11, 10), D(2026, 12, 9),
            D(2026, 12, 10), None]  # fmt: skip
    with_cards(group, *([(BEGUN, last)] for last in ends))
    assert run_out(group, 30) == [TODAY, D(2026, 10, 10)]
    assert run_out(group, 60) == [TODAY, D(2026, 10, 10), D(2026, 10, 11), D(2026, 11, 9)]
    assert run_out(group, 90)[4:] == [D(2026, 11, 10), D(2026, 12, 9)]
    assert expiry.counts(cards_in([group.parent.path], TODAY), TODAY) == {30: 2, 60: 4, 90: 6}


def test_whoever_has_the_next_card_does_not_run_out(group) -> None:
    """The next from the day after; a day later there is a gap; a card that begins later runs out no sooner."""
    with_cards(
        group,
        [(BEGUN, D(2026, 9, 20)), (D(2026, 9, 21), D(2027, 9, 20))],
        [(BEGUN, D(2026, 9, 30)), (D(2026, 10, 2), D(2027, 9, 30))],
        [(D(2026, 10, 1), D(2026, 10, 5))],
    )
    assert run_out(group, 30) == [D(2026, 9, 30)]
    assert expiry.counts(cards_in([group.parent.path], TODAY), TODAY) == {30: 1, 60: 1, 90: 1}


def test_a_card_that_was_ended_needs_nobody(group) -> None:
    [[card]] = with_cards(group, [(BEGUN, D(2026, 12, 31))])
    end_cards({card.pk: (TODAY, "given_back")}, at=AT)  # its last day is today: it holds, and somebody knows
    assert run_out(group, 90) == []


def test_the_next_card_that_was_taken_back_does_not_count(group) -> None:
    [[_old, new]] = with_cards(group, [(BEGUN, D(2026, 9, 20)), (D(2026, 9, 21), None)])
    assert run_out(group, 30) == []
    end_cards({new.pk: (TODAY, "recalled")}, at=AT)  # it had not begun: it is taken back
    assert run_out(group, 30) == [D(2026, 9, 20)]


def test_the_last_day_of_february(group) -> None:
    """2028 is a leap year: from 30/01 to 29/02 are 30 days, to 01/03 are 31."""
    with_cards(group, [(BEGUN, D(2028, 2, 29))], [(BEGUN, D(2028, 3, 1))])
    assert run_out(group, 30, D(2028, 1, 30)) == [D(2028, 2, 29)]


@pytest.fixture
def client(people, monkeypatch) -> Client:
    monkeypatch.setattr(timezone, "now", lambda: AT)
    found = Client()
    found.force_login(people["officer"])
    return found


def test_the_page_shows_those_that_it_counts(group, client) -> None:
    with_cards(group, [(BEGUN, D(2026, 10, 10))], [(BEGUN, D(2026, 11, 9))], [(D(2026, 10, 1), None)])
    page = client.get(PAGE, {"het": "30"})
    assert [chip.count for chip in page.context["chips"]] == [1, 2, 2, 1]
    assert [(row.name, row.days) for row in page.context["rows"]] == [("Lê Văn A", 30)]
    assert [row.name for row in client.get(PAGE, {"het": "cho"}).context["rows"]] == ["Lê Văn C"]
    assert len(client.get(PAGE, {"het": "nonsense", "nguon": "x", "trang": "-3"}).context["rows"]) == 3
    assert client.get(PAGE, {"nguon": "donor"}).context["rows"] == []


def test_a_year_that_has_passed_is_told_as_it_ended(group, client) -> None:
    """31/12/2025: one card ends that day, one within 30 days (30/01/2026), one on the 31st."""
    with_cards(group, [(BEGUN, D(2025, 12, 31))], [(BEGUN, D(2026, 1, 30))], [(BEGUN, D(2026, 1, 31))])
    page = client.get(PAGE.replace("2026", "2025"))
    assert [chip.count for chip in page.context["chips"]] == [2, 3, 3, 0]
    assert (page.context["past"], page.context["may_keep"]) == (D(2025, 12, 31), False)
    assert "Tình hình ngày 31/12/2025" in page.content.decode()


def test_statements_do_not_grow_with_the_cards(group, client) -> None:
    def counted() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(PAGE, {"het": "30"}).status_code == 200
        return len(seen)

    with_cards(group, [(BEGUN, D(2026, 10, 1))])
    counted()
    few = counted()
    with_cards(group, *[[(BEGUN, D(2026, 10, day))] for day in range(1, 9)])
    assert counted() <= few


def test_of_the_own_area_alone(group, client) -> None:
    from chungtay.foundation.places.models import Unit

    other = Unit.objects.get(level="group", parent__code="00001")
    with_cards(other, [(BEGUN, D(2026, 10, 1))])
    assert run_out(group, 30) == []
    assert client.get("/00001/2026/bao-hiem/the/").status_code == 403
    assert factories.AT < AT
