"""What is under way in an app goes along with its people into their new ward, and comes back when the reorganisation is
undone. The app's mover calls these (`places.operations.register_mover`):

    follow_rows(Case.objects.exclude(state__in=ENDED), moves, action="...", origin=origin, undo=undo, by=by, at=at)
    follow_lines(SupportLine.objects.filter(state__in=OPEN), moves, kept=keep_lines, action="...", origin=origin, ...)

Whatever was done stays where it was done. Everything in a fixed number of statements, however many people.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Protocol

from django.db.models import Model, QuerySet

from chungtay.foundation.core.operations import record_events
from chungtay.foundation.core.operations.trail import Entry
from chungtay.foundation.places.models import Unit
from chungtay.foundation.places.operations import Move
from chungtay.foundation.places.operations.carrying import bring_back, carried, carry, settle
from chungtay.records.registry.queries.going import held
from chungtay.records.registry.queries.parts import in_parts
from chungtay.records.registry.queries.wards_after import wards_after

_PART = 2_000


class Kept(Protocol):
    def __call__(self, lines: Collection[int], action: str, *, at: datetime.datetime) -> None: ...


def follow_rows(
    rows: QuerySet[Any, Any], moves: Sequence[Move], *, household: str = "household", person: str = "person",
    action: str, origin: str, undo: bool, by: Any, at: datetime.datetime,
) -> None:  # fmt: skip
    """Rows with a `ward`, each of one household or person ("" : it has no such column). Undone, first what went comes
    back, whatever became of it; then what is open of those people follows them."""
    model = rows.model
    if undo:
        bring_back(model, "ward", origin=origin, at=at)
    found = held(rows, moves, household=household, person=person)
    goes = wards_after(found, moves)
    moved = {row.number: (row.ward, goes[row.number]) for row in found if row.number in goes}
    carry(model, "ward", moved, origin=_back(origin) if undo else origin, at=at)
    _told(model, moved, action, by, at)


def follow_lines(
    lines: QuerySet[Any, Any], moves: Sequence[Move], *, action: str, parent: str = "list", origin: str, undo: bool,
    by: Any, at: datetime.datetime, kept: Kept, copied: Callable[[Mapping[int, int]], None] | None = None,
) -> None:  # fmt: skip
    """Open lines of lists go over onto a list of the new ward that continues theirs: of the same decision, or drawn up
    by the same person. A list without an open line left is closed. The table of lists has `ward`, `state`,
    `approved_by`, `approved_at` and `continues`, its lines are `lines`. `kept`: keeps how lines stand, by number, the
    action and the moment, before they get another list or their list another ward."""
    model = lines.model
    lists: type[Model] = model._meta.get_field(parent).related_model
    if undo:
        _lines_back(lists, model, lines, parent, origin, lambda numbers: kept(numbers, action, at=at), at)
    goes = wards_after(held(lines, moves, ward=f"{parent}__ward"), moves)
    of_list: dict[int, int] = {}
    for part in in_parts(sorted(goes), _PART):
        of_list.update(model.objects.filter(pk__in=part).values_list("pk", parent))
    wanted = {(of_list[number], ward) for number, ward in goes.items()}
    onto = _continuing(lists, wanted)
    moved = {number: (of_list[number], onto[of_list[number], ward]) for number, ward in goes.items()}
    kept(moved, action, at=at)
    carry(model, parent, moved, origin=_back(origin) if undo else origin, at=at)
    _close_empty(lists, lines, parent, {before for before, _after in moved.values()})
    if copied is not None:
        copied({after: before for before, after in moved.values()})
    counts: dict[tuple[int, int], int] = defaultdict(int)
    for pair in moved.values():
        counts[pair] += 1
    _told_of_lists(lists, counts, action, by, at)


def _continuing(lists: type[Any], wanted: Collection[tuple[int, int]]) -> dict[tuple[int, int], int]:
    """(List, ward) -> the list there that continues it as it stands: one that is there, or a new one."""
    olds = {made.pk: made for made in lists.objects.filter(pk__in={number for number, _ward in wanted})}
    found = {}
    for made in lists.objects.filter(continues__in=olds, state__in=("draft", "approved")).order_by("pk"):
        if _alike(made, olds[made.continues_id]):
            found[made.continues_id, made.ward_id] = made.pk
    new = [_copy(olds[number], ward) for number, ward in sorted(wanted) if (number, ward) not in found]
    for made in lists.objects.bulk_create(new):
        found[made.continues_id, made.ward_id] = made.pk
    return found


def _alike(one: Any, other: Any) -> bool:
    """Whether two lists stand before the same step by the same decision."""
    return bool(one.approved_at == other.approved_at and one.approved_by_id == other.approved_by_id)


def _copy(made: Any, ward: int) -> Any:
    values = {field.attname: getattr(made, field.attname) for field in made._meta.concrete_fields}
    del values["id"]
    return type(made)(**values | {"ward_id": ward, "continues_id": made.pk, "state": _open_state(made)})


def _open_state(made: Any) -> str:
    return "approved" if made.approved_at is not None else "draft"


def _close_empty(lists: type[Any], lines: QuerySet[Any, Any], parent: str, numbers: Collection[int]) -> None:
    """Every line has an outcome, or stands on the list of another ward."""
    waiting = lines.filter(**{f"{parent}__in": numbers}).values(parent)
    lists.objects.filter(pk__in=numbers, state__in=("draft", "approved")).exclude(pk__in=waiting).update(state="closed")


def _lines_back(
    lists: type[Any], model: type[Any], lines: QuerySet[Any, Any], parent: str, origin: str,
    kept: Callable[[Collection[int]], None], at: datetime.datetime,
) -> None:  # fmt: skip
    """Lines come back onto the list they were on, done or open. A list that was approved since in the new ward comes
    back as a list of its own: its decision is another one."""
    taken = carried(model, origin=origin)
    pairs = {after: before for before, after in taken.values()}
    made = {each.pk: each for each in lists.objects.filter(pk__in={*pairs, *pairs.values()})}
    whole = {after for after, before in pairs.items() if not _alike(made[after], made[before])}
    kept(set(model.objects.filter(**{f"{parent}__in": whole}).order_by().values_list("pk", flat=True)))
    for after in whole:
        made[after].ward_id = made[pairs[after]].ward_id
    lists.objects.bulk_update([made[number] for number in sorted(whole)], ["ward"], batch_size=500)
    now: dict[int, int] = {}
    for part in in_parts(sorted(taken), _PART):
        now.update(model.objects.filter(pk__in=part).values_list("pk", parent))
    back = [
        model(pk=number, **{f"{parent}_id": before})
        for number, (before, after) in sorted(taken.items())
        if after not in whole and now[number] == after
    ]
    kept([line.pk for line in back])
    model.objects.bulk_update(back, [parent], batch_size=500)
    settle(model, origin=origin, at=at)
    _reopen(lists, lines, parent, [made[number] for number in set(pairs.values())])
    _put_away(lists, model, parent, sorted(set(pairs) - whole))


def _reopen(lists: type[Any], lines: QuerySet[Any, Any], parent: str, made: Sequence[Any]) -> None:
    there = set(lines.filter(**{f"{parent}__in": [each.pk for each in made]}).values_list(parent, flat=True))
    again = [each for each in made if each.pk in there and each.state == "closed"]
    for each in again:
        each.state = _open_state(each)
    lists.objects.bulk_update(again, ["state"], batch_size=500)


def _put_away(lists: type[Any], model: type[Any], parent: str, numbers: Sequence[int]) -> None:
    """A list that continued another and has no line any more was never one of its ward."""
    left = model.objects.filter(**{f"{parent}__in": numbers}).values(parent)
    empty = lists.objects.filter(pk__in=numbers).exclude(pk__in=left)
    empty.update(state="dropped", approved_by=None, approved_at=None)


def _back(origin: str) -> str:
    return f"{origin}:back"


def _told(model: type[Any], moved: Mapping[int, tuple[int, int]], action: str, by: Any, at: datetime.datetime) -> None:
    """One event for each new ward: what went there, by numbers."""
    by_ward: dict[tuple[int, int], list[int]] = defaultdict(list)
    for number, pair in moved.items():
        by_ward[pair].append(number)
    wards = Unit.objects.in_bulk({ward for pair in by_ward for ward in pair})
    record_events(
        [
            Entry(action, model(pk=numbers[0]), wards[after], {"rows": len(numbers), "from": wards[before].code}, "")
            for (before, after), numbers in sorted(by_ward.items())
        ],
        by=by,
        at=at,
    )


def _told_of_lists(
    lists: type[Any], counts: Mapping[tuple[int, int], int], action: str, by: Any, at: datetime.datetime
) -> None:
    new = lists.objects.select_related("ward").in_bulk({after for _before, after in counts})
    record_events(
        [
            Entry(action, new[after], new[after].ward, {"lines": lines, "from": before}, "")
            for (before, after), lines in sorted(counts.items())
        ],
        by=by,
        at=at,
    )
