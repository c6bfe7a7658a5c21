"""Rights of fictional households of Ngọc Hà in October 2019, against figures worked out by hand.

A, poor: a couple, a son of 16 at school, a daughter of 5. B, out of near-poverty since January 2019: a couple.
C, on no list: a father and a child born "in 2013". D, on no list: a woman on a monthly benefit for her disability.
"""

from __future__ import annotations

import datetime

import pytest
from django.test import Client

from chungtay.foundation.accounts.models import Role
from chungtay.foundation.places.models import Unit
from chungtay.records.entitlements.queries.facts import facts_of
from chungtay.records.entitlements.queries.rights import rights_in, rights_of, rules_on
from chungtay.records.registry.models import Circumstance
from chungtay.records.registry.operations import editing, life
from chungtay.records.registry.operations.status import NewStatus, record_status
from tests import factories
from tests.apps.records.registry.factories import AT, household, member, person

D = datetime.date
DAY, TODAY = D(2019, 10, 1), D(2026, 9, 1)
BY = {"by": None, "at": AT}


def classed(home, class_id: str, since: datetime.date) -> None:
    record_status(home, NewStatus(since.year, "vn-2016", class_id, since, "legacy"), **BY)


@pytest.fixture
def homes(group):
    since = {"since": D(2015, 1, 1)}
    a = household(
        group,
        (
            member(),
            member("Trần Thị Hường", "spouse", "1974-11-02"),
            member("Nguyễn Minh Khôi", "child", "2003-06-30"),
            member("Nguyễn Thị Ánh", "child", "2014-01-15"),
        ),
        **since,
    )
    editing.set_circumstance(person(a, "Khôi"), kind="schooling", code="4", since=D(2018, 9, 1), **BY)
    b = household(
        group, (member("Lê Văn Cảnh", born="1950-02-03"), member("Vũ Thị Dung", "spouse", "1952-04-05")), **since
    )
    c = household(
        group,
        (member("Phạm Văn Giang"), member("Phạm Thị Hà", "child", "2013-01-01", birth_known="year", papers=())),
        **since,
    )
    d = household(group, (member("Đỗ Thị Kim", born="1960-01-01"),), **since)
    editing.set_circumstance(person(d, "Kim"), kind="protection", code="2", since=D(2016, 1, 1), **BY)
    classed(a, "poor", D(2019, 1, 1))
    classed(b, "near_poor", D(2017, 1, 1))
    classed(b, "not_poor", D(2019, 1, 1))
    return {"a": a, "b": b, "c": c, "d": d}


@pytest.fixture
def officer(group):
    return factories.person("officer-rights", Role.WARD_OFFICER, group.parent)


def counted(found) -> dict[str, tuple[int, int, int]]:
    return {
        name: (each["due"], each["open"], each["instead"])
        for name, each in found.counts().items()
        if any(each.values())
    }


def test_who_is_entitled_to_which_card(homes, group, officer) -> None:
    found = rights_in(officer, group.parent, DAY, TODAY)
    assert counted(found) == {
        "bhyt-poor-2018": (4, 0, 0),
        "bhyt-hanoi-escaped-2019": (2, 0, 0),
        "bhyt-benefit-2018": (1, 0, 0),
        "bhyt-child-2018": (0, 1, 1),  # Hà may be 5 or 6; Ánh has the card of a poor household
        "bhyt-pupil-2018": (0, 0, 1),  # Khôi likewise
        "bhyt-survivor-80-2018": (0, 1, 0),  # of 80 and over, and nobody asked about a survivor's benefit
    }
    assert found.amounts()["bhyt-poor-2018"] == 4 * 67_050
    rows = found.of_policy("bhyt-child-2018", "open")
    assert rows["missing"].to_list() == ["age_months,child_card"]  # the month would tell until when the card holds


def test_three_years_after_the_escape(homes, group, officer) -> None:
    """Recognised in January 2019: December 2021 is month 36 (35 months since). The city's rule holds from 1 August 2019
    (vbpl.vn) and ends with the next resolution, of 8 December 2021, whose conditions were not read."""
    for day, due in ((D(2019, 7, 31), 0), (D(2019, 8, 1), 2), (D(2021, 12, 7), 2), (D(2021, 12, 8), 0)):
        found = rights_in(officer, group.parent, day, TODAY)
        assert found.counts().get("bhyt-hanoi-escaped-2019", {"due": 0})["due"] == due, day


def test_a_dead_person_has_no_rights_and_a_past_day_still_has(homes, group, officer) -> None:
    life.record_death(person(homes["a"], "Hường"), on=D(2020, 2, 2), why="thử", **BY)
    assert rights_in(officer, group.parent, DAY, TODAY).counts()["bhyt-poor-2018"]["due"] == 4
    assert rights_in(officer, group.parent, D(2020, 3, 1), TODAY).counts()["bhyt-poor-2018"]["due"] == 3


def test_where_no_class_was_ever_decided_nothing_is_said_of_the_poor(group, officer) -> None:
    household(group, (member(),), since=D(2015, 1, 1))
    found = rights_in(officer, group.parent, DAY, TODAY)
    assert counted(found) == {
        "bhyt-poor-2018": (0, 1, 0),
        "bhyt-near-poor-2018": (0, 1, 0),
        "bhyt-hanoi-escaped-2019": (0, 1, 0),
        "bhyt-farming-2018": (0, 1, 0),
    }


def test_one_household_by_itself(homes, group, officer) -> None:
    found = rights_of(officer, group.parent, homes["a"].pk, DAY, TODAY)
    assert counted(found) == {"bhyt-poor-2018": (4, 0, 0), "bhyt-child-2018": (0, 0, 1), "bhyt-pupil-2018": (0, 0, 1)}
    assert set(found.of_policy("bhyt-pupil-2018", "instead")["instead_of"]) == {"bhyt-poor-2018"}


def test_nobody_sees_another_ward(homes, group) -> None:
    stranger = factories.person("officer-phucxa", Role.WARD_OFFICER, Unit.objects.get(level="ward", code="00001"))
    found = rights_in(stranger, group.parent, DAY, TODAY)
    assert found.facts.people.height == 0
    assert counted(found) == {}


def test_statements_do_not_grow_with_people(homes, group, officer, django_assert_num_queries) -> None:
    officer.assignments_on(TODAY)
    with django_assert_num_queries(9):  # the ninth: who receives a monthly allowance by an approved list
        rights_in(officer, group.parent, DAY, TODAY)
    for _ in range(20):
        household(group, (member("Bùi Văn Sáng"),), since=D(2015, 1, 1))
    with django_assert_num_queries(9):  # the ninth: who receives a monthly allowance by an approved list
        rights_in(officer, group.parent, DAY, TODAY)


def page(client: Client, user, address: str) -> str:
    client.force_login(user)
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_pages_tell_it_in_words(homes, group, officer, client) -> None:
    text = page(client, officer, "/00016/2019/quyen-loi/?ngay=2019-10-01")
    assert "Thẻ BHYT cho người thuộc hộ nghèo" in text
    assert "268.200 đ" in text  # 4 x 67,050
    assert "136/2013/NĐ-CP" in text  # to be verified, switched off
    people = page(client, officer, "/00016/2019/quyen-loi/bhyt-poor-2018/?ngay=2019-10-01")
    assert "Nguyễn Thị Ánh" in people
    assert "67.050 đ" in people
    asked = page(client, officer, "/00016/2019/quyen-loi/bhyt-child-2018/?ngay=2019-10-01&loai=open")
    assert "Phạm Thị Hà" in asked
    assert "Ngày sinh đầy đủ là ngày nào?" in asked
    assert "Nguyễn Thị Ánh" not in asked
    home = page(client, officer, f"/00016/2019/quyen-loi/ho/{homes['d'].pk}/?ngay=2019-10-01")
    assert "Thẻ BHYT cho người hưởng trợ cấp xã hội hằng tháng" in home


def test_addresses_that_mean_nothing(homes, group, officer, client) -> None:
    client.force_login(officer)
    for address in ("quyen-loi/no-such-policy/", "quyen-loi/ho/999999/"):
        assert client.get(f"/00016/2019/{address}").status_code == 404
    for query in ("ngay=2019-02-31", "ngay=x", "ngay=2030-01-01", "loai=all", "trang=-1"):
        assert client.get(f"/00016/2019/quyen-loi/bhyt-poor-2018/?{query}").status_code == 200
    for day in ("31/02/2019", "x", "01/01/2030", "01/10/2018", "2019"):
        told = client.get("/00016/2019/quyen-loi/", {"ngay": day}).content.decode()
        assert "Ghi một ngày của năm 2019" in told, day
    assert "Ghi một ngày" not in client.get("/00016/2019/quyen-loi/", {"ngay": "01/10/2019"}).content.decode()


def test_who_is_of_a_minority_is_told_by_the_list_of_peoples_alone(group) -> None:
    """A word that no list has says nothing: no right is given or taken by how somebody typed."""
    written = {
        "An": "Kinh",
        "Bình": "Tày",
        "Chi": "Không rõ",
        "Du": "Kih",
        "Em": "Người nước ngoài",
        "Gia": "",
        "Hà": "tày",
    }
    people = [
        member(f"Lê Văn {name}", "child" if place else "head", ethnicity=people)
        for place, (name, people) in enumerate(written.items())
    ]
    home = household(group, tuple(people), since=D(2015, 1, 1))
    found = facts_of([group.path], DAY, rules_on(group, DAY)).people
    told = dict(found.select("person", "minority").iter_rows())
    assert {name: told[person(home, name).pk] for name in written} == {
        "An": 0, "Bình": 1, "Chi": None, "Du": None, "Em": 0, "Gia": None, "Hà": 1,
    }  # fmt: skip


def test_two_circumstances_of_one_kind_on_one_day_count_the_person_once(group) -> None:
    """As an older joining of records may have left them: that there is a disability is known, not which."""
    home = household(group, (member(), member("Trần Thị Hường", "spouse", "1974-11-02")), since=D(2015, 1, 1))
    for name, codes in (("Đình", ("1", "2")), ("Hường", ("2", "2"))):
        for code, until in zip(codes, (D(2025, 12, 31), None), strict=True):
            Circumstance.objects.create(
                person=person(home, name), kind="disability", code=code, valid_from=D(2016, 1, 1), valid_to=until
            )
    found = facts_of([group.path], DAY, rules_on(group, DAY))
    told = dict(found.people.select("person", "disability").iter_rows())
    assert told == {person(home, "Đình").pk: None, person(home, "Hường").pk: 2}
    assert found.homes["persons"].to_list() == [2]


def test_a_day_of_another_year_is_said_on_the_page_of_a_household(group, homes) -> None:
    reader = Client()
    reader.force_login(factories.person("officer-day", Role.WARD_OFFICER, group.parent))
    there = f"/00016/2019/quyen-loi/ho/{homes['a'].pk}/"
    assert "Ghi một ngày của năm 2019" in reader.get(f"{there}?ngay=2018-10-01").content.decode()
    assert "Ghi một ngày của năm 2019" not in reader.get(f"{there}?ngay=2019-10-01").content.decode()
