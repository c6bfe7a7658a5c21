"""Who complained or asked is sealed; whoever handles the matter may see it, and each look is an event."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from chungtay.foundation.core.operations import record_look
from chungtay.work.review.models import Complaint, Request
from chungtay.work.review.permissions import can_sign, check_may_prepare


@transaction.atomic
def show_contact(matter: Complaint | Request, *, by: Any, at: datetime.datetime) -> str:
    """Name, address and telephone as given, for those who prepare the review or sign; whoever checks a household again
    need not know who complained. Raises PermissionDenied."""
    area, today = (matter.ward.ward if isinstance(matter, Complaint) else matter.area), timezone.localdate(at)
    if not can_sign(by, area, today):
        check_may_prepare(by, area, today)
    field = "complainant" if isinstance(matter, Complaint) else "asker"
    record_look(matter, [field], by=by, at=at, area=area)
    return str(getattr(matter, field))
