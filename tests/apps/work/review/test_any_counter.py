"""A resident may complain and ask at any counter; the officer there reads what everybody may read, and no more."""

from __future__ import annotations

import datetime
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from chungtay.foundation.accounts.models import Role
from chungtay.foundation.core.models import AuditEvent
from chungtay.work.review.models import Complaint, Request
from chungtay.work.review.operations import complaints, requests
from tests import campaigns as made_up
from tests import factories

pytestmark = pytest.mark.django_db
WHILE_IT_HANGS = datetime.datetime(2019, 9, 12, 2, 0, tzinfo=datetime.UTC)


@pytest.fixture
def office():
    made = made_up.office()
    made_up.register(made)
    made.people["there"] = factories.person("there-review", Role.WARD_OFFICER, made.units["00001"])
    made.people["passer"] = factories.person("passer-review", Role.ENUMERATOR, made.units["00001"])
    return made


@pytest.fixture
def posting(office):
    return made_up.posted(office, made_up.under_survey(office))


def complaint(office, posting, **changes):
    values = {
        "case": made_up.case_of(posting.ward.campaign, "Lê Quang Ánh"), "channel": "counter", "token": uuid.uuid4(),
        "complainant": "Lê Quang Ánh", "words": "Nhà tôi có thẻ BHYT", "by": office.people["there"],
        "at": WHILE_IT_HANGS, "counter": office.units["00001"],
    }  # fmt: skip
    return complaints.receive_complaint(posting, **(values | changes))


def test_a_complaint_taken_in_by_another_ward_goes_to_the_ward_of_the_list(office, posting):
    made, new = complaint(office, posting)
    assert new
    assert (made.ward_id, made.received_by, made.state) == (posting.ward_id, office.people["there"], "received")
    event = AuditEvent.objects.get(action="review.complaint_received")
    assert event.detail["counter"] == "00001"
    assert event.area_path == office.ward.path
    again, new = complaint(office, posting, token=made.token)
    assert (again.pk, new) == (made.pk, False)


def test_only_at_a_counter_where_one_takes_in(office, posting):
    for changes in (
        {"counter": None},  # the other ward's officer has no duty in the ward of the list
        {"by": office.people["passer"]},  # an enumerator takes nothing in
        {"by": office.people["officer"]},  # nor an officer of the list's ward at a counter that is not theirs
    ):
        with pytest.raises(PermissionDenied):
            complaint(office, posting, **changes)
    assert not Complaint.objects.exists()


def test_a_request_taken_in_elsewhere_waits_in_the_ward_that_decides(office):
    made, _new = requests.receive_request(
        office.ward, kind="add", channel="counter", token=uuid.uuid4(), asker="Ngô Thị Lan, tổ 1", words="Mất việc",
        by=office.people["there"], at=WHILE_IT_HANGS, counter=office.units["00001"],
    )  # fmt: skip
    assert (made.area, made.state) == (office.ward, "received")
    assert AuditEvent.objects.get(action="review.request_received").detail["counter"] == "00001"


def test_by_the_pages_with_the_receipt_shown_once(office, posting, client, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: WHILE_IT_HANGS)
    client.force_login(office.people["there"])
    first = client.get(reverse("requests:elsewhere", args=["00001", 2019]) + "?xa=00016")
    address = reverse("requests:complain_elsewhere", args=["00001", 2019, posting.pk])
    assert address in first.content.decode()
    page = client.get(address)
    row = next(each["no"] for each in posting.shown["rows"] if each["head"] == "Lê Quang Ánh")
    sent = {"row": row, "channel": "counter", "words": "Nhà tôi có thẻ", "token": uuid.uuid4()}
    assert page.context["form"].fields["row"].choices[row][1].startswith(f"{row}. Lê Quang Ánh")
    done = client.post(address, sent)
    made = Complaint.objects.get()
    assert made.case.head_name == "Lê Quang Ánh"
    assert made.receipt in done.content.decode()
    # what it says stays with the ward of the list
    inside = reverse("complaints:complaint", args=["00016", 2019, posting.ward.campaign_id, made.pk])
    assert client.get(inside).status_code in (403, 404)
    asked = {
        "ward": office.ward.pk, "kind": "add", "channel": "phone", "asker": "Ngô Thị Lan", "words": "",
        "token": uuid.uuid4(),
    }  # fmt: skip
    done = client.post(reverse("requests:elsewhere", args=["00001", 2019]), asked)
    assert Request.objects.get().receipt in done.content.decode()
    assert client.get(reverse("requests:request", args=["00016", 2019, Request.objects.get().pk])).status_code in (
        403,
        404,
    )


@pytest.mark.parametrize("code", ["00001", "00016"])
def test_a_request_for_any_ward_by_the_page(office, client, monkeypatch, code):
    monkeypatch.setattr(timezone, "now", lambda: WHILE_IT_HANGS)
    client.force_login(office.people["officer"])
    asked = {
        "ward": office.units[code].pk, "kind": "remove", "channel": "counter", "asker": "Ngô Thị Lan", "words": "",
        "token": uuid.uuid4(),
    }  # fmt: skip
    done = client.post(reverse("requests:elsewhere", args=["00016", 2019]), asked)
    assert (Request.objects.get().area.code, done.status_code) == (code, 200)
    assert Request.objects.get().receipt in done.content.decode()


def test_after_the_last_day_the_list_takes_nothing(office, posting, client, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: made_up.POSTING_OVER)
    client.force_login(office.people["there"])
    address = reverse("requests:complain_elsewhere", args=["00001", 2019, posting.pk])
    told = client.get(address).content.decode()
    assert "16/09/2019" in told
    assert "Lê Quang Ánh" not in told
    sent = {"row": 1, "channel": "counter", "words": "Nhà tôi có thẻ", "token": uuid.uuid4()}
    client.post(address, sent)
    assert not Complaint.objects.exists()
    page = client.get(reverse("requests:elsewhere", args=["00001", 2019]) + "?xa=00016")
    assert "noi-khac/" + str(posting.pk) not in page.content.decode()
