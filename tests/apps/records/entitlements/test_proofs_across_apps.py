"""The same drawing used for a list, an envelope and a case of assistance is told, wherever each is kept."""

from __future__ import annotations

import datetime
import hashlib

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from chungtay.records.entitlements.models import FlagKind, FlagState, HandOverFlag, LineState
from chungtay.records.entitlements.operations import flags, lists
from chungtay.records.entitlements.queries.flags import patterns
from chungtay.records.registry.operations.status import record_hardship
from chungtay.work.assistance.operations.deciding import approve
from chungtay.work.assistance.operations.paying import pay
from chungtay.work.assistance.operations.proposing import Need, propose_relief
from chungtay.work.gifts.models import Delivery
from chungtay.work.gifts.operations import handing, phones
from tests import factories, gifts
from tests.apps.records.entitlements.people import disabled
from tests.apps.work.assistance.people import hands, photo, picture

D = datetime.date
AT = datetime.datetime(2026, 2, 4, 2, 0, tzinfo=datetime.UTC)
DAY = D(2026, 2, 4)


@pytest.fixture
def office(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    return gifts.office(factories.district())


def envelope(office) -> Delivery:
    """Đình's envelope, told by the volunteer's telephone with a photograph."""
    made = gifts.handing_out(office)
    volunteer = office.people["volunteer"]
    phone, _secret = phones.register_phone(volunteer, name="Máy 1", by=volunteer, at=office.at)
    content, gift = picture(), gifts.gift(made, "Đình")
    announced = ("signature", len(content), hashlib.sha256(content).hexdigest())
    told = gifts.told(gift, at=AT, secret=gift.code, proof=announced)
    row = handing.take_in(told, where="Tổ 1", by=volunteer, at=AT, phone=phone)
    return phones.keep_proof(phone, row.sent_id, content, by=volunteer, at=AT)


def paid(office):
    """Relief of Hường's household after a fire, paid against the same photograph."""
    who, home = hands(office.ward), office.homes["Hường"]
    event = record_hardship(home, kind="fire", happened_on=DAY, description="Cháy nhà", by=None, at=AT)
    need = Need(event=event.pk, norm="house-lost", source="ward", hardship="Mất việc")
    case = propose_relief(home.pk, need=need, told_at=AT, by=who["officer"], at=AT)
    approve(case.pk, decision="15/QĐ-UBND", by=who["leader"], at=AT)
    return who, pay(case.pk, 1, received_by="Trần Thị Hường", on=DAY, kept=photo(), by=who["payer"], at=AT)


def listed(office):
    """A disabled man's allowance of the month, and the same photograph again."""
    disabled(office.group, "Lê Văn Cảnh", "Vũ Thị Dung")
    people = office.people
    made = lists.draw_up(office.ward, "btxh-6", day=DAY, by=people["officer"], at=AT)
    lists.approve_list(made.pk, decision="16/QĐ-UBND", by=people["leader"], at=AT)
    line = made.lines.order_by("pk")[0]
    given = lists.hand_over(
        made.pk, line.pk, received_by="Lê Văn Cảnh", on=DAY, kept=photo(), by=people["member"], at=AT
    )
    assert given.state == LineState.DELIVERED
    return given


def test_one_drawing_for_an_envelope_and_a_relief_is_one_pattern(office) -> None:
    row = envelope(office)
    assert patterns(office.ward, 2026) == []
    _who, part = paid(office)
    [found] = patterns(office.ward, 2026)
    assert (found.kind, found.households, found.lines) == (FlagKind.PICTURE, 2, ())
    assert set(found.elsewhere) == {f"gifts:delivery:{row.pk}", f"assistance:part:{part.pk}"}
    assert patterns(office.ward, 2025) == []


def test_a_list_joins_it_and_who_gave_does_not_settle(office, client) -> None:
    envelope(office)
    who, _part = paid(office)
    leader = office.people["leader"]
    assert flags.look_for_flags(office.ward, 2026, by=leader, at=AT) == 1
    line = listed(office)
    assert flags.look_for_flags(office.ward, 2026, by=leader, at=AT) == 1  # it grew: three households
    flag = HandOverFlag.objects.get()
    assert (flag.households, flag.lines, len(flag.elsewhere), flag.state) == (3, [line.pk], 2, FlagState.OPEN)
    client.force_login(leader)
    page = client.get(reverse("entitlements:flags", args=[office.ward.code, 2026])).content.decode()
    for told in ("Trần Thị Hường", "Quà Tết", "Lê Văn Cảnh"):
        assert told in page
    from chungtay.foundation.accounts import operations as accounts

    accounts.assign(
        who["payer"], role="ward_leader", area=office.ward, starts_on=factories.SINCE, by=None, at=factories.AT
    )
    with pytest.raises(PermissionDenied, match="trao"):
        flags.settle_flag(flag.pk, verdict="explained", outcome="Chung một tờ", by=who["payer"], at=AT)
    flags.settle_flag(flag.pk, verdict="explained", outcome="Chung một tờ", by=leader, at=AT)
