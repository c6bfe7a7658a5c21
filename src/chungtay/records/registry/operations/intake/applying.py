"""Taking over what was compared, in parts: each part is one transaction and one act of the register, with the mark of
the file inside it. Whoever takes the work up after a dead worker finds either the whole part or nothing of it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from chungtay.foundation.core.operations import record_event
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import (
    FoundBy,
    Household,
    ImportFile,
    ImportState,
    Outcome,
    Source,
    StagedHousehold,
)
from chungtay.records.registry.operations.act import acting
from chungtay.records.registry.operations.intake.founding import found_missing_groups
from chungtay.records.registry.operations.intake.marking import write_marked_copy
from chungtay.records.registry.operations.intake.staging import choice_of, count_outcomes, rules_of, staged_row
from chungtay.records.registry.operations.intake.telling import Telling
from chungtay.records.registry.operations.intake.writing import write_plans
from chungtay.records.registry.operations.remembering import remember_alike_of_batch
from chungtay.records.registry.operations.rows import update_rows
from chungtay.records.registry.queries.intake.comparing import compare
from chungtay.records.registry.queries.intake.incoming import Incoming, Message, from_payload
from chungtay.records.registry.queries.intake.known import known_for
from chungtay.records.registry.queries.intake.planning import Plan, Rules
from chungtay.records.registry.queries.intake.sentences import both

PART = 1_000  # households in one transaction and one act
_WRITTEN = (Outcome.NEW, Outcome.CHANGED)


def origin_of(file: ImportFile) -> str:
    return f"import:{file.pk}"


def apply_staged(number: int, progress: Telling, *, by: Any, at: datetime.datetime) -> dict[str, int]:
    """Take over what is not taken over yet; how many households came to what. Called twice, it is done once."""
    file = ImportFile.objects.select_related("area").get(pk=number)
    rules = rules_of(file, today=timezone.localdate(at))
    waiting = file.households.filter(outcome__in=_WRITTEN)
    total = waiting.count()
    done = waiting.filter(position__lte=file.mark).count()
    progress.beat(done, total, stage=gettext("Taking over into the register"))
    while True:
        with progress.batch() as batch:
            rows = _next_rows(number)
            if not rows:
                break
            _apply(rows[0].file, rows, rules, by=by, at=at)
            ImportFile.objects.filter(pk=number).update(mark=rows[-1].position)
            done += len(rows)
            batch.done, batch.total = done, total
    return _finish(number, at=at)


def _next_rows(number: int) -> list[StagedHousehold]:
    """The rows behind the mark, with the file held: another worker waits here, and then finds the mark moved."""
    file = ImportFile.objects.select_for_update(of=("self",), no_key=True).select_related("area").get(pk=number)
    if file.state != ImportState.APPLYING:
        return []
    rows = file.households.filter(position__gt=file.mark, outcome__in=_WRITTEN, applied=False).order_by("position")
    found = list(rows[:PART])
    for row in found:
        row.file = file
    return found


def _apply(file: ImportFile, rows: Sequence[StagedHousehold], rules: Rules, *, by: Any, at: datetime.datetime) -> None:
    """These rows in one act. When one of them does not go, the others go without it: halves, down to the one."""
    try:
        with transaction.atomic():
            _write(file, rows, rules, by=by, at=at)
    except (ValidationError, IntegrityError) as error:
        if len(rows) == 1:
            _refuse(rows[0], error)
            return
        middle = len(rows) // 2
        _apply(file, rows[:middle], rules, by=by, at=at)
        _apply(file, rows[middle:], rules, by=by, at=at)


def _write(file: ImportFile, rows: Sequence[StagedHousehold], rules: Rules, *, by: Any, at: datetime.datetime) -> None:
    homes = [from_payload(row.payload) for row in rows]
    _hold_wards(homes)
    _note_founded(file, found_missing_groups(homes, rules, by=by, at=at))
    known = known_for(homes, file.area, file.rule_set)
    plans = [compare(home, known, rules, choice_of(row)) for home, row in zip(homes, rows, strict=True)]
    writable = [plan for plan in plans if plan.outcome in _WRITTEN]
    groups = Unit.objects.in_bulk({plan.incoming.group for plan in writable if plan.incoming.group})
    with acting(
        "import_batch",
        by=by,
        at=at,
        area=file.area,
        why=file.name,
        effective_on=file.on,
        source=Source.IMPORT,
        origin=origin_of(file),
    ) as act:
        written = write_plans(act, writable, rules, groups)
    remember_alike_of_batch(act.persons_written(), found_by=FoundBy.IMPORT, at=at)
    by_plan = {id(plan): written[place] for place, plan in enumerate(writable)}
    _keep(rows, plans, by_plan)


def _note_founded(file: ImportFile, groups: Sequence[int]) -> None:
    """Undoing the file takes them back too."""
    if groups:
        founded = ImportFile.objects.values_list("founded", flat=True).get(pk=file.pk)
        ImportFile.objects.filter(pk=file.pk).update(founded=[*founded, *groups])


def _hold_wards(homes: Sequence[Incoming]) -> None:
    """Two files with the same new households, taken over at once: the second waits, and then finds them."""
    wards = sorted({home.ward for home in homes if home.ward})
    list(Unit.objects.select_for_update(no_key=True).filter(pk__in=wards).order_by("pk").values_list("pk"))


def _keep(rows: Sequence[StagedHousehold], plans: Sequence[Plan], written: dict[int, Household]) -> None:
    """What came of each row. Where the register changed since the comparison, the row says what was found now."""
    other = []
    for row, plan in zip(rows, plans, strict=True):
        household = written.get(id(plan))
        if household is None or plan.outcome != row.outcome or len(plan.incoming.messages) != row.told:
            staged_row(row, plan, payload=row.payload)
            other.append(row)
        row.applied, row.household = household is not None, household or row.household
    update_rows(StagedHousehold, ["applied", "household_id"], rows)
    update_rows(StagedHousehold, ["outcome", "differences", "messages", "told", "missing"], other)


def _refuse(row: StagedHousehold, error: Exception) -> None:
    if isinstance(error, ValidationError):
        said = " ".join(error.messages)
        told = said, said
    else:
        told = both(_("The register refuses this household as it stands beside its others. Look at it on its page."))
    message = Message(row.sheet, row.row, "", *told)
    row.messages = [*row.messages, message.as_json()]
    row.told, row.outcome = len(row.messages), Outcome.REFUSED
    row.save(update_fields=["messages", "told", "outcome"])


def _finish(number: int, *, at: datetime.datetime) -> dict[str, int]:
    with transaction.atomic():
        file = ImportFile.objects.select_for_update(of=("self",), no_key=True).select_related("area").get(pk=number)
        if file.state != ImportState.APPLYING:
            return dict(file.counts)
        before = file.counts.get("refused", 0)
        file.counts = count_outcomes(file) | {"applied": file.households.filter(applied=True).count()}
        file.state, file.finished_at = ImportState.APPLIED, at
        file.save()
        record_event("registry.file_taken_over", file, by=None, at=at, area=file.area, detail=file.counts)
    if file.counts["refused"] != before:
        write_marked_copy(file)
    return dict(file.counts)
