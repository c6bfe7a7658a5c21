"""Rights that are kept of a ward: equal to those worked out from nothing, and never shown when they no longer count."""

from __future__ import annotations

import datetime

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chungtay.records.entitlements.models import FactsChanged, StandingHome, StandingRight
from chungtay.records.entitlements.operations import cards, nightly, standing
from chungtay.records.entitlements.operations.standing import rights_today
from chungtay.records.entitlements.queries.coverage import coverage_of
from chungtay.records.entitlements.queries.rights import reach, rights_of
from chungtay.records.entitlements.queries.standing import kept_rights, wards_kept
from chungtay.records.entitlements.queries.through import rights_through
from chungtay.records.entitlements.queries.wards import rights_by_ward
from chungtay.records.registry.operations import editing, life, moves
from chungtay.records.registry.operations.act import acting
from chungtay.records.registry.operations.status import NewStatus, record_status
from tests.apps.records.entitlements.people import AT, BY, DAY, disabled
from tests.apps.records.registry.factories import household, member, person

D = datetime.date


def same(found, worked) -> None:
    """Both say the same of the same wards."""
    assert set(found) == set(worked)
    for ward, each in worked.items():
        columns = ["household", "person", "policy", "state", "amount", "rate", "instead_of", "missing"]
        assert set(found[ward].rows.select(columns).iter_rows()) == set(each.rows.select(columns).iter_rows())
        assert found[ward].rows.height == each.rows.height
        assert set(found[ward].homes.select("household", "group").iter_rows()) == set(
            each.homes.select("household", "group").iter_rows()
        )
        assert found[ward].persons == each.persons
        assert found[ward].rules.policies == each.rules.policies


def stale(world, day=DAY) -> list[int]:
    """Of both wards, those that would be worked out."""
    found = wards_kept(reach(world["district_officer"], world["district"], day), day)
    return sorted(home for ward in found.values() for home in ward.stale)


def asked(world, day=DAY):
    """The rights of both wards as kept, held against what is worked out from nothing."""
    user, place = world["district_officer"], world["district"]
    found = rights_today(user, place, day).rights
    same(found, rights_by_ward(user, place, day, day))
    assert stale(world, day) == []
    return found


def test_what_is_kept_is_what_is_worked_out(world) -> None:
    """Nothing is kept at first. Both disabled people of each of three homes have the card of the disabled."""
    assert stale(world) == sorted(home.pk for home in world["homes"])
    assert not StandingHome.objects.exists()
    found = asked(world)
    assert {ward: each.persons for ward, each in found.items()} == {world["ward"].pk: 4, world["other"].pk: 2}
    assert StandingRight.objects.exists()
    assert not FactsChanged.objects.exists()
    with CaptureQueriesContext(connection) as captured:
        asked(world)
    assert not [each["sql"] for each in captured if each["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]


def test_whoever_changes_a_fact_makes_that_household_stale_and_no_other(world) -> None:
    asked(world)
    one, two, three = world["homes"]
    kim = person(one, "Kim")
    for change, homes in (
        (lambda: life.record_birth(one, member("Đỗ An", "child", "2026-09-01", papers=()), **BY), [one]),
        (lambda: editing.set_circumstance(kim, kind="disability", code="1", since=D(2024, 1, 1), **BY), [one]),
        (lambda: record_status(two, NewStatus(2026, "vn-2022", "poor", D(2026, 3, 1), "legacy"), **BY), [two]),
        (lambda: moves.move_household(two, group=world["groups"][2], address="Số 9", on=DAY, **BY), [two]),
        (lambda: life.record_death(kim, on=D(2026, 9, 2), why="x", **BY), [one]),
        (lambda: cards.record_no_card([person(three, "Hoa").pk], on=DAY, source="list", origin="x", **BY), [three]),
        (lambda: cards.take_back("x", at=AT), [three]),
        (lambda: household(world["groups"][0], (member("Bùi Văn Sáng"),), since=D(2020, 1, 1), at=AT), None),
    ):
        change()
        found = stale(world)
        assert len(found) == 1
        assert homes is None or found == [home.pk for home in homes]
        asked(world)


def test_a_day_on_which_something_changes_by_itself_makes_stale(world) -> None:
    """A card that ends on 20 September; a child who becomes six on 25 September 2026; the third home has neither."""
    one, _two, three = world["homes"]
    kim = person(one, "Kim").pk
    new = cards.NewCard(kim, "state", D(2026, 1, 1), D(2026, 9, 20))
    cards.record_cards([new], source="list", origin="x", **BY)
    life.record_birth(three, member("Phạm Bé", "child", "2020-09-25", papers=()), **BY)
    asked(world)
    assert stale(world, D(2026, 9, 20)) == []
    assert stale(world, D(2026, 9, 21)) == [one.pk]
    asked(world, D(2026, 9, 21))
    assert stale(world, D(2026, 9, 24)) == []
    assert stale(world, D(2026, 9, 25)) == [three.pk]
    asked(world, D(2026, 9, 25))
    assert stale(world, D(2026, 9, 24)) == [three.pk]  # what was worked out for a later day says nothing of before


def test_through_which_day_the_rights_of_a_household_stay_what_they_are(world) -> None:
    """335/2026/NĐ-CP counts from 5 October 2026; a child of the third home becomes six on 25 September, a card of the
    second home ends on 20 September; the day after each is another answer."""
    one, two, three = world["homes"]
    cards.record_cards(
        [cards.NewCard(person(two, "Dung").pk, "state", D(2026, 1, 1), D(2026, 9, 20))], source="list", origin="x", **BY
    )
    life.record_birth(three, member("Phạm Bé", "child", "2020-09-25", papers=()), **BY)
    for home, last in ((one, D(2026, 10, 4)), (two, D(2026, 9, 20)), (three, D(2026, 9, 24))):
        place = home.group.parent
        found, through = rights_through(None, place, home.pk, DAY)
        assert through == last
        alone = rights_of(None, place, home.pk, DAY, DAY).rows  # no order is promised
        assert found.rows.sort(found.rows.columns).equals(alone.sort(alone.columns))
    _found, through = rights_through(None, world["ward"], one.pk, D(2027, 2, 1))
    assert through == D(2028, 12, 31)  # nothing is known to change: told to the end of the next year


def test_other_rules_make_everybody_stale(world) -> None:
    """335/2026/NĐ-CP is in effect from 5 October 2026: that day what was kept the day before counts no more."""
    everybody = sorted(home.pk for home in world["homes"])
    asked(world, D(2026, 10, 4))
    assert stale(world, D(2026, 10, 5)) == everybody
    asked(world, D(2026, 10, 5))
    assert stale(world, D(2026, 10, 6)) == []


def test_the_first_class_of_a_ward_tells_something_of_everybody_else_in_it(world) -> None:
    """ "On no list" is known in a ward only while some class is on record there: without it nobody's is."""
    three = world["homes"][2]
    other = household(world["groups"][2], (member("Bùi Văn Sáng"),), since=D(2020, 1, 1), at=AT)
    asked(world)
    with acting("test", area=three.group, **BY) as act:
        act.withdraw(*three.statuses.all())
    assert stale(world) == [three.pk, other.pk]
    found = asked(world)[world["other"].pk]
    open_ = {row["person"] for row in found.rows.filter(found.rows["state"] == "open").iter_rows(named=True)}
    assert person(other, "Sáng").pk in open_


def test_a_ward_with_stale_rights_is_never_read(world) -> None:
    with pytest.raises(ValueError, match="stale"):
        kept_rights([wards_kept([world["ward"].path], DAY)[world["ward"].pk]])


def test_while_somebody_else_writes_a_page_works_out_and_waits_for_nobody(world, monkeypatch) -> None:
    """As when an import holds the file of SQLite: the same answer, nothing is kept."""

    def locked(*_args: object, **_more: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(StandingHome.objects, "bulk_create", locked)
    user, place = world["officer"], world["ward"]
    same(rights_today(user, place, DAY).rights, rights_by_ward(user, place, DAY, DAY))
    assert not StandingHome.objects.exists()


def test_one_ward_with_much_to_work_out_leaves_the_others_as_kept(world, monkeypatch) -> None:
    """Ngọc Hà has three households of which two changed, more than are worked out by themselves: it alone is worked out
    as a whole, Phúc Xá is read as it is kept."""
    asked(world)
    monkeypatch.setattr(standing, "FEW", 1)
    more = disabled(world["groups"][0], "Trần Văn Tâm", "Lý Thị Sen")
    editing.set_circumstance(person(world["homes"][1], "Dung"), kind="disability", code="1", since=D(2024, 1, 1), **BY)
    before = {home.pk: home.day for home in StandingHome.objects.all()}
    later = DAY + datetime.timedelta(days=1)
    assert stale(world, later) == sorted([world["homes"][1].pk, more.pk])
    found = rights_today(world["district_officer"], world["district"], later)
    same(found.rights, rights_by_ward(world["district_officer"], world["district"], later, later))
    assert found.late == ()
    days = {home.pk: home.day for home in StandingHome.objects.all()}
    assert days[world["homes"][2].pk] == before[world["homes"][2].pk] == DAY
    assert {days[home.pk] for home in (*world["homes"][:2], more)} == {later}


def test_a_district_works_out_what_a_page_may_take_and_names_the_rest(world, monkeypatch) -> None:
    """Nothing is kept: Phúc Xá with one household comes first, Ngọc Hà with two is told as late, and comes next."""
    monkeypatch.setattr(standing, "MOST", 2)
    user, place = world["district_officer"], world["district"]
    first = rights_today(user, place, DAY)
    assert (set(first.rights), first.late) == ({world["other"].pk}, (world["ward"],))
    covered = coverage_of(user, place, DAY, DAY, found=first.rights, late=first.late)
    assert set(covered.wards) & {world["ward"].pk, world["other"].pk} == {world["other"].pk}
    assert set(covered.rows["ward"]) == {world["other"].pk}
    second = rights_today(user, place, DAY)
    same(second.rights, rights_by_ward(user, place, DAY, DAY))
    assert second.late == ()


def test_the_district_board_names_wards_that_are_not_in_its_figures(world, monkeypatch) -> None:
    monkeypatch.setattr(standing, "MOST", 2)
    monkeypatch.setattr(timezone, "now", lambda: AT)
    browser = Client()
    browser.force_login(world["district_officer"])
    page = browser.get("/001/2026/quyen-loi/bao-phu/")
    told = page.content.decode()
    assert page.status_code == 200
    assert "1 phường chưa có trong các con số này" in told
    assert 'href="/00016/2026/quyen-loi/bao-phu/">Phường Ngọc Hà' in told
    assert "chưa có trong các con số này" not in browser.get("/001/2026/quyen-loi/bao-phu/").content.decode()


def test_a_residential_group_is_answered_by_the_rules_of_its_ward(world) -> None:
    """Two disabled people live in the first group: what the ward says of them, the group says, and its coverage."""
    user, group = world["officer"], world["groups"][0]
    [(ward, found)] = rights_by_ward(user, group, DAY, DAY).items()
    assert (ward, found.persons, found.homes["household"].to_list()) == (world["ward"].pk, 2, [world["homes"][0].pk])
    whole = rights_by_ward(user, world["ward"], DAY, DAY)[ward].rows
    assert found.rows.height == whole.filter(whole["household"] == world["homes"][0].pk).height
    assert rights_today(user, group, DAY).rights[ward].persons == 2
    covered = coverage_of(user, group, DAY, DAY)
    assert set(covered.rows["household"]) == {world["homes"][0].pk}


def test_at_night_every_ward_is_worked_out_and_one_mark_stays_of_who_left(world) -> None:
    """Đình's household changed twice, then its people left the register: it lives nowhere, its marks are one."""
    one, two, _three = world["homes"]
    asked(world)
    for code in ("1", "2", "1"):
        editing.set_circumstance(person(two, "Dung"), kind="disability", code=code, since=D(2024, 1, 1), **BY)
    life.record_death(person(one, "Kim"), on=D(2026, 9, 2), why="x", **BY)
    life.record_departure(person(one, "Đình"), last_day=D(2026, 9, 5), new_head=None, relations={}, **BY)
    assert min(FactsChanged.objects.filter(household=home).count() for home in (one, two)) > 1
    night = nightly.refresh_wards(DAY)
    assert (night.wards, night.homes) == (1, 1)
    assert list(FactsChanged.objects.values_list("household", flat=True)) == [one.pk]
    assert stale(world) == []
    asked(world)
    assert nightly.refresh_wards(DAY) == nightly.Night(0, 0, 0)


def test_statements_do_not_grow_with_households(world) -> None:
    """One stale household and twenty: the same statements. A ward of which all is kept: a few."""
    user, ward = world["officer"], world["ward"]
    rights_today(user, ward, DAY)

    def counted(homes: int) -> int:
        for _ in range(homes):
            disabled(world["groups"][0], "Trần Văn Tâm", "Lý Thị Sen")
        with CaptureQueriesContext(connection) as captured:
            rights_today(user, ward, DAY)
        return len(captured)

    first = counted(1)
    assert counted(20) == first
    assert counted(0) <= 12
    assert first <= 45
