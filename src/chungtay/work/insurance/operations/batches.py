"""Purchases of cards: drawn up from who needs one, cost shown, approved by another, handed over by a third.

Whoever died, moved away, got a card or is covered by the state leaves the purchase at its approval and at the
hand-over, with the reason: a card is never bought for somebody whom the state covers.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.accounts.permissions import Duty, check_apart
from chungtay.foundation.core.operations import record_event
from chungtay.foundation.places.models import Level, Unit
from chungtay.work.insurance.models import BatchLine, BatchState, LineState, PurchaseBatch, Remainder
from chungtay.work.insurance.models.batches import OPEN
from chungtay.work.insurance.operations.held import event, held, lapse
from chungtay.work.insurance.operations.keeping import keep_bought
from chungtay.work.insurance.operations.pricing import lines_for, nobody, reprice
from chungtay.work.insurance.permissions import check_may_approve, check_may_prepare
from chungtay.work.insurance.queries.seen import policies_of
from chungtay.work.insurance.transitions import check_batch

_BATCH = 500


@transaction.atomic
def draw_up(
    ward: Unit,
    *,
    starts_on: datetime.date,
    months: int,
    paid_on: datetime.date,
    remainder: str,
    earlier_decision: str = "",
    adds_to: int | None = None,
    by: Any,
    at: datetime.datetime,
) -> PurchaseBatch:
    """Put everybody of a ward for whom a card is to be bought on a new purchase, with what each card costs and who pays
    which part. `earlier_decision`: its number, where cards that a budget pays begin before today. Raises
    ValidationError when nobody is left or that number lacks, PermissionDenied."""
    if ward.level != Level.WARD:
        raise ValidationError(_("Cards are bought for one ward."), code="ward")
    today = timezone.localdate(at)
    check_may_prepare(by, ward, today)
    if not 1 <= months <= 12:
        raise ValidationError(_("Cards are bought for 1 to 12 months."), code="months")
    if remainder not in Remainder.values:
        raise ValidationError(_("Say who pays the rest."), code="remainder")
    if abs((starts_on - today).days) > 366 or abs((paid_on - starts_on).days) > 92:
        raise ValidationError(
            _("The cards begin within a year, and are paid within three months of their beginning."), code="day"
        )
    # two purchases at once: the second finds the lines of the first
    Unit.objects.select_for_update(no_key=True).get(pk=ward.pk)
    made = PurchaseBatch(
        ward=ward, starts_on=starts_on, months=months, paid_on=paid_on, remainder=remainder,
        earlier_decision=earlier_decision.strip(), adds_to_id=adds_to, drawn_by=by, drawn_at=at,
    )  # fmt: skip
    lines = lines_for(made, by=by, today=today)
    if not lines:
        raise ValidationError(nobody(by, ward, today), code="nobody")
    _check_begin(made, lines, today)
    made.save()
    for line in lines:
        line.batch = made
    BatchLine.objects.bulk_create(lines, batch_size=_BATCH)
    cost = sum(line.monthly * line.months for line in lines)
    record_event("insurance.batch_drawn_up", made, by=by, at=at, area=ward, detail={"lines": len(lines), "cost": cost})
    return made


def _check_begin(made: PurchaseBatch, lines: Iterable[BatchLine], today: datetime.date) -> None:
    """A budget pays from the day of the decision on (146/2018/NĐ-CP Điều 9 khoản 3 điểm b, Điều 13 khoản 4), never for
    months gone by, unless an earlier decision named the people. Raises ValidationError."""
    budget = [line.valid_from for line in lines if line.by_state + line.by_city]
    first = min(budget, default=today)
    if first < today and not made.earlier_decision:
        sentence = _(
            "%(count)s cards that a budget pays would begin before today, the first on %(day)s: months gone by are not "
            "bought. Choose a day from today on, or give the number of the earlier decision that they begin by."
        )
        told = {"count": sum(day < today for day in budget), "day": f"{first:%d/%m/%Y}"}
        raise ValidationError(sentence % told, code="past")


@transaction.atomic
def approve(number: int, *, decision: str, by: Any, at: datetime.datetime) -> PurchaseBatch:
    """Approve what another drew up; who need no card any more leave it, and whoever followed them in the household's
    order moves up. Raises ValidationError, PermissionDenied."""
    made = held(number)
    today = timezone.localdate(at)
    check_may_approve(by, made.ward, today, policies_of(made))
    check_batch(made.state, BatchState.APPROVED)
    check_apart(by, Duty.APPROVE, acted={Duty.ENTER: made.drawn_by_id})
    if not decision.strip():
        raise ValidationError(_("Give the number of the decision."), code="decision")
    lapsed = lapse(made, OPEN, by=by, at=at)
    repriced = reprice(made, today)
    keep_bought(_due(made), "insurance.batch_approved", at=at)
    approved = made.lines.filter(state=LineState.DUE).update(state=LineState.APPROVED)
    made.state, made.decision_number = BatchState.APPROVED, decision
    made.approved_by, made.approved_at = by, at
    made.save(update_fields=["state", "decision_number", "approved_by", "approved_at"])
    event(
        "insurance.batch_approved", made, {"approved": approved, "lapsed": lapsed, "repriced": repriced}, by=by, at=at
    )
    return made


@transaction.atomic
def drop(number: int, *, by: Any, at: datetime.datetime) -> PurchaseBatch:
    """Put a purchase away that was not approved."""
    made = held(number)
    check_may_prepare(by, made.ward, timezone.localdate(at))
    check_batch(made.state, BatchState.DROPPED)
    keep_bought(_due(made), "insurance.batch_dropped", at=at)
    made.lines.filter(state=LineState.DUE).update(state=LineState.DROPPED)
    made.state = BatchState.DROPPED
    made.save(update_fields=["state"])
    event("insurance.batch_dropped", made, {}, by=by, at=at)
    return made


@transaction.atomic
def close(number: int, *, by: Any, at: datetime.datetime) -> PurchaseBatch:
    """Close a purchase of which every line has an outcome. Raises ValidationError while one has none."""
    made = held(number)
    check_may_prepare(by, made.ward, timezone.localdate(at))
    check_batch(made.state, BatchState.CLOSED)
    waiting = made.lines.filter(state__in=OPEN).count()
    if waiting:
        raise ValidationError(_("%(count)s people have no outcome yet.") % {"count": waiting}, code="waiting")
    made.state = BatchState.CLOSED
    made.save(update_fields=["state"])
    event("insurance.batch_closed", made, {}, by=by, at=at)
    return made


def _due(made: PurchaseBatch) -> list[int]:
    return list(made.lines.filter(state=LineState.DUE).order_by().values_list("pk", flat=True))
