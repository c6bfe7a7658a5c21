"""Two records of one person become one, in one act, and come apart again whole."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from chungtay.foundation.core.models import AuditEvent
from chungtay.foundation.core.queries import first_broken_link
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import (
    Circumstance,
    Household,
    HouseholdStatus,
    IdentityPaper,
    Membership,
    Person,
)
from chungtay.records.registry.operations import editing, finding, life, moves, status
from chungtay.records.registry.operations.act import Stale, acting
from chungtay.records.registry.operations.integrity import check_households, check_persons
from chungtay.records.registry.operations.merging import Choices, merge_persons, without
from chungtay.records.registry.operations.standing import Relationship
from chungtay.records.registry.operations.undoing import undo
from chungtay.records.registry.queries.facts import NewCircumstance, NewPaper
from tests import factories as people
from tests.apps.records.registry import factories as f
from tests.apps.records.registry.slow_lists import tally_kept, tally_of_records
from tests.lengths import examples

pytestmark = pytest.mark.django_db
DAY = datetime.date(2024, 2, 1)


def merge(first: Person, second: Person, **choices):
    seen = (first.version, second.version)
    return merge_persons(first, second, Choices(**choices), seen=seen, why="Nhập hai lần", by=None, at=f.AT)


def refused(code: str, first: Person, second: Person, **choices) -> None:
    before = f.standing()
    with pytest.raises(ValidationError) as error:
        merge(first, second, **choices)
    assert [each.code for each in error.value.error_list] == [code]
    assert f.standing() == before


def present(person: Person) -> Membership:
    return Membership.objects.current().get(person=person)


@pytest.fixture
def home(group) -> Household:
    """Đình, Hường, Khôi, Ánh."""
    return f.household(group)


@pytest.fixture
def other(group) -> Household:
    """A second household in which Khôi was entered again, as a child of other people."""
    return f.household(
        group,
        (
            f.member("Lê Thị Bình", "head", "1965-04-03"),
            f.member("Nguyen Minh Khoi", "other", "2003-01-01", birth_known="year", papers=(), phone="0912345678"),
        ),
        address="7 Liễu Giai",
    )


@pytest.fixture
def khoi(home) -> Person:
    return f.person(home, "Khôi")


@pytest.fixture
def khoi_again(other) -> Person:
    return f.person(other, "Khoi")


def test_the_second_record_goes_over_to_the_first(home, other, khoi, khoi_again):
    operation = merge(khoi, khoi_again, membership=present(khoi).pk)
    khoi.refresh_from_db()
    khoi_again.refresh_from_db()
    assert (khoi_again.withdrawn, khoi_again.merged_into) == (True, khoi)
    assert khoi.full_name == "Nguyễn Minh Khôi"
    assert khoi.birth_date == datetime.date(2003, 6, 30)
    assert khoi.phone == "0912345678"  # what the first lacked comes over without asking
    assert f.members(home) == {"Đình": "head", "Hường": "spouse", "Khôi": "child", "Ánh": "child"}
    assert f.members(other) == {"Bình": "head"}
    assert operation.kind == "persons_merged"
    assert operation.area_path == home.group.path
    event = AuditEvent.objects.get(action="registry.persons_merged")
    assert event.digest == operation.digest
    assert "Khôi" not in str(event.detail)


def test_values_of_the_second_can_be_taken(home, other, khoi, khoi_again):
    merge(khoi, khoi_again, membership=present(khoi).pk, take=frozenset({"full_name", "birth"}))
    khoi.refresh_from_db()
    assert (khoi.full_name, khoi.name_folded) == ("Nguyen Minh Khoi", "nguyen minh khoi")
    assert (khoi.birth_date, khoi.birth_known) == (datetime.date(2003, 1, 1), "year")


def test_the_household_of_the_second_can_be_the_one_that_stays(home, other, khoi, khoi_again):
    merge(khoi, khoi_again, membership=present(khoi_again).pk)
    assert f.members(home) == {"Đình": "head", "Hường": "spouse", "Ánh": "child"}
    assert f.members(other) == {"Bình": "head", "Khôi": "other"}
    assert [row.person for row in Membership.objects.current().filter(household=other, relation="other")] == [khoi]


def test_one_who_moved_keeps_the_time_before(group, home, khoi):
    later = f.household(group, (f.member("Nguyễn Minh Khôi", "head", "2003-06-30", papers=()),), since=DAY)
    again = f.person(later, "Khôi")
    merge(khoi, again, membership=present(again).pk, moved=True)
    rows = Membership.objects.live().filter(person=khoi).order_by("valid_from")
    assert [(row.household, row.valid_to, row.left_by) for row in rows] == [
        (home, DAY - datetime.timedelta(days=1), "moved"),
        (later, None, ""),
    ]
    assert f.members(later) == {"Khôi": "head"}


def test_who_came_earlier_cannot_have_moved_there_later(home, other, khoi, khoi_again):
    refused("not_moved", khoi, khoi_again, membership=present(khoi).pk, moved=True)


def test_the_household_must_be_chosen(home, other, khoi, khoi_again):
    refused("choose_household", khoi, khoi_again)
    refused("choose_household", khoi, khoi_again, membership=present(f.person(home, "Ánh")).pk)


def test_a_household_that_loses_its_head_gets_another(group, home, khoi):
    twice = f.household(
        group,
        (
            f.member("Nguyễn Minh Khôi", "head", "2003-06-30", papers=()),
            f.member("Phạm Thị Lan", "spouse", "2004-01-02"),
            f.member("Nguyễn Minh An", "child", "2023-01-02", papers=()),
        ),
    )
    again, wife, child = (f.person(twice, name) for name in ("Khôi", "Lan", "An"))
    refused("no_head", khoi, again, membership=present(khoi).pk)
    refused("no_relation", khoi, again, membership=present(khoi).pk, new_head=wife)
    relations = {child.pk: Relationship("child")}
    merge(khoi, again, membership=present(khoi).pk, new_head=wife, relations=relations)
    assert f.members(twice) == {"Lan": "head", "An": "child"}
    assert f.members(home)["Khôi"] == "child"


def test_a_household_entered_twice_goes_with_its_last_member(group, home):
    twice = f.household(
        group,
        (f.member("Nguyen Van Dinh", "head", "1970-01-01", birth_known="year", papers=()),),
        address="12 Đội Cấn",
    )
    dinh, again = f.person(home, "Đình"), f.person(twice, "Dinh")
    for year, household in ((2022, twice), (2023, twice), (2023, home)):
        status.record_status(
            household, status.NewStatus(year, "vn-2022", "poor", DAY, source="legacy"),
            by=None, at=f.AT,
        )  # fmt: skip
    status.record_hardship(twice, kind="fire", happened_on=DAY, person=again, description="Cháy bếp", by=None, at=f.AT)
    before = f.standing()
    operation = merge(dinh, again, membership=present(dinh).pk)
    twice.refresh_from_db()
    assert twice.withdrawn
    rows = HouseholdStatus.objects.live().order_by("year")
    assert [(row.year, row.household) for row in rows] == [(2022, home), (2023, home)]
    assert home.hardships.get().person == dinh
    undo(operation, why="Nhầm", by=None, at=f.AT)
    assert f.standing() == before


def test_a_household_where_others_lived_before_is_not_taken_back(group, home, khoi):
    twice = f.household(
        group, (f.member("Trần Văn Ba", "head", "1940-01-01"), f.member("Nguyễn Minh Khôi", "child", "2003-06-30")),
    )  # fmt: skip
    old, again = f.person(twice, "Ba"), f.person(twice, "Khôi")
    IdentityPaper.objects.filter(person=again).update(withdrawn=True)
    life.record_death(old, on=DAY, new_head=again, relations={}, by=None, at=f.AT)
    again.refresh_from_db()
    refused("others_before", khoi, again, membership=present(khoi).pk)


def test_papers_accounts_and_circumstances_go_over(group, home, khoi):
    twice = f.household(
        group,
        (
            f.member("Lê Thị Bình", "head", "1965-04-03"),
            f.member(
                "Nguyễn Minh Khôi",
                "other",
                "2003-06-30",
                papers=(NewPaper("citizen", f.number()), NewPaper("old_card", "099123456")),
                circumstances=(NewCircumstance("work", "1"), NewCircumstance("schooling", "3")),
            ),
        ),
    )
    again = f.person(twice, "Khôi")
    editing.set_circumstance(khoi, kind="work", code="2", since=DAY, by=None, at=f.AT)
    editing.set_bank_account(again, bank="Agribank", number="1234567890", holder="NGUYEN MINH KHOI", by=None, at=f.AT)
    stays, numbers = present(khoi).pk, {paper.kind: paper for paper in again.papers.all()}
    refused("choose_paper", khoi, again, membership=stays)
    before = f.standing()
    operation = merge(khoi, again, membership=stays, papers=frozenset(paper.pk for paper in numbers.values()))
    assert {paper.number for paper in khoi.papers.filter(withdrawn=False)} == {
        paper.number for paper in numbers.values()
    }
    assert khoi.accounts.get(withdrawn=False).number == "1234567890"
    now = {row.kind: row.code for row in Circumstance.objects.current().filter(person=khoi)}
    assert now == {"work": "2", "schooling": "3"}
    undo(operation, why="Nhầm", by=None, at=f.AT)
    assert f.standing() == before
    operation = merge(
        Person.objects.get(pk=khoi.pk),
        Person.objects.get(pk=again.pk),
        membership=stays,
        papers=frozenset({numbers["old_card"].pk, khoi.papers.get(kind="citizen").pk}),
        circumstances=frozenset({"work"}),
    )
    assert Circumstance.objects.current().get(person=khoi, kind="work").code == "1"
    assert not again.papers.filter(withdrawn=False).exists()


def test_two_accounts_one_is_chosen(home, other, khoi, khoi_again):
    for person, number in ((khoi, "1111111111"), (khoi_again, "2222222222")):
        editing.set_bank_account(person, bank="Agribank", number=number, holder="KHOI", by=None, at=f.AT)
    stays = present(khoi).pk
    refused("choose_account", khoi, khoi_again, membership=stays)
    chosen = khoi_again.accounts.get()
    merge(khoi, khoi_again, membership=stays, accounts=frozenset({chosen.pk}))
    assert khoi.accounts.get(withdrawn=False) == chosen


def test_twice_in_one_household(group):
    home = f.household(
        group,
        (
            f.member("Nguyễn Văn Đình", "head"),
            f.member("Trần Thị Hường", "spouse", "1974-11-02"),
            f.member("Nguyen Van Dinh", "other", "1970-01-01", birth_known="year", papers=()),
        ),
    )
    head, again = f.person(home, "Đình"), f.person(home, "Dinh")
    refused("keep_head", head, again, membership=present(again).pk)
    refused("keep_head", again, head, membership=present(again).pk)
    merge(again, head, membership=present(head).pk)  # the other record stays, as the head
    assert f.members(home) == {"Dinh": "head", "Hường": "spouse"}


def test_somebody_without_a_household_of_now(home, other, khoi, khoi_again):
    life.record_departure(khoi_again, last_day=DAY, by=None, at=f.AT)
    khoi_again.refresh_from_db()
    merge(khoi, khoi_again)
    assert f.members(home)["Khôi"] == "child"
    assert not Membership.objects.live().filter(person=khoi_again).exists()


def test_past_memberships_go_over_where_they_do_not_overlap(group, other_group, home, khoi, other, khoi_again):
    life.record_departure(khoi_again, last_day=DAY, by=None, at=f.AT)
    khoi_again.refresh_from_db()
    merge(khoi, khoi_again)  # lived in the other household while a member here: taken back
    assert list(Membership.objects.live().filter(person=khoi).values_list("household", flat=True)) == [home.pk]


def test_the_dead_and_the_living_are_not_joined(home, other, khoi, khoi_again):
    life.record_death(khoi_again, on=DAY, by=None, at=f.AT)
    khoi_again.refresh_from_db()
    refused("one_died", khoi, khoi_again, membership=present(khoi).pk)
    life.record_death(khoi, on=DAY, by=None, at=f.AT)
    khoi.refresh_from_db()
    merge(khoi, khoi_again)


def test_who_was_faster_wins_and_nobody_is_joined_twice(home, other, khoi, khoi_again):
    editing.edit_person(khoi, {"phone": "0987654321"}, seen=khoi.version, by=None, at=f.AT)
    stays = present(khoi).pk
    with pytest.raises(Stale):
        merge(khoi, khoi_again, membership=stays)
    khoi.refresh_from_db()
    merge(khoi, khoi_again, membership=stays)
    khoi.refresh_from_db()
    khoi_again.refresh_from_db()
    refused("gone", khoi, khoi_again)
    refused("same", khoi, khoi)


def test_only_who_joins_records_in_both_places(home, other_group, khoi):
    there = f.household(other_group, (f.member("Nguyễn Minh Khôi", "head", "2003-06-30", papers=()),))
    again = f.person(there, "Khôi")
    ward = people.person("hoa", "ward_officer", Unit.objects.get(code="00016"))
    district = people.person("minh", "district_officer", Unit.objects.get(code="001"))
    leader = people.person("lanh", "ward_leader", Unit.objects.get(code="00016"))
    choices = Choices(membership=present(khoi).pk)
    for user in (ward, leader):
        with pytest.raises(PermissionDenied):
            merge_persons(khoi, again, choices, seen=(1, 1), why="x", by=user, at=f.AT)
    assert merge_persons(khoi, again, choices, seen=(1, 1), why="x", by=district, at=f.AT)


def test_the_second_is_no_longer_found_and_is_again_after_undoing(home, other, khoi, khoi_again):
    from chungtay.records.registry.queries.search import search

    def found() -> list[Person]:
        return [each.person for each in search("khoi", [home.group.path]).persons]

    assert found() == [khoi_again, khoi]
    operation = merge(khoi, khoi_again, membership=present(khoi).pk)
    assert found() == [khoi]
    undo(operation, why="Nhầm", by=None, at=f.AT)
    assert found() == [khoi_again, khoi]


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["death", "departure", "head", "split", "move", "edit", "circumstance", "paper", "account"]),
        st.integers(0, 30),
        st.integers(0, 30),
    ),
    max_size=5,
)


class AnyTwoRecords(TestCase):
    """Whatever happened before, and whichever two records are joined: the register is whole, and undoing gives back
    every table as it was."""

    @classmethod
    def setUpTestData(cls):
        people.district()
        cls.groups = list(Unit.objects.filter(level="group").order_by("pk"))

    def before(self, what: str, one: int, two: int, day: datetime.date) -> None:
        persons = list(Person.objects.order_by("pk"))
        person = persons[one % len(persons)]
        row = Membership.objects.current().filter(person=person).select_related("household").first()
        if row is None:
            return
        mates = [
            each.person
            for each in Membership.objects.current()
            .filter(household=row.household)
            .exclude(person=person)
            .order_by("pk")
        ]
        heir = mates[two % len(mates)] if mates else None
        relations = {each.pk: Relationship("other") for each in persons if each != heir}
        by = {"by": None, "at": f.AT}
        gone = {"new_head": heir, "relations": relations}
        match what:
            case "death":
                life.record_death(person, on=day, **gone, **by)
            case "departure":
                life.record_departure(person, last_day=day, **gone, **by)
            case "head" if heir:
                life.change_head(row.household, new_head=heir, relations=relations, on=day, **by)
            case "split":
                moves.split_household(
                    row.household, persons=[person], head=person, relations={}, group=self.groups[two % 2],
                    address="Số 8", on=day, staying_head=heir, staying_relations=relations, **by,
                )  # fmt: skip
            case "move":
                moves.move_household(row.household, group=self.groups[two % 2], address=f"Số {two}", on=day, **by)
            case "edit":
                editing.edit_person(person, {"phone": f"09{two:08}"}, seen=person.version, **by)
            case "circumstance":
                editing.set_circumstance(person, kind="work", code=str(two % 6 + 1), since=day, **by)
            case "paper":
                with acting("test", area=row.household.group, **by) as act:
                    act.withdraw(*IdentityPaper.objects.live().filter(person=person))
            case "account":
                editing.set_bank_account(person, bank="Agribank", number=f"1000{two}", holder="A", **by)

    @settings(max_examples=examples(60, 20), suppress_health_check=[HealthCheck.too_slow], deadline=None)
    @given(ACTS, st.integers(0, 30), st.integers(1, 30), st.booleans(), st.booleans(), st.integers(0, 63))
    def test_merging_and_undoing_gives_back_every_table(self, acts, one, two, second_home, moved, mask):
        f.household(self.groups[0])
        f.household(self.groups[0], (f.member("Nguyễn Minh Khôi", born="2003-06-30", papers=()),))
        f.household(
            self.groups[1],
            (f.member("Nguyen Van Dinh"), f.member("Trần Thị Hường", "spouse", "1974-11-02", papers=())),
            since=datetime.date(2021, 1, 1),
        )
        day = datetime.date(2022, 1, 1)
        for number, (what, first, second) in enumerate(acts):
            try:
                self.before(what, first, second, day + datetime.timedelta(days=number))
            except ValidationError:
                continue
        persons = list(Person.objects.order_by("pk"))
        stays, goes = persons[one % len(persons)], persons[(one + two) % len(persons)]
        now = {row.person_id: row for row in Membership.objects.current()}
        chosen = now.get((goes if second_home else stays).pk)
        left = now.get((stays if second_home else goes).pk)
        mates = [each.person for each in now.values() if left and each.household_id == left.household_id]
        heir = next((each for each in mates if each.pk not in (stays.pk, goes.pk)), None)
        papers: dict[str, int] = {}
        for paper in IdentityPaper.objects.live().filter(person__in=(stays, goes)).order_by("-person"):
            papers[paper.kind] = paper.pk
        account = next(iter([*stays.accounts.filter(withdrawn=False), *goes.accounts.filter(withdrawn=False)]), None)
        names = ["full_name", "birth", "sex", "ethnicity", "phone"]
        choices = {
            "take": frozenset(name for place, name in enumerate(names) if mask >> place & 1),
            "papers": frozenset(papers.values()),
            "accounts": frozenset({account.pk} if account else ()),
            "circumstances": frozenset({"work"} if mask >> 5 else ()),
            "membership": chosen.pk if chosen else None,
            "moved": moved,
            "new_head": heir,
            "relations": {each.pk: Relationship("other") for each in persons if each != heir},
        }
        before, entries = f.standing(), f.entries()
        try:
            operation = merge(stays, goes, **choices)
        except ValidationError:
            assert f.standing() == before
            return
        check_households(Household.objects.values_list("pk", flat=True))
        check_persons(Person.objects.values_list("pk", flat=True))
        assert not Membership.objects.live().filter(person=goes).exists()
        assert not Membership.objects.live().filter(household__withdrawn=True).exists()
        found = f.entries()
        finding.rebuild()
        assert f.entries() == found
        assert tally_kept() == tally_of_records()
        undo(operation, why="thử", by=None, at=f.AT)
        assert f.standing() == before
        assert f.entries() == entries
        assert tally_kept() == tally_of_records()
        assert first_broken_link() is None


def test_two_periods_of_one_kind_do_not_overlap_after_joining(home, other, khoi, khoi_again):
    """Khôi: work 1 in 2019 to 2021. The second record: work 2 from 2015 to 2023, work 3 since 2024. What the first one
    says holds; around it stands what the second says."""

    def period(person, code, begin, end):
        Circumstance.objects.create(person=person, kind="work", code=code, valid_from=begin, valid_to=end)

    day = datetime.date
    period(khoi, "1", day(2019, 1, 1), day(2021, 12, 31))
    period(khoi_again, "2", day(2015, 1, 1), day(2023, 12, 31))
    period(khoi_again, "3", day(2024, 1, 1), None)
    before = f.standing()
    operation = merge(khoi, khoi_again, membership=present(khoi).pk)
    rows = Circumstance.objects.live().filter(person=khoi, kind="work").order_by("valid_from")
    assert list(rows.values_list("code", "valid_from", "valid_to")) == [
        ("2", day(2015, 1, 1), day(2018, 12, 31)),
        ("1", day(2019, 1, 1), day(2021, 12, 31)),
        ("2", day(2022, 1, 1), day(2023, 12, 31)),
        ("3", day(2024, 1, 1), None),
    ]
    undo(operation, why="Nhầm", by=None, at=f.AT)
    assert f.standing() == before


def test_of_two_that_hold_now_the_chosen_one_stays_and_its_days_are_its_own(home, other, khoi, khoi_again):
    day = datetime.date
    Circumstance.objects.create(person=khoi, kind="work", code="1", valid_from=day(2019, 1, 1))
    Circumstance.objects.create(
        person=khoi_again, kind="work", code="2", valid_from=day(2015, 1, 1), valid_to=day(2020, 6, 30)
    )
    Circumstance.objects.create(person=khoi_again, kind="work", code="3", valid_from=day(2020, 7, 1))
    merge(khoi, khoi_again, membership=present(khoi).pk, circumstances=frozenset({"work"}))
    rows = Circumstance.objects.live().filter(person=khoi, kind="work").order_by("valid_from")
    assert list(rows.values_list("code", "valid_from", "valid_to")) == [
        ("2", day(2015, 1, 1), day(2020, 6, 30)), ("3", day(2020, 7, 1), None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("stretch", "taken", "left"),
    [
        ((3, 8), (5, 6), [(3, 4), (7, 8)]), ((3, 8), (1, 2), [(3, 8)]), ((3, 8), (9, None), [(3, 8)]),
        ((3, 8), (3, 8), []), ((3, 8), (8, 9), [(3, 7)]), ((3, None), (5, None), [(3, 4)]),
        ((3, None), (1, 3), [(4, None)]), ((3, None), (1, None), []),
    ],
)  # fmt: skip
def test_days_left_of_a_stretch(stretch, taken, left):
    def days(pair):
        return tuple(number and datetime.date(2024, 1, number) for number in pair)

    assert without(days(stretch), days(taken)) == [days(each) for each in left]
