"""The list of households to review is taken out: names and results leave the house, and the trail says so."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from chungtay.foundation.core.operations import record_event
from chungtay.work.review.models import CampaignGroup
from chungtay.work.review.permissions import check_may_read
from chungtay.work.review.queries import review_list as queries


def take_list(group: CampaignGroup, *, kind: str, by: Any, at: datetime.datetime) -> list[queries.Listed]:
    """The households for a file of that kind (pdf, docx, xlsx). Raises PermissionDenied."""
    today = timezone.localdate(at)
    check_may_read(by, group.group, today)
    listed = queries.to_review(group, today)
    detail = {"households": len(listed), "kind": kind}
    record_event("review.list_taken", group, by=by, at=at, area=group.group, detail=detail)
    return listed
