"""Adding to the audit trail. Operations of every app call this inside their own transaction."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import models, transaction

from chungtay.foundation.core.models import AuditEvent, AuditHead
from chungtay.foundation.core.queries import seal


@transaction.atomic
def record_event(
    action: str, subject: models.Model, *, by: Any, at: datetime.datetime, detail: dict[str, Any] | None = None
) -> AuditEvent:
    """Add one event: `action` in the past ("review.file_uploaded"), `by` a user or None for the program itself.

    `detail` holds numbers and codes, no names and no answers: the trail outlives the data it speaks of.
    """
    head, _created = AuditHead.objects.select_for_update().get_or_create(pk=1)
    event = AuditEvent(
        number=head.number + 1,
        at=at,
        by=by,
        action=action,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        detail=detail or {},
        previous_hash=head.hash,
    )
    event.hash = seal(event)
    event.save(force_insert=True)
    head.number, head.hash = event.number, event.hash
    head.save()
    return event
