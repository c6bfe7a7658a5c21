"""People entered twice, with the truth: the same seed gives the same, and the mistakes come as often as is said."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from chungtay.demo import doubles
from chungtay.demo.doubles import entered_twice
from chungtay.demo.identity import is_invented
from chungtay.demo.peoples import PEOPLES, name_of


@pytest.fixture(scope="module")
def rows():
    return entered_twice(6_000, seed=3)


def test_the_same_seed_gives_the_same(rows):
    assert entered_twice(6_000, seed=3) == rows
    assert entered_twice(6_000, seed=4) != rows


def test_rows_are_numbered_and_second_entries_know_their_person(rows):
    assert [row.row for row in rows] == list(range(1, len(rows) + 1))
    persons = len({row.person for row in rows})
    assert 0.03 * persons < len(rows) - persons < 0.07 * persons
    assert max(Counter(row.person for row in rows).values()) <= 3


def test_mistakes_are_as_frequent_as_is_said(rows):
    first = {row.person: row for row in rows[: max(row.person for row in rows)]}
    second = [row for row in rows if row.row > len(first)]
    year_alone = sum(row.birth_known == "year" and first[row.person].birth_known == "day" for row in second)
    dated = sum(first[row.person].birth_known == "day" for row in second)
    assert year_alone / dated == pytest.approx(doubles.YEAR_ALONE / 1000, abs=0.05)
    assert sum("middle name" in row.mistakes for row in second) / len(second) == pytest.approx(0.22, abs=0.06)
    assert sum(not row.id_number for row in rows[: len(first)]) / len(first) == pytest.approx(0.45, abs=0.03)
    assert 0.1 < sum("marks" in row.mistakes for row in second) / len(second) < 0.2


def test_who_only_looks_alike_is_there_too(rows):
    by_home: dict[int, list] = {}
    for row in rows:
        by_home.setdefault(row.household, []).append(row)
    twins = namesakes = 0
    for members in by_home.values():
        for place, one in enumerate(members):
            for other in members[place + 1 :]:
                if one.person == other.person:
                    continue
                twins += one.birth_date == other.birth_date and one.birth_known == "day"
                namesakes += one.full_name == other.full_name
    assert twins > 5
    assert namesakes > 3


def test_numbers_are_invented_and_other_peoples_have_their_names(rows):
    assert all(is_invented(row.id_number) for row in rows if row.id_number and "number mistyped" not in row.mistakes)
    assert {row.people for row in rows} == {"", *(people.name for people in PEOPLES)}
    for people in PEOPLES:
        for sex in (1, 2):
            name = name_of(people, sex, random.Random(1))
            assert 2 <= len(name.split()) <= 4, name
