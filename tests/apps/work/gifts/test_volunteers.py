"""A gift volunteer: opens and hands over what is on the own routes, in their days, and nothing else."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from chungtay.foundation.accounts.models import Role
from chungtay.foundation.places import operations as places
from chungtay.work.gifts.models import Gift, GiftState, Round
from chungtay.work.gifts.operations import handing, routes
from chungtay.work.gifts.queries.phone import package_of
from chungtay.work.gifts.queries.rounds import carriers_for, rounds_seen
from tests import factories, gifts

DAY = datetime.timedelta(days=1)


@pytest.fixture
def made(db) -> gifts.Office:
    return gifts.office(at=timezone.now() - datetime.timedelta(hours=1))


@pytest.fixture
def running(made) -> Round:
    return gifts.handing_out(made)


def hand(made, gift, who, at=None, outcome="delivered"):
    moment = at or timezone.now()
    told = gifts.told(gift, outcome, at=moment, note="Không nhận")
    return handing.take_in(told, where="Nhà", by=who, at=moment)


def test_the_own_route_alone(made, running) -> None:
    volunteer = made.people["volunteer"]
    stranger = factories.person("stranger-gifts", Role.VOLUNTEER, made.ward)
    assert {each.pk for each in carriers_for(running)} == {
        made.people[name].pk for name in ("second", "member", "volunteer")
    } | {stranger.pk}
    today = timezone.localdate()
    assert rounds_seen(volunteer, made.ward, today).get() == running
    assert not rounds_seen(stranger, made.ward, today).exists()
    assert len(package_of(volunteer, today)) == 5  # four envelopes and a bag
    assert package_of(stranger, today) == []
    one = gifts.gift(running, "Đình")
    for outcome in ("delivered", "absent", "refused"):
        with pytest.raises(PermissionDenied):
            hand(made, one, stranger, outcome=outcome)
    assert hand(made, one, volunteer).gift.state == GiftState.DELIVERED


def test_within_the_days_of_the_route(made, running) -> None:
    route, volunteer = running.routes.get(), made.people["volunteer"]
    today = timezone.localdate()
    routes.give_route(
        running.pk, route.pk, carrier=volunteer, starts_on=today + DAY, ends_on=today + 2 * DAY,
        by=made.people["officer"], at=made.at,
    )  # fmt: skip
    with pytest.raises(PermissionDenied):
        hand(made, gifts.gift(running, "Đình"), volunteer)
    assert hand(made, gifts.gift(running, "Đình"), volunteer, timezone.now() + DAY).gift.state == GiftState.DELIVERED


def test_a_route_is_given_to_who_may_bring(made, running) -> None:
    route = running.routes.get()
    keeper = factories.person("fund-gifts", Role.FUND_KEEPER, made.ward)
    today = timezone.localdate()
    with pytest.raises(ValidationError):
        routes.give_route(
            running.pk, route.pk, carrier=keeper, starts_on=today, ends_on=today, by=made.people["officer"], at=made.at
        )


def test_pages_show_the_own_route_and_no_register(made, running, client) -> None:
    year = running.first_day.year
    group = places.found_unit(
        level="group", code="02", name="Tổ dân phố 2", parent=made.ward, valid_from=factories.SINCE, by=None,
        at=factories.AT,
    )  # fmt: skip
    hidden = gifts.gift(running, "Hường")  # on a route of nobody
    other = running.routes.create(group=group, starts_on=running.first_day, ends_on=running.last_day)
    Gift.objects.filter(pk=hidden.pk).update(route=other, group=group)
    client.force_login(made.people["volunteer"])
    base = f"/00016/{year}/qua/"
    assert "Quà Tết" in client.get(base).content.decode()
    page = client.get(f"{base}{running.pk}/danh-sach/").content.decode()
    assert "Nguyễn Văn Đình" in page
    for secret in ("Trần Thị Hường", made.homes["Đình"].code, "/ho/", "Tổ dân phố 2"):
        assert secret not in page, secret
    asked = client.get(f"{base}{running.pk}/danh-sach/?to={group.pk}").content.decode()
    assert "Trần Thị Hường" not in asked
    for closed in (f"{running.pk}/", f"{running.pk}/quyet-toan/xlsx/"):
        assert client.get(base + closed).status_code == 403, closed
    assert client.post(f"{base}{running.pk}/phieu/").status_code == 403
    client.post(f"{base}{running.pk}/trao/{hidden.pk}/", {"outcome": "delivered", "received_by": "X"})
    hidden.refresh_from_db()
    assert hidden.state == GiftState.READY
    assert client.get("/", follow=True).redirect_chain[-1][0].endswith("/qua/")
