"""Pages for when something is not possible: each says what happened and what to do. And the choice of language."""

from __future__ import annotations

import sys

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.i18n import set_language as django_set_language

from chungtay.foundation.core.audience import PUBLIC, audience
from chungtay.foundation.core.faults import DiskFull, disk_is_full, may_pass


@audience(PUBLIC)
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    return django_set_language(request)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 400, _("This request is not understood"), _("Go back and try again."))


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    told = str(exception) if isinstance(exception, PermissionDenied) and exception.args else ""
    sentence = told or _("You may not open this page. Ask the administrator of your office.")
    return _page(request, 403, _("No right to this page"), sentence)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    told = getattr(exception, "sentence", "")  # of a place that has ended: what took its place
    sentence = _("The address is wrong, or what it showed lies outside your area. Start again from the first page.")
    return _page(request, 404, _("No such page"), told or sentence)


def failed(request: HttpRequest) -> HttpResponse:
    """Django calls this while the error is still at hand: a full disk and a busy database get their own sentence."""
    error = sys.exc_info()[1]
    if disk_is_full(error):
        told = DiskFull()
        return _page(request, 507, _("No room left"), told.en if get_language() == "en" else told.vi)
    if error is not None and may_pass(error):
        sentence = _("Nothing of this step was saved. Wait a moment and send it again.")
        return _page(request, 503, _("Too much is going on at once"), sentence)
    return _page(
        request,
        500,
        _("The program made a mistake"),
        _("Nothing of this step was saved. Try again; if it happens again, tell the administrator the time."),
    )


def only_a_button(request: HttpRequest) -> HttpResponse:
    """Somebody opened an address that only takes what a button sends: after signing in, or out of the history."""
    sentence = _(
        "This address takes what a button sends and shows nothing itself. Go back to the page with the button."
    )
    return _page(request, 405, _("Nothing to look at here"), sentence)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(
        request,
        403,
        _("This form is too old"),
        _("The page was open for too long or you signed in again. Go back, load the page anew and send it again."),
    )


def _page(request: HttpRequest, status: int, title: str, sentence: str) -> HttpResponse:
    return render(request, "core/problem.html", {"title": title, "sentence": sentence}, status=status)
