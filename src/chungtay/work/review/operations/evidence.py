"""What came with a form is shown: a photograph or signature is handed out one at a time, each look leaves a line."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.core.operations import record_look
from chungtay.work.review.models import Attachment
from chungtay.work.review.operations.steps import guarded
from chungtay.work.review.permissions import check_may_read


@guarded
def hand_out_attachment(attachment: Attachment, *, by: Any, at: datetime.datetime) -> str:
    """Where the file lies, for whoever may read the review there; each time it is handed out is an event. Raises
    PermissionDenied, and ValidationError for a file that has not arrived whole or was refused by its content."""
    rows = Attachment.objects.select_related("survey__case__group__group", "survey__case__ward__ward")
    kept = rows.defer("survey__answers").get(pk=attachment.pk)
    case = kept.survey.case
    check_may_read(by, case.group.group, timezone.localdate(at))
    if not kept.stored:
        raise ValidationError(_("This file is not here: it has not arrived whole, or was refused."), code="not_here")
    record_look(kept.survey, ["attachments__stored"], by=by, at=at, area=case.ward.ward)
    return kept.stored
