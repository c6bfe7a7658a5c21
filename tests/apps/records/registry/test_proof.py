"""Whoever writes past the program, into the history or into a record, is found out."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from chungtay.cli import audit
from chungtay.foundation.core.models import AuditEvent
from chungtay.foundation.core.queries import first_broken_link
from chungtay.foundation.core.queries.standing import Strayed
from chungtay.records.registry.models import Change, Membership, Operation, Person
from chungtay.records.registry.queries.proof import strayed_records
from tests.apps.records.registry import factories as f
from tests.flushing import as_the_owner_of_the_database

pytestmark = pytest.mark.django_db


def event_of(operation: Operation) -> int:
    return AuditEvent.objects.get(subject_type="registry.operation", subject_id=str(operation.pk)).number


@pytest.fixture
def second(group) -> Operation:
    """The second of three entries."""
    for name in ("Lê Văn Ba", "Lê Văn Tư", "Lê Văn Năm"):
        f.household(group, (f.member(name),))
    assert first_broken_link() is None
    assert list(strayed_records()) == []
    return Operation.objects.order_by("pk")[1]


@pytest.mark.parametrize("model", [Change, Operation])
def test_the_database_refuses_to_rewrite_history(second, model):
    column = {Change: "position", Operation: "why"}[model]
    for act in (lambda: model.objects.all()._raw_delete("default"), lambda: model.objects.update(**{column: "9"})):
        with pytest.raises(IntegrityError, match="final"), transaction.atomic():
            act()


@pytest.mark.parametrize("column", ["delta", "record_id", "added"])
def test_a_rewritten_history_row_is_named(second, column):
    with as_the_owner_of_the_database(Change):
        row = second.changes.filter(record_type="person")
        row.update(**{column: {"delta": '{"full_name":[null,"Ai Đó"]}', "record_id": 77, "added": False}[column]})
    assert first_broken_link() == event_of(second)


def test_a_lost_history_row_is_named(second):
    with as_the_owner_of_the_database(Change):
        second.changes.filter(position=2).delete()
    assert first_broken_link() == event_of(second)


def test_another_reason_is_named(second):
    with as_the_owner_of_the_database(Operation):
        Operation.objects.filter(pk=second.pk).update(why="Theo đơn")
    assert first_broken_link() == event_of(second)


def test_a_record_changed_without_history_is_named(second):
    person = Person.objects.get(full_name="Lê Văn Tư")
    Person.objects.filter(pk=person.pk).update(birth_date="1950-01-01", death_date="2000-01-01")
    Membership.objects.filter(person=person).update(relation_words="chủ cũ")
    assert list(strayed_records()) == [
        Strayed("registry_person", person.pk, ("birth_date", "death_date")),
        Strayed("registry_membership", Membership.objects.get(person=person).pk, ("relation_words",)),
    ]
    assert first_broken_link() is None  # the history itself is whole


def test_the_command_names_who_strayed_and_fails(second, capsys):
    assert audit.verify([]) == 0
    person = Person.objects.get(full_name="Lê Văn Tư")
    Person.objects.filter(pk=person.pk).update(phone="0900000000")
    assert audit.verify([]) == 1
    said = capsys.readouterr().out
    assert f"registry_person, dòng {person.pk}" in said
    assert "phone" in said
    assert "0900000000" not in said
