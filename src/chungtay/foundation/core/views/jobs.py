"""One's own background jobs: what goes on, how far it is, what came of it; to stop and to try again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chungtay.foundation.core.audience import SIGNED_IN, audience
from chungtay.foundation.core.files import hand_out
from chungtay.foundation.core.operations import jobs as operations
from chungtay.foundation.core.operations import results
from chungtay.foundation.core.presenters import ShownJob, shown
from chungtay.foundation.core.queries.jobs import jobs_of
from chungtay.foundation.core.templatetags.words import words

PAGE = 30


@audience(SIGNED_IN)
def jobs(request: HttpRequest) -> HttpResponse:
    page = Paginator(jobs_of(request.user), PAGE).get_page(request.GET.get("trang"))
    rows = [shown(job, timezone.now()) for job in page]
    return render(request, "core/jobs.html", {"rows": rows, "page": page, "busy": any(row.job.open for row in rows)})


@audience(SIGNED_IN)
def job(request: HttpRequest, number: int) -> HttpResponse:
    row = _own(request, number)
    part = getattr(request, "htmx", False)
    return render(request, "core/job_part.html" if part else "core/job.html", {"row": row})


@audience(SIGNED_IN)
@require_POST
def stop_job(request: HttpRequest, number: int) -> HttpResponse:
    if operations.stop(_own(request, number).job, by=request.user, at=timezone.now()):
        messages.success(request, _("The work is stopped. What was done before is kept."))
    else:
        messages.warning(request, _("The work had ended already."))
    return redirect("core:job", number)


@audience(SIGNED_IN)
@require_POST
def job_again(request: HttpRequest, number: int) -> HttpResponse:
    if not operations.start_again(_own(request, number).job, by=request.user, at=timezone.now()):
        messages.warning(request, _("This work cannot be started again: it is under way or done."))
    return redirect("core:job", number)


@audience(SIGNED_IN)
@require_POST
def job_file(request: HttpRequest, number: int) -> HttpResponseBase:
    """The file that a job of one's own made. Who may have it is asked again now."""
    job = _own(request, number).job
    try:
        row = results.take(job, by=request.user, at=timezone.now())
    except results.FileGone as gone:
        messages.warning(request, words(gone))
        return redirect("core:job", number)
    return hand_out(row.stored, name=row.name, media_type=row.media_type)


def _own(request: Any, number: int) -> ShownJob:
    return shown(get_object_or_404(jobs_of(request.user), pk=number), timezone.now())
