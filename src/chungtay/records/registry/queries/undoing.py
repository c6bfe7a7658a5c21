"""What undoing an operation would do, worked out without writing: the preview and the undoing itself ask this."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import RECORDS, Change, Household, Membership, Operation, Person, Record
from chungtay.records.registry.queries.deltas import back, plain, read, told_fields
from chungtay.records.registry.queries.homes import home_of
from chungtay.records.registry.queries.parts import in_parts

_PART = 5_000
MANY = 3  # households; an act on more is taken back where it was done, not from the page of one of them
Values = dict[str, Any]
Plan = list[tuple[type[Record], list[tuple[Record, Values]]]]


class LaterChange(ValidationError):
    """Something was done since that stands on what is to be undone. `operation` is the latest such act."""

    def __init__(self, operation: Operation | None) -> None:
        self.operation = operation
        super().__init__(
            _("Later changes stand on this one. Undo them first, the latest one first."), code="later_change"
        )


def plan_of(operation: Operation) -> Plan:
    """Each record that the operation wrote, with the values it had before (an added one is taken back); by kind of
    record, those that hang on others first. Raises LaterChange when somebody has changed one of them since, when a
    living record of a later act belongs to one that would be taken back, or when somebody who would come back into a
    household has died or belongs to another one by now."""
    written: dict[str, list[Change]] = defaultdict(list)
    for row in operation.changes.order_by("-position"):
        written[row.record_type].append(row)
    plan: Plan = []
    for record_type in sorted(written, key=_hangs_on, reverse=True):
        model = RECORDS[record_type]
        records = _records(model, [row.record_id for row in written[record_type]])
        before = _before(model, written[record_type], records)
        plan.append((model, [(records[number], values) for number, values in before.items()]))
    _refuse_orphans(plan)
    refuse_second_homes(plan, operation.origin)
    return plan


def kept_elsewhere(operation: Operation) -> str:
    """Why an act is not taken back by itself: it is a part of something that is taken back as a whole, with whatever
    else belongs to it. "" when it stands for itself."""
    if operation.origin.startswith("import:") and operation.undoes_id:
        return _("A file as a whole was taken back. Read the file in again to have its households back.")
    if operation.origin.startswith("import:"):
        return _("This came with a file. The whole file can be taken back on its page.")
    if operation.origin and not operation.origin.startswith("request:"):
        return _("This came with a decision, a list or a reorganisation. It is taken back where that was made.")
    if households_of(operation) > MANY:
        return _("This was done for many households at once; it cannot be undone for one of them.")
    return ""


def groups_of(operation: Operation) -> list[Unit]:
    """Where the households that the operation wrote live today; where it wrote persons alone, theirs, or their last."""
    touched = list(operation.changes.exclude(household=None).values_list("household", flat=True).distinct())
    if not touched:
        persons = Person.objects.filter(pk__in=operation.changes.exclude(person=None).values("person"))
        touched = [home.pk for home in map(home_of, persons[:MANY]) if home is not None]
    return list(Unit.objects.filter(pk__in=Household.objects.filter(pk__in=touched).values("group")))


def households_of(operation: Operation) -> int:
    """How many households the operation wrote."""
    return operation.changes.exclude(household=None).values("household").distinct().count()


def _hangs_on(record_type: str) -> int:
    """How deep a record hangs: papers and memberships on persons, these on households. The deepest are undone first."""
    return {"household": 0, "person": 1}.get(record_type, 2)


def _records(model: type[Record], numbers: Sequence[int]) -> dict[int, Record]:
    found: dict[int, Record] = {}
    for part in in_parts(sorted(set(numbers)), _PART):
        found |= {row.pk: row for row in model._default_manager.filter(pk__in=part)}
    return found


def _before(model: type[Record], rows: Sequence[Change], records: dict[int, Record]) -> dict[int, Values]:
    """What each record was before the operation; what the operation left must still be what stands there."""
    values: dict[int, Values] = defaultdict(dict)
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


def _refuse_orphans(plan: Plan) -> None:
    """No living record may belong to one that is taken back, unless the plan takes it back or elsewhere too."""
    planned = {model: {record.pk: values for record, values in changes} for model, changes in plan}
    for model, changes in plan:
        gone = [record.pk for record, values in changes if values.get("withdrawn")]
        for other, column in _pointing_at(model) if gone else ():
            for number in _living(other, column, gone):
                values = planned.get(other, {}).get(number, {})
                if not values.get("withdrawn") and column not in values:
                    newest = Change.objects.filter(record_type=other.RECORD_TYPE, record_id=number).order_by("-id")
                    row = newest.select_related("operation").first()
                    raise LaterChange(row.operation if row else None)


def people_back(plan: Plan) -> list[int]:
    """Persons who come back into a household, by number."""
    members = (each for model, changes in plan if model is Membership for each in changes)
    return sorted({person for person in (_comes_back(*each) for each in members) if person})


def refuse_second_homes(plan: Plan, origin: str) -> None:
    """Nobody comes back into a household who has died or belongs to another one, unless the plan undoes that too, or a
    later part of the same whole did it, which is taken back before. Raises LaterChange."""
    planned = {model: {record.pk: (record, values) for record, values in changes} for model, changes in plan}
    members, people = planned.get(Membership, {}), planned.get(Person, {})
    for part in in_parts(people_back(plan), _PART):
        dead = Person.objects.filter(pk__in=part).exclude(death_date=None).order_by("pk")
        elsewhere = Membership.objects.current().filter(person__in=part).order_by("pk")
        stay = [("person", number) for number in dead.values_list("pk", flat=True) if number not in people]
        stay += [("membership", number) for number in elsewhere.values_list("pk", flat=True) if number not in members]
        for record_type, number in stay:
            newest = Change.objects.filter(record_type=record_type, record_id=number).order_by("-id")
            row = newest.select_related("operation").first()
            if row is None or not origin or row.operation.origin != origin:
                raise LaterChange(row.operation if row else None)


def _comes_back(record: Record, values: Values) -> int | None:
    """The person of a membership that holds without an end once the plan is carried out."""
    after = {name: values.get(name, getattr(record, name)) for name in ("withdrawn", "valid_to", "person_id")}
    return after["person_id"] if not after["withdrawn"] and after["valid_to"] is None else None


def _pointing_at(model: type[Record]) -> Iterator[tuple[type[Record], str]]:
    for other in RECORDS.values():
        for field in other._meta.concrete_fields:
            if field.related_model is model and field.name != "merged_into":
                yield other, field.attname


def _living(model: type[Record], column: str, numbers: Sequence[int]) -> Iterator[int]:
    for part in in_parts(sorted(set(numbers)), _PART):
        rows = model._default_manager.filter(withdrawn=False, **{f"{column}__in": part})
        yield from rows.values_list("pk", flat=True)
