"""Preparing a reorganisation: the plan, and where each residential group goes."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from chungtay.foundation.core.operations import record_event
from chungtay.foundation.core.text import tidy
from chungtay.foundation.places.models import Extent, PlannedGroup, PlanState, Reorganisation, Unit
from chungtay.foundation.places.queries.plans import candidates, planned, unplanned
from chungtay.foundation.places.queries.succession import became
from chungtay.foundation.places.transitions import may_change

ONE_DAY = datetime.timedelta(days=1)


@transaction.atomic
def draft_plan(
    area: Unit, *, day: datetime.date, title: str = "", instrument: str = "", by: Any, at: datetime.datetime
) -> Reorganisation:
    """A plan for every group of the area that ended the day before and has no place yet. Groups of a ward that went
    whole into one are assigned to it, all others are undecided. Prepared twice, it is the same plan. The decision it
    goes by is the one that the official list names, unless another is given. Groups of another open plan stay with it.

    Raises ValidationError when no group waits.
    """
    Unit._base_manager.select_for_update(no_key=True).get(pk=area.pk)  # two officers who begin at once make one plan
    known = Reorganisation.objects.filter(area=area, day=day).exclude(state=PlanState.APPLIED).first()
    groups = list(unplanned([area.path], but=known).filter(valid_to=day - ONE_DAY))
    if known is None and not groups:
        sentence = _("In %(area)s no residential group waits for a place from %(day)s on.")
        raise ValidationError(sentence % {"area": area.name, "day": f"{day:%d/%m/%Y}"})
    followers = became({group.parent.pk: group.parent for group in groups if group.parent}.values())
    sources = [row.source for found in followers.values() for row in found if row.day == day and row.source]
    plan = known or Reorganisation.objects.create(
        area=area,
        day=day,
        title=tidy(title) or _("Reorganisation of %(day)s") % {"day": f"{day:%d/%m/%Y}"},
        instrument=(tidy(instrument) or (sources[0] if sources else ""))[:200],
    )
    there = set(plan.groups.values_list("old", flat=True))
    rows = []
    for group in groups:
        into = [row for row in followers.get(group.parent_id or 0, []) if row.day == day]
        ward = into[0].new if len(into) == 1 and into[0].extent == Extent.WHOLE else None
        if group.pk not in there:
            rows.append(PlannedGroup(plan=plan, old=group, ward=ward))
    PlannedGroup.objects.bulk_create(rows)
    if known is None or rows:
        undecided = sum(1 for row in rows if row.ward is None)
        detail = {"groups": len(rows), "undecided": undecided, "from": day.isoformat()}
        record_event("places.reorganisation_prepared", plan, by=by, at=at, area=area, detail=detail)
    return plan


@transaction.atomic
def assign_groups(
    plan: Reorganisation,
    wards: Mapping[int, int | None],
    *,
    names: Mapping[int, tuple[str, str]] | None = None,
    by: Any,
    at: datetime.datetime,
) -> int:
    """Say for planned groups (by their number) to which ward (by its number) they go, None for undecided; and which
    code and name they get: empty ones are numbered by the program, one code for several of a ward makes them one group.

    One statement for each ward. Returns how many groups changed. Raises ValidationError for a ward that takes nothing
    of the group's old ward.
    """
    plan = _changeable(plan)
    rows = {row.pk: row for row in planned(plan)}
    if not {*wards, *(names or {})} <= rows.keys():
        raise ValidationError(_("The plan changed meanwhile. Load the page anew."))
    by_ward = _moved(plan, rows, wards)
    for ward, numbers in by_ward.items():
        plan.groups.filter(pk__in=numbers).update(ward=ward)
    named = _named(rows, names or {})
    PlannedGroup.objects.bulk_update(named, ["code", "name"], batch_size=200)
    changed = {row.pk for row in named} | {number for numbers in by_ward.values() for number in numbers}
    if changed:
        detail = {"groups": len(changed)}
        record_event("places.groups_assigned", plan, by=by, at=at, area=plan.area, detail=detail)
    return len(changed)


def _moved(
    plan: Reorganisation, rows: Mapping[int, PlannedGroup], wards: Mapping[int, int | None]
) -> dict[int | None, list[int]]:
    """New ward -> the groups that were not there before."""
    allowed = candidates(plan, rows.values())
    by_ward: dict[int | None, list[int]] = defaultdict(list)
    for number, ward in wards.items():
        row = rows[number]
        if ward is not None and ward not in {unit.pk for unit in allowed[row.old_ward.pk]}:
            sentence = _("%(group)s of %(ward)s cannot go to that ward: it takes nothing of it.")
            raise ValidationError(sentence % {"group": row.old.name, "ward": row.old_ward})
        if row.ward_id != ward:
            by_ward[ward].append(number)
    return by_ward


def _named(rows: Mapping[int, PlannedGroup], names: Mapping[int, tuple[str, str]]) -> list[PlannedGroup]:
    """The groups whose code or name changed, with the new ones set."""
    changed = []
    for number, given in names.items():
        row, (code, name) = rows[number], (tidy(given[0]), tidy(given[1]))
        if len(code) > 10 or len(name) > 100:
            raise ValidationError(_("A code has at most 10 signs, a name at most 100."))
        if (row.code, row.name) != (code, name):
            row.code, row.name = code, name
            changed.append(row)
    return changed


def _changeable(plan: Reorganisation) -> Reorganisation:
    held = Reorganisation.objects.select_for_update(no_key=True).select_related("area").get(pk=plan.pk)
    if not may_change(held):
        raise ValidationError(_("The plan is applied; undo it first to change it."))
    return held
