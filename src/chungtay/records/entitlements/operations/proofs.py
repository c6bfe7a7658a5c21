"""Handing over with a signature or photograph: kept while its line is written, forgotten where nothing was given; and
the receipt that comes later."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.accounts.permissions import Duty, check_apart
from chungtay.foundation.core.files import StoredFile, forget, keeping
from chungtay.foundation.core.operations import record_event
from chungtay.records.entitlements.models import LineState, SupportLine, SupportList
from chungtay.records.entitlements.operations.handed_before import check_may_act_on
from chungtay.records.entitlements.operations.lists import hand_over
from chungtay.records.entitlements.operations.origins import origin_of


def hand_over_with(
    number: int, line: int, *, file: Any, received_by: str, on: datetime.date, by: Any, at: datetime.datetime
) -> SupportLine:
    """As `hand_over`; `file` is an upload, or None. Raises FileRefused for what is no picture or PDF, and as
    `hand_over` does; then nothing is kept."""
    if not file:
        return hand_over(number, line, received_by=received_by, on=on, by=by, at=at)
    with keeping(file) as kept:
        one = hand_over(number, line, received_by=received_by, on=on, kept=kept, by=by, at=at)
        if one.proof != kept.stored:  # lapsed instead
            forget(kept.stored)
        return one


def add_receipt(number: int, line: int, *, file: Any, by: Any, at: datetime.datetime) -> SupportLine:
    """Keep the signed receipt or photograph of something that was handed over without one, by who may hand over there
    and neither drew the list up nor approved it. Raises FileRefused, ValidationError, PermissionDenied; then nothing is
    kept."""
    if not file:
        raise ValidationError(_("Choose the file with the signature or photograph."), code="file")
    with keeping(file) as kept:
        return _add(number, line, kept, by=by, at=at)


@transaction.atomic
def _add(number: int, line: int, kept: StoredFile, *, by: Any, at: datetime.datetime) -> SupportLine:
    made = SupportList.objects.select_related("ward").filter(pk=number).first()
    one = SupportLine.objects.select_for_update(of=("self",), no_key=True).filter(list=number, pk=line).first()
    if made is None or one is None:
        raise ValidationError(_("There is no such line."), code="none")
    today = timezone.localdate(at)
    if not (made.origin and origin_of(made.origin).hands(made, by, today)):
        check_may_act_on(by, made, line, today)
    check_apart(by, Duty.PAY, acted={Duty.ENTER: made.drawn_by_id, Duty.APPROVE: made.approved_by_id})
    if one.state != LineState.DELIVERED or one.proof:
        raise ValidationError(_("Nothing was handed over here, or the receipt is there already."), code="state")
    one.proof, one.proof_type, one.proof_sha256 = kept.stored, kept.media_type, kept.sha256
    one.save(update_fields=["proof", "proof_type", "proof_sha256"])
    record_event(
        "entitlements.receipt_added", made, by=by, at=at, area=made.ward, detail={"policy": made.policy, "line": one.pk}
    )
    return one
