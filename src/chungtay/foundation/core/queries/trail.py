"""Reading the audit trail: the seal of an event, and the events of an area."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from chungtay.foundation.core.models import AuditEvent, TrailCheck


def seal(event: AuditEvent) -> str:
    """SHA-256 over everything the event says and the seal of the event before it."""
    return sealed_content(
        number=event.number,
        at=event.at,
        by=event.by_id,
        action=event.action,
        subject=(event.subject_type, event.subject_id),
        area=event.area_path,
        detail=event.detail,
        digest=event.digest,
        previous=event.previous_hash,
    )


def sealed_content(
    *,
    number: int,
    at: datetime.datetime,
    by: int | None,
    action: str,
    subject: tuple[str, str],
    area: str,
    detail: Any,
    digest: str,
    previous: str,
) -> str:
    """The seal from the columns of a row. Area and digest count where there is one: older events have neither."""
    content = {
        "number": number,
        "at": at.astimezone(datetime.UTC).isoformat(),
        "by": by,
        "action": action,
        "subject": list(subject),
        "detail": detail,
        "previous": previous,
    }
    content |= {name: value for name, value in (("area", area), ("digest", digest)) if value}
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def events_within(paths: Iterable[str], *, whole: bool) -> QuerySet[AuditEvent]:
    """Events of these areas and what lies below them, newest first; with `whole` those without area too. No paths and
    not whole: nothing."""
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(area_path__startswith=path)
    if whole:
        condition |= Q(area_path="")
    return AuditEvent.objects.filter(condition).select_related("by").order_by("-number")


def last_check() -> TrailCheck | None:
    """The last time that the whole chain was verified, whatever came of it."""
    return TrailCheck.objects.select_related("by").order_by("-pk").first()


def last_check_that_held() -> TrailCheck | None:
    return TrailCheck.objects.filter(broken_number=None).order_by("-pk").first()
