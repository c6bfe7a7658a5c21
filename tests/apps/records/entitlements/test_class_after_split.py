"""A household founded by a split has no class of its own: where the old one had one, its rights do not vanish, they are
to be asked about (notes of the law, 12.1). Nothing is known where something was, "on no list" where nothing was."""

from __future__ import annotations

import datetime

import pytest

from chungtay.records.entitlements.operations.standing import rights_today
from chungtay.records.entitlements.queries.rights import rights_in, rights_known
from chungtay.records.entitlements.queries.rights_on_days import rights_on_days
from chungtay.records.registry.models import Operation
from chungtay.records.registry.operations import moves
from chungtay.records.registry.operations.status import NewStatus, record_status
from chungtay.records.registry.operations.undoing import undo
from tests.apps.records.entitlements.people import D
from tests.apps.records.registry.factories import household, member, person

SINCE, ON = D(2026, 9, 10), D(2026, 9, 11)
CLASS = {"household_class", "escaped"}


def at(day: D) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(3), tzinfo=datetime.UTC)


def decided(home, class_id: str, day: D) -> None:
    record_status(home, NewStatus(day.year, "vn-2022", class_id, day, "legacy"), by=None, at=at(SINCE))


@pytest.fixture
def home(group):
    """A couple and their grown son, Khôi."""
    members = (member(), member("Trần Thị Hường", "spouse", "1974-11-02"),
               member("Nguyễn Minh Khôi", "child", "2000-06-30"))  # fmt: skip
    other = household(group, (member("Lê Văn Út"),), since=D(2015, 1, 1), at=at(SINCE))
    decided(other, "not_poor", D(2026, 1, 1))  # classes of the ward are on record
    return household(group, members, since=D(2015, 1, 1), at=at(SINCE))


def split(home, group):
    home.refresh_from_db()
    khoi = person(home, "Khôi")
    return moves.split_household(
        home, persons=[khoi], head=khoi, relations={}, group=group, address="Số 9", on=ON, by=None, at=at(ON)
    )


def of(rows, home) -> dict[str, set[str]]:
    """State -> policies of the people of a household (and of itself) that ask for a class."""
    found: dict[str, set[str]] = {}
    for row in rows.iter_rows(named=True):
        if row["household"] == home.pk and (row["state"] != "open" or CLASS & set((row["missing"] or "").split(","))):
            found.setdefault(row["state"], set()).add(row["policy"])
    return found


def test_what_was_due_by_the_class_is_to_be_asked_about(group, people, home) -> None:
    decided(home, "near_poor", D(2026, 1, 1))
    officer, ward = people["officer"], group.parent
    before = of(rights_in(officer, ward, SINCE, SINCE).rows, home)["due"]
    assert before
    new = split(home, group)
    assert new.class_open
    after = rights_in(officer, ward, ON, ON).rows
    assert of(after, home)["due"] == before  # the old household keeps its class
    assert before <= of(after, new)["open"]
    assert "due" not in of(after, new)
    # several days at once, kept and known say the same
    days = rights_on_days(officer, ward, [SINCE, ON], ON)
    assert of(days[ON].rows, new) == of(after, new)
    assert of(days[SINCE].rows, home)["due"] == before
    kept = rights_today(officer, ward, ON).rights[ward.pk].rows
    assert of(kept, new) == of(after, new)
    assert of(rights_known(officer, ward, ON, ON, D(2026, 9, 20)).rows, new) == of(after, new)
    decided(new, "near_poor", ON)
    assert of(rights_in(officer, ward, ON, ON).rows, new)["due"] == before


def test_so_is_what_follows_from_an_escape(group, people, home) -> None:
    decided(home, "near_poor", D(2025, 1, 1))
    decided(home, "not_poor", D(2026, 1, 1))
    before = of(rights_in(people["officer"], group.parent, SINCE, SINCE).rows, home)["due"]
    assert before
    new = split(home, group)
    assert before <= of(rights_in(people["officer"], group.parent, ON, ON).rows, new)["open"]


@pytest.mark.parametrize("class_id", ["", "not_poor"])
def test_a_household_on_no_list_leaves_nothing_to_ask(group, people, home, class_id) -> None:
    if class_id:
        decided(home, class_id, D(2026, 1, 1))
    new = split(home, group)
    assert not new.class_open
    assert of(rights_in(people["officer"], group.parent, ON, ON).rows, new) == of(
        rights_in(people["officer"], group.parent, ON, ON).rows, home
    )


def test_undone_everything_is_as_before(group, people, home) -> None:
    decided(home, "near_poor", D(2026, 1, 1))
    before = of(rights_in(people["officer"], group.parent, SINCE, SINCE).rows, home)
    split(home, group)
    done = Operation.objects.filter(kind="household_split").get()
    undo(done, why="Nhầm", owner=done.origin, by=None, at=at(D(2026, 9, 12)))
    assert of(rights_in(people["officer"], group.parent, ON, ON).rows, home) == before
