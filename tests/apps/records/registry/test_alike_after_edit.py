"""Whoever looks like somebody else on record after a correction waits to be looked at, as after an entry."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chungtay.records.registry.models import DuplicatePair, Person
from chungtay.records.registry.operations.editing import correct_paper, edit_person
from chungtay.records.registry.operations.registering import add_paper
from chungtay.records.registry.operations.undoing import undo
from chungtay.records.registry.queries.facts import NewPaper
from tests.apps.records.registry import factories as records
from tests.factories import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def couple(group) -> tuple[Person, Person]:
    """Two persons of two households that nobody takes for one."""
    papers = (NewPaper("citizen", "099070123456"),)
    records.household(group, (records.member("Nguyễn Văn Đình", born="1970-03-05", papers=papers),))
    papers = (NewPaper("old_card", "012345678"),)
    records.household(group, (records.member("Trần Quốc Bảo", born="1985-10-20", papers=papers),))
    assert pairs() == []
    return Person.objects.get(full_name="Nguyễn Văn Đình"), Person.objects.get(full_name="Trần Quốc Bảo")


def pairs() -> list[tuple[int, int, str]]:
    return list(DuplicatePair.objects.values_list("first", "second", "found_by"))


def corrected(person: Person, **values):
    person.refresh_from_db()
    return edit_person(person, values, seen=person.version, by=None, at=AT)


def test_a_name_and_a_birth_that_become_those_of_another_are_queued_once(couple):
    first, second = couple
    corrected(second, full_name="Nguyễn Văn Đình")
    assert pairs() == []  # fifteen years apart: a namesake
    corrected(second, birth_date=datetime.date(1970, 3, 5))
    assert pairs() == [(first.pk, second.pk, "entry")]
    corrected(second, birth_date=datetime.date(1970, 3, 6))
    assert len(pairs()) == 1


def test_undoing_a_correction_looks_again(couple):
    first, second = couple
    corrected(first, full_name="Trần Quốc Bảo", birth_date=datetime.date(1985, 10, 20))
    assert len(pairs()) == 1
    DuplicatePair.objects.all().delete()
    away = corrected(first, full_name="Lê Thị Hoa", birth_date=datetime.date(1999, 1, 1))
    assert pairs() == []
    undo(away, why="Nhầm người", by=None, at=AT)
    assert pairs() == [(first.pk, second.pk, "entry")]


def test_what_says_nothing_about_who_somebody_is_looks_for_nobody(couple):
    _first, second = couple
    with CaptureQueriesContext(
        connection,
    ) as asked:
        corrected(second, ethnicity="Tày")
    assert not [row for row in asked if "duplicatepair" in row["sql"]]
    assert pairs() == []


def test_a_number_entered_or_corrected_is_looked_at_too(couple, group):
    """A card whose last digits are those of a card of before: the same name, born in the same year."""
    first, second = couple
    corrected(second, full_name="Nguyễn Văn Đình", birth_date=datetime.date(1970, 3, 5))
    DuplicatePair.objects.all().delete()
    add_paper(second, NewPaper("birth", "12/1970"), area=group, by=None, at=AT)
    assert pairs() == [(first.pk, second.pk, "entry")]
    DuplicatePair.objects.all().delete()
    correct_paper(second.papers.live().get(kind="birth"), NewPaper("birth", "13/1970"), by=None, at=AT)
    assert pairs() == [(first.pk, second.pk, "entry")]


def test_the_statements_do_not_grow_with_the_register(couple, group):
    _first, second = couple
    corrected(second, full_name="Nguyễn Văn An")  # a head's new name is written into the lists of past years too
    counts = []
    for born in (5, 6):
        for one in range(15):
            day = f"1970-03-{one + 1:02}"
            records.household(group, (records.member("Nguyễn Văn An", born=day, papers=()),))
        with CaptureQueriesContext(connection) as asked:
            corrected(second, full_name="Nguyễn Văn An", birth_date=datetime.date(1970, 3, born))
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 52
