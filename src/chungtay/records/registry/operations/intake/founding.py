"""Residential groups that a file names and the register lacks, founded because the officer ticked it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from chungtay.foundation.places.models import Level, Unit
from chungtay.foundation.places.operations import found_unit, set_area_type
from chungtay.foundation.places.queries import kinds_within
from chungtay.foundation.places.queries.naming import bare
from chungtay.records.registry.queries.intake.incoming import Incoming
from chungtay.records.registry.queries.intake.planning import Rules


def found_missing_groups(homes: Sequence[Incoming], rules: Rules, *, by: Any, at: datetime.datetime) -> list[int]:
    """Give every household the group that it names; the first to name one has it founded. Returns the numbers of the
    founded ones."""
    wanted = sorted({(home.ward, home.found_group) for home in homes if home.found_group and home.ward})
    known: dict[tuple[int, str], Unit] = {}
    founded: list[int] = []
    for ward, name in wanted:
        key = (ward, bare(name, Level.GROUP))
        if key not in known:
            there = _there(ward, key[1])
            known[key] = there or _found(ward, name, rules, by=by, at=at)
            if there is None:
                founded.append(known[key].pk)
    for home in homes:
        if home.found_group and home.ward:
            group = known[home.ward, bare(home.found_group, Level.GROUP)]
            home.group, home.group_name, home.found_group = group.pk, group.name, ""
    return founded


def _there(ward: int, name: str) -> Unit | None:
    groups = Unit.objects.filter(parent=ward, level=Level.GROUP, valid_to=None)
    return next((group for group in groups if bare(group.name, Level.GROUP) == name), None)


def _found(ward: int, name: str, rules: Rules, *, by: Any, at: datetime.datetime) -> Unit:
    parent = Unit.objects.get(pk=ward)
    taken = set(Unit.objects.filter(parent=ward, level=Level.GROUP).values_list("code", flat=True))
    code = next(text for text in (f"{number:02}" for number in range(1, 1_000)) if text not in taken)
    # From the ward's own first day: a file names the group as one that is there, and its households may have lived in
    # it for years. Whoever knows its day founds it with that before.
    first = min(parent.valid_from, rules.on)
    group = found_unit(level=Level.GROUP, code=code, name=_named(name), parent=parent, valid_from=first, by=by, at=at)
    kind = _kind(parent, rules.on)
    if kind:
        since = first if _kind(parent, first) == kind else rules.on
        set_area_type(group, kind=kind, valid_from=since, by=by, at=at)
    return group


def _kind(ward: Unit, day: datetime.date) -> str:
    """Of a ward that is urban throughout on the day, or rural throughout; else "": somebody must say."""
    kinds = kinds_within(ward, day)
    return kinds.pop() if len(kinds) == 1 else ""


def _named(name: str) -> str:
    """A bare number is no name."""
    return f"Tổ dân phố {int(name)}" if name.isascii() and name.isdecimal() else name
