"""A second factor: codes by RFC 6238 worked out here, taken once, throttled; recovery codes; roles that need it."""

from __future__ import annotations

import base64
import datetime
import hashlib
import hmac
import re
import struct
import time

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from chungtay.foundation.accounts import operations
from chungtay.foundation.accounts.models import RecoveryCode, SecondFactor
from chungtay.foundation.accounts.operations.factor import RECOVERED, RIGHT, WAITS, WRONG
from chungtay.foundation.core.models import AuditEvent
from tests.factories import AT, PASSWORD, person

LOGIN, STEP = "/tai-khoan/dang-nhap/", "/tai-khoan/dang-nhap/buoc-hai/"
STEP_LONG = datetime.timedelta(seconds=30)


def code_of(key: str, at: datetime.datetime) -> str:
    """RFC 6238 with SHA-1, 30 seconds, six digits."""
    counter = struct.pack(">Q", int(at.timestamp()) // 30)
    digest = hmac.new(base64.b32decode(str(key)), counter, hashlib.sha1).digest()
    start = digest[19] & 15
    return f"{(int.from_bytes(digest[start : start + 4], 'big') & 0x7FFFFFFF) % 10**6:06}"


def test_the_codes_of_this_test_are_those_of_the_standard():
    """RFC 6238, appendix B: eight digits there, the last six of them here."""
    key = base64.b32encode(b"12345678901234567890").decode()
    moments = {59: "287082", 1111111109: "081804", 1234567890: "005924", 20000000000: "353130"}
    for seconds, code in moments.items():
        assert code_of(key, datetime.datetime.fromtimestamp(seconds, datetime.UTC)) == code


@pytest.fixture
def with_factor(officer):
    """The ward officer with a confirmed second factor; returns the person and the recovery codes."""
    factor = operations.start_factor(officer, by=officer, at=AT)
    return officer, operations.confirm_factor(officer, code=code_of(factor.key, AT), by=officer, at=AT)


def key_of(user) -> str:
    return SecondFactor.objects.get(user=user).key


def test_nothing_is_asked_before_a_first_code_confirmed_the_key(officer):
    factor = operations.start_factor(officer, by=officer, at=AT)
    with pytest.raises(ValidationError):
        operations.confirm_factor(officer, code="000000", by=officer, at=AT)
    assert SecondFactor.objects.get(user=officer).confirmed_at is None
    assert Client().post(LOGIN, {"username": "hoa", "password": PASSWORD}).url == "/bat-dau/"
    again = operations.start_factor(officer, by=officer, at=AT)
    assert again.key != factor.key


def test_the_key_is_sealed_in_the_database(with_factor):
    from django.db import connection

    user, _codes = with_factor
    with connection.cursor() as cursor:
        cursor.execute("select key from accounts_secondfactor")
        stored = cursor.fetchone()[0]
    assert str(key_of(user)) not in stored
    assert len(base64.b32decode(str(key_of(user)))) == 20


def test_a_code_is_taken_once_and_its_neighbours_in_time_too(with_factor):
    user, _codes = with_factor
    key, now = key_of(user), AT + 10 * STEP_LONG
    assert operations.try_code(user, code=code_of(key, AT), at=AT) == WRONG  # it confirmed the key
    assert operations.try_code(user, code=code_of(key, now - 2 * STEP_LONG), at=now) == WRONG
    assert operations.try_code(user, code=code_of(key, now + STEP_LONG), at=now) == RIGHT  # a clock that is ahead
    assert operations.try_code(user, code=code_of(key, now), at=now) == WRONG  # older than the one taken
    assert operations.try_code(user, code=code_of(key, now + 3 * STEP_LONG), at=now + 3 * STEP_LONG) == RIGHT


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６", "-12345", "12 34", "null"])
def test_what_is_no_code_is_wrong(with_factor, code):
    assert operations.try_code(with_factor[0], code=code, at=AT) == WRONG


def test_spaces_in_a_code_do_not_matter(with_factor):
    user, _codes = with_factor
    later = AT + STEP_LONG * 4
    code = code_of(key_of(user), later)
    assert operations.try_code(user, code=f" {code[:3]} {code[3:]} ", at=later) == RIGHT


def test_after_five_wrong_codes_even_the_right_one_waits(with_factor):
    user, codes = with_factor
    later = AT + STEP_LONG * 4
    for _ in range(5):
        assert operations.try_code(user, code="000000", at=later) == WRONG
    assert operations.try_code(user, code=code_of(key_of(user), later), at=later) == WAITS
    assert operations.try_code(user, code=codes[0], at=later) == WAITS
    assert AuditEvent.objects.filter(action="accounts.factor_blocked").count() == 1
    after = later + datetime.timedelta(minutes=15)
    assert operations.try_code(user, code=code_of(key_of(user), after), at=after) == RIGHT


def test_a_recovery_code_opens_once(with_factor):
    user, codes = with_factor
    assert len(set(codes)) == 10
    assert not RecoveryCode.objects.filter(digest__in=codes).exists()
    assert operations.try_code(user, code=f" {codes[3].upper()} ", at=AT) == RECOVERED
    assert operations.try_code(user, code=codes[3], at=AT) == WRONG
    new = operations.new_recovery_codes(user, by=user, at=AT)
    assert operations.try_code(user, code=codes[4], at=AT) == WRONG
    assert operations.try_code(user, code=new[0], at=AT) == RECOVERED


# --- on the screens ---------------------------------------------------------------------------------------------
def sign_in(client: Client, **options):
    return client.post(LOGIN, {"username": "hoa", "password": PASSWORD} | options)


def test_the_password_alone_opens_nothing(with_factor):
    user, _codes = with_factor
    client = Client()
    assert sign_in(client, next="/00016/2024/tim/").url == STEP
    assert client.get("/00016/2024/").status_code == 302
    assert "Hoa" not in client.get(STEP).content.decode()
    assert "không khớp" in client.post(STEP, {"code": "000000"}).content.decode()
    code = code_of(key_of(user), timezone.now())
    assert client.post(STEP, {"code": code}).url == "/00016/2024/tim/"
    assert client.get("/00016/2024/").status_code == 200
    assert user.sign_ins.get().with_factor


def test_the_second_step_without_the_first_leads_back(with_factor):
    client = Client()
    assert client.get(STEP).url == LOGIN
    assert client.post(STEP, {"code": code_of(key_of(with_factor[0]), timezone.now())}).url == LOGIN
    assert client.get("/00016/2024/").status_code == 302


def test_the_first_step_holds_for_five_minutes_and_for_the_same_password(with_factor):
    user, _codes = with_factor
    client = Client()
    sign_in(client)
    session = client.session
    session["half_signed_in"] = session["half_signed_in"] | {"at": time.time() - 301}
    session.save()
    assert client.post(STEP, {"code": code_of(key_of(user), timezone.now())}).url == LOGIN
    sign_in(client)
    operations.change_password(user, password="mot-cau-khac-han", by=None, at=AT)
    assert client.post(STEP, {"code": code_of(key_of(user), timezone.now())}).url == LOGIN


def test_nobody_is_led_to_another_site(with_factor):
    client = Client()
    sign_in(client, next="https://example.com/")
    assert client.post(STEP, {"code": code_of(key_of(with_factor[0]), timezone.now())}).url == "/bat-dau/"


def test_setting_up_on_the_screen(officer):
    client = Client()
    sign_in(client)
    assert client.post("/tai-khoan/hai-lop/bat/").url == "/tai-khoan/hai-lop/xac-nhan/"
    page = client.get("/tai-khoan/hai-lop/xac-nhan/")
    assert "no-store" in page["Cache-Control"]
    assert "<svg" in page.content.decode()
    assert "style=" not in page.content.decode()
    key = re.search(r'class="key">([A-Z2-7 ]+)<', page.content.decode())[1].replace(" ", "")
    shown = client.post("/tai-khoan/hai-lop/xac-nhan/", {"code": code_of(key, timezone.now())}).content.decode()
    codes = re.findall(r"<li>([a-z0-9]{5}-[a-z0-9]{5})</li>", shown)
    assert len(codes) == 10
    other = Client()
    assert sign_in(other).url == STEP
    assert other.post(STEP, {"code": codes[0]}).status_code == 302
    assert "Còn 9 mã" in other.get("/tai-khoan/hai-lop/").content.decode()


def test_turning_it_off_needs_a_code(with_factor):
    user, codes = with_factor
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    client.post("/tai-khoan/hai-lop/tat/", {"code": "000000"})
    assert SecondFactor.objects.filter(user=user).exists()
    client.post("/tai-khoan/hai-lop/tat/", {"code": codes[0]})
    assert not SecondFactor.objects.filter(user=user).exists()


def test_a_role_that_decides_opens_only_with_it(settings, units):
    settings.SECOND_FACTOR_ROLES = {"ward_leader"}
    leader = person("tin", "ward_leader", units["00016"])
    client = Client()
    client.post(LOGIN, {"username": "tin", "password": PASSWORD})
    assert client.get("/00016/2024/").url == "/tai-khoan/hai-lop/"
    assert client.get("/tai-khoan/nguoi-dung/").url == "/tai-khoan/hai-lop/"
    client.post("/tai-khoan/hai-lop/bat/")
    client.post("/tai-khoan/hai-lop/xac-nhan/", {"code": code_of(key_of(leader), timezone.now())})
    assert client.get("/00016/2024/").status_code == 200
    assert "không tắt được" in client.get("/tai-khoan/hai-lop/").content.decode()
    officer = person("hoa", "ward_officer", units["00016"])
    other = Client()
    other.force_login(officer, "django.contrib.auth.backends.ModelBackend")
    assert other.get("/00016/2024/").status_code == 200


def test_an_installation_asks_the_roles_that_decide_and_the_demonstration_nobody():
    from chungtay.config.settings import base

    assert sorted(base.SECOND_FACTOR_ROLES) == ["administrator", "district_leader", "fund_approver", "ward_leader"]


def test_the_administrator_opens_the_way_for_a_lost_telephone(with_factor, units):
    user, _codes = with_factor
    theirs = Client()
    theirs.force_login(user, "django.contrib.auth.backends.ModelBackend")
    chief = person("son", "administrator", units["001"])
    admin = Client()
    admin.force_login(chief, "django.contrib.auth.backends.ModelBackend")
    assert admin.post(f"/tai-khoan/nguoi-dung/{user.pk}/hai-lop/").status_code == 302
    assert theirs.get("/00016/2024/").status_code == 302
    assert sign_in(Client()).url == "/bat-dau/"
    event = AuditEvent.objects.get(action="accounts.factor_reset")
    assert (event.by, event.subject_id) == (chief, str(user.pk))
    with pytest.raises(ValidationError):
        operations.reset_factor(user, by=chief, at=AT)
    with pytest.raises(PermissionDenied):
        operations.reset_factor(chief, by=chief, at=AT)
