"""What an address means when units end and codes come back; what a duty in an old ward reaches afterwards."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied

from chungtay.foundation.accounts import operations as accounts
from chungtay.foundation.accounts.models import User
from chungtay.foundation.accounts.permissions import NoSuchPlace, Permission, place_for, scope_of
from chungtay.foundation.accounts.queries import first_place_of, places_of
from chungtay.foundation.places import queries
from tests.apps.foundation.places.conftest import DAY
from tests.apps.web.places.conftest import client_of
from tests.factories import AT, SINCE, person

NOW = datetime.date(2026, 11, 25)


@pytest.fixture
def officer(reformed) -> User:
    """Ward officer of the old Ngọc Hà; nobody has handed the duty over yet."""
    return person("hoa", "ward_officer", reformed.old("00016"))


def test_the_officer_of_the_old_ward_still_reads_2024(reformed, officer):
    assert place_for(officer, "00016", 2024) == reformed.old("00016")
    assert place_for(officer, "00016", 2025) == reformed.old("00016")
    assert scope_of(officer, Permission.REVIEW_READ, NOW) == [reformed.old("00016").path]
    assert client_of(officer).get("/00016/2024/").status_code == 200


def test_and_nothing_of_the_new_wards_until_the_duty_is_handed_over(reformed, officer):
    for code in ("00004", "00008", "00025"):
        with pytest.raises(PermissionDenied):
            place_for(officer, code, 2026)
        assert client_of(officer).get(f"/{code}/2026/").status_code == 403
    moved = queries.as_of(reformed.group("00016", "01"), NOW)[0].unit
    assert not any(moved.path.startswith(path) for path in scope_of(officer, Permission.REGISTRY_READ, NOW))


def test_the_new_duty_opens_the_new_ward_and_not_the_other_one(reformed, officer):
    accounts.assign(officer, role="ward_officer", area=reformed.new("00008"), starts_on=DAY, by=None, at=AT)
    fresh = User.objects.get(pk=officer.pk)
    assert place_for(fresh, "00008", 2026) == reformed.new("00008")
    with pytest.raises(PermissionDenied):
        place_for(fresh, "00004", 2026)
    with pytest.raises(PermissionDenied):
        place_for(fresh, "00008", 2024)  # Liễu Giai
    assert [unit.name for unit in places_of(fresh, NOW, 2026)] == ["Phường Ngọc Hà"]
    assert [unit.code for unit in places_of(fresh, NOW, 2025)] == ["00008", "00016"]
    assert first_place_of(fresh, NOW) == reformed.new("00008")
    assert first_place_of(fresh, NOW, 2024) == reformed.old("00016")


def test_a_code_of_two_units_means_the_later_one_or_the_one_of_the_own_area(reformed):
    """In 2025 the code 00004 was Trúc Bạch's and is Ba Đình's."""
    old = person("an", "ward_officer", reformed.old("00004"))
    assert place_for(old, "00004", 2025) == reformed.old("00004")
    both = person("binh", "ward_officer", reformed.old("00004"))
    accounts.assign(both, role="ward_officer", area=reformed.new("00004"), starts_on=DAY, by=None, at=AT)
    both = User.objects.get(pk=both.pk)
    assert place_for(both, "00004", 2024) == reformed.old("00004")
    assert place_for(both, "00004", 2025) == reformed.new("00004")
    new = person("chi", "ward_officer", reformed.new("00004"))
    with pytest.raises(PermissionDenied):
        place_for(new, "00004", 2024)


def test_an_address_of_a_ward_that_ended_says_what_took_its_place(reformed, officer):
    with pytest.raises(NoSuchPlace, match=r"không còn từ 01/07/2025.*Phường Ba Đình, Phường Ngọc Hà"):
        place_for(officer, "00016", 2026)
    page = client_of(officer).get("/00016/2026/")
    assert page.status_code == 404
    assert "Phường Ngọc Hà không còn từ 01/07/2025" in page.content.decode()
    with pytest.raises(NoSuchPlace, match="99999"):
        place_for(officer, "99999", 2026)


def test_the_switch_of_the_year_leads_to_what_stands_for_the_place(reformed, officer):
    client = client_of(officer)
    answer = client.get("/dia-ban/", {"dia_ban": "00016", "nam": "2026", "tu": "2024"})
    assert answer.url == "/00016/2025/"  # no duty in 2026: the nearest year of the old ward, with a sentence
    page = client.get(answer.url).content.decode()
    assert "không còn từ 01/07/2025" in page
    assert "Năm 2026" in page
    accounts.assign(officer, role="ward_officer", area=reformed.new("00008"), starts_on=DAY, by=None, at=AT)
    assert client.get("/dia-ban/", {"dia_ban": "00016", "nam": "2026", "tu": "2024"}).url == "/00008/2026/"
    assert client.get("/dia-ban/", {"dia_ban": "00008", "nam": "2024", "tu": "2026"}).url == "/00016/2024/"
    assert client.get("/dia-ban/", {"dia_ban": "00008", "nam": "2024"}).status_code == 403  # then it was Liễu Giai
    for year in ("0000", "9999", "20x4", "٢٠٢٤"):
        assert client.get("/dia-ban/", {"dia_ban": "00016", "nam": year}).url == "/bat-dau/"


def test_the_day_begins_in_a_year_in_which_the_place_existed(reformed, officer):
    assert client_of(officer).get("/bat-dau/").url == "/00016/2025/"
    page = client_of(officer).get("/tai-khoan/").content.decode()
    assert 'href="/00016/2025/dot-ra-soat/"' in page
    assert SINCE.year == 2019
