"""Handing over at the office with a signature, photograph or signed paper; and the receipt that comes later."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.accounts.permissions import Duty, check_apart
from chungtay.foundation.core.files import StoredFile, forget, keeping
from chungtay.foundation.core.files.kinds import PHOTOS
from chungtay.work.gifts.models import Delivery, Outcome, Standing
from chungtay.work.gifts.operations.events import event, held
from chungtay.work.gifts.operations.handing import Told, take_in
from chungtay.work.gifts.permissions import can_hand_over


def hand_with(told: Told, *, file: Any, where: str, by: Any, at: datetime.datetime) -> Delivery:
    """As `take_in`; `file` is an upload, or None. Raises FileRefused for what is no picture or PDF, and as `take_in`
    does; then nothing is kept."""
    if not file or told.outcome != Outcome.DELIVERED:
        return take_in(told, where=where, by=by, at=at)
    with keeping(file) as kept, transaction.atomic():
        row = take_in(told, where=where, by=by, at=at)
        if row.proof or row.proof_sha256:  # told before
            forget(kept.stored)
        else:
            _write(row, kept)
        return row


def add_receipt(number: int, gift: int, *, file: Any, by: Any, at: datetime.datetime) -> Delivery:
    """Keep the receipt of a gift of a round that was handed over without one, by who may hand over there, or who did,
    and neither drew the round up nor approved it. Raises FileRefused, ValidationError, PermissionDenied; then nothing
    is kept."""
    if not file:
        raise ValidationError(_("Choose the file with the signature or photograph."), code="file")
    with keeping(file) as kept:
        return _add(number, gift, kept, by=by, at=at)


@transaction.atomic
def _add(number: int, gift: int, kept: StoredFile, *, by: Any, at: datetime.datetime) -> Delivery:
    rows = Delivery.objects.filter(gift=gift, gift__round=number, outcome=Outcome.DELIVERED, standing=Standing.KEPT)
    row = rows.select_for_update(of=("self",), no_key=True).select_related("gift").first()
    if row is None or row.proof:
        raise ValidationError(_("Nothing was handed over here, or the receipt is there already."), code="state")
    made = held(number)
    if row.by_id != by.pk and not can_hand_over(by, made.ward, timezone.localdate(at)):
        raise PermissionDenied(_("You have no duty in %(area)s that allows this.") % {"area": made.ward.name})
    check_apart(by, Duty.PAY, acted={Duty.ENTER: made.drawn_by_id, Duty.APPROVE: made.approved_by_id})
    _write(row, kept)
    event("gifts.receipt_added", made, by=by, at=at, gift=row.gift_id, delivery=row.pk)
    return row


def _write(row: Delivery, kept: StoredFile) -> None:
    """A telephone's own picture that was announced and never came gives way: what is there proves it."""
    row.proof_kind, row.proof_size = "photo" if kept.kind in PHOTOS else "paper", kept.size
    row.proof, row.proof_sha256, row.kept_sha256 = kept.stored, kept.sha256, kept.sha256
    row.save(update_fields=["proof_kind", "proof_size", "proof", "proof_sha256", "kept_sha256"])
