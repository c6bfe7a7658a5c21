"""The report upwards of a review within the year (Điều 7 khoản 1 QĐ 24/2021): that it went out, when and under which
number. The program sends nothing itself; who sent the report says so, and Today stops asking for it."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.core.operations import record_event
from chungtay.foundation.core.text import tidy
from chungtay.work.review.models import Campaign, CampaignKind, CampaignState, ReportSent
from chungtay.work.review.operations.steps import guarded
from chungtay.work.review.permissions import check_may_prepare
from chungtay.work.review.queries.calendar import monthly_due


@guarded
def note_report_sent(
    campaign: Campaign, *, sent_on: datetime.date, reference: str, by: Any, at: datetime.datetime
) -> ReportSent:
    """Noted by whoever prepares reviews there, while the review runs or after it; the same again changes nothing, other
    words stand in place of the earlier ones. Raises ValidationError, PermissionDenied."""
    campaign = Campaign.objects.select_for_update(of=("self",), no_key=True).select_related("area").get(pk=campaign.pk)
    today = timezone.localdate(at)
    check_may_prepare(by, campaign.area, today)
    last = campaign.reports_sent.first()
    if campaign.kind != CampaignKind.IN_YEAR or monthly_due(campaign, today, last) is None:
        raise ValidationError(_("No report is due of this review: the law names none for its month."), code="no_report")
    if campaign.state not in (CampaignState.OPEN, CampaignState.CLOSED):
        raise ValidationError(
            _("This review was not opened, or was cancelled; there is nothing to report."), code="state"
        )
    if not campaign.first_day <= sent_on <= today:
        raise ValidationError(
            _("The report went out between %(first)s, when the review began, and today. Look at the day.")
            % {"first": f"{campaign.first_day:%d/%m/%Y}"},
            code="sent_on",
        )
    reference = tidy(reference)
    if not reference:
        raise ValidationError(_("Write the number of the report."), code="reference")
    if last is not None and (last.sent_on, last.reference) == (sent_on, reference):
        return last
    noted = ReportSent.objects.create(campaign=campaign, sent_on=sent_on, reference=reference, noted_by=by, noted_at=at)
    detail = {"sent_on": sent_on.isoformat(), "again": last is not None}
    record_event("review.report_sent", noted, by=by, at=at, area=campaign.area, detail=detail)
    return noted
