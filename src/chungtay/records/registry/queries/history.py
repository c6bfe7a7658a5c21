"""What happened to a household and to each of its records: who, when, why, before and after."""

from __future__ import annotations

import copy
import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import Change, Household, IdentityPaper, Membership, Operation, Person, Record
from chungtay.records.registry.queries.deltas import back, read


@dataclass(frozen=True, slots=True)
class Entry:
    """One operation with the changes that concern the household; `whole` when these are all it did."""

    operation: Operation
    rows: list[Change]

    @property
    def whole(self) -> bool:
        return len(self.rows) == self.operation.changes_count

    @property
    def undone_by(self) -> Operation | None:
        return getattr(self.operation, "undone_by", None)


@dataclass(frozen=True, slots=True)
class Names:
    """What stands behind the numbers in history rows."""

    units: dict[int, Unit]
    persons: dict[int, str]
    households: dict[int, str]
    papers: dict[int, IdentityPaper]


def of_household(home: Household) -> list[Entry]:
    """All operations that touched the household, or a person while a member of it, or since, as long as the person
    joined no other; the newest first. Three statements: asked in one, SQLite would look for "no household" in the index
    and read the rows of every person on record."""
    persons = set(Membership.objects.filter(household=home).values_list("person", flat=True))
    told = Change.objects.select_related("operation__by", "operation__undone_by", "operation__undoes").order_by()
    of_persons = list(told.filter(person__in=persons))
    rows = [*told.filter(household=home), *(row for row in of_persons if not row.household_id)]
    rows.sort(key=lambda row: -row.pk)
    spans = _spans(row for row in reversed(rows) if row.household_id == home.pk and row.record_type == "membership")
    _stretch(spans, (row for row in of_persons if row.household_id != home.pk and row.record_type == "membership"))
    by_operation: dict[int, list[Change]] = defaultdict(list)
    for row in rows:
        if row.household_id == home.pk or _within(row.operation_id, spans.get(row.person_id or 0, [])):
            by_operation[row.operation_id].append(row)
    return [
        Entry(kept[0].operation, sorted(kept, key=lambda row: row.position))
        for _number, kept in sorted(by_operation.items(), reverse=True)
    ]


def of_operation(operation: Operation) -> Entry:
    """An operation with all it did. One statement."""
    return Entry(operation, list(operation.changes.order_by("position")))


def names_for(rows: Sequence[Change], home: Household | None = None) -> Names:
    """The names that these rows need. At most four statements; the code of `home`, which was read already, is not asked
    again."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        if row.person_id:
            wanted["person"].add(row.person_id)
        if row.household_id:
            wanted["household"].add(row.household_id)
        if row.record_type == "paper":
            wanted["paper"].add(row.record_id)
        for name, values in read(row.delta).items():
            kind = "household" if name == "merged_into_id" and row.record_type == "household" else _NAMED.get(name)
            if kind:
                wanted[kind].update(value for value in values if isinstance(value, int))
    codes = {home.pk: home.code} if home is not None else {}
    units = Unit._base_manager.filter(pk__in=wanted["unit"]).select_related("parent")
    return Names(
        {unit.pk: unit for unit in units} if wanted["unit"] else {},
        dict(Person.objects.filter(pk__in=wanted["person"]).values_list("pk", "full_name")),
        codes | dict(Household.objects.filter(pk__in=wanted["household"] - codes.keys()).values_list("pk", "code")),
        IdentityPaper.objects.in_bulk(wanted["paper"]) if wanted["paper"] else {},
    )


def taken_back_by(home: Household) -> Operation | None:
    """The act that took the household itself back; None for one that stands."""
    if not home.withdrawn:
        return None
    rows = Change.objects.filter(record_type=Household.RECORD_TYPE, record_id=home.pk, delta__contains='"withdrawn"')
    row = rows.select_related("operation__by").order_by("-id").first()
    return row.operation if row else None


def ended_by(home: Household, row: Membership | None) -> Operation | None:
    """The latest act on the household itself where it ended or was taken back, else on somebody's membership of it."""
    about: Record | None = home if home.withdrawn or home.ended_on else row
    if about is None:
        return None
    rows = Change.objects.filter(record_type=about.RECORD_TYPE, record_id=about.pk).select_related("operation__by")
    last = rows.order_by("-id").first()
    return last.operation if last else None


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """What became of a record since somebody looked: a copy as it stood then, and the latest act on it."""

    as_seen: Any
    latest: Operation | None


def meanwhile(record: Record, version: int) -> Meanwhile:
    """Go back from the record as it is to the version that was seen, by its history."""
    rows = Change.objects.filter(record_type=record.RECORD_TYPE, record_id=record.pk).order_by("-id")
    since = list(rows.select_related("operation__by")[: max(record.version - version, 0)])
    seen = copy.copy(record)
    for row in since:
        for name, (before, _after) in read(row.delta).items():
            setattr(seen, name, back(type(record), name, before))
    return Meanwhile(seen, since[0].operation if since else None)


def act_of(user: Any, at: datetime.datetime) -> Operation | None:
    """The act that a person wrote at a moment."""
    return Operation.objects.filter(by=user, at=at).order_by("pk").first()


_NAMED = {"group_id": "unit", "person_id": "person", "merged_into_id": "person", "household_id": "household"}


def _spans(rows: Iterable[Change]) -> dict[int, list[list[int | None]]]:
    """Person -> [first operation, last operation or None] of each membership, from its history, oldest first."""
    open_rows: dict[int, list[int | None]] = {}
    spans: dict[int, list[list[int | None]]] = defaultdict(list)
    for row in rows:
        changed: dict[str, tuple[Any, Any]] = read(row.delta)
        ends = changed.get("valid_to", (None, None))[1] is not None or changed.get("withdrawn", (False, False))[1]
        if row.record_id not in open_rows:
            open_rows[row.record_id] = [row.operation_id, row.operation_id if ends else None]
            spans[row.person_id or 0].append(open_rows[row.record_id])
        elif ends:
            open_rows[row.record_id][1] = row.operation_id
        elif "valid_to" in changed or "withdrawn" in changed:  # taken up again
            open_rows[row.record_id][1] = None
    return spans


def _stretch(spans: dict[int, list[list[int | None]]], elsewhere: Iterable[Change]) -> None:
    """Somebody who belongs to no household stays with the last one, until an act that writes a membership elsewhere."""
    joined: dict[int, list[int]] = defaultdict(list)
    for row in elsewhere:
        joined[row.person_id or 0].append(row.operation_id)
    for person, found in spans.items():
        for span in found:
            if span[1] is not None:
                last = span[1]
                later = [operation for operation in joined[person] if operation >= last]
                span[1] = max(last, min(later) - 1) if later else None


def _within(operation: int, spans: list[list[int | None]]) -> bool:
    return any((first or 0) <= operation and (last is None or operation <= last) for first, last in spans)
