"""One receiver, occasion and source is one gift, in whatever ward and round: whoever has it is left off the next list,
named with where and when."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chungtay.foundation.accounts.models import Role
from chungtay.foundation.core.models import AuditEvent
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.operations import moves
from chungtay.work.gifts.models import Gift
from chungtay.work.gifts.operations import lists
from chungtay.work.gifts.presenters import rounds as presenters
from chungtay.work.gifts.queries import rounds as queries
from tests import factories, gifts
from tests.gifts import AT, DAY


@pytest.fixture
def made(db):
    """Tết: four envelopes of ward and donor, a bag; Đình has received the envelope."""
    office = gifts.office()
    found = gifts.handing_out(office)
    office.first = found
    gifts.deliver(office, Gift.objects.get(round=found, household=office.homes["Đình"]))
    return office


def second(made, source: str = "ward", giver: str = "Ngân sách phường", **changes):
    """A second round for the poor and near-poor, drawn up on the next day: (round, whom it lists, who is left off)."""
    found = gifts.begun(made, changes.pop("title", "Quà Tết lần 2"), **changes)
    gifts.supply(made, gifts.kind(made, found), 4, source, giver)
    _came, _went, left = lists.draw_list_telling(found.pk, by=made.people["officer"], at=made.at + DAY)
    return found, set(found.gifts.values_list("household", flat=True)), left


def of(made, *names: str) -> set[int]:
    return {made.homes[name].pk for name in names}


def supply_of_dinh(made) -> tuple[str, str]:
    gift = Gift.objects.select_related("supply").get(round=made.first, household=made.homes["Đình"])
    return gift.supply.source, gift.supply.giver


def test_a_second_round_of_the_ward(made) -> None:
    """Đình received, the three others wait on the approved list: all four are left off, each told how it stands."""
    source, giver = supply_of_dinh(made)
    assert (source, giver) == ("ward", "Ngân sách phường")
    _round, listed, left = second(made)
    assert listed == set()
    told = presenters.left_off(left, AT.date())
    assert told.startswith("4 nơi nhận không đưa vào danh sách vì đã có quà của dịp này từ cùng nguồn: ")
    day = timezone.localtime(AT + DAY).strftime("%d/%m/%Y")
    assert f"Nguyễn Văn Đình (“Quà Tết” · Phong bì, {made.ward.name}, đã nhận ngày {day})" in told
    assert f"Trần Thị Hường (“Quà Tết” · Phong bì, {made.ward.name}, đang chờ trao)" in told
    assert AuditEvent.objects.filter(action="gifts.list_drawn").latest("pk").detail["left_off"] == 4


def test_another_source_donor_or_occasion_stays_allowed(made) -> None:
    everybody = of(made, "Đình", "Hường", "Ánh", "Bưởi")
    assert second(made, "district", "Quận")[1] == everybody
    # of the first round one envelope was the donor Sao Mai's: who waits there may get it; who received had the ward's
    _round, listed, left = second(made, "donor", "CÔNG TY Sao Mai", title="Sao Mai")
    assert listed == of(made, "Đình")
    assert {home for home, _person, _given in left} == everybody - listed
    assert second(made, "donor", "Chùa Một Cột", title="Chùa")[1] == everybody
    assert second(made, occasion="national", title="2/9")[1] == everybody
    assert second(made, occasion="other", title="Khác")[1] == everybody


def test_in_another_ward(made, client, monkeypatch) -> None:
    """Đình received and moves; Hường, who waits, moves as well and is not left off: nothing is handed over to her where
    she lives no more."""
    other = Unit.objects.get(level="ward", code="00001")
    there = Unit.objects.get(level="group", parent=other)
    for name in ("Đình", "Hường"):
        home = made.homes[name]
        home.refresh_from_db()
        moves.move_household(home, group=there, address="y", on=(AT + 2 * DAY).date(), by=None, at=AT + 2 * DAY)
    officer = factories.person("officer-px", Role.WARD_OFFICER, other)
    office = gifts.Office(other, there, AT + 3 * DAY, {**made.people, "officer": officer}, made.homes)
    _round, listed, left = second(office)
    assert listed == of(made, "Hường")
    [(home, person, given)] = left
    assert (home, person, given.ward, given.round) == (made.homes["Đình"].pk, None, made.ward.name, "Quà Tết")
    # a source that is named after the list was drawn up: the page warns, and drawn up again it leaves him off
    late = gifts.begun(office, "Quà muộn")
    kind = gifts.kind(office, late)
    lists.draw_list(late.pk, by=officer, at=office.at)
    gifts.supply(office, kind, 4)
    warned = queries.listed_twice(late)
    assert warned[late.gifts.get(household=home).pk] == f"Quà Tết, {made.ward.name} · Phong bì"
    monkeypatch.setattr(timezone, "now", lambda: office.at)
    client.force_login(officer)
    shown = client.post(f"/00001/2026/qua/{late.pk}/lap/", follow=True).content.decode()
    assert "Nguyễn Văn Đình" in shown
    assert "đã nhận ngày" in shown
    assert not late.gifts.filter(household=home, state="due").exists()


def test_statements_do_not_grow_with_the_receivers(made) -> None:
    def asked(who: str) -> int:
        found = gifts.begun(made, who)
        gifts.supply(made, gifts.kind(made, found, who=who), 9)
        with CaptureQueriesContext(connection) as seen:
            lists.draw_list(found.pk, by=made.people["officer"], at=AT + DAY)
        return len(seen)

    assert asked("household_class in (poor, near_poor)") == asked("household_class == poor")
