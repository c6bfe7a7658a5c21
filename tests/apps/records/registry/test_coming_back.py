"""A household comes back with those who come; of somebody who left it, and belongs to no other, a death can be told."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from chungtay.records.registry.models import Household, Membership, Operation, Person
from chungtay.records.registry.operations import editing, life, moves
from chungtay.records.registry.operations.standing import Relationship
from chungtay.records.registry.operations.undoing import undo
from chungtay.records.registry.queries.history import of_household
from chungtay.records.registry.queries.homes import away_from, left_with
from chungtay.records.registry.queries.undoing import LaterChange
from tests import factories as people
from tests.apps.records.registry import factories as f

pytestmark = pytest.mark.django_db

D = datetime.date
LEFT = D(2024, 2, 1)
BACK = D(2024, 2, 20)
BY = {"by": None, "at": f.AT}


@pytest.fixture
def officer(group):
    return people.person("hoa", "ward_officer", group.parent)


@pytest.fixture
def home(group) -> Household:
    return f.household(group)


@pytest.fixture
def away(home) -> Household:
    """Đình, Hường, Khôi, Ánh left together on 1 February 2024."""
    moves.record_household_departure(home, last_day=LEFT, **BY)
    home.refresh_from_db()
    return home


def code_of(raised) -> str:
    return raised.value.code


def died(home: Household, name: str, on: D, by=None):
    return life.record_death(f.person(home, name), on=on, why="Giấy báo tử", by=by, at=f.AT)


def test_the_dead_and_who_belongs_elsewhere_do_not_come(group, away) -> None:
    died(away, "Ánh", D(2024, 2, 10))
    other = f.household(group, (f.member("Lê Văn Út"),))
    life.record_return(other, f.person(away, "Khôi"), relationship=Relationship("other"), on=D(2024, 2, 12), **BY)
    moves.take_in_again(away, group=group, address="Số 10", on=BACK, **BY)
    assert f.members(away) == {"Đình": "head", "Hường": "spouse"}
    assert f.members(other) == {"Út": "head", "Khôi": "other"}


def test_those_who_were_chosen_come_with_a_head_that_was_said(group, away) -> None:
    mother, daughter = f.person(away, "Hường"), f.person(away, "Ánh")
    with pytest.raises(ValidationError) as refused:
        moves.take_in_again(away, group=group, address="", on=BACK, persons=[mother, daughter], **BY)
    assert code_of(refused) == "no_head"
    with pytest.raises(ValidationError) as refused:  # nobody's relationship to the new head is guessed
        moves.take_in_again(away, group=group, address="", on=BACK, persons=[mother, daughter], head=mother, **BY)
    assert code_of(refused) == "no_relation"
    before = f.standing()
    done = moves.take_in_again(
        away,
        group=group,
        address="",
        on=BACK,
        persons=[mother, daughter],
        head=mother,
        relations={daughter.pk: Relationship("child", "con gái")},
        **BY,
    )
    assert f.members(away) == {"Hường": "head", "Ánh": "child"}
    assert not Membership.objects.current().filter(person=f.person(away, "Đình")).exists()
    undo(done, why="Nhầm", **BY)
    assert f.standing() == before


@pytest.mark.parametrize("code", ["died", "elsewhere", "not_among_them", "nobody"])
def test_who_cannot_come_is_named(group, away, code) -> None:
    other = f.household(group, (f.member("Lê Văn Út"),))
    daughter = f.person(away, "Ánh")
    chosen = {"not_among_them": [f.person(other, "Út")], "nobody": []}.get(code, [daughter])
    if code == "died":
        died(away, "Ánh", D(2024, 2, 10))
    if code == "elsewhere":
        life.record_return(other, daughter, relationship=Relationship("other"), on=D(2024, 2, 12), **BY)
    before = f.standing()
    with pytest.raises(ValidationError) as refused:
        moves.take_in_again(away, group=group, address="", on=BACK, persons=chosen, **BY)
    assert code_of(refused) == code
    assert f.standing() == before


def test_the_form_names_who_does_not_come(group, away, officer) -> None:
    client = Client()
    client.force_login(officer, "django.contrib.auth.backends.ModelBackend")
    died(away, "Ánh", D(2024, 2, 10))
    other = f.household(group, (f.member("Lê Văn Út"),))
    life.record_return(other, f.person(away, "Khôi"), relationship=Relationship("other"), on=D(2024, 2, 12), **BY)
    where = f"/00016/2024/ho-dan/{away.pk}/ghi/nhan-lai/"
    page = client.get(where).content.decode()
    assert "Nguyễn Thị Ánh mất ngày 10/02/2024, không về cùng." in page
    assert f"Nguyễn Minh Khôi nay thuộc hộ {other.code}, không về cùng." in page
    mother, father = f.person(away, "Hường"), f.person(away, "Đình")
    typed = {"group": group.pk, "address": "Số 10", "on": "20/02/2024", "who": [mother.pk]}
    answer = client.post(where, typed)
    assert answer.status_code == 422
    assert "head" in answer.context["form"].errors
    answer = client.post(where, typed | {"who": [mother.pk, f.person(away, "Khôi").pk], "head": mother.pk})
    assert "who" in answer.context["form"].errors  # Khôi is no choice
    answer = client.post(where, typed | {"head": mother.pk})
    assert answer.context["warnings"] == ["Không về cùng và không thuộc hộ nào: Nguyễn Văn Đình."]
    answer = client.post(where, typed | {"head": mother.pk, "confirmed": answer.context["print"]})
    assert answer.status_code == 302
    assert f.members(away) == {"Hường": "head"}
    assert not Membership.objects.current().filter(person=father).exists()


@pytest.mark.parametrize("count", [1, 5])
def test_who_left_with_it_costs_two_statements(group, count) -> None:
    names = ("Một", "Hai", "Ba", "Tư", "Năm")
    members = tuple(f.member(f"Lê Văn {name}", "child" if at else "head") for at, name in enumerate(names[:count]))
    home = f.household(group, members)
    moves.record_household_departure(home, last_day=LEFT, **BY)
    home.refresh_from_db()
    with CaptureQueriesContext(connection) as asked:
        assert len(left_with(home)) == count
    assert len(asked) == 2


def test_somebody_who_left_dies_and_that_is_undone_from_the_last_household(group, home, officer) -> None:
    son = f.person(home, "Khôi")
    life.record_departure(son, last_day=LEFT, **BY)
    client = Client()
    client.force_login(officer, "django.contrib.auth.backends.ModelBackend")
    topics = client.get(f"/00016/2024/ho-dan/{home.pk}/ghi/").content.decode()
    assert "Người đã rời hộ qua đời" in topics
    where = f"/00016/2024/ho-dan/{home.pk}/ghi/khai-tu-sau/"
    page = client.get(where).content.decode()
    assert "Nguyễn Minh Khôi" in page
    assert "Trần Thị Hường" not in page.split("<form")[-1]  # she lives here
    early = client.post(where, {"who": son.pk, "on": "31/01/2024"})
    said = str(early.context["form"].errors)
    assert "đến 01/02/2024" in said
    answer = client.post(where, {"who": son.pk, "on": "15/02/2024", "why": "Giấy báo tử"})
    assert answer.status_code == 302
    son.refresh_from_db()
    assert son.death_date == D(2024, 2, 15)
    done = Operation.objects.get(kind="person_died")
    assert next(entry.operation.kind for entry in of_household(home)) == "person_died"
    shown = client.get(f"/00016/2024/ho-dan/{home.pk}/").content.decode()
    assert "mất 15/02/2024" in shown
    page = client.get(f"/00016/2024/ho-dan/{home.pk}/lich-su/{done.pk}/").content.decode()
    assert "Hoàn tác" in page
    answer = client.post(f"/00016/2024/ho-dan/{home.pk}/lich-su/{done.pk}/hoan-tac/", {"why": "Nhầm người"})
    assert answer.status_code == 302
    son.refresh_from_db()
    assert son.death_date is None


def test_of_a_household_that_left_somebody_dies_later(group, away, officer) -> None:
    client = Client()
    client.force_login(officer, "django.contrib.auth.backends.ModelBackend")
    where = f"/00016/2024/ho-dan/{away.pk}/ghi/khai-tu-sau/"
    answer = client.post(where, {"who": f.person(away, "Ánh").pk, "on": "15/02/2024"})
    assert answer.status_code == 302
    assert Person.objects.filter(death_date=D(2024, 2, 15)).count() == 1
    assert client.get(f"/00016/2024/ho-dan/{away.pk}/ghi/khai-tu/").status_code == 404


def test_a_death_after_leaving_is_written_by_who_keeps_the_last_household_once(group, other_group, home, officer):
    son = f.person(home, "Khôi")
    life.record_departure(son, last_day=LEFT, **BY)
    stranger = people.person("phuc-xa", "ward_officer", other_group.parent)
    with pytest.raises(PermissionDenied):
        died(home, "Khôi", D(2024, 2, 15), by=stranger)
    died(home, "Khôi", LEFT, by=officer)  # on the day it left
    with pytest.raises(ValidationError) as refused:
        died(home, "Khôi", D(2024, 2, 15), by=officer)
    assert code_of(refused) == "died"
    with pytest.raises(ValidationError) as stranger_undoes:
        life.record_return(home, son, relationship=Relationship("child"), on=BACK, **BY)
    assert "đã mất" in str(stranger_undoes.value.messages)


def test_what_is_corrected_of_somebody_who_left_stays_in_the_history_of_the_last_household(group, home) -> None:
    """Until the person joins another one."""
    son = f.person(home, "Khôi")
    other = f.household(group, (f.member("Lê Văn Út"),))
    life.record_departure(son, last_day=LEFT, **BY)
    editing.edit_person(son, {"phone": "0912345678"}, seen=Person.objects.get(pk=son.pk).version, **BY)
    life.record_return(other, son, relationship=Relationship("other"), on=D(2024, 2, 12), **BY)
    editing.edit_person(son, {"phone": "0987654321"}, seen=Person.objects.get(pk=son.pk).version, **BY)
    here = [entry.operation.kind for entry in of_household(home)]
    there = [entry.operation.kind for entry in of_household(other)]
    assert here == ["person_edited", "person_left", "household_registered"]
    assert there == ["person_edited", "person_returned", "household_registered"]


def test_a_departure_is_not_undone_over_what_became_of_the_person_since(group, home) -> None:
    """The act that stands in the way is named, instead of a refusal of the database."""
    left = life.record_departure(f.person(home, "Khôi"), last_day=LEFT, **BY)
    other = f.household(group, (f.member("Lê Văn Út"),))
    joined = life.record_return(
        other, f.person(home, "Khôi"), relationship=Relationship("other"), on=D(2024, 2, 12), **BY
    )
    with pytest.raises(LaterChange) as raised:
        undo(left, why="Nhầm", **BY)
    assert raised.value.operation == joined
    undo(joined, why="Nhầm", **BY)
    dead = died(home, "Khôi", D(2024, 2, 15))
    with pytest.raises(LaterChange) as raised:
        undo(left, why="Nhầm", **BY)
    assert raised.value.operation == dead
    undo(dead, why="Nhầm", **BY)
    undo(left, why="Nhầm", **BY)
    assert f.members(home)["Khôi"] == "child"


def test_of_whom_another_ward_keeps_the_last_household_no_death_is_offered_here(
    group, other_group, home, officer
) -> None:
    """Khôi left for a household of Phúc Xá and left that one too; Ánh left from here."""
    son, daughter = f.person(home, "Khôi"), f.person(home, "Ánh")
    there = f.household(other_group, (f.member("Lê Văn Út"),))
    life.record_move_between(
        son, into=there, relationship=Relationship("other"), on=LEFT, left_by="moved", by=None, at=f.AT
    )
    life.record_departure(son, last_day=D(2024, 2, 10), **BY)
    life.record_departure(daughter, last_day=LEFT, **BY)
    with CaptureQueriesContext(connection) as asked:
        assert away_from(home) == [daughter]
    assert len(asked) == 1
    assert away_from(there) == [son]
    client = Client()
    client.force_login(officer, "django.contrib.auth.backends.ModelBackend")
    where = f"/00016/2024/ho-dan/{home.pk}/ghi/khai-tu-sau/"
    assert client.post(where, {"who": son.pk, "on": "15/02/2024"}).status_code == 422
    assert client.post(where, {"who": daughter.pk, "on": "15/02/2024"}).status_code == 302


def test_a_household_whose_last_member_moved_into_another_comes_back(group) -> None:
    alone = f.household(group, (f.member("Lê Thị Cúc"),))
    other = f.household(group, (f.member("Lê Văn Út"),))
    her = f.person(alone, "Cúc")
    life.record_move_between(
        her, into=other, relationship=Relationship("other"), on=LEFT, left_by="moved", by=None, at=f.AT
    )
    life.record_departure(her, last_day=D(2024, 2, 10), **BY)
    moves.take_in_again(Household.objects.get(pk=alone.pk), group=group, address="Số 10", on=BACK, **BY)
    assert f.members(alone) == {"Cúc": "head"}
