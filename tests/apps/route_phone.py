"""A telephone for the visits of every route: of an enumerator in a ward of the area."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from chungtay.foundation.places.models import Unit
from chungtay.work.review.models import CampaignGroup
from chungtay.work.review.operations.phone import register_device
from tests import factories
from tests.apps.route_world import World


def telephone(world: World, area: Unit) -> Any:
    group = CampaignGroup.objects.get(pk=world.record("group under review", area))
    name = f"visits-{area.code}"
    person = factories.person(name, "enumerator", group.ward.ward)
    return register_device(person, name="Máy thử", by=person, at=factories.AT)[0].key


RECORDS: dict[str, Callable[[World, Unit], Any]] = {"telephone": telephone}
