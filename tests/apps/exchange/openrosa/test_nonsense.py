"""What nobody's ODK Collect sends and somebody's program may: each is refused in words, keeps nothing by half, and the
next honest form comes in."""

from __future__ import annotations

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override

from chungtay.exchange.openrosa.models import Delivery
from chungtay.work.review.models import Attachment, Survey
from chungtay.work.review.operations import steps_back
from tests.apps.exchange.openrosa.test_collect import first, whole, world  # noqa: F401
from tests.collect import picture, told

pytestmark = pytest.mark.django_db


def head_of(xml: str) -> str:
    return xml.split("?>", 1)[-1]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "latin-1", "utf-32"])
def test_other_encodings_are_refused_before_anything_is_kept(world, encoding):  # noqa: F811
    _office, campaign, form, phone = world
    case = first(campaign)
    named = {"utf-16-le": "utf-16", "utf-16-be": "utf-16", "utf-32": "utf-32"}.get(encoding, encoding)
    xml = f'<?xml version="1.0" encoding="{named}"?>' + head_of(whole(form, case)).replace("Nguyễn An<", "Lê An<")
    answer = phone.send(xml.encode(encoding, "xmlcharrefreplace"))
    assert (answer.status_code, Survey.objects.count(), Delivery.objects.count()) == (400, 0, 0), answer.content
    assert told(answer)
    assert phone.send(whole(form, case)).status_code == 201


@pytest.mark.parametrize("depth", [2_000, 70_000])
def test_elements_within_elements_without_end(world, depth):  # noqa: F811
    _office, campaign, form, phone = world
    case = first(campaign)
    deep = whole(form, case).replace("</household>", "<a>" * depth + "</a>" * depth + "</household>")
    assert phone.send(deep).status_code in (400, 422)
    assert not Survey.objects.exists()
    assert phone.send(whole(form, case)).status_code == 201


@pytest.mark.parametrize("number", ["9" * 19, "9" * 240, "00000000000000000001", "-1", "1e3", "١"])
def test_numbers_of_reviews_that_no_table_holds(world, number):  # noqa: F811
    _office, campaign, form, phone = world
    xml = whole(form, first(campaign)).replace(f"chungtay_dot_{campaign.pk}", f"chungtay_dot_{number}")
    assert phone.send(xml).status_code == 404


@pytest.mark.parametrize("device", ["%00", "%E2%80%AE%00x", "a" * 5_000, "%ED%A0%80", "%0A%0D"])
def test_a_device_that_calls_itself_anything(world, device):  # noqa: F811
    _office, campaign, form, phone = world
    answer = phone.client.post(
        f"/odk/submission?deviceID={device}",
        {"xml_submission_file": SimpleUploadedFile("form.xml", whole(form, first(campaign)).encode(), "text/xml")},
        headers=phone.headers(),
        secure=True,
    )
    assert answer.status_code in (201, 422), answer.content
    assert Survey.objects.count() == Delivery.objects.count() == (answer.status_code == 201)


@pytest.mark.parametrize("length", ["", "abc", "-5", "1e9", "9" * 30])
def test_a_length_that_is_none(world, length):  # noqa: F811
    phone = world[3]
    answer = phone.client.post(
        "/odk/submission", b"--x--", "multipart/form-data; boundary=x", headers=phone.headers(), secure=True,
        CONTENT_LENGTH=length,
    )  # fmt: skip
    assert answer.status_code in (400, 413), answer.content


@pytest.mark.parametrize(
    "kind",
    ["application/json", "application/x-www-form-urlencoded", "multipart/form-data", "multipart/form-data; boundary=",
     "multipart/form-data; boundary=" + "x" * 300, "multipart/mixed; boundary=x", "", "text/plain"],
)  # fmt: skip
def test_content_of_every_other_kind(world, kind):  # noqa: F811
    _office, campaign, form, phone = world
    body = whole(form, first(campaign)).encode()
    answer = phone.client.post("/odk/submission", body, kind, headers=phone.headers(), secure=True)
    assert answer.status_code == 400, answer.content
    assert told(answer)
    assert not Survey.objects.exists()


@pytest.mark.parametrize("name", ["../../etc/passwd", "..\\..\\x.jpg", "/etc/cron.d/x", "a" * 400 + ".jpg", "CON"])
def test_photographs_that_are_named_like_paths_stay_in_their_place(world, name, settings):  # noqa: F811
    _office, campaign, form, phone = world
    answer = phone.send(whole(form, first(campaign), photo=name), (name, picture()))
    assert answer.status_code in (201, 422), answer.content
    for row in Attachment.objects.exclude(stored=""):
        assert ".." not in row.stored
        assert not row.stored.startswith("/")


def test_the_same_number_with_other_content_and_a_photograph_leaves_the_first_as_it_was(world):  # noqa: F811
    _office, campaign, form, phone = world
    case = first(campaign)
    xml = whole(form, case, photo="a.jpg")
    assert phone.send(xml).status_code == 201
    kept = Survey.objects.get()
    for other in (xml.replace("1000000", "900000"), xml.replace("a.jpg", "b.jpg"), xml + " "):
        answer = phone.send(other, ("a.jpg", picture()), ("b.jpg", picture()))
        assert answer.status_code == 409, answer.content
    survey = Survey.objects.get()
    assert (survey.digest, survey.answers, survey.attachments.count()) == (kept.digest, kept.answers, 0)
    assert phone.send(xml, ("a.jpg", picture())).status_code == 201  # the photograph is new
    assert phone.send(xml, ("a.jpg", picture())).status_code == 202


def test_a_form_of_a_cancelled_review_is_refused_with_the_reason_and_kept_on_the_telephone(world):  # noqa: F811
    office, campaign, form, phone = world
    case = first(campaign)
    assert phone.send(whole(form, case)).status_code == 201
    case.refresh_from_db()
    late = whole(form, case)
    at = datetime.datetime(2019, 9, 10, 2, tzinfo=datetime.UTC)
    step = steps_back.propose_cancelling_review(campaign, why="Mở nhầm năm", by=office.people["leader"], at=at)
    steps_back.agree_to_step_back(step, by=office.people["officer"], at=at)
    assert phone.forms() == []
    with override("vi"):
        answer = phone.send(late)
    assert answer.status_code == 409  # ODK Collect keeps what is not answered with 201 or 202
    assert "Mở nhầm năm" in told(answer)
    assert Survey.objects.count() == 1
