"""A list is approved with the documents that its policy asks for."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError

from chungtay.foundation.accounts.models import Role
from chungtay.foundation.core.models import AuditEvent
from chungtay.foundation.places.models import Unit
from chungtay.records.catalogue.operations import policies
from chungtay.records.entitlements.operations import lists
from chungtay.records.registry.operations.status import NewStatus, record_status
from tests import factories
from tests.apps.records.catalogue.samples import DOCUMENTS, sample
from tests.apps.records.registry.factories import household, member

D = datetime.date
AT = datetime.datetime(2026, 9, 10, 8, 0, tzinfo=datetime.UTC)


@pytest.fixture
def ward(db) -> Unit:
    factories.district()
    return Unit.objects.get(level="ward", code="00016")


@pytest.fixture
def people(ward):
    return {
        "officer": factories.person("officer-l", Role.WARD_OFFICER, ward),
        "leader": factories.person("leader-l", Role.WARD_LEADER, ward),
    }


def drawn(ward, people):
    """A list of a policy of the ward for one near-poor man of 66."""
    group = Unit.objects.get(level="group", parent=ward)
    home = household(group, (member("Phạm Văn Giang", born="1960-01-01"),), since=D(2015, 1, 1), at=AT)
    record_status(home, NewStatus(2026, "vn-2022", "near_poor", D(2026, 1, 1), "legacy"), by=None, at=AT)
    made = policies.propose(ward, sample(), by=people["officer"], at=AT)
    policies.approve(made.pk, decision="15/QĐ-UBND", by=people["leader"], at=AT)
    return lists.draw_up(ward, made.code, day=AT.date(), by=people["officer"], at=AT)


def test_documents_are_confirmed_and_kept_in_the_trail(ward, people, client, monkeypatch) -> None:
    from django.utils import timezone

    made = drawn(ward, people)
    with pytest.raises(ValidationError, match="Giấy chứng nhận hộ nghèo, hộ cận nghèo"):
        lists.approve_list(made.pk, decision="1", by=people["leader"], at=AT)
    monkeypatch.setattr(timezone, "now", lambda: AT)
    client.force_login(people["leader"])
    address = f"/00016/2026/quyen-loi/danh-sach/{made.pk}/"
    assert f'name="documents" value="{DOCUMENTS[0]}"' in client.get(address).content.decode()
    client.post(f"{address}duyet/", {"decision": "1", "documents": DOCUMENTS})
    made.refresh_from_db()
    assert made.state == "approved"
    assert AuditEvent.objects.get(action="entitlements.list_approved").detail["documents"] == DOCUMENTS
