"""Rights of a whole year: months by the facts of their last day, sums worked by hand."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chungtay.foundation.accounts.models import Role
from chungtay.records.entitlements.presenters import year as presenters
from chungtay.records.entitlements.queries import year as queries
from chungtay.records.registry.operations import editing, life
from chungtay.records.registry.operations.status import NewStatus, record_status
from tests import factories
from tests.apps.records.registry.factories import household, member, person

D = datetime.date
AT = datetime.datetime(2026, 9, 10, 8, 0, tzinfo=datetime.UTC)
TODAY = D(2026, 9, 10)


@pytest.fixture
def officer(group):
    return factories.person("officer-year", Role.WARD_OFFICER, group.parent)


def disabled(group, since: datetime.date, name: str = "Nguyễn Văn Đình"):
    """A man severely disabled since a day: 1.5 x 650,000 = 975,000 đồng a month in Hà Nội in 2026."""
    home = household(group, (member(name), member("Trần Thị Hường", "spouse", "1974-11-02", papers=())),
                     since=D(2015, 1, 1), at=AT)  # fmt: skip
    editing.set_circumstance(person(home, name.split()[-1]), kind="disability", code="2", since=since, by=None, at=AT)
    record_status(home, NewStatus(2026, "vn-2022", "not_poor", D(2026, 1, 1), "legacy"), by=None, at=AT)
    return home


def of(lines, policy: str):
    return next(line for line in lines if line.policy.id == policy)


def test_months_begin_with_the_fact_and_end_with_today(group, officer) -> None:
    home = disabled(group, D(2026, 4, 15))
    lines = presenters.of_household(queries.of_household(officer, group.parent, home.pk, 2026, TODAY), {})
    line = of(lines, "btxh-6")
    assert [(each.first, each.last, each.amount) for each in line.stretches] == [(4, 9, 975_000)]
    assert line.total == 5_850_000  # April to September: six months


def test_the_month_of_a_death_is_told_and_none_after_it(group, officer) -> None:
    """Died on 20 June: January to June, 6 x 975,000 = 5,850,000, on the page of the ward and of the household."""
    home = disabled(group, D(2020, 1, 1))
    life.record_death(
        person(home, "Đình"), on=D(2026, 6, 20), new_head=person(home, "Hường"), relations={}, by=None, at=AT
    )
    line = of(presenters.of_ward(queries.of_ward(officer, group.parent, 2026, TODAY)), "btxh-6")
    assert [(each.first, each.last, each.people) for each in line.stretches] == [(1, 6, 1)]
    assert line.total == 5_850_000
    own = of(presenters.of_household(queries.of_household(officer, group.parent, home.pk, 2026, TODAY), {}), "btxh-6")
    assert (own.total, [(each.first, each.last) for each in own.stretches]) == (5_850_000, [(1, 6)])
    other = disabled(group, D(2020, 1, 1), "Phạm Văn Giang")
    assert (
        of(
            presenters.of_household(queries.of_household(officer, group.parent, other.pk, 2026, TODAY), {}), "btxh-6"
        ).total
        == 9 * 975_000
    )


def test_the_ward_is_the_sum_of_its_people_and_takes_no_more_statements(group, officer) -> None:
    disabled(group, D(2020, 1, 1))
    ward = group.parent
    with CaptureQueriesContext(connection) as few:
        queries.of_ward(officer, ward, 2026, TODAY)
    for number, name in enumerate(("Lê Văn Cảnh", "Phạm Văn Giang", "Bùi Văn Sơn")):
        home = household(group, (member(name, papers=()),), since=D(2015, 1, 1), at=AT)
        editing.set_circumstance(
            person(home, name.split()[-1]), kind="disability", code="2", since=D(2026, 2 + number, 1), by=None, at=AT
        )
    with CaptureQueriesContext(connection) as many:
        found = presenters.of_ward(queries.of_ward(officer, ward, 2026, TODAY))
    assert len(many) <= len(few)
    line = of(found, "btxh-6")
    # one all nine months, three from February, March and April: 9 + 8 + 7 + 6 = 30 months of 975,000
    assert (line.people, line.total) == (4, 29_250_000)
    assert [(each.first, each.last, each.people) for each in line.stretches] == [
        (1, 1, 1),
        (2, 2, 2),
        (3, 3, 3),
        (4, 9, 4),
    ]


def test_what_is_given_once_a_year_counts_once(group, officer) -> None:
    """A disabled pupil of a poor household: 1,000,000 đồng for supplies a year; the scholarship is told by the month
    (80 % of 2,340,000 until 30/06/2026) without a sum."""
    home = household(group, (member(), member("Nguyễn Thị Ánh", "child", "2014-01-15", papers=())),
                     since=D(2015, 1, 1), at=AT)  # fmt: skip
    child = person(home, "Ánh")
    for kind, code in (("disability", "2"), ("schooling", "4")):
        editing.set_circumstance(child, kind=kind, code=code, since=D(2020, 1, 1), by=None, at=AT)
    record_status(home, NewStatus(2026, "vn-2022", "poor", D(2026, 1, 1), "legacy"), by=None, at=AT)
    lines = presenters.of_household(queries.of_household(officer, group.parent, home.pk, 2026, TODAY), {})
    assert of(lines, "supplies-disabled-2013").total == 1_000_000
    scholarship = of(lines, "scholarship-disabled-2013")
    assert scholarship.total is None
    assert scholarship.stretches[0].amount == 1_872_000


def test_months_without_a_number_are_named(group, officer) -> None:
    """The base salary of the first half of 2019 is not in the sources: cards of those months are not worked out."""
    disabled(group, D(2018, 1, 1))
    refused = dict(presenters.refused(queries.of_ward(officer, group.parent, 2019, TODAY)))
    assert refused["Thẻ BHYT cho người thuộc hộ nghèo"] == "1–6"


@pytest.mark.parametrize(("year", "months"), [(2025, 12), (2026, 9), (2027, 0)])
def test_only_months_that_have_come(year, months) -> None:
    assert len(queries.days_of(year, TODAY)) == months


def test_the_pages(group, officer, client) -> None:
    home = disabled(group, D(2020, 1, 1))
    client.force_login(officer)
    for address in ("ca-nam/", f"ho/{home.pk}/ca-nam/"):
        assert "975.000" in client.get(f"/00016/2026/quyen-loi/{address}").content.decode()
    assert client.get("/00016/2026/quyen-loi/ho/0/ca-nam/").status_code == 404
