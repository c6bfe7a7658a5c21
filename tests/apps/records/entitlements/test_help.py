"""The ledger of help: everything that reached a household, once and with proof; what is given back beside it."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from chungtay.foundation.accounts.models import Role
from chungtay.records.entitlements.models import HelpReceived
from chungtay.records.entitlements.operations import help as helping
from chungtay.records.entitlements.operations import lists
from chungtay.records.entitlements.queries import help as queries
from chungtay.records.registry.operations import editing, moves
from chungtay.records.registry.operations.status import NewStatus, record_status
from tests import factories
from tests.apps.records.registry.factories import household, member, person

D = datetime.date
AT = datetime.datetime(2026, 9, 20, 8, 0, tzinfo=datetime.UTC)
DAY = D(2026, 9, 10)


@pytest.fixture
def keeper(group):
    return factories.person("officer-help", Role.WARD_OFFICER, group.parent)


@pytest.fixture
def home(group):
    return household(group, (member(), member("Trần Thị Hường", "spouse", "1974-11-02")), since=D(2015, 1, 1))


def received(home, keeper, origin: str = "test:a:1", **changes) -> HelpReceived:
    given = {"household": home, "person": None, "kind": "cash", "source": "donor", "title": "Quà Tết", "value": 500_000,
             "on": DAY, "proof": "Biên nhận 12", "origin": origin}  # fmt: skip
    return helping.remember_help(**(given | changes), by=keeper, at=AT)


def test_sums_by_source_leave_out_what_was_given_back(home, keeper) -> None:
    received(home, keeper)
    received(home, keeper, "test:a:2", value=None, kind="card", source="central")
    received(home, keeper, "test:a:3", value=200_000)
    received(home, keeper, "test:a:4", value=1_000_000, source="fund")
    helping.take_back_help(origin="test:a:3", on=DAY, why="Trao nhầm", by=keeper, at=AT)
    found = {
        total.source: (total.value, total.rows, total.unknown) for total in queries.totals(queries.help_of(home.pk))
    }
    assert found == {"fund": (1_000_000, 1, 0), "donor": (500_000, 1, 0), "central": (0, 1, 1)}
    assert sum(row.value or 0 for row in queries.help_of(home.pk)) == 1_500_000  # the rows alone balance too


@pytest.mark.parametrize(
    "wrong",
    [{"kind": "gold"}, {"source": "nobody"}, {"title": " "}, {"proof": ""}, {"value": -1}, {"on": D(2026, 9, 21)}],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(home, keeper, wrong) -> None:
    with pytest.raises(ValidationError):
        received(home, keeper, **wrong)
    assert not HelpReceived.objects.exists()


def test_one_origin_is_written_once_and_taken_back_once(home, keeper) -> None:
    received(home, keeper)
    with pytest.raises(ValidationError, match=r"already|rồi"):
        received(home, keeper)
    for day in (D(2026, 9, 9), D(2026, 9, 21)):
        with pytest.raises(ValidationError):
            helping.take_back_help(origin="test:a:1", on=day, why="x", by=keeper, at=AT)
    helping.take_back_help(origin="test:a:1", on=DAY, why="x", by=keeper, at=AT)
    with pytest.raises(ValidationError):
        helping.take_back_help(origin="test:a:1", on=DAY, why="x", by=keeper, at=AT)
    with pytest.raises(ValidationError):
        helping.take_back_help(origin="test:a:2", on=DAY, why="x", by=keeper, at=AT)


def test_rows_are_final(home, keeper) -> None:
    row = received(home, keeper)
    with pytest.raises(IntegrityError), transaction.atomic():
        HelpReceived.objects.filter(pk=row.pk).update(value=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        HelpReceived.objects.filter(pk=row.pk).delete()


@pytest.mark.parametrize("count", [2, 40])
def test_many_are_written_in_a_fixed_number_of_statements(home, keeper, count) -> None:
    helps = [
        helping.Help(household=home.pk, person=None, kind="in_kind", source="ward", title="Gạo", value=150_000, on=DAY,
                     proof="Biên nhận", origin=f"test:b:{number}")
        for number in range(count)
    ]  # fmt: skip
    with CaptureQueriesContext(connection) as seen:
        helping.remember_helps(helps, by=keeper, at=AT)
    assert len(seen) <= 5, [query["sql"] for query in seen]


def test_what_people_received_goes_with_them_into_another_household(group, home, keeper) -> None:
    wife = person(home, "Hường")
    received(home, keeper, person=wife, kind="card", value=None)
    split = moves.split_household(
        home, persons=[wife], head=wife, relations={}, group=group, address="Số 9", on=D(2026, 9, 15), by=None, at=AT
    )
    assert [row.person for row in queries.help_of(split.pk)] == [wife]
    assert queries.help_of(home.pk).count() == 1  # it reached this household then


def test_a_list_writes_the_ledger_and_giving_back_stands_against_it(client, group, home, keeper) -> None:
    editing.set_circumstance(person(home, "Đình"), kind="disability", code="2", since=D(2020, 1, 1), by=None, at=AT)
    record_status(home, NewStatus(2026, "vn-2022", "not_poor", D(2026, 1, 1), "legacy"), by=None, at=AT)
    ward = group.parent
    leader = factories.person("leader-help", Role.WARD_LEADER, ward)
    third = factories.person("member-help", Role.COMMITTEE_MEMBER, ward)
    made = lists.draw_up(ward, "btxh-6", day=DAY, by=keeper, at=AT)
    lists.approve_list(made.pk, decision="15/QĐ-UBND", by=leader, at=AT)
    line = made.lines.get()
    lists.hand_over(made.pk, line.pk, received_by="Trần Thị Hường", on=D(2026, 9, 20), by=third, at=AT)
    row = queries.help_of(home.pk).get()
    assert (row.kind, row.value, row.person_id) == ("cash", 975_000, line.person_id)
    assert "15/QĐ-UBND" in row.proof
    assert "Trần Thị Hường" in row.proof
    lists.give_back(made.pk, line.pk, note="Nhận nhầm", by=third, at=AT)
    assert sum(each.value for each in queries.help_of(home.pk)) == 0
    client.force_login(keeper)
    answer = client.get(f"/00016/2026/quyen-loi/ho/{home.pk}/da-nhan/")
    assert answer.status_code == 200
    assert "975.000" in answer.content.decode()
