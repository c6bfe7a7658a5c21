"""Corrections, papers, circumstances, bank accounts, classes and misfortunes: what is kept, and who may."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import (
    BankAccount,
    Circumstance,
    Household,
    HouseholdStatus,
    IdentityPaper,
    Operation,
    Person,
)
from chungtay.records.registry.operations import editing, status
from chungtay.records.registry.operations.act import Stale, acting
from chungtay.records.registry.operations.undoing import undo
from chungtay.records.registry.queries import codes
from chungtay.records.registry.queries.deltas import read
from chungtay.records.registry.queries.facts import NewPaper
from tests import factories as people
from tests.apps.records.registry import factories as f

pytestmark = pytest.mark.django_db

D = datetime.date
BY = {"by": None, "at": f.AT}


def test_a_field_is_corrected_and_its_history_says_what_it_was(group):
    home = f.household(group)
    person = f.person(home, "Đình")
    act = editing.edit_person(
        person, {"full_name": "Nguyễn  Văn Định", "phone": "0912 345 678"}, seen=1, why="Theo giấy khai sinh", **BY
    )
    person.refresh_from_db()
    assert (person.full_name, person.name_folded, person.phone) == ("Nguyễn Văn Định", "nguyen van dinh", "0912345678")
    delta = read(act.changes.get().delta)
    assert delta["full_name"] == ("Nguyễn Văn Đình", "Nguyễn Văn Định")
    assert delta["phone"] == ("", "0912345678")
    assert (act.why, act.kind) == ("Theo giấy khai sinh", "person_edited")
    undo(act, why="Nhầm", **BY)
    person.refresh_from_db()
    assert (person.full_name, person.name_folded, person.phone) == ("Nguyễn Văn Đình", "nguyen van dinh", "")


def test_two_officers_on_one_person(group):
    home = f.household(group)
    person = f.person(home, "Đình")
    editing.edit_person(person, {"phone": "0912345678"}, seen=1, **BY)
    with pytest.raises(Stale):
        editing.edit_person(person, {"phone": "0987654321"}, seen=1, **BY)
    assert Person.objects.get(pk=person.pk).phone == "0912345678"


@pytest.mark.parametrize(
    "values", [{"full_name": ""}, {"birth_date": D(2030, 1, 1)}, {"sex": "?"}, {"phone": "x"}, {"birth_known": ""}]
)
def test_what_cannot_be_is_refused(group, values):
    home = f.household(group)
    with pytest.raises(ValidationError):
        editing.edit_person(f.person(home, "Đình"), values, seen=1, **BY)
    assert Operation.objects.count() == 1


def test_unknown_fields_are_a_mistake_of_the_program(group):
    home = f.household(group)
    with pytest.raises(ValueError, match="death_date"):
        editing.edit_person(f.person(home, "Đình"), {"death_date": D(2024, 1, 1)}, seen=1, **BY)


def test_an_address_is_corrected_where_the_household_lives(group):
    home = f.household(group)
    editing.edit_household(home, {"address": "Số 5 Đội Cấn", "latitude": 21, "longitude": 105.8}, seen=1, **BY)
    home.refresh_from_db()
    assert (home.address, home.address_folded) == ("Số 5 Đội Cấn", "so 5 doi can")
    assert home.residences.get().address == "Số 5 Đội Cấn"


def test_half_a_point_is_refused_and_so_is_one_outside_the_country(group):
    home = f.household(group)
    with pytest.raises(ValidationError) as refused:
        editing.edit_household(home, {"latitude": 21, "longitude": None}, seen=1, **BY)
    assert refused.value.code == "point"
    with pytest.raises(ValidationError) as refused:
        editing.edit_household(home, {"latitude": 48, "longitude": 2}, seen=1, **BY)
    assert refused.value.code == "point"


def test_a_wrong_number_is_taken_back_and_the_right_one_entered(group):
    home = f.household(group)
    person = f.person(home, "Đình")
    wrong, right = person.papers.get(), f.number()
    act = editing.correct_paper(wrong, NewPaper("citizen", right), why="Gõ nhầm", **BY)
    assert [paper.number for paper in IdentityPaper.objects.live().filter(person=person)] == [right]
    wrong.refresh_from_db()
    assert wrong.withdrawn
    undo(act, why="x", **BY)
    assert [paper.pk for paper in IdentityPaper.objects.live().filter(person=person)] == [wrong.pk]


def test_a_freed_number_can_be_given_to_its_owner(group):
    home = f.household(group)
    paper = f.person(home, "Đình").papers.get()
    number = paper.number
    editing.correct_paper(paper, None, **BY)
    other = f.household(group, (f.member("Lê Văn Ba", papers=(NewPaper("citizen", number),)),))
    assert f.person(other, "Ba").papers.get().number == number


def test_circumstances_follow_one_another(group):
    home = f.household(group)
    person = f.person(home, "Khôi")
    editing.set_circumstance(person, kind="work", code="4", since=D(2022, 9, 1), **BY)
    editing.set_circumstance(person, kind="work", code="1", since=D(2023, 7, 1), **BY)
    rows = [(row.code, row.valid_from, row.valid_to) for row in Circumstance.objects.live().order_by("valid_from")]
    assert rows == [("4", D(2022, 9, 1), D(2023, 6, 30)), ("1", D(2023, 7, 1), None)]
    assert editing.set_circumstance(person, kind="work", code="1", since=D(2024, 1, 1), **BY) is None
    # entered again for an earlier day: the later entry was wrong
    editing.set_circumstance(person, kind="work", code="2", since=D(2023, 7, 1), **BY)
    assert Circumstance.objects.current().get(person=person).code == "2"


def test_a_code_is_of_the_list_of_its_kind(group):
    home = f.household(group)
    person = f.person(home, "Khôi")
    for kind, code in (("work", "7"), ("schooling", "x"), ("disability", "4"), ("luck", "1")):
        with pytest.raises(ValidationError):
            editing.set_circumstance(person, kind=kind, code=code, since=D(2024, 1, 1), **BY)
    assert codes.words("work", "4") == "Đang đi học"
    assert [words for _code, words in codes.choices("disability")] == ["Đặc biệt nặng", "Nặng", "Nhẹ"]
    assert codes.choices("pregnancy") == []


def test_bank_accounts_are_sealed_and_one_at_a_time(group):
    home = f.household(group)
    person = f.person(home, "Đình")
    editing.set_bank_account(person, bank="Ngân hàng A", number="1234 5678 90", holder="NGUYEN VAN DINH", **BY)
    editing.set_bank_account(person, bank="Ngân hàng B", number="9876543210", holder="NGUYEN VAN DINH", **BY)
    assert BankAccount.objects.live().get().number == "9876543210"
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM registry_bankaccount")
        assert not any("9876543210" in row[0] or "1234567890" in row[0] for row in cursor.fetchall())


def legacy(**changes) -> status.NewStatus:
    values = {
        "year": 2024,
        "rule_set": "vn-2022",
        "class_id": "poor",
        "valid_from": D(2024, 1, 1),
        "source": "legacy",
        "b1": 110,
        "b2": 40,
        "decision_number": "12/QĐ-UBND",
        "decision_date": D(2023, 12, 20),
    }
    return status.NewStatus(**(values | changes))


def test_the_class_of_a_year_ends_when_the_next_begins(group):
    home = f.household(group)
    status.record_status(home, legacy(), **BY)
    last = status.record_status(home, legacy(year=2025, class_id="near_poor", valid_from=D(2024, 2, 15)), **BY)
    rows = [(row.year, row.class_id, row.valid_to) for row in HouseholdStatus.objects.live().order_by("year")]
    assert rows == [(2024, "poor", D(2024, 2, 14)), (2025, "near_poor", None)]
    undo(last, why="x", **BY)
    assert HouseholdStatus.objects.live().get().valid_to is None


def test_results_by_two_standards_stand_side_by_side(group):
    home = f.household(group)
    status.record_status(home, legacy(), **BY)
    status.record_status(home, legacy(rule_set="vn-2016-hanoi", class_id="near_poor"), **BY)
    assert {(row.rule_set, row.valid_to) for row in HouseholdStatus.objects.live()} == {
        ("vn-2022", None),
        ("vn-2016-hanoi", None),
    }


def test_nobody_types_a_class_of_ours(group):
    officer = people.person("hoa", "ward_officer", Unit.objects.get(code="00016"))
    home = f.household(group)
    with pytest.raises(ValidationError) as refused:
        status.record_status(home, legacy(source="review"), by=officer, at=f.AT)
    assert refused.value.code == "typed_class"
    with pytest.raises(ValidationError):
        status.record_status(home, legacy(class_id="rich"), by=officer, at=f.AT)
    assert status.record_status(home, legacy(), by=officer, at=f.AT)


def test_a_misfortune_has_a_day_that_was(group):
    home = f.household(group)
    event = status.record_hardship(
        home, kind="fire", happened_on=D(2024, 1, 5), description="Cháy bếp, hỏng nửa mái nhà", **BY
    )
    assert home.hardships.get() == event
    with pytest.raises(ValidationError) as refused:
        status.record_hardship(home, kind="fire", happened_on=D(2024, 3, 2), **BY)
    assert refused.value.code == "future"
    other = f.household(group, (f.member("Lê Văn Ba"),))
    with pytest.raises(ValidationError):
        status.record_hardship(home, kind="illness", happened_on=D(2024, 1, 5), person=f.person(other, "Ba"), **BY)


def test_nothing_is_written_from_a_foreign_ward_or_by_who_only_looks(group):
    home = f.household(group)
    person = f.person(home, "Đình")
    stranger = people.person("minh", "ward_officer", Unit.objects.get(code="00001"))
    looker = people.person("vu", "enumerator", Unit.objects.get(code="00016"))
    nobody = people.person("khong", None, None)
    for user in (stranger, looker, nobody):
        by = {"by": user, "at": f.AT}
        for act in (
            lambda by: editing.edit_person(person, {"phone": "0912345678"}, seen=1, **by),
            lambda by: editing.edit_household(home, {"address": "x"}, seen=1, **by),
            lambda by: editing.correct_paper(person.papers.get(), None, **by),
            lambda by: editing.set_circumstance(person, kind="work", code="1", since=D(2024, 1, 1), **by),
            lambda by: editing.set_bank_account(person, bank="A", number="12345", holder="B", **by),
            lambda by: status.record_status(home, legacy(), **by),
            lambda by: status.record_hardship(home, kind="fire", happened_on=D(2024, 1, 1), **by),
            lambda by: undo(Operation.objects.get(), why="x", **by),
        ):
            with pytest.raises(PermissionDenied):
                act(by)
    assert Operation.objects.count() == 1


def test_a_failed_operation_leaves_nothing(group):
    home = f.household(group)
    before = f.standing()

    def cut_off() -> None:
        with acting("household_edited", **BY, area=group) as act:
            act.change(home, address="Số 1")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cut_off()
    assert f.standing() == before
    assert Operation.objects.count() == 1
    assert Household.objects.get().version == 1
