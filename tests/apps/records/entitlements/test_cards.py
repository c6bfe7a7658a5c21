"""Cards: nobody has two on one day, the dead none, and policies hear of them."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chungtay.foundation.accounts.models import Role
from chungtay.records.entitlements.models import HealthCard
from chungtay.records.entitlements.models.one_card import put_promise
from chungtay.records.entitlements.operations.cards import (
    NewCard,
    Period,
    change_cards,
    end_cards,
    end_cards_of_the_dead,
    record_cards,
    record_no_card,
    take_back,
)
from chungtay.records.entitlements.queries.cards import insured_in
from chungtay.records.entitlements.queries.rights import rights_in
from chungtay.records.registry.operations import life
from tests import factories
from tests.apps.records.registry.factories import household, member, person

D = datetime.date
AT = datetime.datetime(2026, 9, 10, 8, 0, tzinfo=datetime.UTC)
DAY = D(2026, 9, 10)
BY = {"by": None, "at": AT}


@pytest.fixture
def home(group):
    """A man, and his mother of 72: of 70 to under 75, for whom the city pays when she has no card."""
    return household(group, (member(), member("Đỗ Thị Kim", "parent", "1954-01-01")), since=D(2015, 1, 1), at=AT)


def card(who, first: datetime.date, last: datetime.date | None, **changes) -> NewCard:
    return NewCard(who.pk, **({"payer": "state", "valid_from": first, "valid_to": last} | changes))


def recorded(*cards: NewCard, origin: str = "") -> list[HealthCard]:
    return record_cards(cards, source="entered", origin=origin, **BY)


def raw(who, first: datetime.date, last: datetime.date | None, *, withdrawn: bool = False) -> HealthCard:
    return HealthCard.objects.create(
        person=who, payer="state", valid_from=first, valid_to=last, source="entered", withdrawn=withdrawn,
        recorded_at=AT,
    )  # fmt: skip


def test_a_second_card_on_one_day_is_refused_in_words(home) -> None:
    kim = person(home, "Kim")
    recorded(card(kim, D(2026, 1, 1), D(2026, 12, 31)))
    with pytest.raises(ValidationError, match="01/01/2026"):
        recorded(card(kim, D(2026, 12, 31), D(2027, 12, 30)))
    recorded(card(kim, D(2027, 1, 1), None))  # the next day is free
    with pytest.raises(ValidationError):
        recorded(card(kim, D(2030, 1, 1), D(2030, 2, 1)))  # the card before has no end


def test_two_cards_of_one_batch_meet_each_other(home) -> None:
    kim = person(home, "Kim")
    with pytest.raises(ValidationError):
        recorded(card(kim, D(2026, 1, 1), D(2026, 6, 30)), card(kim, D(2026, 6, 30), None))
    assert not HealthCard.objects.exists()


def test_the_database_itself_refuses_a_second_card(home) -> None:
    kim = person(home, "Kim")
    raw(kim, D(2026, 1, 1), D(2026, 6, 30))
    with pytest.raises(IntegrityError), transaction.atomic():
        raw(kim, D(2026, 6, 30), None)
    later = raw(kim, D(2026, 7, 1), None)
    with pytest.raises(IntegrityError), transaction.atomic():
        HealthCard.objects.filter(pk=later.pk).update(valid_from=D(2026, 6, 30))
    gone = raw(kim, D(2026, 2, 1), D(2026, 3, 1), withdrawn=True)  # a card taken back is none
    with pytest.raises(IntegrityError), transaction.atomic():
        HealthCard.objects.filter(pk=gone.pk).update(withdrawn=False)
    raw(person(home, "Đình"), D(2026, 1, 1), None)  # another person's


def test_the_promise_is_put_on_once(home) -> None:
    from django.apps import apps

    put_promise(apps.get_app_config("entitlements"), connection.alias)
    test_the_database_itself_refuses_a_second_card(home)


_DAYS = st.integers(min_value=0, max_value=40).map(lambda days: D(2026, 1, 1) + datetime.timedelta(days=days))
_ACTS = st.lists(
    st.tuples(st.sampled_from(["add", "end", "change"]), _DAYS, st.none() | _DAYS, st.integers(0, 5)), max_size=12
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=_ACTS)
def test_whatever_is_done_nobody_has_two_cards_on_a_day(home, acts) -> None:
    kim = person(home, "Kim")
    mark = transaction.savepoint()
    for kind, first, last, which in acts:
        held = list(HealthCard.objects.filter(person=kim, withdrawn=False).order_by("pk"))
        try:
            if kind == "add":
                recorded(card(kim, first, last))
            elif held and kind == "end":
                end_cards({held[which % len(held)].pk: (first, "recalled")}, at=AT)
            elif held and (last is None or last >= first):
                change_cards({held[which % len(held)].pk: Period(first, last, "city")}, at=AT)
        except ValidationError:
            continue
    for days in range(50):
        day = D(2026, 1, 1) + datetime.timedelta(days=days)
        live = HealthCard.objects.filter(person=kim, withdrawn=False, valid_from__lte=day)
        assert sum(1 for each in live if each.valid_to is None or each.valid_to >= day) <= 1
    transaction.savepoint_rollback(mark)


def test_no_card_outlives_its_person(group, home) -> None:
    kim = person(home, "Kim")
    early, late = recorded(card(kim, D(2026, 1, 1), D(2026, 9, 30)), card(kim, D(2026, 10, 1), D(2027, 9, 30)))
    life.record_death(kim, on=D(2026, 9, 5), by=None, at=AT)
    with pytest.raises(ValidationError, match="05/09/2026"):
        recorded(card(kim, D(2027, 10, 1), D(2028, 9, 30)))
    assert end_cards_of_the_dead([group.parent.path], at=AT) == 2
    early.refresh_from_db()
    late.refresh_from_db()
    assert (early.valid_to, early.ended_why, early.withdrawn) == (D(2026, 9, 5), "died", False)
    assert (late.withdrawn, late.ended_why) == (True, "died")
    assert end_cards_of_the_dead([group.parent.path], at=AT) == 0


def test_known_unknown_and_for_how_long(group, home) -> None:
    kim, dinh = person(home, "Kim"), person(home, "Đình")
    paths = [group.parent.path]
    assert insured_in(paths, DAY) == {}
    record_no_card([kim.pk, dinh.pk], on=D(2026, 7, 1), source="list", origin="x", **BY)
    recorded(card(dinh, D(2026, 8, 1), D(2026, 8, 31)))
    assert insured_in(paths, D(2026, 6, 30)) == {}
    assert insured_in(paths, D(2026, 8, 15)) == {kim.pk: False, dinh.pk: True}
    assert insured_in(paths, D(2026, 9, 30)) == {kim.pk: False, dinh.pk: False}
    assert insured_in(paths, D(2026, 10, 1)) == {}  # 92 days later nobody knows
    take_back("x", at=AT)
    assert insured_in(paths, D(2026, 8, 15)) == {dinh.pk: True}
    assert insured_in(paths, D(2026, 8, 15), only=[home.pk]) == {dinh.pk: True}


def test_the_policy_that_asked_is_answered(group, home) -> None:
    """Hà Nội pays for people of 70 to under 75 without a card: open, then due, then not theirs."""
    kim = person(home, "Kim")
    officer = factories.person("officer-cards", Role.WARD_OFFICER, group.parent)

    def state() -> list[str]:
        found = rights_in(officer, group.parent, DAY, DAY).rows
        rows = found.filter((found["policy"] == "bhyt-hanoi-70-2026") & (found["person"] == kim.pk))
        return rows["state"].to_list()

    assert state() == ["open"]
    record_no_card([kim.pk], on=D(2026, 9, 1), source="entered", origin="", **BY)
    assert state() == ["due"]
    recorded(card(kim, D(2026, 9, 10), D(2027, 9, 9)))
    assert state() == []
