"""The events that an auditor sees, narrowed to what is asked for."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q, QuerySet

from chungtay.foundation.accounts.models import User
from chungtay.foundation.accounts.permissions import Permission, scope_of
from chungtay.foundation.core.models import AuditEvent
from chungtay.foundation.core.queries.trail import events_within

PAGE = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the auditor asked for; everything that is empty asks for nothing."""

    who: str = ""
    action: str = ""
    subject: str = ""
    number: str = ""
    first_day: datetime.date | None = None
    last_day: datetime.date | None = None


def audits_all(user: Any, on: datetime.date) -> bool:
    """Does the person audit the whole installation, a province at least? Then events without area are seen too."""
    return any(path.count("/") == 2 for path in scope_of(user, Permission.AUDIT_READ, on))


def events_seen(user: Any, on: datetime.date) -> QuerySet[AuditEvent]:
    """Events of the areas where the person may read the trail; none where nothing is held."""
    return events_within(scope_of(user, Permission.AUDIT_READ, on), whole=audits_all(user, on))


def narrowed(events: QuerySet[AuditEvent], wanted: Wanted) -> QuerySet[AuditEvent]:
    if wanted.who:
        people = User.objects.filter(Q(username=wanted.who.lower()) | Q(full_name__icontains=wanted.who))
        events = events.filter(by__in=people)
    if wanted.action:
        events = events.filter(action=wanted.action)
    if wanted.subject:
        events = events.filter(subject_type=wanted.subject)
    if wanted.number:
        events = events.filter(subject_id=wanted.number)
    if wanted.first_day:
        events = events.filter(at__gte=_midnight(wanted.first_day))
    if wanted.last_day:
        events = events.filter(at__lt=_midnight(wanted.last_day + datetime.timedelta(days=1)))
    return events


def _midnight(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(), ZoneInfo(settings.TIME_ZONE))


@dataclass(frozen=True, slots=True)
class Page:
    """Events newest first; `older` is the number from which the next page goes on."""

    events: list[AuditEvent]
    older: int | None


def page_of(events: QuerySet[AuditEvent], before: int | None) -> Page:
    """A page by key: a far page costs no more than the first."""
    if before is not None:
        events = events.filter(number__lt=before)
    taken = list(events[: PAGE + 1])
    return Page(taken[:PAGE], taken[PAGE - 1].number if len(taken) > PAGE else None)
