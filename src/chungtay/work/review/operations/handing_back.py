"""Whoever was asked to check a household again can no longer go: the visit is taken back, with a reason, and given to
somebody else. Where second visits disagree and nobody is left, somebody then says which one holds (`rechecks`)."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.core.text import tidy
from chungtay.work.review.models import Complaint, ComplaintState
from chungtay.work.review.operations.complaints import hold_complaint, note_handed_back
from chungtay.work.review.operations.steps import guarded
from chungtay.work.review.permissions import can_prepare, check_may_sign
from chungtay.work.review.queries.rechecks import disagree, found_of


@guarded
def hand_back(complaint: Complaint, *, why: str, by: Any, at: datetime.datetime) -> Complaint:
    """Nobody has the visit any more. By whoever prepares the ward, or its leader.

    Raises StepRefused, PermissionDenied, ValidationError."""
    complaint, case = hold_complaint(complaint, ComplaintState.RECEIVED, ComplaintState.CHECKING)
    today, ward = timezone.localdate(at), complaint.ward.ward
    if not can_prepare(by, ward, today):
        check_may_sign(by, ward, today)
    if complaint.checker is None:
        raise ValidationError(_("Nobody has this visit. Load the page anew."), code="nobody")
    if not tidy(why):
        raise ValidationError(_("Say why the visit is not made."), code="why")
    note_handed_back(complaint, why=why, by=by, at=at)
    if not disagree(found_of(case)):  # while they disagree a third person is awaited, or a word
        complaint.state = ComplaintState.RECEIVED
        complaint.save(update_fields=["state"])
    return complaint
