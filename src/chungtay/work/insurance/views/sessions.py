"""Sessions that explain health insurance, with whom they reached."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.foundation.core.views.telling import told
from chungtay.foundation.places.models import Level
from chungtay.foundation.places.queries import groups_of
from chungtay.work.insurance import permissions
from chungtay.work.insurance.forms.insurance import SessionForm
from chungtay.work.insurance.operations import sessions as operations
from chungtay.work.insurance.queries import seen
from chungtay.work.insurance.views import doors

PAGE = 50


@doors.readers
def sessions(request: PageRequest, place: str, year: int) -> HttpResponse:
    """The sessions of a place and year with their reach; the form for the next one."""
    unit, today = doors.here(request, place, year), timezone.localdate()
    may_keep = unit.level == Level.WARD and permissions.can_keep(request.user, unit, today)
    groups = {group.pk: group for group in groups_of(unit, today)} if unit.level == Level.WARD else {}
    form = SessionForm([(number, group.name) for number, group in groups.items()], request.POST or None)
    if request.method == "POST":
        permissions.check_may_keep(request.user, unit, today)
        if form.is_valid():
            values = form.cleaned_data
            group = groups.get(int(values.pop("group") or 0))
            new = operations.NewSession(group=group, **values)
            try:
                operations.record_session(unit, new, **doors.acting(request))
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, _("The session is on record."))
                return redirect(doors.address(request, "sessions", unit.nearest_year(new.on.year)))
    found = seen.sessions_seen(request.user, unit, today).filter(on__year=year)
    context = {
        "year": year,
        "page": Paginator(found, PAGE).get_page(request.GET.get("trang")),
        "sums": found.order_by().aggregate(count=Count("pk"), attended=Sum("attended"), visited=Sum("visited")),
        "form": form,
        "may_keep": may_keep,
    }
    return render(request, "insurance/sessions.html", context)


@doors.keepers
@require_POST
def take_back(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    ward = doors.here(request, place, year)
    get_object_or_404(seen.sessions_seen(request.user, ward, timezone.localdate()), pk=number)
    told(request, lambda: operations.take_session_back(ward, number, **doors.acting(request)), _("Taken back."))
    return redirect(doors.address(request, "sessions", year))
