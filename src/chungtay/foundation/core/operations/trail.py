"""Adding to the audit trail. Operations of every app call this inside their own transaction."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils.translation import gettext as _

from chungtay.foundation.core import privacy
from chungtay.foundation.core.models import AuditEvent, AuditHead, TrailCheck
from chungtay.foundation.core.privacy import Privacy
from chungtay.foundation.core.queries.chain import Anchor, verify_trail
from chungtay.foundation.core.queries.trail import last_check_that_held, seal


@dataclass(frozen=True, slots=True)
class Entry:
    """One event that is to be added; what each part means, `record_event` says."""

    action: str
    subject: models.Model
    area: Any = None
    detail: dict[str, Any] = field(default_factory=dict)
    digest: str = ""


def record_event(
    action: str,
    subject: models.Model,
    *,
    by: Any,
    at: datetime.datetime,
    detail: dict[str, Any] | None = None,
    area: Any = None,
    digest: str = "",
) -> AuditEvent:
    """Add one event: `action` in the past ("review.file_uploaded"), `by` a user or None for the program itself.

    `detail` holds numbers and codes, no names and no answers: the trail outlives the data it speaks of. `area` is a
    unit or its path; auditors see the events of their area, and events without area only where they audit the whole
    installation. `digest` (SHA-256 over the history rows that belong to the event) is sealed in with it.
    """
    [event] = record_events([Entry(action, subject, area, detail or {}, digest)], by=by, at=at)
    return event


@transaction.atomic(savepoint=False)
def record_events(entries: Sequence[Entry], *, by: Any, at: datetime.datetime) -> list[AuditEvent]:
    """Add several events, in this order, each sealed with the one before it. Three statements, however many. Without a
    savepoint: an operation whose event cannot be written is not written either, even if somebody catches the error."""
    if at.tzinfo is None:
        raise ValueError("an event needs a moment with its time zone")
    if not entries:
        return []
    head, _created = AuditHead.objects.select_for_update(no_key=True).get_or_create(pk=1)
    events = []
    for entry in entries:
        event = AuditEvent(
            number=head.number + 1,
            at=at,
            by=by,
            action=entry.action,
            subject_type=entry.subject._meta.label_lower,
            subject_id=str(entry.subject.pk),
            area_path=_path_of(entry.area),
            detail=as_kept(entry.detail),
            digest=entry.digest,
            previous_hash=head.hash,
        )
        event.hash = seal(event)
        head.number, head.hash = event.number, event.hash
        events.append(event)
    AuditEvent.objects.bulk_create(events)
    head.save()
    return events


def _path_of(area: Any) -> str:
    return area if isinstance(area, str) else area.path if area is not None else ""


def as_kept(detail: dict[str, Any]) -> dict[str, Any]:
    """The detail as both databases give it back, so that its seal can be computed anew. Raises ValueError for numbers
    with a fraction: databases disagree about how to write them."""

    def refuse(text: str) -> None:
        raise ValueError(f"the detail of an event holds whole numbers and texts, not {text}")

    kept: dict[str, Any] = json.loads(json.dumps(detail), parse_float=refuse, parse_constant=refuse)
    return kept


def record_look(
    subject: models.Model,
    fields: Iterable[str],
    *,
    beside: Iterable[tuple[type[models.Model], str]] = (),
    by: Any,
    at: datetime.datetime,
    area: Any = None,
) -> AuditEvent:
    """Somebody was shown sensitive fields of one record, and `beside` it of records to which no path of it leads.
    Raises LookupError for a field that does not exist."""
    names = sorted(set(fields))
    for name in names:
        privacy.of(subject, name)
    names += sorted({privacy.labelled(model, name) for model, name in beside})
    return record_event("core.sensitive_seen", subject, by=by, at=at, area=area, detail={"fields": names})


def record_export(
    model: type[models.Model],
    fields: Iterable[str],
    *,
    subject: models.Model,
    rows: int,
    sensitive_allowed: bool,
    by: Any,
    at: datetime.datetime,
    area: Any = None,
) -> AuditEvent:
    """Data leaves the program: `rows` records of `model` with these fields. `subject` is what the file is about: a
    ward, an import, a list. The event names the fields about people. Call it before the first row is written, in the
    same transaction.

    Raises PermissionDenied when a field is sensitive and `sensitive_allowed` (the app asks its permissions) is False;
    LookupError for a field without a privacy class.
    """
    names = sorted(set(fields))
    personal = [name for name in names if privacy.of(model, name) is Privacy.PERSONAL]
    sensitive = [name for name in names if privacy.of(model, name) is Privacy.SENSITIVE]
    if sensitive and not sensitive_allowed:
        raise PermissionDenied(
            _("The list asks for identity numbers, bank accounts or health, which your duty does not open. Leave out: ")
            + ", ".join(privacy.in_words(model, name) for name in sensitive)
        )
    detail = {"model": model._meta.label_lower, "rows": rows, "personal": personal, "sensitive": sensitive}
    return record_event("core.exported", subject, by=by, at=at, area=area, detail=detail)


def check_trail(
    *,
    by: Any,
    at: datetime.datetime,
    anchors: Iterable[Anchor] = (),
    tell: Callable[[int, int], None] = lambda done, total: None,
) -> TrailCheck:
    """Walk the whole chain and keep what was found. The last link of the last check that held must still be there."""
    held = last_check_that_held()
    known = [*anchors, *([Anchor(held.events, held.last_hash)] if held and held.events else [])]
    found = verify_trail(anchors=known, tell=tell)
    return TrailCheck.objects.create(
        at=at,
        by=by,
        events=found.events,
        last_hash=found.last_hash,
        broken_number=found.broken.number if found.broken else None,
        fault=found.broken.fault if found.broken else "",
        detail=found.broken.detail[:200] if found.broken else "",
    )
