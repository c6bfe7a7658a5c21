"""A password for ODK Collect for the visits of every route: of an enumerator in a ward of the area."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from chungtay.exchange.openrosa.operations.keys import make_key
from chungtay.foundation.places.models import Unit
from chungtay.work.review.models import CampaignGroup
from tests import factories
from tests.apps.route_world import World


def password(world: World, area: Unit) -> int:
    group = CampaignGroup.objects.get(pk=world.record("group under review", area))
    person = factories.person(f"collects-{area.code}", "enumerator", group.ward.ward)
    return make_key(person, name="Máy thử", by=person, at=factories.AT)[0].pk


RECORDS: dict[str, Callable[[World, Unit], Any]] = {"password for ODK Collect": password}
