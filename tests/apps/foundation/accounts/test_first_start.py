"""A real installation is founded once, with one administrator and no demonstration; a place to practise beside it."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from chungtay.foundation.accounts.models import Assignment, User
from chungtay.foundation.core.models import AuditEvent
from chungtay.foundation.core.queries import first_broken_link
from chungtay.foundation.places.models import Unit
from tests.factories import PASSWORD, person

LIST = """level,code,name,parent,from,to
province,01,Thành phố Hà Nội,,2019-01-01,
ward,00004,Phường Ba Đình,01,2025-07-01,
"""


@pytest.fixture
def empty(db, settings, tmp_path):
    settings.FOUNDED = tmp_path / "founded"
    return tmp_path


def test_an_empty_database_is_founded_with_one_administrator(empty, capsys):
    call_command("first_start", "ba-dinh", "00004", "Đỗ Khắc Sơn")
    said = capsys.readouterr().out
    user = User.objects.get()
    word = next(line.split()[1] for line in said.splitlines() if line.startswith("  quantri"))
    assert user.check_password(word)
    assert user.must_change_password
    assert user.office.code == "00004"
    duty = Assignment.objects.get()
    assert (duty.role, duty.area.name) == ("administrator", "Phường Ba Đình")
    assert Unit.objects.filter(level="ward").exists()
    assert (empty / "founded").exists()
    assert first_broken_link() is None
    assert word not in str(list(AuditEvent.objects.values_list("detail", flat=True)))
    client = Client()
    client.post("/tai-khoan/dang-nhap/", {"username": "quantri", "password": word})
    assert client.get("/tai-khoan/nguoi-dung/").url == "/tai-khoan/mat-khau/"
    new = {"old_password": word, "new_password1": "sen nở hồ tây", "new_password2": "sen nở hồ tây"}
    client.post("/tai-khoan/mat-khau/", new)
    assert client.get("/tai-khoan/nguoi-dung/them/").status_code == 200


def test_a_list_of_ones_own(empty, tmp_path, capsys):
    path = tmp_path / "units.csv"
    path.write_text(LIST, "utf-8")
    call_command("first_start", str(path), "01", "Lê Lan", username="lan")
    assert Unit.objects.count() == 2
    assert Assignment.objects.get().area.level == "province"


@pytest.mark.parametrize(
    ("units", "area", "username"),
    [
        ("ba-dinh", "001", "quantri"),
        ("ba-dinh", "99999", "quantri"),
        ("ba-dinh", "00004", "quản trị"),
        ("no.csv", "01", "a"),
    ],
)
def test_what_cannot_be_leaves_nothing_behind(empty, units, area, username):
    with pytest.raises(CommandError):
        call_command("first_start", units, area, "Đỗ Khắc Sơn", username=username)
    assert Unit.objects.count() == User.objects.count() == AuditEvent.objects.count() == 0
    assert not (empty / "founded").exists()


def test_it_is_founded_once(empty, units):
    person("hoa", "ward_officer", units["00016"])
    with pytest.raises(CommandError, match="đã có tài khoản"):
        call_command("first_start", "ba-dinh", "00004", "Đỗ Khắc Sơn")
    assert not User.objects.filter(username="quantri").exists()


def test_a_founded_folder_never_gets_the_demonstration(tmp_path):
    code = (
        "from django.conf import settings as s; print(s.DEMONSTRATION, sorted(s.SECOND_FACTOR_ROLES)[:1], s.PRACTICE,"
        " s.SESSION_COOKIE_NAME)"
    )

    def settings_of(**environment: str) -> str:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("CHUNGTAY_")}
        clean |= {"DJANGO_SETTINGS_MODULE": "chungtay.config.settings.development", "CHUNGTAY_DATA_DIR": str(tmp_path)}
        done = subprocess.run(
            [sys.executable, "-c", code], env=clean | environment, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    assert settings_of() == "True [] False sessionid"
    assert settings_of(CHUNGTAY_PRACTICE="1") == "True [] True practice"
    (tmp_path / "founded").touch()
    assert settings_of(CHUNGTAY_DEMO="1") == "False ['administrator'] False sessionid"


# --- practice ---------------------------------------------------------------------------------------------------
ADDRESSES = ["/", "/tu-kiem-tra/", "/tai-khoan/dang-nhap/", "/khong-co-trang-nay/"]


def test_every_page_of_the_practice_says_so_and_no_other_does(settings, officer):
    client = Client()
    client.post("/tai-khoan/dang-nhap/", {"username": "hoa", "password": PASSWORD})
    inside = ["/tai-khoan/", "/00016/2024/", "/00001/2024/", "/00016/2024/ra-soat/"]
    for practice in (True, False):
        settings.PRACTICE = practice
        pages = [Client().get(address) for address in ADDRESSES] + [client.get(address) for address in inside]
        assert [("TẬP DƯỢT" in page.content.decode()) for page in pages] == [practice] * len(pages)


def test_the_invented_accounts_stand_on_the_sign_in_page_of_the_practice_alone(settings, tmp_path, db):
    settings.DATA_DIR = tmp_path
    (tmp_path / "demo-accounts.txt").write_text("  canbo.ngocha  abcde-fghjk-mnpqr\n", "utf-8")
    assert "abcde-fghjk" not in Client().get("/tai-khoan/dang-nhap/").content.decode()
    settings.PRACTICE = True
    assert "abcde-fghjk" in Client().get("/tai-khoan/dang-nhap/").content.decode()


def test_the_account_page_leads_to_the_practice_when_there_is_one(settings, officer):
    client = Client()
    client.force_login(officer, "django.contrib.auth.backends.ModelBackend")
    assert "tập dượt" not in client.get("/tai-khoan/").content.decode()
    settings.PRACTICE_ADDRESS = "http://10.0.0.7:8100/"
    assert 'href="http://10.0.0.7:8100/"' in client.get("/tai-khoan/").content.decode()
