"""The difference of months that another ward handed over is owed where the person lives now, each month once.

The social pension is 500,000 đồng until the decree that makes it 540,000 from July 2026 takes effect on 5 October. The
ward that gave July to September ends on 30 September and is divided in two.
"""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chungtay.records.entitlements.models import SupportLine
from chungtay.records.entitlements.operations import lists
from chungtay.records.entitlements.operations.back_pay import draw_up_back_pay
from chungtay.records.entitlements.queries.back_pay import owed
from chungtay.records.registry.operations import editing, moves
from chungtay.records.registry.operations.status import NewStatus, record_status
from tests.apps.records.registry.factories import household, member, person
from tests.apps.reform import AFTER, AFTER_DAY, officers, second_group, split_in_two

D = datetime.date
POLICY = "social-pension-2026"
FOUNDED = datetime.datetime(2026, 7, 1, 1, tzinfo=datetime.UTC)


def at(month: int, day: int) -> datetime.datetime:
    return datetime.datetime(2026, month, day, 3, tzinfo=datetime.UTC)


def elderly(group, name: str):
    made = household(group, (member(name, born="1945-05-05"),), since=D(2015, 1, 1), at=FOUNDED)
    one = person(made, name.split()[-1])
    editing.set_circumstance(one, kind="pension", code="0", since=D(2020, 1, 1), by=None, at=FOUNDED)
    record_status(made, NewStatus(2026, "vn-2022", "not_poor", D(2026, 1, 1), "legacy"), by=None, at=FOUNDED)
    return made


@pytest.fixture
def second(group):
    return second_group(group)


@pytest.fixture
def homes(group, second):
    return elderly(group, "Trần Thị Tư"), elderly(second, "Ngô Văn Năm")


def given(ward, people, month: int, *names: str):
    made = lists.draw_up(ward, POLICY, day=D(2026, month, 10), by=people["officer"], at=at(month, 10))
    lists.approve_list(made.pk, decision="1/QĐ", by=people["leader"], at=at(month, 12))
    for line in made.lines.filter(person__full_name__in=names):
        lists.hand_over(
            made.pk, line.pk, received_by="Người nhận", on=D(2026, month, 20), by=people["member"], at=at(month, 20)
        )
    return made


@pytest.fixture
def three_months(group, people, homes):
    """July and August given to both; in September Tư alone, Năm's line goes along."""
    for month in (7, 8):
        given(group.parent, people, month, "Trần Thị Tư", "Ngô Văn Năm")
    return given(group.parent, people, 9, "Trần Thị Tư")


def told(ward, who) -> dict[str, int]:
    return {
        SupportLine.objects.filter(person=each.person).first().person.full_name: each.total
        for each in owed(who["officer"], ward, POLICY, AFTER_DAY)
    }


def test_the_new_ward_owes_what_the_old_one_gave_too_little(group, second, people, three_months) -> None:
    """Tư 3 x 40,000; Năm 2 x 40,000, and a third once the new ward has handed September over."""
    _plan, hong_ha, giang_vo = split_in_two(group, second)
    ours, theirs = officers(hong_ha, "hh-"), officers(giang_vo, "gv-")
    assert told(hong_ha, ours) == {"Trần Thị Tư": 120_000}
    assert told(giang_vo, theirs) == {"Ngô Văn Năm": 80_000}
    [line] = SupportLine.objects.filter(list__ward=giang_vo)
    lists.hand_over(line.list_id, line.pk, received_by="Ngô Văn Năm", on=AFTER_DAY, by=theirs["payer"], at=AFTER)
    assert told(giang_vo, theirs) == {"Ngô Văn Năm": 120_000}
    made = draw_up_back_pay(hong_ha, POLICY, by=ours["officer"], at=AFTER)
    assert list(made.lines.values_list("amount", "reason")) == [
        (120_000, "3 tháng × 40.000 đồng: 07/2026, 08/2026, 09/2026")
    ]
    assert told(hong_ha, ours) == {}
    with pytest.raises(ValidationError, match=r"difference|chênh lệch"):
        draw_up_back_pay(hong_ha, POLICY, by=ours["officer"], at=AFTER)
    lists.approve_list(made.pk, decision="2/QĐ", by=ours["leader"], at=AFTER)
    [line] = made.lines.all()
    lists.hand_over(made.pk, line.pk, received_by="Trần Thị Tư", on=AFTER_DAY, by=ours["payer"], at=AFTER)
    line.refresh_from_db()
    assert line.state == "delivered"
    assert told(giang_vo, theirs) == {"Ngô Văn Năm": 120_000}


def test_whoever_moves_on_is_owed_there_and_no_month_twice(group, second, people, homes, three_months) -> None:
    """Năm moves from Giảng Võ to Hồng Hà: two months are owed there and none any more where he left."""
    _plan, hong_ha, giang_vo = split_in_two(group, second)
    ours, theirs = officers(hong_ha, "hh-"), officers(giang_vo, "gv-")
    made = draw_up_back_pay(giang_vo, POLICY, by=theirs["officer"], at=AFTER)
    assert list(made.lines.values_list("amount", flat=True)) == [80_000]
    there = homes[0]
    there.refresh_from_db()
    homes[1].refresh_from_db()
    moves.move_household(homes[1], group=there.group, address="2 ngõ 5", on=AFTER_DAY, by=None, at=AFTER)
    assert told(hong_ha, ours) == {"Trần Thị Tư": 120_000}  # a list of Giảng Võ still holds his months
    lists.drop_list(made.pk, by=theirs["officer"], at=AFTER)
    assert told(hong_ha, ours) == {"Trần Thị Tư": 120_000, "Ngô Văn Năm": 80_000}
    assert told(giang_vo, theirs) == {}


@pytest.mark.parametrize("more", [0, 3])
def test_statements_do_not_grow_with_people(group, second, people, homes, more) -> None:
    names = [f"Lê Thị {name}" for name in ("An", "Bình", "Chi")[:more]]
    for name in names:
        elderly(group, name)
    for month in (7, 8):
        given(group.parent, people, month, "Trần Thị Tư", "Ngô Văn Năm", *names)
    _plan, hong_ha, _giang_vo = split_in_two(group, second)
    ours = officers(hong_ha, "hh-")
    with CaptureQueriesContext(connection) as queries:
        found = owed(ours["officer"], hong_ha, POLICY, AFTER_DAY)
    assert len(found) == 1 + more
    assert len(queries) <= 30
