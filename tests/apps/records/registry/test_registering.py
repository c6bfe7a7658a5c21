"""Entering households: the same checks, history and trail for one and for many."""

from __future__ import annotations

import dataclasses
import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chungtay.foundation.core.models import AuditEvent
from chungtay.foundation.core.queries import first_broken_link
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import Change, Household, IdentityPaper, Membership, Operation, Person
from chungtay.records.registry.operations.act import Stale, acting
from chungtay.records.registry.operations.registering import add_households, register_household
from chungtay.records.registry.operations.undoing import LaterChange, undo
from tests import factories as people
from tests.apps.records.registry import factories as f

pytestmark = pytest.mark.django_db


def test_a_household_is_entered_with_members_history_and_trail(group):
    home = f.household(group)
    assert home.code == "00016-000001"
    assert f.members(home) == {"Đình": "head", "Hường": "spouse", "Khôi": "child", "Ánh": "child"}
    # a daughter born after the household was first known belongs to it from birth, the son from the first day
    assert Membership.objects.get(person=f.person(home, "Ánh")).valid_from == f.SINCE
    operation = Operation.objects.get()
    # household, residence, and for four persons each: person, membership, paper
    assert operation.changes_count == Change.objects.count() == 2 + 4 * 3
    event = AuditEvent.objects.get(action="registry.household_registered")
    assert event.digest == operation.digest
    assert first_broken_link() is None


def test_a_child_born_later_belongs_from_birth(group):
    home = f.household(group, (f.member(), f.member("Nguyễn Văn Bé", "child", "2022-08-01")))
    assert Membership.objects.get(person=f.person(home, "Bé")).valid_from == datetime.date(2022, 8, 1)


def test_codes_go_on_and_names_sort_by_given_name(group):
    homes = [f.household(group, (f.member(name),)) for name in ("Lê Văn Út", "Lê Văn Ân", "Lê Văn An", "Đỗ Văn Ân")]
    assert [home.code for home in homes] == [f"00016-00000{number}" for number in (1, 2, 3, 4)]
    sorted_names = list(Person.objects.order_by("name_key").values_list("full_name", flat=True))
    assert sorted_names == ["Lê Văn An", "Đỗ Văn Ân", "Lê Văn Ân", "Lê Văn Út"]


def test_identity_numbers_are_sealed_and_not_in_the_history(group):
    number = f.number()
    f.household(group, (f.member(papers=(f.NewPaper("citizen", number),)),))
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM registry_identitypaper")
        (kept,) = cursor.fetchone()
    assert number not in kept
    assert IdentityPaper.objects.get().number == number
    assert not any(number in delta for delta in Change.objects.values_list("delta", flat=True))


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ((f.member("Lê Văn Ba", "child"),), "no_head"),
        ((f.member(), f.member("Lê Văn Ba")), "two_heads"),
        ((), "no_member"),
        ((f.member("?"),), "name"),
        ((f.member(sex=""),), "sex"),
        ((f.member(born="2031-01-01"),), "future"),
        ((f.member(born="1880-01-01"),), "too_old"),
        ((f.member(phone="12345"),), "phone"),
        ((f.member(papers=(f.NewPaper("citizen", "12345"),)),), "paper"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_entered(group, members, code):
    wrong = dataclasses.replace(f.entered(group), members=members)
    with pytest.raises(ValidationError) as refused:
        register_household(wrong, by=None, at=f.AT)
    assert [error.code for error in refused.value.error_list] == [code]
    assert not Household.objects.exists()
    assert not Operation.objects.exists()


def test_an_identity_number_belongs_to_one_person(group):
    number = f.number()
    paper = (f.NewPaper("citizen", number),)
    f.household(group, (f.member(papers=paper),))
    with pytest.raises(ValidationError) as refused:
        f.household(group, (f.member("Lê Văn Ba", papers=paper),))
    assert refused.value.code == "number_taken"
    assert number not in str(refused.value)
    with pytest.raises(ValidationError, match=r"hai người|two persons"):
        f.household(group, (f.member(papers=paper), f.member("Lê Văn Tư", "child", papers=paper)))


def test_only_who_keeps_the_register_of_the_area_enters(group):
    officer = people.person("hoa", "ward_officer", Unit.objects.get(code="00016"))
    stranger = people.person("minh", "ward_officer", Unit.objects.get(code="00001"))
    looker = people.person("vu", "enumerator", Unit.objects.get(code="00016"))
    assert f.household(group, by=officer)
    for user in (stranger, looker):
        with pytest.raises(PermissionDenied):
            f.household(group, by=user)


def test_statements_do_not_grow_with_households(group):
    def count(homes: int) -> int:
        with (
            CaptureQueriesContext(connection) as asked,
            acting("test", by=None, at=f.AT, area=group) as act,
        ):
            add_households(act, [f.entered(group, (f.member(), f.member("Lê Thị Tư", "spouse"))) for _ in range(homes)])
        return len(asked)

    count(1)  # the first household of a ward begins its series of codes
    assert count(3) == count(60)


def test_undo_takes_everything_back_and_can_be_undone(group):
    home = f.household(group)
    number = IdentityPaper.objects.first()
    entry = Operation.objects.get()
    undone = undo(entry, why="Nhập nhầm tổ", by=None, at=f.AT)
    assert not Household.objects.live().exists()
    assert not Person.objects.live().exists()
    assert not IdentityPaper.objects.live().exists()
    assert Change.objects.filter(operation=entry).count() == 14  # the history stays
    again = undo(undone, why="Không nhầm", by=None, at=f.AT)
    assert again.undoes == undone
    assert f.members(home) == {"Đình": "head", "Hường": "spouse", "Khôi": "child", "Ánh": "child"}
    assert IdentityPaper.objects.live().filter(pk=number.pk).exists()
    with pytest.raises(ValidationError, match=r"đã|already"):
        undo(entry, why="x", by=None, at=f.AT)


def test_undo_refuses_when_something_stands_on_it(group):
    home = f.household(group)
    entry = Operation.objects.get()
    with acting("household_edited", by=None, at=f.AT, area=group) as act:
        act.change(home, address="14 ngõ 5 phố Đội Cấn")
    with pytest.raises(LaterChange) as refused:
        undo(entry, why="x", by=None, at=f.AT)
    assert refused.value.operation == act.operation
    undo(act.operation, why="x", by=None, at=f.AT)
    home.refresh_from_db()
    assert home.address == "12 ngõ 5 phố Đội Cấn"
    undo(entry, why="x", by=None, at=f.AT)


def test_two_officers_on_one_household(group):
    f.household(group)
    mine, theirs = Household.objects.get(), Household.objects.get()
    with acting("household_edited", by=None, at=f.AT, area=group) as act:
        act.change(mine, address="Số 1")
    with pytest.raises(Stale), acting("household_edited", by=None, at=f.AT, area=group) as act:
        act.change(theirs, address="Số 2")
    assert Household.objects.get().address == "Số 1"


def test_saying_the_same_again_writes_nothing(group):
    home = f.household(group)
    with acting("household_edited", by=None, at=f.AT, area=group) as act:
        act.change(home, address="12 ngõ 5 phố Đội Cấn")
    assert act.operation is None
    assert Operation.objects.count() == 1
