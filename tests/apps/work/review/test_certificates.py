"""Certificates: whom they are given to, what their code says, how they end."""

from __future__ import annotations

import base64
import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction

from chungtay.foundation.core import cose
from chungtay.work.review.models import Certificate, SigningKey
from chungtay.work.review.operations import certificates, corrections, decisions, signing_keys
from chungtay.work.review.queries import certificates as queries
from chungtay.work.review.transitions import StepRefused
from tests import campaigns as made_up
from tests import decided as made

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    found = made_up.office()
    made_up.register(found)
    return found


@pytest.fixture
def decision(office):
    return made.decided(office)


def keys():
    return {key["number"]: bytes.fromhex(key["point"]) for key in queries.public_keys()}


def read(certificate):
    return cose.verify(cose.unbase45(certificate.payload.removeprefix("CT1:")), keys())[0]


def issued(office, decision):
    certificates.issue(decision, by=office.people["leader"], at=made.SIGNED)
    return list(Certificate.objects.filter(decision=decision, revoked_at=None).order_by("serial"))


def test_poor_and_near_poor_households_get_one_and_the_ward_is_certified(office, decision):
    found = issued(office, decision)
    assert [(each.number, each.class_id, each.written["head"]) for each in found] == [
        ("1/GCN-HN.HCN", "poor", "Phạm Thị Bưởi"),
        ("2/GCN-HN.HCN", "poor", "Trần Thị Hường"),
        ("3/GCN-HN.HCN", "near_poor", "Nguyễn Văn Đình"),
    ]
    assert {(each.valid_from, each.valid_to) for each in found} == {
        (datetime.date(2020, 1, 1), datetime.date(2020, 12, 31))
    }
    decision.ward.refresh_from_db()
    assert decision.ward.state == "certified"
    assert certificates.issue(decision, by=office.people["leader"], at=made.SIGNED) == 0


def test_a_decision_that_holds_from_december_makes_the_list_of_the_next_year(office):
    """Signed on 20 December and holding from that day: the certificates are good until the end of 2020, not for eleven
    days."""
    at, day = datetime.datetime(2019, 12, 20, 2, 0, tzinfo=datetime.UTC), datetime.date(2019, 12, 20)
    draft = decisions.draft_decision(made.agreed(office), by=office.people["officer"], at=at)
    given = made.signature(signed_on=day, effective_on=day)
    decision = decisions.sign_decision(draft, signature=given, by=office.people["leader"], at=at)
    certificates.issue(decision, by=office.people["leader"], at=at)
    found = Certificate.objects.filter(decision=decision)
    assert {(each.year, each.valid_from, each.valid_to) for each in found} == {(2020, day, datetime.date(2020, 12, 31))}
    assert sorted(each.serial for each in found) == [f"00016-2020-0000{number}" for number in (1, 2, 3)]


def test_the_code_says_little_and_no_name(office, decision):
    """01/01/2020 0:00 in Hà Nội is 31/12/2019 17:00 UTC: 1577811600 seconds; one year (366 days) later 1609434000."""
    last = issued(office, decision)[2]
    assert read(last) == {
        1: "00016",
        2: "00016-2020-00003",
        5: 1_577_811_600,
        4: 1_609_434_000,
        6: int(made.SIGNED.timestamp()),
        -70001: "HCN",
        -70002: 2020,
        -70003: "N.V.Đ.",
    }
    assert len(last.payload) < 320


def test_only_the_leader_issues_and_only_after_the_signature(office):
    draft = decisions.draft_decision(made.agreed(office), by=office.people["officer"], at=made.DRAFTED)
    with pytest.raises(StepRefused):
        certificates.issue(draft, by=office.people["leader"], at=made.SIGNED)
    with pytest.raises(PermissionDenied):
        certificates.issue(draft, by=office.people["officer"], at=made.SIGNED)


def test_a_lost_one_is_revoked_with_a_reason_and_another_issued(office, decision):
    first = issued(office, decision)[0]
    with pytest.raises(ValidationError):
        certificates.revoke(first, why=" ", by=office.people["leader"], at=made.SIGNED)
    certificates.revoke(first, why="Báo mất", by=office.people["leader"], at=made.SIGNED)
    listed = queries.revocation_list(at=made.SIGNED)
    assert listed["revoked"] == ["00016-2020-00001"]
    again = issued(office, decision)
    assert [each.number for each in again] == ["2/GCN-HN.HCN", "3/GCN-HN.HCN", "4/GCN-HN.HCN"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.filter(pk=first.pk).update(revoked_at=None)


def test_whoever_loses_the_recognition_loses_the_certificate(office, decision):
    issued(office, decision)
    case = made.case(decision, "Phạm Thị Bưởi")
    by = office.people["officer"]
    draft = corrections.draft_revocation(decision, cases=[case.pk], why="Khai sai", by=by, at=made.SIGNED)
    at = datetime.datetime(2020, 3, 2, 2, 0, tzinfo=datetime.UTC)
    day = datetime.date(2020, 3, 2)
    given = made.signature("30/QĐ-UBND", signed_on=day, effective_on=day)
    signed = decisions.sign_decision(draft, signature=given, by=office.people["leader"], at=at)
    assert queries.revocation_list(at=at)["revoked"] == ["00016-2020-00001"]
    assert certificates.issue(signed, by=office.people["leader"], at=at) == 0
    assert certificates.issue(decision, by=office.people["leader"], at=at) == 0


def test_the_list_of_revoked_ones_is_signed_with_its_time(office, decision):
    certificate = issued(office, decision)[0]
    certificates.revoke(certificate, why="Báo mất", by=office.people["leader"], at=made.SIGNED)
    listed = queries.revocation_list(at=made.SIGNED)
    text = listed["signed"]
    message = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    claims, number = cose.verify(message, keys())
    assert claims == {6: int(made.SIGNED.timestamp()), -70010: ["00016-2020-00001"]}
    assert next(key["ward"] for key in queries.public_keys() if key["number"] == number) == ""
    expired = datetime.datetime(2021, 1, 2, tzinfo=datetime.UTC)
    assert queries.revocation_list(at=expired)["revoked"] == []


def test_an_old_key_still_proves_what_it_signed(office, decision):
    first = issued(office, decision)[0]
    leader = office.people["leader"]
    key = signing_keys.exchange_key(office.ward, why="Định kỳ", by=leader, at=made.SIGNED)
    assert read(first)[2] == "00016-2020-00001"
    certificates.revoke(first, why="Báo mất", by=leader, at=made.SIGNED)
    newest = issued(office, decision)[-1]
    assert (newest.key_id, key.number != first.key_id) == (key.number, True)
    assert read(newest)[2] == "00016-2020-00004"
    with pytest.raises(PermissionDenied):
        signing_keys.exchange_key(office.ward, why="x", by=office.people["officer"], at=made.SIGNED)


def test_the_secret_half_lies_sealed(office, decision):
    issued(office, decision)
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM review_signingkey")
        kept = [row[0] for row in cursor.fetchall()]
    assert len(kept) == 2
    assert all(text.startswith("sealed:") for text in kept)
    assert "secret" not in queries.public_keys()[0]
    assert SigningKey.objects.filter(area=office.ward).count() == 1


def test_handing_over_is_noted_once(office, decision):
    found = issued(office, decision)
    numbers = [each.pk for each in found[:2]]
    day, officer = datetime.date(2019, 9, 25), office.people["officer"]
    assert certificates.hand_over(decision, certificates=numbers, on=day, by=officer, at=made.SIGNED) == 2
    assert certificates.hand_over(decision, certificates=numbers, on=day, by=officer, at=made.SIGNED) == 0
    with pytest.raises(ValidationError):
        certificates.hand_over(
            decision, certificates=numbers, on=datetime.date(2019, 9, 26), by=officer, at=made.SIGNED
        )


def test_the_leader_exchanges_the_key_on_the_screen(office, decision, client):
    """One key signed three certificates; after the exchange another is in use and the old ones stay true."""
    certificates.issue(decision, by=office.people["leader"], at=made.SIGNED)
    client.force_login(office.people["leader"])
    page = client.get("/00016/2026/khoa-ky/")
    assert [(key.signed, key.retired_at) for key in page.context["keys"]] == [(3, None)]
    refused = client.post("/00016/2026/khoa-ky/thay/", {"why": " "})
    assert refused.status_code == 200
    assert SigningKey.objects.filter(area=office.ward).count() == 1
    client.post("/00016/2026/khoa-ky/thay/", {"why": "Bàn giao máy chủ"})
    page = client.get("/00016/2026/khoa-ky/")
    assert [(key.signed, key.retired_at is None) for key in page.context["keys"]] == [(0, True), (3, False)]
    assert "secret" not in page.content.decode()


def test_only_who_signs_for_the_ward_sees_its_keys(office, decision, client):
    for name, status in (("officer", 403), ("enumerator", 403), ("district", 403), ("leader", 200)):
        client.force_login(office.people[name])
        assert client.get("/00016/2026/khoa-ky/").status_code == status, name
        if status == 403:
            assert client.post("/00016/2026/khoa-ky/thay/", {"why": "x"}).status_code == 403
    client.force_login(office.people["leader"])
    assert client.get("/001/2026/khoa-ky/").status_code in (403, 404)
