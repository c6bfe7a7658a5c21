"""Wrong passwords for one name from many addresses: slowed down together, and nobody is shut out of the own office."""

from __future__ import annotations

import datetime

import pytest
from axes.models import AccessLog
from django.test import Client
from django.utils import timezone

from chungtay.foundation.accounts import operations, queries
from chungtay.foundation.accounts.models import NameTries
from chungtay.foundation.accounts.operations.throttling import address_of, count_wrong_try
from tests.factories import PASSWORD, person

LOGIN = "/tai-khoan/dang-nhap/"
T0 = datetime.datetime(2024, 9, 20, 1, 0, tzinfo=datetime.UTC)
MINUTE, DAY = datetime.timedelta(minutes=1), datetime.timedelta(days=1)
OFFICE = "203.0.113.7"
ELSEWHERE = "192.0.2.200"


class Clock:
    def __init__(self) -> None:
        self.now = T0

    def read(self) -> datetime.datetime:
        return self.now


@pytest.fixture
def clock(monkeypatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(timezone, "now", clock.read)
    monkeypatch.setattr("axes.handlers.proxy.now", clock.read)
    return clock


def try_it(address: str, password: str = "wrong", username: str = "hoa"):
    return Client(REMOTE_ADDR=address).post(LOGIN, {"username": username, "password": password})


def guess(times: int, username: str = "hoa", first: int = 1) -> list[int]:
    """Once from each of as many addresses."""
    return [try_it(f"192.0.2.{number}", username=username).status_code for number in range(first, first + times)]


def test_twenty_addresses_are_listened_to_and_the_next_is_not(officer, clock):
    assert guess(20) == [200] * 20
    page = try_it(ELSEWHERE, PASSWORD)
    assert page.status_code == 429
    assert "Thử lại sau 6 phút" in page.content.decode()
    assert "15 phút" not in page.content.decode()
    assert not officer.sign_ins.exists()


def test_six_minutes_later_one_more_is_listened_to(officer, clock):
    guess(20)
    clock.now = T0 + 5 * MINUTE + 59 * datetime.timedelta(seconds=1)
    page = try_it(ELSEWHERE, PASSWORD)
    assert (page.status_code, "sau 1 phút" in page.content.decode()) == (429, True)
    clock.now = T0 + 6 * MINUTE
    assert try_it(ELSEWHERE, PASSWORD).status_code == 302


def test_tries_that_nobody_looked_at_make_nothing_longer(officer, clock):
    guess(20)
    assert guess(40, first=30) == [429] * 40
    clock.now = T0 + 6 * MINUTE
    assert guess(2, first=100) == [200, 429]
    clock.now = T0 + 12 * MINUTE
    assert try_it(ELSEWHERE, PASSWORD).status_code == 302


def test_where_the_name_signed_in_lately_it_goes_on_signing_in(officer, clock):
    clock.now = T0 - 10 * DAY
    assert try_it(OFFICE, PASSWORD).status_code == 302
    clock.now = T0
    guess(20)
    assert try_it(ELSEWHERE, PASSWORD).status_code == 429
    assert try_it(OFFICE, PASSWORD).status_code == 302


def test_after_thirty_days_the_place_is_no_longer_the_names_own(officer, clock):
    clock.now = T0 - 31 * DAY
    try_it(OFFICE, PASSWORD)
    clock.now = T0
    guess(20)
    assert try_it(OFFICE, PASSWORD).status_code == 429


def test_the_own_address_keeps_its_own_count(officer, clock):
    """Five wrong ones there wait 15 minutes as ever, and take nothing from the twenty."""
    clock.now = T0 - DAY
    try_it(OFFICE, PASSWORD)
    clock.now = T0
    assert [try_it(OFFICE).status_code for _ in range(5)] == [200] * 4 + [429]
    assert "15 phút" in try_it(OFFICE, PASSWORD).content.decode()
    assert guess(20) == [200] * 20
    clock.now = T0 + 16 * MINUTE
    assert try_it(OFFICE, PASSWORD).status_code == 302


def test_five_from_one_address_wait_there_and_count_for_the_name(officer, clock):
    for number in range(1, 5):
        assert [try_it(f"192.0.2.{number}").status_code for _ in range(7)] == [200] * 4 + [429] * 3
    page = try_it(ELSEWHERE, PASSWORD)  # 4 x 5 were looked at, the others not
    assert (page.status_code, "sau 6 phút" in page.content.decode()) == (429, True)


def test_another_name_is_not_slowed_down_with_it(officer, district_officer, clock):
    guess(20)
    assert try_it(ELSEWHERE, PASSWORD, "minh").status_code == 302


def test_a_name_that_nobody_has_is_answered_in_the_same_way(officer, clock):
    assert guess(21, "khongai") == guess(21) == [200] * 20 + [429]


def test_a_new_password_from_the_administrator_ends_the_waiting(units, officer, clock):
    chief = person("son", "administrator", units["001"])
    guess(20)
    word = operations.reset_password(officer, by=chief, at=T0)
    assert try_it(ELSEWHERE, word).status_code == 302


def test_whoever_guesses_for_ten_hours_is_listened_to_119_times(db):
    """Every minute from a new address: 20 at first, and one more each six minutes."""
    heard = 0
    for minute in range(600):
        at = T0 + minute * MINUTE
        if queries.name_waits("hoa", ELSEWHERE, at=at) is None:
            count_wrong_try("hoa", at=at)
            heard += 1
    assert heard == 119


def test_names_do_not_pile_up(officer, clock):
    guess(3, "khongai")
    assert NameTries.objects.get().owed_until == T0 + 18 * MINUTE
    clock.now = T0 + 19 * MINUTE
    try_it(ELSEWHERE, username="cungkhong")
    assert [row.name for row in NameTries.objects.all()] == ["cungkhong"]


@pytest.mark.parametrize(
    ("remote", "told", "address"),
    [
        ("203.0.113.7", "", "203.0.113.7"),
        ("127.0.0.1", "203.0.113.7", "203.0.113.7"),
        ("127.0.0.1", "192.0.2.1, 198.51.100.3, 203.0.113.7", "203.0.113.7"),  # what the caller wrote stands before
        ("::1", "2001:db8::7", "2001:db8::7"),
        ("203.0.113.9", "192.0.2.1", "203.0.113.9"),  # no front server of ours: anybody can send this
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "<script>", "127.0.0.1"),
        ("127.0.0.1", "203.0.113.7, ", "127.0.0.1"),
    ],
)
def test_behind_a_front_server_the_caller_is_who_that_server_says(rf, remote, told, address):
    headers = {"HTTP_X_FORWARDED_FOR": told} if told else {}
    assert address_of(rf.get("/", REMOTE_ADDR=remote, **headers)) == address


def test_guesses_through_a_front_server_are_told_apart(officer, clock):
    """Five wrong tries of one caller shut that caller out, not the office behind the same front server."""
    for _time in range(5):
        Client(HTTP_X_FORWARDED_FOR="192.0.2.5").post(LOGIN, {"username": "hoa", "password": "wrong"})
    shut = Client(HTTP_X_FORWARDED_FOR="192.0.2.5").post(LOGIN, {"username": "hoa", "password": PASSWORD})
    assert shut.status_code == 429
    assert Client(HTTP_X_FORWARDED_FOR=OFFICE).post(LOGIN, {"username": "hoa", "password": PASSWORD}).status_code == 302


def test_addresses_of_sign_ins_are_kept_for_thirty_days(officer, clock):
    clock.now = T0 - 31 * DAY
    try_it(OFFICE, PASSWORD)
    clock.now = T0 - 29 * DAY
    try_it("203.0.113.8", PASSWORD)
    clock.now = T0
    try_it("203.0.113.9", PASSWORD)
    assert set(AccessLog.objects.values_list("ip_address", flat=True)) == {"203.0.113.8", "203.0.113.9"}
