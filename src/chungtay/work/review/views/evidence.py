"""A photograph or signature that came with a form."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.foundation.core.files import hand_out
from chungtay.work.review.models import Attachment
from chungtay.work.review.operations.evidence import hand_out_attachment
from chungtay.work.review.views import doors


@doors.readers
@never_cache
@require_POST
def attachment(
    request: PageRequest, place: str, year: int, campaign: int, case: int, number: int, file: int
) -> HttpResponseBase:
    """By a press, never by a link that programs follow; always to be saved."""
    found = doors.campaign_in(request, place, year, campaign)
    home = doors.case_in(request, found, case)
    row = get_object_or_404(Attachment, pk=file, survey__case=home, survey__number=number)
    try:
        stored = hand_out_attachment(row, by=request.user, at=timezone.now())
    except ValidationError as error:
        for sentence in error.messages:
            messages.warning(request, sentence)
        return redirect(doors.address(request, "campaign:case", found, home.pk) + f"?phieu={number}")
    ending = stored.rsplit(".", 1)[-1]
    return hand_out(stored, name=f"phieu-{home.pk}-{number}-{row.pk}.{ending}", media_type=row.media_type)
