"""A list of state cards and a purchase go by the highest level that the policies of their people name."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied

from chungtay.foundation.accounts.models import Role
from chungtay.records.catalogue.operations import policies
from chungtay.work.insurance.models import Remainder, StateListState
from chungtay.work.insurance.operations import batches, state_lists
from chungtay.work.insurance.queries import waiting
from tests import factories
from tests.apps.records.catalogue.samples import sample
from tests.apps.work.insurance.factories import AT, TODAY, D, nobody_has_a_card

FIRST = D(2026, 10, 1)


@pytest.fixture
def city_policy(group, people):
    """A policy of which the city approves each case."""
    made = policies.propose(group.parent, sample(approval="city"), by=people["officer"], at=AT)
    policies.approve(made.pk, decision="15/QĐ-UBND", by=people["leader"], at=AT)
    return made.code


@pytest.fixture
def above(group):
    return factories.person("city-i", Role.DISTRICT_LEADER, group.parent.parent.parent)


def test_one_person_under_the_citys_policy_lifts_the_list_of_state_cards(
    group, people, homes, city_policy, above
) -> None:
    ward, province = group.parent, group.parent.parent.parent
    made = state_lists.draw_up_state(ward, starts_on=FIRST, by=people["officer"], at=AT)
    assert [each.pk for each in waiting.state_to_approve(people["leader"], ward, TODAY)] == [made.pk]
    assert waiting.state_to_approve(above, province, TODAY) == []
    line = made.lines.order_by("pk")[0]
    line.policy = city_policy
    line.save(update_fields=["policy"])
    assert waiting.state_to_approve(people["leader"], ward, TODAY) == []
    assert [each.pk for each in waiting.state_to_approve(above, province, TODAY)] == [made.pk]
    with pytest.raises(PermissionDenied, match="lãnh đạo thành phố duyệt"):
        state_lists.approve_state(made.pk, decision="21/QĐ-UBND", by=people["leader"], at=AT)
    made = state_lists.approve_state(made.pk, decision="21/QĐ-UBND", by=above, at=AT)
    assert (made.state, made.approved_by) == (StateListState.APPROVED, above)


def test_and_the_purchase(group, people, homes, city_policy, above) -> None:
    ward, province = group.parent, group.parent.parent.parent
    nobody_has_a_card(ward)
    made = batches.draw_up(
        ward, starts_on=FIRST, months=3, paid_on=TODAY, remainder=Remainder.DONOR, by=people["officer"], at=AT
    )
    with pytest.raises(PermissionDenied, match="không"):
        batches.approve(made.pk, decision="1", by=people["stranger"], at=AT)
    assert [each.pk for each in waiting.to_approve(people["leader"], ward, TODAY)] == [made.pk]
    made.lines.update(policy=city_policy)
    assert waiting.to_approve(people["leader"], ward, TODAY) == []
    assert [each.pk for each in waiting.to_approve(above, province, TODAY)] == [made.pk]
    with pytest.raises(PermissionDenied, match="lãnh đạo thành phố duyệt"):
        batches.approve(made.pk, decision="1", by=people["leader"], at=AT)
    assert batches.approve(made.pk, decision="1", by=above, at=AT).approved_by == above


def test_nothing_waits_on_a_day_without_the_duty(group, people, homes, city_policy, above) -> None:
    """Before the duty began there is nothing to approve."""
    state_lists.draw_up_state(group.parent, starts_on=FIRST, by=people["officer"], at=AT)
    earlier = factories.SINCE - datetime.timedelta(days=1)
    assert waiting.state_to_approve(people["leader"], group.parent, earlier) == []
