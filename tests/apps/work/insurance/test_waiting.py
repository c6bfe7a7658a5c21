"""Today tells each role its own next step of insurance, and nobody the step of another."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chungtay.foundation.accounts.models import Role
from chungtay.foundation.places.models import Unit
from chungtay.records.entitlements.operations.cards import NewCard, record_cards, record_no_card
from chungtay.work.insurance.operations import batches, handing, lists
from chungtay.work.insurance.presenters.waiting import waiting_for
from tests import factories
from tests.apps.records.registry.factories import household, member, person
from tests.apps.work.insurance.factories import AT, TODAY, D, brought, classed, nobody_has_a_card, sheet
from tests.apps.work.insurance.test_batches import CARD, LATER, approved, drawn, handed, named


def told(people, place, today=TODAY) -> dict[str, list[str]]:
    found = {name: [each.title for each in waiting_for(user, place, 2026, today)] for name, user in people.items()}
    return {name: titles for name, titles in found.items() if titles}


@pytest.fixture
def everybody(group, people) -> dict[str, object]:
    ward = group.parent
    return people | {
        "enumerator": factories.person("enumerator-i", Role.ENUMERATOR, ward),
        "auditor": factories.person("auditor-i", Role.AUDITOR, ward),
    }


def test_from_the_draft_to_the_closed_purchase(group, everybody, homes) -> None:
    ward = group.parent
    nobody_has_a_card(ward)
    assert told(everybody, ward) == {}
    made = drawn(group, everybody)
    assert told(everybody, ward) == {"leader": ["Một đợt mua thẻ chờ bạn duyệt"]}
    approved(made, everybody)
    waits = ["2 thẻ bảo hiểm y tế chờ trao"]
    assert told(everybody, ward) == {"member": waits, "enumerator": waits}  # who drew up or approved hands nothing over
    lines = named(made)
    handed(made, lines["Lê Văn Cảnh"], everybody)
    handing.refuse(made.pk, lines["Phạm Văn Giang"].pk, note="có thẻ ở công ty", by=everybody["member"], at=LATER)
    assert told(everybody, ward) == {"officer": ["Mọi thẻ của đợt mua đã có kết quả: đóng đợt"]}
    batches.close(made.pk, by=everybody["officer"], at=LATER)
    assert told(everybody, ward) == {}
    # until 30/09/2027: 31/08/2027 is 30 days before, 30/08 is 31
    assert told(everybody, ward, D(2027, 8, 30)) == {}
    assert told(everybody, ward, D(2027, 8, 31)) == {
        "officer": ["1 thẻ bảo hiểm y tế hết hạn trong 30 ngày, chưa có thẻ tiếp theo"]
    }


def test_where_each_leads(group, people, homes) -> None:
    nobody_has_a_card(group.parent)
    made = approved(drawn(group, people), people)
    [one] = waiting_for(people["member"], group.parent, 2026, TODAY)
    assert one.address == f"/00016/2026/bao-hiem/dot-mua/{made.pk}/?o=approved"
    assert one.about.startswith("Thẻ từ ngày 01/10/2026")


def test_a_list_waits_for_who_may_take_it_over(group, people, homes, tmp_path) -> None:
    path = sheet(
        tmp_path / "the.xlsx",
        ("1", "Lê Văn Canh", "03/02/1970", "", CARD, "01/01/2026", "31/12/2026", ""),
        ("2", "Đỗ Văn Sáu", "01/01/1960", "", "", "01/01/2026", "31/12/2026", ""),
    )
    made = brought(group.parent, people["officer"], path)
    assert told(people, group.parent) == {"officer": ["Danh sách thẻ: 1 dòng cần bạn xem"]}
    lists.decide(made.pk, 5, person=None, by=people["officer"], at=AT)
    assert told(people, group.parent) == {"officer": ["Danh sách thẻ đã so với sổ, chờ nhận"]}
    lists.take_over(made.pk, by=people["officer"], at=AT)
    assert told(people, group.parent) == {}


def test_of_the_place_on_the_screen_alone(group, people, homes) -> None:
    nobody_has_a_card(group.parent)
    approved(drawn(group, people), people)
    assert told(people, Unit.objects.get(level="ward", code="00001")) == {}


def test_statements_do_not_grow(group, people, homes) -> None:
    """Eight at most for whoever takes every step; the same for one person and for nine."""
    nobody_has_a_card(group.parent)
    approved(drawn(group, people), people)
    sau = person(homes["c"], "Sáu").pk
    record_cards([NewCard(sau, "state", D(2026, 1, 1), D(2026, 10, 1))], source="list", origin="", by=None, at=AT)

    def counted(name: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert list(waiting_for(people[name], group.parent, 2026, TODAY))
        return len(seen)

    counted("officer"), counted("member")
    few = counted("officer"), counted("member")
    for place in range(8):
        home = household(group, (member(f"Lê Văn {'ABCDEGHI'[place]}", papers=()),), since=D(2019, 1, 1))
        who = home.memberships.get().person_id
        record_cards([NewCard(who, "state", D(2026, 1, 1), D(2026, 10, 1))], source="list", origin="", by=None, at=AT)
    for place in range(3):
        home = household(group, (member(f"Bùi Văn {'ABC'[place]}", papers=()),), since=D(2019, 1, 1))
        classed(home, "near_poor", D(2026, 1, 1))
        record_no_card([home.memberships.get().person_id], on=TODAY, source="list", origin="", by=None, at=AT)
        approved(drawn(group, people), people)
    assert len(list(waiting_for(people["member"], group.parent, 2026, TODAY))) == 4
    assert counted("officer") <= few[0]
    assert counted("member") <= few[1]
    assert few[0] <= 7  # four, and three for lists of the state: to be sent, late, to be handed over
    assert few[1] <= 2
