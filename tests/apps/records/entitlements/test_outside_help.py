"""Help from elsewhere: told by one, confirmed by another, and only then in the ledger."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from chungtay.foundation.core.models import AuditEvent
from chungtay.records.entitlements.models import HelpReceived, OutsideHelp, OutsideState
from chungtay.records.entitlements.operations import outside
from chungtay.records.entitlements.queries.outside import to_confirm
from tests.apps.records.entitlements.people import AT, DAY, D

TOLD = {
    "kind": "cash", "source": "donor", "giver": "Công ty An Phú", "title": "Tiền sửa bếp", "value": 2_000_000,
    "on": D(2026, 9, 1), "proof": "Biên nhận 01/9",
}  # fmt: skip


@pytest.fixture
def told(world):
    return outside.enter_outside(world["homes"][0], **TOLD, by=world["officer"], at=AT)


def test_two_people_then_the_ledger(world, told) -> None:
    assert not HelpReceived.objects.exists()
    with pytest.raises(PermissionDenied):
        outside.confirm_outside(told.pk, by=world["officer"], at=AT)
    outside.confirm_outside(told.pk, by=world["member"], at=AT)
    row = HelpReceived.objects.get()
    assert (row.title, row.value, row.source, row.on) == (
        "Tiền sửa bếp · Công ty An Phú",
        2_000_000,
        "donor",
        TOLD["on"],
    )
    assert (row.household, row.ward, row.proof) == (world["homes"][0], world["ward"], "Biên nhận 01/9")
    for again in (outside.confirm_outside, lambda number, **act: outside.refuse_outside(number, note="x", **act)):
        with pytest.raises(ValidationError):
            again(told.pk, by=world["leader"], at=AT)
    actions = list(AuditEvent.objects.filter(subject_type="entitlements.outsidehelp").values_list("action", flat=True))
    assert sorted(actions) == ["entitlements.outside_help_confirmed", "entitlements.outside_help_entered"]


def test_refused_with_a_reason_it_never_stands_there_and_may_be_told_anew(world, told) -> None:
    with pytest.raises(ValidationError):
        outside.refuse_outside(told.pk, note=" ", by=world["leader"], at=AT)
    made = outside.refuse_outside(told.pk, note="Công ty chưa chi", by=world["leader"], at=AT)
    assert (made.state, made.note) == (OutsideState.REFUSED, "Công ty chưa chi")
    assert not HelpReceived.objects.exists()
    outside.enter_outside(world["homes"][0], **TOLD, by=world["officer"], at=AT)


@pytest.mark.parametrize(
    "wrong",
    [
        {"giver": " "}, {"title": ""}, {"proof": " "}, {"value": -1}, {"on": DAY + datetime.timedelta(days=1)},
        {"kind": "gold"}, {"source": "moon"},
    ],
)  # fmt: skip
def test_what_the_ledger_would_not_take_is_not_entered(world, wrong) -> None:
    with pytest.raises(ValidationError):
        outside.enter_outside(world["homes"][0], **(TOLD | wrong), by=world["officer"], at=AT)
    assert not OutsideHelp.objects.exists()


def test_once_and_by_who_may(world, told) -> None:
    with pytest.raises(ValidationError):
        outside.enter_outside(world["homes"][0], **TOLD, by=world["member"], at=AT)
    for name in ("leader", "other_officer", "district_officer"):
        with pytest.raises(PermissionDenied):
            outside.enter_outside(world["homes"][0], **(TOLD | {"title": "Gạo"}), by=world[name], at=AT)
    with pytest.raises(PermissionDenied):
        outside.confirm_outside(told.pk, by=world["other_officer"], at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        OutsideHelp.objects.filter(pk=told.pk).update(
            state=OutsideState.CONFIRMED, decided_by=world["officer"], decided_at=AT
        )


def test_it_waits_for_the_others_of_the_ward(world, told) -> None:
    waits = {name: to_confirm(world[name], world["ward"], DAY) for name in ("officer", "member", "leader")}
    assert {name for name, rows in waits.items() if rows} == {"member", "leader"}
    assert to_confirm(world["other_officer"], world["other"], DAY) == []
    with CaptureQueriesContext(connection) as few:
        to_confirm(world["member"], world["ward"], DAY)
    for number in range(4):
        outside.enter_outside(world["homes"][1], **(TOLD | {"title": f"Gạo {number}"}), by=world["officer"], at=AT)
    with CaptureQueriesContext(connection) as many:
        assert len(to_confirm(world["member"], world["ward"], DAY)) == 5
    assert len(many) == len(few)


def test_the_page(world, told, client) -> None:
    home = world["homes"][0]
    address = reverse("entitlements:help", args=["00016", 2026, home.pk])
    client.force_login(world["officer"])
    page = client.get(address).content.decode()
    assert "Công ty An Phú" in page
    assert "Người khác xác nhận." in page
    wrong = client.post(
        reverse("entitlements:help_enter", args=["00016", 2026, home.pk]), {"title": "x", "on": "31/02"}
    )
    assert wrong.status_code == 200
    assert OutsideHelp.objects.count() == 1
    client.post(
        reverse("entitlements:help_enter", args=["00016", 2026, home.pk]),
        {**TOLD, "title": "Chăn ấm", "kind": "in_kind", "value": "", "on": "02/09/2026"},
    )
    assert OutsideHelp.objects.get(title="Chăn ấm").value is None
    client.force_login(world["leader"])
    client.post(reverse("entitlements:help_confirm", args=["00016", 2026, home.pk, told.pk]))
    assert "Tiền sửa bếp · Công ty An Phú" in client.get(address).content.decode()
