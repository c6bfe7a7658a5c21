"""Two districts, and for each role one person who holds it; plus people whom no page of an office may open for."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.test import Client

from chungtay.foundation.accounts import operations as accounts
from chungtay.foundation.accounts.models import Role, User
from chungtay.foundation.accounts.permissions import ROLES
from chungtay.foundation.places import operations as places
from chungtay.foundation.places.models import Level, Unit
from tests import factories

# Level of a role's area -> where it is held, a neighbour of the same level, and the unit above.
OWN = {Level.WARD: "00016", Level.DISTRICT: "001"}
FOREIGN = {Level.WARD: "00001", Level.DISTRICT: "002"}
ABOVE = {Level.WARD: "001", Level.DISTRICT: "01"}
YEAR = factories.REVIEWED.year

NOBODY, NO_DUTY, ENDED, CLOSED = "nobody", "no duty", "duty ended", "account closed"


@dataclass
class Visitor:
    """Someone at the door: a role's holder, or one of the four without. `signed_in` is what the session comes to."""

    name: str
    level: str
    client: Client
    signed_in: bool
    role: str | None = None


@dataclass
class World:
    folder: Path
    units: dict[str, Unit]
    visitors: dict[str, Visitor] = field(default_factory=dict)
    _keepers: dict[str, User] = field(default_factory=dict)
    made: dict[str, Any] = field(default_factory=dict)  # what makers of records share
    _records: dict[tuple[str, str], Any] = field(default_factory=dict)

    def keeper_of(self, area: Unit) -> User:
        """The officer who may write in an area, and made its records."""
        role = Role.WARD_OFFICER if area.level == Level.WARD else Role.DISTRICT_OFFICER
        if area.code not in self._keepers:
            self._keepers[area.code] = factories.person(f"keeper-{area.code}", role, area)
        return self._keepers[area.code]

    def record(self, kind: str, area: Unit) -> Any:
        return self._records[kind, area.code]

    def make_records(self, makers: dict[str, Callable[[World, Unit], Any]]) -> None:
        """One of each kind, in the order of the table, in every area that a visit may name."""
        for code in sorted({*OWN.values(), *FOREIGN.values()}):
            for kind, make in makers.items():
                self._records[kind, code] = make(self, self.units[code])


def make_world(folder: Path) -> World:
    units = factories.district()
    for level, code, name, parent in (
        (Level.DISTRICT, "002", "Quận Hoàn Kiếm", "01"),
        (Level.WARD, "00037", "Phường Phúc Tân", "002"),
    ):
        units[code] = places.found_unit(
            level=level,
            code=code,
            name=name,
            parent=units[parent],
            valid_from=factories.SINCE,
            by=None,
            at=factories.AT,
        )
    world = World(folder, units)
    for role in Role.values:
        level = ROLES[role].level
        world.visitors[role] = _visitor(role, level, factories.person(role, role, units[OWN[level]]), role=role)
    world.visitors[NOBODY] = Visitor(NOBODY, Level.DISTRICT, Client(), signed_in=False)
    world.visitors[NO_DUTY] = _visitor(NO_DUTY, Level.DISTRICT, factories.person("none", None, None))
    ended = factories.person("ended", Role.DISTRICT_OFFICER, units["001"])
    for duty in ended.assignments.all():
        accounts.end_assignment(duty, last_day=datetime.date(2024, 9, 19), by=None, at=factories.AT)
    world.visitors[ENDED] = _visitor(ENDED, Level.DISTRICT, ended)
    closed = factories.person("closed", Role.DISTRICT_OFFICER, units["001"])
    world.visitors[CLOSED] = _visitor(CLOSED, Level.DISTRICT, closed)
    User.objects.filter(pk=closed.pk).update(is_active=False)
    world.visitors[CLOSED].signed_in = False
    return world


def _visitor(name: str, level: str, user: User, role: str | None = None) -> Visitor:
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return Visitor(name, level, client, signed_in=True, role=role)
