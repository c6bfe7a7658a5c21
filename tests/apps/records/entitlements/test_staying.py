"""Two records of one person are joined: the one with a card or an allowance that goes on has to stay."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError

from chungtay.records.entitlements.models import HealthCard
from chungtay.records.entitlements.operations.allowances import Decided, add_allowances
from chungtay.records.entitlements.operations.cards import NewCard, record_cards
from chungtay.records.registry.models import Membership
from chungtay.records.registry.operations.merging import Choices, merge_persons
from tests import factories
from tests.apps.records.registry.factories import household, member, person

D = datetime.date
AT = datetime.datetime(2026, 9, 10, 8, 0, tzinfo=datetime.UTC)
BY = {"by": None, "at": AT}


@pytest.fixture
def twice(group):
    """Kim of one household, and Kim entered again in another."""
    one = household(group, (member(), member("Đỗ Thị Kim", "parent", "1944-01-01")), since=D(2015, 1, 1), at=AT)
    two = household(
        group, (member("Lê Văn Út"), member("Đỗ Thị Kim", "other", "1944-01-01", papers=())), since=D(2016, 1, 1), at=AT
    )
    return person(one, "Kim"), person(two, "Kim")


def join(stays, goes) -> None:
    membership = Membership.objects.current().get(person=stays).pk
    seen = (stays.version, goes.version)
    merge_persons(stays, goes, Choices(membership=membership), seen=seen, why="Nhập hai lần", **BY)


def test_the_record_with_a_card_stays(twice):
    kim, again = twice
    record_cards([NewCard(again.pk, "state", D(2026, 1, 1), D(2026, 12, 31))], source="entered", origin="", **BY)
    with pytest.raises(ValidationError) as refused:
        join(kim, again)
    assert "Đỗ Thị Kim" in refused.value.messages[0]
    assert "thẻ bảo hiểm y tế" in refused.value.messages[0]
    again.refresh_from_db()
    assert not again.withdrawn
    join(again, kim)  # the other way round nothing is left behind
    assert HealthCard.objects.get().person == again


def test_a_card_that_has_run_out_holds_nobody_back(twice):
    kim, again = twice
    record_cards([NewCard(again.pk, "state", D(2025, 1, 1), D(2025, 12, 31))], source="entered", origin="", **BY)
    join(kim, again)
    again.refresh_from_db()
    assert again.merged_into == kim


def test_the_record_with_an_allowance_stays(twice, group):
    kim, again = twice
    officer = factories.person("hoa", "ward_officer", group.parent)
    told = Decided(person=again.pk, title="Người cao tuổi", amount=650_000, valid_from=D(2026, 1, 1), valid_to=None,
                   decision_number="7/QĐ")  # fmt: skip
    add_allowances(group.parent, [told], by=officer, at=AT)
    with pytest.raises(ValidationError) as refused:
        join(kim, again)
    assert "trợ cấp" in refused.value.messages[0]
