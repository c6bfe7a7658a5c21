"""Lists of monthly allowances that come as files: compared with the register, taken over, undone. The same file twice
is one list; identity numbers of the file find people and are not kept."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.core.operations import record_event
from chungtay.foundation.places.models import Level, Unit
from chungtay.records.entitlements.operations.allowances import Decided, add_allowances, take_back_allowances
from chungtay.records.registry.queries.pupils import people
from chungtay.work.assistance.models import AllowanceFile, FileLine, FileState, LineOutcome
from chungtay.work.assistance.operations.judging import judge_again, judged
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
    FileLine.objects.bulk_create(judged(made, sent.lines), batch_size=_BATCH)
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


@transaction.atomic
def decide(number: int, line: int, *, person: int | None, by: Any, at: datetime.datetime) -> FileLine:
    """Say whom a line means, out of those who are possible, or leave it out (None). Raises ValidationError,
    PermissionDenied."""
    made = _held(number, FileState.STAGED, by=by, at=at)
    row = made.lines.select_for_update(no_key=True, of=("self",)).filter(line=line).first()
    if row is None or not row.to_decide:
        raise ValidationError(_("There is nothing to decide on this line."), code="line")
    row.decided_by = by
    if person is None:
        row.person_id, row.outcome, row.why = None, LineOutcome.LEFT_OUT, ""
    else:
        found = people([person], [made.ward.path]).get(person)
        if found is None or found.died or person not in row.possible:
            raise ValidationError(_("This person is not one of those whom the line may mean."), code="person")
        judge_again(row, found)
    row.save(update_fields=["person", "paid_for", "outcome", "why", "warning", "decided_by"])
    record_event(
        "assistance.line_decided", made, by=by, at=at, area=made.ward,
        detail={"line": line, "outcome": str(row.outcome)},
    )  # fmt: skip
    return row


def origin(made: AllowanceFile) -> str:
    return f"allowances:{made.pk}"


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
