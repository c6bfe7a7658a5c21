"""A household is given to another enumerator while the first one's form is on a telephone without a network: the form
is kept at the office, an officer sees it on Today and says what becomes of it."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import override

from chungtay.work.review.models import CaseState, Survey, SurveyState
from chungtay.work.review.operations import late_forms, surveys, teams
from chungtay.work.review.presenters.waiting import of_reviews
from tests import campaigns as made_up
from tests.campaigns import NOW, declared, sent
from tests.phones import form, phone_of

pytestmark = pytest.mark.django_db
WHY = "Người được giao sau đến lại hộ"


@pytest.fixture
def office():
    found = made_up.office()
    made_up.register(found)
    return found


@pytest.fixture
def campaign(office):
    return made_up.under_survey(office)


def give(office, case, who):
    ward = made_up.ward_of(case.campaign, office)
    teams.assign_cases(ward, cases=[case.pk], to=office.people[who], by=office.people["officer"], at=NOW)
    case.refresh_from_db()
    return case


@pytest.fixture
def case(office, campaign):
    return give(office, made_up.case_of(campaign, "Trần Thị Hường"), "enumerator")


@pytest.fixture
def answer(office, case):
    """Filled in while the household was enumerator's; sent when it is enumerator2's."""
    filled = form(case, declared(1_000_000, "2", "6"))
    give(office, case, "enumerator2")
    return phone_of(office, "enumerator").send(filled)[0]


def told(office, campaign, who="officer"):
    with override("vi"):
        found = of_reviews(office.people[who], office.ward, 2019, NOW.date(), [campaign])
        return [each.title for each in found if "phiếu" in each.title]


def page(client, office, case, name="campaign:case", *more, who="officer", **data):
    client.force_login(office.people[who])
    address = reverse(name, args=[office.ward.code, 2019, case.campaign_id, case.pk, *more])
    return (client.post(address, data, follow=True) if data else client.get(address)).content.decode()


def test_the_enumerator_reads_that_it_is_safe_and_the_officer_sees_it_on_today(office, campaign, case, answer):
    assert answer["outcome"] == "conflict"
    assert "đã nằm an toàn ở phường, xã" in answer["words"][0]
    survey = Survey.objects.get()
    case.refresh_from_db()
    assert (survey.state, survey.surveyed_by) == (SurveyState.CONFLICT, office.people["enumerator"])
    assert (case.state, case.assigned_to) == (CaseState.LISTED, office.people["enumerator2"])
    assert told(office, campaign) == ["1 hộ có phiếu chờ ông/bà quyết định"]
    assert told(office, campaign, "enumerator2") == []


def test_the_page_names_both_people_and_no_contradiction(client, office, case, answer):
    shown = page(client, office, case)
    one, two = (office.people[who].full_name for who in ("enumerator", "enumerator2"))
    assert f"{one} đã làm phiếu này; nay hộ được giao cho {two}." in shown
    assert "mâu thuẫn" not in shown.lower()
    assert "Phiếu 1 đúng" in shown
    assert "Để phiếu 1 bên cạnh, đến hộ lại" in shown
    listed = reverse("campaign:cases", args=[office.ward.code, 2019, case.campaign_id])
    assert "Trần Thị Hường" in client.get(f"{listed}?cho-y-kien=1").content.decode()
    assert "Trần Thị Hường" not in client.get(f"{listed}?mau-thuan=1").content.decode()


def test_accepted_it_is_checked_like_every_other(office, campaign, case, answer):
    survey = Survey.objects.get()
    surveys.settle_conflict(survey, why="Người đi trước đã làm xong", by=office.people["officer"], at=NOW)
    case.refresh_from_db()
    assert (case.state, case.class_id, case.surveyed_by) == ("surveyed", "near_poor", office.people["enumerator"])
    assert told(office, campaign) == ["1 phiếu chờ kiểm tra"]


def test_kept_beside_the_household_is_visited_by_whom_it_is_given_to(client, office, campaign, case, answer):
    page(client, office, case, "campaign:keep_beside", 1, why=WHY)
    survey = Survey.objects.get()
    assert (survey.state, survey.decided_by, survey.decided_why) == ("beside", office.people["officer"], WHY)
    assert told(office, campaign) == []
    case.refresh_from_db()
    second = sent(office, case, declared(5_000_000), who="enumerator2")
    case.refresh_from_db()
    assert (second.state, case.survey, case.class_id) == ("sent", second, "not_poor")


def test_a_second_form_beside_it_is_a_contradiction(office, campaign, case, answer):
    """enumerator2 was there too, before anybody said what becomes of the first form."""
    seen = case.version
    assert sent(office, case, declared(5_000_000), who="enumerator2", case_version=seen).state == SurveyState.CONFLICT
    assert told(office, campaign) == ["1 hộ có phiếu mâu thuẫn nhau"]


def test_whoever_knows_of_the_change_does_not_take_the_household_over(office, campaign, case):
    """Begun from what the household is now, by somebody it is not given to: nothing happened meanwhile."""
    give(office, case, "enumerator2")
    with pytest.raises(PermissionDenied):
        sent(office, case, declared(1_000_000), who="enumerator")
    assert not Survey.objects.exists()


def test_the_own_form_is_not_put_beside(office, case, answer):
    with pytest.raises(PermissionDenied):
        late_forms.keep_beside(Survey.objects.get(), why=WHY, by=office.people["enumerator"], at=NOW)
