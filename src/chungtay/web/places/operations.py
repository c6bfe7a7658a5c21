"""Handing a duty of a unit that ended over to the units that took its place."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.accounts import operations as accounts
from chungtay.foundation.accounts.models import Assignment
from chungtay.foundation.places.models import Unit


@transaction.atomic
def hand_over_duty(
    duty: Assignment, *, areas: Sequence[Unit], keep: bool, by: Any, at: datetime.datetime
) -> list[Assignment]:
    """The person goes on in the new areas from today; `keep` leaves the duty in the old unit for its years, else it
    ends today. All or nothing; returns the new duties."""
    if not areas and keep:
        raise ValidationError(_("Choose where the duty goes on, or end it."))
    today = timezone.localdate(at)
    given = [accounts.assign(duty.user, role=duty.role, area=area, starts_on=today, by=by, at=at) for area in areas]
    if not keep:
        accounts.end_assignment(duty, last_day=today, by=by, at=at)
    return given
