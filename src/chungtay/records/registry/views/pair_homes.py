"""A household that was entered twice: from the page of a pair to one household, seen before it is done."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.records.registry.forms.pair_homes import JoinHomesForm
from chungtay.records.registry.operations import joining
from chungtay.records.registry.presenters import changes
from chungtay.records.registry.presenters.two_homes import member_words
from chungtay.records.registry.queries.history import names_for
from chungtay.records.registry.queries.two_homes import TwoHomes, two_homes
from chungtay.records.registry.views.doors import address
from chungtay.records.registry.views.pairs import found_pair, joiners


@joiners
def homes(request: PageRequest, place: str, year: int, number: int) -> HttpResponse:
    """Who is whom; with a post what would change, and then the joining itself. `giu` names the household that stays."""
    both = _both(request, place, year, number)
    if request.method != "POST":
        return _page(request, year, number, both, JoinHomesForm(homes=both))
    form = JoinHomesForm(request.POST, homes=both)
    if not form.is_valid():
        return _page(request, year, number, both, form)
    arguments = {
        "seen": form.cleaned_data["seen"], "why": form.cleaned_data["why"], "by": request.user, "at": timezone.now()
    }  # fmt: skip
    try:
        if "join" not in request.POST or form.cleaned_data["shown"] != form.print():
            entry = joining.would_join(both.stays, both.goes, form.matches(), **arguments)
            return _page(request, year, number, both, form, preview=changes.told(entry, names_for(entry.rows)))
        done = joining.join_households(both.stays, both.goes, form.matches(), **arguments)
    except ValidationError as error:
        fresh = _both(request, place, year, number)
        kept = form if fresh.seen == form.cleaned_data["seen"] else JoinHomesForm(homes=fresh)
        return _page(request, year, number, fresh, kept, error=" ".join(error.messages))
    messages.success(request, _("Joined into one household. The history has it, and it can be undone there."))
    if not both.stays.group.path.startswith(request.place.path):
        return redirect(address(request, "pair", year, number))
    return redirect(address(request, "operation", year, both.stays.pk, done.pk))


def _both(request: PageRequest, place: str, year: int, number: int) -> TwoHomes:
    """Raises Http404 for a pair that is decided, lies outside the area or belongs to one household."""
    two = found_pair(request, place, year, number)
    first, second = two.line.households
    if not two.open or two.sides is None or first is None or second is None or first.pk == second.pk:
        raise Http404
    if request.GET.get("giu") == str(second.pk):
        first, second = second, first
    return two_homes(first, second)


def _page(
    request: PageRequest,
    year: int,
    number: int,
    both: TwoHomes,
    form: JoinHomesForm,
    *,
    preview: Any = None,
    error: str = "",
) -> HttpResponse:
    context = {
        "year": year,
        "number": number,
        "homes": both,
        "staying": [member_words(each) for each in both.staying],
        "rows": [(member_words(member), differ, fields) for member, differ, fields in form.rows()],
        "form": form,
        "preview": preview,
        "print": form.print() if preview is not None else "",
        "error": error,
    }
    status = 422 if error or form.errors else 200
    return render(request, "registry/pair_homes.html", context, status=status)
