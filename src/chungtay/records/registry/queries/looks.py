"""What was looked at already: a household is opened once a day by each who reads it."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from chungtay.foundation.core.models import AuditEvent
from chungtay.records.registry.models import Household

# What opening a household shows of it: every sensitive field of its records but numbers, which are shown one by one.
OPENED = (
    "note",
    "memberships__person__ethnicity",
    "memberships__person__circumstances__kind",
    "memberships__person__circumstances__code",
    "memberships__person__circumstances__words",
    "hardships__kind",
    "hardships__description",
    "evidence__hardship",
    "evidence__title",
    "statuses__reasons",
    "statuses__result",
)


def is_open(user: Any, home: Household, at: datetime.datetime) -> bool:
    """The person opened the household today. One statement, by the index of what events are about."""
    begins = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    looks = AuditEvent.objects.filter(action="core.sensitive_seen", subject_type=Household._meta.label_lower)
    return looks.filter(subject_id=str(home.pk), by=user, at__gte=begins, at__lte=at).exists()
