"""Sign-in by OpenID Connect against a real provider in a process of its own; accounts are linked beforehand."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from chungtay.config.sign_in import sign_in_service
from chungtay.foundation.accounts import operations
from chungtay.foundation.accounts.models import OutsideName, User
from chungtay.foundation.core.models import AuditEvent
from tests.factories import AT, person

LOGIN, START, BACK = ("/tai-khoan/dang-nhap/", "/tai-khoan/dang-nhap/ngoai/", "/tai-khoan/dang-nhap/ngoai/ve/")
PEOPLE = [
    {"sub": "u-17", "email": "hoa@hanoi.example", "email_verified": True},
    {"sub": "u-18", "email": "la@hanoi.example", "email_verified": True},
    {"sub": "u-19", "email": "hoa@hanoi.example", "email_verified": True},
    {"sub": "u-20", "email": "hoa@hanoi.example", "email_verified": False},
]


@pytest.fixture(scope="module")
def provider():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    known = [word for claims in PEOPLE for word in ("--user-claims", json.dumps(claims))]
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "oidc_provider_mock",
        "--port",
        str(port),
        "--require-nonce",
        "true",
    ]
    address = f"http://127.0.0.1:{port}"
    with subprocess.Popen([*command, *known], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            for _ in range(600):
                try:
                    requests.get(f"{address}/.well-known/openid-configuration", timeout=5)
                    break
                except requests.ConnectionError:
                    assert process.poll() is None
                    time.sleep(0.05)
            yield address
        finally:
            process.terminate()


@pytest.fixture
def service(provider, settings):
    settings.OIDC = {"issuer": provider, "client": "chungtay", "secret": "s", "name": "Cổng Hà Nội", "claim": "email"}
    return provider


@pytest.fixture
def hoa(officer) -> User:
    operations.link_outside(officer, name=" Hoa@HaNoi.example ", by=None, at=AT)
    return officer


def arrive(client: Client, subject: str, start: str = START):
    """What the browser does: to the provider, its form, and back to us."""
    there = client.get(start).url
    answered = requests.post(there, data={"sub": subject}, allow_redirects=False, timeout=10)
    back = urlsplit(answered.headers["Location"])
    assert back.path == BACK
    return client.get(f"{back.path}?{back.query}", follow=False), there


def told(client: Client) -> str:
    return client.get(LOGIN).content.decode()


def test_a_linked_person_signs_in(service, hoa):
    client = Client()
    assert "Đăng nhập qua Cổng Hà Nội" in told(client)
    answer, there = arrive(client, "u-17", f"{START}?next=/00016/2024/tim/")
    assert answer.url == "/00016/2024/tim/"
    assert client.get("/00016/2024/").status_code == 200
    asked = parse_qs(urlsplit(there).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["nonce"][0]
    assert OutsideName.objects.get().subject == "u-17"
    arrive(Client(), "u-17")
    assert AuditEvent.objects.filter(action="accounts.outside_recognised").count() == 1


def test_nobody_gets_an_account_by_signing_in(service, hoa):
    before = User.objects.count()
    client = Client()
    assert arrive(client, "u-18")[0].url == LOGIN
    assert "chưa có tài khoản nào liên kết" in told(client)
    assert client.get("/00016/2024/").status_code == 302
    assert User.objects.count() == before


def test_a_name_that_went_to_somebody_else_opens_nothing(service, hoa):
    arrive(Client(), "u-17")
    client = Client()
    assert arrive(client, "u-19")[0].url == LOGIN
    assert client.get("/00016/2024/").status_code == 302


def test_an_address_that_the_service_did_not_verify_says_nothing(service, hoa):
    client = Client()
    assert arrive(client, "u-20")[0].url == LOGIN
    assert OutsideName.objects.get().subject == ""


def test_a_closed_account_stays_closed(service, hoa):
    operations.close_account(hoa, by=None, at=AT)
    client = Client()
    arrive(client, "u-17")
    assert client.get("/00016/2024/").status_code == 302


def test_an_own_second_factor_is_asked_for_all_the_same(service, hoa):
    from tests.apps.foundation.accounts.test_second_factor import code_of

    factor = operations.start_factor(hoa, by=hoa, at=AT)
    operations.confirm_factor(hoa, code=code_of(factor.key, AT), by=hoa, at=AT)
    client = Client()
    assert arrive(client, "u-17")[0].url == "/tai-khoan/dang-nhap/buoc-hai/"
    assert client.get("/00016/2024/").status_code == 302


def test_the_one_time_password_need_not_be_changed_when_it_was_not_used(service, hoa):
    operations.reset_password(hoa, by=None, at=AT)
    client = Client()
    arrive(client, "u-17")
    assert client.get("/00016/2024/").status_code == 200


@pytest.mark.parametrize("query", ["", "?code=x&state=y", "?error=access_denied", "?code=x", "?state="])
def test_an_answer_that_we_did_not_ask_for_is_refused(service, hoa, query):
    client = Client()
    assert client.get(f"{BACK}{query}").url == LOGIN
    assert "chưa xong" in told(client)


def test_an_answer_belongs_to_the_browser_that_asked(service, hoa):
    """Somebody else's answer, put into this browser, signs nobody in."""
    theirs, mine = Client(), Client()
    there = theirs.get(START).url
    answered = requests.post(there, data={"sub": "u-17"}, allow_redirects=False, timeout=10)
    back = urlsplit(answered.headers["Location"])
    assert mine.get(f"{back.path}?{back.query}").url == LOGIN
    assert mine.get("/00016/2024/").status_code == 302
    theirs.get(f"{back.path}?{back.query}")
    assert theirs.get(f"{back.path}?{back.query}").url == LOGIN  # and it is taken once


def test_a_service_that_is_down_is_said(settings, db):
    settings.OIDC = {"issuer": "http://127.0.0.1:9", "client": "c", "secret": "s", "name": "Cổng", "claim": "sub"}
    client = Client()
    assert client.get(START).url == LOGIN
    assert "chưa trả lời" in told(client)


def test_nobody_is_led_to_another_site(service, hoa):
    assert arrive(Client(), "u-17", f"{START}?next=https://example.com/")[0].url == "/bat-dau/"


def test_without_configuration_there_is_no_such_way(officer):
    assert Client().get(START).status_code == 404
    assert "Đăng nhập qua" not in told(Client())


# --- linking ----------------------------------------------------------------------------------------------------
def test_the_administrator_links_and_takes_the_link_away(settings, units, officer):
    settings.OIDC = {"issuer": "https://x.example", "client": "c", "secret": "s", "name": "Cổng", "claim": "email"}
    admin = Client()
    admin.force_login(person("son", "administrator", units["001"]), "django.contrib.auth.backends.ModelBackend")
    address = f"/tai-khoan/nguoi-dung/{officer.pk}/"
    admin.post(f"{address}dich-vu/", {"name": "Hoa@x.example"})
    assert OutsideName.objects.get(user=officer).name == "hoa@x.example"
    assert "hoa@x.example" in admin.get(address).content.decode()
    admin.post(f"{address}dich-vu/", {"name": ""})
    assert not OutsideName.objects.exists()
    actions = list(AuditEvent.objects.filter(action__startswith="accounts.outside").values_list("action", flat=True))
    assert actions == ["accounts.outside_linked", "accounts.outside_unlinked"]
    assert "hoa@" not in str(list(AuditEvent.objects.values_list("detail", flat=True)))


def test_one_name_belongs_to_one_account_and_nobody_links_his_own(units, hoa):
    chief = person("son", "administrator", units["001"])
    other = person("an", "enumerator", units["00016"])
    with pytest.raises(ValidationError):
        operations.link_outside(other, name="hoa@hanoi.example", by=chief, at=AT)
    with pytest.raises(PermissionDenied):
        operations.link_outside(chief, name="son@hanoi.example", by=chief, at=AT)
    assert operations.arrive(name="", subject="u-1", at=AT) is None
    assert operations.arrive(name="hoa@hanoi.example", subject="", at=AT) is None


# --- the environment --------------------------------------------------------------------------------------------
def configured(monkeypatch, **values: str):
    for name in list(os.environ):
        if name.startswith("CHUNGTAY_OIDC"):
            monkeypatch.delenv(name)
    for name, value in values.items():
        monkeypatch.setenv(f"CHUNGTAY_OIDC_{name}", value)
    return sign_in_service()


def test_what_the_environment_says(monkeypatch):
    assert configured(monkeypatch) is None
    full = configured(monkeypatch, ISSUER="https://id.example", CLIENT="a", SECRET="b", NAME="Cổng", CLAIM="sub")
    assert full == {"issuer": "https://id.example", "client": "a", "secret": "b", "name": "Cổng", "claim": "sub"}
    with pytest.raises(ValueError, match="CHUNGTAY_OIDC_SECRET"):
        configured(monkeypatch, ISSUER="https://id.example", CLIENT="a")
    with pytest.raises(ValueError, match="https"):
        configured(monkeypatch, ISSUER="http://id.example", CLIENT="a", SECRET="b")
