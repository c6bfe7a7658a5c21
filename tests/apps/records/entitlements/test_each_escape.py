"""Each recognition as out of poverty or near-poverty opens 36 months of its own, that of recognition being month 1.

Worked out by hand for Hà Nội: learning costs of 04/2019/NQ-HĐND (out of poverty, 100,000 đồng a school month), cards
of the same resolution (out of near-poverty, 67,050 đồng) and those of 2026 (either).
"""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from chungtay.foundation.accounts.models import Role
from chungtay.records.entitlements.queries.rights import rights_in, rights_of
from chungtay.records.entitlements.queries.through import rights_through
from chungtay.records.registry.operations import editing
from chungtay.records.registry.operations.status import NewStatus, record_status
from chungtay.rulebook import policy_book
from chungtay.rulebook.rights import entitlements
from chungtay.work.insurance.queries.needs import needs_of
from tests import factories
from tests.apps.records.registry.factories import AT, household, member, person

D = datetime.date
BY = {"by": None, "at": AT}
LEARNING, CARD, NEAR_CARD = "learning-hanoi-2019", "bhyt-hanoi-escaped-2019", "bhyt-near-poor-2018"
ASKED = (LEARNING, CARD, NEAR_CARD, "bhyt-poor-2018", "bhyt-hanoi-escaped-2026", "bhyt-near-poor-2025")
TODAY = D(2026, 9, 1)


@pytest.fixture
def officer(group):
    return factories.person("officer-escapes", Role.WARD_OFFICER, group.parent)


def lived(group, *classes: tuple[str, D]):
    """A woman and her son of 2008 at school since 2014, with the classes of the household one after another."""
    found = household(group, (member("Trần Thị Hường", born="1974-11-02"),
                              member("Nguyễn Minh Khôi", "child", "2008-06-30")), since=D(2010, 1, 1))  # fmt: skip
    editing.set_circumstance(person(found, "Khôi"), kind="schooling", code="3", since=D(2014, 9, 1), **BY)
    for class_id, since in classes:
        rules = "vn-2016" if since.year < 2022 else "vn-2022"
        record_status(found, NewStatus(since.year, rules, class_id, since, "legacy"), **BY)
    return found


def due(officer, group, day: D) -> dict[str, tuple[int, int]]:
    """Policy -> people, đồng: of the whole table, and the same person by person with the rules alone."""
    found = rights_in(officer, group.parent, day, TODAY)
    rows = found.rows.filter(state="due")
    told: dict[str, tuple[int, int]] = {}
    for name, amount in rows.select("policy", "amount").iter_rows():
        people, sum_ = told.get(name, (0, 0))
        told[name] = (people + 1, sum_ + amount)
    book = policy_book.load()
    alone: dict[str, tuple[int, int]] = {}
    for row in found.facts.people.iter_rows(named=True):
        spans = {
            name: fact.everything if row[name] is None else (row[name], row[name]) for name, fact in book.facts.items()
        }
        for right in entitlements(found.rules, spans):
            if right.state == "due" and right.policy.of == "person":
                people, sum_ = alone.get(right.policy.id, (0, 0))
                alone[right.policy.id] = (people + 1, sum_ + (right.amount or 0))
    assert told == alone
    return {name: each for name, each in told.items() if name in ASKED}


def test_out_in_two_steps_each_has_its_own_term(group, officer) -> None:
    """Poor, near-poor since January 2019, on no list since January 2020. Learning costs from January 2019: 36 months
    reach to December 2021, though it left near-poverty in between. The city's card from January 2020."""
    lived(group, ("poor", D(2016, 1, 1)), ("near_poor", D(2019, 1, 1)), ("not_poor", D(2020, 1, 1)))
    assert due(officer, group, D(2019, 12, 31)) == {LEARNING: (1, 100_000), NEAR_CARD: (2, 93_870)}  # 2 x 46,935
    assert due(officer, group, D(2020, 1, 1)) == {LEARNING: (1, 100_000), CARD: (2, 134_100)}  # 2 x 67,050
    assert due(officer, group, D(2021, 12, 7)) == {LEARNING: (1, 100_000), CARD: (2, 134_100)}


def test_the_second_escape_has_36_months_and_the_first_keeps_its_own(group, officer) -> None:
    """Out of poverty in January 2017; near-poor for 2018 (out of poverty still, month 13 to 24); out of that in January
    2019. Learning costs reach to December 2019, month 36 of the first; the card from January 2019."""
    lived(group, ("poor", D(2015, 1, 1)), ("not_poor", D(2017, 1, 1)), ("near_poor", D(2018, 1, 1)),
          ("not_poor", D(2019, 1, 1)))  # fmt: skip
    assert due(officer, group, D(2019, 12, 31)) == {LEARNING: (1, 100_000), CARD: (2, 134_100)}
    assert due(officer, group, D(2020, 1, 1)) == {CARD: (2, 134_100)}
    assert due(officer, group, D(2021, 12, 7)) == {CARD: (2, 134_100)}


def test_while_it_is_poor_again_nothing_runs_and_after_it_both_do(group, officer) -> None:
    """Out of near-poverty in January 2018; poor for the second half of 2019; out of poverty in January 2020. Poor, it
    has the card of the poor alone. Out again: learning costs from January 2020, and the card of January 2018 to
    its month 36, December 2020."""
    lived(group, ("near_poor", D(2016, 1, 1)), ("not_poor", D(2018, 1, 1)), ("poor", D(2019, 7, 1)),
          ("not_poor", D(2020, 1, 1)))  # fmt: skip
    assert due(officer, group, D(2019, 8, 31)) == {"bhyt-poor-2018": (2, 134_100)}
    assert due(officer, group, D(2020, 1, 1)) == {LEARNING: (1, 100_000), CARD: (2, 134_100)}
    assert due(officer, group, D(2020, 12, 31)) == {LEARNING: (1, 100_000), CARD: (2, 134_100)}
    assert due(officer, group, D(2021, 1, 1)) == {LEARNING: (1, 100_000)}


def test_the_same_escape_twice_counts_from_the_later(group, officer) -> None:
    """Out of near-poverty in January 2024 and, after a year back, in February 2026: to January 2029 by the second."""
    home = lived(group, ("near_poor", D(2022, 1, 1)), ("not_poor", D(2024, 1, 1)), ("near_poor", D(2025, 2, 1)),
                 ("not_poor", D(2026, 2, 1)))  # fmt: skip
    both = {"bhyt-hanoi-escaped-2026": (2, 227_700)}  # 2 x 113,850
    assert due(officer, group, D(2026, 1, 31)) == {"bhyt-near-poor-2025": (2, 147_420)}  # 2 x 73,710
    assert due(officer, group, D(2026, 9, 1)) == both
    found = rights_of(officer, group.parent, home.pk, D(2026, 9, 1), TODAY)
    assert found.facts.homes["months_since_escape"].to_list() == [7]
    _rights, last = rights_through(officer, group.parent, home.pk, TODAY)
    assert last == D(2026, 9, 30)  # the months since are counted anew each month


def test_near_poor_again_the_months_out_of_poverty_still_pass(group, officer) -> None:
    """Out of poverty in January 2026, near-poor in June: what is said of it turns with the month."""
    home = lived(group, ("poor", D(2024, 1, 1)), ("not_poor", D(2026, 1, 1)), ("near_poor", D(2026, 6, 1)))
    found, last = rights_through(officer, group.parent, home.pk, TODAY)
    row = found.facts.homes.row(0, named=True)
    assert (row["escaped"], row["left_poverty"], row["months_since_poverty"]) == (0, 3, 8)
    assert (row["left_near_poverty"], row["months_since_near_poverty"]) == (0, 0)
    assert last == D(2026, 9, 30)


def test_a_card_of_the_first_escape_ends_with_its_own_months(group, officer) -> None:
    """Of January 2018 (out of near-poverty) and January 2020 (out of poverty): the card counts from the first."""
    lived(group, ("near_poor", D(2016, 1, 1)), ("not_poor", D(2018, 1, 1)), ("poor", D(2019, 7, 1)),
          ("not_poor", D(2020, 1, 1)))  # fmt: skip
    needs = needs_of(officer, group.parent, D(2020, 11, 1), timezone.localdate(AT))
    assert {(need.policy, need.since) for need in needs.people.values()} == {(CARD, 34)}
