"""Photographs, place, signatures and "as last year" marks of a synced form: shown to whoever may see the form."""

from __future__ import annotations

import io

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from chungtay.foundation.core.models import AuditEvent
from chungtay.records.registry.models import Household
from chungtay.work.review.models import Attachment, Case, Flag, Survey
from chungtay.work.review.operations.evidence import hand_out_attachment
from chungtay.work.review.presenters.evidence import evidence_of
from tests import campaigns as made_up
from tests import factories, phones
from tests.campaigns import NOW
from tests.phones import announced, form, phone_of

pytestmark = pytest.mark.django_db
# One thousandth of a degree of latitude is 111,19 m on a sphere of 6.371 km: pi * 6371000 / 180 / 1000.
HOME, THERE = ("21.033300", "105.814200"), {"latitude": 21.0343, "longitude": 105.8142, "accuracy": 12}


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    return settings.MEDIA_ROOT


@pytest.fixture
def office():
    return phones.under_survey(2)[0]


def picture() -> bytes:
    held = io.BytesIO()
    Image.effect_noise((90, 60), 80).convert("RGB").save(held, "JPEG", quality=80)
    return held.getvalue()


@pytest.fixture
def case(office):
    """A form with its place, one section as last year, a photograph that is here and a signature still on its way."""
    one = Case.objects.select_related("household", "group__group").order_by("pk").first()
    Household.objects.filter(pk=one.household_id).update(latitude=HOME[0], longitude=HOME[1])
    phone, content = phone_of(office), picture()
    photo, signature = announced(content), announced(content, "signed_household")
    sheet = form(one, place=THERE, same=["declared"], files=[photo, signature])
    assert phone.send(sheet)[0]["outcome"] == "kept"
    assert phone.piece(photo["sent_id"], 0, content).json()["done"]
    one.refresh_from_db()
    return one


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(case, part: str = "") -> str:
    return f"/00016/2019/dot-ra-soat/{case.campaign_id}/{part}"


def file_of(case, row) -> str:
    return page(case, f"ho/{case.pk}/phieu/{row.survey.number}/tep/{row.pk}/")


def test_the_page_of_the_household_tells_what_came(office, case):
    text = signed_in(office.people["officer"]).get(page(case, f"ho/{case.pk}/")).content.decode()
    for wanted in ("21.03430, 105.81420 (± 12 m)", "cách nhà trong sổ hộ 111 m", "20 phút", "Chỉ số thiếu hụt",
                   "Ảnh", "đang về"):  # fmt: skip
        assert wanted in text, wanted
    photo, signature = Attachment.objects.order_by("pk")
    assert file_of(case, photo) in text
    assert file_of(case, signature) not in text
    assert not AuditEvent.objects.filter(action="core.sensitive_seen").exists()  # the page alone shows no picture


def test_a_photograph_is_handed_out_by_a_press_and_each_time_is_an_event(office, case):
    photo = Attachment.objects.select_related("survey").order_by("pk").first()
    client = signed_in(office.people["leader"])
    assert client.get(file_of(case, photo)).status_code == 405
    for times in (1, 2):
        answer = client.post(file_of(case, photo))
        content = b"".join(answer.streaming_content)
        with Image.open(io.BytesIO(content)) as shown:
            assert shown.size == (90, 60)
        assert answer["Content-Disposition"].startswith("attachment")
        assert "no-store" in answer["Cache-Control"]
        events = AuditEvent.objects.filter(action="core.sensitive_seen")
        assert events.count() == times
    event = events.latest("pk")
    assert (event.subject_type, event.subject_id, event.detail) == (
        "review.survey", str(photo.survey_id), {"fields": ["attachments__stored"]},
    )  # fmt: skip


def test_who_may_not_see_the_form_sees_no_photograph(office, case):
    photo = Attachment.objects.select_related("survey").order_by("pk").first()
    stranger = factories.person("stranger", "ward_officer", office.units["00001"])
    with pytest.raises(PermissionDenied):
        hand_out_attachment(photo, by=stranger, at=NOW)
    assert signed_in(stranger).post(file_of(case, photo)).status_code in (403, 404)
    assert Client().post(file_of(case, photo)).status_code == 302  # to the sign-in page
    assert not AuditEvent.objects.filter(action="core.sensitive_seen").exists()


def test_what_has_not_arrived_is_told_and_not_handed_out(office, case):
    signature = Attachment.objects.select_related("survey").order_by("pk").last()
    with pytest.raises(ValidationError, match="chưa về đủ"):
        hand_out_attachment(signature, by=office.people["officer"], at=NOW)
    assert signed_in(office.people["officer"]).post(file_of(case, signature)).url == page(
        case, f"ho/{case.pk}/?phieu=1"
    )
    Attachment.objects.filter(pk=signature.pk).update(problem="Không phải ảnh")
    assert "Không phải ảnh" in signed_in(office.people["officer"]).get(page(case, f"ho/{case.pk}/")).content.decode()


def test_a_file_of_another_household_is_not_found(office, case):
    photo = Attachment.objects.select_related("survey").order_by("pk").first()
    other = Case.objects.exclude(pk=case.pk).first()
    address = page(case, f"ho/{other.pk}/phieu/1/tep/{photo.pk}/")
    assert signed_in(office.people["officer"]).post(address).status_code == 404


def test_beside_the_flag_that_it_explains(office, case):
    flag = Flag.objects.create(
        campaign=case.campaign, ward=case.ward, kind="far", subject="thu", survey=case.survey, raised_at=NOW,
        detail={"metres": 900, "accuracy": 12},
    )  # fmt: skip
    text = signed_in(office.people["member"]).get(page(case, f"chat-luong/{flag.pk}/")).content.decode()
    assert "cách nhà trong sổ hộ 111 m" in text
    assert file_of(case, Attachment.objects.select_related("survey").order_by("pk").first()) in text


def test_the_marks_are_named_and_one_that_no_section_has_is_shown_as_it_came(office, case):
    survey = Survey.objects.select_related("case").get(pk=case.survey_id)
    survey.answers = {"members": [{"person": 7, "name": "Lê Thị Ba"}]}
    survey.same_as_before = ["dwelling", "member:7", "member:8", "garden"]
    [shown] = evidence_of([survey])
    assert shown.same == ["Nhà ở, điện, nước", "Lê Thị Ba", "một thành viên", "garden"]


def test_a_form_without_any_of_it_says_nothing(office):
    one = Case.objects.order_by("pk").last()
    made_up.sent(office, one, made_up.declared(1_000_000, "2"))
    one.refresh_from_db()
    assert "Kèm theo phiếu" not in signed_in(office.people["officer"]).get(page(one, f"ho/{one.pk}/")).content.decode()


def test_two_statements_however_many_forms(office, case):
    second = Case.objects.exclude(pk=case.pk).order_by("pk").first()
    made_up.sent(office, second, made_up.declared(1_000_000, "2"), latitude="21.03", longitude="105.81")
    for count in (1, 2):
        forms = list(Survey.objects.select_related("case").order_by("pk")[:count])
        with CaptureQueriesContext(connection) as seen:
            assert len(evidence_of(forms)) == count
        assert len(seen) == 2
