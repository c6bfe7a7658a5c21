"""Two records of one person, or two households, are joined after one was given its gift: the other lapses in words."""

from __future__ import annotations

import datetime
import html
import re

import pytest
from django.core.exceptions import ValidationError

from chungtay.records.entitlements.models import HelpReceived
from chungtay.records.registry.models import Membership
from chungtay.records.registry.operations import moves
from chungtay.records.registry.operations.merging import Choices, merge_persons
from chungtay.records.registry.operations.standing import Relationship
from chungtay.work.gifts.models import Gift, GiftState, Standing
from chungtay.work.gifts.operations import handing, lists, rounds
from chungtay.work.gifts.operations.additions import begin_addition
from tests import gifts
from tests.apps.records.registry import factories as registry
from tests.gifts import AT, DAY

D = datetime.date


@pytest.fixture
def made(db):
    return gifts.office()


def again(made, gift: Gift):
    """Handed over at the office on the third day."""
    return handing.take_in(gifts.told(gift, at=AT + 3 * DAY), where="UB", by=made.people["member"], at=AT + 3 * DAY)


@pytest.fixture
def kims(made):
    """Kim, 86, of one household, and entered again in another."""
    kim = registry.member("Đỗ Thị Kim", "parent", "1940-01-01")
    twin = registry.member("Đỗ Thị Kim", "other", "1940-01-01", papers=())
    one = registry.household(made.group, (registry.member("An Văn Một"), kim), since=D(2015, 1, 1))
    two = registry.household(made.group, (registry.member("Lê Văn Út"), twin), since=D(2016, 1, 1))
    return registry.person(one, "Kim"), registry.person(two, "Kim")


def old_peoples_round(made):
    found = gifts.begun(made)
    kind = gifts.kind(made, found, "Quà thọ", of="person", who="age_months >= 840", words="Từ 70 tuổi")
    gifts.supply(made, kind, 5)
    lists.draw_list(found.pk, by=made.people["officer"], at=AT)
    rounds.approve_round(found.pk, decision="15", by=made.people["leader"], at=AT)
    gifts.fill(made, found)
    rounds.begin_handing(found.pk, by=made.people["officer"], at=AT)
    return found


def merged(keep, merge) -> None:
    for each in (keep, merge):
        each.refresh_from_db()
    choices = Choices(membership=Membership.objects.current().get(person=keep).pk)
    merge_persons(
        keep, merge, choices, seen=(keep.version, merge.version), why="Nhập hai lần", by=None, at=AT + 2 * DAY
    )


def test_one_person_in_two_records(made, kims) -> None:
    found = old_peoples_round(made)
    kim, twin = (Gift.objects.get(round=found, person=each) for each in kims)
    first = gifts.deliver(made, twin)
    assert first.standing == Standing.KEPT
    merged(*kims)
    row = again(made, kim)
    assert (row.standing, row.gift.state) == (Standing.LATE, GiftState.LAPSED)
    why = handing.refused_because(row)
    assert "bản ghi khác" in why
    assert "03/02/2026" in why
    assert first.received_by in why
    assert [row.value for row in HelpReceived.objects.all()] == [500_000]  # one envelope left the store


def test_a_second_list_does_not_take_up_whom_the_joined_record_had(made, kims) -> None:
    """Only the record that went stood on the list: Kim has her gift, and is not missing."""
    kim, twin = kims
    found = old_peoples_round(made)
    Gift.objects.filter(round=found, person=kim).update(state=GiftState.DROPPED)
    gifts.deliver(made, Gift.objects.get(round=found, person=twin))
    merged(*kims)
    with pytest.raises(ValidationError, match="Không thiếu ai"):
        begin_addition(found.pk, by=made.people["officer"], at=AT + 3 * DAY)


def test_a_household_that_joined_another(made) -> None:
    found = gifts.handing_out(made)
    dinh, huong = made.homes["Đình"], made.homes["Hường"]
    gifts.deliver(made, Gift.objects.get(round=found, household=huong))
    for each in (dinh, huong):
        each.refresh_from_db()
    near = {registry.person(huong, "Hường").pk: Relationship("other", "")}
    moves.merge_households(huong, into=dinh, relations=near, on=(AT + 2 * DAY).date(), by=None, at=AT + 2 * DAY)
    row = again(made, Gift.objects.get(round=found, household=dinh))
    assert (row.standing, row.gift.state) == (Standing.LATE, GiftState.LAPSED)
    assert "bản ghi khác" in row.gift.note


def test_a_gift_that_was_given_back_stands_against_nobody(made, kims) -> None:
    found = old_peoples_round(made)
    kim, twin = (Gift.objects.get(round=found, person=each) for each in kims)
    gifts.deliver(made, twin)
    handing.give_back(found.pk, twin.pk, why="Nhầm người", by=made.people["second"], at=AT + 2 * DAY)
    merged(*kims)
    assert again(made, kim).standing == Standing.KEPT


def test_namesakes_of_a_household_are_told_apart_by_their_birth(made, client) -> None:
    """Mother and aunt of one name: the office sees which of them a gift is for."""
    both = (registry.member("An Văn Một"), registry.member("Đỗ Thị Kim", "parent", "1940-01-01"),
            registry.member("Đỗ Thị Kim", "other", "1952-05-09", papers=()))  # fmt: skip
    registry.household(made.group, both, since=D(2015, 1, 1))
    found = old_peoples_round(made)
    client.force_login(made.people["officer"])
    page = client.get(f"/00016/2026/qua/{found.pk}/danh-sach/").content.decode()
    told = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())
    assert ("Đỗ Thị Kim sinh 01/01/1940" in told, "Đỗ Thị Kim sinh 09/05/1952" in told) == (True, True)
