"""Identity numbers and relationships that look wrong. The numbers are built by the published pattern, digit by digit:
province, century and sex (0 man and 1 woman of the 1900s, 2 and 3 of the 2000s), year of birth."""

from __future__ import annotations

import datetime

import pytest

from chungtay.records.registry.queries.checks import household_warnings, member_warnings
from chungtay.records.registry.queries.facts import NewPaper
from tests.apps.records.registry import factories as f

TODAY = datetime.date(2024, 3, 1)


def codes(member, head=None) -> list[str]:
    return [warning.code for warning in member_warnings(member, head, today=TODAY)]


def with_number(digits: str, **changes):
    return f.member(papers=(NewPaper("citizen", digits),), **changes)


@pytest.mark.parametrize(
    ("digits", "born", "sex", "expected"),
    [
        ("001070123456", "1970-05-12", "male", []),
        ("001170123456", "1970-05-12", "female", []),
        ("031203000001", "2003-06-30", "male", []),
        ("031303000001", "2003-06-30", "female", []),
        ("096199999999", "1999-12-31", "female", []),
        ("000070123456", "1970-05-12", "male", ["number_province"]),
        ("097070123456", "1970-05-12", "male", ["number_province"]),
        ("001170123456", "1970-05-12", "male", ["number_sex"]),
        ("001003000001", "2003-06-30", "male", ["number_century"]),
        ("001071123456", "1970-05-12", "male", ["number_year"]),
        ("001303000001", "1970-05-12", "male", ["number_century", "number_sex", "number_year"]),
        ("099000000001", "1970-05-12", "female", []),  # of nobody: no province has 099
    ],
)
def test_the_number_agrees_with_its_holder(digits, born, sex, expected):
    assert codes(with_number(digits, born=born, sex=sex)) == expected


def test_old_cards_and_unknown_births_tell_nothing():
    assert codes(f.member(papers=(NewPaper("old_card", "012345678"),))) == []
    assert codes(with_number("001170123456", birth_date=None, birth_known="", sex="female")) == []


def test_the_number_is_not_repeated():
    for warning in member_warnings(with_number("001303000001"), None, today=TODAY):
        assert "001303000001" not in warning.sentence


HEAD = f.member(born="1980-06-15")


@pytest.mark.parametrize(
    ("relation", "born", "expected"),
    [
        ("child", "1992-06-15", []),  # twelve years to the day
        ("child", "1992-06-14", ["child_too_old"]),
        ("child", "1979-01-01", ["child_too_old"]),
        ("parent", "1968-06-15", []),
        ("parent", "1968-06-16", ["parent_too_young"]),
        ("other", "1979-01-01", []),
    ],
)
def test_relationships_against_ages(relation, born, expected):
    assert codes(f.member("Lê Văn Ba", relation, born), HEAD) == expected


def test_households_that_look_wrong():
    head = f.member()
    wives = [f.member("Trần Thị Hường", "spouse"), f.member("Lê Thị Tư", "spouse")]
    twice = [f.member("Nguyễn An", "child", "2000-01-01"), f.member("NGUYỄN AN", "child", "2000-01-01")]
    found = [warning.code for warning in household_warnings([head, *wives, *twice], today=TODAY)]
    assert found == ["two_spouses", "twice"]
    assert household_warnings(f.family(), today=TODAY) == []


def test_a_child_as_head_and_a_mans_name():
    assert codes(f.member(born="2015-01-01")) == ["young_head"]
    assert codes(f.member("Trần Thị Hường", sex="male")) == ["name_sex"]
