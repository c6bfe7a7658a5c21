"""The trail for auditors: who did what, when, in their area; and whether it holds."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from chungtay.foundation.accounts.permissions import Permission, holders_of
from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.foundation.core.audience import audience
from chungtay.foundation.core.operations import jobs
from chungtay.foundation.core.presenters import shown_events, what_is_broken
from chungtay.foundation.core.queries.trail import last_check
from chungtay.web.trail import queries
from chungtay.web.trail.forms import TrailForm
from chungtay.web.trail.tasks import KIND

auditors = audience(*holders_of(Permission.AUDIT_READ))


@auditors
def events(request: PageRequest) -> HttpResponse:
    today = timezone.localdate()
    form = TrailForm(request.GET)
    seen = queries.events_seen(request.user, today)
    wanted = form.wanted() if form.is_valid() else None
    before = request.GET.get("truoc", "")
    found = queries.narrowed(seen, wanted) if wanted else seen.none()
    page = queries.page_of(found, int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None)
    check = last_check()
    context = {
        "form": form,
        "narrowed": wanted != queries.Wanted(),
        "rows": shown_events(page.events),
        "older": page.older,
        "check": check,
        "broken": what_is_broken(check) if check and check.broken_number is not None else None,
        "behind": seen.filter(number__gt=check.events).count() if check else 0,
        "all": queries.audits_all(request.user, today),
    }
    return render(request, "trail/events.html", context)


@auditors
@require_POST
def verify(request: PageRequest) -> HttpResponse:
    job = jobs.start(KIND, by=request.user, at=timezone.now(), once=f"{KIND}:{request.user.pk}")
    return redirect("core:job", job.pk)
