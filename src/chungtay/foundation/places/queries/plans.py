"""Plans of reorganisation: which groups wait, where they may go, and what the plan would make of them."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from chungtay.foundation.places.models import Level, PlannedGroup, PlanState, Reorganisation, Succession, Unit
from chungtay.foundation.places.queries.area_types import kinds_of
from chungtay.foundation.places.queries.people import People, counts_people, people_in
from chungtay.foundation.places.queries.succession import became

ONE_DAY = datetime.timedelta(days=1)


def waiting(paths: list[str]) -> QuerySet[Unit]:
    """Residential groups that ended together with their ward and have not gone over into new ones yet."""
    gone = Succession.objects.filter(old=OuterRef("pk"))
    found = Unit.objects.within(paths).filter(level=Level.GROUP, valid_to=F("parent__valid_to"))
    return found.filter(~Exists(gone)).select_related("parent").order_by("path")


def unplanned(paths: list[str], *, but: Reorganisation | None = None) -> QuerySet[Unit]:
    """Groups that wait and stand in no plan that is still to be applied (but this one): no two plans move one group."""
    open_plans = PlannedGroup.objects.exclude(plan__state=PlanState.APPLIED).exclude(plan=but)
    return waiting(paths).filter(~Exists(open_plans.filter(old=OuterRef("pk"))))


def waiting_days(paths: list[str], *, planned_too: bool = True) -> dict[datetime.date, int]:
    """First day of the new units -> how many groups wait for a place in them."""
    found = waiting(paths) if planned_too else unplanned(paths)
    ends = Counter(found.order_by().values_list("valid_to", flat=True))
    return {end + ONE_DAY: count for end, count in sorted(ends.items()) if end}


def plans_of(unit: Unit) -> QuerySet[Reorganisation]:
    """Plans about a unit or what stands below it; the latest first."""
    return Reorganisation.objects.filter(area__path__startswith=unit.path).select_related("area", "applied_by")


def planned(plan: Reorganisation) -> list[PlannedGroup]:
    """The groups of a plan with their old and new ward, in the order of the old ones."""
    rows = plan.groups.select_related("plan", "old__parent", "ward")
    return list(rows.order_by("old__parent__code", "old__code", "old__pk"))


def candidates(plan: Reorganisation, rows: Iterable[PlannedGroup]) -> dict[int, list[Unit]]:
    """Old ward's number -> the wards that may take its groups: what it became, itself where it goes on. Of a ward of
    which nobody knows what it became, every ward that takes something of the area."""
    wards = {row.old_ward.pk: row.old_ward for row in rows}
    followers = became(wards.values())
    found: dict[int, list[Unit]] = {}
    for number, ward in wards.items():
        found[number] = [row.new for row in followers.get(number, []) if row.day == plan.day]
        if ward.exists_on(plan.day):
            found[number].insert(0, ward)
    every = list({unit.pk: unit for units in found.values() for unit in units}.values())
    return {number: units or every for number, units in found.items()}


@dataclass(slots=True)
class NewGroup:
    """A group that the plan founds, from one old group or several."""

    ward: Unit
    code: str
    name: str
    olds: list[Unit]
    kind: str | None = None


@dataclass(slots=True)
class Line:
    """One ward of a preview: groups, and who lives in them."""

    unit: Unit
    groups: int = 0
    households: int = 0
    persons: int = 0


@dataclass(slots=True)
class Preview:
    """What a plan would do. `old` and `new` are lines by ward; people are counted on the plan's first day, where they
    live now and where they will live. `people` says whether anybody could count them."""

    old: list[Line] = field(default_factory=list)
    new: list[Line] = field(default_factory=list)
    founded: list[NewGroup] = field(default_factory=list)
    undecided: list[PlannedGroup] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    people: bool = False

    def total(self, side: str) -> tuple[int, int, int]:
        """Groups, households, persons of one side."""
        lines: Sequence[Line] = self.old if side == "old" else self.new
        return (
            sum(line.groups for line in lines),
            sum(line.households for line in lines),
            sum(line.persons for line in lines),
        )

    @property
    def equal(self) -> bool:
        """Nobody is lost and nobody comes twice: every old group has its place, and the people add up."""
        return not self.undecided and self.total("old")[1:] == self.total("new")[1:]

    @property
    def ready(self) -> bool:
        return self.equal and not self.problems


def preview(plan: Reorganisation, rows: list[PlannedGroup]) -> Preview:
    """What would come of the plan as it stands, in a constant number of statements. Of an applied plan: what came."""
    if plan.state == PlanState.APPLIED:
        return _as_applied(plan, rows)
    shown = Preview(people=counts_people(), undecided=[row for row in rows if row.ward_id is None])
    people = people_in([row.old for row in rows], plan.day)
    old: dict[int, Line] = {}
    new: dict[int, Line] = {}
    for row in rows:
        for lines, ward in ((old, row.old_ward), (new, row.ward)):
            if ward is None:
                continue
            line = lines.setdefault(ward.pk, Line(ward))
            living = people.get(row.old_id, People(0, 0))
            line.groups += 1 if lines is old else 0
            line.households += living.households
            line.persons += living.persons
    shown.founded, shown.problems = _new_groups(plan, rows)
    for group in shown.founded:
        new[group.ward.pk].groups += 1
    shown.old = list(old.values())
    shown.new = sorted(new.values(), key=lambda line: line.unit.code)
    return shown


def _as_applied(plan: Reorganisation, rows: list[PlannedGroup]) -> Preview:
    """The counts that were written down when the plan was applied, and the groups that it founded."""
    wards = {unit.pk: unit for row in rows for unit in (row.old_ward, row.ward) if unit}
    shown = Preview(people=bool(plan.counts.get("people")))
    shown.old, shown.new = (
        [Line(wards[pk], *rest) for pk, *rest in plan.counts.get(side, [])] for side in ("old", "new")
    )
    founded: dict[int, NewGroup] = {}
    for row in plan.successions.filter(withdrawn=False).select_related("old__parent", "new__parent"):
        new = row.new
        if new.parent:
            group = founded.setdefault(new.pk, NewGroup(new.parent, new.code, new.name, []))
            group.olds.append(row.old)
    shown.founded = sorted(founded.values(), key=lambda group: (group.ward.code, group.code))
    return shown


def _new_groups(plan: Reorganisation, rows: list[PlannedGroup]) -> tuple[list[NewGroup], list[str]]:
    """The groups to found: those with a code of their own as they say, the others numbered in each ward from 01 on,
    past the codes that are taken. One code given to several old groups of a ward makes them one."""
    decided = [(row, row.ward) for row in rows if row.ward is not None]
    taken = _taken(plan, decided)
    problems: list[str] = []
    founded: dict[tuple[int, str], NewGroup] = {}
    for row, ward in decided:
        if not row.code:
            continue
        words = {"ward": ward.name, "code": row.code}
        known = founded.get((ward.pk, row.code))
        if known is not None:
            known.olds.append(row.old)
            if row.name and row.name != known.name:
                problems.append(_("%(ward)s, code %(code)s: the groups that become one need one name.") % words)
            continue
        founded[ward.pk, row.code] = NewGroup(ward, row.code, row.name or group_name(row.code), [row.old])
        if row.code in taken[ward.pk]:
            problems.append(_("%(ward)s has a group with the code %(code)s already; give another code.") % words)
    used = {number: codes | {code for of, code in founded if of == number} for number, codes in taken.items()}
    last: dict[int, int] = defaultdict(int)
    for row, ward in decided:
        if row.code:
            continue
        number = last[ward.pk] + 1
        while f"{number:02}" in used[ward.pk]:
            number += 1
        last[ward.pk] = number
        code = f"{number:02}"
        founded[ward.pk, code] = NewGroup(ward, code, row.name or group_name(code), [row.old])
    problems += _give_kinds(plan, list(founded.values()))
    return sorted(founded.values(), key=lambda group: (group.ward.code, group.code)), problems


def group_name(code: str) -> str:
    """What a group is called when nobody gave it a name; official names are Vietnamese in every language."""
    return f"Tổ dân phố {int(code) if code.isascii() and code.isdigit() else code}"


def _give_kinds(plan: Reorganisation, founded: list[NewGroup]) -> list[str]:
    """Urban or rural goes over from the last day of the old groups; where they differ somebody must decide first."""
    kinds = kinds_of([old for group in founded for old in group.olds], plan.day - ONE_DAY)
    problems = []
    for group in founded:
        found = {kinds.get(old.pk) for old in group.olds}
        if len(found) == 1:
            group.kind = found.pop()
        else:
            sentence = _(
                "%(name)s, %(ward)s: the groups that become one are not all urban or all rural. Decide that first."
            )
            problems.append(sentence % {"name": group.name, "ward": group.ward.name})
    return problems


def _taken(plan: Reorganisation, decided: list[tuple[PlannedGroup, Unit]]) -> dict[int, set[str]]:
    """New ward's number -> codes of groups that stand there on the plan's first day and do not end by it."""
    found: dict[int, set[str]] = {ward.pk: set() for _row, ward in decided}
    standing = Unit.objects.filter(Q(valid_to=None) | Q(valid_to__gte=plan.day), level=Level.GROUP, parent__in=found)
    for parent, code in standing.exclude(pk__in=[row.old_id for row, _ward in decided]).values_list("parent", "code"):
        found[parent or 0].add(code)
    return found
