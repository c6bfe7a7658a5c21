"""A ward is divided in the middle of a round: gifts and money balance to the last đồng, in the old ward and the new."""

from __future__ import annotations

import datetime
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from chungtay.foundation.places import operations as places
from chungtay.records.entitlements.models import HelpReceived
from chungtay.records.registry.operations.status import NewStatus, record_status
from chungtay.work.gifts.models import Gift, GiftState, Phone, Round, RoundState
from chungtay.work.gifts.operations import handing, rounds, routes, settling
from chungtay.work.gifts.operations.going_along import _shares
from chungtay.work.gifts.queries.balance import balance
from tests import gifts
from tests.apps.records.registry import factories as registry
from tests.apps.reform import AFTER, HANOI, officers, second_group, split_in_two
from tests.gifts import Office

AT = datetime.datetime(2026, 9, 20, 9, 0, tzinfo=HANOI)
D = datetime.date


@pytest.fixture
def made(db) -> Office:
    return gifts.office(at=AT)


@pytest.fixture
def second(made):
    """Another group with a poor household, Sáu."""
    group = second_group(made.group)
    home = registry.household(group, (registry.member("Đỗ Văn Sáu"),), since=D(2015, 1, 1))
    record_status(home, NewStatus(2026, "vn-2022", "poor", D(2026, 1, 1), "legacy"), by=None, at=registry.AT)
    return group


def five(made: Office, **changes) -> Round:
    """Envelopes of 500,000 for Đình, Hường, Ánh, Bưởi in the first group and Sáu in the second, a bag of 300,000 for
    Cảnh; the ward pays 4 envelopes, a donor 1, the fund the bag. Đình has his."""
    found = gifts.drawn(made, **changes)
    envelopes = found.kinds.get(name="Phong bì")
    gifts.supply(made, envelopes, 1, "city", "Thành phố")
    officer = made.people["officer"]
    rounds.approve_round(found.pk, decision="15/QĐ-UBND", by=made.people["leader"], at=AT)
    gifts.fill(made, found)
    routes.plan_routes(found.pk, by=officer, at=AT)
    for route in found.routes.all():
        routes.give_route(
            found.pk, route.pk, carrier=made.people["volunteer"], starts_on=found.first_day, ends_on=found.last_day,
            by=officer, at=AT,
        )  # fmt: skip
    rounds.begin_handing(found.pk, by=officer, at=AT)
    found.refresh_from_db()
    gifts.deliver(made, gifts.gift(found, "Đình"))
    return found


def told(of: Gift, *, at=AFTER, **changes) -> handing.Told:
    values = {"outcome": "delivered", "at": at, "received_by": "Người nhận"} | changes
    return handing.Told(uuid.uuid4(), of.pk, **values)


def give(of: Gift, by, *, at=AFTER):
    return handing.take_in(told(of, at=at), where="UBND phường", by=by, at=AFTER)


def books(of: Round) -> dict[str, tuple[int, int, int, int]]:
    """Kind -> received, handed over, carried, left."""
    sums = ("received", "handed", "carried", "left")
    return {row.kind.name: tuple(row.sum(name) for name in sums) for row in balance(of)}


def settled(of: Round, by) -> Round:
    left = {row.kind.pk: row.left for row in balance(of)}
    return settling.settle(of.pk, counted=left, by=by, at=AFTER)


def test_a_round_half_handed_over_balances_in_all_three_wards(made, second, client: Client) -> None:
    """5 envelopes and 1 bag in the store, 2,800,000 đ; one envelope is given. 3 envelopes and the bag go to Hồng Hà, 1
    envelope to Giảng Võ: 500,000 + 1,500,000 + 300,000 + 500,000 = 2,800,000."""
    old = five(made)
    plan, hong_ha, giang_vo = split_in_two(made.group, second)
    assert plan.state == "applied"
    mine, other = officers(hong_ha, "hh-"), officers(giang_vo, "gv-")
    here, there = (Round.objects.get(ward=ward) for ward in (hong_ha, giang_vo))
    assert books(old) == {"Phong bì": (5, 1, 4, 0), "Túi quà": (1, 0, 1, 0)}
    assert books(here) == {"Phong bì": (3, 0, 0, 3), "Túi quà": (1, 0, 0, 1)}
    assert books(there) == {"Phong bì": (1, 0, 0, 1)}
    assert (here.state, here.decision_number, here.continues) == (RoundState.HANDING, "15/QĐ-UBND", old)
    assert set(here.gifts.values_list("group__parent", flat=True)) == {hong_ha.pk}
    client.force_login(mine["officer"])
    page = client.get(f"/00097/2026/qua/{here.pk}/").content.decode()
    assert "từ một đợt quà của Phường Ngọc Hà" in page

    with pytest.raises(PermissionDenied):
        give(gifts.gift(here, "Hường"), other["payer"])
    for head, name in (("Hường", ""), ("Ánh", ""), ("Bưởi", ""), ("Cảnh", "Túi quà")):
        assert give(gifts.gift(here, head, name), mine["payer"]).standing == "kept"
    sau = gifts.gift(there, "Sáu")
    handing.take_in(
        told(sau, outcome="refused", received_by="", note="Nhường hộ khác"), where="", by=other["payer"], at=AFTER
    )
    for found, who in ((here, mine["officer"]), (there, other["officer"]), (old, made.people["second"])):
        assert settled(found, who).state == RoundState.SETTLED
    assert books(there) == {"Phong bì": (1, 0, 0, 1)}  # not accepted: it lies in the store
    assert sum(row.value for row in HelpReceived.objects.all()) == 500_000 * 4 + 300_000
    assert sorted(Gift.objects.values_list("state", flat=True)) == [GiftState.DELIVERED] * 5 + [GiftState.REFUSED]


def test_undone_a_round_comes_back_with_its_store(made, second) -> None:
    old = five(made)
    plan, hong_ha, giang_vo = split_in_two(made.group, second)
    here, there = (Round.objects.get(ward=ward) for ward in (hong_ha, giang_vo))
    give(gifts.gift(here, "Hường"), officers(hong_ha, "hh-")["payer"])
    places.undo_plan(plan, by=None, at=AFTER)
    for found in (here, there):
        found.refresh_from_db()
        assert found.ward == made.ward
    assert set(Gift.objects.values_list("group", flat=True)) == {made.group.pk, second.pk}
    for found, head in ((here, "Ánh"), (here, "Bưởi"), (there, "Sáu")):
        assert give(gifts.gift(found, head), made.people["member"]).standing == "kept"
    assert give(gifts.gift(here, "Cảnh", "Túi quà"), made.people["member"]).standing == "kept"
    for found in (old, here, there):
        settled(found, made.people["second"])
    assert sum(row.value for row in HelpReceived.objects.all()) == 2_800_000


def test_a_draft_is_approved_in_each_ward_with_what_was_promised(made, second) -> None:
    """Promised are 4 envelopes of the ward and 1 of a donor: 4 are needed in Hồng Hà, 1 in Giảng Võ."""
    old = gifts.drawn(made)
    gifts.supply(made, old.kinds.get(name="Phong bì"), 1)
    split_in_two(made.group, second)
    old.refresh_from_db()
    assert old.state == RoundState.DROPPED
    for code, gifts_listed in (("00097", 5), ("00098", 1)):
        found = Round.objects.get(ward__code=code)
        leader = officers(found.ward, f"{code}-")["leader"]
        rounds.approve_round(found.pk, decision="1/QĐ", by=leader, at=AFTER)
        assert found.gifts.filter(state=GiftState.READY).count() == gifts_listed
        planned = [line.planned for row in balance(found) for line in row.lines]
        assert sum(planned) == gifts_listed


def test_a_telephone_tells_later_what_was_done_before(made, second) -> None:
    """The volunteer gave Hường's envelope on 28 September without a network; it is told after the border moved. On a
    day after, the route counts as long as it was given."""
    five(made)
    volunteer = made.people["volunteer"]
    phone = Phone.objects.create(user=volunteer, key=uuid.uuid4(), secret="x", name="Máy", added_at=AT)
    _plan, hong_ha, _giang_vo = split_in_two(made.group, second)
    here = Round.objects.get(ward=hong_ha)
    before = datetime.datetime(2026, 9, 28, 9, 0, tzinfo=HANOI)
    hand = {"where": "tại nhà", "by": volunteer, "at": AFTER}
    assert handing.take_in(told(gifts.gift(here, "Hường"), at=before), phone=phone, **hand).standing == "kept"
    with pytest.raises(PermissionDenied):  # after the last day of the route
        handing.take_in(told(gifts.gift(here, "Ánh"), at=AFTER), phone=phone, **hand)


def test_a_store_that_is_too_small_is_shared() -> None:
    """Of 10 open gifts 6 are in the store: 5 and 3 go to two wards, 2 stay. 6 x 5/10 = 3, 6 x 3/10 = 1 (1.8), 1 stays
    (1.2); the one left over goes to the first."""
    assert _shares(6, [5, 3], 10) == [4, 1]
    assert _shares(0, [5, 3], 8) == [0, 0]
    assert _shares(12, [5, 3], 8) == [5, 3]


def test_statements_do_not_grow_with_gifts(made, second) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            places.apply_plan(plan, by=None, at=AFTER)
        places.undo_plan(plan, by=None, at=AFTER)
        return len(asked)

    plan = split_in_two(made.group, second)[0]
    places.undo_plan(plan, by=None, at=AFTER)
    found = gifts.drawn(made, title="Một")
    few = count()
    Gift.objects.exclude(round__state="dropped").update(state=GiftState.DROPPED)
    assert found.gifts.count() == 0
    for _number in range(20):
        home = registry.household(made.group, (registry.member("Lê Văn Tám"),), since=D(2015, 1, 1))
        record_status(home, NewStatus(2026, "vn-2022", "poor", D(2026, 1, 1), "legacy"), by=None, at=registry.AT)
    gifts.drawn(made, title="Hai")
    assert count() == few
