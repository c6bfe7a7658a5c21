"""Lists of monthly allowances that come as files: compared with the register, taken over, undone. The same file twice
is one list; identity numbers of the file find people and are not kept."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.core.operations import record_event
from chungtay.foundation.core.words import fold
from chungtay.foundation.places.models import Level, Unit
from chungtay.records.entitlements.operations.allowances import (
    Decided,
    add_allowances,
    for_the_same,
    is_same,
    meet,
    take_back_allowances,
)
from chungtay.records.entitlements.queries.allowances import live_of
from chungtay.records.registry.queries.listed import rosters
from chungtay.records.registry.queries.pupils import Matched, Sought, match
from chungtay.records.registry.queries.same import standing_people
from chungtay.work.assistance.models import AllowanceFile, FileLine, FileState, LineOutcome
from chungtay.work.assistance.operations.bounds import refused, standards_of, to_look_at
from chungtay.work.assistance.permissions import check_may_propose
from chungtay.workbooks.allowances import AllowanceLine
from chungtay.workbooks.reading.lines import Passed, kept_of

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as it was read: its name, the SHA-256 of its bytes, its people, the rows passed over."""

    name: str
    sha256: str
    lines: Sequence[AllowanceLine]
    passed: Sequence[Passed] = ()


@transaction.atomic
def bring_in(
    ward: Unit, sent: Sent, *, paid_from: datetime.date, by: Any, at: datetime.datetime
) -> tuple[AllowanceFile, bool]:
    """Compare a file with the register and with what is on record; nothing is written there yet. Returns the list and
    whether it is new. Raises ValidationError, PermissionDenied."""
    if ward.level != Level.WARD:
        raise ValidationError(_("Allowances belong to one ward."), code="ward")
    check_may_propose(by, ward, timezone.localdate(at))
    standing = (FileState.STAGED, FileState.APPLIED)
    known = AllowanceFile.objects.filter(ward=ward, sha256=sent.sha256, state__in=standing).first()
    if known:
        return known, False
    made = AllowanceFile.objects.create(
        ward=ward, name=sent.name[-200:], sha256=sent.sha256, paid_from=paid_from.replace(day=1), brought_by=by,
        brought_at=at, passed=kept_of(sent.passed),
    )  # fmt: skip
    FileLine.objects.bulk_create(_judged(made, sent.lines), batch_size=_BATCH)
    detail = {"rows": len(sent.lines)}
    record_event("assistance.allowances_brought_in", made, by=by, at=at, area=ward, detail=detail)
    return made, True


@transaction.atomic
def take_over(number: int, *, looked_at: bool = False, by: Any, at: datetime.datetime) -> AllowanceFile:
    """Write what is new of a list down. `looked_at`: somebody looked at the lines that have something to look at.
    Raises ValidationError, PermissionDenied."""
    made = _held(number, FileState.STAGED, by=by, at=at)
    if not looked_at and made.lines.filter(outcome=LineOutcome.NEW).exclude(warning="").exists():
        raise ValidationError(_("Look at the lines that are marked first, then tick that you did."), code="look")
    rows = [
        Decided(
            person=line.person_id,
            title=line.title,
            amount=line.amount,
            valid_from=line.valid_from,
            valid_to=line.valid_to,
            decision_number=line.decision_number,
            paid_from=max(made.paid_from, line.valid_from.replace(day=1)),
            paid_for=line.paid_for_id,
        )
        for line in made.lines.filter(outcome=LineOutcome.NEW)
        if line.person_id is not None and line.valid_from is not None
    ]
    add_allowances(made.ward, rows, origin=origin(made), by=by, at=at)
    return _moved(made, FileState.APPLIED, "assistance.allowances_taken_over", by=by, at=at)


@transaction.atomic
def undo_file(number: int, *, by: Any, at: datetime.datetime) -> AllowanceFile:
    """Take back what a list brought. Raises ValidationError, PermissionDenied."""
    made = _held(number, FileState.APPLIED, by=by, at=at)
    take_back_allowances(made.ward, origin=origin(made), by=by, at=at)
    return _moved(made, FileState.UNDONE, "assistance.allowances_undone", by=by, at=at)


@transaction.atomic
def discard(number: int, *, by: Any, at: datetime.datetime) -> AllowanceFile:
    """Put a list away that was not taken over."""
    made = _held(number, FileState.STAGED, by=by, at=at)
    return _moved(made, FileState.DISCARDED, "assistance.allowances_discarded", by=by, at=at)


def origin(made: AllowanceFile) -> str:
    return f"allowances:{made.pk}"


def _judged(made: AllowanceFile, lines: Sequence[AllowanceLine]) -> list[FileLine]:
    matched = match([Sought(line.name, line.born, line.number) for line in lines], [made.ward.path])
    people = [found.certain.number for found in matched if found.certain]
    looked_after = _looked_after(made, lines, matched)
    held: dict[int, list[Any]] = {}
    standing = live_of(people)
    for each in standing:
        held.setdefault(each.person_id, []).append(each)
    went = standing_people(each.paid_for_id for each in standing if each.paid_for_id is not None)
    today = timezone.localdate(made.brought_at)
    standards = standards_of(made.ward, today, [line.valid_from for line in lines if line.valid_from])
    rows = []
    for line, found, paid_for in zip(lines, matched, looked_after, strict=True):
        row = FileLine(
            file=made, line=line.line, name=line.name, title=line.title, amount=line.amount,
            valid_from=line.valid_from, valid_to=line.valid_to, decision_number=line.decision, for_name=line.for_name,
            paid_for_id=paid_for,
        )  # fmt: skip
        row.person_id = found.certain.number if found.certain else None
        row.outcome, row.why = _outcome(line, found, row, held, went)
        if row.valid_from is not None and row.outcome in (LineOutcome.NEW, LineOutcome.UNKNOWN, LineOutcome.TWICE):
            born, standard = found.certain.born if found.certain else None, standards[row.valid_from]
            never = refused(row.amount, row.valid_from, born, today, standard)
            row.outcome, row.why = (LineOutcome.WRONG, never) if never else (row.outcome, row.why)
            row.warning = "" if never else to_look_at(row.amount, row.valid_from, row.valid_to, today, standard)[:300]
        if row.outcome == LineOutcome.NEW and row.person_id is not None:
            held.setdefault(row.person_id, []).append(row)
        rows.append(row)
    return rows


def _looked_after(made: AllowanceFile, lines: Sequence[AllowanceLine], matched: Sequence[Matched]) -> list[int | None]:
    """Of each line the person for whose care it is paid, where that is certain: found as anybody, or the one of that
    name in the household of whoever receives it."""
    named = match([Sought(line.for_name, line.for_born, line.for_number) for line in lines], [made.ward.path])
    homes = {found.certain.household for line, found in zip(lines, matched, strict=True)
             if line.for_name and found.certain}  # fmt: skip
    members = rosters(homes, timezone.localdate(made.brought_at))
    numbers: list[int | None] = []
    for line, found, looked_after in zip(lines, matched, named, strict=True):
        number = looked_after.certain.number if looked_after.certain else None
        if line.for_name and number is None and found.certain and not (line.for_born or line.for_number):
            at_home = members.get(found.certain.household, [])
            alike = [each.person for each in at_home if fold(each.name) == fold(line.for_name)]
            number = alike[0] if len(alike) == 1 else None
        numbers.append(number if line.for_name else None)
    return numbers


def _outcome(
    line: AllowanceLine, found: Matched, row: FileLine, held: Mapping[int, Sequence[Any]], went: Mapping[int, int]
) -> tuple[LineOutcome, str]:
    if line.faults:
        return LineOutcome.WRONG, " ".join(vi for vi, _en in line.faults)[:300]
    if line.valid_from is None or (line.valid_to and line.valid_to < line.valid_from):
        return LineOutcome.WRONG, _("It ends before it begins.")
    if found.certain is None:
        return LineOutcome.UNKNOWN, ", ".join(each.code for each in found.possible)[:300]
    if line.for_name and row.paid_for_id in (None, row.person_id):
        return LineOutcome.UNKNOWN, (_("For the care of: %(name)s") % {"name": line.for_name})[:300]
    for each in held.get(found.certain.number, ()):
        alike = for_the_same(row, each, went)
        if alike and is_same(row, each):
            return LineOutcome.KNOWN, ""
        apart = line.for_name or each.paid_for_id is not None  # one for each, of each name
        if meet(row, each) and (not apart or (alike and fold(each.title) == fold(line.title))):
            return LineOutcome.TWICE, f"{each.title}, {each.decision_number}"[:300]
    return LineOutcome.NEW, ""


def _held(number: int, state: FileState, *, by: Any, at: datetime.datetime) -> AllowanceFile:
    found = (
        AllowanceFile.objects.select_for_update(of=("self",), no_key=True)
        .select_related("ward")
        .filter(pk=number)
        .first()
    )
    if found is None:
        raise ValidationError(_("There is no such list."), code="none")
    check_may_propose(by, found.ward, timezone.localdate(at))
    if found.state != state:
        sentence = _("The list stands at “%(state)s”; this step is not possible now. Load the page anew.")
        raise ValidationError(sentence % {"state": FileState(found.state).label}, code="state")
    return found


def _moved(made: AllowanceFile, state: FileState, action: str, *, by: Any, at: datetime.datetime) -> AllowanceFile:
    made.state = state
    made.save(update_fields=["state"])
    record_event(action, made, by=by, at=at, area=made.ward)
    return made
