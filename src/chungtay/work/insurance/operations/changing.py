"""Who leaves a purchase, and who is added to it by a further one."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.work.insurance.models import BatchState, LineState, PurchaseBatch
from chungtay.work.insurance.models.batches import OPEN
from chungtay.work.insurance.operations.batches import draw_up
from chungtay.work.insurance.operations.held import event, held, lapse
from chungtay.work.insurance.permissions import check_may_prepare
from chungtay.work.insurance.transitions import check_batch


@transaction.atomic
def decrease(number: int, *, by: Any, at: datetime.datetime) -> int:
    """Take out of an approved purchase whoever died, moved away, got another card or is covered by the state; cards of
    the dead and of those who left end. Returns how many left. Raises PermissionDenied."""
    made = held(number)
    check_may_prepare(by, made.ward, timezone.localdate(at))
    check_batch(made.state, BatchState.CLOSED)  # an approved one alone: a draft is looked through at its approval
    count = lapse(made, (*OPEN, LineState.DELIVERED), by=by, at=at)
    if count:
        event("insurance.batch_decreased", made, {"lines": count}, by=by, at=at)
    return count


@transaction.atomic
def increase(
    number: int, *, starts_on: datetime.date, earlier_decision: str = "", by: Any, at: datetime.datetime
) -> PurchaseBatch:
    """Draw up a further purchase for whoever came since (births, moves in, newly entitled), to the end of the first.
    Raises ValidationError when nobody came, PermissionDenied."""
    made = held(number)
    if made.state not in (BatchState.APPROVED, BatchState.CLOSED):
        check_batch(made.state, BatchState.CLOSED)
    past = (starts_on.year - made.starts_on.year) * 12 + starts_on.month - made.starts_on.month
    if not 0 <= past < made.months:
        raise ValidationError(_("The day lies outside the time of the purchase."), code="day")
    return draw_up(
        made.ward, starts_on=starts_on, months=made.months - past, paid_on=starts_on, remainder=made.remainder,
        earlier_decision=earlier_decision, adds_to=made.pk, by=by, at=at,
    )  # fmt: skip
