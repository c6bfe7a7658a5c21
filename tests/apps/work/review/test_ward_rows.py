"""The board of a district: one row a ward, with the figures that the ward's own board has."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chungtay.foundation.places import operations as places
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.operations.registering import register_households
from chungtay.records.registry.queries.facts import NewHousehold, NewMember
from chungtay.work.review.models import CampaignGroup
from chungtay.work.review.operations import lists, meetings
from chungtay.work.review.presenters.campaigns import ward_lines
from chungtay.work.review.queries.calendar import calendar
from chungtay.work.review.queries.ward_calendars import ward_rows
from tests import campaigns as made_up
from tests import factories
from tests.campaigns import MEETING_DAY, NOW, OPENED, case_of, confirmed, declared, sent

pytestmark = pytest.mark.django_db
D = datetime.date
LATE = D(2019, 10, 4)  # the review ended on 30 September: four days late


@pytest.fixture
def office():
    found = made_up.office()
    made_up.register(found)
    return found


@pytest.fixture
def campaign(office):
    """Of the district: Ngọc Hà with five households, Phúc Xá with one of its own."""
    other = Unit.objects.get(parent=office.units["00001"])
    member = NewMember(full_name="Lý Văn Phúc", sex="male", birth_date=D(1960, 3, 2), birth_known="day",
                       relation="head", ethnicity="Kinh")  # fmt: skip
    home = NewHousehold(group=other, since=D(2015, 1, 1), address="số 1", members=(member,))
    by = office.people["district"]
    [made] = register_households([home], area=other, why="thử", source="program", by=by, at=factories.AT)
    campaign = made_up.opened(office, office.units["001"])
    lists.list_households(campaign, by=by, at=OPENED)
    homes = [each.pk for each in office.homes] + [made.pk]
    lists.add_households(campaign, households=homes, listed_for="added", by=by, at=OPENED)
    for one in CampaignGroup.objects.filter(ward__campaign=campaign, group=office.group):
        lists.finish_list(one, by=by, at=OPENED)
    return campaign


def rows_of(campaign, day):
    wards = list(campaign.wards.select_related("ward").order_by("ward__code"))
    return ward_rows(campaign, wards, day)


def test_forms_of_households_and_who_must_act(office, campaign):
    """Two of five forms in Ngọc Hà, one of them checked; Phúc Xá has not settled its list."""
    confirmed(office, case_of(campaign, "Nguyễn Văn Đình"), declared(800_000, "1", "3"))
    sent(office, case_of(campaign, "Trần Thị Hường"), declared(1_000_000))
    phuc_xa, ngoc_ha = rows_of(campaign, D(2019, 9, 6))
    assert [(row.forms, row.total, row.done) for row in (phuc_xa, ngoc_ha)] == [(0, 1, 0), (2, 5, 0)]
    assert (phuc_xa.now.step, ngoc_ha.now.step) == ("lists", "survey")
    assert not phuc_xa.late
    assert ngoc_ha.now.open == 4  # one form waits for its check, three households for a visit


def test_a_ward_has_the_figures_of_its_own_board(office, campaign):
    for name, (income, lacking) in made_up.ANSWERS_2019.items():
        confirmed(office, case_of(campaign, name), declared(income, *lacking))
    group = CampaignGroup.objects.get(ward__campaign=campaign, group=office.group)
    meetings.call_meeting(
        group, held_on=MEETING_DAY, place="Nhà văn hóa", chair="A", by=office.people["district"], at=NOW
    )
    for day in (D(2019, 9, 6), LATE):
        for row in rows_of(campaign, day):
            assert row.lines == calendar(campaign, [row.ward], day)


def test_the_late_ones_stand_first_with_their_days(office, campaign):
    lines = ward_lines(rows_of(campaign, LATE), LATE)
    assert [line.name for line in lines] == ["Phường Phúc Xá", "Phường Ngọc Hà"]
    assert {line.late_days for line in lines} == {4}
    first, second = lines  # complaints have a clock of their own: six other steps after the list, five after the survey
    assert (first.late_step, first.late_more) == ("Lập danh sách hộ cần rà soát", 6)
    assert (second.late_step, second.late_more) == ("Rà soát, phân loại hộ", 5)


def test_as_many_statements_for_two_wards_as_for_six(office, campaign):
    with CaptureQueriesContext(connection) as two:
        rows_of(campaign, LATE)
    for number in range(4):
        ward = places.found_unit(
            level="ward", code=f"9000{number}", name=f"Phường {number}", parent=office.units["001"],
            valid_from=factories.SINCE, by=None, at=factories.AT,
        )  # fmt: skip
        campaign.wards.create(ward=ward)
    with CaptureQueriesContext(connection) as six:
        rows = rows_of(campaign, LATE)
    assert (len(rows), len(six)) == (6, len(two))
    assert [line.step for line in rows[-1].lines] == ["lists"]  # without households nothing else is late


def test_on_the_districts_board_with_a_link_and_not_on_the_wards(office, campaign, client):
    client.force_login(office.people["chief"])
    there = client.get(f"/001/2019/dot-ra-soat/{campaign.pk}/").content.decode()
    assert f'href="/00016/2019/dot-ra-soat/{campaign.pk}/"' in there
    assert "Ai phải làm" in there
    part = client.get(f"/001/2019/dot-ra-soat/{campaign.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert "Ai phải làm" in part  # refreshed as the rest of the board
    client.force_login(office.people["officer"])
    here = client.get(f"/00016/2019/dot-ra-soat/{campaign.pk}/").content.decode()
    assert "Ai phải làm" not in here
