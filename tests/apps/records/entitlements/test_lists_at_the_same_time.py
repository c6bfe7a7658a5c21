"""Two officers draw lists up at the same moment, each with a connection of its own: nobody stands on both."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from chungtay.records.entitlements.models import SupportLine
from chungtay.records.entitlements.operations.drawing import Drawn, Named, draw_up_named, write
from tests.apps.records.entitlements.people import AT, DAY
from tests.apps.records.registry.factories import person
from tests.apps.records.registry.test_at_the_same_time import meanwhile

pytestmark = pytest.mark.django_db(transaction=True)


def drawn(world: dict[str, Any], period: str) -> Any:
    about = Drawn("schooling:scholarship", "1", "Học bổng", period, DAY, "cash", "fund", "schooling:school:1")
    home = world["homes"][0]
    named = [Named(home.pk, person(home, "Đình").pk, 500_000, "Học lực khá", 1)]
    return draw_up_named(world["ward"], about, named, by=world["officer"], at=AT)


@pytest.mark.parametrize("second", ["2026-09", "2026-K1"])
def test_a_term_and_a_month_of_it(world, second) -> None:
    """September lies in the first term of 2026: whoever comes second finds nobody left, in a sentence."""
    said: list[str] = []

    def other() -> None:
        try:
            said.append(drawn(world, second).period)
        except ValidationError as refused:
            said.append(refused.code)

    waiting = contextlib.ExitStack()
    with transaction.atomic():
        drawn(world, "2026-K1")
        waiting.enter_context(meanwhile(other))
    waiting.close()
    assert said == ["nobody"]
    assert list(SupportLine.objects.values_list("period", flat=True)) == ["2026-K1"]


def test_a_collision_with_another_ward_is_a_sentence(world) -> None:
    line = drawn(world, "2026-K1").lines.get()
    again = SupportLine(
        list=line.list, policy=line.policy, period=line.period, household_id=line.household_id,
        person_id=line.person_id, amount=1, reason="x", entered_by=world["officer"],
    )  # fmt: skip
    with pytest.raises(ValidationError) as refused, transaction.atomic():
        write([again])
    assert refused.value.code == "twice"
