"""A past year as it stood: in the Excel copy, in the list of an ended unit; and where nothing can be entered."""

from __future__ import annotations

import datetime

import pytest
from django.contrib.auth.backends import ModelBackend
from django.test import Client
from django.utils import timezone

from chungtay.foundation.accounts import operations as accounts
from chungtay.foundation.places import operations as places
from chungtay.foundation.places.models import Succession, Unit
from chungtay.foundation.places.operations import Move
from chungtay.records.registry.operations.exporting import _outgoing
from chungtay.records.registry.operations.life import record_birth, record_death
from chungtay.records.registry.operations.moves import move_household, record_household_departure
from chungtay.records.registry.operations.reorganising import follow_groups
from chungtay.records.registry.operations.status import NewStatus, record_status
from tests import factories as people
from tests.apps.records.registry import factories as f

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2024, 3, 1)
REFORM = datetime.date(2025, 7, 1)
LAST = datetime.date(2025, 6, 30)
AT = datetime.datetime(2025, 9, 1, 8, 0, tzinfo=datetime.UTC)


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user, f"{ModelBackend.__module__}.{ModelBackend.__name__}")
    return client


def told(area: Unit, year: int, by) -> dict[str, tuple[str, str, set[str], int | None]]:
    """Head -> class, group and ward, names, age of the head."""
    homes = _outgoing(area, year, TODAY, by).homes()
    return {
        home.head: (
            home.class_id, f"{home.place.group}, {home.place.ward}", {each.name for each in home.members},
            home.members[0].age,
        )
        for home in homes
    }  # fmt: skip


def test_the_copy_of_a_past_year_is_of_then(group, other_group):
    """At the end of 2022 An lived in the ward with Hoa, who died in 2023; their child came in 2024. Bình moved to the
    other ward in 2023, Cúc left the country in 2022, and Dung came in 2023."""
    an = f.household(
        group, (f.member("Lê Văn An", born="1970-05-12"), f.member("Trần Thị Hoa", "spouse", "1974-11-02"))
    )
    binh, cuc = (f.household(group, (f.member(name),)) for name in ("Lê Văn Bình", "Trần Thị Cúc"))
    f.household(group, (f.member("Lê Thị Dung"),), since=day("2023-02-01"))
    for home, year, kind in ((an, 2022, "poor"), (an, 2023, "near_poor"), (binh, 2022, "near_poor")):
        status = NewStatus(year, "vn-2022", kind, day(f"{year}-01-01"), "legacy")
        record_status(home, status, by=None, at=f.AT)
    record_death(f.person(an, "Hoa"), on=day("2023-03-03"), by=None, at=f.AT)
    record_birth(an, f.member("Lê Văn Em", "child", "2024-01-20", papers=()), by=None, at=f.AT)
    move_household(binh, group=other_group, address="Số 1", on=day("2023-05-05"), by=None, at=f.AT)
    record_household_departure(cuc, last_day=day("2022-10-10"), by=None, at=f.AT)

    ward = group.parent
    here = f"{group.name}, {ward.name}"
    of_an = ("poor", here, {"Lê Văn An", "Trần Thị Hoa"}, 52)
    officer, leader = people.person("hoa", "ward_officer", ward), people.person("minh", "district_officer", ward.parent)
    assert told(ward, 2022, officer) == {"Lê Văn An": of_an}  # Bình's register is the other ward's now
    for by in (leader, None):
        both = {"Lê Văn An": of_an, "Lê Văn Bình": ("near_poor", here, {"Lê Văn Bình"}, 52)}
        assert told(ward, 2022, by) == both
        assert _outgoing(ward, 2022, TODAY, by).persons() == 3
        assert _outgoing(ward, 2022, TODAY, by).households() == 2
    now = told(ward, 2024, officer)
    assert {head: names for head, (_class, _group, names, _age) in now.items()} == {
        "Lê Văn An": {"Lê Văn An", "Lê Văn Em"}, "Lê Thị Dung": {"Lê Thị Dung"}
    }  # fmt: skip
    assert now["Lê Văn An"][3] == 53


@pytest.fixture
def reformed(group) -> Unit:
    """Both wards ended; the group of Ngọc Hà went over into a group of the new ward."""
    f.household(group, (f.member("Lê Văn An"),))
    old = group.parent
    since = {"valid_from": REFORM, "by": None, "at": AT}
    new = places.found_unit(level="ward", code="00097", name="Phường Ngọc Hà mới", parent=old.parent.parent, **since)
    there = places.found_unit(level="group", code="74", name="Tổ dân phố 74", parent=new, **since)
    for unit in (group, old, Unit.objects.get(code="00001")):
        Unit.objects.filter(pk=unit.pk).update(valid_to=LAST)
    for before, after in ((old, new), (group, there)):
        Succession.objects.create(old=before, new=after, day=REFORM, extent="whole")
    follow_groups([Move(group, there, REFORM)], origin="reorganisation:1", undo=False, by=None, at=AT)
    return new


def test_a_list_of_an_ended_ward_shows_the_groups_of_then(reformed, group):
    officer = people.person("hoa", "ward_officer", group.parent)
    accounts.assign(officer, role="ward_officer", area=reformed, starts_on=REFORM, by=None, at=AT)
    page = signed_in(officer).get("/00016/2024/ho-dan/")
    told = page.content.decode()
    [line] = page.context["page"].lines
    assert (line.head, line.group) == ("Lê Văn An", group)
    assert "Tổ dân phố 74" not in told
    assert "Phường Ngọc Hà hết hiệu lực ngày 30/06/2025; hộ dân nay do Phường Ngọc Hà mới giữ sổ" in told
    assert f'href="/00097/{timezone.localdate().year}/ho-dan/"' in told
    assert "/ho-dan/nap/" not in told


def test_who_keeps_nothing_of_an_ended_unit_any_more_is_not_asked_to_read_lists_in(reformed, group):
    page = signed_in(people.person("cu", "district_officer", group.parent.parent)).get("/00016/2024/ho-dan/")
    told = page.content.decode()
    assert page.context["page"].lines == []
    assert "hộ dân nay do Phường Ngọc Hà mới giữ sổ" in told
    assert "/00097/" not in told
    assert "Hãy nạp danh sách" not in told
    assert "/ho-dan/nap/" not in told


@pytest.mark.parametrize("known", [False, True])
def test_without_a_group_of_today_the_form_says_who_must_do_what(group, known):
    """The ward ended, and nobody applied the plan of the new wards, also where the official list names the new one."""
    for unit in (group, group.parent):
        Unit.objects.filter(pk=unit.pk).update(valid_to=LAST)
    if known:
        new = places.found_unit(
            level="ward", code="00097", name="Phường mới", parent=group.parent.parent.parent, valid_from=REFORM,
            by=None, at=AT,
        )  # fmt: skip
        Succession.objects.create(old=group.parent, new=new, day=REFORM, extent="whole")
    client = signed_in(people.person("hoa", "ward_officer", group.parent))
    sentence = "Hôm nay không có tổ dân phố, thôn nào thuộc nơi ông/bà giữ sổ."
    assert sentence in client.get("/00016/2024/ho-dan/dang-ky/").content.decode()
    told = client.get("/00016/2024/ho-dan/").content.decode()
    assert "các tổ dân phố, thôn chưa có chỗ trong đơn vị mới" in told
    assert "/ho-dan/dang-ky/" not in told


def test_lists_are_read_in_also_where_households_are_already(group):
    f.household(group)
    year = timezone.localdate().year
    officer, reader = people.person("hoa", "ward_officer", group.parent), people.person("le", "auditor", group.parent)
    assert f'href="/00016/{year}/ho-dan/nap/"' in signed_in(officer).get(f"/00016/{year}/ho-dan/").content.decode()
    assert "/ho-dan/nap/" not in signed_in(reader).get(f"/00016/{year}/ho-dan/").content.decode()
