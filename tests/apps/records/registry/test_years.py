"""How households stood at the ends of years: the days on both sides of 31 December, gaps, and what their lists show."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from chungtay.records.registry.models import HouseholdStretch, PastTally
from chungtay.records.registry.models.years import OPEN
from chungtay.records.registry.operations import finding
from chungtay.records.registry.operations.editing import edit_person
from chungtay.records.registry.operations.life import record_birth
from chungtay.records.registry.operations.moves import move_household, record_household_departure, take_in_again
from chungtay.records.registry.operations.status import NewStatus, record_status
from chungtay.records.registry.operations.stretches import stretch_all
from chungtay.records.registry.operations.tallying import recount_all
from chungtay.records.registry.queries import households as homes
from chungtay.records.registry.queries.household_pages import page_of
from tests import factories as people
from tests.apps.records.registry import factories as f
from tests.apps.records.registry.slow_lists import past_kept, past_of_records, past_tally_kept, past_tally_of

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2024, 3, 1)


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def stretches(home) -> list[tuple]:
    rows = HouseholdStretch.objects.filter(household=home).order_by("first_year")
    return list(rows.values_list("first_year", "last_year", "group", "members"))


def test_what_ends_on_the_last_day_of_a_year_still_held_in_it(group, other_group):
    """Two persons since 2020 in the first group. It moves on 1 January 2022, so its last day there is 31/12/2021; a
    child is born on 31/12/2022 and counts in 2022; it leaves with its last day on 30/12/2023 and does not count in
    2023; from 5 May 2025 it is back."""
    home = f.household(group, (f.member(), f.member("Trần Thị Hường", "spouse", "1974-11-02")))
    assert stretches(home) == [(2020, OPEN, group.pk, 2)]
    at = {"by": None, "at": datetime.datetime(2026, 1, 5, 8, tzinfo=datetime.UTC)}
    move_household(home, group=other_group, address="Số 1", on=day("2022-01-01"), **at)
    record_birth(home, f.member("Nguyễn An", "child", "2022-12-31", papers=()), **at)
    record_household_departure(home, last_day=day("2023-12-30"), **at)
    home.refresh_from_db()
    there = other_group.pk
    known = [(2020, 2021, group.pk, 2), (2022, 2022, there, 3)]
    assert stretches(home) == known
    take_in_again(home, group=other_group, address="Số 2", on=day("2025-05-05"), **at)
    assert stretches(home) == [*known, (2025, OPEN, there, 3)]
    assert past_kept() == past_of_records()
    sizes = set(PastTally.objects.values_list("group", "now", "first_year", "last_year", "kind", "homes", "persons"))
    assert sizes == {
        (group.pk, there, 2020, 2021, "", 1, 2), (group.pk, there, 2020, 2021, "no_number", 1, 2),
        (there, there, 2022, 2022, "", 1, 3), (there, there, 2022, 2022, "no_number", 1, 3),
        (there, there, 2025, OPEN, "", 1, 3), (there, there, 2025, OPEN, "no_number", 1, 3),
    }  # fmt: skip


def test_last_day_of_the_year_is_in_and_the_day_before_is_not(group):
    left = {}
    for name, last in (("Lê Văn An", "2023-12-31"), ("Lê Văn Bình", "2023-12-30")):
        home = f.household(group, (f.member(name),))
        record_household_departure(home, last_day=day(last), by=None, at=f.AT)
        left[name] = stretches(home)
    assert left == {"Lê Văn An": [(2020, 2023, group.pk, 1)], "Lê Văn Bình": [(2020, 2022, group.pk, 1)]}


def test_a_list_of_a_past_year_is_of_then_and_of_those_who_still_are_in_the_own_area(group, other_group):
    """In 2022 An and Bình lived in the ward; Bình moved to another ward in 2023, An's name was corrected since."""
    officer = people.person("hoa", "ward_officer", group.parent)
    leader = people.person("minh", "district_officer", group.parent.parent)
    an, binh = (f.household(group, (f.member(name),)) for name in ("Lê Văn An", "Lê Văn Bình"))
    for home in (an, binh):
        record_status(home, NewStatus(2022, "vn-2022", "poor", day("2022-01-01"), "legacy"), by=None, at=f.AT)
    move_household(binh, group=other_group, address="Số 1", on=day("2023-05-05"), by=None, at=f.AT)
    head = f.person(an, "An")
    edit_person(head, {"full_name": "Lê Văn Ân"}, seen=head.version, why="gõ sai", by=None, at=f.AT)
    for user, names in ((officer, ["Lê Văn Ân"]), (leader, ["Lê Văn Ân", "Lê Văn Bình"])):
        year = homes.Year(user, group.parent, 2022, TODAY)
        counts = homes.counts(year)
        assert counts.by_class == {"poor": len(names)}
        assert counts.by_group == {group.pk: len(names)}
        for choice in (homes.Choice(), homes.Choice("poor"), homes.Choice(group=group.pk)):
            for by_name in (True, False):
                page = page_of(year, homes.chosen(year, choice, by_name=by_name))
                assert [line.head for line in page.lines] == names
                assert (page.households, page.persons) == counts.sizes[choice] == (len(names), len(names))
        assert homes.counts(homes.Year(user, group.parent, 2023, TODAY)).due == 1  # who still lives there


def test_stretches_can_be_made_anew(group, other_group):
    home = f.household(group)
    move_household(home, group=other_group, address="Số 1", on=day("2022-05-05"), by=None, at=f.AT)
    kept, counted = past_kept(), past_tally_kept()
    assert counted == past_tally_of(kept)
    HouseholdStretch.objects.all().delete()
    PastTally.objects.all().delete()
    stretch_all()
    assert recount_all() == 2  # four persons with numbers: one row for each of two groups
    assert (past_kept(), past_tally_kept()) == (kept, counted)
    finding.rebuild()
    assert (past_kept(), past_tally_kept()) == (kept, counted)


def test_a_page_of_a_past_year_asks_the_same_number_of_statements_for_two_and_for_sixty(group):
    client = Client()
    client.force_login(people.person("hoa", "ward_officer", group.parent), "django.contrib.auth.backends.ModelBackend")

    def asked() -> list[int]:
        found = []
        for choice in ("", "?loai=poor", "?loai=none", "?con=no_number", "?con=due"):
            with CaptureQueriesContext(connection) as captured:
                assert client.get(f"/00016/2023/ho-dan/{choice}").status_code == 200
            found.append(len(captured))
        return found

    def two(count: int) -> None:
        for _ in range(count):
            poor, was = (f.household(group, (f.member(f"Trần Thị Hoa {name}", papers=()),)) for name in "ab")
            record_status(poor, NewStatus(2023, "vn-2022", "poor", day("2023-01-01"), "legacy"), by=None, at=f.AT)
            record_status(was, NewStatus(2022, "vn-2022", "poor", day("2022-01-01"), "legacy"), by=None, at=f.AT)

    two(1)
    asked()
    few = asked()
    two(29)
    assert asked() == few
    assert max(few) <= 20
