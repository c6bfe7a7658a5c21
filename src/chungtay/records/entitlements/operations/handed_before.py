"""What was handed over in a ward that has ended: its receipt, and that it was given back, are noted where the family
lives now."""

from __future__ import annotations

import datetime
from typing import Any

from chungtay.foundation.places.models import Unit
from chungtay.records.entitlements.models import LineState, SupportLine, SupportList
from chungtay.records.entitlements.permissions import can_hand_over, check_may_hand_over
from chungtay.records.registry.queries.listed import wards_of


def check_may_act_on(by: Any, made: SupportList, line: int, today: datetime.date) -> None:
    """Raise PermissionDenied unless the person may hand over in the ward of the list; where that has ended, of
    something that was handed over, in the ward of the family."""
    if made.ward.exists_on(today) or can_hand_over(by, made.ward, today):
        check_may_hand_over(by, made.ward, today)
        return
    handed = SupportLine.objects.filter(list=made, pk=line, state=LineState.DELIVERED)
    now = Unit.objects.filter(pk__in=wards_of(handed.values_list("household", flat=True)).values()).first()
    check_may_hand_over(by, now or made.ward, today)
