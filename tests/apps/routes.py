"""Reads routes.toml, and works out what each visitor must be answered where."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from chungtay.cli import _rights
from chungtay.foundation.accounts.permissions import ROLES
from tests.apps.route_world import ABOVE, FOREIGN, NOBODY, OWN, YEAR, Visitor, World

PUBLIC, SIGNED_IN = "public", "signed in"
TO_SIGN_IN, REFUSED, NOT_THERE = 302, 403, 404


@dataclass(frozen=True)
class Route:
    name: str
    page: list[str]
    who: str | list[str]
    opens: int | dict[str, int] = 200
    post: dict[str, str] | None = None
    get: dict[str, str] | None = None
    records: dict[str, str] | None = None
    fixed: dict[str, Any] | None = None
    read_by_all: bool = False

    def lets_in(self, visitor: Visitor) -> bool:
        """By the visitor's role alone, wherever."""
        if self.who == PUBLIC:
            return True
        if self.who == SIGNED_IN:
            return visitor.signed_in
        if visitor.role is None:
            return False
        return visitor.role in self.who if isinstance(self.who, list) else self.who in ROLES[visitor.role].may

    def opened(self, visitor: Visitor) -> int:
        if isinstance(self.opens, int):
            return self.opens
        own = self.opens.get(visitor.role or "")
        return self.opens[SIGNED_IN if visitor.signed_in else NOBODY] if own is None else own


def declared() -> dict[str, Route]:
    return {name: Route(name, **entry) for name, entry in _rights.declared().items()}


def patterns() -> dict[str, list[str]]:
    """Name of every route of the application -> the names of what stands in its address."""
    return {name: re.findall(r"<\w+:(\w+)>", address) for name, address, _pattern in _rights.addresses()}


def visits(route: Route, parts: list[str], visitor: Visitor, world: World) -> Iterator[tuple[str, str, int]]:
    """(where, address, the answer that must come) for one visitor: at home, next door, above, and with a record of
    another area under the own address."""
    has_place, records = "place" in parts, route.records or {}

    def address(place: str, record_of: str) -> str:
        values = {name: world.record(kind, world.units[record_of]) for name, kind in records.items()}
        values |= route.fixed or {}
        values |= {"place": place, "year": YEAR} if has_place else {}
        return reverse(route.name, kwargs={name: values[name] for name in parts})

    own, foreign, above = (codes[visitor.level] for codes in (OWN, FOREIGN, ABOVE))
    bound = route.who != PUBLIC and (has_place or records)
    may = route.lets_in(visitor)
    refused = REFUSED if visitor.signed_in else TO_SIGN_IN
    at_home = route.opened(visitor) if may else refused
    if bound and may and visitor.role is None:  # signed in without a duty: no place is one's own
        at_home = REFUSED if has_place else NOT_THERE
    yield "own area", address(own, own), at_home
    if has_place:
        yield "foreign area", address(foreign, foreign), REFUSED if bound and may else at_home
        if not records:
            yield "the unit above", address(above, own), REFUSED if bound and may else at_home
    if records:
        elsewhere = REFUSED if has_place and visitor.role is None else NOT_THERE
        if route.who == PUBLIC or route.read_by_all:  # what everybody may see is nobody's area
            elsewhere = at_home
        yield "foreign record", address(own, foreign), elsewhere if may else refused
