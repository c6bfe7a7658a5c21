"""The list of a year that was decided late, official figures before the decision, and what a place above reports of the
reviews that its wards opened themselves."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chungtay.foundation.places.models import Unit
from chungtay.results.reports.queries.checks import checks_of
from chungtay.results.reports.queries.facts import read, wanted
from chungtay.results.reports.queries.forms import MOVEMENT_NEAR, MOVEMENT_POOR
from chungtay.results.reports.queries.tables import tables_of
from chungtay.results.reports.queries.wanting import asked_of, wanted_by, wanted_of
from chungtay.work.review.operations import decisions
from tests import campaigns, decided
from tests.apps.results.reports.test_preliminary import total

pytestmark = pytest.mark.django_db
D = datetime.date
LATE = D(2020, 1, 10)
IN_FEBRUARY = D(2020, 2, 1)


@pytest.fixture
def office():
    made = campaigns.office()
    campaigns.register(made)
    return made


def moved(table, *names):
    return [total(table)[name] for name in names]


def signed_late(office):
    """The five households of `decided`, signed on 10 January 2020 and holding from that day."""
    draft = decisions.draft_decision(
        decided.agreed(office), by=office.people["officer"], at=datetime.datetime(2020, 1, 9, 2, tzinfo=datetime.UTC)
    )
    return decisions.sign_decision(
        draft, signature=decided.signature(signed_on=LATE, effective_on=LATE), by=office.people["leader"],
        at=datetime.datetime(2020, 1, 10, 2, tzinfo=datetime.UTC),
    )  # fmt: skip


def days(asked):
    """Of Ngọc Hà: its own in the report of the ward, apart from those of the other ward in that of the district."""
    [its] = [each for each in asked.apart if each.ward.code == "00016"] or [asked]
    return its.opening.day, its.closing.day


@pytest.mark.parametrize("place", ["00016", "001"])
def test_a_list_decided_in_january_ends_the_year_that_it_is_of(office, place):
    """By hand: of one poor household one fell to near-poor, one near-poor became poor, one arose: two at the end. Of
    two near-poor one became poor, one left both, one came from the poor: one at the end. The next year begins so."""
    signed_late(office)
    unit = office.units[place]
    asked = wanted(unit, 2019, IN_FEBRUARY)
    assert days(asked) == (D(2019, 1, 1), LATE)
    facts = read(asked)
    tables = tables_of(facts, "group")
    poor, near = tables[MOVEMENT_POOR], tables[MOVEMENT_NEAR]
    assert moved(poor, "Đầu kỳ", "Sang cận nghèo", "Từ cận nghèo", "Phát sinh mới", "Cuối kỳ") == [1, 1, 1, 1, 2]
    assert moved(near, "Đầu kỳ", "Sang nghèo", "Vượt chuẩn cận nghèo", "Từ nghèo", "Cuối kỳ") == [2, 1, 1, 1, 1]
    assert checks_of(facts, tables) == []
    after = wanted(unit, 2020, IN_FEBRUARY)
    assert days(after) == (LATE, IN_FEBRUARY)
    assert moved(tables_of(read(after), "group")[MOVEMENT_POOR], "Đầu kỳ", "Phát sinh mới", "Cuối kỳ") == [2, 0, 2]


def test_a_list_decided_in_time_is_that_of_the_first_of_january(office):
    decided.decided(office)
    assert wanted(office.ward, 2019, IN_FEBRUARY).closing.day == D(2020, 1, 1)
    assert wanted(office.ward, 2020, IN_FEBRUARY).opening.day == D(2020, 1, 1)


def test_official_figures_of_a_year_without_its_decision_say_so(office):
    """Before the year is over the old list is what holds; after it the figures are not yet those of the year."""
    decided.agreed(office)
    facts = read(wanted(office.ward, 2019, D(2019, 12, 20)))
    assert checks_of(facts, tables_of(facts, "group")) == []
    facts = read(wanted(office.units["001"], 2019, IN_FEBRUARY))
    (check,) = checks_of(facts, tables_of(facts, "group"))
    assert (check.id, check.blocks) == ("undecided", False)
    assert "Phường Ngọc Hà" in check.vi


def test_above_wards_that_opened_their_own_reviews_the_preliminary_figures_are_those_of_all(office):
    """Two wards, each with its review: poor at the start one and one; one falls to near-poor, one arises, and in the
    other ward nothing is found yet: poor at the end one and one."""
    today, other = D(2019, 10, 1), Unit.objects.get(code="00001", level="ward")
    first = campaigns.under_survey(office)
    campaigns.confirmed(office, campaigns.case_of(first, "Nguyễn Văn Đình"), campaigns.declared(1_200_000, "2"))
    campaigns.confirmed(office, campaigns.case_of(first, "Phạm Thị Bưởi"), campaigns.declared(800_000, "1", "2"))
    with CaptureQueriesContext(connection) as of_one:
        read(wanted_by(office.units["001"], 2019, "so-bo", {}, today))
    there = campaigns.Office(office.units, people=dict(office.people))
    there.units = office.units | {"00016": other}
    for name in ("officer", "leader"):
        there.people[name] = campaigns.factories.person(f"{name}-00001", f"ward_{name}", other)
    campaigns.register(there, (("Đặng Thị Na", "poor"),))
    second = campaigns.under_survey(there)
    with CaptureQueriesContext(connection) as of_two:
        asked = wanted_by(office.units["001"], 2019, "so-bo", {}, today)
        facts = read(asked)
    assert [each.pk for each in asked.campaigns] == sorted([first.pk, second.pk], key=lambda pk: pk != second.pk)
    assert len(of_two) == len(of_one)
    poor = tables_of(facts, "ward")[MOVEMENT_POOR]
    assert moved(poor, "Đầu kỳ", "Sang cận nghèo", "Phát sinh mới", "Cuối kỳ") == [2, 1, 1, 2]
    waiting = next(check for check in checks_of(facts, tables_of(facts, "ward")) if check.id == "pending")
    assert len(waiting.households) == 4  # three of the first ward, one of the second
    assert wanted_of(asked.place, 2019, asked_of(asked, "ward")) == asked
    of_ward = wanted_by(other, 2019, "so-bo", {}, today)
    assert [each.pk for each in of_ward.campaigns] == [second.pk]
