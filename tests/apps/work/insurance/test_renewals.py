"""A card that the city pays for people who have none is followed by the next, from a day on, and never overlapped."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError

from chungtay.records.entitlements.models import HealthCard
from chungtay.records.entitlements.operations.cards import NewCard, end_cards, record_cards, record_no_card
from chungtay.records.entitlements.queries.cards import insured_in, turning_of_cards
from chungtay.work.insurance.operations import batches, handing
from chungtay.work.insurance.presenters.insurance import card_rows
from chungtay.work.insurance.queries.needs import needs_of
from tests.apps.records.registry.factories import household, member, person
from tests.apps.work.insurance.factories import AT, TODAY, D, classed

HANOI = "bhyt-hanoi-70-2026"  # people of 70 to under 75 "without a card"
CARD = "HN4010123456789"


def at(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(8), tzinfo=datetime.UTC)


@pytest.fixture
def old(group):
    """Born on 1 March 1955: 71 in autumn 2026, 75 in March 2030. The insurer said in September that she has no card."""
    home = household(group, (member("Đỗ Thị Kim", born="1955-03-01"),), since=D(2015, 1, 1))
    classed(home, "not_poor", D(2026, 1, 1))
    kim = person(home, "Kim")
    record_no_card([kim.pk], on=D(2026, 9, 1), source="list", origin="x", by=None, at=AT)
    return kim


def bought(group, people, starts_on: datetime.date, on: datetime.date):
    paid = max(on, starts_on - datetime.timedelta(days=60))
    act = {"remainder": "household", "by": people["officer"], "at": at(on)}
    return batches.draw_up(group.parent, starts_on=starts_on, months=12, paid_on=paid, **act)


def handed(made, people, on: datetime.date):
    batches.approve(made.pk, decision="21/QĐ-UBND", by=people["leader"], at=at(on))
    act = {"card": CARD, "received_by": "Đỗ Thị Kim", "on": on, "by": people["member"], "at": at(on)}
    return handing.hand_over(made.pk, made.lines.get().pk, **act)


def standing(group, people, day: datetime.date) -> tuple[str, str, str]:
    [need] = needs_of(people["officer"], group.parent, day, day).people.values()
    return need.policy, need.way, need.stage


def test_the_card_of_the_city_is_followed_before_it_ends(group, people, old) -> None:
    first = handed(bought(group, people, D(2026, 10, 1), TODAY), people, TODAY)
    assert (first.state, first.valid_to, first.card.payer) == ("delivered", D(2027, 9, 30), "city")
    assert standing(group, people, D(2027, 5, 1)) == (HANOI, "buy", "has")  # she still has no card of her own

    rows = card_rows(HealthCard.objects.all(), [group.parent.path], D(2027, 5, 1))
    assert [row.followed_from for row in rows] == [D(2027, 6, 30)]
    rows = card_rows(HealthCard.objects.all(), [group.parent.path], D(2027, 6, 30))
    assert [row.followed_from for row in rows] == [None]

    # 92 days before 30 September is 30 June: before that nothing is bought, and the day is told
    with pytest.raises(ValidationError, match="30/06/2027"):
        bought(group, people, D(2027, 10, 1), D(2027, 6, 29))
    made = bought(group, people, D(2027, 10, 1), D(2027, 7, 10))
    line = made.lines.get()
    assert (line.policy, line.valid_from, line.valid_to) == (HANOI, D(2027, 10, 1), D(2028, 9, 30))
    assert line.by_city == 12 * 113_850

    # also where the purchase begins before the card ends, the next one begins on the day after
    batches.drop(made.pk, by=people["officer"], at=at(D(2027, 7, 10)))
    sooner = bought(group, people, D(2027, 9, 10), D(2027, 8, 1))
    assert sooner.lines.get().valid_from == D(2027, 10, 1)
    assert handed(sooner, people, D(2027, 8, 2)).state == "delivered"
    kept = [(card.valid_from, card.valid_to) for card in HealthCard.objects.filter(person=old).order_by("valid_from")]
    assert kept == [(D(2026, 10, 1), D(2027, 9, 30)), (D(2027, 10, 1), D(2028, 9, 30))]


def test_a_card_that_ran_out_tells_for_a_quarter_that_there_is_none(group, people, old) -> None:
    handed(bought(group, people, D(2026, 10, 1), TODAY), people, TODAY)
    path = [group.parent.path]
    assert insured_in(path, D(2027, 9, 30)) == {old.pk: False}
    assert insured_in(path, D(2027, 12, 31)) == {old.pk: False}  # 92 days: 31 + 30 + 31
    assert insured_in(path, D(2028, 1, 1)) == {}
    assert standing(group, people, D(2027, 10, 1)) == (HANOI, "buy", "missing")
    assert standing(group, people, D(2028, 1, 1))[1:] == ("ask", "unknown")
    assert (old.pk, D(2028, 1, 1)) in turning_of_cards(path, D(2027, 10, 1))
    assert (old.pk, D(2027, 10, 1)) in turning_of_cards(path, D(2027, 9, 1))


def test_a_card_that_was_ended_by_somebody_tells_nothing(group, people, old) -> None:
    """Replaced: there is another card, somewhere."""
    line = handed(bought(group, people, D(2026, 10, 1), TODAY), people, TODAY)
    end_cards({line.card_id: (D(2027, 2, 28), "replaced")}, at=AT)
    assert insured_in([group.parent.path], D(2027, 3, 1)) == {}


@pytest.mark.parametrize(
    ("payer", "known"), [("city", False), ("donor", False), ("state", True), ("household", True), ("work", True)]
)
def test_whose_card_counts_as_a_card_of_ones_own(group, people, old, payer, known) -> None:
    record_cards([NewCard(old.pk, payer, D(2026, 9, 5), D(2026, 12, 31))], source="list", origin="", by=None, at=AT)
    assert insured_in([group.parent.path], TODAY) == {old.pk: known}
