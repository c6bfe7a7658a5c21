"""Records of insurance for the visits of every route: a card, a list with a line to decide, a purchase with one person,
a session."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from chungtay.foundation.places.models import Level, Unit
from chungtay.records.entitlements.models import HealthCard
from chungtay.records.registry.models import Household
from chungtay.work.insurance.models import AwarenessSession, BatchLine, CardList, PurchaseBatch, StateLine, StateList
from tests import factories
from tests.apps.route_world import World

D = datetime.date


def _home(world: World, area: Unit) -> Household:
    return Household.objects.get(pk=world.record("household", area))


def _ward(world: World, area: Unit) -> Unit:
    return area if area.level == Level.WARD else _home(world, area).group.parent


def insured_person(world: World, area: Unit) -> int:
    return _home(world, area).memberships.get(relation="spouse").person_id


def health_card(world: World, area: Unit) -> int:
    made, _new = HealthCard.objects.get_or_create(
        person_id=world.record("insured person", area),
        defaults={"payer": "state", "valid_from": D(2025, 1, 1), "source": "entered", "recorded_at": factories.AT},
    )
    return made.pk


def card_list(world: World, area: Unit) -> int:
    made = CardList.objects.create(
        ward=_ward(world, area), on=factories.REVIEWED, payer="state", name="the.xlsx", sha256=f"{area.pk:064d}",
        state="staged", brought_by=world.keeper_of(area), brought_at=factories.AT,
    )  # fmt: skip
    made.rows.create(line=5, name="Nguyễn Thị Ánh", payer="state", valid_from=D(2026, 1, 1), outcome="choose")
    return made.pk


def purchase(world: World, area: Unit) -> int:
    made = PurchaseBatch.objects.create(
        ward=_ward(world, area), starts_on=D(2026, 10, 1), months=12, paid_on=D(2026, 9, 10), remainder="household",
        drawn_by=world.keeper_of(area), drawn_at=factories.AT,
    )  # fmt: skip
    made.lines.create(
        person_id=world.record("insured person", area), household=_home(world, area), reason="cận nghèo", months=12,
        monthly=113_850, by_state=956_340, by_city=0, by_donor=0, by_household=409_860, valid_from=D(2026, 10, 1),
        valid_to=D(2027, 9, 30),
    )  # fmt: skip
    return made.pk


def line_of_a_purchase(world: World, area: Unit) -> int:
    return BatchLine.objects.get(batch=world.record("purchase of cards", area)).pk


def state_list(world: World, area: Unit) -> int:
    made = StateList.objects.create(
        ward=_ward(world, area), starts_on=D(2026, 10, 1), drawn_by=world.keeper_of(area), drawn_at=factories.AT
    )
    made.lines.create(
        person_id=world.record("insured person", area), household=_home(world, area), policy="bhyt-poor-2025",
        reason="hộ nghèo", valid_from=D(2026, 10, 1),
    )  # fmt: skip
    return made.pk


def line_of_a_state_list(world: World, area: Unit) -> int:
    return StateLine.objects.get(list=world.record("list of state cards", area)).pk


def session(world: World, area: Unit) -> int:
    made = AwarenessSession.objects.create(
        ward=_ward(world, area), on=factories.REVIEWED, place="Nhà văn hóa", topic="Quyền lợi thẻ", attended=40,
        recorded_at=factories.AT,
    )  # fmt: skip
    return made.pk


RECORDS: dict[str, Callable[[World, Unit], Any]] = {
    "insured person": insured_person,
    "health card": health_card,
    "list of cards": card_list,
    "purchase of cards": purchase,
    "line of that purchase": line_of_a_purchase,
    "list of state cards": state_list,
    "line of that list of state cards": line_of_a_state_list,
    "session about insurance": session,
}
