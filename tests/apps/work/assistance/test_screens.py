"""Pages of assistance: the next task for each person, statements that do not grow, a workbook, a receipt to sign."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chungtay.foundation.core.models import AuditEvent
from chungtay.foundation.places.models import Unit
from chungtay.work.assistance.models import Case
from chungtay.work.assistance.operations.proposing import Given, Need, propose_help, propose_relief
from tests import factories
from tests.apps.work.assistance.people import hands, home_with_a_fire

PAGE = "/00016/2026/tro-giup/"


@pytest.fixture
def group(db, settings, tmp_path) -> Unit:
    settings.MEDIA_ROOT = tmp_path / "files"
    factories.district()
    return Unit.objects.get(level="group", parent__code="00016")


@pytest.fixture
def who(group) -> dict[str, object]:
    return hands(group.parent)


def client_of(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def some(group, who, count: int) -> list[Case]:
    now = timezone.now()
    found = []
    for _each in range(count):
        home, event = home_with_a_fire(group)
        need = Need(event=event.pk, norm="house-lost", source="ward", hardship="Mất hết đồ đạc")
        found.append(propose_relief(home.pk, need=need, told_at=now, by=who["officer"], at=now))
    return found


def statements(client: Client, address: str = PAGE) -> int:
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(address).status_code == 200
    return len(found)


def test_statements_do_not_grow_with_cases(group, who) -> None:
    client = client_of(who["leader"])
    some(group, who, 2)
    client.get(PAGE)
    few = statements(client)
    some(group, who, 8)
    assert statements(client) == few
    assert few < 40


def test_the_next_step_is_offered_to_whom_it_belongs(group, who) -> None:
    case = some(group, who, 1)[0]
    pages = {
        name: client_of(who[name]).get(f"{PAGE}{case.pk}/").content.decode() for name in ("officer", "leader", "payer")
    }
    assert "/duyet/" in pages["leader"]
    assert "/duyet/" not in pages["officer"] + pages["payer"]
    assert "/duyet-dien-thoai/" in pages["payer"]
    assert "/duyet-dien-thoai/" not in pages["officer"] + pages["leader"]
    assert "/rut/" in pages["officer"]


def test_filters_and_the_workbook(group, who) -> None:
    now = timezone.now()
    case = some(group, who, 1)[0]
    other = home_with_a_fire(group)[0]
    gives = (Given(source="fund", basis="Quỹ", amount=2_000_000),)
    propose_help(other.pk, kind="one_off", title="=Viện phí", gives=gives, told_at=now, by=who["officer"], at=now)
    client = client_of(who["officer"])
    assert "Viện phí" not in client.get(f"{PAGE}?loai=relief").content.decode()
    assert "Viện phí" in client.get(f"{PAGE}?loai=one_off&viec=approve").content.decode()
    assert "Chưa có hồ sơ" in client.get(f"{PAGE}?viec=pay").content.decode()
    assert client.get(f"{PAGE}excel/").status_code == 405
    answer = client.post(f"{PAGE}excel/")
    [event] = AuditEvent.objects.filter(action="core.exported")
    assert event.detail == {
        "model": "assistance.case",
        "rows": 2,
        "personal": ["household__memberships__person__full_name", "person", "person__full_name"],
        "sensitive": ["parts__amount", "parts__kilograms", "reason", "title"],
    }
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    rows = {row[4]: row for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert rows[case.title][6] == 40_000_000
    assert rows["=Viện phí"][6] == 2_000_000


def test_a_proposal_by_the_form(group, who) -> None:
    home, event = home_with_a_fire(group)
    client = client_of(who["officer"])
    page = client.get(f"{PAGE}ho/{home.pk}/cuu-tro/{event.pk}/").content.decode()
    assert "32.500.000" in page
    assert "ít nhất 40.000.000 đ" in page
    told = f"{timezone.localtime():%d/%m/%Y} 00:00"
    sent = {"norm": "house-lost", "source": "ward", "told_at": told, "extra": "10.000.000"}
    answer = client.post(f"{PAGE}ho/{home.pk}/cuu-tro/{event.pk}/", sent)
    assert "vượt định mức" in answer.content.decode()
    sent |= {"extra_source": "donor", "extra_basis": "Thư"}
    answer = client.post(f"{PAGE}ho/{home.pk}/cuu-tro/{event.pk}/", sent)
    assert "Ghi vì sao hộ có hoàn cảnh khó khăn" in answer.content.decode()
    sent |= {"hardship": "Mất việc, ba con nhỏ"}
    answer = client.post(f"{PAGE}ho/{home.pk}/cuu-tro/{event.pk}/", sent)
    case = Case.objects.get()
    assert answer.url == f"{PAGE}{case.pk}/"
    assert list(case.parts.values_list("amount", flat=True)) == [40_000_000, 10_000_000]
    assert "40.000.000 đ" in client.get(f"{PAGE}{case.pk}/phieu/").content.decode()


def test_a_repair_by_the_form(group, who) -> None:
    home, _event = home_with_a_fire(group)
    client = client_of(who["officer"])
    told = f"{timezone.localtime():%d/%m/%Y} 00:00"
    sent = {
        "title": "Mái",
        "told_at": told,
        "amount1": "30000000",
        "source1": "fund",
        "basis1": "QĐ",
        "amount2": "5.000.000",
    }
    assert client.post(f"{PAGE}ho/{home.pk}/sua-nha/", sent).status_code == 200  # the second stage lacks its basis
    sent |= {"basis2": "Thư", "source2": "donor"}
    assert client.post(f"{PAGE}ho/{home.pk}/sua-nha/", sent).status_code == 302
    parts = Case.objects.get().parts.values_list("amount", "source", "after_check")
    assert list(parts) == [(30_000_000, "fund", False), (5_000_000, "donor", True)]
