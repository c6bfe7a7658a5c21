"""The page of ODK Collect in a review, as an officer and as somebody who visits households sees it."""

from __future__ import annotations

import base64
import json
import re
import zlib

import pytest
from django.test import Client

from chungtay.exchange.openrosa import presenters
from chungtay.exchange.openrosa.models import CollectForm, CollectKey
from chungtay.exchange.openrosa.operations.keys import MOST_KEYS
from chungtay.work.review.models import Campaign
from tests import phones
from tests.collect import Collect, telephone

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return phones.under_survey(2)


def page(campaign: Campaign, rest: str = "") -> str:
    return f"/00016/2019/dot-ra-soat/{campaign.pk}/odk-collect/{rest}"


def client(office, who: str) -> Client:
    browser = Client()
    browser.force_login(office.people[who], "django.contrib.auth.backends.ModelBackend")
    return browser


def test_the_officer_opens_the_form_once_and_again_when_it_changed(world):
    office, campaign = world
    browser = client(office, "officer")
    assert "Mở biểu mẫu cho ODK Collect" in browser.get(page(campaign)).content.decode()
    assert browser.post(page(campaign, "bieu-mau/")).status_code == 302
    shown = browser.get(page(campaign)).content.decode()
    assert "Mở biểu mẫu cho ODK Collect" not in shown
    assert CollectForm.objects.get().version in shown
    Campaign.objects.filter(pk=campaign.pk).update(show_score=True)
    assert "Hãy mở lại biểu mẫu" in browser.get(page(campaign)).content.decode()
    browser.post(page(campaign, "bieu-mau/"))
    assert CollectForm.objects.count() == 2
    Campaign.objects.filter(pk=campaign.pk).update(show_score=False)
    browser.post(page(campaign, "bieu-mau/"))
    assert CollectForm.objects.count() == 2
    assert "Hãy mở lại biểu mẫu" not in browser.get(page(campaign)).content.decode()


def test_the_code_sets_a_telephone_up_and_is_shown_once(world, monkeypatch):
    office, campaign = world
    codes = []
    drawn = presenters.picture_of
    monkeypatch.setattr(presenters, "picture_of", lambda code: codes.append(code) or drawn(code))
    browser = client(office, "enumerator")
    answer = browser.post(page(campaign, "mat-khau/"), {"name": "Máy riêng"})
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    shown = answer.content.decode()
    settings = json.loads(zlib.decompress(base64.b64decode(codes[0])))
    general = settings["general"]
    assert (general["server_url"], general["username"]) == ("http://testserver/odk", "enumerator-review")
    assert re.fullmatch(r"([a-z2-9]{5}-){4}[a-z2-9]{5}", general["password"])
    assert general["password"] in shown
    assert settings["admin"] == {}
    assert general["password"] not in browser.get(page(campaign)).content.decode()
    assert CollectKey.objects.get().secret not in shown
    assert Collect("enumerator-review", general["password"], Client()).get("/odk/formList").status_code == 200


def test_a_telephone_needs_a_name_and_five_are_enough(world):
    office, campaign = world
    browser = client(office, "enumerator")
    assert browser.post(page(campaign, "mat-khau/"), {"name": " "}).status_code == 422
    for _time in range(MOST_KEYS):
        assert browser.post(page(campaign, "mat-khau/"), {"name": "Máy"}).status_code == 200
    refused = browser.post(page(campaign, "mat-khau/"), {"name": "Máy"})
    assert refused.status_code == 422
    assert "Bạn đã có 5 mật khẩu" in refused.content.decode()


def test_the_officer_ends_the_password_of_a_lost_telephone(world):
    office, campaign = world
    phone = telephone(office)
    browser = client(office, "officer")
    assert "Máy của enumerator" in browser.get(page(campaign)).content.decode()
    key = CollectKey.objects.get()
    browser.post(page(campaign, f"mat-khau/{key.pk}/thoi/"))
    assert phone.get("/odk/formList").status_code == 401
    assert "Thôi dùng lúc" in browser.get(page(campaign)).content.decode()


def test_one_ends_ones_own_and_sees_nobody_elses(world):
    office, campaign = world
    phone = telephone(office)
    telephone(office, "enumerator2")
    browser = client(office, "enumerator")
    shown = browser.get(page(campaign)).content.decode()
    assert "Máy của enumerator2" not in shown
    assert "Mở biểu mẫu cho ODK Collect" not in shown
    own = CollectKey.objects.get(user=office.people["enumerator"])
    other = CollectKey.objects.get(user=office.people["enumerator2"])
    assert browser.post(page(campaign, f"mat-khau/{other.pk}/cua-toi/")).status_code == 404
    browser.post(page(campaign, f"mat-khau/{own.pk}/cua-toi/"))
    assert phone.get("/odk/formList").status_code == 401
