"""The audit trail: one event an operation, in a chain that shows where somebody rewrote it."""

from __future__ import annotations

import datetime
import hashlib
import json

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from chungtay.cli import audit
from chungtay.foundation.accounts.models import User
from chungtay.foundation.core import final
from chungtay.foundation.core.models import AuditEvent, AuditHead, TrailCheck
from chungtay.foundation.core.operations import check_trail, record_event, record_export, record_look
from chungtay.foundation.core.presenters import FAULTS
from chungtay.foundation.core.queries import (
    Anchor,
    BrokenLink,
    chain,
    first_broken_link,
    register_digest_checker,
    verify_trail,
)
from chungtay.foundation.core.queries.trail import events_within
from chungtay.rulebook.errors import ChungTayError
from tests.factories import AT
from tests.flushing import as_the_owner_of_the_database


def add(n: int, subject, **more) -> AuditEvent:
    return record_event(f"test.step_{n}", subject, by=None, at=AT, detail={"n": n}, **more)


@pytest.fixture
def three_events(units):
    with as_the_owner_of_the_database(AuditEvent):
        AuditEvent.objects.all().delete()
    AuditHead.objects.all().delete()
    return [add(n, units["00016"]) for n in (1, 2, 3)]


def test_events_follow_one_another(three_events):
    assert [event.number for event in three_events] == [1, 2, 3]
    assert three_events[0].previous_hash == ""
    assert three_events[2].previous_hash == three_events[1].hash
    assert first_broken_link() is None


def test_the_seal_can_be_computed_by_anybody(three_events):
    """Worked out here by the documented recipe, from the columns as they lie in the database."""
    first, second = three_events[:2]
    said = {
        "number": 2,
        "at": "2024-09-20T08:00:00+00:00",
        "by": None,
        "action": "test.step_2",
        "subject": ["places.unit", first.subject_id],
        "detail": {"n": 2},
        "previous": first.hash,
    }
    content = json.dumps(said, sort_keys=True, ensure_ascii=False).encode()
    assert second.hash == hashlib.sha256(content).hexdigest()


CHANGES = [
    ({"detail": {"n": 20}}, BrokenLink(2, chain.Fault.CHANGED)),
    ({"area_path": "/1/"}, BrokenLink(2, chain.Fault.CHANGED)),
    ({"digest": "ab" * 32}, BrokenLink(2, chain.Fault.CHANGED)),
    ({"by_id": 1}, BrokenLink(2, chain.Fault.CHANGED)),
    ({"at": AT + datetime.timedelta(seconds=1)}, BrokenLink(2, chain.Fault.CHANGED)),
    ({"subject_id": "7"}, BrokenLink(2, chain.Fault.CHANGED)),
    ({"action": "test.step_9"}, BrokenLink(2, chain.Fault.CHANGED)),
    ({"previous_hash": "cd" * 32}, BrokenLink(2, chain.Fault.CHANGED)),
    ({"number": 7}, BrokenLink(2, chain.Fault.MISSING)),
]


@pytest.mark.parametrize(("change", "broken"), CHANGES, ids=lambda value: str(value)[:30])
def test_a_changed_event_is_found(three_events, units, change, broken):
    if "by_id" in change:
        change = {"by_id": User.objects.create(username="a", full_name="A").pk}
    with as_the_owner_of_the_database(AuditEvent):
        AuditEvent.objects.filter(number=2).update(**change)
        assert verify_trail().broken == broken
        assert verify_trail().events == 1


def test_a_removed_event_is_found(three_events):
    with as_the_owner_of_the_database(AuditEvent):
        AuditEvent.objects.filter(number=2).delete()
    assert verify_trail().broken == BrokenLink(2, chain.Fault.MISSING)


def test_a_removed_last_event_is_found(three_events):
    with as_the_owner_of_the_database(AuditEvent):
        AuditEvent.objects.filter(number=3).delete()
    assert verify_trail().broken == BrokenLink(3, chain.Fault.HEAD)


def test_an_event_added_behind_the_programs_back_is_found(three_events):
    last = AuditEvent.objects.get(number=3)
    last.pk, last.number, last.previous_hash, last.hash = None, 4, last.hash, "ef" * 32
    last.save(force_insert=True)
    assert verify_trail().broken == BrokenLink(4, chain.Fault.HEAD)


def test_an_event_replaced_with_a_fitting_seal_breaks_the_next_link(three_events):
    second = AuditEvent.objects.get(number=2)
    second.detail = {"n": 20}
    second.hash = chain.sealed_content(
        number=2, at=second.at, by=None, action=second.action, subject=(second.subject_type, second.subject_id),
        area="", detail=second.detail, digest="", previous=second.previous_hash,
    )  # fmt: skip
    with as_the_owner_of_the_database(AuditEvent):
        second.save()
    assert verify_trail().broken == BrokenLink(3, chain.Fault.UNLINKED)


def test_a_chain_forged_as_a_whole_is_found_by_a_link_that_somebody_noted_down(three_events, units):
    noted = Anchor(2, three_events[1].hash[:12])
    assert verify_trail(anchors=[noted]).holds
    with as_the_owner_of_the_database(AuditEvent):
        AuditEvent.objects.all().delete()
    AuditHead.objects.all().delete()
    for n in (1, 20, 3):
        add(n, units["00016"])
    assert verify_trail().holds
    assert verify_trail(anchors=[noted]).broken == BrokenLink(2, chain.Fault.ANCHOR)
    assert verify_trail(anchors=[Anchor(4, "")]).broken == BrokenLink(4, chain.Fault.ANCHOR)


def test_the_walk_is_in_batches_of_bounded_size(three_events, units, monkeypatch):
    monkeypatch.setattr(chain, "BATCH", 2)
    told = []
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert verify_trail(tell=lambda done, total: told.append((done, total))).events == 3
    assert told == [(2, 3), (3, 3)]
    assert all("LIMIT 2" in q["sql"] for q in asked if "core_auditevent" in q["sql"] and "detail" in q["sql"])


def test_an_event_goes_when_its_operation_goes(three_events):
    with transaction.atomic():
        record_event("test.undone", AuditEvent(pk=1), by=None, at=AT)
        transaction.set_rollback(True)
    assert AuditEvent.objects.filter(action="test.undone").count() == 0
    assert first_broken_link() is None


@pytest.mark.parametrize("detail", [{"share": 0.5}, {"rate": float("nan")}])
def test_numbers_with_a_fraction_are_refused(units, detail):
    with pytest.raises(ValueError, match="whole numbers"):
        record_event("test.step", units["00016"], by=None, at=AT, detail=detail)


def test_a_detail_is_sealed_as_it_comes_back(units):
    event = record_event("test.step", units["00016"], by=None, at=AT, detail={"b": (1, 2), 10: 10**15, "ă": "ơ"})
    assert AuditEvent.objects.get(pk=event.pk).detail == {"b": [1, 2], "10": 10**15, "ă": "ơ"}
    assert verify_trail().holds


def test_a_moment_without_zone_is_refused(units):
    with pytest.raises(ValueError, match="time zone"):
        record_event("test.step", units["00016"], by=None, at=datetime.datetime(2024, 9, 20))


# --- the database itself keeps the rows -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        lambda: AuditEvent.objects.filter(number=1).update(action="test.other"),
        lambda: AuditEvent.objects.filter(number=1).delete(),
        lambda: AuditEvent.objects.all()._raw_delete("default"),
        lambda: AuditEvent.objects.get(number=1).save(),
    ],
)
def test_the_database_refuses_to_change_or_delete_an_event(three_events, change):
    with pytest.raises(IntegrityError, match="final"), transaction.atomic():
        change()
    assert AuditEvent.objects.count() == 3
    assert verify_trail().holds


@pytest.mark.skipif("connection.vendor != 'postgresql'")
def test_postgresql_refuses_to_empty_the_table(three_events):
    with pytest.raises(IntegrityError, match="final"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE core_auditevent")


def test_missing_triggers_are_noticed(three_events):
    assert final.missing_triggers() == []
    with as_the_owner_of_the_database(AuditEvent):
        assert "core_auditevent" in final.missing_triggers()
    assert final.missing_triggers() == []


# --- areas, looks, exports ------------------------------------------------------------------------------------------


def test_auditors_see_the_events_of_their_area(three_events, units):
    here, there = units["00016"], units["00001"]
    mine = add(4, here, area=here)
    add(5, there, area=there.path)
    assert list(events_within([here.path], whole=False)) == [mine]
    assert [event.number for event in events_within([units["001"].path], whole=False)] == [5, 4]
    assert [event.number for event in events_within([units["01"].path], whole=True)] == [5, 4, 3, 2, 1]
    assert list(events_within([], whole=False)) == []


def test_a_look_at_sensitive_fields_is_an_event(units, officer):
    event = record_look(officer, ["password"], by=officer, at=AT, area=units["00016"])
    assert (event.action, event.subject_type, event.detail) == (
        "core.sensitive_seen",
        "accounts.user",
        {"fields": ["password"]},
    )
    assert event.area_path == units["00016"].path
    with pytest.raises(LookupError):
        record_look(officer, ["identity"], by=officer, at=AT)


def test_an_export_of_sensitive_fields_needs_the_permission(units, officer):
    before = AuditEvent.objects.count()
    with pytest.raises(PermissionDenied, match="Mật khẩu"):
        record_export(
            User, ["full_name", "password"], subject=units["00016"], rows=3, sensitive_allowed=False, by=officer, at=AT
        )
    assert AuditEvent.objects.count() == before
    event = record_export(
        User,
        ["full_name", "password"],
        subject=units["00016"],
        rows=3,
        sensitive_allowed=True,
        by=officer,
        at=AT,
        area=units["00016"],
    )
    assert event.action == "core.exported"
    assert event.detail == {"model": "accounts.user", "rows": 3, "personal": [], "sensitive": ["password"]}


def test_an_export_of_an_undeclared_field_is_refused(units, officer):
    with pytest.raises(LookupError):
        record_export(User, ["nickname"], subject=officer, rows=1, sensitive_allowed=True, by=officer, at=AT)


# --- history rows that belong to an event ---------------------------------------------------------------------------


@pytest.fixture
def checkers(monkeypatch):
    monkeypatch.setattr(chain, "_checkers", {})


def test_history_rows_are_proved_against_the_digest(three_events, units, checkers):
    add(4, units["00016"], digest="a" * 64)
    add(5, units["00016"], digest="b" * 64)
    assert verify_trail().broken == BrokenLink(4, chain.Fault.HISTORY, "no checker")
    asked = []

    def check(events):
        asked.extend(events)
        return next(((number, "1 of 2 rows") for number, _subject, digest in events if digest[0] == "b"), None)

    register_digest_checker("test.", check)
    assert verify_trail().broken == BrokenLink(5, chain.Fault.HISTORY, "1 of 2 rows")
    assert asked == [(4, str(units["00016"].pk), "a" * 64), (5, str(units["00016"].pk), "b" * 64)]
    register_digest_checker("test.", lambda events: None)
    assert verify_trail().holds


# --- the command ----------------------------------------------------------------------------------------------------


def test_the_command_says_that_the_chain_holds_and_what_to_note_down(three_events, capsys):
    assert audit.verify([]) == 0
    shown = capsys.readouterr().out
    assert "3 events" in shown
    assert f"3:{three_events[2].hash[:16]}" in shown
    assert audit.verify([audit.known(f"3:{three_events[2].hash[:16].upper()}")]) == 0
    assert TrailCheck.objects.count() == 2


def test_the_command_names_the_first_broken_link_and_returns_1(three_events, capsys):
    with as_the_owner_of_the_database(AuditEvent):
        AuditEvent.objects.filter(number__in=[2, 3]).update(action="test.other")
    assert audit.verify([]) == 1
    shown = capsys.readouterr().out
    assert "Việc số 2 không còn đúng như khi được ghi." in shown
    assert "Event 2 no longer says what was recorded." in shown
    assert "1 việc trước đó còn nguyên" in shown
    check = TrailCheck.objects.get()
    assert (check.events, check.broken_number, check.fault) == (1, 2, "changed")


def test_a_check_compares_with_the_last_one_that_held(three_events, units):
    assert check_trail(by=None, at=AT).broken_number is None
    with as_the_owner_of_the_database(AuditEvent):
        AuditEvent.objects.all().delete()
    AuditHead.objects.all().delete()
    for n in (1, 2, 30, 4):
        add(n, units["00016"])
    assert check_trail(by=None, at=AT).fault == "anchor"
    assert check_trail(by=None, at=AT).broken_number == 3  # a broken check takes no place of the one that held


def test_the_command_tells_that_the_guards_are_gone(three_events, capsys):
    with as_the_owner_of_the_database(AuditEvent):
        assert audit.verify([]) == 1
    assert "core_auditevent" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["", "12", "12:", "x:0123456789ab", "1:0123", "1:0123456789xz"])
def test_a_note_of_another_form_is_refused(text):
    with pytest.raises(ChungTayError, match="0f3a9c5e77b1"):
        audit.known(text)


def test_every_fault_has_its_words():
    assert set(FAULTS) == set(chain.Fault)
