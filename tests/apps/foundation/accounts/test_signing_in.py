"""Signing in, being throttled, choosing a new password, signing out."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from chungtay.foundation.accounts.models import SecondFactor, User
from tests.factories import AT, PASSWORD

LOGIN = "/tai-khoan/dang-nhap/"


def sign_in(client: Client, username: str, password: str):
    return client.post(LOGIN, {"username": username, "password": password})


def test_the_right_password_opens_the_day(client, officer):
    answer = sign_in(client, " HOA ", PASSWORD)
    assert (answer.status_code, answer.url) == (302, "/bat-dau/")
    assert client.get("/bat-dau/").url.startswith("/00016/")


def test_the_wrong_password_says_so_in_vietnamese(client, officer):
    assert "không khớp" in sign_in(client, "hoa", "wrong").content.decode()


def test_the_sixth_wrong_try_is_not_even_looked_at(client, officer):
    for _ in range(5):
        sign_in(client, "hoa", "wrong")
    answer = sign_in(client, "hoa", PASSWORD)
    assert answer.status_code == 429
    assert "15 phút" in answer.content.decode()
    assert client.get("/bat-dau/").status_code == 302


def test_another_account_is_not_locked_with_it(client, officer, district_officer):
    for _ in range(5):
        sign_in(client, "hoa", "wrong")
    assert sign_in(client, "minh", PASSWORD).status_code == 302


def test_a_first_password_must_be_changed_before_anything_else(client, officer):
    User.objects.filter(pk=officer.pk).update(must_change_password=True)
    client.force_login(officer, "django.contrib.auth.backends.ModelBackend")
    assert client.get("/00016/2024/").url == reverse("accounts:password")
    new = {"old_password": PASSWORD, "new_password1": "mua-thu-ha-noi", "new_password2": "mua-thu-ha-noi"}
    assert client.post(reverse("accounts:password"), new).status_code == 302
    assert client.get("/00016/2024/").status_code == 200


def test_changing_the_password_ends_other_sessions(officer):
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        client.force_login(officer, "django.contrib.auth.backends.ModelBackend")
    new = {"old_password": PASSWORD, "new_password1": "mua-thu-ha-noi", "new_password2": "mua-thu-ha-noi"}
    here.post(reverse("accounts:password"), new)
    assert here.get("/00016/2024/").status_code == 200
    assert elsewhere.get("/00016/2024/").status_code == 302


def change_to(client: Client, password: str) -> int:
    new = {"old_password": PASSWORD, "new_password1": password, "new_password2": password}
    return client.post(reverse("accounts:password"), new).status_code


@pytest.mark.parametrize(
    "password",
    [
        "ngan",
        "mua-thu-hn1",  # eleven characters
        "123456789012",
        "iloveyou1234",
        "Matkhau@12345",
        "mật khẩu 123456",
        "hanoivietnam2026",
        "chungtaychungtay",
        "password1234",
        "hoahoahoahoahoa",
        "............",
    ],
)
def test_short_or_well_known_passwords_are_refused(client, officer, password):
    client.force_login(officer, "django.contrib.auth.backends.ModelBackend")
    assert change_to(client, password) == 200
    officer.refresh_from_db()
    assert officer.check_password(PASSWORD)


@pytest.mark.parametrize("password", ["mua thu ha noi", "tre xanh ven hồ", "bonmuathaydoi", "aq 7 3 b!z kk w"])
def test_length_is_enough_without_signs_or_capitals(client, officer, password):
    client.force_login(officer, "django.contrib.auth.backends.ModelBackend")
    assert change_to(client, password) == 302


def test_ten_characters_are_enough_beside_a_second_factor(client, officer):
    client.force_login(officer, "django.contrib.auth.backends.ModelBackend")
    assert change_to(client, "mua-thu-hn") == 200
    SecondFactor.objects.create(user=officer, key="A" * 32, started_at=AT, confirmed_at=AT)
    assert "10 ký tự" in client.get(reverse("accounts:password")).content.decode()
    assert change_to(client, "mua-thu-h") == 200
    assert change_to(client, "mua-thu-hn") == 302


def test_a_locked_account_is_told_how_long_and_whom_to_ask(client, officer):
    for _ in range(6):
        page = sign_in(client, "hoa", "wrong")
    text = page.content.decode()
    assert page.status_code == 429
    assert "15 phút" in text
    assert "quản trị" in text
    assert "hoa" not in text.split("<main")[1].split("</main>")[0].lower().replace("khoa", "")


def test_an_unknown_name_is_answered_like_a_wrong_password(client, officer):
    known, unknown = sign_in(client, "hoa", "wrong"), sign_in(client, "khongai", "wrong")
    assert [page.status_code for page in (known, unknown)] == [200, 200]
    assert all("không khớp" in page.content.decode() for page in (known, unknown))


def test_signing_out_needs_a_form_and_ends_the_session(client, officer):
    client.force_login(officer, "django.contrib.auth.backends.ModelBackend")
    assert client.get("/tai-khoan/dang-xuat/").status_code == 405
    client.post("/tai-khoan/dang-xuat/")
    assert client.get("/00016/2024/").status_code == 302
