"""A ward's September: the plan, the decision that opens it, the list, who visits, a form checked."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from chungtay.foundation.places import operations as places
from chungtay.records.registry.models import Household
from chungtay.records.registry.operations.registering import register_households
from chungtay.records.registry.queries.facts import NewHousehold, NewMember
from chungtay.work.review.models import Campaign, CampaignGroup, CampaignWard
from chungtay.work.review.operations import lists
from tests import campaigns as made_up
from tests import factories, phones
from tests.campaigns import OPENED, declared, sent

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def office(units):
    found = made_up.office(units)
    made_up.register(found)
    return found


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_review_is_planned_opened_listed_and_checked(visit, office, size):
    officer = visit(size)
    officer.sign_in("officer-review")
    page = officer.page
    page.goto("/00016/2019/dot-ra-soat/")
    officer.check()
    page.get_by_role("link", name="Lập kế hoạch rà soát").click()
    page.get_by_label("Ngày cuối").fill("30/09/2019")
    page.get_by_label("Chuẩn nghèo dùng để quyết định").select_option("vn-2016:income")
    page.get_by_label("phần trăm phải đồng ý").fill("50")
    for label, days in (("Niêm yết", "3"), ("khiếu nại", "7"), ("cấp huyện", "5")):
        page.locator(".fields label", has_text=label).locator("xpath=..").locator("input").fill(days)
    officer.check()
    officer.picture("campaign-plan")
    page.get_by_role("button", name="Lưu kế hoạch").click()
    expect(page.get_by_role("status")).to_contain_text("lãnh đạo mở bằng quyết định")
    address = officer.path()

    leader = visit(size)
    leader.sign_in("leader-review")
    leader.page.goto(address)
    leader.page.get_by_label("Số quyết định").fill("45/QĐ-UBND")
    leader.page.get_by_label("Ngày quyết định").fill("30/08/2019")
    leader.check()
    leader.page.get_by_role("button", name="Mở đợt rà soát").click()
    expect(leader.page.get_by_text("Đợt rà soát đã mở")).to_be_visible()

    page.reload()
    page.get_by_role("button", name="Đưa danh sách năm trước vào").click()
    expect(page.get_by_text("Đã đưa vào 3 hộ")).to_be_visible()
    page.get_by_role("link", name="Bổ sung hộ").click()
    page.get_by_role("searchbox", name="Tên chủ hộ hoặc mã hộ").fill("pham buoi")
    page.get_by_role("button", name="Tìm", exact=True).last.click()
    page.get_by_label("Phạm Thị Bưởi").check()
    officer.check()
    page.get_by_role("button", name="Đưa vào danh sách").click()
    expect(page.get_by_text("Đã bổ sung 1 hộ")).to_be_visible()
    officer.check()
    officer.picture("campaign-households")
    page.goto(address)
    page.get_by_role("button", name="Chốt mọi danh sách").click()
    for number, home in enumerate(Household.objects.order_by("pk")[:3]):
        place = {"latitude": f"21.03{number}000", "longitude": f"105.82{number * number}000"}
        Household.objects.filter(pk=home.pk).update(**place)
    page.get_by_role("link", name="Phân công ở Phường Ngọc Hà").click()
    expect(page.get_by_role("img", name="Bản đồ các hộ phải đến")).to_be_visible()
    page.get_by_label("Enumerator-Review tham gia").check()
    officer.check()
    page.get_by_role("button", name="Chia phần còn lại").click()
    expect(page.get_by_text("Đã chia các hộ")).to_be_visible()
    officer.check()
    officer.picture("campaign-team")

    campaign = Campaign.objects.get()
    case = made_up.case_of(campaign, "Trần Thị Hường")
    sent(office, case, declared(1_000_000, "2", "6"))
    page.goto(f"{address}ho/{case.pk}/")
    officer.check()
    officer.picture("campaign-form")
    page.get_by_label("Ý kiến về: Bảo hiểm y tế").fill("xem lại thẻ của cháu")
    page.get_by_role("button", name="Trả lại kèm ý kiến").click()
    expect(page.get_by_text("xem lại thẻ của cháu")).to_be_visible()
    sent(office, case, declared(1_000_000, "6"))
    page.reload()
    page.get_by_role("button", name="Xác nhận phiếu").click()
    expect(page.get_by_text("Đã xác nhận phiếu")).to_be_visible()
    page.goto(address)
    officer.check()
    officer.picture("campaign")


# residential group -> households, and where they live: 1/1000 of a degree from the corner, in rows of `wide`
GROUPS = {"Tổ dân phố 1": (9, 0, 0, 3), "Tổ dân phố 2": (6, 6, 4, 3), "Tổ dân phố 3": (4, 1, 6, 2)}


def spread_out(office) -> Campaign:
    """A campaign over three groups; all households but one of the third group have a point in the register."""
    by, names = office.people["officer"], iter(phones.names(19))
    since = factories.SINCE
    for name, (count, east, north, wide) in GROUPS.items():
        group = office.group
        if name != group.name:
            group = places.add_group(
                office.ward, code=name[-1].zfill(2), name=name, kind="urban", valid_from=since, by=None, at=factories.AT
            )
        entered = [
            NewHousehold(group=group, since=since, address=f"số {number}", members=(
                NewMember(full_name=next(names), sex="female", birth_date=since.replace(year=1960), birth_known="day",
                          relation="head", ethnicity="Kinh"),))
            for number in range(1, count + 1)
        ]  # fmt: skip
        homes = register_households(entered, area=group, why="thử", source="program", by=by, at=factories.AT)
        for number, home in enumerate(homes):
            office.homes.append(home)
            row, column = divmod(number, wide)
            south = 21_030 + north + row + number * 7 % 5 / 8  # nobody lives on a grid
            west = 105_820 + east + column + number * 3 % 7 / 10
            if (name, number) != ("Tổ dân phố 3", 3):
                place = {"latitude": f"{south / 1000:.6f}", "longitude": f"{west / 1000:.6f}"}
                Household.objects.filter(pk=home.pk).update(**place)
    campaign = made_up.opened(office)
    every = [home.pk for home in office.homes]
    lists.add_households(campaign, households=every, listed_for="added", by=by, at=OPENED)
    for each in CampaignGroup.objects.filter(ward__campaign=campaign):
        lists.finish_list(each, by=by, at=OPENED)
    return campaign


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_households_are_shared_out_evenly_and_the_map_shows_who_goes_where(visit, units, size):
    """19 households: 9 go to one of two people, the 6 and the 4 to the other, who has 10; one has no point."""
    office = made_up.office(units)
    campaign = spread_out(office)
    officer = visit(size)
    officer.sign_in("officer-review")
    page = officer.page
    page.goto(f"/00016/2019/dot-ra-soat/{campaign.pk}/phan-cong/{CampaignWard.objects.get(campaign=campaign).pk}/")
    page.get_by_label("Enumerator-Review tham gia").check()
    page.get_by_label("Enumerator2-Review tham gia").check()
    page.get_by_role("button", name="Chia phần còn lại").click()
    expect(page.get_by_text("Đã chia các hộ")).to_be_visible()
    assert page.locator(".team-map g").count() == 18
    shares = page.locator("section[aria-labelledby=who-where] tbody tr")
    told = [[cell.strip() for cell in row.locator("th, td").all_inner_texts()] for row in shares.all()]
    assert [row[1:] for row in told] == [["9", "0", "Tổ dân phố 1"], ["9", "1", "Tổ dân phố 2, Tổ dân phố 3"]]
    assert [row[0] for row in told] == ["Enumerator-Review", "Enumerator2-Review"]
    page.locator("#who-where").evaluate("heading => scrollBy(0, heading.getBoundingClientRect().top - 80)")
    officer.check()
    officer.picture("campaign-team-map")
