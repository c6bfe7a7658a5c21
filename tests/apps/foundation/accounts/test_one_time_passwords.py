"""A password that somebody else has seen ends: after its first sign-in, or when nobody came in time."""

from __future__ import annotations

import datetime
import re

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from chungtay.foundation.accounts import operations
from chungtay.foundation.accounts.models import User
from chungtay.foundation.core.models import AuditEvent
from tests.factories import PASSWORD, person

LOGIN = "/tai-khoan/dang-nhap/"
GIVEN = datetime.datetime(2024, 9, 20, 9, 0, tzinfo=datetime.UTC)  # 16:00 in Hanoi, a Friday
LAST_MOMENT = datetime.datetime(2024, 9, 23, 8, 59, tzinfo=datetime.UTC)
OVER = datetime.datetime(2024, 9, 23, 9, 0, tzinfo=datetime.UTC)  # 72 hours later


def at(monkeypatch, moment: datetime.datetime) -> None:
    monkeypatch.setattr(timezone, "now", lambda: moment)


def sign_in(username: str, password: str):
    return Client().post(LOGIN, {"username": username, "password": password})


@pytest.fixture
def chief(units) -> User:
    return person("son", "administrator", units["001"])


@pytest.fixture
def word(officer, chief) -> str:
    return operations.reset_password(officer, by=chief, at=GIVEN)


def test_until_its_last_minute_it_opens_the_account(officer, word, monkeypatch):
    at(monkeypatch, LAST_MOMENT)
    assert sign_in("hoa", word).status_code == 302


def test_once_it_is_over_the_person_is_told_what_to_do(officer, word, monkeypatch):
    at(monkeypatch, OVER)
    page = sign_in("hoa", word)
    text = page.content.decode()
    assert page.status_code == 200
    assert "Mật khẩu dùng một lần này đã hết hạn lúc 16:00 23/09/2024" in text
    assert "quản trị" in text
    assert not User.objects.get(pk=officer.pk).sign_ins.exists()


def test_who_does_not_know_it_does_not_learn_that_it_is_over(officer, word, monkeypatch):
    at(monkeypatch, OVER)
    assert "hết hạn" not in sign_in("hoa", "wrong").content.decode()


def test_one_that_is_over_is_no_wrong_try(officer, word, monkeypatch):
    at(monkeypatch, OVER)
    assert [sign_in("hoa", word).status_code for _ in range(7)] == [200] * 7


def test_a_new_one_opens_again_and_the_own_password_has_no_end(officer, chief, word, monkeypatch):
    at(monkeypatch, OVER)
    again = operations.reset_password(officer, by=chief, at=OVER)
    client = Client()
    assert client.post(LOGIN, {"username": "hoa", "password": again}).status_code == 302
    new = {"old_password": again, "new_password1": "mua-thu-ha-noi", "new_password2": "mua-thu-ha-noi"}
    assert client.post("/tai-khoan/mat-khau/", new).status_code == 302
    officer.refresh_from_db()
    assert (officer.must_change_password, officer.one_time_until) == (False, None)
    at(monkeypatch, OVER + datetime.timedelta(days=400))
    assert sign_in("hoa", "mua-thu-ha-noi").status_code == 302


def test_accounts_that_are_new_or_opened_again_wait_as_long(units, chief):
    duty = operations.FirstDuty("enumerator", units["00016"], GIVEN.date())
    user = operations.add_account(username="an", full_name="An", password=PASSWORD, duty=duty, by=chief, at=GIVEN)
    assert user.one_time_until == OVER
    operations.close_account(user, by=chief, at=GIVEN)
    later = datetime.timedelta(days=10)
    operations.reopen_account(user, by=chief, at=GIVEN + later)
    assert User.objects.get(pk=user.pk).one_time_until == OVER + later


def test_the_time_is_a_setting(officer, chief, settings):
    settings.ONE_TIME_PASSWORD_HOURS = 24
    operations.reset_password(officer, by=chief, at=GIVEN)
    officer.refresh_from_db()
    assert officer.one_time_until == GIVEN + datetime.timedelta(days=1)


def test_the_database_knows_no_own_password_with_an_end(officer):
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=officer.pk).update(one_time_until=OVER)


def test_the_administrator_is_told_when_it_is_made_and_while_it_waits(officer, chief, monkeypatch):
    at(monkeypatch, GIVEN)
    admin = Client()
    admin.force_login(chief, "django.contrib.auth.backends.ModelBackend")
    page = f"/tai-khoan/nguoi-dung/{officer.pk}/"
    assert "16:00 23/09/2024" in admin.post(f"{page}mat-khau/").content.decode()
    assert "chờ lần đăng nhập đầu đến 16:00 23/09/2024" in admin.get(page).content.decode()
    at(monkeypatch, OVER)
    admin.force_login(chief, "django.contrib.auth.backends.ModelBackend")
    assert "đã hết hạn lúc 16:00 23/09/2024" in admin.get(page).content.decode()


# --- on the machine itself --------------------------------------------------------------------------------------
def test_the_first_administrator_gets_a_new_one_on_the_machine(db, settings, tmp_path, monkeypatch, capsys):
    settings.FOUNDED = tmp_path / "founded"
    at(monkeypatch, GIVEN)
    call_command("first_start", "ba-dinh", "00004", "Đỗ Khắc Sơn")
    said = capsys.readouterr().out
    first = next(line.split()[1] for line in said.splitlines() if line.startswith("  quantri"))
    assert "16:00 23/09/2024" in said
    assert "./run manage new_password quantri" in said
    at(monkeypatch, OVER)
    assert sign_in("quantri", first).status_code == 200
    call_command("new_password", "Quantri")
    told = capsys.readouterr().out
    again = re.search(r"quantri  (\S+)  ", told)[1]
    assert "16:00 26/09/2024" in told
    assert sign_in("quantri", first).status_code == 200
    assert sign_in("quantri", again).status_code == 302
    event = AuditEvent.objects.get(action="accounts.password_reset")
    assert (event.by, again in str(event.detail)) == (None, False)


def test_there_is_no_new_one_for_nobody_or_for_a_closed_account(officer, chief):
    with pytest.raises(CommandError, match="khongai"):
        call_command("new_password", "khongai")
    operations.close_account(officer, by=chief, at=GIVEN)
    with pytest.raises(CommandError, match="đã đóng"):
        call_command("new_password", "hoa")
