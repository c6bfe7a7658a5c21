"""The movement between two lists as steps of single households, each in one residential group.

Every figure of the yearly accounts is a sum of steps, so a ward is the sum of its groups and a district the sum of its
wards. A household that changed its group left the one and came to the other in the class it had, and changed its class
where it came to. Borders that moved are no moves: whoever a reorganisation carried along stands in today's group from
the start. `start` and `end` are counted from the lists alone, apart from the lines between them, so that a
contradiction shows.

A household from outside came with its class when the list of another program already held it on the first day it lived
here: it moved in, in that class, and whatever the review found later is a change of class. A class that begins after
that day arose here. Who stands on the ward's own list with that list's day as its first one did not come from outside.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from chungtay.foundation.places.models import Unit
from chungtay.foundation.places.queries.succession import predecessors, successors
from chungtay.records.registry.models import Ending, HouseholdStatus, Residence, StatusSource
from chungtay.records.registry.models.intake import Outcome, StagedHousehold
from chungtay.records.registry.queries.households import groups_within
from chungtay.records.registry.queries.movement import LISTED, Reading, ended_by, sizes_on, split_from
from chungtay.records.registry.queries.parts import in_parts

START, END, GREW, SHRANK = "start", "end", "grew", "shrank"
_PART = 5_000
_Stay = tuple[int, datetime.date, datetime.date | None, str]
_Told = tuple[str, datetime.date, datetime.date | None]
REORGANISED = "reorganised"


@dataclass(frozen=True, slots=True)
class Step:
    """One household in one line of one class in one group. Who only grew or shrank counts no household."""

    household: int
    group: int
    class_id: str
    line: str
    persons: int
    households: int = 1


@dataclass(slots=True)
class _Facts:
    """What is known of the households of the two lists: all by the household's number."""

    before: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    after: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    earlier: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    place_before: dict[int, int] = field(default_factory=dict)
    place_after: dict[int, int] = field(default_factory=dict)
    size_before: dict[int, int] = field(default_factory=dict)
    size_after: dict[int, int] = field(default_factory=dict)
    ended: dict[int, str] = field(default_factory=dict)
    origin: dict[int, int] = field(default_factory=dict)
    origin_class: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    arrived: dict[int, datetime.date] = field(default_factory=dict)  # who lived nowhere here on the opening day
    told: dict[int, list[_Told]] = field(default_factory=lambda: defaultdict(list))  # by other programs, since then
    brought: dict[int, str] = field(default_factory=dict)


def reading_of(place: Unit, day: datetime.date, rule_set: str) -> Reading:
    """The list of a place on a day, with the units that stood for it then."""
    paths = [place.path]
    if day < place.valid_from:
        paths += [part.unit.path for part in predecessors(place, day)]
    return Reading(day, rule_set, tuple(paths))


def movement_steps(
    opening: Reading,
    closing: Reading,
    *,
    found: Mapping[int, str] | None = None,
    within: Sequence[str] = (),
    without: Sequence[str] = (),
) -> list[Step]:
    """Steps of the households of a place or several (`within` are their paths; the closing's first path when not given)
    without the places of `without`. With `found` (household -> class) these households have on the closing list what a
    review has found so far."""
    facts = _read(opening, closing, found or {})
    inside = _settle_groups(facts, tuple(within) or closing.paths[:1], tuple(without), closing.day)
    steps: list[Step] = []
    for home in sorted(facts.before.keys() | facts.after.keys()):
        steps += _steps_of(home, facts, inside)
    return steps


def _steps_of(home: int, facts: _Facts, inside: frozenset[int]) -> Iterator[Step]:
    there, here = facts.place_before.get(home), facts.place_after.get(home)
    was, now = facts.before.get(home, []), facts.after.get(home, [])
    size, size_now = facts.size_before.get(home, 0), facts.size_after.get(home, 0)
    if there in inside:
        for class_id in was:
            yield Step(home, there, class_id, START, size)
    if here in inside:
        for class_id in now:
            yield Step(home, here, class_id, END, size_now)
    first, last = (was[-1] if was else ""), (now[-1] if now else "")
    if there != here:
        if there in inside and first:
            yield Step(home, there, first, _leaving(home, facts), size)
        if here in inside and first:
            yield Step(home, here, first, "moved_in", size)
    if here not in inside or not (first or last):
        return
    if first and not last:
        yield Step(home, here, first, "above_both", size)
    elif first and first != last:
        yield Step(home, here, first, "to_other_class", size)
        yield Step(home, here, last, "from_other_class", size)
    elif not first:
        brought = facts.brought.get(home, "")
        yield Step(home, here, brought or last, "moved_in" if brought else _coming(home, last, facts), size_now)
        if brought and brought != last:
            yield Step(home, here, brought, "to_other_class", size_now)
            yield Step(home, here, last, "from_other_class", size_now)
    if first and last and size != size_now:
        line = GREW if size_now > size else SHRANK
        yield Step(home, here, last, line, abs(size_now - size), 0)


def _leaving(home: int, facts: _Facts) -> str:
    ended = facts.ended.get(home)
    return "dissolved" if ended is not None and ended != Ending.MOVED_OUT else "moved_out"


def _coming(home: int, class_id: str, facts: _Facts) -> str:
    origin = facts.origin.get(home)
    if origin is not None and class_id in (*facts.before.get(origin, ()), *facts.origin_class.get(origin, ())):
        return "split_off"
    return "fell_back" if class_id in facts.earlier.get(home, ()) else "newly_arising"


def _read(opening: Reading, closing: Reading, found: Mapping[int, str]) -> _Facts:
    facts = _Facts()
    _classes(facts, opening, closing, found)
    numbers = sorted(facts.before.keys() | facts.after.keys())
    _places(facts, numbers, opening.day, closing.day)
    facts.size_before, facts.size_after = sizes_on(numbers, opening.day), sizes_on(numbers, closing.day)
    facts.ended = ended_by(numbers, closing.day)
    for home in facts.ended:
        facts.place_after.pop(home, None)
    facts.origin = split_from(numbers, opening.day, closing.day)
    _origins_elsewhere(facts, opening)
    _brought_along(facts)
    return facts


def _brought_along(facts: _Facts) -> None:
    """The class with which a household came from outside; nobody's who split off here. One statement for each part."""
    came: dict[int, tuple[str, datetime.date]] = {}
    for home, day in facts.arrived.items():
        if home in facts.before or home in facts.origin:
            continue
        held = [each for each, begins, ends in facts.told.get(home, ()) if begins <= day and (not ends or day <= ends)]
        if held:
            came[home] = (held[0], day)
    for part in in_parts(sorted(came), _PART):
        rows = StagedHousehold.objects.filter(household__in=part, outcome=Outcome.NEW, applied=True)
        listed = set(rows.values_list("household", "file__on"))
        facts.brought.update({home: came[home][0] for home in part if (home, came[home][1]) not in listed})


def _origins_elsewhere(facts: _Facts, opening: Reading) -> None:
    """The classes of households in other places that one of here split off from: what a ward calls split off is called
    so by the place above it, too. They have no step themselves."""
    others = sorted({home for home in facts.origin.values() if home not in facts.before})
    for part in in_parts(others, _PART):
        rows = HouseholdStatus.objects.live().filter(
            Q(valid_to=None) | Q(valid_to__gte=opening.day),
            class_id__in=LISTED,
            rule_set=opening.rule_set,
            valid_from__lte=opening.day,
            household__in=part,
            household__withdrawn=False,
        )
        for home, class_id in rows.values_list("household", "class_id"):
            facts.origin_class[home].append(class_id)


def _classes(facts: _Facts, opening: Reading, closing: Reading, found: Mapping[int, str]) -> None:
    """Classes on both days, the later decision last, and the classes that were held before the opening and lost."""
    lived = Residence.objects.live().filter(
        Q(valid_to=None) | Q(valid_to__gte=opening.day),
        group__in=groups_within({*opening.paths, *closing.paths}),
        valid_from__lte=closing.day,
    )
    rows = HouseholdStatus.objects.live().filter(
        class_id__in=LISTED,
        rule_set__in={opening.rule_set, closing.rule_set},
        household__withdrawn=False,
        household__in=lived.values("household"),
    )
    columns = ("household", "class_id", "rule_set", "valid_from", "valid_to", "source")
    for home, class_id, rule_set, begins, ends, source in rows.order_by("valid_from", "pk").values_list(*columns):
        if source == StatusSource.LEGACY and (begins > opening.day or rule_set != opening.rule_set):
            facts.told[home].append((class_id, begins, ends))
        if rule_set == opening.rule_set and begins <= opening.day and (ends is None or opening.day <= ends):
            facts.before[home].append(class_id)
        elif ends is not None and ends < opening.day:
            facts.earlier[home].add(class_id)
        holds = begins <= closing.day and (ends is None or closing.day <= ends)
        if rule_set == closing.rule_set and holds and home not in found:
            facts.after[home].append(class_id)
    for home, class_id in found.items():
        if class_id in LISTED:
            facts.after[home].append(class_id)


def _places(facts: _Facts, numbers: Sequence[int], opening: datetime.date, closing: datetime.date) -> None:
    """The group of each household on both days; the first carried along by every border that moved since."""
    for part in in_parts(numbers, _PART):
        lived: dict[int, list[_Stay]] = defaultdict(list)
        rows = Residence.objects.live().filter(
            Q(valid_to=None) | Q(valid_to__gte=opening), household__in=part, valid_from__lte=closing
        )
        columns = ("household", "group", "valid_from", "valid_to", "came_by")
        for home, *row in rows.order_by("valid_from", "pk").values_list(*columns):
            lived[home].append(tuple(row))
        for home, stays in lived.items():
            _place_of(facts, home, stays, opening, closing)


def _place_of(facts: _Facts, home: int, stays: Sequence[_Stay], opening: datetime.date, closing: datetime.date) -> None:
    for position, (group, begins, ends, _came_by) in enumerate(stays):
        if begins <= opening and (ends is None or opening <= ends):
            facts.place_before[home] = group
            for later, _begins, _ends, came_by in stays[position + 1 :]:
                if came_by != REORGANISED:
                    break
                facts.place_before[home] = later
        if ends is None or closing <= ends:
            facts.place_after[home] = group
    if home not in facts.place_before:
        facts.arrived[home] = stays[0][1]  # the earliest of those that end on the opening day or later


def _settle_groups(
    facts: _Facts, within: tuple[str, ...], without: tuple[str, ...], closing: datetime.date
) -> frozenset[int]:
    """Groups of the place among those that occur. Of a household that left before the borders moved only the old group
    is known: it goes with the group that took that one over as a whole, wherever that lies, else it stays with the old
    one."""
    numbers = {*facts.place_before.values(), *facts.place_after.values()}
    inside: set[int] = set()
    gone: dict[int, int] = {}
    for unit in Unit.objects.filter(pk__in=numbers):
        if _lies(unit, within, without):
            inside.add(unit.pk)
        if unit.valid_to is not None and unit.valid_to < closing:
            parts = [part.unit for part in successors(unit, closing)]
            if len(parts) == 1:
                gone[unit.pk] = parts[0].pk
                if _lies(parts[0], within, without):
                    inside.add(parts[0].pk)
    for home, group in facts.place_before.items():
        facts.place_before[home] = gone.get(group, group)
    return frozenset(inside)


def _lies(unit: Unit, within: tuple[str, ...], without: tuple[str, ...]) -> bool:
    return unit.path.startswith(within) and not (without and unit.path.startswith(without))
