"""A resident may complain and ask at any counter; the officer there reads what everybody may read, and no more."""

from __future__ import annotations

import datetime
import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from chungtay.foundation.accounts.models import Role
from chungtay.foundation.core.models import AuditEvent
from chungtay.work.review.forms.complaints import ComplainElsewhereForm
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


def test_after_the_days_for_late_paper_the_list_takes_nothing(office, posting, client, monkeypatch):
    """It hung until Monday, the 16th; what came until then is entered until Thursday, the 19th."""
    monkeypatch.setattr(timezone, "now", lambda: datetime.datetime(2019, 9, 20, 2, 0, tzinfo=datetime.UTC))
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


# --- the day on which it came ---


def test_a_complaint_taken_in_elsewhere_counts_from_the_day_it_came(office, posting):
    """Seven working days after Thursday, the 12th: 13, 16, 17, 18, 19, 20, 23. The clock of its own ward."""
    at = datetime.datetime(2019, 9, 13, 2, 0, tzinfo=datetime.UTC)
    made, _new = complaint(office, posting, channel="paper", at=at, received_on=datetime.date(2019, 9, 12))
    assert (made.received_on, made.due_on) == (datetime.date(2019, 9, 12), datetime.date(2019, 9, 23))


def test_late_paper_is_entered_elsewhere_by_the_name_without_reading_the_list(office, posting, client, monkeypatch):
    """On Tuesday, the 17th, nobody reads the list here any more: the name is typed as the paper has it."""
    monkeypatch.setattr(timezone, "now", lambda: made_up.POSTING_OVER)
    client.force_login(office.people["there"])
    address = reverse("requests:complain_elsewhere", args=["00001", 2019, posting.pk])
    chosen = client.get(reverse("requests:elsewhere", args=["00001", 2019]) + "?xa=00016").content.decode()
    assert address in chosen
    assert "nhập được đến hết ngày 19/09/2019" in chosen
    page = client.get(address).content.decode()
    assert "Danh sách niêm yết đến 16/09/2019" in page
    assert "Lê Quang Ánh" not in page
    sent = {
        "head": "Ngô Văn Lạ", "channel": "paper", "words": "Nhà tôi có thẻ", "token": uuid.uuid4(),
        "received_on": "16/09/2019", "late_note": "Thư đến chiều ngày cuối",
    }  # fmt: skip
    assert "Không có hộ nào tên đó" in client.post(address, sent).content.decode()
    assert (
        "Không có hộ nào tên đó"
        in client.post(address, sent | {"head": "le quang anh", "number": "99"}).content.decode()
    )
    assert "Hãy ghi vì sao" in client.post(address, sent | {"head": "Lê Quang Ánh", "late_note": ""}).content.decode()
    today = {"head": "Lê Quang Ánh", "received_on": ""}  # what comes only now comes too late
    assert "16/09/2019" in client.post(address, sent | today).content.decode()
    assert not Complaint.objects.exists()
    done = client.post(address, sent | {"head": "le quang anh"})
    made = Complaint.objects.get()
    assert (made.case.head_name, made.received_on) == ("Lê Quang Ánh", datetime.date(2019, 9, 16))
    assert made.late_note == "Thư đến chiều ngày cuối"
    assert made.receipt in done.content.decode()
    client.force_login(office.people["officer"])
    inside = reverse("complaints:complaint", args=["00016", 2019, posting.ward.campaign_id, made.pk])
    assert "Thư đến chiều ngày cuối" in client.get(inside).content.decode()


def test_of_two_heads_of_one_name_the_number_says_which():
    rows = [
        {"no": no, "head": head, "group": "Tổ 1"} for no, head in ((1, "Lê Thị Hoa"), (2, "Lê Thị Hoa"), (3, "Vũ Lan"))
    ]
    told = {"channel": "paper", "words": "Sai", "token": str(uuid.uuid4()), "head": "Lê Thị Hoa"}
    unclear = ComplainElsewhereForm(told, rows=rows, late=True)
    assert not unclear.is_valid()
    assert list(unclear.errors) == ["number"]
    clear = ComplainElsewhereForm(told | {"number": "2"}, rows=rows, late=True)
    assert clear.is_valid()
    assert clear.cleaned_data["row"] == 2
    assert not {"head", "number"} & set(clear.cleaned_data)


# --- requests ---


def asked(office, at, **changes):
    values = {
        "kind": "add", "channel": "paper", "token": uuid.uuid4(), "asker": "Ngô Thị Lan, tổ 1", "words": "Mất việc",
        "by": office.people["officer"], "at": at,
    }  # fmt: skip
    return requests.receive_request(office.ward, **(values | changes))[0]


def moment(day):
    return datetime.datetime(2019, 10, day, 2, 0, tzinfo=datetime.UTC)


def october(day):
    return datetime.date(2019, 10, day)


@pytest.mark.parametrize("elsewhere", [False, True])
def test_the_clock_of_a_request_begins_on_the_day_it_came(office, elsewhere):
    """TT 14/2018: seven working days after Wednesday, 2 October: 3, 4, 7, 8, 9, 10, 11. Entered on Friday, the 4th."""
    there = {"by": office.people["there"], "counter": office.units["00001"]} if elsewhere else {}
    request = asked(office, moment(4), received_on=october(2), **there)
    assert (request.received_on, request.due_on, request.late_note) == (october(2), october(11), "")
    detail = AuditEvent.objects.get(action="review.request_received").detail
    assert (detail["received_on"], detail["entered_late"]) == ("2019-10-02", False)
    assert asked(office, moment(4)).due_on == october(15)  # 7, 8, 9, 10, 11, 14, 15


def test_a_paper_that_turns_up_late_is_entered_with_the_reason(office):
    """Three working days after Wednesday, the 2nd, end on Monday, the 7th."""
    assert asked(office, moment(7), received_on=october(2)).late_note == ""
    with pytest.raises(ValidationError) as refused:
        asked(office, moment(8), received_on=october(2))
    assert refused.value.code == "late_note"
    request = asked(office, moment(8), received_on=october(2), late_note="Nằm lẫn trong công văn")
    assert (request.due_on, request.late_note) == (october(11), "Nằm lẫn trong công văn")
    assert AuditEvent.objects.filter(action="review.request_received").latest("number").detail["entered_late"] is True


@pytest.mark.parametrize("came", [datetime.date(2019, 10, 9), datetime.date(2018, 10, 6)])
def test_a_day_that_cannot_be_is_refused(office, came):
    with pytest.raises(ValidationError) as refused:
        asked(office, moment(8), received_on=came, late_note="x")
    assert refused.value.code == "day"


def test_by_the_web_a_request_came_today(office):
    request = asked(office, moment(8), by=None, channel="web", received_on=october(2))
    assert request.received_on == october(8)


@pytest.mark.parametrize(("name", "code"), [("requests:receive", "00016"), ("requests:elsewhere", "00001")])
def test_the_forms_ask_for_the_day_of_a_request(office, client, monkeypatch, name, code):
    monkeypatch.setattr(timezone, "now", lambda: moment(8))
    client.force_login(office.people["officer" if code == "00016" else "there"])
    address = reverse(name, args=[code, 2019])
    assert "Ngày đến" in client.get(address).content.decode()
    sent = {
        "ward": office.ward.pk, "kind": "add", "channel": "paper", "asker": "Ngô Thị Lan", "words": "",
        "token": uuid.uuid4(), "received_on": "02/10/2019",
    }  # fmt: skip
    assert "Hãy ghi vì sao" in client.post(address, sent).content.decode()
    assert not Request.objects.exists()
    client.post(address, sent | {"late_note": "Thư lạc"})
    request = Request.objects.get()
    assert (request.received_on, request.late_note) == (october(2), "Thư lạc")
    client.force_login(office.people["officer"])
    page = client.get(reverse("requests:request", args=["00016", 2019, request.pk])).content.decode()
    assert "Nhập ngày 08/10/2019." in page
