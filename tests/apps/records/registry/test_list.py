"""The list of households: whom it shows, in which order, what its chips count; always in one number of statements."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import ListTally
from chungtay.records.registry.operations.act import acting
from chungtay.records.registry.operations.life import record_death
from chungtay.records.registry.operations.moves import move_household, record_household_departure
from chungtay.records.registry.operations.registering import add_paper
from chungtay.records.registry.operations.standing import Relationship
from chungtay.records.registry.operations.status import NewStatus, record_status
from chungtay.records.registry.operations.tallying import recount_all
from chungtay.records.registry.queries import households as homes
from chungtay.records.registry.queries.facts import NewPaper
from chungtay.records.registry.queries.household_pages import page_of
from chungtay.records.registry.queries.worded import with_words
from tests import factories as people
from tests.apps.records.registry import factories as f
from tests.apps.records.registry.slow_lists import tally_kept, tally_of_records

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2024, 3, 1)


@pytest.fixture
def ward(group) -> Unit:
    return group.parent


@pytest.fixture
def officer(ward):
    return people.person("hoa", "ward_officer", ward)


@pytest.fixture
def leader(ward):
    return people.person("minh", "district_officer", ward.parent)


def named(group, *names, **changes):
    return [f.household(group, (f.member(name),), **changes) for name in names]


def status(home, class_id, year=2023, begins="2024-01-01"):
    new = NewStatus(year, "vn-2022", class_id, datetime.date.fromisoformat(begins), "legacy")
    return record_status(home, new, by=None, at=f.AT)


def heads(page) -> list[str]:
    return [line.head for line in page.lines]


def test_heads_stand_in_the_order_of_given_names(group, ward, officer):
    named(group, "Lê Văn Út", "Lê Văn Ân", "Trần Thị An", "Đỗ Văn Ân")
    year = homes.Year(officer, ward, 2024, TODAY)
    page = page_of(year, homes.chosen(year, homes.Choice()))
    assert heads(page) == ["Trần Thị An", "Đỗ Văn Ân", "Lê Văn Ân", "Lê Văn Út"]
    assert (page.households, page.persons) == (4, 4)


def test_only_the_own_area_is_seen(group, other_group, officer, leader):
    named(group, "Lê Văn An")
    named(other_group, "Lê Văn Bình")
    for user, place, seen in (
        (officer, group.parent, ["Lê Văn An"]),
        (officer, other_group.parent, []),
        (officer, group.parent.parent, ["Lê Văn An"]),
        (leader, group.parent.parent, ["Lê Văn An", "Lê Văn Bình"]),
        (people.person("khong", None, None), group.parent, []),
    ):
        year = homes.Year(user, place, 2024, TODAY)
        assert heads(page_of(year, homes.chosen(year, homes.Choice()))) == seen
        assert homes.counts(year).total == len(seen)


def test_chips_count_classes_groups_missing_numbers_and_those_who_left(group, other_group, leader):
    poor, near, none, gone = named(group, "Lê Văn An", "Lê Văn Bình", "Lê Văn Cường", "Lê Văn Dũng")
    moved, unnumbered = named(group, "Lê Văn Giang", "Lê Văn Hải"), f.household(group, (f.member(papers=()),))
    status(poor, "poor")
    status(near, "near_poor")
    status(near, "poor", begins="2024-02-01")  # reviewed again in the year: the later one counts
    status(none, "poor", year=2022, begins="2023-01-01")
    status(unnumbered, "near_poor")
    record_household_departure(gone, last_day=datetime.date(2024, 2, 10), by=None, at=f.AT)
    move_household(moved[0], group=other_group, address="Số 1", on=datetime.date(2024, 2, 20), by=None, at=f.AT)
    year = homes.Year(leader, group.parent, 2023, TODAY)
    assert homes.counts(year).by_class == {"poor": 2, "near_poor": 1, homes.NO_CLASS: 4}  # all lived there in 2023
    now = homes.Year(leader, group.parent, 2024, TODAY)
    found = homes.counts(now)
    assert found.by_class == {homes.NO_CLASS: 5}
    assert found.by_group == {group.pk: 5}
    assert (found.no_number, found.gone) == (1, 2)
    left = page_of(now, homes.chosen(now, homes.Choice(only=homes.GONE)))
    assert heads(left) == ["Lê Văn Dũng", "Lê Văn Giang"]
    poor_ones = page_of(year, homes.chosen(year, homes.Choice(class_id="poor")))
    assert heads(poor_ones) == ["Lê Văn An", "Lê Văn Bình"]
    assert [line.status.class_id for line in poor_ones.lines] == ["poor", "poor"]
    without = page_of(now, homes.chosen(now, homes.Choice(only=homes.NO_NUMBER)))
    assert heads(without) == ["Nguyễn Văn Đình"]


def test_an_unknown_choice_finds_nothing(group, officer):
    named(group, "Lê Văn An")
    year = homes.Year(officer, group.parent, 2024, TODAY)
    for choice in (homes.Choice(only="all"), homes.Choice(class_id="rich"), homes.Choice(group=999)):
        assert page_of(year, homes.chosen(year, choice)).lines == []


def test_a_past_year_shows_the_head_of_then(group, officer):
    home = f.household(group)
    hung = f.person(home, "Hường")
    others = {f.person(home, name).pk: Relationship("child") for name in ("Khôi", "Ánh")}
    record_death(
        f.person(home, "Đình"), on=datetime.date(2024, 2, 1), new_head=hung, relations=others, by=None, at=f.AT
    )
    for number, head, persons in ((2023, "Nguyễn Văn Đình", 4), (2024, "Trần Thị Hường", 3)):
        year = homes.Year(officer, group.parent, number, TODAY)
        page = page_of(year, homes.chosen(year, homes.Choice()))
        assert (heads(page), page.persons) == ([head], persons)


def test_pages_follow_one_another_in_both_directions(group, officer, monkeypatch):
    monkeypatch.setattr("chungtay.records.registry.queries.household_pages.PAGE", 3)
    names = ["Lê Văn An", "Lê Văn An", "Lê Văn Bình", "Lê Văn Cường", "Lê Văn Dũng", "Lê Văn Giang", "Lê Văn Hải"]
    named(group, *names)
    year = homes.Year(officer, group.parent, 2024, TODAY)
    rows = homes.chosen(year, homes.Choice())
    first = page_of(year, rows)
    second = page_of(year, rows, after=first.after)
    third = page_of(year, rows, after=second.after)
    assert heads(first) + heads(second) + heads(third) == names
    assert (first.before, third.after) == (None, None)
    back = page_of(year, rows, before=third.before)
    assert heads(back) == heads(second)
    assert heads(page_of(year, rows, before=back.before)) == heads(first)


def test_a_word_without_marks_finds_members_codes_and_addresses(group, officer):
    home = f.household(group)
    named(group, "Lê Văn Út", address="Số 9 phố Sơn Tây")
    year = homes.Year(officer, group.parent, 2024, TODAY)
    for text, found in (("minh khoi", [home.pk]), ("son tay", None), (home.code, [home.pk]), ("khong ai", [])):
        rows = with_words(year, homes.Choice(), text).rows
        pks = [line.household.pk for line in page_of(year, rows).lines]
        assert pks == found if found is not None else len(pks) == 1


def test_the_page_asks_the_same_number_of_statements_for_two_and_for_sixty(group, officer):
    client = Client()
    client.force_login(officer, "django.contrib.auth.backends.ModelBackend")

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get("/00016/2024/ho-dan/").status_code == 200
        return len(found)

    named(group, "Lê Văn An", "Lê Văn Bình")
    client.get("/00016/2024/ho-dan/")
    few = asked()
    for home in named(group, *["Trần Thị Hoa"] * 58):
        status(home, "poor", year=2024)
    assert asked() == few <= 20


def test_the_empty_register_says_what_to_do_first(group, officer):
    client = Client()
    client.force_login(officer, "django.contrib.auth.backends.ModelBackend")
    page = client.get("/00016/2024/ho-dan/").content.decode()
    assert "còn trống" in page


def test_last_years_poor_without_a_class_are_counted_and_wait_on_the_first_page(group, ward, officer):
    for home, class_id in zip(
        named(group, "Lê Văn An", "Lê Văn Bình", "Lê Văn Cường"), ("poor", "near_poor", "average"), strict=True
    ):
        status(home, class_id)
    done = named(group, "Lê Văn Dũng")[0]
    status(done, "poor")
    status(done, "poor", year=2024, begins="2024-02-01")
    year = homes.Year(officer, ward, 2024, TODAY)
    assert homes.counts(year).due == 2
    assert heads(page_of(year, homes.chosen(year, homes.Choice(only=homes.DUE)))) == ["Lê Văn An", "Lê Văn Bình"]
    client = Client()
    client.force_login(officer, "django.contrib.auth.backends.ModelBackend")
    (task,) = client.get("/00016/2024/").context["tasks"]
    assert task.title.startswith("2 hộ")
    assert client.get(task.address).status_code == 200


def test_the_box_of_the_list_knows_the_words_of_the_search_on_top(group, officer):
    home = f.household(
        group,
        (
            f.member("Nguyễn Văn Đình", phone="0912 345 678", papers=(NewPaper("citizen", "099070001234"),)),
            f.member("Trần Thị Hường", "spouse", "1974-11-02", papers=()),
        ),
        address="12 ngõ Hoà Bình",
    )
    named(group, "Đinh Văn Nguyên", address="8 Liễu Giai")
    year = homes.Year(officer, group.parent, 2024, TODAY)
    past = homes.Year(officer, group.parent, 2023, TODAY)
    for text, found in (
        ("1234", True),  # the end of an identity number
        ("5678", True),  # and of a telephone number
        ("0912.345.678", True),
        ("Hường", True),
        ("Hướng", True),  # nobody is spelled so: the letters without marks count
        ("đình nguyễn", True),
        ("ngo hoa binh", True),
        ("binh 12", True),
        ("lieu giai", False),
        ("hường tổ 1", True),
        ("lieu giai to 01", False),
    ):
        for each in (year, past):
            rows = with_words(each, homes.Choice(), text).rows
            assert (home.pk in rows.values_list("pk", flat=True)) is found, text
            assert rows.count() == 1, text


WORDED = "chungtay.records.registry.queries.worded"


def test_a_frequent_word_is_asked_one_by_one_and_finds_the_same(group, other_group, officer, monkeypatch):
    """Four households of the group: the Lês by name, one of them by a member's telephone, one by an address; one of
    another ward."""
    phone = f.member("Phạm Thị Sáu", "spouse", "1974-11-02", phone="0912 345 678", papers=())
    son = f.member("Lê Văn Sơn", "child", "2001-02-03", papers=())
    homes_of = [
        f.household(group, (f.member("Lê Văn Út"), phone), address="Số 9 phố Sơn Tây"),
        f.household(group, (f.member("Lê Thị Bình", papers=(NewPaper("citizen", "099070005678"),)),)),
        f.household(group, (f.member("Trần Quốc An", papers=()), son)),
        f.household(group, (f.member("Đỗ Văn Cả", papers=()),)),
    ]
    named(other_group, "Lê Văn Ba")
    ut, binh, an, _ca = homes_of
    status(an, "poor")
    words = {
        "le": [an, binh, ut], "lê": [an, binh, ut], "lề": [an, binh, ut], "son": [an, ut], "son tay": [ut],
        "5678": [binh, ut], "le 5678": [binh], "le van": [an, ut], "xyz": [], ut.code: [ut],
    }  # fmt: skip
    poor = homes.Choice(class_id="poor")
    for year in (homes.Year(officer, group.parent, 2024, TODAY), homes.Year(officer, group.parent, 2023, TODAY)):
        for text, found in words.items():
            for by_name in (False, True):
                for many in (5_000, 0):  # of the index; asked one by one
                    monkeypatch.setattr(f"{WORDED}.MANY", many)
                    told = with_words(year, homes.Choice(), text, by_name=by_name)
                    page = page_of(year, told.rows, size=told.size, more=told.more)
                    assert [line.household for line in page.lines] == found, (text, year.year, by_name, many)
                    assert (page.households, page.more) == (len(found), False)
                    assert page.persons == sum(2 if home in (ut, an) else 1 for home in found)
        rows = with_words(year, poor, "le").rows
        assert list(rows.values_list("pk", flat=True)) == ([an.pk] if year.year == 2023 else [])


def test_more_households_than_are_counted_are_called_more(group, officer, monkeypatch):
    """Five households have the word; three are counted. The pages go through all five."""
    monkeypatch.setattr(f"{WORDED}.MANY", 4)
    monkeypatch.setattr(f"{WORDED}.COUNTED", 3)
    monkeypatch.setattr("chungtay.records.registry.queries.household_pages.PAGE", 2)
    names = ["Lê Văn An", "Lê Văn Bình", "Lê Văn Cường", "Lê Văn Dũng", "Lê Văn Giang"]
    named(group, *names, "Trần Thị Hoa")
    client = Client()
    client.force_login(officer, "django.contrib.auth.backends.ModelBackend")
    for year in (2024, 2023):
        walked, after = [], ""
        for _page in range(3):
            answer = client.get(f"/00016/{year}/ho-dan/", {"tim": "le", "sau": after})
            walked += heads(answer.context["page"])
            after = answer.context["page"].after
            assert "Hơn 3 hộ" in answer.content.decode()
        assert (walked, after) == (names, None)
        assert "Hơn" not in client.get(f"/00016/{year}/ho-dan/", {"tim": "tran"}).content.decode()


def test_the_box_of_the_list_finds_nothing_outside_the_own_area(group, other_group, officer):
    named(group, "Lê Văn An")
    named(other_group, "Lê Văn Bình")
    year = homes.Year(officer, other_group.parent, 2024, TODAY)
    assert not with_words(year, homes.Choice(), "le van").rows.exists()


def test_a_number_entered_later_or_taken_back_is_counted_at_once(group, officer):
    home = f.household(group, (f.member(papers=()),))
    year = homes.Year(officer, group.parent, 2024, TODAY)
    assert homes.counts(year).no_number == 1
    paper = add_paper(
        f.person(home, "Đình"), NewPaper("citizen", "099070001234"), area=group, why="thẻ mới", by=None, at=f.AT
    )
    assert homes.counts(year).no_number == 0
    with acting("paper_withdrawn", by=None, at=f.AT, area=group) as act:
        act.withdraw(paper)
    assert homes.counts(year).no_number == 1
    assert homes.counts(year).persons == 1


def test_a_far_page_and_a_filtered_page_count_what_they_show(group, officer):
    poor, _other = named(group, "Lê Văn An", "Lê Văn Bình")
    f.household(group, (f.member("Lê Văn Cường"), f.member("Lê Thị Dung", "child", "2001-01-01")))
    status(poor, "poor", year=2024)
    year = homes.Year(officer, group.parent, 2024, TODAY)
    for choice, counted in (
        (homes.Choice(), (3, 4)),
        (homes.Choice(class_id="poor"), (1, 1)),
        (homes.Choice(class_id=homes.NO_CLASS), (2, 3)),
        (homes.Choice(group=group.pk), (3, 4)),
    ):
        page = page_of(year, homes.chosen(year, choice))
        assert (page.households, page.persons) == counted


def test_what_is_counted_beforehand_can_be_counted_anew(group, other_group):
    """Three households: A with 1 person, B with 2 of whom nobody has a number, both near-poor in 2023; C ended."""
    one, ended = named(group, "Lê Văn An", "Lê Văn Cường")
    two = f.household(
        other_group, (f.member("Lê Văn Bình", papers=()), f.member("Lê Thị Mai", "spouse", "1971-01-01", papers=()))
    )
    for home in (one, two, ended):
        status(home, "near_poor")
    record_household_departure(ended, last_day=datetime.date(2024, 2, 10), by=None, at=f.AT)
    here, there = group.pk, other_group.pk
    right = {
        (here, 0, ""): (1, 1), (here, 2023, "near_poor"): (1, 1), (here, 2024, "due"): (1, 1),
        (there, 0, ""): (1, 2), (there, 0, "no_number"): (1, 2), (there, 2023, "near_poor"): (1, 2),
        (there, 2024, "due"): (1, 2),
    }  # fmt: skip
    assert tally_kept() == right == tally_of_records()
    assert recount_all() == 0
    ListTally.objects.filter(kind="due").update(homes=7)
    ListTally.objects.filter(kind="no_number").delete()
    ListTally.objects.create(group=group, year=2020, kind="poor", homes=1, persons=1)
    assert recount_all() == 4  # two rows wrong, one missing, one too many
    assert tally_kept() == right


def test_a_list_along_the_names_shows_what_a_list_out_of_the_class_shows(group, officer):
    every = named(group, *(f"Lê Văn {name}" for name in ("An", "Bình", "Cường", "Dũng", "Giang")))
    for home, last, now in zip(
        every, ("poor", "near_poor", "poor", None, None), (None, "poor", "average", "poor", None), strict=True
    ):
        for year, class_id in ((2023, last), (2024, now)):
            if class_id:
                status(home, class_id, year=year, begins=f"{year}-01-01")
    year = homes.Year(officer, group.parent, 2024, TODAY)
    for choice, wanted in (
        (homes.Choice("poor"), ["Lê Văn Bình", "Lê Văn Dũng"]),
        (homes.Choice("average"), ["Lê Văn Cường"]),
        (homes.Choice(homes.NO_CLASS), ["Lê Văn An", "Lê Văn Giang"]),
        (homes.Choice(only=homes.DUE), ["Lê Văn An"]),
    ):
        for by_name in (True, False):
            assert heads(page_of(year, homes.chosen(year, choice, by_name=by_name))) == wanted
        assert homes.counts(year).sizes[choice] == (len(wanted), len(wanted))
    assert homes.waiting_for_class(year) == 1
