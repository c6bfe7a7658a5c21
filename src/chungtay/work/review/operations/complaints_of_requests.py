"""Who asks anew while the list with the own result hangs objects to that result: the request is a complaint, too."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.work.review.models import CampaignState, Case, CaseState, Complaint, Request
from chungtay.work.review.operations.complaints import receive_complaint
from chungtay.work.review.queries.complaint_days import came_in_time

_POSTED = (CaseState.POSTED, CaseState.CONTESTED, CaseState.SETTLED)


def complaint_from(request: Request, case: Case, *, by: Any, at: datetime.datetime) -> Complaint | None:
    """The complaint, taken in once, with the day on which the request came; None where the household was not posted
    yet, or the request did not come while its list hung. Called inside the operation that lists the request."""
    posting = case.posting
    today = timezone.localdate(at)
    if posting is None or case.state not in _POSTED or case.campaign.state != CampaignState.OPEN:
        return None
    if not came_in_time(posting, request.received_on, today):
        return None
    note = _("It came as request %(receipt)s.") % {"receipt": request.receipt}
    complaint, _new = receive_complaint(
        posting,
        case=case,
        channel=request.channel,
        token=uuid.uuid5(request.token, "complaint"),
        complainant=request.asker,
        words=f"{request.words}\n{note}".strip(),
        received_on=request.received_on,
        late_note=note,
        by=by,
        at=at,
    )
    case.refresh_from_db()
    return complaint
