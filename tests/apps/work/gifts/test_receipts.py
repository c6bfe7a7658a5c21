"""An envelope of public money is proved by a signature, photograph or signed paper, wherever it is handed over."""

from __future__ import annotations

import hashlib

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from chungtay.foundation.core.files import FileRefused
from chungtay.foundation.core.models import AuditEvent
from chungtay.work.gifts.models import Delivery
from chungtay.work.gifts.operations import handing, phones, receipts
from chungtay.work.gifts.presenters.waiting import waiting_for
from chungtay.work.gifts.queries.receipts import lacking_in, missing
from tests import factories, gifts
from tests.apps.work.assistance.people import picture
from tests.gifts import DAY

WORDS = "Còn thiếu phiếu ký nhận của %s phong bì"


@pytest.fixture
def office(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    return gifts.office(factories.district(), at=timezone.now() - DAY)


@pytest.fixture
def made(office):
    return gifts.handing_out(office)


def upload() -> SimpleUploadedFile:
    return SimpleUploadedFile("ky-nhan.jpg", picture(), "image/jpeg")


def handed(office, made, head: str, *, file=None, name: str = "") -> Delivery:
    told = gifts.told(gifts.gift(made, head, name), at=office.at + DAY / 2)
    who = office.people["member"]
    return receipts.hand_with(told, file=file, where="UBND phường", by=who, at=office.at + DAY / 2)


def telling(office) -> list[str]:
    today = timezone.localdate()
    return [each.title for each in waiting_for(office.people["member"], office.ward, today.year, today)]


def test_what_lacks_one_is_told_until_it_is_there(office, made) -> None:
    """Of five handed over: one with a photograph, three envelopes without of which the donor's asks for none, a bag."""
    handed(office, made, "Đình", file=upload())
    rows = [handed(office, made, head) for head in ("Hường", "Ánh", "Bưởi")]
    handed(office, made, "Cảnh")
    public = [row for row in rows if Delivery.objects.get(pk=row.pk).supply.source == "ward"]
    assert (
        len(public) == 2
    )  # three envelopes of the ward, the first of them with its receipt; the fourth is the donor's
    assert {row.pk for row in lacking_in(made)} == {row.pk for row in public}
    assert WORDS % 2 in telling(office)
    receipts.add_receipt(made.pk, public[0].gift_id, file=upload(), by=office.people["member"], at=timezone.now())
    assert WORDS % 1 in telling(office)
    event = AuditEvent.objects.get(action="gifts.receipt_added")
    assert event.detail["delivery"] == public[0].pk
    with pytest.raises(ValidationError):
        receipts.add_receipt(made.pk, public[0].gift_id, file=upload(), by=office.people["member"], at=timezone.now())


def test_who_decided_and_strangers_add_none(office, made) -> None:
    row = handed(office, made, "Đình")
    for name in ("officer", "leader", "volunteer"):
        with pytest.raises(PermissionDenied):
            receipts.add_receipt(made.pk, row.gift_id, file=upload(), by=office.people[name], at=timezone.now())
    assert missing(office.people["officer"], office.ward, timezone.localdate()) == []
    bad = SimpleUploadedFile("x.jpg", b"khong phai anh")
    with pytest.raises(FileRefused):
        receipts.add_receipt(made.pk, row.gift_id, file=bad, by=office.people["second"], at=timezone.now())
    kept = receipts.add_receipt(made.pk, row.gift_id, file=upload(), by=office.people["second"], at=timezone.now())
    assert kept.kept_sha256 == kept.proof_sha256 != ""


def test_a_telephone_that_told_and_did_not_send_the_picture(office, made) -> None:
    """Two days without a network: the receipt is missing until the picture comes."""
    volunteer = office.people["volunteer"]
    phone, _secret = phones.register_phone(volunteer, name="Máy 1", by=volunteer, at=office.at)
    content, gift = picture(), gifts.gift(made, "Đình")
    announced = ("signature", len(content), hashlib.sha256(content).hexdigest())
    told = gifts.told(gift, at=office.at + DAY / 2, secret=gift.code, proof=announced)
    row = handing.take_in(told, where="Tổ 1", by=volunteer, at=office.at + DAY / 2, phone=phone)
    assert [each.pk for each in lacking_in(made)] == [row.pk]
    phones.keep_proof(phone, row.sent_id, content, by=volunteer, at=timezone.now())
    assert not lacking_in(made).exists()


def test_the_page_asks_for_it_and_takes_it(office, made, client) -> None:
    row = handed(office, made, "Đình")
    member, year = office.people["member"], timezone.localdate().year
    client.force_login(member)
    people = reverse("gifts:people", args=[office.ward.code, year, made.pk])
    page = client.get(people, {"o": "no_receipt"}).content.decode()
    assert "Nguyễn Văn Đình" in page
    assert "Trần Thị Hường" not in page
    address = reverse("gifts:receipt", args=[office.ward.code, year, made.pk, row.gift_id])
    client.post(address, {"file": SimpleUploadedFile("x.jpg", b"khong phai anh")})
    row.refresh_from_db()
    assert row.proof == ""
    client.post(address, {"file": upload()})
    row.refresh_from_db()
    assert row.proof
    hand = reverse("gifts:hand", args=[office.ward.code, year, made.pk, gifts.gift(made, "Hường").pk])
    client.post(hand, {"outcome": "delivered", "received_by": "Trần Thị Hường", "file": upload()})
    assert Delivery.objects.exclude(pk=row.pk).get().proof
    assert not lacking_in(made).exists()


def test_one_statement_however_many(office, made) -> None:
    for head in ("Đình", "Hường", "Ánh"):
        handed(office, made, head)
    with CaptureQueriesContext(connection) as seen:
        [(found, _count)] = missing(office.people["member"], office.ward, timezone.localdate())
    assert found == made
    assert len(seen) <= 2  # the duties of the person, and one
