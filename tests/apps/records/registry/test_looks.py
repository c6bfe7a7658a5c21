"""What is sensitive of a household is closed until somebody opens it, and opening it is an event, once a day."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chungtay.foundation.core import privacy
from chungtay.foundation.core.files import FileKind
from chungtay.foundation.core.models import AuditEvent
from chungtay.foundation.core.presenters.trail import shown_events
from chungtay.foundation.core.privacy import Privacy
from chungtay.records.registry.models import Circumstance, Evidence, HardshipEvent, Household, HouseholdStatus, Person
from chungtay.records.registry.operations.editing import edit_household, set_circumstance
from chungtay.records.registry.operations.looks import open_household
from chungtay.records.registry.operations.status import NewStatus, attach_evidence, record_hardship, record_status
from chungtay.records.registry.queries.lives import life_of
from chungtay.records.registry.queries.looks import OPENED, opened_beside
from tests import factories as people
from tests.apps.records.registry import factories as f

pytestmark = pytest.mark.django_db
# words of the records below that a closed page must not say
CLOSED = [
    "Ê-đê",
    "nạng gỗ",
    "Sống nhờ họ hàng",
    "mái bếp cháy",
    "Hỏa hoạn",
    "Giấy ra viện tháng 5",
    "lao động; Có người",
]


@pytest.fixture
def officer(group):
    return people.person("hoa", "ward_officer", group.parent)


@pytest.fixture
def office(officer):
    return client_of(officer)


def client_of(user) -> Client:
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def home(group, settings) -> Household:
    """A household with something in every field that is closed."""
    home = f.household(group, (f.member(ethnicity="Ê-đê"),))
    head = f.person(home, "Đình")
    edit_household(home, {"note": "Sống nhờ họ hàng"}, seen=home.version, by=None, at=f.AT)
    set_circumstance(head, kind="disability", code="1", words="nạng gỗ", since=f.SINCE, by=None, at=f.AT)
    fire = datetime.date(2024, 2, 3)
    record_hardship(home, kind="fire", happened_on=fire, description="mái bếp cháy", by=None, at=f.AT)
    new = NewStatus(2024, "vn-2022", "poor", datetime.date(2024, 1, 1), "legacy", b1=120, b2=40, reasons="3,7")
    record_status(home, new, by=None, at=f.AT)
    kept = settings.MEDIA_ROOT / "registry"
    kept.mkdir(parents=True)
    (kept / "a.pdf").write_bytes(b"%PDF-1.4")
    attach_evidence(
        home, title="Giấy ra viện tháng 5", stored="registry/a.pdf", media_type=FileKind.PDF.media_type, size=8,
        sha256="0" * 64, on=fire, by=None, at=f.AT,
    )  # fmt: skip
    home.refresh_from_db()
    return home


def address(home, rest: str = "") -> str:
    return f"/00016/2024/ho-dan/{home.pk}/{rest}"


def looks():
    return AuditEvent.objects.filter(action="core.sensitive_seen")


def said(client, home, rest: str = "") -> list[str]:
    """Which of the closed words the page says."""
    text = client.get(address(home, rest)).content.decode()
    return [word for word in CLOSED if word in text]


def test_the_page_is_closed_until_it_is_opened_and_open_for_the_day(home, officer, office):
    assert said(office, home) == []
    assert not looks().exists()
    answer = office.post(address(home, "xem/"))
    assert (answer.status_code, answer.url) == (302, address(home))
    assert said(office, home) == CLOSED
    event = looks().get()
    assert (event.by, event.subject_type, event.subject_id) == (officer, "registry.household", str(home.pk))
    beside = {privacy.labelled(model, name) for model, name in opened_beside()}
    assert (event.area_path, set(event.detail["fields"])) == (home.group.path, {*OPENED, *beside})
    assert "Ê-đê" not in str(event.detail)


def test_what_is_opened_is_every_sensitive_field_of_these_records():
    models = [Household, Person, Circumstance, HardshipEvent, Evidence, HouseholdStatus]
    sensitive = {
        (model, field.name)
        for model in models
        for field in model._meta.concrete_fields
        if privacy.of(model, field.name) is Privacy.SENSITIVE
    }
    assert {privacy.end_of(Household, path) for path in OPENED} == sensitive


def test_one_event_a_person_household_and_day(home, officer, office, group, monkeypatch):
    for _ in range(3):
        office.post(address(home, "xem/"))
    other = client_of(people.person("tin", "ward_leader", group.parent))
    assert said(other, home) == []
    other.post(address(home, "xem/"))
    second = f.household(group, (f.member("Lê Văn Út"),))
    office.post(address(second, "xem/"))
    assert looks().count() == 3
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: tomorrow)
    office.force_login(officer, "django.contrib.auth.backends.ModelBackend")
    assert said(office, home) == []
    office.post(address(home, "xem/"))
    assert looks().count() == 4


def test_the_day_is_the_day_of_the_office(home, officer):
    """23:30 and 00:30 in Hanoi are two days, though both are the same day in Greenwich."""
    late = datetime.datetime(2024, 9, 20, 16, 30, tzinfo=datetime.UTC)
    open_household(home, by=officer, at=late)
    open_household(home, by=officer, at=late + datetime.timedelta(minutes=20))
    assert looks().count() == 1
    open_household(home, by=officer, at=late + datetime.timedelta(hours=1))
    assert looks().count() == 2


def test_the_history_tells_that_something_changed_and_what_only_when_opened(home, office):
    assert said(office, home, "lich-su/") == []
    assert "Biến cố" in office.get(address(home, "lich-su/")).content.decode()
    answer = office.post(address(home, "xem/"), {"back": address(home, "lich-su/")})
    assert answer.url == address(home, "lich-su/")
    assert {"mái bếp cháy", "nạng gỗ", "Giấy ra viện tháng 5"} <= set(said(office, home, "lich-su/"))


def test_the_way_back_leads_to_pages_of_the_household_alone(home, office):
    for back in ("https://example.org/", "//example.org/", "/tai-khoan/", address(home) + "/../../"):
        answer = office.post(address(home, "xem/"), {"back": back})
        assert answer.url.startswith(address(home))


def test_a_form_that_shows_what_is_on_record_opens_the_household(home, officer, office):
    head = f.person(home, "Đình")
    office.get(address(home, "ghi/giay-to/"))
    assert not looks().exists()
    assert "nạng gỗ" in office.get(address(home, f"ghi/het-hoan-canh/{head.pk}/")).content.decode()
    office.get(address(home, "ghi/sua/"))
    assert looks().count() == 1


def test_each_document_that_is_handed_out_is_an_event(home, officer, office):
    paper = Evidence.objects.get()
    assert office.get(address(home, f"tai-lieu/{paper.pk}/")).status_code == 405
    for _ in range(2):
        answer = office.post(address(home, f"tai-lieu/{paper.pk}/"))
        assert (answer.status_code, b"".join(answer.streaming_content)) == (200, b"%PDF-1.4")
    assert [(each.subject_type, each.subject_id, each.by) for each in looks()] == [
        ("registry.evidence", str(paper.pk), officer)
    ] * 2


def test_who_may_not_read_there_opens_nothing(home, other_group):
    stranger = client_of(people.person("xa", "ward_officer", other_group.parent))
    assert stranger.post(address(home, "xem/")).status_code == 403
    assert stranger.post(f"/00001/2024/ho-dan/{home.pk}/xem/").status_code == 404
    assert not looks().exists()


def test_what_is_closed_is_not_even_read(home):
    with CaptureQueriesContext(connection) as found:
        life = life_of(home, opened=False)
    assert (life.circumstances, life.hardships, life.evidence) == ({}, [], [])
    for table in ("registry_circumstance", "registry_hardshipevent", "registry_evidence"):
        assert not any(f'FROM "{table}"' in each["sql"] for each in found)


def test_the_open_page_asks_as_many_statements_for_more_rows(home, office):
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            assert office.get(address(home)).status_code == 200
        return len(found)

    office.post(address(home, "xem/"))
    asked()
    few = asked()
    for number in range(5):
        on = f.SINCE + datetime.timedelta(days=number)
        record_hardship(home, kind="disaster", happened_on=on, description=f"{number}", by=None, at=f.AT)
    assert asked() <= few <= 36


def test_the_trail_says_it_in_words(home, office):
    office.post(address(home, "xem/"))
    told = dict(shown_events(looks())[0].detail)
    assert "Hoàn cảnh: " in told["trường"]
    assert "Biến cố: " in told["trường"]
