"""Sessions that explain the insurance: counted as they were, once, in the own ward; sums of a year."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chungtay.foundation.core.models import AuditEvent
from chungtay.foundation.places.models import Unit
from chungtay.work.insurance.models import AwarenessSession
from chungtay.work.insurance.operations.sessions import NewSession, record_session, take_session_back
from tests.apps.work.insurance.factories import AT, TODAY, D

PAGE = "/00016/2026/bao-hiem/tuyen-truyen/"


def new(**changes) -> NewSession:
    values = {
        "group": None, "on": D(2026, 9, 8), "place": "Nhà văn hóa tổ 1", "topic": "Quyền lợi của thẻ", "materials": "",
        "attended": 42, "visited": 7,
    }  # fmt: skip
    return NewSession(**(values | changes))


def recorded(at, people, **changes) -> AwarenessSession:
    return record_session(at.parent, new(**changes), by=people["officer"], at=AT)


def test_a_session_with_its_reach_and_its_event(group, people) -> None:
    made = recorded(group, people, group=group)
    assert (made.attended, made.visited, made.group, made.ward) == (42, 7, group, group.parent)
    event = AuditEvent.objects.get(action="insurance.session_recorded")
    assert (event.detail["attended"], event.detail["visited"]) == (42, 7)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"on": D(2026, 9, 11)}, "tương lai"),
        ({"on": D(2016, 9, 8)}, "hơn mười năm"),  # 3,653 days before 10/09/2026 is 09/09/2016
        ({"attended": 0, "visited": 0}, "Ghi số người dự"),
        ({"attended": -1, "visited": 3}, "Ghi số người dự"),
        ({"attended": 60_001}, "Nhiều hơn số người"),
        ({"place": "  "}, "Ghi nơi"),
        ({"topic": ""}, "Ghi nơi"),
    ],
)
def test_what_is_no_session(group, people, changes, words) -> None:
    with pytest.raises(ValidationError, match=words):
        recorded(group, people, **changes)


def test_the_boundaries_that_are_one(group, people) -> None:
    assert recorded(group, people, on=TODAY).on == TODAY
    assert recorded(group, people, on=TODAY - datetime.timedelta(days=3_653)).on == D(2016, 9, 9)
    assert recorded(group, people, attended=0, visited=1).visited == 1
    assert recorded(group, people, topic="Cả phường", attended=60_000, visited=0).attended == 60_000


def test_pressed_twice_is_one_session(group, people) -> None:
    first = recorded(group, people)
    with pytest.raises(ValidationError, match="đã có trong sổ"):
        recorded(group, people)
    assert recorded(group, people, group=group).pk != first.pk  # of a group alone: another one
    take_session_back(group.parent, first.pk, by=people["officer"], at=AT)
    assert recorded(group, people).pk != first.pk


def test_another_wards_group_is_none(group, people) -> None:
    other = Unit.objects.get(level="group", parent__code="00001")
    with pytest.raises(ValidationError, match="không thuộc phường"):
        recorded(group, people, group=other)
    with pytest.raises(ValidationError, match="không thuộc phường"):
        record_session(group, new(), by=people["officer"], at=AT)


def test_who_may_not(group, people) -> None:
    made = recorded(group, people)
    for name in ("leader", "member", "stranger"):
        with pytest.raises(PermissionDenied):
            record_session(group.parent, new(topic=name), by=people[name], at=AT)
        with pytest.raises(PermissionDenied):
            take_session_back(group.parent, made.pk, by=people[name], at=AT)


def test_a_session_is_taken_back_once(group, people) -> None:
    made = recorded(group, people)
    take_session_back(group.parent, made.pk, by=people["officer"], at=AT)
    made.refresh_from_db()
    assert made.withdrawn
    with pytest.raises(ValidationError, match="Không có"):
        take_session_back(group.parent, made.pk, by=people["officer"], at=AT)


def test_the_database_wants_somebody_reached(group, people) -> None:
    made = recorded(group, people)
    with pytest.raises(IntegrityError), transaction.atomic():
        AwarenessSession.objects.filter(pk=made.pk).update(attended=0, visited=0)


@pytest.fixture
def client(people, monkeypatch) -> Client:
    monkeypatch.setattr(timezone, "now", lambda: AT)
    found = Client()
    found.force_login(people["officer"])
    return found


def typed(**changes) -> dict[str, str]:
    values = {
        "on": "08/09/2026",
        "group": "",
        "place": "Trụ sở",
        "topic": "Hộ gia đình",
        "attended": "12",
        "visited": "0",
    }
    return values | changes


def test_the_sums_of_a_year(group, people, client) -> None:
    """42 + 30 people and 7 + 0 households in 2026; what was taken back, and 2025, count elsewhere or nowhere."""
    recorded(group, people)
    recorded(group, people, on=D(2026, 1, 1), attended=30, visited=0)
    recorded(group, people, on=D(2025, 12, 31), attended=99, visited=9)
    gone = recorded(group, people, on=D(2026, 5, 5), attended=500)
    take_session_back(group.parent, gone.pk, by=people["officer"], at=AT)
    assert client.get(PAGE).context["sums"] == {"count": 2, "attended": 72, "visited": 7}
    assert client.get(PAGE.replace("2026", "2025")).context["sums"] == {"count": 1, "attended": 99, "visited": 9}


def test_from_the_form_to_the_list_of_its_year(group, client) -> None:
    assert client.post(PAGE, typed(group=str(group.pk)))["Location"] == PAGE
    assert client.post(PAGE, typed(on="30/12/2025"))["Location"] == PAGE.replace("2026", "2025")
    answer = client.post(PAGE, typed(group=str(group.pk)))
    assert (answer.status_code, "đã có trong sổ" in answer.content.decode()) == (200, True)
    assert AwarenessSession.objects.count() == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"on": "31/02/2026"}, {"on": "hôm qua"}, {"on": ""}, {"on": "01/01/0001"}, {"group": "999999"}, {"group": "x"},
        {"attended": "-1"}, {"attended": "1e9"}, {"attended": "99999999999999999999"}, {"attended": "vài người"},
        {"visited": "9223372036854775808"}, {"place": " "}, {"place": "x" * 151}, {"topic": "a\x07b"}, {"topic": ""},
    ],
)  # fmt: skip
def test_nonsense_is_told_beside_the_form_and_kept(group, client, changes) -> None:
    answer = client.post(PAGE, typed(**changes))
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not AwarenessSession.objects.exists()
    assert "Hộ gia đình" in answer.content.decode() or "topic" in changes


def test_statements_do_not_grow_with_the_sessions(group, people, client) -> None:
    def counted() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(PAGE).status_code == 200
        return len(seen)

    recorded(group, people, group=group)
    counted()
    few = counted()
    for day in range(1, 8):
        recorded(group, people, group=group, on=D(2026, 8, day))
    assert counted() <= few
