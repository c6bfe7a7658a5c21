"""Before somebody signs a reorganisation, its plan counts what goes along into each new ward: as much as then goes."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from chungtay.foundation.accounts.models import Role
from chungtay.foundation.places import operations as places
from chungtay.foundation.places.queries.going import goes_along
from chungtay.foundation.places.queries.plans import planned
from chungtay.records.entitlements.models import Allowance, SupportLine
from chungtay.records.entitlements.operations import lists
from chungtay.records.entitlements.operations.allowances import Decided, add_allowances
from chungtay.work.gifts.models import Gift
from tests import factories, gifts
from tests.apps.records.entitlements.people import disabled
from tests.apps.records.registry.factories import person
from tests.apps.reform import AFTER, HANOI, second_group, split_in_two
from tests.apps.work.gifts.test_over_borders import five

AT = datetime.datetime(2026, 9, 20, 9, 0, tzinfo=HANOI)
D = datetime.date


@pytest.fixture
def world(db):
    """A round of gifts (four open in the first group: Hường, Ánh, Bưởi, Cảnh), a list of two disabled people in each
    group, and an allowance in the second; the plan that divides the ward, applied and undone."""
    made = gifts.office(at=AT)
    second = second_group(made.group)
    disabled(made.group, "Bùi Văn Kha", "Bùi Thị Tám")
    second_home = disabled(second, "Ngô Văn Lộc", "Ngô Thị Chín")
    found = five(made)
    lists.draw_up(made.ward, "btxh-6", day=D(2026, 9, 20), by=made.people["officer"], at=AT)
    row = Decided(person=person(second_home, "Chín").pk, title="Nuôi con", amount=650_000, valid_from=D(2026, 9, 1),
                  decision_number="1")  # fmt: skip
    add_allowances(made.ward, [row], by=made.people["officer"], at=AT)
    plan, hong_ha, giang_vo = split_in_two(made.group, second)
    places.undo_plan(plan, by=None, at=AFTER)
    return {"made": made, "plan": plan, "wards": (hong_ha, giang_vo), "round": found, "second": second}  # fmt: skip


def counted(world) -> dict[str, tuple[int, ...]]:
    return {
        each.label: tuple(each.by_ward.get(ward.pk, 0) for ward in world["wards"])
        for each in goes_along(planned(world["plan"]))
    }


def test_as_much_is_counted_as_goes(world) -> None:
    told = counted(world)
    assert told == {"Dòng danh sách chưa trao": (2, 2), "Trợ cấp hằng tháng": (0, 1), "Quà chưa trao": (4, 0)}
    places.apply_plan(world["plan"], by=None, at=AFTER)
    open_lines = SupportLine.objects.filter(state__in=("due", "approved"))
    gone = {
        "Dòng danh sách chưa trao": (open_lines, "list__ward"),
        "Trợ cấp hằng tháng": (Allowance.objects.all(), "ward"),
        "Quà chưa trao": (Gift.objects.filter(state__in=("due", "ready")), "round__ward"),
    }
    for label, (rows, ward) in gone.items():
        assert tuple(rows.filter(**{ward: each}).count() for each in world["wards"]) == told[label]


def test_the_page_of_the_plan_tells_it_until_it_is_applied(world, client: Client) -> None:
    officer = factories.person("quan", Role.DISTRICT_OFFICER, world["made"].ward.parent)
    client.force_login(officer)
    plan = world["plan"]
    address = reverse("places:plan", args=[plan.area.code, 2026, plan.pk])
    page = " ".join(client.get(address).content.decode().split())
    table = page.split('id="going"')[1].split("</table>")[0]
    assert table.index("Phường Hồng Hà") < table.index("Phường Giảng Võ")
    gifts_row = table.split("Quà chưa trao")[1].split("</tr>")[0]
    assert [part.split("<")[0] for part in gifts_row.split('class="number">')[1:]] == ["4", "0", "4"]
    places.apply_plan(plan, by=None, at=AFTER)
    assert 'id="going"' not in client.get(address).content.decode()


def test_a_new_name_takes_nothing_along(db) -> None:
    made = gifts.office(at=AT)
    five(made)
    about = {"code": "09", "name": "Tổ Sen", "valid_from": D(2026, 9, 25), "by": None, "at": AFTER}
    plan = places.rename_group(made.group, **about)
    places.undo_plan(plan, by=None, at=AFTER)
    assert Gift.objects.filter(group=made.group, state="ready").exists()
    assert goes_along(planned(plan)) == []


def test_statements_do_not_grow_with_people(world) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            counted(world)
        return len(asked)

    first = statements()
    for _number in range(20):
        disabled(world["made"].group, "Bùi Văn Kha", "Bùi Thị Tám")
    officer = world["made"].people["officer"]
    lists.draw_up(world["made"].ward, "btxh-6", day=D(2026, 9, 21), by=officer, at=AT.replace(day=21))
    assert (statements(), counted(world)["Dòng danh sách chưa trao"]) == (first, (42, 2))
