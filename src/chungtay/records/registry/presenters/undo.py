"""What undoing an operation would change, or why it cannot be undone, in the words of an office."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chungtay.records.registry import permissions
from chungtay.records.registry.models import Change, Operation
from chungtay.records.registry.presenters import words
from chungtay.records.registry.presenters.changes import RecordTold, fields_told, subject_of
from chungtay.records.registry.queries import undoing
from chungtay.records.registry.queries.borders import returns_of
from chungtay.records.registry.queries.deltas import plain
from chungtay.records.registry.queries.history import Entry, Names


@dataclass(frozen=True, slots=True)
class Offer:
    """Possible when there is no `refusal`; `later` is the act that stands on this one, with a household it touched."""

    records: list[RecordTold] = field(default_factory=list)
    refusal: str = ""
    later: Operation | None = None
    later_household: int | None = None


def offer(entry: Entry, names: Names, user: Any, today: datetime.date) -> Offer:
    operation = entry.operation
    if entry.undone_by is not None:
        return Offer(refusal=_("This was undone already."))
    if elsewhere := undoing.kept_elsewhere(operation):
        return Offer(refusal=elsewhere)
    groups = undoing.groups_of(operation)
    if not groups or not all(permissions.can_edit(user, group, today) for group in groups):
        return Offer(refusal=_("Only who keeps the register of all the households concerned can undo this."))
    try:
        plan = undoing.plan_of(operation)
        returns_of(plan, today)
    except undoing.LaterChange as later:
        return Offer(refusal=later.messages[0], later=later.operation, later_household=_household_of(later.operation))
    except ValidationError as refused:
        return Offer(refusal=refused.messages[0])
    rows = {(row.record_type, row.record_id): row for row in entry.rows}
    return Offer(
        [
            _told(record, values, rows[record.RECORD_TYPE, record.pk], names)
            for _model, changes in reversed(plan)
            for record, values in changes
        ]
    )


def _told(record: Any, values: dict[str, Any], row: Change, names: Names) -> RecordTold:
    verb = "changed"
    if "withdrawn" in values:
        verb = "taken_back" if values["withdrawn"] else "brought_back"
    changed = {name: (plain(getattr(record, name)), plain(value)) for name, value in values.items()}
    return RecordTold(
        what=str(words.RECORDS.get(row.record_type, row.record_type)),
        name=subject_of(row, names),
        verb=verb,
        fields=fields_told(row.record_type, changed, names),
    )


def _household_of(operation: Operation | None) -> int | None:
    if operation is None:
        return None
    return operation.changes.exclude(household=None).values_list("household", flat=True).first()
