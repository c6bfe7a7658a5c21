"""Poor and near-poor households that the yearly review does not know: told while they can be listed, and to whoever
signs."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from chungtay.foundation.places import operations as places
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.operations import moves
from chungtay.records.registry.operations.registering import register_households
from chungtay.records.registry.operations.status import NewStatus, record_statuses
from chungtay.records.registry.queries.facts import NewHousehold, NewMember
from chungtay.work.review.models import CampaignGroup, Case
from chungtay.work.review.operations import decisions, lists, meetings
from chungtay.work.review.presenters.decisions import effects_of
from chungtay.work.review.presenters.waiting import of_reviews
from chungtay.work.review.queries.unlisted import can_still_be_listed
from chungtay.work.review.transitions import StepRefused
from tests import campaigns as made_up
from tests import decided, factories
from tests.campaigns import NOW, case_of

pytestmark = pytest.mark.django_db
D = datetime.date
HER = "Đặng Thị Na"
TODAY = NOW.date()
IN_JANUARY = D(2019, 1, 1)


@pytest.fixture
def office():
    found = made_up.office()
    made_up.register(found)
    return found


@pytest.fixture
def campaign(office):
    return made_up.under_survey(office)


def newcomer(office, name=HER, *, since=IN_JANUARY):
    """Poor in another ward since a day; moves into the first group of Ngọc Hà on 2 September."""
    there = Unit.objects.get(level="group", parent__code="00001")
    head = NewMember(
        full_name=name, sex="female", birth_date=D(1960, 1, 1), birth_known="day", relation="head", ethnicity="Kinh"
    )
    entered = NewHousehold(group=there, since=D(2015, 1, 1), address="số 1", members=(head,))
    (home,) = register_households([entered], area=there, why="thử", source="program", by=None, at=factories.AT)
    poor = NewStatus(year=2019, rule_set="vn-2016", class_id="poor", valid_from=since, source="legacy")
    record_statuses([(home, poor)], area=there, why="thử", source="program", by=None, at=NOW)
    at = datetime.datetime(2019, 9, 2, 2, tzinfo=datetime.UTC)
    moves.move_household(home, group=office.group, address="số 9", on=D(2019, 9, 2), by=None, at=at)
    return home


def told(office, campaign, who="officer"):
    with override("vi"):
        return [each.title for each in of_reviews(office.people[who], office.ward, 2019, TODAY, [campaign])]


MISSING = "1 hộ nghèo, cận nghèo theo sổ chưa có trong đợt rà soát"


@pytest.mark.parametrize("since", [D(2019, 1, 1), D(2019, 9, 3)])  # on last year's list; recognised within the year
def test_who_came_after_the_list_is_told_and_listed(office, campaign, client, since):
    assert MISSING not in told(office, campaign)
    home = newcomer(office, since=since)
    assert MISSING in told(office, campaign)
    assert MISSING not in told(office, campaign, "enumerator")
    client.force_login(office.people["officer"])
    page = f"/00016/2019/dot-ra-soat/{campaign.pk}/"
    assert "Đưa vào danh sách" in client.get(page).content.decode()
    assert lists.list_households(campaign, by=office.people["officer"], at=NOW) == 1
    case = Case.objects.get(household=home)
    assert (case.listed_for, case.was, case.state) == ("listed", "poor", "listed")
    assert MISSING not in told(office, campaign)
    assert "Đưa vào danh sách" not in client.get(page).content.decode()


def test_after_the_meeting_nobody_is_told_to_list_and_the_signer_is(office, campaign):
    """Six households hold a class at the end of the year by the register, five of them by the decision."""
    for head, given in decided.ANSWERS.items():
        made_up.confirmed(office, case_of(campaign, head), given)
    ward = decided.settle(campaign, office)
    newcomer(office)
    assert MISSING not in told(office, campaign)
    with pytest.raises(StepRefused):
        lists.list_households(campaign, by=office.people["officer"], at=NOW)
    draft = decisions.draft_decision(
        decided.agreed(office, ward).campaign.wards.get(pk=ward.pk), by=office.people["officer"], at=decided.DRAFTED
    )
    with override("vi"):
        assert any("không có trong đợt" in each and HER in each for each in effects_of(draft))


def test_a_group_that_met_does_not_keep_others_from_the_list(office, campaign):
    """The second group of the ward takes its newcomer; the first has called its meeting."""
    second = places.found_unit(
        level="group", code="02", name="Tổ dân phố 2", parent=office.ward, valid_from=office.ward.valid_from, by=None,
        at=factories.AT,
    )  # fmt: skip
    group = CampaignGroup.objects.create(ward=made_up.ward_of(campaign, office), group=second, state="survey")
    made_up.checked(office, campaign)
    meetings.call_meeting(
        CampaignGroup.objects.get(ward__campaign=campaign, group=office.group), held_on=made_up.MEETING_DAY,
        place="Nhà văn hóa", chair="Tổ trưởng", by=office.people["officer"], at=NOW,
    )  # fmt: skip
    newcomer(office)
    other = newcomer(office, "Phan Thị Mơ")
    moves.move_household(other, group=second, address="số 3", on=D(2019, 9, 3), by=None, at=NOW)
    assert can_still_be_listed(campaign, office.ward, TODAY) == 1
    assert lists.list_households(campaign, by=office.people["officer"], at=NOW) == 1
    assert Case.objects.get(household=other).group == group


def test_statements_do_not_grow_with_who_is_missing(office, campaign):
    counts = []
    for name in (HER, "Phan Thị Mơ"):
        newcomer(office, name)
        with CaptureQueriesContext(connection) as asked:
            found = can_still_be_listed(campaign, office.ward, TODAY)
        counts.append((found, len(asked)))
    assert counts == [(1, 3), (2, 3)]
