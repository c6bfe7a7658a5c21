"""A district sees each ward's forms and late steps; two second visits that disagree; what nobody looked at, by name."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from chungtay.foundation.accounts.models import User
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.operations.registering import register_households
from chungtay.records.registry.queries.facts import NewHousehold, NewMember
from chungtay.work.review.models import CampaignGroup, Flag
from chungtay.work.review.operations import lists
from tests import campaigns as made_up
from tests import factories
from tests.apps.work.review.test_complaints import complain, visited
from tests.campaigns import OPENED, POSTED_AT, case_of, declared, sent

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office(units, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: POSTED_AT)
    found = made_up.office(units)
    made_up.register(found)
    return found


def test_each_ward_has_its_row(office, visit, monkeypatch):
    other = Unit.objects.get(parent=office.units["00001"])
    member = NewMember(full_name="Lý Văn Phúc", sex="male", birth_date=datetime.date(1960, 3, 2), birth_known="day",
                       relation="head", ethnicity="Kinh")  # fmt: skip
    home = NewHousehold(group=other, since=datetime.date(2015, 1, 1), address="số 1", members=(member,))
    by = office.people["district"]
    [made] = register_households([home], area=other, why="thử", source="program", by=by, at=factories.AT)
    campaign = made_up.opened(office, office.units["001"])
    homes = [each.pk for each in office.homes] + [made.pk]
    lists.add_households(campaign, households=homes, listed_for="added", by=by, at=OPENED)
    for one in CampaignGroup.objects.filter(ward__campaign=campaign, group=office.group):
        lists.finish_list(one, by=by, at=OPENED)
    sent(office, case_of(campaign, "Nguyễn Văn Đình"), declared(800_000))
    monkeypatch.setattr(timezone, "now", lambda: datetime.datetime(2019, 10, 4, 2, 0, tzinfo=datetime.UTC))

    chief = visit("phone")
    chief.sign_in("chief-review")
    chief.page.goto(f"/001/2019/dot-ra-soat/{campaign.pk}/")
    heading = chief.page.get_by_role("heading", name="Phường, xã", exact=True)
    heading.evaluate("each => each.scrollIntoView()")
    chief.look("campaign-wards")
    chief.leave_by(chief.page.get_by_role("link", name="Phường Ngọc Hà").first)
    expect(chief.page.get_by_role("heading", level=1)).to_be_visible()
    assert chief.path() == f"/00016/2019/dot-ra-soat/{campaign.pk}/"


def test_two_second_visits_disagree_and_things_nobody_looked_at(office, visit):
    campaign = made_up.under_survey(office)
    posting = made_up.posted(office, campaign)
    first = visited(office, complain(posting, campaign), declared(800_000, "1", "3"))
    visited(office, complain(posting, campaign), declared(9_000_000), who="enumerator2")
    for who, name in (("member", "Hoàng Thị Lụa"), ("enumerator2", "Đặng Minh Khuê")):
        User.objects.filter(pk=office.people[who].pk).update(full_name=name)
    leader = visit("phone")
    leader.sign_in("leader-review")
    leader.page.goto(f"/00016/2019/dot-ra-soat/{campaign.pk}/khieu-nai/{first.pk}/")
    leader.page.get_by_role("heading", name="Các lần phúc tra").evaluate("each => each.scrollIntoView()")
    leader.look("complaint-disagree")
    leader.page.get_by_label("Đặng Minh Khuê").check()
    leader.page.get_by_label("Vì sao").fill("Người thứ hai xem cả nhà kho")
    leader.leave_by(leader.page.get_by_role("button", name="Ghi kết quả"))
    expect(leader.page.get_by_text("Đã ghi lần phúc tra được giữ.")).to_be_visible()
    leader.look()

    Flag.objects.create(campaign=campaign, ward=posting.ward, kind="short", subject="1", raised_at=POSTED_AT,
                        detail={"seconds": 60, "members": 2, "median": 200, "pace": 30})  # fmt: skip
    leader.page.goto(f"/00016/2019/dot-ra-soat/{campaign.pk}/")
    leader.page.locator("summary", has_text="Kết thúc đợt").click()
    expect(leader.page.get_by_text("Chưa ai xem những việc sau")).to_be_visible()
    leader.look()
