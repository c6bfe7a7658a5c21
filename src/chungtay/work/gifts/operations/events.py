"""What the operations of a round have in common: the round is held while it is changed, and each change is an event."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from chungtay.foundation.core.operations import record_event
from chungtay.work.gifts.models import Round


def held(number: int) -> Round:
    """The round, held until the transaction ends: two people acting at once come one after the other."""
    found = Round.objects.select_for_update(of=("self",), no_key=True).select_related("ward").filter(pk=number).first()
    if found is None:
        raise ValidationError(_("There is no such round."), code="none")
    return found


def needed(text: str, sentence: str, code: str) -> str:
    """A text that must not be empty. Raises ValidationError with the sentence."""
    if not text.strip():
        raise ValidationError(sentence, code=code)
    return text.strip()


def event(
    action: str, made: Round, *, by: Any, at: datetime.datetime, subject: models.Model | None = None, **detail: Any
) -> None:
    record_event(action, subject or made, by=by, at=at, area=made.ward, detail={"round": made.pk, **detail})
