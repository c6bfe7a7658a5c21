"""What was looked at already: a household is opened once a day by each who reads it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils import timezone

from chungtay.foundation.core import privacy
from chungtay.foundation.core.models import AuditEvent
from chungtay.records.registry.models import Household

# What opening a household shows of its records here: every sensitive field but numbers, which are shown one by one.
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
# Records of other apps about a household that opening it shows too, in their panels and on their pages of it.
_beside: set[type[models.Model]] = set()


def opens_too(kinds: Iterable[type[models.Model]]) -> None:
    """Opening a household shows every sensitive field of these records of it as well. Called when the apps begin."""
    _beside.update(kinds)


def opened_beside() -> list[tuple[type[models.Model], str]]:
    """The fields of records of other apps that opening a household shows."""
    return [(model, name) for model in _beside for name in privacy.sensitive_of(model)]


def is_open(user: Any, household: int, at: datetime.datetime) -> bool:
    """The person opened the household today. One statement, by the index of what events are about."""
    begins = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    looks = AuditEvent.objects.filter(action="core.sensitive_seen", subject_type=Household._meta.label_lower)
    return looks.filter(subject_id=str(household), by=user, at__gte=begins, at__lte=at).exists()
