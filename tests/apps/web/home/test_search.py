"""The search box: the register first, then review files; what is typed stands in no address."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chungtay.foundation.places.models import Unit
from tests.apps.records.registry import factories as f

ADDRESS = "/00016/2024/tim/"


@pytest.fixture
def home(units):
    return f.household(Unit.objects.get(level="group", parent__code="00016"))


@pytest.fixture
def signed_in(client, officer):
    client.force_login(officer, "django.contrib.auth.backends.ModelBackend")
    return client


def test_a_person_is_found_with_household_and_link(signed_in, home):
    page = signed_in.post(ADDRESS, {"tim": "dinh nguyen"}, follow=True)
    assert [line.title for line in page.context["persons"]] == ["Nguyễn Văn Đình"]
    assert f"/00016/2024/ho-dan/{home.pk}/" in page.content.decode()
    assert "12/05/1970" in page.content.decode()
    assert not page.context["households"]


def test_what_is_typed_stands_in_no_address_and_only_sealed_in_the_session(signed_in, home):
    number = home.memberships.first().person.papers.get().number
    sent = signed_in.post(ADDRESS, {"tim": number})
    assert sent.status_code == 302
    assert number not in sent.url
    assert [line.title for line in signed_in.get(sent.url).context["persons"]] == ["Nguyễn Văn Đình"]
    assert number not in str(Session.objects.get().get_decoded())
    assert number not in signed_in.get(sent.url).content.decode().replace(f'value="{number}"', "")
    for word in range(12):
        signed_in.post(ADDRESS, {"tim": f"x{word}"})
    assert not signed_in.get(sent.url).context["persons"]  # only the last ten are kept
    assert len(Session.objects.get().get_decoded()["searched"]) == 10


def test_a_household_is_found_by_its_address(signed_in, home):
    page = signed_in.post(ADDRESS, {"tim": "doi can"}, follow=True)
    assert [line.title for line in page.context["households"]] == ["Nguyễn Văn Đình"]
    assert page.context["households"][0].members == 4


def test_the_place_in_the_bar_narrows_and_the_whole_area_is_one_link_away(client, district_officer, home):
    client.force_login(district_officer, "django.contrib.auth.backends.ModelBackend")
    sent = client.post("/00001/2024/tim/", {"tim": "dinh"})
    page = client.get(sent.url)
    assert not page.context["persons"]
    assert "rong=1" in page.content.decode()
    page = client.get(f"{sent.url}&rong=1")
    assert [line.ward for line in page.context["persons"]] == ["Phường Ngọc Hà"]
    assert f"/00016/2024/ho-dan/{home.pk}/" in page.content.decode()


def test_a_ward_officer_finds_nobody_of_another_ward(signed_in, home, units):
    other = f.household(Unit.objects.get(level="group", parent__code="00001"), (f.member("Lê Văn Sơn"),))
    for typed in ("son", "le van son", other.code):
        page = signed_in.post(ADDRESS, {"tim": typed}, follow=True)
        assert not page.context["persons"], typed
        assert not page.context["households"], typed
        page = signed_in.get(f"{page.redirect_chain[0][0]}&rong=1")
        assert not page.context["persons"], typed


def test_the_statements_do_not_grow(signed_in, home):
    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert signed_in.get(ADDRESS, {"tim": "ng"}).context["persons"]
        return len(asked)

    count()
    first = count()
    for _number in range(20):
        f.household(home.group)
    assert count() <= first
