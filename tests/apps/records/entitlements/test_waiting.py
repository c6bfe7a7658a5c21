"""Lists that wait are told on Today until somebody has acted, whatever year their period bears."""

from __future__ import annotations

import datetime

import pytest

from chungtay.foundation.accounts.models import Role
from chungtay.foundation.places.models import Unit
from chungtay.records.entitlements.models import LineState, ListState, SupportLine, SupportList
from chungtay.records.entitlements.presenters.waiting import waiting_for
from tests import factories
from tests.apps.records.registry.factories import household, member

AT = datetime.datetime(2027, 1, 4, 2, 0, tzinfo=datetime.UTC)
MARCH = datetime.date(2027, 3, 1)


@pytest.mark.parametrize("period", ["2026-12", "2026-K2", "2027-02"])
def test_a_list_waits_beyond_the_end_of_its_year(db, period) -> None:
    """The second term of 2026 runs from February to June 2027; December is handed over in January."""
    factories.district()
    group = Unit.objects.get(level="group", parent__code="00016")
    ward = group.parent
    officer = factories.person("officer-waiting", Role.WARD_OFFICER, ward)
    leader = factories.person("leader-waiting", Role.WARD_LEADER, ward)
    payer = factories.person("payer-waiting", Role.COMMITTEE_MEMBER, ward)
    made = SupportList.objects.create(
        ward=ward, policy="x", version="1", title="Hỗ trợ", period=period, day=AT.date(), drawn_by=officer, drawn_at=AT,
    )  # fmt: skip
    home = household(group, (member(),), since=datetime.date(2015, 1, 1))
    line = SupportLine.objects.create(list=made, policy="x", period=period, household=home, amount=1, reason="x")

    def told() -> list[int]:
        return [len(list(waiting_for(user, ward, 2027, MARCH))) for user in (officer, leader, payer)]

    assert told() == [0, 1, 0]
    SupportList.objects.update(state=ListState.APPROVED, approved_by=leader, approved_at=AT)
    SupportLine.objects.filter(pk=line.pk).update(state=LineState.APPROVED)
    assert told() == [0, 0, 1]
