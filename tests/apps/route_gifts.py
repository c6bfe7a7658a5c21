"""Records of the rounds of gifts for the visits of every route: a round that is prepared, with one gift on a route."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable
from typing import Any

from chungtay.foundation.accounts.models import Role, User
from chungtay.foundation.places.models import Level, Unit
from chungtay.records.registry.models import Household
from chungtay.work.gifts.models import Delivery, Gift, GiftKind, Phone, Round, Route, Supply
from tests import factories
from tests.apps.route_world import OWN, World


def gift_round(world: World, area: Unit) -> int:
    home = Household.objects.get(pk=world.record("household", area))
    ward = area if area.level == Level.WARD else home.group.parent
    day = datetime.date(2024, 9, 1)
    made = Round.objects.create(
        ward=ward, title="Quà Trung thu", occasion="mid_autumn", day=day, first_day=day, last_day=day,
        drawn_by=world.keeper_of(area), drawn_at=factories.AT,
    )  # fmt: skip
    kind = made.kinds.create(
        name="Phong bì", form="cash", worth=500_000, of="household", who="household_class == poor", who_words="Hộ nghèo"
    )
    kind.supplies.create(source="ward", giver="Ngân sách phường", planned=1)
    route = made.routes.create(group=home.group, starts_on=day, ends_on=day)
    gift = made.gifts.create(
        kind=kind, household=home, group=home.group, route=route, token=uuid.uuid4().hex[:26], code="ABCD2345"
    )
    # in 00016 the route is the volunteer's, who opens nothing else
    own = area.code == OWN[Level.WARD]
    route.carrier = User.objects.get(username=Role.VOLUNTEER) if own else world.keeper_of(area)
    route.save(update_fields=["carrier"])
    Phone.objects.create(user=route.carrier, key=uuid.uuid4(), secret="0" * 64, name="Máy", added_at=factories.AT)
    gift.deliveries.create(
        sent_id=uuid.uuid4(), outcome="absent", by=world.keeper_of(area), at=factories.AT, told_at=factories.AT,
        where="Nhà",
    )  # fmt: skip
    return made.pk


def _of(model: type[Any], path: str) -> Callable[[World, Unit], int]:
    def found(world: World, area: Unit) -> int:
        return model.objects.get(**{path: world.record("round of gifts", area)}).pk

    return found


def gift_phone(world: World, area: Unit) -> str:
    """A telephone of who carries a route of the round."""
    made = Round.objects.get(pk=world.record("round of gifts", area))
    return str(Phone.objects.filter(user__in=made.routes.values("carrier")).order_by("-pk")[0].key)


RECORDS: dict[str, Callable[[World, Unit], Any]] = {
    "round of gifts": gift_round,
    "kind of that round": _of(GiftKind, "round"),
    "source of that round": _of(Supply, "kind__round"),
    "route of that round": _of(Route, "round"),
    "gift of that round": _of(Gift, "round"),
    "hand-over of that round": _of(Delivery, "gift__round"),
    "telephone of that round": gift_phone,
}
