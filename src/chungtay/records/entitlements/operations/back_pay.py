"""A list of back pay: the difference of months that were handed over at the old amount, on a period of its own."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.core.operations import record_event
from chungtay.foundation.places.models import Level, Unit
from chungtay.records.entitlements.models import BackPaid, SupportLine, SupportList
from chungtay.records.entitlements.models.lists import HELD
from chungtay.records.entitlements.operations.drawing import hold, write
from chungtay.records.entitlements.permissions import check_may_prepare
from chungtay.records.entitlements.queries.back_pay import Owed, owed, wards_paying
from chungtay.records.entitlements.queries.issued import policies_named

_MOST = 99


@transaction.atomic
def draw_up_back_pay(ward: Unit, policy: str, *, by: Any, at: datetime.datetime) -> SupportList:
    """Put everybody of a ward to whom the policy owes a difference on a list; approval and hand-over go as with every
    list. Raises ValidationError when nothing is owed, PermissionDenied."""
    if ward.level != Level.WARD:
        raise ValidationError(_("A list is drawn up for one ward."), code="ward")
    today = timezone.localdate(at)
    check_may_prepare(by, ward, today)
    about = policies_named([policy]).get(policy)
    for number in wards_paying(ward, policy, today):  # two wards that draw up the months of one person wait in turn
        hold(Unit(pk=number))
    due = owed(by, ward, policy, today) if about else []
    if about is None or not due:
        raise ValidationError(_("Nobody is owed a difference of this policy."), code="nobody")
    period = _free_period(policy, ward, due, today)
    made = SupportList.objects.create(
        ward=ward, policy=policy, version=about.version, title=f"Truy lĩnh: {about.label.vi}"[:200], period=period,
        day=today, back_pay=True, drawn_by=by, drawn_at=at,
    )  # fmt: skip
    lines = write(
        [
            SupportLine(
                list=made, policy=policy, period=period, household_id=each.household, person_id=each.person,
                amount=each.total, reason=each.words[:300], entered_by=by,
            )
            for each in due
        ]
    )  # fmt: skip
    BackPaid.objects.bulk_create(
        (
            BackPaid(line=line, of_id=month.line, given=month.given, due=month.due)
            for line, each in zip(lines, due, strict=True)
            for month in each.months
        ),
        batch_size=500,
    )
    detail = {"policy": policy, "period": period, "lines": len(lines), "amount": sum(each.total for each in due)}
    record_event("entitlements.back_pay_drawn_up", made, by=by, at=at, area=ward, detail=detail)
    return made


def _free_period(policy: str, ward: Unit, due: Sequence[Owed], today: datetime.date) -> str:
    """2026T01, 2026T02 ...: the first after this ward's that none of these people has."""
    before = SupportList.objects.filter(policy=policy, ward=ward, back_pay=True, period__startswith=f"{today.year}T")
    held = SupportLine.objects.filter(policy=policy, state__in=HELD, person__in=[each.person for each in due])
    taken = set(held.filter(period__startswith=f"{today.year}T").values_list("period", flat=True))
    for number in range(before.count() + 1, _MOST + 1):
        period = f"{today.year}T{number:02d}"
        if period not in taken:
            return period
    raise ValidationError(_("There are 99 lists of back pay of this policy in the year already."), code="many")
