"""Households that nobody was given: on no telephone unless the officer lets them, or an enumerator takes one."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chungtay.foundation.core.models import AuditEvent
from chungtay.work.review.models import Case, Survey
from chungtay.work.review.operations import teams
from chungtay.work.review.queries.campaigns import free_by_group
from chungtay.work.review.queries.phone import versions_to_take
from tests import campaigns as made_up
from tests import factories, phones
from tests.campaigns import NOW, declared
from tests.phones import form, phone_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return phones.under_survey(4, along=False)[0]


def cases():
    return list(Case.objects.order_by("pk"))


def held(office, who="enumerator"):
    return set(versions_to_take(office.people[who]))


def page(case, part=""):
    return f"/00016/2019/dot-ra-soat/{case.campaign_id}/{part}"


def test_a_telephone_takes_along_what_its_user_was_given_and_nothing_else(office):
    """Nobody was given anything: nothing. One given: that one."""
    assert held(office) == set()
    one = cases()[0]
    teams.assign_cases(one.ward, cases=[one.pk], to=office.people["enumerator"], by=office.people["officer"], at=NOW)
    assert held(office) == {one.pk}
    assert held(office, "enumerator2") == set()


def test_the_officer_lets_a_group_along_and_takes_it_back(office):
    """Beside the own households, the own ones first."""
    last = cases()[-1]
    officer, group = office.people["officer"], last.group
    teams.assign_cases(last.ward, cases=[last.pk], to=office.people["enumerator"], by=officer, at=NOW)
    with pytest.raises(PermissionDenied):
        teams.let_free_along(group, on=True, by=office.people["enumerator"], at=NOW)
    teams.let_free_along(group, on=True, by=officer, at=NOW)
    teams.let_free_along(group, on=True, by=officer, at=NOW)  # said twice is said once
    assert next(iter(versions_to_take(office.people["enumerator"]))) == last.pk
    assert held(office) == {case.pk for case in cases()}
    assert held(office, "enumerator2") == {case.pk for case in cases()[:-1]}
    teams.let_free_along(group, on=False, by=officer, at=NOW)
    assert held(office, "enumerator2") == set()
    events = AuditEvent.objects.filter(action="review.free_along").order_by("number")
    assert [event.detail["on"] for event in events] == [True, False]


def test_an_enumerator_takes_one_and_the_second_who_wants_it_reads_who_was_first(office):
    one, two = cases()[:2]
    mine = teams.take_case(one, by=office.people["enumerator"], at=NOW)
    assert (mine.assigned_to, mine.version) == (office.people["enumerator"], one.version + 1)
    assert teams.take_case(one, by=office.people["enumerator"], at=NOW).version == one.version + 1
    with pytest.raises(ValidationError, match=office.people["enumerator"].full_name) as refused:
        teams.take_case(one, by=office.people["enumerator2"], at=NOW)
    assert refused.value.code == "taken"
    far = factories.person("xa", "enumerator", office.units["00001"])
    for who in (far, office.people["leader"]):
        with pytest.raises(PermissionDenied):
            teams.take_case(two, by=who, at=NOW)
    made_up.closed(office, two, "moved")
    with pytest.raises(ValidationError) as refused:
        teams.take_case(two, by=office.people["enumerator"], at=NOW)
    assert refused.value.code == "not_to_visit"
    assert held(office) == {one.pk}


def test_both_took_it_along_the_second_form_is_kept_as_a_contradiction(office):
    """Free, on two telephones; also when it was given to the first one meanwhile."""
    officer = office.people["officer"]
    teams.let_free_along(cases()[0].group, on=True, by=officer, at=NOW)
    one, two = phone_of(office), phone_of(office, "enumerator2")
    case, other = cases()[:2]
    mine, theirs, later = form(case), form(case, declared(5_000_000)), form(other)
    assert one.send(mine)[0]["outcome"] == "kept"
    assert two.send(theirs)[0]["outcome"] == "conflict"
    teams.take_case(other, by=office.people["enumerator"], at=NOW)
    assert two.send(later)[0]["outcome"] == "conflict"
    assert Survey.objects.filter(state="conflict").count() == 2


def test_without_that_a_form_of_a_household_of_somebody_else_is_kept_and_waits(office):
    one = cases()[0]
    late = form(one)
    teams.take_case(one, by=office.people["enumerator"], at=NOW)
    assert phone_of(office, "enumerator2").send(late)[0]["outcome"] == "conflict"


def test_on_the_pages(office, client):
    case = cases()[0]
    client.force_login(office.people["enumerator"])
    assert "4 hộ chưa giao ai" in client.get("/00016/2019/").content.decode()
    assert client.get(page(case, "ho/?chua-giao=1")).content.decode().count(f"/ho/{case.pk}/") >= 1
    assert "Nhận hộ này" in client.get(page(case, f"ho/{case.pk}/")).content.decode()
    client.post(page(case, f"ho/{case.pk}/nhan/"))
    case.refresh_from_db()
    assert case.assigned_to == office.people["enumerator"]
    assert "Nhận hộ này" not in client.get(page(case, f"ho/{case.pk}/")).content.decode()
    client.force_login(office.people["officer"])
    team = page(case, f"phan-cong/{case.ward_id}/")
    assert "không mang theo" in client.get(team).content.decode()
    client.post(page(case, f"phan-cong/to/{case.group_id}/mang-theo/"), {"on": "1"})
    case.group.refresh_from_db()
    assert case.group.free_along
    ward = made_up.ward_of(case.campaign, office)
    with CaptureQueriesContext(connection) as asked:
        assert free_by_group(ward) == [(case.group, 3)]
    assert len(asked) == 1


def test_the_telephone_is_told_which_ones_nobody_was_given(office):
    one = cases()[0]
    teams.let_free_along(one.group, on=True, by=office.people["officer"], at=NOW)
    teams.take_case(one, by=office.people["enumerator"], at=NOW)
    found = phone_of(office).call("mang-theo/", {}).json()["cases"]
    assert {each["id"]: each["free"] for each in found} == {case.pk: case.pk != one.pk for case in cases()}
