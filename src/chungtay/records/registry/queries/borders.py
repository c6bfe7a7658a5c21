"""Who would live in a group that ended, once an act is undone, and into which group that one went over meanwhile."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils.translation import gettext as _

from chungtay.foundation.places.models import Succession, Unit
from chungtay.foundation.places.queries import certain_way, successors
from chungtay.records.registry.models import Household, Residence
from chungtay.records.registry.queries.parts import in_parts
from chungtay.records.registry.queries.undoing import Plan

_PART = 5_000


@dataclass(slots=True)
class Returns:
    """Residences, by number, in which an undoing puts somebody back although the group ended; `ways`: by number of such
    a group, step by step what it became."""

    residences: list[int] = field(default_factory=list)
    ways: dict[int, list[Succession]] = field(default_factory=dict)


def returns_of(plan: Plan, today: datetime.date) -> Returns:
    """Of whom the plan brings back alone: whoever lives in such a group as it is stays with the others there, for the
    reorganisation; so does whoever comes out of a group that waits for it as well. Raises ValidationError where no
    single group is certain. Statements grow with groups."""
    back, left = _brought_back(plan), _left(plan)
    waiting = _waiting({number for numbers in left.values() for number in numbers}, today) if left else set()
    found = Returns()
    for part in in_parts(sorted({group for _row, group in back}), _PART):
        for group in Unit.objects.filter(pk__in=part, valid_to__lt=today).select_related("parent").order_by("pk"):
            way = certain_way(group, today)
            if way is not None:
                found.ways[group.pk] = way
                continue
            homes = [row.household_id for row, number in back if number == group.pk]
            stray = next((home for home in homes if not left.get(home, set()) & waiting), None)
            if stray is not None or not _waiting({group.pk}, today):
                raise ValidationError(_which_group(stray or homes[0], group, today), code="which_group")
    found.residences = sorted(row.pk for row, group in back if group in found.ways)
    return found


def _left(plan: Plan) -> dict[int, set[int]]:
    """Household -> the group that it leaves by the plan, in which it lives now."""
    found: dict[int, set[int]] = {}
    for model, changes in plan:
        for row, values in changes if model is Residence else ():
            ends = values.get("withdrawn") or values.get("valid_to") or "group_id" in values
            if ends and not row.withdrawn and row.valid_to is None:  # type: ignore[attr-defined]
                found.setdefault(row.household_id, set()).add(row.group_id)  # type: ignore[attr-defined]
    return found


def _waiting(groups: set[int], today: datetime.date) -> set[int]:
    """Those that ended with their ward and of which nobody wrote down what they became: who lives there waits for the
    plan, which takes all that ended that day."""
    found: set[int] = set()
    for part in in_parts(sorted(groups), _PART):
        ended = Unit.objects.filter(pk__in=part, valid_to__lt=today, parent__valid_to=F("valid_to"))
        written = Succession.objects.filter(old__in=part).values("old")
        found.update(ended.exclude(pk__in=written).values_list("pk", flat=True))
    return found


def _brought_back(plan: Plan) -> list[tuple[Residence, int]]:
    """Residences that hold without an end once the plan is carried out, with their group then; without those of
    households that live in that group now."""
    rows = [each for model, changes in plan if model is Residence for each in changes]
    lived = {
        (row.household_id, row.group_id)  # type: ignore[attr-defined]
        for row, _values in rows
        if not row.withdrawn and row.valid_to is None  # type: ignore[attr-defined]
    }
    back: list[tuple[Residence, int]] = []
    for row, values in rows:
        after = {name: values.get(name, getattr(row, name)) for name in ("withdrawn", "valid_to", "group_id")}
        home = (row.household_id, after["group_id"])  # type: ignore[attr-defined]
        if not after["withdrawn"] and after["valid_to"] is None and home not in lived:
            back.append((row, after["group_id"]))  # type: ignore[arg-type]
    return back


def _which_group(household: int, group: Unit, today: datetime.date) -> str:
    parts = [part.unit for part in successors(group, today)]
    said = {"code": Household.objects.get(pk=household).code, "group": _named(group)}
    if parts:
        names = "; ".join(_named(unit) for unit in parts)
        return _(
            "Household %(code)s lived in %(group)s, which was divided: %(parts)s. Find out in which of these groups it "
            "lives, and have it written down under “Places” that %(group)s became that group; then undo this."
        ) % (said | {"parts": names})
    return (
        _(
            "Household %(code)s lived in %(group)s, which is no more, and nobody wrote down which group took it over. "
            "Have that written down under “Places” first; then undo this."
        )
        % said
    )


def _named(unit: Unit) -> str:
    return f"{unit.name} ({unit.parent.name})" if unit.parent else unit.name
