"""What the pages about places show: a place in a year with what stands below it, and duties in units that ended."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Q

from chungtay.foundation.accounts.models import Assignment
from chungtay.foundation.accounts.permissions import ROLES
from chungtay.foundation.places import queries as places
from chungtay.foundation.places.models import AreaType, Level, PlannedGroup, Reorganisation, Succession, Unit
from chungtay.foundation.places.queries.going import Going


@dataclass(frozen=True, slots=True)
class Row:
    """A unit below the place: how many groups it has, urban or rural, what it was before and what it became."""

    unit: Unit
    groups: int
    kind: AreaType | None
    before: list[Succession]
    after: list[Succession]


@dataclass(slots=True)
class Shown:
    """A place as its page shows it: the day that stands for the year, the units below, the history of the place."""

    day: datetime.date
    wards: list[Row] = field(default_factory=list)
    groups: list[Row] = field(default_factory=list)
    before: list[Succession] = field(default_factory=list)
    after: list[Succession] = field(default_factory=list)

    @property
    def any_before(self) -> bool:
        return any(row.before for row in [*self.wards, *self.groups])

    @property
    def any_after(self) -> bool:
        return any(row.after for row in [*self.wards, *self.groups])


def day_of(unit: Unit, year: int, today: datetime.date) -> datetime.date:
    """The day that stands for a year of a unit: the last one on which it existed, at most today."""
    day = places.last_day(year, today)
    return min(day, unit.valid_to) if unit.valid_to else max(day, unit.valid_from)


def place_shown(unit: Unit, year: int, today: datetime.date) -> Shown:
    """Everything of the page of a place, in a constant number of statements."""
    shown = Shown(day_of(unit, year, today))
    below = list(places.children_of(unit, shown.day))
    groups = places.groups_of(unit, shown.day)
    counts = Counter(groups.order_by().values_list("parent", flat=True))
    kinds = {row.unit_id: row for row in AreaType.objects.on(shown.day).filter(unit__in=[child.pk for child in below])}
    before, after = places.came_from([unit, *below]), places.became([unit, *below])
    shown.before, shown.after = before.get(unit.pk, []), after.get(unit.pk, [])
    for child in below:
        row = Row(child, counts[child.pk], kinds.get(child.pk), before.get(child.pk, []), after.get(child.pk, []))
        (shown.groups if child.level == Level.GROUP else shown.wards).append(row)
    if unit.level != Level.WARD:
        shown.wards.sort(key=lambda row: row.unit.code)
    return shown


@dataclass(frozen=True, slots=True)
class OldWard:
    """One old ward of a plan: its groups, how many still have no ward, and the wards that may take them."""

    unit: Unit
    groups: list[PlannedGroup]
    undecided: int
    takers: list[Unit]


def old_wards(plan: Reorganisation, rows: list[PlannedGroup]) -> list[OldWard]:
    """The old wards of a plan, those with undecided groups first."""
    may_take = places.candidates(plan, rows)
    by_ward: dict[int, list[PlannedGroup]] = {}
    for row in rows:
        by_ward.setdefault(row.old_ward.pk, []).append(row)
    found = [
        OldWard(
            groups[0].old_ward, groups, sum(1 for row in groups if row.ward_id is None), may_take[groups[0].old_ward.pk]
        )
        for groups in by_ward.values()
    ]
    return sorted(found, key=lambda ward: (not ward.undecided, ward.unit.code))


@dataclass(frozen=True, slots=True)
class OldDuty:
    """A duty that is still open in a unit that has ended; where it may go on, and where its holder works already."""

    duty: Assignment
    candidates: list[Unit]
    held: list[Assignment]


def old_duties(plan: Reorganisation, today: datetime.date) -> list[OldDuty]:
    """Duties in the area of a plan that outlived their unit, in a constant number of statements.

    A duty of a ward may go on where the ward went; one of the district in any of the new wards, or in the province,
    as far as the role is given there. Nothing goes on by itself.
    """
    open_ones = Assignment.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today), user__is_active=True)
    found = list(
        open_ones.filter(area__path__startswith=plan.area.path, area__valid_to__lt=plan.day)
        .select_related("user__office", "area")
        .order_by("area__path", "role", "user__full_name")
    )
    rows = places.planned(plan)
    takers = list({unit.pk: unit for ward in old_wards(plan, rows) for unit in ward.takers}.values())
    after = places.became({row.area.pk: row.area for row in found}.values())
    province = places.province_of(plan.area)
    elsewhere: dict[tuple[int, str], list[Assignment]] = {}
    for row in open_ones.filter(user__in=[each.user_id for each in found]).select_related("area"):
        elsewhere.setdefault((row.user_id, row.role), []).append(row)
    duties = []
    for row in found:
        levels = ROLES[row.role].levels
        own = [each.new for each in after.get(row.area_id, []) if each.day == plan.day] or takers
        candidates = [unit for unit in [*own, province] if unit.level in levels]
        if Level.WARD in levels and row.area.level == Level.WARD:
            candidates = [unit for unit in candidates if unit.level == Level.WARD]
        numbers = {unit.pk for unit in candidates}
        held = [each for each in elsewhere.get((row.user_id, row.role), []) if each.area_id in numbers]
        duties.append(OldDuty(row, candidates, held))
    return duties


@dataclass(frozen=True, slots=True)
class GoingLine:
    """What goes along of one kind: how much to each new ward, in the order of `wards`."""

    label: str
    counts: list[int]
    total: int


def going_lines(rows: list[PlannedGroup], going: list[Going]) -> tuple[list[Unit], list[GoingLine]]:
    """The new wards to which something goes, by code, and the lines of the table."""
    into = {number for each in going for number in each.by_ward}
    wards = {row.ward.pk: row.ward for row in rows if row.ward is not None and row.ward_id in into}
    order = sorted(wards.values(), key=lambda ward: ward.code)
    return order, [
        GoingLine(each.label, [each.by_ward.get(ward.pk, 0) for ward in order], each.total) for each in going
    ]
