"""Search as people type: what finds whom, always inside an area, and still right after every kind of act."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chungtay.records.registry.models import Household, HouseholdEntry, Operation, Person, PersonEntry
from chungtay.records.registry.operations import editing, finding, life, moves, undoing
from chungtay.records.registry.operations.act import acting
from chungtay.records.registry.operations.registering import add_households
from chungtay.records.registry.operations.standing import Relationship
from chungtay.records.registry.operations.undoing import undo
from chungtay.records.registry.queries import looking
from chungtay.records.registry.queries.asking import group_named
from chungtay.records.registry.queries.facts import NewPaper
from chungtay.records.registry.queries.search import search
from tests.apps.records.registry import factories as f

pytestmark = pytest.mark.django_db
DAY = datetime.date(2024, 2, 1)


def names(text: str, *paths: str) -> list[str]:
    return [found.person.full_name for found in search(text, list(paths)).persons]


def codes(text: str, *paths: str) -> list[str]:
    return [found.household.code for found in search(text, list(paths)).households]


@pytest.fixture
def area(group) -> str:
    return group.parent.path


@pytest.fixture
def people(group):
    """Four persons whose names differ by marks and order, and one with signs in the name."""
    return f.household(
        group,
        (
            f.member("Nguyễn Văn Đình", phone="0912 345 678", papers=(NewPaper("citizen", "099070001234"),)),
            f.member("Trần Thị Hường", "spouse", "1974-11-02"),
            f.member("Nguyễn Thị Hương", "child", "1999-01-01"),
            f.member("H'Bia Êban", "other", "2001-05-06"),
            f.member("Đinh Văn Nguyên", "other", "1950-01-01", birth_known="year"),
        ),
        address="12/5 ngõ Hoà Bình",
    )


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("nguyen van dinh", ["Nguyễn Văn Đình", "Đinh Văn Nguyên"]),
        ("Đình Nguyễn", ["Nguyễn Văn Đình"]),
        ("NGUYỄN VĂN ĐÌNH", ["Nguyễn Văn Đình"]),
        ("ng v d", ["Nguyễn Văn Đình", "Đinh Văn Nguyên"]),
        ("huong", ["Nguyễn Thị Hương", "Trần Thị Hường"]),
        ("Hường", ["Trần Thị Hường"]),
        ("hương", ["Nguyễn Thị Hương"]),
        ("Hu\u031bo\u031b\u0300ng", ["Trần Thị Hường"]),  # as some keyboards compose it
        ("eban", ["H'Bia Êban"]),
        ("h'bia", ["H'Bia Êban"]),
        ("hbia", ["H'Bia Êban"]),
        ("bia e", ["H'Bia Êban"]),
        ("dinh 1970", ["Nguyễn Văn Đình"]),
        ("dinh 1950", ["Đinh Văn Nguyên"]),
        ("1234", ["Nguyễn Văn Đình"]),
        ("dinh 1234", ["Nguyễn Văn Đình"]),
        ("huong 1234", []),
        ("099070001234", ["Nguyễn Văn Đình"]),
        ("099 070 001 234", ["Nguyễn Văn Đình"]),
        ("099070001235", []),
        ("0912345678", ["Nguyễn Văn Đình"]),
        ("+84912345678", ["Nguyễn Văn Đình"]),
        ("0912.345.678", ["Nguyễn Văn Đình"]),
        ("5678", ["Nguyễn Văn Đình"]),
        ("45678", ["Nguyễn Văn Đình"]),
        ("678", []),
        ("uyen", []),
        ("", []),
        ("  ?!  %_\" ' ", []),
        ("nguyen% van_", ["Nguyễn Văn Đình", "Đinh Văn Nguyên"]),
    ],
)
def test_persons_are_found_as_people_type(people, area, typed, found):
    assert names(typed, area) == found


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("hoa binh", True),
        ("hòa bình", True),  # the tone on the other letter is the same word
        ("12/5", True),
        ("12 hoa binh", True),
        ("1 hoa binh", False),  # house 12 is not house 1
        ("dinh hoa binh", True),  # head and address
        ("hoa lu", False),
        ("nguyen van dinh", False),  # the name alone is answered among the persons
        ("00016-000001", True),
        ("00016000001", True),
        ("000001", True),
    ],
)
def test_households_are_found_by_address_and_code(people, area, typed, found):
    assert codes(typed, area) == (["00016-000001"] if found else [])


def test_a_spelling_that_nobody_has_falls_back_to_the_letters_and_says_so(people, area):
    results = search("Hượng", [area])
    assert [each.person.full_name for each in results.persons] == ["Nguyễn Thị Hương", "Trần Thị Hường"]
    assert results.spelling_left_out
    assert not search("Hường", [area]).spelling_left_out


def test_nobody_outside_the_area_is_found_and_without_an_area_nobody(people, group, other_group, area):
    elsewhere = f.household(other_group, (f.member("Nguyễn Văn Đình"),))
    paper = elsewhere.memberships.get().person.papers.get()
    for typed in ("nguyen van dinh", paper.number, paper.number[-4:], "1970"):
        found = search(typed, [area]).persons
        assert all(each.household == people for each in found), typed
        assert search(typed, []).nothing
    assert codes(elsewhere.code, area) == []
    assert [each.household for each in search("Nguyễn Đình", [other_group.path]).persons] == [elsewhere]
    both = search("Nguyễn Đình", [area, other_group.parent.path]).persons
    assert [each.household for each in both] == [people, elsewhere]


def test_given_names_are_in_order_and_pages_follow_each_other(group, area, monkeypatch):
    wanted = ["Lê Văn An", "Lê Văn Ân", "Lê Thị Bình", "Lê Văn Đạt", "Lê Văn Út"]
    for name in reversed(wanted):
        f.household(group, (f.member(name),))
    monkeypatch.setattr(looking, "PAGE", 2)
    from_index = looking.from_index
    asked: list[str] = []
    ways: list[int] = []
    monkeypatch.setattr(looking, "from_index", lambda *given: asked.append("index") or from_index(*given))
    # each of the four ways of looking: the first names, further ones, the index, all names
    for first, further, most in ((5_000, 15_000, 20_000), (1, 9, 20_000), (1, 1, 20_000), (1, 1, 1)):
        monkeypatch.setattr(looking, "FIRST", first)
        monkeypatch.setattr(looking, "FURTHER", further)
        monkeypatch.setattr(looking, "MOST", most)
        seen, after = [], 0
        while True:
            results = search("le", [area], persons_after=after)
            seen += [each.person.full_name for each in results.persons]
            after = results.persons_found.after
            if after is None:
                break
        assert seen == wanted
        ways.append(len(asked))
        asked.clear()
    assert ways[0] <= ways[1] <= ways[2] == ways[3], "while names fill the pages, the index is not asked"
    assert ways[0] < ways[2]


def test_the_statements_do_not_grow(group, area):
    def count(typed: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert search(typed, [area]).persons
        return len(asked)

    f.household(group, address="1 Lê Lợi")
    found = {}
    for homes in (1, 13, 14, 60):
        while Household.objects.count() < homes:
            f.household(group, address="1 Lê Lợi")
        found[homes] = (count("n"), count("1970 nguyen"))
    assert found[13] == found[14]
    assert max(map(max, found.values())) <= max(found[1]) + 1, "one further look where a page is nearly full"
    assert max(map(max, found.values())) <= 14


# --- after each kind of act -----------------------------------------------------------------------------------------


def as_if_made_anew() -> None:
    """The entries are those that a look at all records would make."""
    found = f.entries()
    PersonEntry.objects.all().delete()
    HouseholdEntry.objects.all().delete()
    finding.rebuild()
    assert f.entries() == found


def last() -> Operation:
    return Operation.objects.order_by("-pk").first()


def take_back() -> None:
    undoing.take_back(last(), why="thử", by=None, at=f.AT)  # of many: not from the page of one


@pytest.fixture
def home(group) -> Household:
    return f.household(group)


def test_after_a_new_name_and_its_undoing(home, area):
    person = f.person(home, "Đình")
    editing.edit_person(person, {"full_name": "Nguyễn Văn Định", "phone": "0987654321"}, seen=1, by=None, at=f.AT)
    assert names("Định", area) == ["Nguyễn Văn Định"]
    assert names("4321", area) == ["Nguyễn Văn Định"]
    assert codes("định đội cấn", area) == [home.code]  # the head's name stands with the household too
    assert search("Đình", [area]).spelling_left_out
    as_if_made_anew()
    take_back()
    assert names("Đình", area) == ["Nguyễn Văn Đình"]
    assert names("4321", area) == []
    as_if_made_anew()


def test_after_a_corrected_address(home, area):
    editing.edit_household(home, {"address": "9 phố Giang Văn Minh"}, seen=1, by=None, at=f.AT)
    assert codes("giang van minh", area) == [home.code]
    assert codes("doi can", area) == []
    as_if_made_anew()
    take_back()
    assert codes("doi can", area) == [home.code]
    as_if_made_anew()


def test_after_a_move_to_another_ward(home, other_group, area):
    moves.move_household(home, group=other_group, address="3 Phúc Xá", on=DAY, by=None, at=f.AT)
    assert names("dinh", area) == []
    assert names("dinh", other_group.parent.path) == ["Nguyễn Văn Đình"]
    as_if_made_anew()
    take_back()
    assert names("dinh", area) == ["Nguyễn Văn Đình"]
    as_if_made_anew()


def test_after_split_merge_birth_and_death(home, group, area):
    son = f.person(home, "Khôi")
    new = moves.split_household(
        home, persons=[son], head=son, relations={}, group=group, address="8 Liễu Giai", on=DAY, by=None, at=f.AT
    )
    assert codes("lieu giai", area) == [new.code]
    assert [each.household for each in search("khoi", [area]).persons] == [new]
    as_if_made_anew()
    moves.merge_households(
        new, into=home, relations={son.pk: Relationship("child")}, on=DAY.replace(day=5), by=None, at=f.AT
    )
    assert [each.household for each in search("khoi", [area]).persons] == [home]
    as_if_made_anew()
    life.record_birth(home, f.member("Nguyễn An Nhiên", "child", "2024-02-20", papers=()), by=None, at=f.AT)
    assert names("an nhien", area) == ["Nguyễn An Nhiên"]
    head, wife = f.person(home, "Đình"), f.person(home, "Hường")
    relations = {each.person_id: Relationship("other") for each in home.memberships.all() if each.person_id != wife.pk}
    life.record_death(head, on=DAY.replace(day=25), new_head=wife, relations=relations, by=None, at=f.AT)
    (dead,) = search("dinh", [area]).persons  # the dead stay to be found, in their last household
    assert (dead.person, dead.household, dead.belongs) == (head, home, False)
    assert codes("hường đội cấn", area) == [home.code]
    as_if_made_anew()
    for _act in range(4):
        undo(Operation.objects.filter(undoes=None, undone_by=None).order_by("-pk").first(), why="x", by=None, at=f.AT)
        as_if_made_anew()


def test_after_a_departure(home, area):
    moves.record_household_departure(home, last_day=DAY, by=None, at=f.AT)
    (found,) = search("dinh", [area]).persons
    assert not found.belongs
    assert codes("doi can", area) == [home.code]  # ended, and still to be found
    as_if_made_anew()


def test_after_taking_back_an_entry(home, area):
    take_back()
    assert search("dinh", [area]).nothing
    assert f.entries() == ([], [])
    take_back()
    assert names("dinh", area) == ["Nguyễn Văn Đình"]
    as_if_made_anew()


def test_after_a_bulk_and_its_undoing(group, area):
    with acting("households_imported", by=None, at=f.AT, area=group.parent, origin="import:1") as act:
        add_households(act, [f.entered(group) for _each in range(30)])
    assert len(search("dinh", [area]).persons) == 30
    as_if_made_anew()
    take_back()
    assert search("dinh", [area]).nothing
    assert not PersonEntry.objects.exists()


def test_statements_of_a_bulk_do_not_grow_with_it(group):
    def count(households: int) -> int:
        new = [f.entered(group) for _each in range(households)]
        with CaptureQueriesContext(connection) as asked, acting("x", by=None, at=f.AT, area=group) as act:
            add_households(act, new)
        return len(asked)

    count(1)
    assert count(2) == count(60)


def test_the_index_is_put_again_when_a_trigger_was_lost(home, area):
    if connection.vendor != "sqlite":
        pytest.skip("a lost trigger is SQLite's trouble")
    from django.apps import apps

    from chungtay.records.registry.operations.word_index import put_word_index

    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER registry_personentry_words_changed")
        cursor.execute("UPDATE registry_personentry SET words = replace(words, 'ndinh', 'nvinh')")
    put_word_index(apps.get_app_config("registry"), "default")
    with connection.cursor() as cursor:
        cursor.execute("SELECT rowid FROM registry_personentry_words WHERE registry_personentry_words MATCH 'nvinh'")
        assert cursor.fetchall() == [(Person.objects.get(full_name="Nguyễn Văn Đình").pk,)]


def test_an_index_from_before_the_short_list_gets_it(db):
    if connection.vendor != "postgresql":
        pytest.skip("the list of new words is PostgreSQL's")
    from django.apps import apps

    from chungtay.records.registry.operations.word_index import put_word_index

    asked = "SELECT reloptions FROM pg_class WHERE relname = 'registry_personentry_words'"
    with connection.cursor() as cursor:
        cursor.execute("ALTER INDEX registry_personentry_words RESET (gin_pending_list_limit)")
        cursor.execute("ALTER INDEX registry_personentry_words SET (fastupdate = off)")
        put_word_index(apps.get_app_config("registry"), "default")
        cursor.execute(asked)
        assert set(cursor.fetchone()[0]) == {"fastupdate=on", "gin_pending_list_limit=256"}


def test_a_group_is_named_by_its_number_among_the_words(home, area):
    """Đình lives in group 1; the addresses of both say number 12, and nobody lives in a group 12 or 2."""
    for text in ("dinh to 1", "Đình tổ 01", "tổ dân phố 1 Nguyễn Đình", "nguyen van dinh tdp 1"):
        assert names(text, area) == ["Nguyễn Văn Đình"], text
    assert names("dinh to 2", area) == []
    assert names("dinh to 11", area) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("thành tổ 74", ("thành", 74)), ("Tổ dân phố 07 Nguyễn An", ("Nguyễn An", 7)),
        ("an thôn 3 nguyễn", ("an nguyễn", 3)),
        ("tổ 74", None), ("nguyễn văn tổ", None), ("an tổ 1234", None), ("ngõ 5", None),
    ],
)  # fmt: skip
def test_which_words_name_a_group(text, told):
    assert group_named(text) == told
