"""Abuses that were reported, as stories: the dead kept on a list, one officer doing everything, one hand that signs for
many. Each is refused, or becomes a task with an outcome."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from chungtay.foundation.accounts import operations as accounts
from chungtay.foundation.accounts.models import Role
from chungtay.records.entitlements.models import FlagState, HandOverFlag, HelpReceived, LineState, SupportLine
from chungtay.records.entitlements.operations import flags, lists
from chungtay.records.entitlements.queries import flags as queries
from chungtay.records.registry.operations import life
from tests import factories
from tests.apps.records.entitlements.people import AT, BY, DAY, D, disabled
from tests.apps.records.registry.factories import person

pytestmark = pytest.mark.django_db
LATER = datetime.datetime(2026, 9, 20, 8, 0, tzinfo=datetime.UTC)
BASE = "/00016/2026/quyen-loi/danh-sach/"


@pytest.fixture
def made(world):
    found = lists.draw_up(world["ward"], "btxh-6", day=DAY, by=world["officer"], at=AT)
    return lists.approve_list(found.pk, decision="15/QĐ-UBND", by=world["leader"], at=AT)


def line(made, name: str) -> SupportLine:
    return made.lines.get(person__full_name=name)


def given(world, made, receiver: str, names: list[str] | None = None) -> None:
    for each in made.lines.select_related("person").filter(state=LineState.APPROVED):
        if names is None or each.person.full_name in names:
            lists.hand_over(made.pk, each.pk, received_by=receiver, on=DAY, by=world["member"], at=LATER)


def test_the_deceased_kept_on_a_list_is_never_paid(world, made, client) -> None:
    """That Kim died in August is told after the approval; her name stays on the paper, and somebody comes to receive
    September for her."""
    life.record_death(person(world["homes"][0], "Kim"), on=D(2026, 8, 31), by=None, at=LATER)
    dead = line(made, "Đỗ Thị Kim")
    client.force_login(world["member"])
    client.post(f"{BASE}{made.pk}/{dead.pk}/giao/", {"received_by": "Nguyễn Văn Đình", "on": "20/09/2026"})
    dead.refresh_from_db()
    assert (dead.state, dead.handed_by, dead.received_by) == (LineState.LAPSED, None, "")
    with pytest.raises(ValidationError):
        lists.hand_over(made.pk, dead.pk, received_by="x", on=DAY, by=world["member"], at=LATER)
    assert HelpReceived.objects.filter(person=dead.person).count() == 0
    month_after = datetime.datetime(2026, 10, 2, tzinfo=datetime.UTC)
    october = lists.draw_up(world["ward"], "btxh-6", day=D(2026, 10, 1), by=world["officer"], at=month_after)
    assert not october.lines.filter(person=dead.person).exists()


def test_nobody_receives_in_the_name_of_the_dead(world, made) -> None:
    """Kim dies on 15 September: the month is paid, to the family, and never to her own name."""
    life.record_death(person(world["homes"][0], "Kim"), on=D(2026, 9, 15), by=None, at=LATER)
    dead = line(made, "Đỗ Thị Kim")
    for name in ("Đỗ Thị Kim", " đỗ thị kim "):
        with pytest.raises(ValidationError, match=r"15/09/2026"):
            lists.hand_over(made.pk, dead.pk, received_by=name, on=DAY, by=world["member"], at=LATER)
    done = lists.hand_over(made.pk, dead.pk, received_by="Nguyễn Văn Đình", on=DAY, by=world["member"], at=LATER)
    assert (done.state, done.amount, done.received_by) == (LineState.DELIVERED, 1_300_000, "Nguyễn Văn Đình")
    month_after = datetime.datetime(2026, 10, 2, tzinfo=datetime.UTC)
    october = lists.draw_up(world["ward"], "btxh-6", day=D(2026, 10, 1), by=world["officer"], at=month_after)
    assert not october.lines.filter(person=dead.person).exists()


def test_one_officer_entering_approving_and_paying_is_refused_at_each_door(world, client) -> None:
    """An officer who is also given the leader's role and the committee's: every door, and the database itself."""
    all_of_it = factories.person("one-for-all", Role.WARD_OFFICER, world["ward"])
    for role in (Role.WARD_LEADER, Role.COMMITTEE_MEMBER):
        accounts.assign(all_of_it, role=role, area=world["ward"], starts_on=factories.SINCE, by=None, at=factories.AT)
    made = lists.draw_up(world["ward"], "btxh-6", day=DAY, by=all_of_it, at=AT)
    first = made.lines.first()
    client.force_login(all_of_it)
    assert client.post(f"{BASE}{made.pk}/duyet/", {"decision": "1"}).status_code == 403  # the web
    with pytest.raises(PermissionDenied):  # the operation
        lists.approve_list(made.pk, decision="1", by=all_of_it, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():  # the database
        type(made).objects.filter(pk=made.pk).update(approved_by=all_of_it, approved_at=AT, state="approved")
    lists.approve_list(made.pk, decision="1", by=world["leader"], at=AT)
    handing = {"received_by": "x", "on": f"{DAY:%d/%m/%Y}"}
    for somebody in (all_of_it, world["leader"]):
        with pytest.raises(PermissionDenied):
            lists.hand_over(made.pk, first.pk, received_by="x", on=DAY, by=somebody, at=LATER)
        client.force_login(somebody)
        assert client.post(f"{BASE}{made.pk}/{first.pk}/giao/", handing).status_code == 403
        paid = {"state": "delivered", "handed_on": DAY, "received_by": "x"}
        with pytest.raises(IntegrityError), transaction.atomic():
            SupportLine.objects.filter(pk=first.pk).update(handed_by=somebody, **paid)
    with pytest.raises(IntegrityError), transaction.atomic():  # paid without ever being approved
        SupportLine.objects.filter(pk=first.pk).update(handed_by=world["member"], approved_by=None, **paid)


def test_one_name_that_signs_for_many_households_is_a_task(world, made, client) -> None:
    """Bùi Văn Lạ received for two households: nothing. For a third: a task. A mother for her son is no pattern."""
    disabled(world["groups"][0], "Phan Văn Hải", "Phan Thị Lụa")
    more = lists.draw_up(world["ward"], "btxh-6", day=DAY, by=world["officer"], at=AT)
    lists.approve_list(more.pk, decision="2", by=world["leader"], at=AT)
    given(world, made, "Bùi Văn Lạ", ["Nguyễn Văn Đình", "Lê Văn Cảnh"])
    given(world, made, "Đỗ Thị Kim", ["Đỗ Thị Kim"])
    assert flags.look_for_flags(world["ward"], 2026, by=world["leader"], at=LATER) == 0
    given(world, more, "bùi văn  LẠ", ["Phan Văn Hải"])
    assert flags.look_for_flags(world["ward"], 2026, by=world["leader"], at=LATER) == 1
    flag = HandOverFlag.objects.get()
    assert (flag.kind, flag.households, len(flag.lines)) == ("receiver", 3, 3)
    assert flags.look_for_flags(world["ward"], 2026, by=world["leader"], at=LATER) == 0  # once
    client.force_login(world["leader"])
    page = client.get("/00016/2026/quyen-loi/kiem-tra/").content.decode()
    assert "Phan Văn Hải" in page
    address = f"/00016/2026/quyen-loi/kiem-tra/{flag.pk}/"
    client.post(address, {"verdict": "confirmed", "outcome": "Giả chữ ký, đã chuyển thanh tra"})
    flag.refresh_from_db()
    assert (flag.state, flag.settled_by) == (FlagState.CONFIRMED, world["leader"])
    given(world, more, "Bùi Văn Lạ", ["Phan Thị Lụa"])  # the same household: no more than before
    assert flags.look_for_flags(world["ward"], 2026, by=world["leader"], at=LATER) == 0
    other = disabled(world["groups"][1], "Đinh Văn Sơn", "Đinh Thị Hảo")
    third = lists.draw_up(world["ward"], "btxh-6", day=DAY, by=world["officer"], at=AT)
    lists.approve_list(third.pk, decision="3", by=world["leader"], at=AT)
    given(world, third, "Bùi Văn Lạ")
    assert flags.look_for_flags(world["ward"], 2026, by=world["leader"], at=LATER) == 1  # it grew: back again
    flag.refresh_from_db()
    assert (flag.state, flag.households, flag.outcome, other.pk > 0) == (FlagState.OPEN, 4, "", True)


def test_one_person_everywhere_at_once_is_a_task(world, made, monkeypatch) -> None:
    """The limit is 120 households a day; here it is one, so that two households in a day are too many."""
    given(world, made, "x")
    assert flags.look_for_flags(world["ward"], 2026, by=world["leader"], at=LATER) == 0
    monkeypatch.setattr(queries, "MOST_A_DAY", 1)
    assert flags.look_for_flags(world["ward"], 2026, by=world["leader"], at=LATER) == 1
    flag = HandOverFlag.objects.get()
    assert (flag.kind, flag.giver, flag.on, flag.households) == ("speed", world["member"], DAY, 2)


def test_who_handed_over_does_not_settle(world, made) -> None:
    ward = world["ward"]
    both = factories.person("hands-and-leads", Role.COMMITTEE_MEMBER, ward)
    accounts.assign(both, role=Role.WARD_LEADER, area=ward, starts_on=factories.SINCE, by=None, at=factories.AT)
    disabled(world["groups"][0], "Phan Văn Hải", "Phan Thị Lụa")
    more = lists.draw_up(ward, "btxh-6", day=DAY, by=world["officer"], at=AT)
    lists.approve_list(more.pk, decision="2", by=world["leader"], at=AT)
    for each in SupportLine.objects.filter(state=LineState.APPROVED):
        lists.hand_over(each.list_id, each.pk, received_by="Bùi Văn Lạ", on=DAY, by=both, at=LATER)
    flags.look_for_flags(ward, 2026, by=world["leader"], at=LATER)
    flag = HandOverFlag.objects.get()
    with pytest.raises(PermissionDenied):
        flags.settle_flag(flag.pk, verdict="explained", outcome="x", by=both, at=LATER)
    for wrong in ({"verdict": "open"}, {"outcome": " "}):
        with pytest.raises(ValidationError):
            flags.settle_flag(
                flag.pk, **({"verdict": "explained", "outcome": "x"} | wrong), by=world["leader"], at=LATER
            )
    flags.settle_flag(flag.pk, verdict="explained", outcome="Tổ trưởng nhận thay", by=world["leader"], at=LATER)
    with pytest.raises(ValidationError):
        flags.settle_flag(flag.pk, verdict="explained", outcome="x", by=world["leader"], at=LATER)
    with pytest.raises(PermissionDenied):
        flags.look_for_flags(ward, 2026, by=world["officer"], at=LATER)


def test_looking_takes_the_same_statements(world, made, django_assert_num_queries) -> None:
    given(world, made, "x")
    with django_assert_num_queries(3):  # lists, gifts, assistance
        queries.patterns(world["ward"], 2026)
    for number in range(4):
        disabled(world["groups"][number % 2], "Phan Văn Hải", "Phan Thị Lụa")
    more = lists.draw_up(world["ward"], "btxh-6", day=DAY, by=world["officer"], at=AT)
    lists.approve_list(more.pk, decision="2", by=world["leader"], at=AT)
    given(world, more, "Bùi Văn Lạ")
    with django_assert_num_queries(4):
        assert len(queries.patterns(world["ward"], 2026)) == 1
    assert BY["by"] is None
