"""The map for sharing out: known points as marks, the others counted by group, the same in the table (S1)."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from chungtay.records.registry.models import Household
from chungtay.work.review.models import Case, Survey
from chungtay.work.review.operations import teams
from chungtay.work.review.presenters.routes import cases_to_visit
from chungtay.work.review.presenters.team_map import map_of
from tests import campaigns as made_up
from tests.campaigns import NOW, case_of, declared, sent

pytestmark = pytest.mark.django_db
HOMES = tuple((f"Nguyễn Thị {given}", "near_poor") for given in ("An", "Bình", "Cúc", "Dung", "Hà"))


@pytest.fixture
def office():
    found = made_up.office()
    made_up.register(found, HOMES)
    return found


def place(case: Case, latitude: str, longitude: str) -> None:
    Household.objects.filter(pk=case.household_id).update(latitude=latitude, longitude=longitude)


def test_points_lie_north_up_in_one_scale_and_the_rest_is_counted(office):
    """Households in the south, in the north and half way; 400 high with an edge of 16: y is 384, 16, 200."""
    campaign = made_up.under_survey(office)
    ward = made_up.ward_of(campaign, office)
    south, north, middle, lost, other = (case_of(campaign, name) for name, _was in HOMES)
    place(south, "21.030000", "105.820000")
    place(north, "21.040000", "105.820000")
    place(middle, "21.035000", "105.820000")
    Case.objects.filter(ward=ward).update(assigned_to=None)
    act = {"by": office.people["officer"], "at": NOW}
    teams.assign_cases(ward, cases=[south.pk, lost.pk], to=office.people["enumerator"], **act)
    teams.assign_cases(ward, cases=[north.pk], to=office.people["enumerator2"], **act)
    found = map_of(ward, cases_to_visit(ward))
    assert sorted((dot.x, dot.y) for dot in found.dots) == [(320, 16), (320, 200), (320, 384)]
    group = south.group.group.name
    told = [(each.person and each.person.pk, each.drawn, each.unplaced, each.groups) for each in found.shares]
    assert told == [
        (office.people["enumerator"].pk, 1, 1, (group,)),
        (office.people["enumerator2"].pk, 1, 0, (group,)),
        (None, 1, 1, (group,)),
    ]
    assert len({(each.shape, each.colour) for each in found.shares}) == 3
    assert found.unplaced == ((group, 2),)
    assert other.pk not in {south.pk, north.pk, middle.pk, lost.pk}


def test_a_form_gives_the_point_that_the_register_lacks(office):
    campaign = made_up.under_survey(office)
    ward = made_up.ward_of(campaign, office)
    case = case_of(campaign, HOMES[0][0])
    sent(office, case, declared(900_000, "1"))
    Survey.objects.filter(case=case).update(latitude="21.030000", longitude="105.820000")
    found = map_of(ward, list(Case.objects.filter(pk=case.pk).select_related("group__group", "assigned_to")))
    assert [(dot.x, dot.y) for dot in found.dots] == [(320, 200)]  # alone: in the middle
    assert found.unplaced == ()


def test_the_page_asks_as_often_for_many_households_as_for_one(office, django_assert_num_queries):
    campaign = made_up.under_survey(office)
    ward = made_up.ward_of(campaign, office)
    place(case_of(campaign, HOMES[0][0]), "21.030000", "105.820000")
    with django_assert_num_queries(3):  # the cases, the register's points, the forms' points
        map_of(ward, cases_to_visit(ward))
    client = Client()
    client.force_login(office.people["officer"], "django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("campaign:team", args=["00016", 2019, campaign.pk, ward.pk])).content.decode()
    assert page.count("<g transform") == 1
    assert "Chưa có vị trí" in page
