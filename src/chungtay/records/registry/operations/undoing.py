"""Taking an operation back: every record it wrote becomes what it was, by a new operation that says so.

Nothing is lost by it: the history shows the act, and the undoing of it, and the undoing can be undone.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.accounts.permissions import Permission
from chungtay.foundation.places.models import Unit
from chungtay.foundation.places.operations import reinstate_groups
from chungtay.records.registry.models import Change, FoundBy, Household, Operation, Person, Record, Residence, Source
from chungtay.records.registry.operations.act import acting
from chungtay.records.registry.operations.borders import follow_borders
from chungtay.records.registry.operations.remembering import remember_alike_of_batch
from chungtay.records.registry.permissions import check
from chungtay.records.registry.queries.borders import Returns, returns_of
from chungtay.records.registry.queries.parts import in_parts
from chungtay.records.registry.queries.undoing import (
    LaterChange,
    Plan,
    groups_of,
    kept_elsewhere,
    people_back,
    plan_of,
    refuse_second_homes,
)

_PART = 5_000

__all__ = ["LaterChange", "take_back", "undo"]


@transaction.atomic
def undo(
    operation: Operation,
    *,
    why: str,
    owner: str = "",
    source: str = Source.SCREEN,
    by: Any,
    at: datetime.datetime,
) -> Operation:
    """Make everything the operation wrote what it was before. Raises LaterChange when somebody has changed one of its
    records since, or when a living record of a later act belongs to one that it added; ValidationError when it was
    undone already, or is a part of something that only its `owner` takes back, who gives its origin."""
    _check_areas(operation, by, at)
    refusal = "" if owner and owner == operation.origin else kept_elsewhere(operation)
    if refusal:
        raise ValidationError(refusal, code="elsewhere")
    done = take_back(operation, why=why, source=source, by=by, at=at)
    back = Change.objects.filter(operation=done, record_type="person").values_list("record_id", flat=True)
    remember_alike_of_batch(list(back), found_by=FoundBy.ENTRY, at=at)  # names and births of before are on record again
    return done


@transaction.atomic
def take_back(
    operation: Operation,
    *,
    why: str,
    source: str = Source.SCREEN,
    over_borders: bool = True,
    by: Any,
    at: datetime.datetime,
) -> Operation:
    """As `undo`, for operations that have asked themselves who may: an import as a whole, a reorganisation, which alone
    leaves `over_borders` who stands again in a group that ended."""
    operation = Operation.objects.select_for_update(of=("self",), no_key=True).get(pk=operation.pk)
    area = _area(operation)
    if hasattr(operation, "undone_by"):
        raise ValidationError(_("This was undone already."), code="undone")
    with acting(
        "undone", by=by, at=at, area=area, why=why, source=source, origin=operation.origin, undoes=operation
    ) as act:
        plan = plan_of(operation)
        _hold_who_come_back(plan, operation.origin)
        returns = returns_of(plan, timezone.localdate(at)) if over_borders else Returns()
        reinstate_groups(_groups_back(plan), by=by, at=at)
        for model, changes in plan:
            for step in _in_steps(changes):
                act.change_all(model, step)
        follow_borders(act, returns)
    if act.operation is None:
        raise ValidationError(_("This was undone already."), code="undone")
    return act.operation


def _hold_who_come_back(plan: Plan, origin: str) -> None:
    """First the households, then the persons, as everybody who takes a person in holds them; what was recorded of them
    until they were held is looked at again."""
    people = people_back(plan)
    homes = [record.pk for model, changes in plan if model is Household for record, _values in changes]
    held: tuple[tuple[type[Household] | type[Person], list[int]], ...] = ((Household, homes), (Person, people))
    for model, numbers in held if people else ():
        for part in in_parts(sorted(numbers), _PART):
            list(model.objects.select_for_update(no_key=True).filter(pk__in=part).order_by("pk").values_list("pk"))
    if people:
        refuse_second_homes(plan, origin)


def _groups_back(plan: Plan) -> list[int]:
    """Residential groups that somebody lives in again."""
    found: set[int] = set()
    for model, changes in plan:
        if model not in (Household, Residence):
            continue
        for record, values in changes:
            if not values.get("withdrawn", record.withdrawn):
                found.add(values.get("group_id", record.group_id))  # type: ignore[attr-defined, arg-type]
    return sorted(found)


def _in_steps(changes: Sequence[tuple[Record, dict[str, Any]]]) -> list[list[tuple[Record, dict[str, Any]]]]:
    """First what goes, then what changes hands, last what comes back: a person has one present household, and a
    household one head, at every moment between the statements."""
    steps: list[list[tuple[Record, dict[str, Any]]]] = [[], [], []]
    for record, values in changes:
        goes = values.get("withdrawn") is True or values.get("valid_to") is not None
        comes = values.get("withdrawn") is False or ("valid_to" in values and values["valid_to"] is None)
        steps[0 if goes else 2 if comes else 1].append((record, values))
    return [step for step in steps if step]


def _area(operation: Operation) -> Unit:
    area: Unit = Unit.objects.get(pk=int(operation.area_path.rstrip("/").rsplit("/", 1)[-1]))
    return area


def _check_areas(operation: Operation, by: Any, at: datetime.datetime) -> None:
    """Whoever undoes must be allowed to edit wherever the households of the operation live today."""
    for group in groups_of(operation) or [_area(operation)]:
        check(by, Permission.REGISTRY_EDIT, group, at)
