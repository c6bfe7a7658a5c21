"""From the ministry's list to the register: new households, the second time nothing, changes field by field, undone."""

from __future__ import annotations

import dataclasses
import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chungtay.foundation.core.models import AuditEvent
from chungtay.foundation.core.queries import first_broken_link
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import (
    Change,
    DuplicatePair,
    Household,
    HouseholdStatus,
    IdentityPaper,
    ImportState,
    Membership,
    Operation,
    Person,
    Residence,
)
from chungtay.records.registry.operations.act import acting
from chungtay.records.registry.operations.duplicates import say_different
from chungtay.records.registry.operations.registering import add_households
from chungtay.records.registry.operations.remembering import remember_alike_of_batch
from tests.apps.records.registry import factories as records
from tests.apps.records.registry.intake import files as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward(group) -> Unit:
    return Unit.objects.get(code="00016")


def write(tmp_path, *homes, name="danh-sach.xlsx", **more):
    return f.write(tmp_path / name, *homes, **more)


def test_looking_changes_nothing(ward, tmp_path):
    events = AuditEvent.objects.count()
    file = f.staged(write(tmp_path, f.home(1), f.home(2)), ward)
    assert file.state == ImportState.STAGED
    assert file.counts == {"new": 2, "changed": 0, "unchanged": 0, "duplicate": 0, "refused": 0, "missing": 0}
    assert not Household.objects.exists()
    assert not Operation.objects.exists()
    assert AuditEvent.objects.count() == events + 3  # received, compared, staged


def test_new_households_are_entered_with_history_and_class(ward, tmp_path):
    file = f.applied(write(tmp_path, f.home(1), f.home(2)), ward)
    assert file.state == ImportState.APPLIED
    assert file.counts["applied"] == 2
    first = Household.objects.get(official_code="H0001")
    assert first.code == "00016-000001"
    assert first.group.name == "Tổ dân phố 1"
    rows = Membership.objects.current().filter(household=first).order_by("id")
    assert [(row.person.full_name, row.relation, row.valid_from) for row in rows] == [
        ("Phạm Văn Thử B", "head", f.ON),
        ("Lê Thị Mẫu", "spouse", f.ON),
        ("Phạm Thị Bịa", "child", f.ON),
    ]
    wife = Person.objects.get(full_name="Lê Thị Mẫu", memberships__household=first)
    assert (wife.birth_date, wife.birth_known, wife.ethnicity) == (datetime.date(1972, 3, 1), "month", "Kinh")
    assert [paper.number for paper in wife.papers.all()] == ["099172000001"]
    status = HouseholdStatus.objects.get(household=first)
    assert (status.class_id, status.b1, status.b2, status.source, status.year) == ("poor", 120, 40, "legacy", 2024)
    assert (status.decision_number, status.decision_date) == ("12/QĐ-UBND", datetime.date(2024, 9, 10))
    assert (status.reasons, status.valid_from, status.rule_set) == ("2,7", datetime.date(2024, 9, 10), "vn-2022")
    act = Operation.objects.get()
    assert (act.kind, act.source, act.origin, act.why) == ("import_batch", "import", f"import:{file.pk}", file.name)
    # two households, each: household, residence, 3 persons, 3 memberships, 2 papers, class
    assert act.changes_count == Change.objects.count() == 2 * 11
    assert first_broken_link() is None


def test_the_second_time_nothing_changes(ward, tmp_path):
    f.applied(write(tmp_path, f.home(1), f.home(2)), ward)
    again = f.applied(write(tmp_path, f.home(1), f.home(2), name="lan-hai.xlsx", everybody=False), ward)
    assert f.outcomes(again) == {"unchanged": 2}
    assert again.counts["applied"] == 0
    assert Operation.objects.count() == 1
    next_year = f.staged(write(tmp_path, f.home(1), name="c.xlsx"), ward, on=f.ON + datetime.timedelta(days=3))
    assert f.outcomes(next_year) == {"unchanged": 1}


def test_the_same_file_again_is_the_same_file(ward, tmp_path):
    path = write(tmp_path, f.home(1))
    assert f.received(path, ward).pk == f.received(path, ward).pk


def test_a_known_household_is_changed_field_by_field(ward, tmp_path):
    f.applied(write(tmp_path, f.home(1)), ward)
    head, wife, child = f.home(1).members
    newcomer = f.person("Phạm Văn Mới", "01/02/2020", "other", relation_words="cháu nội")
    wife = dataclasses.replace(wife, born="08/03/1972", id_number="099172999999")
    child = dataclasses.replace(child, ethnicity="Mường")
    changed = f.home(1, head, wife, child, newcomer, b1=135, reasons="2")
    file = f.staged(write(tmp_path, changed, name="b.xlsx"), ward)
    assert f.outcomes(file) == {"changed": 1}
    from chungtay.records.registry.operations.intake.staging import differences_of

    assert {(one.who, one.field, one.before, one.after) for one in differences_of(f.only(file))} == {
        ("Lê Thị Mẫu", "birth_date", "03/1972", "08/03/1972"),
        ("Lê Thị Mẫu", "paper_citizen", "***", "***9999"),
        ("Phạm Thị Bịa", "ethnicity", "Kinh", "Mường"),
        ("Phạm Văn Mới", "member", "", ""),
        ("", "b1", "120", "135"),
        ("", "reasons", "2,7", "2"),
    }
    f.apply(file)
    home = Household.objects.get()
    assert Membership.objects.current().filter(household=home).count() == 4
    now = Person.objects.get(full_name="Lê Thị Mẫu")
    assert (now.birth_date, now.birth_known) == (datetime.date(1972, 3, 8), "day")
    assert [paper.number for paper in now.papers.live()] == ["099172999999"]
    assert IdentityPaper.objects.filter(person=now).count() == 2  # the wrong number was taken back, not deleted
    assert HouseholdStatus.objects.get().b1 == 135
    third = f.staged(write(tmp_path, changed, name="c.xlsx", everybody=False), ward)
    assert f.outcomes(third) == {"unchanged": 1}


def test_what_the_file_does_not_say_stays(ward, tmp_path):
    f.applied(write(tmp_path, f.home(1)), ward)
    bare = [dataclasses.replace(one, ethnicity="", id_number="", born=one.born) for one in f.home(1).members]
    file = f.applied(write(tmp_path, f.home(1, *bare, decision_number="", b2=None), name="b.xlsx"), ward)
    assert f.outcomes(file) == {"unchanged": 1}
    assert IdentityPaper.objects.live().count() == 2


def test_only_gaps_are_filled_when_the_officer_wants_it(ward, tmp_path):
    f.applied(write(tmp_path, f.home(1, f.person("Phạm Văn Thử", id_number="099070000001", ethnicity=""))), ward)
    changed = f.home(1, f.person("Phạm Văn Thử", "06/03/1970", id_number="099070000001", ethnicity="Kinh"), b1=1)
    file = f.applied(write(tmp_path, changed, name="b.xlsx"), ward, only_gaps=True)
    assert f.outcomes(file) == {"changed": 1}
    who = Person.objects.get()
    assert (who.ethnicity, who.birth_date.day) == ("Kinh", 5)
    assert HouseholdStatus.objects.get().b1 == 120


def test_an_import_is_undone_as_a_whole(ward, tmp_path):
    f.applied(write(tmp_path, f.home(1)), ward)
    head, wife, child = f.home(1).members
    changed = f.home(1, dataclasses.replace(head, born="06/03/1970"), wife, child, b1=135)
    file = f.applied(write(tmp_path, changed, f.home(2), name="b.xlsx"), ward)
    assert Household.objects.live().count() == 2
    file = f.undone(file)
    assert file.state == ImportState.UNDONE
    assert Household.objects.live().count() == 1
    assert Person.objects.live().get(name_folded="pham van thu b").birth_date.day == 5
    assert HouseholdStatus.objects.live().get().b1 == 120
    assert first_broken_link() is None
    again = f.applied(write(tmp_path, changed, f.home(2), name="b.xlsx"), ward)  # the same bytes may come again
    assert f.outcomes(again) == {"changed": 1, "new": 1}
    assert Household.objects.live().count() == 2


def test_a_household_that_moved_within_the_ward(ward, tmp_path):
    from chungtay.foundation.places import operations as places

    second = places.found_unit(
        level="group",
        code="02",
        name="Tổ dân phố 2",
        parent=ward,
        valid_from=datetime.date(2019, 1, 1),
        by=None,
        at=f.AT,
    )
    f.applied(write(tmp_path, f.home(1)), ward, on=datetime.date(2024, 8, 1))
    there = dataclasses.replace(f.PLACE, group="Tổ 2")
    file = f.applied(write(tmp_path, f.home(1, place=there), name="b.xlsx"), ward)
    assert f.outcomes(file) == {"changed": 1}
    assert Household.objects.get().group == second
    assert list(Residence.objects.order_by("valid_from").values_list("group__code", "valid_to")) == [
        ("01", datetime.date(2024, 9, 14)),
        ("02", None),
    ]


def test_a_new_head_of_a_known_household(ward, tmp_path):
    f.applied(write(tmp_path, f.home(1)), ward, on=datetime.date(2024, 8, 1))
    head, wife, child = f.home(1).members
    turned = f.home(
        1,
        dataclasses.replace(wife, relation="head"),
        dataclasses.replace(head, relation="spouse"),
        child,
    )
    file = f.applied(write(tmp_path, turned, name="b.xlsx"), ward)
    assert f.outcomes(file) == {"changed": 1}
    now = Membership.objects.current().values_list("person__full_name", "relation")
    assert dict(now) == {"Lê Thị Mẫu": "head", "Phạm Văn Thử B": "spouse", "Phạm Thị Bịa": "child"}
    assert Membership.objects.live().filter(relation="head", valid_to=datetime.date(2024, 9, 14)).count() == 1


def test_statements_grow_with_batches_not_with_households(ward, tmp_path):
    def count(homes: int, name: str, *, first: int, b1: int = 120) -> int:
        path = write(tmp_path, *(f.home(first + number, b1=b1) for number in range(homes)), name=name)
        with CaptureQueriesContext(connection) as asked:
            f.applied(path, ward)
        return len(asked)

    count(1, "a.xlsx", first=1)
    assert count(3, "b.xlsx", first=100) == count(60, "c.xlsx", first=200)
    assert count(3, "d.xlsx", first=100, b1=130) == count(60, "e.xlsx", first=200, b1=130)


def test_who_is_on_record_already_by_name_and_birth_waits_side_by_side(ward, group, tmp_path):
    """No number is shared: folded name, day of birth and place bring the two together."""
    couple = (f.person(id_number="099070000001"), f.person("Lê Thị Mẫu", "09/03/1962", "spouse", id_number=""))
    other = records.member("Ngô Văn Khác", "head", "1959-02-02", papers=())
    wife = records.member("Le Thi Mau", "spouse", "1962-03-09", papers=())
    records.household(group, (other, wife), address="99 Đội Cấn")
    file = f.applied(write(tmp_path, f.home(1, *couple)), ward)
    assert f.outcomes(file) == {"new": 1}
    pair = DuplicatePair.objects.get()
    assert (pair.found_by, pair.verdict) == ("import", "open")
    assert {pair.first.full_name, pair.second.full_name} == {"Le Thi Mau", "Lê Thị Mẫu"}
    says = {row["field"]: row["says"] for row in pair.evidence}
    assert (says["name"], says["birth"], says["place"]) == ("without marks", "same day", "group")
    say_different(pair, why="Hai chị em họ", by=None, at=f.AT)
    f.applied(write(tmp_path, f.home(1, *couple, b1=150), name="b.xlsx"), ward)
    again = f.home(1, couple[0], dataclasses.replace(couple[1], ethnicity="Tày"))
    f.applied(write(tmp_path, again, name="c.xlsx"), ward)  # the person is written anew, the pair stays as decided
    pair.refresh_from_db()
    assert DuplicatePair.objects.count() == 1
    assert (pair.verdict, pair.why) == ("different", "Hai chị em họ")


def test_looking_for_pairs_costs_the_same_statements_for_any_batch(ward, group, tmp_path):
    def count(homes: int, first: int) -> int:
        members = []
        for number in range(first, first + homes):
            name, born = f"Trần Văn {'ABCDEFGHIJ'[number % 10]}n", datetime.date(1950 + number % 40, 5, 1 + number % 27)
            records.household(group, (records.member(name, "head", born.isoformat(), papers=()),))
            members.append((name, born))
        with acting("households_imported", by=None, at=f.AT, area=group, source="import") as act:
            entered = [
                records.entered(group, (records.member(name, "head", born.isoformat(), papers=()),))
                for name, born in members
            ]
            add_households(act, entered)
        DuplicatePair.objects.all().delete()
        with CaptureQueriesContext(connection) as asked:
            found = remember_alike_of_batch(act.persons_written(), found_by="import", at=f.AT)
        assert found >= homes
        assert remember_alike_of_batch(act.persons_written(), found_by="import", at=f.AT) == 0
        return len(asked)

    # five joins, three of the persons, papers and mates, namesakes, two counts, and the pairs inside a savepoint
    assert count(2, first=0) == count(60, first=10) <= 16


def test_one_name_a_hundred_times_fills_no_queue(ward, group):
    with acting("households_imported", by=None, at=f.AT, area=group, source="import") as act:
        same = [records.entered(group, (records.member("Trần Văn An", papers=()),)) for _each in range(30)]
        add_households(act, same)
    found = remember_alike_of_batch(act.persons_written(), found_by="import", at=f.AT)
    assert 0 < found <= 30 * 5 // 2
