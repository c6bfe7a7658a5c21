"""What every act on a case shares: holding it, looking whether its household is still there, keeping a file."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.core.files import StoredFile
from chungtay.foundation.core.operations import record_event
from chungtay.records.registry.queries.hardships import event_of
from chungtay.records.registry.queries.listed import homes, rosters, wards_of
from chungtay.work.assistance.models import Case, Part, PartState, Proof
from chungtay.work.assistance.operations import deaths
from chungtay.work.assistance.queries.norms import FUNERAL


def held(number: int) -> Case:
    """The case, held until the transaction ends: two people acting at once come one after the other."""
    found = Case.objects.select_for_update(of=("self",), no_key=True).select_related("ward").filter(pk=number).first()
    if found is None:
        raise ValidationError(_("There is no such case."), code="none")
    return found


def part_of(case: Case, number: int) -> Part:
    found = Part.objects.select_for_update(no_key=True).filter(case=case, number=number).first()
    if found is None:
        raise ValidationError(_("The case has no such part."), code="none")
    return found


def check_still_there(case: Case, today: datetime.date) -> None:
    """Raise ValidationError when the household has ended or moved to another ward, or the person of the case belongs to
    it no longer. A funeral is for somebody of whom the register still shows that they died, or are missing."""
    if not homes([case.household_id], day=today):
        raise ValidationError(_("The household has ended. Refuse the case; nothing is paid."), code="ended")
    if wards_of([case.household_id]).get(case.household_id) != case.ward_id:
        raise ValidationError(_("The household has moved to another ward, which decides now."), code="moved")
    if case.norm == FUNERAL:
        deaths.of_the_case(case, event_of(case.household_id, case.event_id or 0))
        return
    if case.person_id is None:
        return
    if case.person_id not in {each.person for each in rosters([case.household_id], today).get(case.household_id, [])}:
        raise ValidationError(_("The person died or left the household. Nothing is paid."), code="gone")


def check_day(day: datetime.date, since: datetime.date, at: datetime.datetime) -> None:
    if not since <= day <= timezone.localdate(at):
        raise ValidationError(_("The day lies before the step before it, or in the future."), code="day")


def said(text: str) -> str:
    if not text.strip():
        raise ValidationError(_("Say why."), code="note")
    return text


def keep(case: Case, title: str, kept: StoredFile, *, by: Any, at: datetime.datetime) -> Proof:
    return Proof.objects.create(
        case=case,
        title=title,
        stored=kept.stored,
        media_type=kept.media_type,
        size=kept.size,
        sha256=kept.sha256,
        added_by=by,
        added_at=at,
    )


def drop_rest(case: Case) -> int:
    return case.parts.filter(state=PartState.DUE).update(state=PartState.DROPPED)


def event(action: str, case: Case, detail: dict[str, Any], *, by: Any, at: datetime.datetime) -> None:
    record_event(action, case, by=by, at=at, area=case.ward, detail={"kind": str(case.kind), **detail})
