"""Money of a month is paid for the month of a death, to the family, and stops with the next (20/2021/NĐ-CP Điều 8 khoản
2), whichever way it is given: by a list of rights as by an allowance.

Đình is severely disabled (975,000 a month), so is his mother Kim (86: 1,300,000).
"""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chungtay.records.entitlements.models import HelpReceived, LineState
from chungtay.records.entitlements.operations import lists
from chungtay.records.registry.operations import life
from tests.apps.records.entitlements.people import DAY, D, disabled
from tests.apps.records.registry.factories import person

POLICY = "btxh-6"


def at(month: int, day: int) -> datetime.datetime:
    return datetime.datetime(2026, month, day, 8, 0, tzinfo=datetime.UTC)


def drawn(group, people, day: D, when: datetime.datetime):
    return lists.draw_up(group.parent, POLICY, day=day, by=people["officer"], at=when)


def amounts(made) -> dict[str, int]:
    return {line.person.full_name.split()[-1]: line.amount for line in made.lines.select_related("person")}


def dies(home, name: str, on: D, told: datetime.datetime) -> None:
    one = person(home, name)
    one.refresh_from_db()
    life.record_death(one, on=on, by=None, at=told)


def paid(made, people, when: datetime.datetime) -> dict[str, str]:
    lists.approve_list(made.pk, decision="1/QĐ", by=people["leader"], at=when)
    for line in made.lines.filter(state=LineState.APPROVED):
        lists.hand_over(made.pk, line.pk, received_by="Nguyễn Thị Con", on=when.date(), by=people["member"], at=when)
    return {line.person.full_name.split()[-1]: line.state for line in made.lines.select_related("person")}


def test_who_dies_after_the_list_was_drawn_up_is_paid_that_month(group, people, home) -> None:
    made = drawn(group, people, DAY, at(9, 10))
    dies(home, "Kim", D(2026, 9, 15), at(9, 16))
    assert paid(made, people, at(9, 20)) == {"Đình": "delivered", "Kim": "delivered"}
    assert HelpReceived.objects.get(person=person(home, "Kim")).value == 1_300_000
    assert amounts(drawn(group, people, D(2026, 10, 5), at(10, 5))) == {"Đình": 975_000}


@pytest.mark.parametrize("day", [1, 9, 10])
def test_who_died_before_the_list_in_its_month_is_on_it(group, people, home, day) -> None:
    dies(home, "Kim", D(2026, 9, day), at(9, 10))
    made = drawn(group, people, DAY, at(9, 10))
    assert amounts(made) == {"Đình": 975_000, "Kim": 1_300_000}
    assert paid(made, people, at(9, 20)) == {"Đình": "delivered", "Kim": "delivered"}


def test_who_died_in_the_month_before_is_on_none(group, people, home) -> None:
    dies(home, "Kim", D(2026, 8, 31), at(9, 10))
    assert amounts(drawn(group, people, DAY, at(9, 10))) == {"Đình": 975_000}


def test_a_month_listed_late_is_paid_for_the_time_lived(group, people, home) -> None:
    """Kim dies on 20 August. July and August, listed in September, are hers; September is not."""
    dies(home, "Kim", D(2026, 8, 20), at(9, 10))
    for day in (D(2026, 7, 31), D(2026, 8, 31)):
        made = drawn(group, people, day, at(9, 10))
        assert amounts(made) == {"Đình": 975_000, "Kim": 1_300_000}
        assert paid(made, people, at(9, 20)) == {"Đình": "delivered", "Kim": "delivered"}
    assert amounts(drawn(group, people, D(2026, 9, 21), at(9, 21))) == {"Đình": 975_000}


def test_of_the_dead_who_had_left_nothing_is_paid_here(group, people, home) -> None:
    """Kim leaves with the 2nd and dies on the 6th of September, elsewhere."""
    one = person(home, "Kim")
    life.record_departure(one, last_day=D(2026, 9, 2), by=None, at=at(9, 5))
    one.refresh_from_db()
    life.record_death(one, on=D(2026, 9, 6), by=None, at=at(9, 10))
    assert amounts(drawn(group, people, DAY, at(9, 10))) == {"Đình": 975_000}


def test_a_second_list_of_the_month_has_nobody_left(group, people, home) -> None:
    dies(home, "Kim", D(2026, 9, 5), at(9, 10))
    drawn(group, people, DAY, at(9, 10))
    with pytest.raises(ValidationError):
        drawn(group, people, D(2026, 9, 20), at(9, 20))


def test_statements_do_not_grow_with_the_dead(group, people, home) -> None:
    """One of one household on one day, then three on two."""
    more = [disabled(group, f"Lê Văn {name}", f"Vũ Thị {name}h") for name in ("Can", "Dun")]
    counts = []
    for dead in ([(home, "Kim", 5)], [(more[0], "Canh", 5), (more[1], "Dunh", 6)]):
        for where, name, day in dead:
            dies(where, name, D(2026, 9, day), at(9, 10))
        with CaptureQueriesContext(connection) as queries:
            made = drawn(group, people, DAY, at(9, 10))
        counts.append(len(queries))
        assert made.lines.count() == 6
        lists.drop_list(made.pk, by=people["officer"], at=at(9, 10))
    assert counts[1] <= counts[0]
