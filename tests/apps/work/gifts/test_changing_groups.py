"""A residential group gets another name, or becomes one with another, in the middle of a round of gifts."""

from __future__ import annotations

import datetime
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from chungtay.foundation.accounts.models import Role
from chungtay.foundation.places import operations as places
from chungtay.foundation.places.models import Unit
from chungtay.records.entitlements.models import HelpReceived
from chungtay.records.registry.operations.status import NewStatus, record_status
from chungtay.work.gifts.models import Gift, GiftState, Phone, Route
from chungtay.work.gifts.operations import handing, routes
from chungtay.work.gifts.queries.rounds import gifts_of, walks_of
from tests import factories, gifts
from tests.apps.records.registry import factories as registry
from tests.apps.reform import AFTER, APPLIED, HANOI, REFORM, second_group
from tests.apps.work.gifts.test_over_borders import five, give, settled, told
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
    places.set_area_type(group, kind="urban", valid_from=factories.SINCE, by=None, at=factories.AT)
    home = registry.household(group, (registry.member("Đỗ Văn Sáu"),), since=D(2015, 1, 1))
    record_status(home, NewStatus(2026, "vn-2022", "poor", D(2026, 1, 1), "legacy"), by=None, at=registry.AT)
    return group


def merged(made: Office, second):
    """Both groups are “Tổ dân phố Hoa Sen” from 1 October on."""
    about = {"code": "77", "name": "Tổ dân phố Hoa Sen", "valid_from": REFORM, "by": None, "at": APPLIED}
    return places.merge_groups([made.group, second], **about)


def where(round_) -> dict[str, tuple[str, str]]:
    """Head of the family -> residential group and the route's, of each kind's gift."""
    rows = round_.gifts.select_related("group", "route__group").order_by("pk")
    return {
        f"{each.household.memberships.order_by('pk').first().person.full_name.split()[-1]}": (
            each.group.name, each.route.group.name if each.route else "",
        )
        for each in rows
    }  # fmt: skip


def test_open_gifts_show_and_are_handed_over_in_the_new_group(made, second, client: Client) -> None:
    """Of six gifts Đình has his: that one stays with his old group. The five others stand in the new one, on one route,
    whose carrier is who had both: four on it of the first group and Sáu of the second."""
    found = five(made)
    merged(made, second)
    new = Unit.objects.get(name="Tổ dân phố Hoa Sen")
    told_of = where(found)
    assert told_of["Đình"] == (made.group.name, made.group.name)
    others = {name: at for name, at in told_of.items() if name != "Đình"}
    assert set(others) == {"Hường", "Ánh", "Bưởi", "Cảnh", "Sáu"}
    assert set(others.values()) == {(new.name, new.name)}
    walks = {walk.route.group.name: (walk.gifts, walk.delivered, walk.open) for walk in walks_of(found)}
    assert walks == {made.group.name: (1, 1, 0), new.name: (5, 0, 5)}  # the second group has none left, and no route
    assert gifts_of(found, group=new.pk).count() == 5
    route = Route.objects.get(round=found, group=new)
    assert (route.carrier, route.starts_on, route.ends_on) == (
        made.people["volunteer"], found.first_day, found.last_day,
    )  # fmt: skip
    client.force_login(made.people["officer"])
    page = client.get(f"/00016/2026/qua/{found.pk}/danh-sach/?to={new.pk}").content.decode()
    assert "Đỗ Văn Sáu" in page
    assert "Nguyễn Văn Đình" not in page

    assert give(gifts.gift(found, "Sáu"), made.people["member"]).standing == "kept"
    assert sum(row.value for row in HelpReceived.objects.all()) == 500_000 * 2
    for head, name in (("Hường", ""), ("Ánh", ""), ("Bưởi", ""), ("Cảnh", "Túi quà")):
        give(gifts.gift(found, head, name), made.people["member"])
    assert settled(found, made.people["second"]).state == "settled"
    assert set(Gift.objects.values_list("state", flat=True)) == {GiftState.DELIVERED}


def test_a_telephone_tells_later_what_was_done_on_the_old_route(made, second) -> None:
    """Two carried the two groups; after the merger an officer says who has the new route. Who walked before may still
    tell of a day before, and of nothing that was not on the own route."""
    found = five(made)
    other = factories.person("volunteer-2", Role.VOLUNTEER, made.ward)
    about = {"starts_on": found.first_day, "ends_on": found.last_day, "by": made.people["officer"], "at": AT}
    of_second = found.routes.get(group=second)
    routes.give_route(found.pk, of_second.pk, carrier=other, **about)
    merged(made, second)
    assert Route.objects.get(round=found, group__name="Tổ dân phố Hoa Sen").carrier is None
    volunteer = made.people["volunteer"]
    stranger = factories.person("volunteer-3", Role.VOLUNTEER, made.ward)
    phone, strange = (
        Phone.objects.create(user=who, key=uuid.uuid4(), secret=who.username, name="Máy", added_at=AT)
        for who in (volunteer, stranger)
    )
    earlier = datetime.datetime(2026, 9, 25, 9, 0, tzinfo=HANOI)
    kept = handing.take_in(told(gifts.gift(found, "Hường"), at=earlier), where="", phone=phone, by=volunteer,
                           at=AFTER)  # fmt: skip
    assert kept.standing == "kept"
    with pytest.raises(PermissionDenied):
        handing.take_in(told(gifts.gift(found, "Ánh"), at=earlier), where="", phone=strange, by=stranger, at=AFTER)


def test_undone_every_gift_is_where_it_was(made, second) -> None:
    found = five(made)
    before = where(found)
    plan = merged(made, second)
    give(gifts.gift(found, "Sáu"), made.people["member"])
    places.undo_plan(plan, by=None, at=AFTER)
    assert where(found) == before
    assert set(Route.objects.values_list("group__name", flat=True)) == {made.group.name, second.name}
    assert gifts.gift(found, "Sáu").state == GiftState.DELIVERED


def test_a_new_name_keeps_the_carrier(made, second) -> None:
    found = five(made)
    renamed = {"code": "09", "name": "Tổ dân phố Sen Hồng", "valid_from": REFORM, "by": None, "at": APPLIED}
    places.rename_group(second, **renamed)
    assert where(found)["Sáu"] == ("Tổ dân phố Sen Hồng", "Tổ dân phố Sen Hồng")
    assert where(found)["Hường"] == (made.group.name, made.group.name)
    assert Route.objects.get(group__name="Tổ dân phố Sen Hồng").carrier == made.people["volunteer"]


def test_statements_do_not_grow_with_gifts(made, second) -> None:
    def count() -> int:
        plan = None
        with CaptureQueriesContext(connection) as asked:
            plan = merged(made, second)
        places.undo_plan(plan, by=None, at=AFTER)
        return len(asked)

    found = five(made)
    first = count()
    one = gifts.gift(found, "Sáu")
    for number in range(30):
        home = registry.household(second, (registry.member("Đỗ Văn Bảy"),), since=D(2015, 1, 1))
        Gift.objects.create(round=found, kind=one.kind, household=home, group=second, route=one.route,
                            state=GiftState.READY, token=f"{number:032}", code=f"{number:08}")  # fmt: skip
    assert count() == first
