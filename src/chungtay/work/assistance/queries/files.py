"""Lists of monthly allowances that came as files, of the reader's own area."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from chungtay.foundation.accounts.permissions import Permission, scope_of
from chungtay.foundation.places.models import Unit
from chungtay.work.assistance.models import AllowanceFile, LineOutcome


def files_seen(user: Any, place: Unit, today: datetime.date) -> QuerySet[AllowanceFile]:
    inside = Q(pk__in=[])
    for path in scope_of(user, Permission.SUPPORT_PREPARE, today):
        inside |= Q(ward__path__startswith=path)
    found = AllowanceFile.objects.filter(inside, ward__path__startswith=place.path)
    return found.select_related("ward", "brought_by")


def warned(made: AllowanceFile) -> int:
    """Lines to be taken over that somebody has to look at first."""
    return made.lines.filter(outcome=LineOutcome.NEW).exclude(warning="").count()


def outcomes_of(made: AllowanceFile) -> dict[str, int]:
    """Outcome -> lines."""
    return dict(made.lines.order_by().values_list("outcome").annotate(Count("pk")))
