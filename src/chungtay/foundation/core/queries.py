"""Reading the audit trail and proving that nobody rewrote it."""

from __future__ import annotations

import datetime
import hashlib
import json

from chungtay.foundation.core.models import AuditEvent, AuditHead


def seal(event: AuditEvent) -> str:
    """SHA-256 over everything the event says and the seal of the event before it."""
    content = {
        "number": event.number,
        "at": event.at.astimezone(datetime.UTC).isoformat(),
        "by": event.by_id,
        "action": event.action,
        "subject": [event.subject_type, event.subject_id],
        "detail": event.detail,
        "previous": event.previous_hash,
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def first_broken_link() -> int | None:
    """Number of the first event that was changed, removed or added behind our back; None when the chain holds."""
    previous, expected = "", 1
    for event in AuditEvent.objects.order_by("number").iterator():
        if event.number != expected or event.previous_hash != previous or event.hash != seal(event):
            return expected
        previous, expected = event.hash, expected + 1
    head = AuditHead.objects.filter(pk=1).first()
    if (head.number if head else 0) != expected - 1 or (head and head.hash != previous):
        return expected
    return None
