"""A poor household of last year's list is not taken out by one officer as "request taken back"."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from chungtay.work.review.models import Case, CaseState
from chungtay.work.review.operations import lists, steps_back
from tests import campaigns as made_up
from tests.campaigns import NOW, OPENED, declared

pytestmark = pytest.mark.django_db
DINH, BUOI = "Nguyễn Văn Đình", "Phạm Thị Bưởi"


@pytest.fixture
def office():
    found = made_up.office()
    made_up.register(found)
    return found


@pytest.fixture
def campaign(office):
    return made_up.under_survey(office)


@pytest.mark.parametrize("name", [DINH, BUOI])  # poor on last year's list; added by the officer
def test_who_never_asked_takes_nothing_back(office, campaign, name):
    case = made_up.case_of(campaign, name)
    with pytest.raises(ValidationError) as refused:
        lists.close_case(case, why="withdrawn", by=office.people["officer"], at=NOW)
    assert (refused.value.code, name in refused.value.messages[0]) == ("never_asked", True)
    case.refresh_from_db()
    assert case.state == CaseState.LISTED


def test_not_by_two_people_either(office, campaign):
    case = made_up.case_of(campaign, DINH)
    made_up.sent(office, case, declared(800_000, "1"))
    with pytest.raises(ValidationError) as refused:
        steps_back.propose_closing(case, closed_why="withdrawn", why="Rút", by=office.people["officer"], at=NOW)
    assert refused.value.code == "never_asked"


@pytest.mark.parametrize(("number", "ends"), [(0, False), (3, True)])
def test_who_asked_does_unless_it_stands_on_last_years_list(office, number, ends):
    """Số 0 là hộ nghèo của danh sách năm trước: có đơn hay không cũng được rà soát."""
    campaign = made_up.opened(office)
    officer = office.people["officer"]
    lists.add_households(campaign, households=[office.homes[number].pk], listed_for="asked", by=officer, at=OPENED)
    case = Case.objects.get(campaign=campaign)
    if ends:
        assert lists.close_case(case, why="withdrawn", by=officer, at=NOW).closed_why == "withdrawn"
        return
    with pytest.raises(ValidationError) as refused:
        lists.close_case(case, why="withdrawn", by=officer, at=NOW)
    assert refused.value.code == "never_asked"


def test_the_page_does_not_offer_it(client, office, campaign):
    client.force_login(office.people["officer"])
    case = made_up.case_of(campaign, DINH)
    page = client.get(reverse("campaign:case", args=["00016", 2019, campaign.pk, case.pk])).content.decode()
    assert 'value="moved"' in page
    assert 'value="withdrawn"' not in page
