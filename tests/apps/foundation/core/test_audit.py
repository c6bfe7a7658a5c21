"""The audit trail: one event an operation, in a chain that shows where somebody rewrote it."""

from __future__ import annotations

import pytest
from django.db import transaction

from chungtay.foundation.core.models import AuditEvent
from chungtay.foundation.core.operations import record_event
from chungtay.foundation.core.queries import first_broken_link
from tests.factories import AT


@pytest.fixture
def three_events(units):
    AuditEvent.objects.all().delete()
    from chungtay.foundation.core.models import AuditHead

    AuditHead.objects.all().delete()
    return [record_event(f"test.step_{n}", units["00016"], by=None, at=AT, detail={"n": n}) for n in (1, 2, 3)]


def test_events_follow_one_another(three_events):
    assert [event.number for event in three_events] == [1, 2, 3]
    assert three_events[0].previous_hash == ""
    assert three_events[2].previous_hash == three_events[1].hash
    assert first_broken_link() is None


def test_a_changed_event_is_found(three_events):
    AuditEvent.objects.filter(number=2).update(detail={"n": 20})
    assert first_broken_link() == 2


def test_a_removed_event_is_found(three_events):
    AuditEvent.objects.filter(number=2).delete()
    assert first_broken_link() == 2


def test_a_removed_last_event_is_found(three_events):
    AuditEvent.objects.filter(number=3).delete()
    assert first_broken_link() == 3


def test_an_event_goes_when_its_operation_goes(three_events):
    with transaction.atomic():
        record_event("test.undone", AuditEvent(pk=1), by=None, at=AT)
        transaction.set_rollback(True)
    assert AuditEvent.objects.filter(action="test.undone").count() == 0
    assert first_broken_link() is None
