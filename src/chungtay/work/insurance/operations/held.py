"""A purchase and a line of it, held while somebody acts; its events."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.core.operations import record_event
from chungtay.records.entitlements.operations.cards import end_cards
from chungtay.work.insurance.models import BatchLine, LineState, PurchaseBatch
from chungtay.work.insurance.operations.keeping import keep_bought
from chungtay.work.insurance.queries.leaving import gone


def say(note: str) -> None:
    if not note.strip():
        raise ValidationError(_("Say why."), code="note")


def held(number: int) -> PurchaseBatch:
    """The purchase, held until the transaction ends: two people acting at once come one after the other."""
    found = (
        PurchaseBatch.objects.select_for_update(of=("self",), no_key=True)
        .select_related("ward")
        .filter(pk=number)
        .first()
    )
    if found is None:
        raise ValidationError(_("There is no such purchase."), code="none")
    return found


def line_of(made: PurchaseBatch, line: int) -> BatchLine:
    found = BatchLine.objects.select_for_update(no_key=True).filter(batch=made, pk=line).first()
    if found is None:
        raise ValidationError(_("There is no such person on this purchase."), code="none")
    return found


def event(action: str, made: PurchaseBatch, detail: dict[str, Any], *, by: Any, at: datetime.datetime) -> None:
    record_event(action, made, by=by, at=at, area=made.ward, detail=detail)


def lapse(made: PurchaseBatch, states: Iterable[str], *, by: Any, at: datetime.datetime) -> int:
    """Whoever of these needs the card no more leaves, with the reason; returns how many."""
    lines = list(made.lines.select_for_update(no_key=True).filter(state__in=list(states)))
    left = gone(made, lines, by, timezone.localdate(at))
    changed = [line for line in lines if line.pk in left]
    ends = {line.card_id: left[line.pk].end for line in changed if line.card_id is not None}
    end_cards({card: end for card, end in ends.items() if end is not None}, at=at)
    for line in changed:
        line.state, line.note = LineState.LAPSED, left[line.pk].why
    keep_bought(left, "insurance.batch_decreased", at=at)
    BatchLine.objects.bulk_update(changed, ["state", "note"], batch_size=500)
    return len(changed)
