"""How the list of households looks: its chips and the sentence above it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from chungtay.foundation.places.models import Level, Unit
from chungtay.foundation.places.queries.plans import waiting
from chungtay.foundation.places.queries.succession import successors
from chungtay.records.registry.models import StatusClass
from chungtay.records.registry.queries.households import Choice, Counts
from chungtay.records.registry.queries.kinds import DUE, GONE, NO_CLASS, NO_NUMBER


@dataclass(frozen=True, slots=True)
class Chip:
    """`id` stands in the address; `needs_you` marks what somebody should mend."""

    id: str
    label: str
    count: int
    chosen: bool
    needs_you: bool = False


def class_chips(counts: Counts, choice: Choice) -> list[Chip]:
    """All, then each class that occurs, then the households without one."""
    chips = [Chip("", _("All"), counts.total, not choice.class_id and not choice.only)]
    words = [*StatusClass.choices, (NO_CLASS, _("No class for the year"))]
    chips += [
        Chip(value, str(label), counts.by_class.get(value, 0), choice.class_id == value)
        for value, label in words
        if value in counts.by_class or choice.class_id == value
    ]
    return chips


def other_chips(counts: Counts, choice: Choice) -> list[Chip]:
    """Households that wait for a class, members without an identity number, households that left."""
    chips = [
        Chip(DUE, _("Poor or near-poor last year, no class yet"), counts.due, choice.only == DUE, True),
        Chip(NO_NUMBER, _("Somebody without identity number"), counts.no_number, choice.only == NO_NUMBER, True),
        Chip(GONE, _("Left or ended this year"), counts.gone, choice.only == GONE),
    ]
    return [chip for chip in chips if chip.count or chip.chosen]


def group_chips(groups: Iterable[Unit], counts: Counts, choice: Choice) -> list[Chip]:
    """The residential groups of a ward that have households."""
    return [
        Chip(str(group.pk), group.name, counts.by_group.get(group.pk, 0), choice.group == group.pk)
        for group in groups
        if group.pk in counts.by_group or choice.group == group.pk
    ]


def ward_counts(groups: Iterable[Unit], counts: Counts) -> list[tuple[Unit, int]]:
    """Above a ward: households by ward, each ward being a page of its own."""
    wards: dict[int, tuple[Unit, int]] = {}
    for group in groups:
        if group.parent is not None and group.pk in counts.by_group:
            known = wards.get(group.parent.pk, (group.parent, 0))
            wards[group.parent.pk] = (group.parent, known[1] + counts.by_group[group.pk])
    return sorted(wards.values(), key=lambda pair: pair[0].code)


@dataclass(frozen=True, slots=True)
class Ended:
    """What to say of a unit that is no more, and the units of now that the reader may open."""

    sentence: str
    units: list[Unit]


def ended(place: Unit, scope: Iterable[str], today: datetime.date) -> Ended | None:
    """None while the unit exists. An old unit shows of a year who stood there then and is now somewhere in the reader's
    area, so an empty list of it does not mean that its register is empty. While its groups wait for the plan that moves
    them, nobody keeps it."""
    if place.valid_to is None or place.valid_to >= today:
        return None
    units, paths = [part.unit for part in successors(place, today)], list(scope)
    values = {"unit": place.name, "day": f"{place.valid_to:%d/%m/%Y}", "now": ", ".join(unit.name for unit in units)}
    if not units or waiting([place.path]).exists():
        told = _(
            "%(unit)s ended on %(day)s, and its residential groups have no place in the new units yet. Households are "
            "registered, moved and read in again when the plan of the new units is applied: the administrator does it "
            "under “Places”."
        )
        return Ended(told % values, [])
    told = _(
        "%(unit)s ended on %(day)s; its households are kept by %(now)s. Here stand those that are in your area now, as "
        "they stood then."
    )
    return Ended(told % values, [unit for unit in units if any(unit.path.startswith(path) for path in paths)])


def is_ward(place: Unit) -> bool:
    return place.level == Level.WARD
