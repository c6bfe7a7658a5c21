"""A list is approved at the level that its policy names, and with the documents that it asks for."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from chungtay.foundation.accounts.models import Role
from chungtay.foundation.core.models import AuditEvent
from chungtay.foundation.places.models import Unit
from chungtay.records.catalogue.operations import policies
from chungtay.records.entitlements.operations import lists
from chungtay.records.entitlements.permissions import office_of
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
        "district": factories.person("leader-q", Role.DISTRICT_LEADER, ward.parent),
    }


def drawn(ward, people, approval: str):
    """A list of a policy of the ward for one near-poor man of 66."""
    group = Unit.objects.get(level="group", parent=ward)
    home = household(group, (member("Phạm Văn Giang", born="1960-01-01"),), since=D(2015, 1, 1), at=AT)
    record_status(home, NewStatus(2026, "vn-2022", "near_poor", D(2026, 1, 1), "legacy"), by=None, at=AT)
    made = policies.propose(ward, sample(approval=approval), by=people["officer"], at=AT)
    policies.approve(made.pk, decision="15/QĐ-UBND", by=people["leader"], at=AT)
    return lists.draw_up(ward, made.code, day=AT.date(), by=people["officer"], at=AT)


def test_the_leader_of_a_ward_does_not_approve_what_the_district_does(ward, people, client) -> None:
    made = drawn(ward, people, "district_leader")
    act = {"decision": "1", "documents": DOCUMENTS, "at": AT}
    with pytest.raises(PermissionDenied):
        lists.approve_list(made.pk, by=people["leader"], **act)
    with pytest.raises(PermissionDenied):
        lists.refuse(made.pk, made.lines.get().pk, note="x", by=people["leader"], at=AT)
    client.force_login(people["leader"])
    page = client.get(f"/00016/2026/quyen-loi/danh-sach/{made.pk}/").content.decode()
    assert "Theo chính sách, lãnh đạo" in page
    assert 'name="decision"' not in page
    assert lists.approve_list(made.pk, by=people["district"], **act).state == "approved"


def test_what_the_ward_approves_its_leader_does(ward, people) -> None:
    made = drawn(ward, people, "ward_leader")
    done = lists.approve_list(made.pk, decision="1", documents=DOCUMENTS, by=people["leader"], at=AT)
    assert done.state == "approved"


def test_documents_are_confirmed_and_kept_in_the_trail(ward, people, client, monkeypatch) -> None:
    from django.utils import timezone

    made = drawn(ward, people, "ward_leader")
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


def test_which_office_approves(ward) -> None:
    district, city = ward.parent, ward.parent.parent
    found = [office_of(ward, name) for name in ("none", "ward_leader", "donor", "district_leader", "city")]
    assert found == [ward, ward, ward, district, city]
