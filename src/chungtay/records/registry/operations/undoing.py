"""Taking an operation back: every record it wrote becomes what it was, by a new operation that says so.

Nothing is lost by it: the history shows the act, and the undoing of it, and the undoing can be undone.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from chungtay.foundation.accounts.permissions import Permission
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import RECORDS, Change, Household, Operation, Record, Source
from chungtay.records.registry.operations.act import acting
from chungtay.records.registry.permissions import check
from chungtay.records.registry.queries.deltas import back, plain, read, told_fields
from chungtay.records.registry.queries.parts import in_parts

_PART = 5_000


class LaterChange(ValidationError):
    """Something was done since that stands on what is to be undone. `operation` is the latest such act."""

    def __init__(self, operation: Operation | None) -> None:
        self.operation = operation
        super().__init__(
            _("Later changes stand on this one. Undo them first, the latest one first."), code="later_change"
        )


@transaction.atomic
def undo(operation: Operation, *, why: str, source: str = Source.SCREEN, by: Any, at: datetime.datetime) -> Operation:
    """Make everything the operation wrote what it was before. Raises LaterChange when somebody has changed one of its
    records since, or when a living record of a later act belongs to one that it added; ValidationError when it was
    undone already."""
    _check_areas(operation, by, at)
    return take_back(operation, why=why, source=source, by=by, at=at)


@transaction.atomic
def take_back(
    operation: Operation, *, why: str, source: str = Source.SCREEN, by: Any, at: datetime.datetime
) -> Operation:
    """As `undo`, for operations that have asked themselves who may: an import as a whole, a reorganisation."""
    operation = Operation.objects.select_for_update(of=("self",)).get(pk=operation.pk)
    area = _area(operation)
    if hasattr(operation, "undone_by"):
        raise ValidationError(_("This was undone already."), code="undone")
    written: dict[str, list[Change]] = defaultdict(list)
    for row in operation.changes.order_by("-position"):
        written[row.record_type].append(row)
    with acting(
        "undone", by=by, at=at, area=area, why=why, source=source, origin=operation.origin, undoes=operation
    ) as act:
        for record_type in sorted(written, key=_hangs_on, reverse=True):
            model = RECORDS[record_type]
            records = _records(model, [row.record_id for row in written[record_type]])
            changes = [
                (records[number], values) for number, values in _before(model, written[record_type], records).items()
            ]
            added = [row.record_id for row in written[record_type] if row.added]
            act.change_all(model, changes)
            _refuse_orphans(model, added)
    if act.operation is None:
        raise ValidationError(_("This was undone already."), code="undone")
    return act.operation


def _area(operation: Operation) -> Unit:
    area: Unit = Unit.objects.get(pk=int(operation.area_path.rstrip("/").rsplit("/", 1)[-1]))
    return area


def _check_areas(operation: Operation, by: Any, at: datetime.datetime) -> None:
    """Whoever undoes must be allowed to edit wherever the households of the operation live today."""
    touched = operation.changes.exclude(household=None).values("household")
    groups = list(Unit.objects.filter(pk__in=Household.objects.filter(pk__in=touched).values("group")))
    for group in groups or [_area(operation)]:
        check(by, Permission.REGISTRY_EDIT, group, at)


def _hangs_on(record_type: str) -> int:
    """How deep a record hangs: papers and memberships on persons, these on households. The deepest are undone first."""
    return {"household": 0, "person": 1}.get(record_type, 2)


def _records(model: type[Record], numbers: Sequence[int]) -> dict[int, Record]:
    found: dict[int, Record] = {}
    for part in in_parts(sorted(set(numbers)), _PART):
        found |= {row.pk: row for row in model._default_manager.filter(pk__in=part)}
    return found


def _before(model: type[Record], rows: Sequence[Change], records: dict[int, Record]) -> dict[int, dict[str, Any]]:
    """What each record was before the operation; what the operation left must still be what stands there."""
    values: dict[int, dict[str, Any]] = defaultdict(dict)
    for row in rows:  # from the last to the first
        record, known = records[row.record_id], values[row.record_id]
        for name, (before, after) in written_values(model, row).items():
            if (plain(known.get(name, getattr(record, name))) or None) != (after or None):
                raise LaterChange(_latest(row))
            if not row.added:
                known[name] = back(model, name, before)
        if row.added:
            if known.get("withdrawn", record.withdrawn):
                raise LaterChange(_latest(row))
            values[row.record_id] = {"withdrawn": True}
    return values


def written_values(model: type[Record], row: Change) -> dict[str, tuple[Any, Any]]:
    """{column: (before, after)}; of a new record every column, also those that were left empty."""
    found = read(row.delta)
    if not row.added:
        return found
    return {field.attname: found.get(field.attname, (None, None)) for field in told_fields(model)}


def _latest(row: Change) -> Operation | None:
    later = Change.objects.filter(record_type=row.record_type, record_id=row.record_id, id__gt=row.pk)
    newest = later.order_by("-id").select_related("operation").first()
    return newest.operation if newest else None


def _refuse_orphans(model: type[Record], numbers: Sequence[int]) -> None:
    """No living record may belong to one that is taken back."""
    for other in RECORDS.values():
        for field in other._meta.concrete_fields:
            if field.related_model is not model or field.name == "merged_into":
                continue
            for part in in_parts(sorted(set(numbers)), _PART):
                hanging = other._default_manager.filter(withdrawn=False, **{f"{field.attname}__in": part})
                first = hanging.values_list("pk", flat=True).first()
                if first is not None:
                    newest = Change.objects.filter(record_type=other.RECORD_TYPE, record_id=first).order_by("-id")
                    row = newest.select_related("operation").first()
                    raise LaterChange(row.operation if row else None)
