"""Where somebody is signed in, and ending it."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from chungtay.foundation.accounts.models import SignIn
from chungtay.foundation.accounts.presenters import agent_words
from tests.factories import PASSWORD

PAGE = "/tai-khoan/phien/"
AGENTS = {
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131.0 Safari/537.36": "Chrome · Windows",
    "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 coc_coc_browser/130 Chrome/124 Safari/537": "Cốc Cốc · Windows",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Version/18.1 Mobile Safari/604.1": "Safari · iPhone",
    "Mozilla/5.0 (Linux; Android 14; SM-A155F) Chrome/131.0 Mobile Safari/537.36": "Chrome · Android",
    "Mozilla/5.0 (Windows NT 10.0) Chrome/131.0 Safari/537.36 Edg/131.0": "Edge · Windows",
    "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0": "Firefox · Linux",
    "": "Máy không rõ loại",
}


@pytest.mark.parametrize(("agent", "words"), AGENTS.items())
def test_a_browser_in_words(agent, words):
    assert agent_words(agent) == words


def signed_in(agent: str = "") -> Client:
    client = Client(HTTP_USER_AGENT=agent)
    client.post("/tai-khoan/dang-nhap/", {"username": "hoa", "password": PASSWORD})
    return client


def works(client: Client) -> bool:
    return client.get("/00016/2024/").status_code == 200


def test_a_session_on_another_machine_is_ended(officer):
    here, there = signed_in("Firefox Linux"), signed_in("Chrome Android")
    page = here.get(PAGE).content.decode()
    assert "Firefox · Linux" in page
    assert "Chrome · Android" in page
    row = SignIn.objects.get(agent="Chrome Android")
    here.post(f"{PAGE}{row.pk}/")
    assert works(here)
    assert not works(there)
    assert "Chrome · Android" not in here.get(PAGE).content.decode()


def test_every_other_session_at_once(officer):
    here, others = signed_in(), [signed_in(), signed_in()]
    here.post(f"{PAGE}khac/")
    assert works(here)
    assert [works(client) for client in others] == [False, False]


def test_nobody_ends_a_session_of_somebody_else(officer, district_officer):
    mine = signed_in()
    other = Client()
    other.force_login(district_officer, "django.contrib.auth.backends.ModelBackend")
    assert other.post(f"{PAGE}{SignIn.objects.get(user=officer).pk}/").status_code == 404
    assert works(mine)


def test_signing_out_ends_the_row_and_a_copied_cookie_opens_nothing(officer):
    client = signed_in()
    copied = Client()
    copied.cookies = client.cookies.copy()
    client.post("/tai-khoan/dang-xuat/")
    assert SignIn.objects.get().ended_at is not None
    assert not works(copied)


def test_the_last_use_is_kept_to_five_minutes(officer):
    client = signed_in()
    works(client)
    row = SignIn.objects.get()
    before = row.last_used_at
    works(client)
    row.refresh_from_db()
    assert row.last_used_at == before
    SignIn.objects.update(last_used_at=timezone.now() - datetime.timedelta(minutes=6))
    works(client)
    row.refresh_from_db()
    assert timezone.now() - row.last_used_at < datetime.timedelta(minutes=1)


def test_changing_the_password_keeps_this_session_in_the_list(officer):
    client = signed_in()
    new = {"old_password": PASSWORD, "new_password1": "mua-thu-ha-noi", "new_password2": "mua-thu-ha-noi"}
    client.post("/tai-khoan/mat-khau/", new)
    assert works(client)
    assert "máy này" in client.get(PAGE).content.decode()
